"""Every lever, and the best sets, against the changed protocol evaluated again; what is not seen decides nothing."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.funnel.levers.lever import ALL_SEEN, Kind, Seen
from criteria.funnel.levers.loosening import units
from criteria.funnel.levers.moves import limits_in_force, looser, loosest, movable, moved, steps, ways
from criteria.funnel.levers.ranking import rank
from criteria.funnel.levers.switching import Switching
from tests import tables
from tests.funnel.levers import by_hand


def in_bins(counts):
    """What may be known in a protected table: nothing up to one, above that bins of two."""
    return np.where(counts <= 1, 0, 2 * -(-counts // 2))


seen = st.sampled_from([ALL_SEEN, Seen(in_bins, hides=True)])


def worth(dataset, scenario, seen):
    eligible, potential = by_hand.statuses(dataset, scenario)
    return tuple(seen(np.array([eligible, eligible + potential])).tolist())


@given(by_hand.trials)
def test_every_step_of_every_limit_once(engine_of, trial):
    dataset, scenario = trial
    found = rank(engine_of(dataset), scenario)
    expected = {
        (name, value)
        for name in movable(scenario)
        for value in steps(scenario, name, 60 if scenario.protocol.limits[name].optional else 400)
        if value != scenario.limit(name)
    }
    assert {(lever.moves[0].limit, lever.moves[0].value) for lever in found.steps} == expected
    assert (found.eligible, found.potential) == by_hand.statuses(dataset, scenario)
    for lever in found.steps:
        assert (lever.eligible, lever.potential) == by_hand.statuses(dataset, moved(scenario, lever.moves))
    ranks = [(lever.eligible, lever.eligible + lever.potential) for lever in found.steps]
    assert ranks == sorted(ranks, reverse=True)


@given(by_hand.trials, st.data())
def test_any_set_switched_off(engine_of, trial, data):
    dataset, scenario = trial
    ids = [each.id for each in scenario.protocol.criteria if each.id not in scenario.off]
    chosen = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    lever = Switching(engine_of(dataset), scenario).lever(chosen)
    assert (lever.eligible, lever.potential) == by_hand.statuses(dataset, by_hand.without(scenario, chosen))
    assert lever.criteria == tuple(name for name in ids if name in chosen)


@given(by_hand.trials, seen)
def test_the_best_sets_switched_off(engine_of, trial, seen):
    """No set is better than the first; none is listed whose part buys as much; the list holds all that are left."""
    dataset, scenario = trial
    ids = [each.id for each in scenario.protocol.criteria if each.id not in scenario.off]
    found = rank(engine_of(dataset), scenario, seen=seen)
    assert len(found.off) == 3
    for size, levers in enumerate(found.off[1:], start=2):
        expected = [
            each
            for each in combinations(ids, size)
            if all(
                worth(dataset, by_hand.without(scenario, each), seen)
                != worth(dataset, by_hand.without(scenario, part), seen)
                for part in combinations(each, size - 1)
            )
        ]
        assert {lever.criteria for lever in levers} == set(expected)
        ranks = [worth(dataset, by_hand.without(scenario, lever.criteria), seen) for lever in levers]
        assert ranks == sorted(ranks, reverse=True)
    for size, lever in enumerate(found.off_by_size, start=1):
        best = max(worth(dataset, by_hand.without(scenario, each), seen) for each in combinations(ids, size))
        assert worth(dataset, by_hand.without(scenario, lever.criteria), seen) == best


@given(by_hand.trials, seen)
def test_the_sets_loosened_buy_what_their_whole_ranges_buy_and_no_step_less_would(engine_of, trial, seen):
    dataset, scenario = trial
    free = ways(scenario)
    all_units = [tuple(each.id for each in unit) for unit in units(scenario, free)]
    found = rank(engine_of(dataset), scenario, seen=seen)
    limits = {name: limits_of(scenario, unit, free) for unit in all_units for name in unit}
    for size, levers in enumerate(found.loosened, start=1):
        for lever in levers:
            names = {name for each in lever.criteria for name in limits[each]}
            whole = worth(dataset, loosest(scenario, free, names), seen)
            then = moved(scenario, lever.moves)
            assert (lever.eligible, lever.potential) == by_hand.statuses(dataset, then)
            assert worth(dataset, then, seen) == whole
            for move in lever.moves:
                nearer = one_step_nearer(scenario, move, free)
                assert worth(dataset, moved(then, [nearer]), seen) != whole
        ranks = [worth(dataset, moved(scenario, lever.moves), seen) for lever in levers]
        assert ranks == sorted(ranks, reverse=True)
        if size == 1:
            assert {lever.criteria for lever in levers} == set(all_units)
    assert_best_loosened(dataset, scenario, all_units, limits, free, seen, found)


def assert_best_loosened(dataset, scenario, all_units, limits, free, seen, found):
    def value(chosen):
        names = {name for unit in chosen for name in limits[unit[0]]}
        return worth(dataset, loosest(scenario, free, names), seen)

    place = {each.id: at for at, each in enumerate(scenario.protocol.criteria)}
    for size in (2, 3):
        expected = {
            tuple(sorted((name for unit in each for name in unit), key=place.get))
            for each in combinations(all_units, size)
            if all(value(each) != value(part) for part in combinations(each, size - 1))
        }
        assert {lever.criteria for lever in found.loosened[size - 1]} == expected


def limits_of(scenario, unit, free):
    return {n for name in unit for n in limits_in_force(scenario.protocol.criterion(name), scenario) if n in free}


def one_step_nearer(scenario, move, free):
    values = looser(scenario, move.limit, free[move.limit])
    return replace(move, value=values[values.index(move.value) - 1])


SHARED = """
limits:
  one: {label: at least, unit: 10*9/L, value: 1.5, min: 0.5, max: 2, step: 0.5}
  two: {label: at least, unit: g/L, value: 100, min: 80, max: 120, step: 10}
