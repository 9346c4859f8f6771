"""The main page: what the protocol leaves, what a moved limit changes, what a link brings back."""

import pandas as pd
import pytest
import streamlit as st

import criteria as cr
from pages import _session
from tests.conftest import DEMO_DATA
from tests.pages.test_any_protocol import SMALL

BASELINE = {"Eligible": "61", "Potential": "169", "Excluded": "970"}


def test_opens_on_the_protocol_and_says_what_the_numbers_stand_on(visit):
    page = visit()
    assert page.statuses() == BASELINE
    said = page.says()
    for promise in ("1,200 patients", "synthetic", "exact counts", "upper bound", "5.1 %", "19.2 %"):
        assert promise in said


def test_a_moved_limit_changes_numbers_chart_and_address(visit):
    page = visit()
    before = page.chart()["data"]
    page.set(limits={"min_prior_lines": 1})
    assert page.statuses() == {"Eligible": "90", "Potential": "255", "Excluded": "855"}
    assert page.changes() == {"Eligible": "+29", "Potential": "+86", "Excluded": "−115"}
    assert page.chart()["data"] != before
    assert page.address() == {"protocol": "NCT05616468", "min_prior_lines": "1"}


def test_a_limit_taken_back_restores_everything(visit):
    page = visit()
    first = page.chart()
    page.set(limits={"min_prior_lines": 1}).set()
    assert page.statuses() == BASELINE
    assert page.chart() == first
    assert page.address() == {"protocol": "NCT05616468"}


def test_a_drag_changes_numbers_at_once_and_the_address_when_it_ends(visit):
    page = visit().set(limits={"hb_min": 100}, settled=False)
    assert page.statuses() != BASELINE
    assert page.address() == {}
    assert page.set(limits={"hb_min": 100}).address()["hb_min"] == "100"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("stale_specimen", "fail"),
        ("intolerance_counts_as_failure", "true"),
        ("inr_mode", "absolute"),
        ("cg_weight", "adjusted"),
        ("assume_absent_if_blank", ["gilbert", "liver_mets", "measurable_disease"]),
        ("pregnancy_test", "deferred"),
        ("lab_window_days", 14),
    ],
)
def test_every_reading_moves_something(visit, setting, value):
    page = visit()
    counts = [(row["fails"], row["unknown"]) for row in page.panel()["rows"]]
    page.set(settings={setting: value})
    assert [(row["fails"], row["unknown"]) for row in page.panel()["rows"]] != counts


def test_the_fallback_table_is_counted_on_screen(visit, deployed, tmp_path):
    table = tmp_path / "no_limits_of_normal.csv"
    frame = pd.read_parquet(DEMO_DATA / "curated.parquet")
    frame["ast_uln [U/L]"] = None
    frame.to_csv(table, index=False)
    deployed(FEASIBILITY_DATA=str(table), FEASIBILITY_DISCLOSURE="exact")
    page = visit().set(settings={"uln_fallback": "defaults"})
    assert "upper limit of normal is assumed for" in page.says()


def test_all_criteria_off_leaves_everyone_eligible(visit, reference):
    page = visit().set(off=[criterion.id for criterion in reference.criteria])
    assert page.statuses() == {"Eligible": "1,200", "Potential": "0", "Excluded": "0"}
    ends = words(page)
    assert set(ends) - {"off"} <= {"<b>0</b>"}


def test_zero_eligible_is_a_picture_not_an_error(visit):
    strict = {"ecog_max": 0, "residual_tox_max_grade": 0, "min_prior_lines": 4, "hb_min": 120, "crcl_min": 90}
    page = visit().set(limits=strict | {"specimen_max_age_days": 90})
    assert page.statuses()["Eligible"] == "0"
    assert "0.0 %" in page.says()


@pytest.mark.parametrize("measure", list(cr.Measure))
def test_each_measure_is_drawn_and_explained(visit, measure):
    page = visit(measure=measure.value)
    assert cr.MEASURES[measure].explanation in page.says()
    assert page.chart()["layout"]["xaxis"]["range"][1] > 0


@pytest.mark.parametrize("measure", list(cr.Measure))
def test_a_measure_is_one_pick_away(visit, measure):
    page = visit().pick(_session.CHART, choice=measure.value)
    assert cr.MEASURES[measure].explanation in page.says()
    assert page.component("figure")["controls"]["choice"] == measure.value
    assert page.address().get("measure", cr.Measure.FAILS.value) == measure.value


