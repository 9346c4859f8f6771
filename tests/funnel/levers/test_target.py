"""The cheapest way to a wanted number, against trying every way."""

from itertools import combinations, product
from math import prod

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import criteria as cr
from criteria.funnel.levers.moves import distance, looser, loosest, ways
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


def refuse_cheaper(engine, dataset, scenario, wanted, potential):
    """The answer is as cheap as the cheapest of all ways, tried one by one."""
    found = cheapest(engine, scenario, wanted, potential=potential)
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
    then = by_hand.with_limits(scenario, moves)
    assert (found.moves.eligible, found.moves.potential) == by_hand.statuses(dataset, then)


@given(laboratory_patients, st.integers(1, 8), st.booleans())
def test_no_cheaper_moves_reach_the_number(engine_of, dataset, wanted, potential):
    refuse_cheaper(engine_of(dataset), dataset, cr.baseline(LABORATORY), wanted, potential)


@given(by_hand.trials, st.integers(1, 5), st.booleans())
def test_no_cheaper_moves_reach_the_number_in_any_protocol(engine_of, trial, wanted, potential):
    dataset, scenario = trial
    assume(prod(len(looser(scenario, name, way)) for name, way in ways(scenario).items()) <= 300)
    refuse_cheaper(engine_of(dataset), dataset, scenario, wanted, potential)


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


EITHER = tables.protocol("""
limits:
  hb: {label: at least, unit: g/L, value: 90, min: 50, max: 90, step: 10}
  anc: {label: at least, unit: 10*9/L, value: 2, min: 0, max: 2, step: 1}
  plt: {label: at least, unit: 10*9/L, value: 100, min: 50, max: 100, step: 25}
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
  - id: PLT
    number: "2"
    label: platelets
    text: platelets
    rule: {kind: threshold, value: plt, at_least: {limit: plt}}
""")

IN_ONE_OF_TWO_WAYS = [
    # hb, anc, plt of each patient, wanted, moves
    ("the nearer limit is enough for both", [(80, 1, 100), (80, 0.5, 100)], 2, {"hb": 80}),
    ("each patient by another limit", [(80, -1, 100), (40, 1, 100)], 2, {"hb": 80, "anc": 1}),
    ("nobody counts twice", [(80, 1, 100), (80, 0, 75)], 2, {"hb": 80, "plt": 75}),
    ("one by either, two by one of them each", [(80, 1, 100), (80, -1, 100), (-1, 1, 100)], 3, {"hb": 80, "anc": 1}),
]


@pytest.mark.parametrize(("patients", "wanted", "moves"), [each[1:] for each in IN_ONE_OF_TWO_WAYS],
                         ids=[each[0] for each in IN_ONE_OF_TWO_WAYS])  # fmt: skip
def test_who_can_be_brought_back_in_one_of_two_ways_counts_once(engine_of, patients, wanted, moves):
    columns = zip(*patients, strict=True)
    dataset = tables.dataset(
        {name: list(map(str, each)) for name, each in zip(("hb", "anc", "plt"), columns, strict=True)}
    )
    found = cheapest(engine_of(dataset), cr.baseline(EITHER), wanted)
    assert {each.limit: each.value for each in found.moves.moves} == moves
    assert found.moves.eligible == wanted
