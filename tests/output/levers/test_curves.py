"""Curves: what is drawn of a limit, and that nothing is drawn, written or ordered by but shown numbers."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from tests.conftest import REFERENCE
from tests.output.levers.same_bin import in_the_same_bin

GRADES = "residual_tox_max_grade"
PROTECTED, EXACT = cr.Mode.PROTECTED, cr.Mode.EXACT
WINDOW = "lab_window_days"


def curve(eligible, potential=None, limit="hb_min", values=None):
    """A curve with these counts, over the first steps of a limit's range unless its values are given."""
    steps = REFERENCE.limits[limit]
    found = values or [round(steps.min + at * steps.step, 9) for at in range(len(eligible))]
    counts = [0] * len(eligible) if potential is None else potential
    return cr.levers.Curve(limit, tuple(found), np.array(eligible), np.array(counts))


def disclosed(found, mode=EXACT, **limits):
    scenario = cr.scenario(REFERENCE, limits)
    return cr.levers.disclose_curves([found], (), scenario, mode)[0]


def haemoglobin(eligible, potential=None, mode=EXACT):
    """The eleven steps from 70 to 120 g/L; the protocol's is the fifth."""
    return disclosed(curve(eligible, potential), mode)


def everything(curves):
    """All that is said, drawn and written of curves, in the order in which it is shown."""
    ordered = cr.levers.by_gain(curves)
    return [
        cr.levers.curve_panels(ordered),
        cr.levers.curve_panels(ordered, eligible_only=True),
        [cr.levers.curve_chart(each) for each in ordered],
        [cr.levers.curve_frame(each).to_csv() for each in ordered],
        [f"{cr.levers.curve_in_words(each)} {cr.levers.near_in_words(each)}" for each in ordered],
        cr.levers.curves_frame(ordered).to_csv(),
        cr.levers.curves_csv(ordered),
        cr.levers.two_best(ordered),
    ]


def test_a_curve_tells_what_evaluating_each_value_tells(demonstration_engine, reference):
    scenario = cr.scenario(reference, {"hb_min": 100})
    found = cr.levers.curve(demonstration_engine, scenario, GRADES)
    shown = cr.levers.disclose_curves([found], (), scenario, EXACT)[0]
    for point in shown.points:
        results = cr.evaluate(demonstration_engine, cr.scenario(reference, {"hb_min": 100, GRADES: point.value}))
        assert (point.eligible.number, point.potential.number) == (results.eligible, results.potential)
    assert [each.value for each in shown.points] == [0, 1, 2]
    assert shown.here is shown.points[1]


STEPS = {"hb_min": 11, "ecog_max": 4, GRADES: 3}


@given(st.data())
def test_what_is_shown_of_curves_follows_from_shown_numbers_alone(data):
    def counts(steps):
        return data.draw(st.lists(st.integers(0, 60), min_size=steps, max_size=steps))

    drawn = {limit: (counts(steps), counts(steps)) for limit, steps in STEPS.items()}

    def shown(change):
        found = [curve([*map(change, each[0])], [*map(change, each[1])], limit) for limit, each in drawn.items()]
        return json.dumps(everything(cr.levers.disclose_curves(found, (), cr.baseline(REFERENCE), PROTECTED)))

    assert shown(lambda count: count) == shown(lambda count: in_the_same_bin(data, count))


def test_a_protected_curve_stays_on_the_steps_of_its_range():
    found = curve([20, 30, 40, 50], values=[70, 88, 90, 92.5])
    assert [each.value for each in disclosed(found, PROTECTED).points] == [70, 90]
    assert [each.value for each in disclosed(found, EXACT).points] == [70, 88, 90, 92.5]


def test_the_steepest_tenth_is_where_most_patients_are_gained_or_lost():
    assert haemoglobin([50, 50, 50, 50, 49, 48, 30, 29, 28, 27, 26]).steepest == (5, 6)
    assert haemoglobin([5] * 11, [60, 60, 60, 20, 20, 20, 20, 20, 20, 20, 20]).steepest == (2, 3)
    assert haemoglobin([5] * 11).steepest is None


def test_the_steepest_tenth_of_a_fine_range_spans_many_steps():
    eligible = [0] * 100 + list(range(20)) + [19] * 228
    days = [90 + 5 * at for at in range(348)]
    shown = disclosed(curve(eligible, limit="specimen_max_age_days", values=days))
    assert shown.steepest == (100, 119)


def test_a_step_of_ten_or_less_is_not_called_steep_when_counts_are_protected():
    assert haemoglobin([60] * 5 + [54] * 6, mode=PROTECTED).steepest is None
    assert haemoglobin([60] * 5 + [54] * 6, mode=EXACT).steepest == (4, 5)
    assert haemoglobin([30] * 5 + [4] * 6, mode=PROTECTED).steepest == (4, 5)