def test_the_order_is_one_pick_away(visit):
    page = visit().pick(_session.CHART, order=True)
    assert "Disease and prior lines" in page.chart()["layout"]["yaxis"]["ticktext"][0]
    assert page.address()["sort"] == "size"
    assert page.pick(_session.CHART, order=False).address() == {"protocol": "NCT05616468"}


def test_lost_here_has_no_order_by_size(visit):
    order = visit(measure="lost_here").component("figure")["controls"]["order"]
    assert (order["label"], order["on"], order["disabled"]) == ("Own order", False, True)


def trace(page, mode):
    return next(each for each in page.chart()["data"] if each.get("mode") == mode)


def words(page):
    return trace(page, "text")["text"]


def ids_from_above(page):
    """The criteria of the chart's rows; the last row, who is left, is none."""
    return [each for [each] in trace(page, "text")["customdata"] if each]


def test_the_order_of_the_funnel_is_the_visitors_until_it_is_given_back(visit):
    page = visit(measure="lost_here")
    own = ids_from_above(page)
    statuses, numbers = page.statuses(), words(page)
    turned = ["C09b_plt", *(each for each in reversed(own) if each != "C09b_plt")]
    page.pick(_session.CHART, sequence={"ids": turned, "serial": 1})
    assert ids_from_above(page) == turned
    assert page.address()["order"] == ",".join(turned)
    assert page.statuses() == statuses, "who is eligible does not depend on it"
    first = turned[0]
    fails = next(row["fails"] for row in page.panel()["rows"] if row["id"] == first)
    assert words(page)[0].startswith(f"−{fails} →"), "the first loses all who fail it"
    assert trace(page, "markers")["y"] == [], "a mark stands for a moved limit, not for another order"
    assert visit(**page.address()).chart() == page.chart(), "a link shows the same"
    page.set(limits={"hb_min": 100})
    assert ids_from_above(page) == turned, "what was sent once is taken once, and stays"
    page.set()
    page.pick(_session.CHART, sequence={"ids": [], "serial": 2})
    assert words(page) == numbers
    assert page.address() == {"protocol": "NCT05616468", "measure": "lost_here"}


@pytest.mark.parametrize("ids", [["C02_age"], "C02_age", [1], {"a": 1}, ["C02_age"] * 25])
def test_an_order_of_other_criteria_is_not_taken(visit, ids):
    page = visit(measure="lost_here")
    before = page.chart()
    assert page.pick(_session.CHART, sequence={"ids": ids, "serial": 1}).chart() == before


def test_another_protocol_has_its_own_order(visit):
    page = visit(measure="lost_here")
    page.pick(_session.CHART, sequence={"ids": ids_from_above(page)[::-1], "serial": 1})
    page.test.switch_page("pages/protocol.py")
    page.run()
    page.test.file_uploader(key="protocol_file").upload("own.yaml", SMALL.encode(), "application/yaml")
    page.run()
    next(each for each in page.test.button if each.label == "Use this protocol").click()
    page.run()
    page.test.switch_page("pages/feasibility.py")
    assert "order" not in page.run().address()


@pytest.mark.parametrize("states", [{"choice": "sideways"}, {"order": "yes"}, {"choice": ["fails"]}])
def test_what_the_controls_cannot_ask_is_left_alone(visit, states):
    page = visit().pick(_session.CHART, **states)
    assert page.address() == {"protocol": "NCT05616468"}
    assert page.statuses() == BASELINE


def test_a_status_says_whether_its_change_is_for_the_better(visit):
    page = visit()
    assert {each["tone"] for each in page.board()["statuses"]} == {"neutral"}
    page.set(limits={"min_prior_lines": 1})
    assert [(each["direction"], each["tone"]) for each in page.board()["statuses"]] == [
        ("up", "better"),
        ("up", "neutral"),
        ("down", "better"),
    ]
    page.set(limits={"hb_min": 120})
    assert [each["tone"] for each in page.board()["statuses"]] == ["worse", "neutral", "worse"]


def test_largest_first_sorts_the_chart(visit):
    ticks = visit(sort="size").chart()["layout"]["yaxis"]["ticktext"]
    assert "Disease and prior lines" in ticks[0]


