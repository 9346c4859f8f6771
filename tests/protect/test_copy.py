"""A copy of protocols of 5, 17 and 40 criteria: near the truth, of no patient, and made of noisy counts alone."""

import hashlib
import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import criteria as cr
from criteria.data.dataset import Identifiers
from criteria.data.mapped.apply import apply
from criteria.protect import copy
from criteria.protect.accountant import rho_for
from criteria.protect.card import card_of, file_table
from criteria.protect.copy import prepare
from criteria.protect.declared import Declared
from criteria.protect.encode import Coded, decode, encode
from criteria.protect.grids import axes_of
from criteria.protect.measured import measure, total, variances
from criteria.protect.measures import plan_of
from criteria.protect.seen import Seen, asked_of
from criteria.protect.synthesis import synthesise
from tests.protect import made


def evaluated(dataset, protocol):
    return cr.evaluate(cr.MemoryEngine(dataset), cr.baseline(protocol))


@pytest.fixture(scope="module")
def of_reference(demonstration, reference):
    return made.copied(demonstration, reference)


def test_the_numbers_are_near_the_true_ones(demonstration, reference, of_reference):
    true, shown = (evaluated(each, reference) for each in (demonstration, of_reference.table))
    assert abs(shown.patients - true.patients) < 30
    assert abs(shown.eligible - true.eligible) < 12
    assert abs(shown.potential - true.potential) < 16
    for one, other in zip(true.rows, shown.rows, strict=True):
        assert abs(one.only - other.only) < 24, one.id
        assert abs(one.fails - other.fails) < 60, one.id


def test_five_criteria(demonstration):
    protocol = made.protocol(made.FIVE)
    copy = made.copied(demonstration, protocol)
    true, shown = (evaluated(each, protocol) for each in (demonstration, copy.table))
    assert abs(shown.eligible - true.eligible) < 15
    assert {each.name for each in copy.axes} == {
        "age", "ecog", "target_result", "target_specimen_age_days", "hb", "crcl_measured", "site",
    }  # fmt: skip


def test_forty_criteria_half_of_them_on_declared_flags(demonstration):
    protocol = made.forty()
    dataset = made.with_flags(demonstration, protocol.variables)
    copy = made.copied(dataset, protocol, pool=8_000)
    true, shown = (evaluated(each, protocol) for each in (dataset, copy.table))
    assert abs(shown.eligible - true.eligible) < 15
    assert abs(shown.row("X3").fails - true.row("X3").fails) < 70
    assert set(protocol.variables) <= set(copy.table.declared)


def test_a_table_that_lacks_columns_has_a_copy_that_lacks_them_too(demonstration, reference):
    lacking = {"hb", "inr", "aptt_uln", "life_expectancy_months", "sex"}
    columns = {name: each for name, each in demonstration.columns.items() if name not in lacking}
    dataset = replace(demonstration, columns=columns)
    copy = made.copied(dataset, reference)
    true, shown = (evaluated(each, reference) for each in (dataset, copy.table))
    assert true.row("C09c_hb").unknown == true.patients
    assert shown.row("C09c_hb").unknown == shown.patients
    assert shown.row("C03_life_expectancy").deferred == shown.patients
    assert true.eligible == shown.eligible == 0
    assert "C09c_hb" in copy.card.not_held


def test_a_copy_depends_on_the_true_table_through_the_noisy_counts_alone(demonstration):
    """Two tables with the same noisy counts have the same copy: all the rest is post-processing."""
    said = Declared(3.0, 1_200, made.SITES)
    prepared = prepare(demonstration, made.protocol(made.FIVE), said)
    plan = prepared.plan
    seen = Seen(encode(demonstration, plan.asked.axes), plan.asked)
    measured = measure(plan, seen, rho_for(3.0), random.Random(1).randrange)
    with made.quickly():
        one = synthesise(plan, measured, np.random.default_rng(3))
        del prepared, seen
        other = synthesise(plan, measured, np.random.default_rng(3))
    assert one.patients == other.patients
    assert all(np.array_equal(one.codes[name], other.codes[name]) for name in one.codes)
    assert one.patients == round(total(measured)), "as many rows as the noise says, not as there are"


def test_two_copies_of_one_table_differ(demonstration):
    protocol, said = made.protocol(["C04_ecog"]), Declared(3.0, 1_200)
    prepared = prepare(demonstration, protocol, said)
    with made.quickly():
        tables = [copy.protect(prepared, made=made.DAY).table.columns["ecog"].low for _ in range(2)]
    assert len(tables[0]) != len(tables[1]) or not np.array_equal(tables[0], tables[1], equal_nan=True)


