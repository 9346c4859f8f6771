"""Overlap: which combinations, pairs and redundant criteria are told, and that hidden ones leave no trace."""

import json
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from tests.conftest import REFERENCE
from tests.output.levers.same_bin import in_the_same_bin

PROTECTED, EXACT = cr.Mode.PROTECTED, cr.Mode.EXACT
NAMES = ("C02_age", "C04_ecog", "C05_target", "C06_measurable")
SETS = [names for size in (1, 2, 3) for names in combinations(NAMES, size)]


def overlap(sizes):
    """An overlap in which exactly these sets of criteria are failed by so many patients."""
    found = {names: size for names, size in sizes.items() if size}
    used = [name for name in NAMES if any(name in names for names in found)]
    both = [[sum(n for names, n in found.items() if {a, b} <= set(names)) for b in used] for a in used]
    only = [found.get((name,), 0) for name in used]
    ordered = sorted(found.items(), key=lambda each: -each[1])
    exact = tuple(cr.levers.Combination(names, size) for names, size in ordered)
    return cr.levers.Overlap(
        cr.baseline(REFERENCE),
        tuple(used),
        sum(found.values()),
        exact,
        np.array(both).reshape(len(used), len(used)),
        np.array(only),
    )


def everything(shown):
    charts = [cr.levers.combinations_chart(shown), cr.levers.pairs_chart(shown)] if shown.criteria else []
    return [
        *charts,
        cr.levers.combinations_frame(shown).to_csv(),
        cr.levers.pairs_frame(shown).to_csv(),
        cr.levers.combinations_csv(shown),
        cr.levers.pairs_csv(shown),
        cr.levers.overlap_in_words(shown),
        cr.levers.redundant_in_words(shown),
        cr.levers.closest_pair(shown),
        shown.others,
    ]


def disclosed(sizes, mode=EXACT):
    return cr.levers.disclose_overlap(overlap(sizes), mode)


def test_the_combinations_add_up_to_the_excluded(demonstration_engine, reference):
    scenario = cr.baseline(reference)
    shown = cr.levers.disclose_overlap(cr.levers.overlap(demonstration_engine, scenario), EXACT)
    results = cr.evaluate(demonstration_engine, scenario)
    assert shown.excluded.number == results.excluded
    assert sum(each.patients.number for each in shown.combinations) + shown.other.number == results.excluded
    assert len(shown.combinations) == 12
    rows = {row.id: row for row in results.rows}
    assert all(
        (each.fails.number, each.only.number) == (rows[each.id].fails, rows[each.id].only) for each in shown.criteria
    )
    assert len(shown.criteria) + len(shown.rest) == len(reference.criteria)


def test_the_largest_combination_comes_first_and_its_dots_stand_below_it():
    figure = cr.levers.combinations_chart(disclosed({("C02_age",): 20, ("C02_age", "C05_target"): 30}))
    bars, _, lines, dots = figure["data"]
    assert bars["y"] == [30, 20, 0]
    assert figure["layout"]["yaxis2"]["ticktext"] == ["2 Age  <b>50</b> ", "5 Target positive  <b>30</b> "]
    assert list(zip(dots["x"], dots["y"], strict=True)) == [(0, 0), (0, 1), (1, 0)]
    assert lines["y"][:3] == [0, 1, None]


def test_a_cell_of_the_pairs_is_a_share_of_its_row():
    shown = disclosed({("C02_age",): 30, ("C05_target",): 80, ("C02_age", "C05_target"): 20})
    figure = cr.levers.pairs_chart(shown)["data"][0]
    assert figure["text"] == [["", "20"], ["40", ""]]
    assert "40.0 % also fail 5 Target positive (20 patients)" in figure["hovertext"][1][0]
    assert "20 fail both: 40.0 % of those who fail the first, 20.0 % of the second" in cr.levers.closest_pair(shown)


def test_a_criterion_nobody_fails_alone_is_named():
    sizes = {("C02_age",): 30, ("C02_age", "C05_target"): 20, ("C06_measurable",): 4, ("C02_age", "C06_measurable"): 20}
    said = cr.levers.redundant_in_words(disclosed(sizes))
    assert said.startswith("Nobody fails only this: 5 Target positive. Nobody fails at all: 1 Informed consent;")
    assert "4 ECOG" in said
    said = cr.levers.redundant_in_words(disclosed(sizes, PROTECTED))
    assert said.startswith(
        "At most ten fail only this: 6 Measurable lesion; 5 Target positive. At most ten fail: 1 Inf"
    )


def test_small_combinations_are_among_the_others():
    shown = disclosed(
        {("C02_age",): 41, ("C05_target",): 10, ("C04_ecog",): 7, ("C02_age", "C05_target"): 3}, PROTECTED
    )
    assert [each.criteria for each in shown.combinations] == [("C02_age",)]
    assert (shown.excluded.text, shown.other.text, shown.others) == ("~63", "~20", None)
    assert [each.id for each in shown.criteria] == ["C02_age", "C05_target"]


@given(st.data())
def test_what_is_shown_of_an_overlap_follows_from_shown_numbers_alone(data):
    sizes = {names: data.draw(st.integers(0, 40)) for names in SETS}
    true = overlap(sizes)

    def shown(change):
        combinations_now = [cr.levers.Combination(names, change(size)) for names, size in sizes.items()]
        largest_first = sorted(combinations_now, key=lambda each: -each.patients)
        changed = np.vectorize(change, otypes=[int])
        made = cr.levers.Overlap(
            true.scenario,
            true.criteria,
            change(true.excluded),
            tuple(each for each in largest_first if each.patients),
            changed(true.both) if true.criteria else true.both,
            changed(true.only) if true.criteria else true.only,
        )
        return json.dumps(everything(cr.levers.disclose_overlap(made, PROTECTED)))

    assert shown(lambda count: count) == shown(lambda count: in_the_same_bin(data, count))


@pytest.mark.parametrize("small", [1, 4, 10])
def test_a_criterion_that_ten_or_fewer_fail_looks_like_one_nobody_fails(small):
    with_few = disclosed({("C02_age",): 43, ("C06_measurable",): 53}, PROTECTED)
    few = overlap({("C02_age",): 43, ("C06_measurable",): 53, ("C04_ecog",): small})
    alike = cr.levers.Overlap(few.scenario, few.criteria, 96, few.combinations, few.both, few.only)
    assert everything(cr.levers.disclose_overlap(alike, PROTECTED)) == everything(with_few)


def test_nobody_excluded_is_said():
    shown = disclosed({})
    assert shown.criteria == ()
    assert "0 patients are excluded" in cr.levers.overlap_in_words(shown)