def test_every_criterion_opens_its_detail(visit, reference):
    page = visit()
    for criterion in reference.criteria:
        page.set(selected=criterion.id)
        assert criterion.label in page.says()
    page.set(selected="C09c_hb")
    drawn = [each for each in page.components() if "figure" in each][-1]["figure"]
    assert drawn["layout"]["shapes"][0]["x0"] == 90
    assert "Near misses: 42 miss" in page.says()


def test_another_population_is_one_choice_away(visit):
    page = visit()
    assert [each["key"] for each in page.board()["populations"]] == ["curated", "raw_ehr"]
    page.pick(_session.STATUSES, population="raw_ehr")
    assert page.statuses() == {"Eligible": "160", "Potential": "4,299", "Excluded": "15,541"}
    assert page.address() == {"protocol": "NCT05616468", "population": "raw_ehr"}


def test_a_copied_link_reopens_exactly_this_view(visit):
    page = visit().set(limits={"hb_min": 100, "age_max": 70}, off=["C04_ecog"], selected="C09c_hb")
    again = visit(**page.address())
    assert again.statuses() == page.statuses()
    assert again.chart() == page.chart()
    assert again.panel()["selected"] == "C09c_hb"


DAMAGED = {"hb_min": "100", "anc_min": "999", "nonsense": "1", "measure": "sideways", "off": "C04_ecog,C99"}


@pytest.mark.parametrize("page", ["", "levers", "numbers", "data", "protocol"])
def test_a_damaged_link_shows_no_number_on_any_page_and_keeps_the_address(visit, page):
    opened = visit(page, **DAMAGED)
    assert opened.shows() == []
    assert not opened.test.dataframe
    for name in ("anc_min", "nonsense", "measure", "C99"):
        assert name in opened.says()
    assert opened.address() == DAMAGED


def test_what_is_good_in_a_damaged_link_is_one_choice_away_and_the_protocols_own_another(visit):
    page = visit(**DAMAGED).choose("go_on")
    assert page.address() == {"protocol": "NCT05616468", "hb_min": "100", "off": "C04_ecog"}
    assert visit(**DAMAGED).choose("begin").statuses() == BASELINE


@pytest.mark.parametrize("page", ["", "levers", "numbers"])
def test_a_link_with_two_values_for_one_limit_takes_neither(visit, page):
    opened = visit(page, hb_min=["80", "100"], age_max="70")
    assert opened.shows() == []
    assert "is given more than once in the link, as 80, 100" in opened.says()
    assert visit(hb_min=["80", "100"], age_max="70").choose("go_on").address()["age_max"] == "70"
    assert visit(hb_min=["80", "100"]).choose("begin").statuses() == BASELINE


def test_a_foreign_link_shows_no_number_until_the_visitor_chooses(visit):
    page = visit(protocol="NCT00000000", hb_min="100")
    assert page.shows() == []
    assert "another protocol" in page.says()
    assert page.choose("begin").statuses() == BASELINE


def test_what_the_panel_cannot_ask_is_refused_and_named(visit):
    page = visit().set(limits={"hb_min": 500})
    assert page.statuses() == BASELINE
    assert "500 is outside 70 to 120" in page.says()


def test_an_answer_from_before_the_servers_last_word_does_not_count(visit):
    page = visit().set(limits={"hb_min": 100})
    page.test.session_state["revision"] += 1
    page.test.session_state["limits"] = {
        "panel": {"limits": {"hb_min": 110}, "revision": 1, "serial": 99, "settled": True}
    }
    assert page.run().address()["hb_min"] == "100"


def test_a_second_click_on_a_bar_closes_the_detail(visit):
    page = visit()
    for opened in ("C09c_hb", None, "C04_ecog"):
        clicked = opened or "C09c_hb"
        page.test.session_state[_session.CHART] = {"clicked": clicked}
        at = page.test.session_state["view"]
        _session_click(page)
        assert page.test.session_state["view"].selected == opened, (clicked, at.selected)


def _session_click(page):
    """What the chart's click does before the page runs."""
    view, clicked = page.test.session_state["view"], page.test.session_state[_session.CHART]["clicked"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(st, "session_state", page.test.session_state)
        assert view.scenario.protocol.criterion(clicked)
        _session.take_click()
