"""The engine in memory keeps what it knows: a moved limit costs one criterion and shows nobody else's verdict."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import criteria as cr
from tests import populations, tables
from tests.conftest import REFERENCE


@pytest.fixture
def judged(monkeypatch):
    """Kinds of the rules that were evaluated anew, since it was last emptied."""
    seen = []
    original = cr.MemoryEngine._judge
    monkeypatch.setattr(cr.MemoryEngine, "_judge", lambda self, rule: seen.append(rule.kind) or original(self, rule))
    return seen


def test_a_moved_limit_evaluates_one_criterion_again(demonstration, reference, judged):
    engine = cr.MemoryEngine(demonstration)
    cr.evaluate(engine, cr.baseline(reference))
    assert len(judged) >= len(reference.criteria)
    for name in reference.limits:
        judged.clear()
        limit = reference.limits[name]
        cr.evaluate(engine, cr.scenario(reference, {name: limit.max if limit.value != limit.max else limit.min}))
        users = [each for each in reference.criteria if name in cr.limits_used(each)]
        assert len(judged) == len(users)


def test_going_back_and_switching_evaluate_nothing_again(demonstration, reference, judged):
    engine = cr.MemoryEngine(demonstration)
    first = cr.evaluate(engine, cr.baseline(reference))
    cr.evaluate(engine, cr.scenario(reference, {"plt_min": 75}))
    judged.clear()
    assert cr.evaluate(engine, cr.baseline(reference)) == first
    cr.evaluate(engine, cr.scenario(reference, off=["C09_all", "C02_age"]))
    cr.evaluate(engine, cr.baseline(reference), [each.id for each in reversed(reference.criteria)])
    assert judged == []


@settings(max_examples=10)
@given(st.data(), populations.populations)
def test_an_engine_with_a_past_says_what_a_new_one_says(engine_of, data, patients):
    """Keys of kept results that collide would show the numbers of another limit."""
    dataset = tables.of_patients(patients)
    engine = engine_of(dataset)
    for _ in range(3):
        scenario = populations.scenario(data, REFERENCE)
        assert cr.evaluate(engine, scenario) == cr.evaluate(engine_of(dataset), scenario)


def test_an_engine_that_may_keep_almost_nothing_says_the_same(demonstration, reference):
    forgetful = cr.MemoryEngine(demonstration, rules_kept=1, quantities_kept=1)
    for changes in ({}, {"plt_min": 75, "uln_fallback": "defaults"}, {"cg_weight": "ideal"}, {}):
        scenario = cr.scenario(reference, changes)
        assert cr.evaluate(forgetful, scenario) == cr.evaluate(cr.MemoryEngine(demonstration), scenario)


def test_two_protocols_with_the_same_ids_do_not_share_verdicts(engine_of):
    engine = engine_of(tables.dataset({"anc": [1.0, 2.0]}))
    rule = "criteria: [{{id: A, number: '1', label: a, text: a, rule: {{kind: threshold, value: anc, at_least: {}}}}}]"
    for limit, passed in ((1, 2), (2, 1), (3, 0)):
        protocol = tables.protocol(rule.format(limit))
        assert cr.evaluate(engine, cr.baseline(protocol)).row("A").passed == passed


@pytest.mark.parametrize("patients", [1, 63, 64, 65, 200, 100_000])
def test_any_number_of_patients(engine_of, reference, patients):
    ages = np.arange(patients) % 100
    results = cr.evaluate(engine_of(cr.dataset_of(pd.DataFrame({"age": ages}), "t")), cr.baseline(reference))
    row = results.row("C02_age")
    assert row.passed == ((ages >= 18) & (ages <= 75)).sum()
    assert row.passed + row.fails == patients
    assert results.row("C01_consent").deferred == patients
    assert results.row("C04_ecog").unknown == patients
    assert results.eligible + results.potential + results.excluded == patients


# --- whose numbers rest on an assumption ----------------------------------------------------------------------


def assumptions(engine_of, columns, reference, off=(), **changes):
    return cr.evaluate(engine_of(tables.dataset(columns)), cr.scenario(reference, changes, off)).assumptions


def test_an_assumed_upper_limit_is_counted_once_for_each_patient(engine_of, reference):
    columns = {
        "ast": [30, 30, None, 30],
        "ast_uln": [40, None, None, None],
        "alt": [30, 30, 30, None],
        "alt_uln": [None, None, 40, None],
        "sex": ["M", "F", "M", None],
    }
    assert assumptions(engine_of, columns, reference).uln_assumed == 0
    assert assumptions(engine_of, columns, reference, uln_fallback="defaults").uln_assumed == 3
    assert assumptions(engine_of, columns, reference, ["C09e_alt"], uln_fallback="defaults").uln_assumed == 2
    assert assumptions(engine_of, columns, reference, ["C09_all"], uln_fallback="defaults").uln_assumed == 0


def test_whether_upper_limits_may_be_assumed_is_told_with_the_number(engine_of, reference):
    columns = {"ast": [30], "ast_uln": [40]}
    assert not assumptions(engine_of, columns, reference).uln_fallback
    assert assumptions(engine_of, columns, reference, uln_fallback="defaults").uln_fallback


def test_an_absolute_inr_assumes_no_upper_limit(engine_of, reference):
    columns = {"inr": [1.0, 1.0], "inr_uln": [None, 1.2]}
    assert assumptions(engine_of, columns, reference, uln_fallback="defaults").uln_assumed == 1
    assert assumptions(engine_of, columns, reference, uln_fallback="defaults", inr_mode="absolute").uln_assumed == 0


def test_an_estimated_clearance_is_counted_and_a_measured_or_unknown_one_is_not(engine_of, reference):
    columns = {
        "age": [40, 40, 40, "40-49"],
        "sex": ["M", None, "M", "M"],
        "weight": [72, 72, None, 72],
        "creatinine": [80, 80, 80, 80],
        "crcl_measured": [None, None, None, None],
    }
    assert assumptions(engine_of, columns, reference).clearance_estimated == 2
    measured = columns | {"crcl_measured": [60, None, 60, None]}
    assert assumptions(engine_of, measured, reference).clearance_estimated == 1
    assert assumptions(engine_of, columns, reference, ["C09g_crcl"]).clearance_estimated == 0


def test_a_criterion_is_deferred_only_when_the_table_has_none_of_its_variables(demonstration, reference):
    criterion = reference.criterion("C07_disease_and_lines").model_copy(update={"absent": "deferred"})
    read = [name for name in cr.variables_read(criterion) if name in demonstration.columns]
    assert len(read) > 2
    for kept in (read, read[:1], read[-1:], []):
        columns = {name: each for name, each in demonstration.columns.items() if name in kept}
        engine = cr.MemoryEngine(replace(demonstration, columns=columns))
        deferred = engine.verdicts(criterion, cr.baseline(reference)).counts.deferred
        assert deferred == (0 if kept else demonstration.patients), kept