def test_a_plateau_covers_at_least_a_fifth_of_the_range():
    shown = haemoglobin([50, 50, 50, 40, 40, 30, 20, 20, 20, 20, 10], [0] * 10 + [10])
    assert shown.plateaus == ((0, 2), (6, 9))
    assert "No visible change from 70 to 80 g/L; from 100 to 115 g/L." in cr.levers.shape_in_words(shown)
    assert haemoglobin([50] * 11, list(range(11))).plateaus == ()


def test_the_best_value_is_the_nearest_of_those_that_buy_most():
    shown = haemoglobin([50, 50, 50, 45, 40, 30, 20, 10, 10, 10, 10], [0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0])
    assert shown.best.value == 80
    eligible, potential = shown.gained(shown.best)
    assert (eligible.text, potential.text) == ("+10", "−5")
    panel = cr.levers.curve_panels([shown])[0]
    assert (panel["gain"], panel["potential"]) == ("+10", "−5")


def test_a_hidden_gain_says_what_is_reached():
    panel = cr.levers.curve_panels([haemoglobin([40] * 4 + [3] * 7, mode=PROTECTED)])[0]
    assert (panel["gain"], panel["potential"]) == ("→ ~38", "→ ≤10")


def test_a_limit_that_buys_nothing_says_so():
    assert cr.levers.curve_panels([haemoglobin([40] * 5 + [3] * 6)])[0]["gain"] == "buys nothing"


def test_no_limit_at_all_is_a_place_of_its_own():
    shown = disclosed(curve([10, 20, 30], limit=WINDOW, values=[1, 365, None]))
    assert [each.value for each in shown.points] == [1, 365]
    assert shown.without is shown.here
    figure = cr.levers.curve_chart(shown)
    assert figure["data"][-1]["x"] == [1, 365, 401.4]
    assert figure["data"][-1]["customdata"][-1][:2] == [f"{WINDOW}=none", "none"]
    assert any("no limit" in each["text"] for each in figure["layout"]["annotations"])
    panel = cr.levers.curve_panels([shown])[0]
    assert (panel["without"], panel["scenario"]) == (1, None)
    assert "lab_window_days,Laboratory values at most this old,days,none,30,0,true,true" in cr.levers.curves_csv(
        [shown]
    )


def test_protocol_and_scenario_are_marked_and_a_point_asks_for_its_value():
    shown = disclosed(curve([50] * 11), hb_min=100)
    figure = cr.levers.curve_chart(shown)
    assert [each["x0"] for each in figure["layout"]["shapes"]] == [90, 100]
    assert [each["text"].strip() for each in figure["layout"]["annotations"]] == ["protocol 90", "scenario 100"]
    assert figure["data"][-1]["customdata"][2][0] == "hb_min=80"
    assert cr.levers.curve_panels([shown])[0]["protocol"] == pytest.approx(0.4)


def test_near_misses_are_marked_where_there_are_any(demonstration_engine, reference):
    scenario = cr.baseline(reference)
    found = [cr.levers.curve(demonstration_engine, scenario, name) for name in ("hb_min", "ecog_max")]
    near = cr.levers.misses(demonstration_engine, scenario, ["hb_min", "ecog_max"])
    blood, ecog = cr.levers.disclose_curves(found, near, scenario, EXACT)
    assert "42 miss it by a tenth or less, 8 of them fail nothing else" in cr.levers.near_in_words(blood)
    assert [cr.levers.curve_panels([each])[0]["near"] for each in (blood, ecog)] == [[0.22, 0.4], []]
    assert [each["type"] for each in cr.levers.curve_chart(blood)["layout"]["shapes"]] == ["line", "rect"]


def test_the_order_is_by_what_the_best_value_buys():
    counts = {"hb_min": [50] * 11, "ecog_max": [50] * 3 + [90], GRADES: [50, 50, 70]}
    found = [curve(eligible, limit=limit) for limit, eligible in counts.items()]
    shown = cr.levers.disclose_curves(found, (), cr.baseline(REFERENCE), EXACT)
    assert [each.limit for each in cr.levers.by_gain(shown)] == ["ecog_max", GRADES, "hb_min"]


def test_panels_share_one_scale():
    low, high = haemoglobin([10] * 11), haemoglobin([20] * 11, [20] * 11)
    panels = cr.levers.curve_panels([low, high])
    assert [each["line"][0] for each in panels] == [[0, 0.25], [0, 0.5]]
    assert panels[1]["area"][0] == [0, 1]
    alone = cr.levers.curve_panels([low, high], eligible_only=True)
    assert [each["line"][0] for each in alone] == [[0, 0.5], [0, 1]]
    assert alone[1]["area"] == []


def test_a_line_keeps_every_turn_and_no_other_point():
    panel = cr.levers.curve_panels([haemoglobin([50, 50, 50, 40, 40, 40, 40, 30, 20, 20, 20])])[0]
    assert [x for x, _ in panel["line"]] == [0, 0.2, 0.3, 0.6, 0.7, 0.8, 1]
