"""How many different questions may be asked of protected counts, and what is written down of them."""

import json

import pytest

from pages import _budget
from tests.pages.test_own_criteria import real
from tests.pages.test_visit import main, use_own_table

SPENT = "different questions that a visit may ask of protected counts in a day are asked"


@pytest.fixture
def hospital(deployed, tmp_path):
    """Starts a server with a real table whose counts are protected, and so many questions a day."""

    def start(questions, **more):
        deployed(FEASIBILITY_DATA=real(tmp_path), FEASIBILITY_QUESTIONS=str(questions), **more)

    return start


def asked(page):
    return sum(map(len, page.held().get("questions", {}).values()))


def test_each_settled_scenario_is_a_question_and_none_is_shown_beyond_the_last(visit, hospital):
    hospital(3)
    page = visit()
    assert asked(page) == 0, "the protocol as it is written is free"
    for limit in (95, 100, 105):
        page.set(limits={"hb_min": limit})
    assert asked(page) == 3
    beyond = page.set(limits={"hb_min": 110}).run()
    assert beyond.shows() == []
    assert f"the 3 {SPENT}" in beyond.says()
    assert "hb_min=110" in "&".join(f"{name}={text}" for name, text in beyond.address().items())
    assert beyond.choose("begin").statuses(), "the protocol's own limits stay free"
    again = visit(browser=page, protocol="NCT05616468", hb_min="100")
    assert again.statuses(), "and so does what was asked before, in another tab too"
    assert visit(browser=page, protocol="NCT05616468", hb_min="115").shows() == []
    assert visit(protocol="NCT05616468", hb_min="115").statuses(), "another browser has its own"


def test_the_steps_of_a_limit_are_one_question_and_what_lies_among_them_is_free(visit, hospital):
    hospital(50)
    page = visit().panel_says(touched={"limit": "hb_min", "asked": 1})
    assert asked(page) == 1
    for limit in (95, 100, 105, 110):
        page.set(limits={"hb_min": limit})
    assert asked(page) == 1
    page.set(limits={"hb_min": 110, "plt_min": 100})
    assert asked(page) == 2


def test_the_levers_of_a_scenario_are_one_question_whatever_the_tab(visit, hospital):
    hospital(1)
    page = visit("levers")
    assert asked(page) == 1
    page.test.switch_page("pages/numbers.py")
    page.run()
    page.test.switch_page("pages/levers.py")
    assert "levers of this scenario" not in page.run().says()
    assert asked(page) == 1


def test_levers_beyond_the_last_question_are_refused(visit, hospital):
    hospital(1)
    page = visit().set(limits={"hb_min": 100})
    page.test.switch_page("pages/levers.py")
    assert SPENT in page.run().says()
    assert not [each for each in page.shows() if "figure" in each]


def test_it_is_told_before_the_questions_end(visit, hospital):
    hospital(10)
    page = visit()
    for limit in range(75, 120, 5):
        assert "questions of today" not in page.says()
        page.set(limits={"hb_min": limit})
    assert "9 of the 10 different questions of today" in page.set(limits={"hb_min": 120, "plt_min": 80}).says()


def test_tomorrow_there_are_new_questions(visit, hospital, monkeypatch):
    hospital(1)
    page = visit().set(limits={"hb_min": 100})
    assert page.set(limits={"hb_min": 105}).run().shows() == []
    now = _budget.time.time()
    monkeypatch.setattr(_budget.time, "time", lambda: now + _budget.DAY)
    assert page.run().statuses()


@pytest.mark.parametrize("exact", [True, False])
def test_exact_counts_and_ones_own_file_have_no_budget(visit, hospital, exact):
    hospital(1, **({"FEASIBILITY_DISCLOSURE": "exact"} if exact else {}))
    page = visit() if exact else main(use_own_table(visit("data")))
    for limit in (95, 100, 105):
        page.set(limits={"hb_min": limit})
    assert page.statuses()
    assert asked(page) == 0


def test_each_question_is_one_line_of_the_log_and_no_count_is_in_it(visit, hospital, tmp_path):
    log = tmp_path / "questions.jsonl"
    hospital(50, FEASIBILITY_LOG=str(log))
    page = visit()
    for limit in (95, 100, 95):
        page.set(limits={"hb_min": limit})
    page.panel_says(touched={"limit": "plt_min", "asked": 1})
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["question"], line["limit"], line["scenario"].get("hb_min")) for line in lines] == [
        ("scenario", "", "95"),
        ("scenario", "", "100"),
        ("steps", "plt_min", "95"),
    ]
    assert {tuple(line) for line in lines} == {("time", "visit", "table", "question", "limit", "scenario")}
    assert page.test.session_state["visit"].token not in log.read_text(), "who reads the log cannot take the visit over"


def test_a_log_that_cannot_be_written_stops_the_server_from_showing_anything(visit, hospital, tmp_path):
    hospital(50, FEASIBILITY_LOG=str(tmp_path / "nowhere" / "questions.jsonl"))
    page = visit()
    assert "FEASIBILITY_LOG" in page.says()
    assert page.shows() == []
