"""Which limits can be moved, over which values, and which way is looser for everybody."""

from itertools import pairwise

import pytest
from hypothesis import given

import criteria as cr
from criteria.funnel.levers.moves import looser, movable, moved, steps, ways
from tests import tables
from tests.conftest import REFERENCE
from tests.funnel.levers import by_hand

LIMITS = """
limits:
  low: {label: low, unit: 10*9/L, value: 1, min: 0, max: 2, step: 0.5}
  high: {label: high, unit: 10*9/L, value: 9, min: 8, max: 10, step: 1}
  days: {label: within, unit: d, value: 30, min: 10, max: 90, step: 10}
criteria:
  - {id: A, number: "1", label: A, text: A, rule: RULE}
"""
LOW = "{kind: threshold, value: anc, at_least: {limit: low}}"
HIGH = "{kind: threshold, value: anc, at_most: {limit: high}}"
FLAG = "{kind: flag, variable: hbv}"
BOTH = "{kind: range, value: anc, at_least: {limit: low}, at_most: {limit: high}}"


def trial(rule):
    return cr.baseline(tables.protocol(LIMITS.replace("RULE", rule)))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (LOW, {"low": -1}),
        (HIGH, {"high": 1}),
        (BOTH, {"low": -1, "high": 1}),
        (f"{{kind: not, rule: {LOW}}}", {"low": 1}),
        (f"{{kind: any_of, rules: [{LOW}, {FLAG}]}}", {"low": -1}),
        (f"{{kind: conditional, when: {FLAG}, then: {LOW}, otherwise: {HIGH}}}", {"low": -1, "high": 1}),
        # a limit in a condition decides which branch holds: neither direction is looser for everybody
        (f"{{kind: conditional, when: {LOW}, then: {FLAG}, otherwise: {HIGH}}}", {"high": 1}),
        (f"{{kind: implication, when: {LOW}, then: {HIGH}}}", {"high": 1}),
        (f"{{kind: all_of, rules: [{LOW}, {{kind: not, rule: {LOW}}}]}}", {}),
        (f"{{kind: screening, documented: {HIGH}}}", {"high": 1}),
        ("{kind: recency, age: labs_age_days, within: {limit: days}}", {"days": 1}),
        # evidence brought back may show a fail where there was an unknown; also where stale evidence fails, of an
        # age that is known only as an interval
        (f"{{kind: recency, age: labs_age_days, within: {{limit: days}}, rule: {LOW}}}", {"low": -1}),
        (f"{{kind: recency, age: labs_age_days, within: {{limit: days}}, stale: fail, rule: {LOW}}}", {"low": -1}),
        ("{kind: recency, age: labs_age_days, within: {limit: days}, stale: fail}", {"days": 1}),
    ],
)
def test_which_way_is_looser(rule, expected):
    assert ways(trial(rule)) == expected


@given(by_hand.trials)
def test_no_verdict_gets_worse_when_a_limit_is_loosened(trial):
    dataset, scenario = trial
    for name, way in ways(scenario).items():
        verdicts = [
            by_hand.on(dataset, by_hand.with_limits(scenario, {name: value})) for value in looser(scenario, name, way)
        ]
        for tighter, wider in pairwise(verdicts):
            for before, after in zip(tighter, wider, strict=True):
                assert all(by_hand.ORDER[b] <= by_hand.ORDER[a] for b, a in zip(before, after, strict=True)), name


def test_the_values_are_the_steps_with_the_protocols_and_the_scenarios_own(reference):
    scenario = cr.scenario(reference, {"plt_min": 82.5})
    assert steps(scenario, "plt_min") == (*range(50, 85, 5), 82.5, *range(85, 155, 5))
    assert looser(scenario, "plt_min", -1) == (82.5, 80, 75, 70, 65, 60, 55, 50)
    assert looser(scenario, "ecog_max", 1) == (2, 3)


def test_of_very_many_steps_evenly_fewer_are_kept_with_both_ends(reference):
    few = steps(cr.baseline(reference), "specimen_max_age_days", 60)
    assert (few[0], few[-1]) == (90, 1825)
    assert 365 in few
    assert len(few) <= 62


def test_only_limits_of_criteria_in_force_and_of_the_chosen_reading_can_be_moved():
    assert "ecog_max" in movable(cr.baseline(REFERENCE))
    assert "ecog_max" not in movable(cr.scenario(REFERENCE, off=["C04_ecog"]))
    assert "lab_window_days" in movable(cr.baseline(REFERENCE))
    assert "lab_window_days" not in ways(cr.baseline(REFERENCE)), "a window that may be none is a reading"


def test_moving_nothing_gives_the_very_scenario():
    scenario = cr.baseline(REFERENCE)
    assert moved(scenario, []) is scenario
