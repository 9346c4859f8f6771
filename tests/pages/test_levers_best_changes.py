"""The levers page, best changes: the answer first, a wanted number, and a change that one click takes."""

import pandas as pd
import pytest

import criteria as cr
from tests.conftest import DEMO_DATA
from tests.pages.test_any_protocol import SIXTY, SMALL, own


@pytest.fixture
def real_table(tmp_path):
    """The demonstration table without its data card: for all the program knows, these are people."""
    table = tmp_path / "patients.csv"
    pd.read_parquet(DEMO_DATA / "curated.parquet").to_csv(table, index=False)
    return table


def headings(page):
    return [each.value for each in page.test.subheader]


def words(page):
    """What the page says, without the marks that keep Markdown from reading a label as markup."""
    return " ".join([*headings(page), page.says().replace("\\", "")])


def charts(page):
    return [each["figure"] for each in page.components() if "figure" in each]


def click(page, key):
    page.test.button(key=key).click()
    return page.run()


def test_the_answer_stands_at_the_top(visit):
    page = visit("levers")
    assert headings(page)[:3] == [
        "+29 eligible, +86 potential", "+99 eligible, +166 potential", "+82 eligible, +194 potential",
    ]  # fmt: skip
    assert "7 Disease and prior lines, lines at least 1 instead of 2" in words(page)
    assert "Now 61 eligible of 1,200 patients, 5.1 % (4.0–6.5 %), and 169 potential" in words(page)
    assert [len(each["layout"]["yaxis"]["tickvals"]) for each in charts(page)] == [10, 10, 10]


def test_one_click_takes_a_change_and_one_takes_it_back(visit):
    page = click(visit("levers"), "take_best_limit")
    assert page.address()["min_prior_lines"] == "1"
    assert "Now 90 eligible" in words(page)
    page.test.switch_page("pages/feasibility.py")
    assert page.run().statuses()["Eligible"] == "90"
    page.test.switch_page("pages/levers.py")
    next(each for each in page.run().test.button if each.label.startswith("Back to the protocol")).click()
    assert "Now 61 eligible" in words(page.run())
    assert page.address() == {"protocol": "NCT05616468"}


def test_what_was_taken_is_said_there_and_taken_back_there(visit):
    page = click(visit("levers"), "take_best_limit")
    assert "Disease and prior lines, lines at least 2 → 1" in page.says().replace("*", "")
    click(page, "lever_back")
    assert page.address() == {"protocol": "NCT05616468"}
    assert "Now 61 eligible" in words(page)
    assert "lever_back" not in [each.key for each in page.test.button]


def test_taking_a_change_keeps_changed_readings_and_limits(visit):
    page = visit(stale_specimen="fail", hb_min="100", off="C04_ecog")
    page.test.switch_page("pages/levers.py")
    click(page.run(), "take_best_limit")
    kept = {"stale_specimen": "fail", "hb_min": "100", "off": "C04_ecog"}
    assert kept.items() <= page.address().items()
    assert "min_prior_lines" in page.address()


def test_criteria_are_switched_off_by_a_click_too(visit):
    page = click(visit("levers"), "take_best_off")
    assert page.address()["off"] == "C07_disease_and_lines"
    assert "Now 143 eligible" in words(page)


def test_a_click_in_the_chart_chooses_what_the_button_takes(visit):
    page = visit("levers")
    page.test.session_state["levers_limits"] = {"clicked": "2"}
    page.test.session_state["chosen_limits"] = 2
    click(page.run(), "take_limits")
    assert page.address()["residual_tox_max_grade"] == "2"
    assert page.test.session_state["chosen_limits"] == 0, "another list, another choice"


def test_sets_of_two_and_three_and_the_best_of_each_number(visit):
    page = visit("levers")
    page.test.session_state["size_off"] = "Three together"
    page.test.session_state["size_loosened"] = "Two together"
    _, loosened, off = charts(page.run())
    assert loosened["data"][0]["x"][0] == 71
    assert off["data"][0]["x"][0] == 410
    page.test.session_state["size_off"] = "Best of each number"
    assert charts(page.run())[2]["data"][0]["x"][:3] == [82, 282, 410]


def test_the_cheapest_change_reaches_the_wanted_number(visit):
    page = visit("levers")
    page.test.number_input(key="wanted_number").set_value(150)
    assert "151 eligible (+90 eligible" in words(page.run())
    click(page, "take_wanted_moves")
    assert "Now 151 eligible" in words(page)
    page.test.number_input(key="wanted_number").set_value(100)
    assert "Nothing needs to change: 151 patients are eligible already" in words(page.run())


def test_protected_counts_stay_protected(visit, deployed, real_table):
    deployed(FEASIBILITY_DATA=str(real_table))
    page = visit("levers")
    assert headings(page)[0] == "+25 eligible, +85 potential"
    assert "Now ~63 eligible of ~1,198 patients" in words(page)
    for figure in charts(page):
        for bars in figure["data"][:2]:
            assert all(length % 5 == 0 for length in bars["x"])
            assert not {"+29", "+9", "+1"} & set(bars["text"])
    click(page, "take_best_loosened")
    protocol, address = cr.read_protocol(DEMO_DATA / "NCT05616468.yaml"), page.address()
    assert all(protocol.limits[name].on_grid(float(address[name])) for name in protocol.limits if name in address)


def test_when_nobody_can_be_gained_the_page_says_so(visit):
    protocol = cr.read_protocol(DEMO_DATA / "NCT05616468.yaml")
    page = visit("levers", off=",".join(each.id for each in protocol.criteria))
    assert headings(page)[:3] == ["Nobody is gained"] * 3
    assert "No patient is gained by moving one limit" in words(page)
    assert charts(page) == []


def test_when_nobody_is_eligible_potential_patients_can_be(visit):
    page = visit("levers", ecog_max="0", hb_min="120", age_max="60", crcl_min="90", plt_min="150")
    assert "eligible" in headings(page)[0]


@pytest.mark.parametrize(
    ("protocol", "answers"),
    [(cr.parse_protocol(SMALL), ["Nobody is gained", "Nobody is gained", "+1,200 eligible, −1,200 potential"]),
     (SIXTY, ["Nobody is gained"] * 3)],
    ids=["one", "sixty"],
)  # fmt: skip
def test_one_criterion_and_sixty(visit, protocol, answers):
    page = own(visit, protocol)
    page.test.switch_page("pages/levers.py")
    assert headings(page.run())[:3] == answers
    assert "Now 0 eligible of 1,200 patients" in words(page)
