"""Ranked levers as they may be shown: words, gains from shown numbers, one best value for each limit."""

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.output.disclosure import counted
from criteria.output.levers.known import least_true
from criteria.output.levers.ranked import disclose_ranking
from tests.conftest import DEMO_DATA, REFERENCE

ENGINE = cr.MemoryEngine(cr.read_table(DEMO_DATA / "curated.parquet"))
EXACT, PROTECTED = cr.Mode.EXACT, cr.Mode.PROTECTED


def ranking(mode, scenario=None):
    return cr.levers.ranked(ENGINE, scenario or cr.baseline(REFERENCE), mode)


@pytest.fixture(scope="module")
def exact():
    return ranking(EXACT)


@pytest.fixture(scope="module")
def protected():
    return ranking(PROTECTED)


def every(shown):
    lists = [shown.steps, shown.off_by_size, *shown.off, *shown.loosened, [each.lever for each in shown.limits]]
    return [lever for levers in lists for lever in levers]


# --- what may be known --------------------------------------------------------------------------------------------


def count_shown(count):
    return counted(PROTECTED)(count).drawn


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30))
def test_what_may_be_known_of_a_count_is_what_is_shown_of_it(counts):
    assert cr.levers.known(PROTECTED)(np.array(counts)).tolist() == [count_shown(each) for each in counts]
    assert cr.levers.known(EXACT)(np.array(counts)).tolist() == counts


@given(st.integers(1, 3000))
def test_the_least_true_count_is_shown_as_enough_and_the_one_before_is_not(asked):
    least = least_true(asked, PROTECTED)
    assert count_shown(least) >= asked
    assert count_shown(least - 1) < asked
    assert least_true(asked, EXACT) == asked


# --- gains --------------------------------------------------------------------------------------------------------


def test_the_best_value_is_the_nearest_that_gains_most(exact):
    lines, specimen = exact.limits[0].lever, exact.limits[1].lever
    assert lines.said.full == "7 Disease and prior lines, lines at least 1 instead of 2"
    assert lines.said.title == "7 Disease and prior lines, lines at least 2 → 1"
    assert lines.gain == "+29 eligible, +86 potential"
    assert lines.share.text == "7.5 % (6.1–9.1 %)"
    assert lines.moves[0].far == 0.25
    assert specimen.limits == {"specimen_max_age_days": 1810}
    further = [each for each in exact.steps if each.limits == {"min_prior_lines": 0.0}]
    assert further[0].eligible == lines.eligible, "two steps gain no more eligible patients than one"


def test_every_gain_is_what_the_scenario_itself_gives(exact):
    for each in [best.lever for best in exact.limits] + [sets[0] for sets in (*exact.off, *exact.loosened)]:
        then = cr.evaluate(ENGINE, cr.scenario(REFERENCE, each.limits, each.off))
        assert (each.eligible.number, each.potential.number) == (then.eligible, then.potential)
        assert each.eligible_gained.number == then.eligible - 61
        assert each.potential_gained.number == then.potential - 169


@pytest.mark.parametrize("mode", [EXACT, PROTECTED])
@pytest.mark.parametrize("changes", [{}, {"min_prior_lines": 1}, {"hb_min": 100, "plt_min": 120}])
def test_a_limit_gains_the_same_wherever_its_gain_is_shown(mode, changes):
    now = cr.scenario(REFERENCE, changes)
    found = cr.levers.curves(ENGINE, now)
    shown = {each.limit: each for each in cr.levers.disclose_curves(found, (), now, mode)}
    best = {each.lever.moves[0].limit: each.lever for each in ranking(mode, now).limits}
    for name, curve in shown.items():
        if curve.best is curve.here or curve.best.value is None:
            assert name not in best or curve.without
            continue
        assert (curve.best.value, *curve.gained(curve.best)) == (
            best[name].moves[0].then,
            best[name].eligible_gained,
            best[name].potential_gained,
        )


def test_half_of_the_gain_is_reached_at_the_value_told_and_not_nearer(exact):
    specimen = exact.limits[1]
    at = {each.moves[0].then: each.eligible.number for each in exact.steps if "specimen_max_age_days" in each.limits}
    assert at[specimen.half] >= 61 + 29 / 2 > at[specimen.half - 5]


def test_each_limit_either_gains_or_is_named_as_gaining_nobody(exact):
    named = {each.lever.moves[0].limit for each in exact.limits}
    assert named.isdisjoint(exact.idle)
    assert named | set(exact.idle) == set(cr.levers.movable(exact.scenario))
    for name in exact.idle:
        steps = [each for each in exact.steps if name in each.limits]
        assert all((each.eligible.number, each.potential.number) <= (61, 169) for each in steps)


def test_a_limit_that_gains_only_potential_patients_says_so(exact):
    age = next(each.lever for each in exact.limits if "age_max" in each.lever.limits)
    assert age.gain == "0 eligible, +3 potential"


