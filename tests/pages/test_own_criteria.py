"""Criteria of a visitor's own, where counts are protected: enough of them find single patients."""

import pandas as pd

from pages import _session
from tests.conftest import DEMO_DATA
from tests.pages.test_protocol_editor import change, fill, go, press
from tests.pages.test_visit import use_own_table


def real(tmp_path):
    """The demonstration as a table that does not say that it is synthetic: its counts are protected."""
    table = tmp_path / "patients.csv"
    pd.read_parquet(DEMO_DATA / "curated.parquet").to_csv(table, index=False)
    return str(table)


def test_criteria_of_ones_own_are_not_asked_of_protected_counts(visit, deployed, tmp_path):
    deployed(FEASIBILITY_DATA=real(tmp_path))
    page = visit("protocol")
    assert "~63 fail" in page.says(), "the deployed protocol may be asked"
    change(page, "C09c_hb", "Edit")
    fill(page, "number_input", "At least, g/L", 100.0)
    assert "criteria of your own are not allowed on it here" in page.says()
    assert " fail, " not in page.says()
    press(page, "Keep")
    assert next(each for each in page.test.button if each.label == "Use this protocol").disabled


def test_where_the_deployment_allows_them_any_honest_limit_is_counted(visit, deployed, tmp_path):
    deployed(FEASIBILITY_DATA=real(tmp_path), FEASIBILITY_OWN_CRITERIA="yes")
    page = visit("protocol")
    change(page, "C09c_hb", "Edit")
    fill(page, "number_input", "At least, g/L", 92.25)
    fill(page, "number_input", "In steps of", 0.25)
    assert " fail, " in page.says()
    press(page, "Keep")
    press(page, "Use this protocol")
    assert go(page, "feasibility").address()["protocol"].startswith("visit:")


def test_ones_own_file_may_be_asked_anything(visit, deployed, tmp_path):
    deployed(FEASIBILITY_DATA=real(tmp_path))
    page = visit("data")
    page = use_own_table(page)
    change(go(page, "protocol"), "C09c_hb", "Edit")
    fill(page, "number_input", "At least, g/L", 100.0)
    assert " fail, " in page.says()


def test_an_own_protocol_is_not_carried_over_to_protected_counts(visit, deployed, tmp_path):
    """By a pick of the table, nor by a link."""
    deployed(FEASIBILITY_DATA=real(tmp_path))
    page = use_own_table(visit("data"))
    press(change(go(page, "protocol"), "C07_disease_and_lines", "Remove"), "Use this protocol")
    own = go(page, "feasibility").address()
    page.pick(_session.STATUSES, population="table")
    assert page.run().shows() == []
    assert "criteria of your own are not allowed" in page.says()
    link = {"protocol": own["protocol"], "population": "table"}
    assert visit(browser=page, **link).shows() == []
    page.choose("begin")
    assert page.address() == {"protocol": "NCT05616468"}
