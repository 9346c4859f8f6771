"""Curves and surfaces agree with the changed protocol evaluated again from scratch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.funnel.levers.curves import curve, curves, surface
from criteria.funnel.levers.moves import movable
from tests import tables
from tests.funnel.levers import by_hand


@given(by_hand.trials)
def test_each_point_of_each_curve(engine_of, trial):
    dataset, scenario = trial
    found = curves(engine_of(dataset), scenario)
    assert tuple(each.limit for each in found) == movable(scenario)
    for each in found:
        expected = [by_hand.statuses(dataset, by_hand.with_limits(scenario, {each.limit: v})) for v in each.values]
        assert list(zip(each.eligible, each.potential, strict=True)) == expected, each.limit


@given(by_hand.laboratory_patients, by_hand.scenarios(by_hand.LABORATORY), st.data())
def test_each_cell_of_a_surface(engine_of, dataset, scenario, data):
    """Also of two limits of one criterion, and of a limit that decides nothing while its criterion is off."""
    first, second = data.draw(st.permutations(sorted(by_hand.LABORATORY.limits)))[:2]
    found = surface(engine_of(dataset), scenario, first, second)
    for row, one in enumerate(found.values[0]):
        for column, other in enumerate(found.values[1]):
            expected = by_hand.statuses(dataset, by_hand.with_limits(scenario, {first: one, second: other}))
            assert (found.eligible[row, column], found.potential[row, column]) == expected


def test_a_surface_needs_two_limits(demonstration_engine, reference):
    with pytest.raises(ValueError, match="two different limits"):
        surface(demonstration_engine, cr.baseline(reference), "hb_min", "hb_min")


def test_the_demonstration_tables_curves_pass_through_its_results(demonstration_engine, reference):
    """The specification's what-ifs are points of the curves."""
    now = cr.scenario(reference, {"hb_min": 85})
    for each in curves(demonstration_engine, now):
        at = each.values.index(now.limit(each.limit))
        results = cr.evaluate(demonstration_engine, now)
        assert (each.eligible[at], each.potential[at]) == (results.eligible, results.potential), each.limit


def test_a_tie_at_a_limit_counts_as_met(engine_of):
    protocol = tables.protocol("""
limits:
  low: {label: at least, unit: 10*9/L, value: 1, min: 0.5, max: 2, step: 0.5}
criteria:
  - {id: ANC, number: "1", label: ANC, text: ANC, rule: {kind: threshold, value: anc, at_least: {limit: low}}}
""")
    found = curve(engine_of(tables.dataset({"anc": ["1", "1", "1.5", None]})), cr.baseline(protocol), "low")
    assert found.values == (0.5, 1, 1.5, 2)
    np.testing.assert_array_equal(found.eligible, [3, 3, 1, 0])
    np.testing.assert_array_equal(found.potential, [1, 1, 1, 1])


def test_a_limit_that_may_be_none_has_that_as_its_last_value(demonstration_engine, reference):
    found = curve(demonstration_engine, cr.baseline(reference), "lab_window_days")
    assert found.values[-1] is None
    results = cr.evaluate(demonstration_engine, cr.baseline(reference))
    assert (found.eligible[-1], found.potential[-1]) == (results.eligible, results.potential)


def test_a_curve_of_no_patient_and_of_a_protocol_that_nobody_can_meet(engine_of):
    """Mutually exclusive criteria leave nobody to decide about."""
    dataset = tables.dataset({"sex": ["F", "M"], "hb": ["100", "60"], "hbv": ["Y", "Y"]})
    protocol = tables.protocol("""
limits:
  low: {label: at least, unit: g/L, value: 90, min: 70, max: 120, step: 5}
criteria:
  - {id: W, number: "1", label: women, text: W, rule: {kind: category, variable: sex, accept: [F]}}
  - {id: M, number: "2", label: men, text: M, rule: {kind: category, variable: sex, accept: [M]}}
  - {id: HB, number: "3", label: Hb, text: Hb, rule: {kind: threshold, value: hb, at_least: {limit: low}}}
""")
    found = curve(engine_of(dataset), cr.baseline(protocol), "low")
    assert not found.eligible.any()
    assert not found.potential.any()


def test_the_fallback_table_knows_the_sex_of_the_patients_a_curve_is_about(engine_of):
    """AST 80 is 2.0 times a man's usual upper limit, 2.29 times a woman's; with neither known it may be either."""
    protocol = tables.protocol("""
limits:
  high: {label: at most, unit: xULN, value: 2, min: 1, max: 3, step: 0.25}
criteria:
  - id: AST
    number: "1"
    label: AST
    text: AST
    rule:
      kind: threshold
      value: {kind: times_uln, variable: ast, uln: ast_uln, fallback: defaults}
      at_most: {limit: high}
""")
    dataset = tables.dataset({"ast": ["80", "80", "80"], "sex": ["M", "F", None]})
    found = curve(engine_of(dataset), cr.baseline(protocol), "high")
    at = found.values.index(2)
    assert (found.eligible[at], found.potential[at]) == (1, 1)