def test_gains_are_read_against_the_scenario(exact):
    taken = cr.scenario(REFERENCE, exact.limits[0].lever.limits)
    after = ranking(EXACT, taken)
    assert after.eligible.text == "90"
    back = next(each for each in after.steps if each.limits == {"min_prior_lines": 2.0})
    assert back.gain == "−29 eligible, −86 potential"
    assert back.said.full.endswith("lines at least 2 instead of 1")


def test_a_group_switched_off_is_said_as_one(exact):
    group = next(each for each in exact.off[0] if len(each.criteria) > 1)
    assert group.said.full == "9 Organ and bone marrow function, all 9 switched off"
    assert set(group.off) == {each.id for each in REFERENCE.parts_of("C09_all")}


def test_several_limits_of_one_criterion_name_it_once(exact):
    lines = next(each for each in exact.loosened[0] if each.criteria == ("C07_disease_and_lines",))
    assert lines.said.full == (
        "7 Disease and prior lines, lines at least 0 instead of 2, recurrence after 2 instead of 6 months"
    )
    assert exact.loosened[1][0].said.title == "5 Target positive + 7 Disease and prior lines"
    assert exact.loosened[1][0].said.short == "5 + 7"


def test_the_best_of_a_list_comes_first(exact, protected):
    for shown in (exact, protected):
        for levers in (shown.steps, *shown.off, *shown.loosened, [each.lever for each in shown.limits]):
            eligible = [each.eligible.drawn for each in levers]
            assert eligible == sorted(eligible, reverse=True)


def test_many_limits_are_named_in_part(exact):
    names = list(REFERENCE.limits)
    assert cr.levers.limits_in_words(exact.scenario, names[:2]) == "2 Age, at least; 2 Age, at most"
    assert cr.levers.limits_in_words(exact.scenario, names).endswith("; and 11 more")


# --- protected ----------------------------------------------------------------------------------------------------


def test_no_small_or_exact_count_leaves_a_protected_ranking(protected):
    for each in every(protected):
        for count in (each.eligible, each.potential):
            assert count.number is None or (count.number > 10 and count.number % 5 == 3)
        for gained in (each.eligible_gained, each.potential_gained):
            assert gained.number is None or gained.number == 0 or abs(gained.number) > 10
            assert gained.number is None or gained.number % 5 == 0


def test_protected_gains_follow_from_the_shown_numbers_alone(protected):
    assert protected.limits[0].lever.gain == "+25 eligible, +85 potential"
    assert (protected.eligible.text, protected.limits[0].lever.eligible.text) == ("~63", "~88")
    assert protected.limits[0].lever.share.text == "7.3 % (6.0–9.0 %)", "88 of 1,198"


def test_a_protected_file_or_chart_tells_only_what_is_shown(protected, exact):
    chart = json.dumps([cr.levers.levers_chart(some) for some in (*protected.off, *protected.loosened)])
    everything = chart + cr.levers.ranking_csv(protected) + json.dumps(cr.levers.ranking_dict(protected))
    assert '"+25"' in chart
    only_exact = {f'"{each.gain.split()[0]}"' for each in exact.off[0]} - {f'"{g}"' for g in gains(protected)}
    assert only_exact
    assert not any(text in everything for text in only_exact)
    steps = list(csv.DictReader(io.StringIO(cr.levers.ranking_csv(protected))))
    for row in steps:
        assert row["eligible"] == "≤10" or float(row["eligible"].removeprefix("~")) % 5 == 3
        assert (
            row["eligible gained"] in ("within ±10", "crosses ≤10", "no visible change", "0")
            or float(row["eligible gained"]) % 5 == 0
        )


def gains(shown):
    return {text for each in every(shown) for text in (each.eligible_gained.text, each.potential_gained.text)}


