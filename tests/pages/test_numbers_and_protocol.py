"""The pages beside the main one, and going to and fro between them."""

import pytest

import criteria as cr
from pages import _session


@pytest.mark.parametrize("page", ["numbers", "protocol"])
def test_limits_survive_a_visit_to_another_page(visit, page):
    opened = visit().set(limits={"hb_min": 100})
    opened.test.switch_page(f"pages/{page}.py")
    opened.run()
    opened.test.switch_page("pages/feasibility.py")
    opened.run()
    rows = {row["id"]: row for row in opened.panel()["rows"]}
    assert rows["C09c_hb"]["limits"][0]["value"] == 100
    assert opened.address()["hb_min"] == "100"


def test_numbers_shows_every_row_group_first_and_what_it_rests_on(visit):
    page = visit("numbers")
    table = page.test.dataframe[1].value
    assert table["criterion"].tolist()[8:10] == ["Organ and bone marrow function", "Neutrophils"]
    assert table.set_index("criterion").loc["Age", ["pass", "fails", "only"]].tolist() == ["1,178", "22", "3"]
    said = page.says()
    assert "Creatinine clearance is an estimate for 1,106 patients" in said
    assert "Every limit is the protocol's own" in said


def test_numbers_sets_protocol_and_scenario_side_by_side(visit):
    page = visit().set(limits={"min_prior_lines": 1}, off=["C04_ecog"])
    page.test.switch_page("pages/numbers.py")
    table = page.run().test.dataframe[0].value.set_index("criterion")
    assert table.columns.tolist() == ["number", "protocol", "scenario", "change", "of all"]
    assert table.index.tolist()[:3] == ["Eligible", "Potential", "Excluded"]
    assert table.loc["Eligible"].tolist()[1:3] == ["61", page_number(page, "eligible")]
    assert table.loc["Disease and prior lines"].tolist() == ["7", "655", "359", "−296", "29.9 %"]
    assert "ECOG (off)" in table.index
    for number in cr.NUMBERS:
        page.test.session_state["numbers_of"] = number
        assert cr.NUMBERS[number] in page.run().says()
        assert len(page.test.dataframe[0].value) == 23


def page_number(page, status):
    return getattr(_session.results(page.test.session_state["view"]), status).text


def test_numbers_lists_what_differs_from_the_protocol(visit):
    page = visit().set(limits={"hb_min": 100}, settings={"inr_mode": "absolute"}, off=["C04_ecog"])
    page.test.switch_page("pages/numbers.py")
    said = page.run().says()
    assert "9c Haemoglobin, at least 100 g/L, protocol 90 g/L" in said
    assert "INR limit: the INR itself" in said
    assert "4 ECOG: off" in said


def test_protocol_shows_text_sentence_and_reading_of_every_criterion(visit, reference):
    page = visit("protocol")
    said = page.says()
    for criterion in reference.criteria:
        assert criterion.text in said
        assert criterion.reading in said
    assert "Haemoglobin is at least 90 g/L." in said
    assert "No washout rule is applied" in said


def test_protocol_shows_what_a_careful_reader_would_question(visit):
    page = visit().set(limits={"tbil_max_xuln": 3.0})
    page.test.switch_page("pages/protocol.py")
    assert "crossed-branches" in page.run().says()
