"""Two limits together: what is drawn of them follows from shown numbers alone."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from tests.conftest import REFERENCE
from tests.output.levers.same_bin import in_the_same_bin

PROTECTED, EXACT = cr.Mode.PROTECTED, cr.Mode.EXACT
GRADES = (0.0, 1.0, 2.0)
ECOG = (0.0, 1.0, 2.0, 3.0)


def surface(eligible, potential=None, values=(GRADES, ECOG), limits=("residual_tox_max_grade", "ecog_max")):
    counts = np.zeros_like(eligible) if potential is None else potential
    return cr.levers.Surface(limits, values, np.array(eligible), np.array(counts))


def everything(shown):
    return [
        cr.levers.surface_chart(shown),
        cr.levers.surface_chart(shown, with_potential=True),
        cr.levers.surface_frame(shown).to_csv(),
        cr.levers.surface_csv(shown),
        cr.levers.surface_in_words(shown),
        shown.without,
    ]


def test_each_cell_tells_what_evaluating_the_pair_tells(demonstration_engine, reference):
    scenario = cr.baseline(reference)
    found = cr.levers.surface(demonstration_engine, scenario, "residual_tox_max_grade", "ecog_max")
    shown = cr.levers.disclose_surface(found, scenario, EXACT)
    figure = cr.levers.surface_chart(shown)["data"][0]
    both = cr.levers.surface_chart(shown, with_potential=True)["data"][0]
    for row, grade in enumerate(GRADES):
        for column, ecog in enumerate(ECOG):
            pair = {"residual_tox_max_grade": grade, "ecog_max": ecog}
            results = cr.evaluate(demonstration_engine, cr.scenario(reference, pair))
            assert figure["z"][row][column] == results.eligible
            assert both["z"][row][column] == results.eligible + results.potential
            assert figure["customdata"][row][column][0] == f"residual_tox_max_grade={grade:g}&ecog_max={ecog:g}"
    assert (figure["x"], figure["y"]) == (list(ECOG), list(GRADES))
    assert figure["customdata"][2][3][1:3] == ["10 Residual toxicity, grade at most 2", "4 ECOG, at most 3"]


@given(st.data())
def test_what_is_shown_of_a_surface_follows_from_shown_numbers_alone(data):
    counts = st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=3, max_size=3)
    eligible, potential = data.draw(counts), data.draw(counts)

    def shown(change):
        found = surface(*([[change(each) for each in row] for row in part] for part in (eligible, potential)))
        return json.dumps(everything(cr.levers.disclose_surface(found, cr.baseline(REFERENCE), PROTECTED)))

    assert shown(lambda count: count) == shown(lambda count: in_the_same_bin(data, count))


def test_a_protected_surface_stays_on_the_steps_of_both_ranges():
    values = ((0.0, 0.7, 1.0), (1.5, 2.0))
    shown = cr.levers.disclose_surface(surface(np.full((3, 2), 50), values=values), cr.baseline(REFERENCE), PROTECTED)
    assert shown.values == ((0, 1), (2,))
    assert len(shown.cells) == 2
    assert cr.levers.surface_csv(shown).count("\n") == 3


def test_protocol_and_scenario_are_marked():
    scenario = cr.scenario(REFERENCE, {"ecog_max": 1})
    marks = cr.levers.surface_chart(cr.levers.disclose_surface(surface(np.full((3, 4), 50)), scenario, EXACT))["data"][
        1:
    ]
    assert [(each["text"], each["x"], each["y"]) for each in marks] == [
        (["protocol"], [2], [1]),
        (["scenario"], [1], [1]),
    ]
    assert [each["textposition"] for each in marks] == ["top center", "top center"]
    same = cr.levers.disclose_surface(surface(np.full((3, 4), 50)), cr.baseline(REFERENCE), EXACT)
    assert [each["text"] for each in cr.levers.surface_chart(same)["data"][1:]] == [["protocol and scenario"]]


@pytest.mark.parametrize(("ecog", "side"), [(0, "right"), (1, "center"), (3, "left")])
def test_the_name_of_a_place_stands_away_from_the_edge(ecog, side):
    scenario = cr.scenario(REFERENCE, {"ecog_max": ecog})
    shown = cr.levers.disclose_surface(surface(np.full((3, 4), 50)), scenario, EXACT)
    assert cr.levers.surface_chart(shown)["data"][-1]["textposition"] == f"top {side}"


@pytest.mark.parametrize(("eligible", "top"), [(50, 50), (0, 1)], ids=["fifty", "nobody"])
def test_the_scale_of_colours_begins_at_nobody(eligible, top):
    shown = cr.levers.disclose_surface(surface(np.full((3, 4), eligible)), cr.baseline(REFERENCE), EXACT)
    cells = cr.levers.surface_chart(shown)["data"][0]
    assert (cells["zmin"], cells["zmax"]) == (0, top)


def test_the_best_pair_is_said_with_both_gains():
    eligible = [[50] * 4, [50] * 4, [50, 50, 50, 70]]
    potential = [[30] * 4, [30] * 4, [30, 30, 30, 25]]
    shown = cr.levers.disclose_surface(surface(eligible, potential), cr.baseline(REFERENCE), EXACT)
    said = cr.levers.surface_in_words(shown)
    assert "70 eligible, 25 potential; gained: eligible +20, potential −5." in said
    none = cr.levers.disclose_surface(surface(np.full((3, 4), 50)), cr.baseline(REFERENCE), EXACT)
    assert "no pair of values visibly buys more" in cr.levers.surface_in_words(none)


def test_where_a_limit_is_none_stands_below_the_map():
    limits, values = ("ecog_max", "lab_window_days"), ((1.0, 2.0), (1.0, 365.0, None))
    found = surface([[10, 20, 30], [11, 21, 44]], values=values, limits=limits)
    shown = cr.levers.disclose_surface(found, cr.baseline(REFERENCE), EXACT)
    assert shown.values == ((1, 2), (1, 365))
    assert "4 ECOG, at most 2 and Laboratory values at most this old none: 44 eligible" in shown.without
    assert shown.now is None
    assert len(cr.levers.surface_chart(shown)["data"]) == 1  # no mark: the protocol has no such limit


@pytest.mark.parametrize(
    ("off", "expected"), [((), ("min_prior_lines", "specimen_max_age_days")), (("C05_target",), None)]
)
def test_the_two_limits_at_first_are_of_different_criteria(demonstration_engine, reference, off, expected):
    scenario = cr.scenario(reference, off=off)
    found = cr.levers.curves(demonstration_engine, scenario)
    first, second = cr.levers.two_best(cr.levers.disclose_curves(found, (), scenario, EXACT))
    assert expected in (None, (first, second))
    users = [{each.id for each in reference.criteria if name in cr.limits_used(each)} for name in (first, second)]
    assert not users[0] & users[1]
