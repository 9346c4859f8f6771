"""The levers page: curves of all limits, one enlarged, two limits together, and a value taken from each of them."""

import pandas as pd
import pytest
import streamlit as st

import criteria as cr
from pages._levers import taking
from tests.conftest import DEMO_DATA
from tests.pages.test_any_protocol import SIXTY, SMALL, own


@pytest.fixture
def section(visit):
    """Opens a section of the levers page."""

    def open_at(title="Curves", **query):
        page = visit(**query)
        page.test.session_state["lever"] = title
        page.test.switch_page("pages/levers.py")
        return page.run()

    return open_at


@pytest.fixture
def protected(deployed, tmp_path):
    """A deployment on a table that nobody declares synthetic."""
    table = tmp_path / "hospital.csv"
    pd.read_parquet(DEMO_DATA / "curated.parquet").to_csv(table, index=False)
    deployed(FEASIBILITY_DATA=str(table))


def panels(page):
    """All panels: those of limits that buy anybody, then the folded ones."""
    return [panel for data in page.components() for panel in data.get("panels", ())]


def button(page, label):
    return next(each for each in page.test.button if each.label == label)


def test_all_limits_are_on_one_screen_the_best_first(section, reference):
    page = section()
    found = panels(page)
    assert len(found) == len(reference.limits)
    assert (found[0]["id"], found[0]["gain"], found[0]["potential"]) == ("min_prior_lines", "+29", "+86")
    page.test.session_state["lever_order"] = "Protocol order"
    buying = [each["id"] for each in found if each["potential"]]
    idle = [each["id"] for each in found if not each["potential"]]
    order = list(reference.limits)
    assert [each["id"] for each in panels(page.run())] == sorted(buying, key=order.index) + sorted(
        idle, key=order.index
    )


def test_limits_that_buy_nothing_fold_away(section):
    page = section()
    buying, idle = [data["panels"] for data in page.components() if "panels" in data]
    assert all(each["gain"] != "buys nothing" for each in buying)
    assert {each["gain"] for each in idle} == {"buys nothing"}
    assert f"Buy nothing, whatever the value: {len(idle)} limits" in [each.label for each in page.test.expander]


def test_only_eligible_has_a_scale_of_its_own(section):
    page = section()
    assert "0 to 406 patients" in page.says()
    page.test.session_state["lever_shown"] = "Eligible only"
    assert "0 to 90 patients" in page.run().says()
    assert not any(each["area"] for each in panels(page))


def test_one_limit_is_enlarged_and_a_value_taken_and_taken_back(section):
    page = section()
    page.test.selectbox(key="lever_limit").select("min_prior_lines")
    page.run()
    assert page.component("figure")["figure"]["data"][-1]["customdata"][1][0] == "min_prior_lines=1"
    page.test.selectbox(key="lever_value_min_prior_lines_1").select(1.0)
    page.run()
    button(page, "Take it").click()
    page.run()
    assert page.address()["min_prior_lines"] == "1"
    assert "Eligible 90, potential 255" in page.says()
    assert "→ **1**" in page.says()
    page.test.button(key="lever_back").click()
    assert page.run().address() == {"protocol": "NCT05616468", "tab": "curves"}
    assert "Eligible 90" not in page.says()


def test_a_pair_of_values_is_taken(section, demonstration_engine, reference):
    page = section("Two limits")
    figure = page.component("figure")["figure"]
    assert figure["layout"]["xaxis"]["title"]["text"] == "7 Disease and prior lines, lines at least"
    page.test.selectbox(key="lever_cell_min_prior_lines_1").select(1.0)
    page.test.selectbox(key="lever_cell_specimen_max_age_days_1").select(720.0)
    page.run()
    button(page, "Take both").click()
    page.run()
    assert (page.address()["min_prior_lines"], page.address()["specimen_max_age_days"]) == ("1", "720")
    page.test.switch_page("pages/feasibility.py")
    taken = cr.scenario(reference, {"min_prior_lines": 1, "specimen_max_age_days": 720})
    assert page.run().statuses()["Eligible"] == str(cr.evaluate(demonstration_engine, taken).eligible)


def test_one_limit_twice_is_asked_to_be_two(section):
    page = section("Two limits")
    page.test.selectbox(key="lever_up").select("min_prior_lines")
    assert any("two different limits" in each.value for each in page.run().test.info)


def test_overlap_names_what_nobody_fails_alone(section):
    page = section("Overlap")
    assert "Nobody fails only this: 3 Life expectancy" in page.says().replace("\\", "")
    assert len([each for each in page.components() if "figure" in each]) == 2


@pytest.mark.parametrize("title", ["Curves", "Two limits", "Overlap"])
def test_each_section_with_protected_counts(protected, section, title):  # noqa: ARG001 # the table it deploys
    page = section(title)
    said = str(page.components()) + page.says()
    assert "protected counts" in said
    assert "~" in said
    assert not page.test.error


STRICT = {"ecog_max": "0", "residual_tox_max_grade": "0", "min_prior_lines": "4", "hb_min": "120", "crcl_min": "90"}


@pytest.mark.parametrize("title", ["Curves", "Two limits", "Overlap"])
def test_each_section_with_nobody_eligible_and_with_every_criterion_off(section, reference, title):
    assert not section(title, **STRICT, specimen_max_age_days="90").test.error
    page = section(title, off=",".join(each.id for each in reference.criteria))
    assert len(page.test.info) == 1


@pytest.mark.parametrize("protocol", [cr.parse_protocol(SMALL), SIXTY], ids=["one", "sixty"])
def test_each_section_for_another_protocol(visit, protocol):
    page = own(visit, protocol)
    page.test.session_state["lever"] = "Curves"
    page.test.switch_page("pages/levers.py")
    page.run()
    assert len(panels(page)) == len(protocol.limits)
    for title in ("Two limits", "Overlap"):
        page.test.session_state["lever"] = title
        page.run()
    assert not page.test.error


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("plt_min=65", {"plt_min": "65"}),
        ("plt_min=65&hb_min=80", {"plt_min": "65", "hb_min": "80"}),
        ("hb_min=90", {}),
        ("lab_window_days=none", {"hb_min": "100"}),
        ("plt_min=66", {"hb_min": "100"}),
        ("plt_min=9999", {"hb_min": "100"}),
        ("nonsense", {"hb_min": "100"}),
        ("hb_max=3", {"hb_min": "100"}),
    ],
)
def test_what_a_click_asks_is_taken_on_the_steps_or_left(protected, section, monkeypatch, asked, address):  # noqa: ARG001 # the table it deploys
    """A click reaches `take` in a callback, which no test without a browser can send."""
    page = section(hb_min="100")
    monkeypatch.setattr(st, "session_state", page.test.session_state)
    taking.take_point(asked)
    monkeypatch.undo()
    expected = {"hb_min": "100"} | address if address else {}
    assert {name: value for name, value in page.run().address().items() if name not in ("protocol", "tab")} == expected