def test_what_men_cannot_have_no_man_of_a_copy_has(of_reference):
    table = of_reference.table.columns
    men = table["sex"].codes == table["sex"].values.index("M")
    assert men.any()
    assert (table["pregnancy_test"].codes[men] == -1).all()
    assert (table["childbearing_potential"].codes[men] != 1).all()


def test_a_finding_of_thirty_patients_does_not_vanish(demonstration, reference):
    true = evaluated(demonstration, reference)
    often = [each.id for each in true.rows if each.fails >= 30]
    for seed in range(2, 4):
        shown = evaluated(made.copied(demonstration, reference, seed=seed).table, reference)
        assert all(shown.row(name).fails for name in often)


@pytest.mark.parametrize(
    ("declared", "codes"),
    [
        (Declared(0, 1_200), ["epsilon"]),
        (Declared(float("nan"), 1_200), ["epsilon"]),
        (Declared(50, 1_200), ["epsilon"]),
        (Declared(0.5, 1_200), ["too-few-patients"]),
        (Declared(3, 400), ["too-few-patients"]),
        (Declared(-1, 400), ["epsilon", "too-few-patients"]),
    ],
)
def test_what_is_declared_decides_what_is_refused(demonstration, reference, declared, codes):
    with pytest.raises(cr.Refused) as refused:
        prepare(demonstration, reference, declared)
    assert [each.code for each in refused.value.problems] == codes


def test_the_declared_number_of_patients_is_rounded():
    assert [Declared(3, each).about for each in (1_234, 1_250, 98_765, 12)] == [1_200, 1_200, 99_000, 12]


def test_the_true_number_of_patients_refuses_nothing(reference):
    """A refusal by it would tell whether one patient is there."""
    few = made.people({"age": [50] * 3, "ecog": [1] * 3})
    prepare(few, reference, Declared(3, 5_000))


def test_every_person_is_one_row(reference):
    twice = made.people({"age": [50, 60]})
    prepare(twice, reference, Declared(3, 1_200))
    for ids, code in (
        (Identifiers(pd.Series(["P1", "P1"])), "several-rows"),
        (Identifiers(pd.Series([None, None])), "several-rows"),
        (Identifiers(range(1, 3)), "no-identifiers"),
    ):
        with pytest.raises(cr.Refused) as refused:
            prepare(replace(twice, ids=ids), reference, Declared(3, 1_200))
        assert [each.code for each in refused.value.problems] == [code]
    prepare(replace(twice, ids=Identifiers(range(1, 3))), reference, Declared(3, 1_200, one_row_each=True))


def test_a_verdict_the_copy_would_change_refuses_the_criterion_by_name(reference):
    """`ast` in twice its limit or ten times: the branch without metastasis fails, in the copy it would be unknown."""
    dataset = made.people({"ast_xuln": ["3-6", 1], "liver_mets": ["N", "N"], "age": [50, 50]})
    with pytest.raises(cr.Refused) as refused:
        prepare(dataset, reference, Declared(3, 1_200))
    assert [(each.code, each.subject) for each in refused.value.problems] == [("cannot-encode", "C09d_ast")]


def test_nothing_to_copy(reference):
    with pytest.raises(cr.Refused) as refused:
        prepare(made.people({"height": [170, 180]}), reference, Declared(3, 1_200))
    assert [each.code for each in refused.value.problems] == ["nothing-to-copy"]


def test_every_row_of_a_copy_is_read_whatever_stands_in_it(reference, tmp_path, monkeypatch):
    """Rows of blanks, large numbers and a lonely 0 are doubtful in a table of patients; in a copy they are drawn."""
    axes = axes_of(reference, {"age", "hb", "ecog", "prior_systemic_lines", "sex"})
    codes = {each.name: np.full(400, each.missing, dtype=np.int16) for each in axes}
    codes["age"][:300] = 12
    codes["age"][0], codes["age"][1] = 0, axes[0].missing - 1
    codes["hb"][:200] = 8
    codes["hb"][0] = 0
    codes["prior_systemic_lines"][399] = 3
    table = decode(Coded(400, codes), axes, np.random.default_rng(1))
    plan = plan_of(asked_of(reference, axes))
    card = card_of(plan, Declared(3, 1_200), variances(plan.histograms, rho_for(3.0)), made.DAY)
    pq.write_table(file_table(table, axes, card), tmp_path / "copy.parquet")
    fingerprint = hashlib.sha256((tmp_path / "copy.parquet").read_bytes()).hexdigest()
    monkeypatch.setenv("FEASIBILITY_COPIES", fingerprint)
    raw = cr.read_raw(tmp_path / "copy.parquet")
    applied = apply(raw, suspect=True)
    assert (applied.problems, applied.suspected, applied.dataset.notes) == ((), (), ())
    assert applied.dataset.patients == 400
    assert applied.dataset.synthetic
    assert evaluated(applied.dataset, reference).rows == evaluated(table, reference).rows
