"""The steps of a limit that the browser draws itself: the server's own word at each of them, and no other."""

import pandas as pd
import pytest

import criteria as cr
from pages import _live, _session
from tests.conftest import DEMO_DATA
from tests.steps import state_at

PROTOCOL = cr.read_protocol(DEMO_DATA / "NCT05616468.yaml")
MOVED = [name for name, limit in PROTOCOL.limits.items() if not limit.optional]


@pytest.fixture
def real_table(tmp_path):
    table = tmp_path / "patients.csv"
    pd.read_parquet(DEMO_DATA / "curated.parquet").to_csv(table, index=False)
    return str(table)


def touch(page, limit):
    """What the panel sends when a pointer comes to a limit, until all its steps are here."""
    asked = 0
    while asked == 0 or not table(page)["complete"]:
        asked += 1
        page.panel_says(touched={"limit": limit, "asked": f"{page.serial} {asked}"})
    return table(page)


def table(page):
    return page.component("steps")["steps"]


def word(page):
    return page.panel()["live"]


def shown(page):
    """What the page shows of what follows a limit, in the parts of a step."""
    board, chart, panel, bar = page.board(), page.component("figure"), page.panel(), page.component("held")
    counts = ("id", "fails", "unknown")
    return {
        "heading": {name: bar[name] for name in ("id", "title", "table", "changes", "held")},
        "statuses": {name: board[name] for name in ("statuses", "basis", "populations", "population")},
        "chart": {name: chart[name] for name in ("figure", "alt", "height", "picture")},
        "limits": {
            "rows": [{name: row[name] for name in (*counts, "sentence")} for row in panel["rows"]],
            "groups": [{name: group[name] for name in counts} for group in panel["groups"]],
        },
    }


@pytest.mark.parametrize("limit", MOVED)
@pytest.mark.parametrize("mode", ["exact", "protected"])
def test_a_step_is_what_the_server_shows_there(visit, deployed, real_table, mode, limit):
    deployed(FEASIBILITY_DATA=real_table, FEASIBILITY_DISCLOSURE=mode)
    others = {} if limit == "plt_min" else {"plt_min": 100}
    page = visit().set(limits=others, off=["C11_pregnancy"])
    steps, values = touch(page, limit), PROTOCOL.limits[limit].steps()
    assert steps["values"] == list(values)
    for value in {values[0], values[1], values[len(values) // 2], values[-1]}:
        page.set(limits={**others, limit: value}, off=["C11_pregnancy"])
        assert state_at(steps, value) == shown(page), value


@pytest.mark.parametrize("measure", list(cr.Measure))
@pytest.mark.parametrize("by_size", [True, False])
def test_whatever_the_bars_show_and_in_whatever_order(visit, measure, by_size):
    page = visit(measure=measure.value, sort="size" if by_size else "protocol")
    steps = touch(page, "min_prior_lines")
    for value in steps["values"]:
        page.set(limits={"min_prior_lines": value})
        assert state_at(steps, value) == shown(page), value


def test_steps_hold_while_their_limit_moves_and_until_anything_else_changes(visit):
    page = visit()
    assert word(page)["steps"] == ""
    steps = touch(page, "hb_min")
    assert word(page)["steps"] == steps["id"]
    page.set(limits={"hb_min": 100})
    assert (word(page)["steps"], table(page)) == (steps["id"], steps)
    page.set(limits={"hb_min": 100, "plt_min": 100})
    assert (word(page)["steps"], table(page)) == ("", None)
    assert touch(page, "hb_min")["id"] != steps["id"]


@pytest.mark.parametrize(
    "change",
    [
        {_session.CHART: {"choice": "share"}},
        {_session.CHART: {"order": True}},
        {_session.STATUSES: {"population": "raw_ehr"}},
    ],
)
def test_steps_are_those_of_one_table_measure_and_order(visit, change):
    page = visit()
    touch(page, "hb_min")
    for key, states in change.items():
        page.pick(key, **states)
    assert word(page)["steps"] == ""


def test_the_server_says_which_answer_it_has_taken(visit):
    page = visit()
    assert word(page)["serial"] == 0
    page.set(limits={"hb_min": 100}).set(limits={"hb_min": 105})
    assert word(page)["serial"] == page.serial == 2


def test_a_present_value_between_two_steps_is_among_them(visit):
    assert 91.5 in touch(visit(hb_min="91.5"), "hb_min")["values"]


@pytest.mark.parametrize("touched", [{"limit": "no_such_limit", "asked": 1}, {"limit": None}, {}, None])
def test_what_is_no_limit_has_no_steps(visit, touched):
    page = visit()
    assert table(page.panel_says(touched=touched)) is None


def test_many_steps_come_a_part_at_a_time_the_nearest_first(visit, monkeypatch):
    monkeypatch.setattr(_live, "AT_ONCE", 0)
    page = visit()
    page.panel_says(touched={"limit": "hb_min", "asked": 1})
    assert (table(page)["values"], table(page)["complete"]) in (([85, 90], False), ([90, 95], False))
    assert touch(page, "hb_min")["values"] == list(PROTOCOL.limits["hb_min"].steps())
