"""Every count agrees with a funnel worked out patient by patient, in any order, in blocks of any size."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import criteria as cr
from criteria.engine import truth as room
from tests import populations, tables
from tests.conftest import REFERENCE

COUNTS = ("passed", "fails", "unknown", "not_applicable", "deferred")
FLAGS = ["hbv", "gilbert", "bone_mets", "lung_mets", "liver_mets"]


def by_hand(words, protocol, order, off):
    """The numbers of each criterion and group, and of the trial, from each patient's verdicts."""
    on = [name for name in order if name not in off]
    rows = words.to_dict("records")
    failed = [[name for name in on if row[name] == "fail"] for row in rows]
    unknown = [[name for name in on if row[name] == "unknown"] for row in rows]
    first = [names[0] if names else None for names in failed]
    found, remaining = {}, len(rows)
    for name in order:
        lost = first.count(name)
        remaining -= lost
        found[name] = {
            **{key: list(words[name]).count(word) for key, word in zip(COUNTS, tables.VERDICTS, strict=True)},
            "only": sum(names == [name] for names in failed),
            "only_certain": sum(f == [name] and not u for f, u in zip(failed, unknown, strict=True)),
            "gained": sum((f, u) in (([name], []), ([], [name])) for f, u in zip(failed, unknown, strict=True)),
            "lost_here": lost,
            "remaining": remaining,
            "share": sum(1 / len(names) for names in failed if name in names),
        }
    for group in protocol.groups:
        parts = [each.id for each in protocol.parts_of(group.id)]
        found[group.id] = _group_by_hand(found, failed, unknown, parts, order)
    decided = [not f and not u for f, u in zip(failed, unknown, strict=True)]
    found["trial"] = (sum(decided), sum(not f and bool(u) for f, u in zip(failed, unknown, strict=True)),
                      sum(map(bool, failed)))  # fmt: skip
    return found


def _group_by_hand(found, failed, unknown, parts, order):
    within = [bool(f) and set(f) <= set(parts) for f in failed]
    return {
        "only": sum(within),
        "only_certain": sum(w and set(u) <= set(parts) for w, u in zip(within, unknown, strict=True)),
        "gained": sum(bool(f or u) and {*f, *u} <= set(parts) for f, u in zip(failed, unknown, strict=True)),
        "lost_here": sum(found[name]["lost_here"] for name in parts),
        "remaining": found[[name for name in order if name in parts][-1]]["remaining"],
        "share": sum(found[name]["share"] for name in parts),
    }


def check(engine_of, patients, scenario, order):
    engine = engine_of(patients)
    results = cr.evaluate(engine, scenario, order)
    expected = by_hand(tables.verdicts(engine, scenario), scenario.protocol, order, scenario.off)
    assert (results.eligible, results.potential, results.excluded) == expected.pop("trial")
    for name, numbers in expected.items():
        row = results.row(name)
        assert {key: getattr(row, key) for key in numbers} == pytest.approx(numbers), name
    assert [row.id for row in results.rows] == list(order)
    assert {row.id for row in results.rows if not row.on} == scenario.off


@given(st.data(), populations.populations)
def test_any_scenario_in_any_order(engine_of, data, patients):
    order = data.draw(st.permutations([each.id for each in REFERENCE.criteria]))
    check(engine_of, tables.of_patients(patients), populations.scenario(data, REFERENCE), order)


@pytest.mark.parametrize("block", [1, 2, 7, 18, 19])
def test_the_demonstration_table_in_blocks_of_any_size(engine_of, reference, demonstration, monkeypatch, block):
    """1,200 patients are 19 words, the last one not full."""
    monkeypatch.setattr(room, "BLOCK", block)
    order = [each.id for each in reversed(reference.criteria)]
    check(engine_of, demonstration, cr.scenario(reference, off=["C04_ecog", "C09b_plt"]), order)


def flags_protocol(names):
    each = "  - {{id: {0}, number: '1', label: {0}, text: {0}, rule: {{kind: flag, variable: {0}}}}}"
    return tables.protocol("criteria:\n" + "\n".join(each.format(name) for name in names))


yes_no = st.sampled_from(["Y", "N", None])


@settings(max_examples=20)
@given(st.integers(1, 5).flatmap(lambda k: st.lists(st.tuples(*[yes_no] * k), min_size=1, max_size=10)))
def test_the_share_is_the_mean_of_lost_here_over_all_orders(engine_of, rows):
    """It adds up to the excluded, and lies between only and fails."""
    names = FLAGS[: len(rows[0])]
    engine = engine_of(tables.dataset({name: [row[at] for row in rows] for at, name in enumerate(names)}))
    scenario = cr.baseline(flags_protocol(names))
    lost = [
        {row.id: row.lost_here for row in cr.evaluate(engine, scenario, order).rows} for order in permutations(names)
    ]
    results = cr.evaluate(engine, scenario)
    for row in results.rows:
        assert row.share == pytest.approx(np.mean([each[row.id] for each in lost]))
        assert row.only <= row.share + 1e-9
        assert row.share <= row.fails + 1e-9
    assert sum(row.share for row in results.rows) == pytest.approx(results.excluded)
    assert sum(row.only for row in results.rows) <= results.excluded


@given(st.lists(st.tuples(*[yes_no] * 5), min_size=1, max_size=200), st.integers(1, 3))
def test_a_patient_may_fail_any_number_of_criteria(engine_of, rows, repeated):
    """Up to fifteen failed criteria: the bit-sliced counter carries three times."""
    names = [f"{name}{at}" for at in range(repeated) for name in FLAGS]
    each = "  - {{id: {0}, number: '1', label: a, text: a, rule: {{kind: flag, variable: {1}}}}}"
    protocol = tables.protocol("criteria:\n" + "\n".join(each.format(name, name[:-1]) for name in names))
    patients = tables.dataset({name: [row[at] for row in rows] for at, name in enumerate(FLAGS)})
    check(engine_of, patients, cr.baseline(protocol), names)


def test_numbers_of_the_trial_add_up(engine_of, reference, demonstration):
    results = cr.evaluate(engine_of(demonstration), cr.baseline(reference))
    assert results.patients == results.eligible + results.potential + results.excluded == 1200
    assert sum(row.lost_here for row in results.rows) == results.excluded
    assert results.rows[-1].remaining == results.eligible + results.potential
    assert sum(row.share for row in results.rows) == pytest.approx(results.excluded)