groups:
  - {id: LABS, number: "2", label: laboratory, text: laboratory}
criteria:
  - {id: ANC, number: "1", label: a, text: a, rule: {kind: threshold, value: anc, at_least: {limit: one}}}
  - id: WBC
    number: "2"
    part: a
    group: LABS
    label: b
    text: b
    rule: {kind: threshold, value: wbc, at_least: {limit: one}}
  - id: HB
    number: "2"
    part: b
    group: LABS
    label: c
    text: c
    rule: {kind: threshold, value: hb, at_least: {limit: two}}
"""


@pytest.fixture
def shared(engine_of):
    """ANC and WBC share a limit. Of four patients one fails both, one WBC and Hb, one Hb, one nothing."""
    patients = tables.dataset(
        {"anc": ["1", "2", "2", "2"], "wbc": ["0.6", "1", "3", "3"], "hb": ["120", "95", "80", "120"]}
    )
    return engine_of(patients), cr.baseline(tables.protocol(SHARED))


def test_criteria_that_share_a_limit_are_loosened_as_one(shared):
    found = rank(*shared)
    single, double, triple = ([(each.criteria, each.eligible) for each in size] for size in found.loosened)
    assert single == [(("ANC", "WBC"), 2), (("HB",), 2)]
    assert double == [(("ANC", "WBC", "HB"), 4)]
    assert triple == []
    (both,) = found.loosened[1]
    assert [(move.limit, move.value) for move in both.moves] == [("one", 0.5), ("two", 80)]


def test_who_is_left_open_by_a_fixed_criterion_does_not_make_a_set_the_better_one(engine_of):
    """Three need haemoglobin and neutrophils, hepatitis unknown; one needs haemoglobin and AST, and is then eligible.

    The eligible come first, so one eligible patient outweighs three potential ones.
    """
    columns = {
        "hb": ["82"] * 4, "anc": ["0.9"] * 3 + ["1.5"], "ast": ["40"] * 3 + ["90"], "ast_uln": ["40"] * 4,
        "liver_mets": ["N"] * 4, "hbv": [None] * 3 + ["N"],
    }  # fmt: skip
    found = rank(engine_of(tables.dataset(columns)), cr.baseline(by_hand.LABORATORY))
    assert [(each.criteria, each.eligible, each.potential) for each in found.loosened[1]] == [
        (("HB", "AST"), 1, 0), (("HB", "ANC"), 0, 3),
    ]  # fmt: skip


def test_a_group_is_switched_off_as_one_change(shared):
    found = rank(*shared)
    assert [(each.criteria, each.eligible) for each in found.off[0]] == [
        (("WBC", "HB"), 3), (("HB",), 2), (("ANC",), 1), (("WBC",), 1),
    ]  # fmt: skip
    assert all(each.kind is Kind.OFF and not each.moves for each in found.off[0])


def test_nobody_and_everybody_eligible(engine_of, shared):
    engine, scenario = shared
    everybody = replace(scenario, off=frozenset({"ANC", "WBC", "HB"}))
    found = rank(engine, everybody)
    assert (found.eligible, found.potential) == (4, 0)
    assert (found.steps, found.off, found.off_by_size, found.loosened) == ((), ((), (), ()), (), ((), (), ()))
    nobody = tables.dataset({"anc": ["0.1"], "wbc": ["0.1"], "hb": ["40"]})
    found = rank(engine_of(nobody), scenario)
    assert (found.eligible, found.off_by_size[-1].eligible) == (0, 1)
    assert not any(lever.moves for lever in found.loosened[0]), "no range reaches far enough, so nothing is moved"


def test_the_reference_trial_names_what_acts_both_ways(demonstration_engine, reference):
    found = rank(demonstration_engine, cr.baseline(reference))
    assert found.without_a_way == ("lab_window_days",)
    assert found.off[0][0].criteria == ("C07_disease_and_lines",)
    assert found.off[1][0].criteria == ("C05_target", "C07_disease_and_lines")