def moved_within_bins(lever, at):
    """The same lever of another table, whose true counts are shown the same."""
    eligible, potential = (
        at % 11 if count <= 10 else 5 * -(-count // 5) - (at + count) % 5 for count in (lever.eligible, lever.potential)
    )
    return replace(lever, eligible=eligible, potential=potential)


def test_tables_that_are_shown_the_same_are_ranked_the_same(protected):
    found = cr.levers.rank(ENGINE, cr.baseline(REFERENCE), seen=cr.levers.known(PROTECTED))
    other = replace(
        found,
        eligible=64,
        potential=166,
        steps=tuple(moved_within_bins(each, at) for at, each in enumerate(found.steps)),
        off=tuple(tuple(moved_within_bins(each, at) for at, each in enumerate(some)) for some in found.off),
    )
    assert other != found
    assert disclose_ranking(other, PROTECTED) == protected


def test_protected_values_stay_on_their_steps():
    protocol = cr.parse_protocol(
        cr.to_yaml(REFERENCE).replace("max: 120.0\n    step: 5.0", "max: 118.0\n    step: 5.0")
    )
    found = {mode: cr.levers.ranked(ENGINE, cr.baseline(protocol), mode) for mode in cr.Mode}
    values = {mode: {each.limits.get("hb_min") for each in shown.steps} for mode, shown in found.items()}
    assert 118 in values[EXACT]
    assert values[PROTECTED] == {None, *(float(each) for each in range(70, 116, 5) if each != 90)}


# --- charts and files ---------------------------------------------------------------------------------------------


def test_the_chart_draws_both_gains_of_the_first_ten(exact):
    levers = [each.lever for each in exact.limits]
    figure = cr.levers.levers_chart(levers)
    eligible, potential = figure["data"][:2]
    assert eligible["x"] == [29, 29, 9, 6, 5, 3, 1, 1, 0, 0]
    assert potential["x"][:3] == [86, -29, 26]
    assert [each[0] for each in eligible["customdata"]] == [str(at) for at in range(10)]
    assert figure["layout"]["xaxis2"]["range"][0] < -29
    assert figure["layout"]["yaxis"]["ticktext"][0] == "7 Disease and prior lines, lines at least 2 → 1 "
    assert figure["layout"]["meta"]["narrow"]["yaxis"]["ticktext"][0] == "7: 2 → 1 "
    assert figure["data"][2]["text"][0] == "7.5 % (6.1–9.1 %)"


def test_a_hidden_gain_is_drawn_as_none_and_said(protected):
    toxicity = next(each.lever for each in protected.limits if "residual_tox_max_grade" in each.lever.limits)
    bars = cr.levers.levers_chart([toxicity])["data"][0]
    assert (bars["x"], bars["text"]) == ([0], ["within ±10"])


def test_a_chart_of_nothing_is_a_chart():
    figure = cr.levers.levers_chart([])
    assert figure["data"][0]["x"] == []
    assert "none" in cr.levers.levers_takeaway([], "moving")


def test_markup_in_a_label_stays_text():
    text = cr.to_yaml(REFERENCE).replace("label: Disease and prior", "label: <b>Disease</b> and prior")
    shown = cr.levers.ranked(ENGINE, cr.baseline(cr.parse_protocol(text)), EXACT)
    assert "<b>" not in json.dumps(cr.levers.levers_chart(shown.off[0]))
    assert "&lt;b&gt;Disease" in json.dumps(cr.levers.levers_chart([each.lever for each in shown.limits]))


def test_the_csv_has_every_value_of_every_limit(exact):
    rows = list(csv.DictReader(io.StringIO(cr.levers.ranking_csv(exact))))
    by_list = {name: [row for row in rows if row["list"] == name] for name in {row["list"] for row in rows}}
    assert len(by_list["every value of every limit"]) == len(exact.steps) == 650
    best = by_list["best value of a limit"][0]
    assert best["moves"] == "min_prior_lines 2 -> 1"
    assert (best["eligible gained"], best["potential gained"], best["eligible share"]) == ("29", "86", "0.075")
    assert {"two criteria off", "three criteria loosened", "the best set off of each size"} <= set(by_list)


def test_a_limit_that_may_be_none_has_no_distance():
    scenario = cr.scenario(REFERENCE, {"lab_window_days": 30})
    shown = ranking(EXACT, scenario)
    assert shown.without_a_way == ("lab_window_days",)
    none = ranking(EXACT)
    window = next(each for each in none.steps if "lab_window_days" in each.limits)
    assert window.moves[0].far is None
    assert window.said.full.endswith("instead of none")


# --- the edges ----------------------------------------------------------------------------------------------------


def test_when_nobody_is_eligible_the_levers_still_say_so():
    shown = ranking(EXACT, cr.scenario(REFERENCE, {"ecog_max": 0, "hb_min": 120, "age_max": 60, "crcl_min": 90}))
    assert shown.share.text.startswith("0.")
    hidden = ranking(PROTECTED, cr.scenario(REFERENCE, {"ecog_max": 0, "hb_min": 120, "age_max": 60, "crcl_min": 90}))
    assert hidden.eligible.text == "≤10"
    assert hidden.share.value is None
    assert hidden.share.text.startswith("≤0.8 % (up to 1.5")


def test_when_everybody_is_eligible_nothing_gains():
    shown = ranking(EXACT, cr.scenario(REFERENCE, off=[each.id for each in REFERENCE.criteria]))
    assert shown.eligible.number == shown.patients.number
    assert not any(each.gains for each in every(shown))
    assert shown.limits == ()
    assert cr.levers.levers_frame(shown.off[0]).empty


@pytest.mark.parametrize("mode", [EXACT, PROTECTED])
def test_where_a_scenario_stands_is_what_its_ranking_says(mode):
    scenario = cr.scenario(REFERENCE, {"ecog_max": 1})
    assert cr.levers.standing(ENGINE, scenario, mode) == ranking(mode, scenario).before
