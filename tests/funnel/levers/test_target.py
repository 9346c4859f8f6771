"""The cheapest way to a wanted number, against trying every way."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.funnel.levers.moves import distance, either_way, looser, loosest, moved, ways
from criteria.funnel.levers.target import cheapest
from tests import tables
from tests.funnel.levers import by_hand
from tests.funnel.levers.by_hand import LABORATORY, laboratory_patients


def counted(dataset, scenario, potential):
    eligible, undecided = by_hand.statuses(dataset, scenario)
    return eligible + undecided * potential


def cost(scenario, moves):
    limits = scenario.protocol.limits
    return len(moves), sum(distance(limits[name], scenario.limit(name), value) for name, value in moves.items())


def every_way(scenario):
    """All sets of up to three limits, each at each looser value."""
    free = ways(scenario)
    for size in range(4):
        for names in combinations(free, size):
            for values in product(*(looser(scenario, name, free[name])[1:] for name in names)):
                yield dict(zip(names, values, strict=True))


@given(laboratory_patients, st.integers(1, 8), st.booleans())
def test_no_cheaper_moves_reach_the_number(engine_of, dataset, wanted, potential):
    scenario = cr.baseline(LABORATORY)
    found = cheapest(engine_of(dataset), scenario, wanted, potential=potential)
    reaching = [
        cost(scenario, moves)
        for moves in every_way(scenario)
        if counted(dataset, by_hand.with_limits(scenario, moves), potential) >= wanted
    ]
    if found.moves is None:
        assert not reaching
        return
    moves = {each.limit: each.value for each in found.moves.moves}
    assert cost(scenario, moves) == pytest.approx(min(reaching))
    assert (found.moves.eligible, found.moves.potential) == by_hand.statuses(
        dataset, by_hand.with_limits(scenario, moves)
    )


@given(laboratory_patients, st.integers(1, 8), st.booleans())
def test_no_fewer_switches_reach_the_number(engine_of, dataset, wanted, potential):
    scenario = cr.baseline(LABORATORY)
    found = cheapest(engine_of(dataset), scenario, wanted, potential=potential)
    ids = [each.id for each in LABORATORY.criteria]
    reaching = [
        (len(each), -counted(dataset, by_hand.without(scenario, each), potential))
        for size in range(5)
        for each in combinations(ids, size)
        if counted(dataset, by_hand.without(scenario, each), potential) >= wanted
    ]
    if found.off is None:
        assert not reaching
    else:
        after = counted(dataset, by_hand.without(scenario, found.off.criteria), potential)
        assert (len(found.off.criteria), -after) == min(reaching)
    assert found.most == counted(dataset, loosest(scenario, ways(scenario)), potential)


@given(by_hand.trials, st.integers(1, 5), st.booleans())
def test_in_any_protocol_the_moves_reach_the_number(engine_of, trial, wanted, potential):
    dataset, scenario = trial
    found = cheapest(engine_of(dataset), scenario, wanted, potential=potential)
    if found.moves is not None:
        assert counted(dataset, moved(scenario, found.moves.moves), potential) >= wanted
    alone = not any(either_way(each, scenario) for each in scenario.protocol.criteria)
    if found.moves is None and alone and len(ways(scenario)) <= 3:
        assert found.most < wanted


def test_already_there(demonstration_engine, reference):
    found = cheapest(demonstration_engine, cr.baseline(reference), 50)
    assert (found.moves.moves, found.moves.eligible) == ((), 61)
    assert found.off.criteria == ()


def test_those_who_need_the_first_two_limits_are_told_apart_from_those_who_need_the_third(engine_of):
    dataset = tables.dataset(
        {"hb": ["82", "95"], "anc": ["1.2", "1.5"], "ast": ["40", "90"], "ast_uln": ["40", "40"],
         "liver_mets": ["N", "N"], "hbv": ["N", "N"]}
    )  # fmt: skip
    found = cheapest(engine_of(dataset), cr.baseline(LABORATORY), 2)
    assert [(each.limit, each.value) for each in found.moves.moves] == [("hb", 80), ("anc", 1), ("ast", 3)]
    assert (found.moves.eligible, found.moves.potential) == (2, 0)


def test_of_two_limits_that_can_stand_in_for_each_other_one_moves(engine_of):
    """Two patients, of whom each meets either limit once it is moved: moving the nearer one is enough."""
    either = tables.protocol("""
limits:
  hb: {label: at least, unit: g/L, value: 90, min: 50, max: 90, step: 10}
  anc: {label: at least, unit: 10*9/L, value: 2, min: 0, max: 2, step: 1}
criteria:
  - id: EITHER
    number: "1"
    label: either
    text: either
    rule:
      kind: any_of
      rules:
        - {kind: threshold, value: hb, at_least: {limit: hb}}
        - {kind: threshold, value: anc, at_least: {limit: anc}}
""")
    dataset = tables.dataset({"hb": ["80", "80"], "anc": ["1", "0.5"]})
    found = cheapest(engine_of(dataset), cr.baseline(either), 2)
    assert [(each.limit, each.value) for each in found.moves.moves] == [("hb", 80)]
