"""The sections on who is gained, what is missing and sites: they open, on any protocol and table, in both modes."""

import json

import pandas as pd
import pytest

import criteria as cr
from tests.conftest import DEMO_DATA
from tests.pages.test_any_protocol import SIXTY

NOBODY = """
id: ONE
title: One criterion, with no limit to move, which nobody meets
criteria:
- {id: hb, number: "1", label: Hb, text: "", rule: {kind: threshold, value: hb, at_least: 240}}
"""
SECTIONS = ("Who is gained", "Missing data", "Sites")
MOVED = {"hb_min": "110", "min_prior_lines": "1"}


@pytest.fixture
def section(visit):
    """Opens a section of the levers page at an address."""

    def open_at(title, **query):
        page = visit("levers", **query)
        page.test.session_state["lever"] = title
        return page.run()

    return open_at


@pytest.fixture
def hospital(deployed, tmp_path):
    """A table of real patients, without some columns."""

    def deploy(without=(), **environment):
        path = tmp_path / "hospital.csv"
        pd.read_parquet(DEMO_DATA / "curated.parquet").drop(columns=list(without)).to_csv(path, index=False)
        deployed(FEASIBILITY_DATA=str(path), **environment)

    return deploy


def said(page):
    words = " ".join([page.says(), *(each.value for each in (*page.test.subheader, *page.test.info))])
    return words.replace("\\", "")


def figures(page):
    return [each["figure"] for each in page.components() if "figure" in each]


def test_who_is_gained(section):
    page = section("Who is gained", **MOVED)
    assert "22 gained and 25 lost" in said(page)
    assert "not compliance" in said(page)
    assert len(figures(page)) == 3
    page.test.segmented_control(key="groups_by").set_value("sex").run()
    assert "Most gained: male, 18 of 22" in said(page)
    assert page.test.dataframe[0].value["Sex"].tolist() == ["male", "female", "all patients"]
    page.test.segmented_control(key="groups_by").set_value("Feature of the disease").run()
    page.test.selectbox(key="groups_feature").set_value("liver_mets").run()
    assert page.test.dataframe[0].value["Liver metastasis"].tolist()[-1] == "all patients"


def test_the_protocol_itself_gains_nobody_and_groups_are_compared_all_the_same(section):
    page = section("Who is gained")
    assert "nobody is gained or lost" in said(page)
    assert [trace["name"] for trace in figures(page)[0]["data"] if trace["type"] == "bar"] == [
        "eligible",
        "potential ?",
    ]


def test_missing_data(section):
    page = section("Missing data")
    assert "Filling in Age of the target specimen alone would decide 33 of 169 potential patients" in said(page)
    assert [each.value for each in page.test.metric][::2] == ["61", "230"]
    assert "missing at random" in said(page)


def test_sites(section):
    page = section("Sites", **MOVED)
    assert "Read S8 with care" in said(page)
    assert page.test.dataframe[0].value["site"].tolist()[-1] == "all sites"


@pytest.mark.parametrize("title", SECTIONS)
def test_protected_counts_alone_reach_the_browser(section, hospital, title):
    hospital()
    page = section(title, **MOVED)
    told = json.dumps([page.components(), [each.value.to_dict() for each in page.test.dataframe]], ensure_ascii=False)
    assert "~" in told
    assert "≤10" in told
    for true in ("22 gained", " 58 eligible", "of 167 ", "1,200", " 61"):
        assert true not in told + said(page)


@pytest.mark.parametrize("title", SECTIONS)
@pytest.mark.parametrize("protocol", [cr.parse_protocol(NOBODY), SIXTY], ids=["one", "sixty"])
def test_any_protocol(section, deployed, tmp_path, title, protocol):
    path = tmp_path / "protocol.yaml"
    path.write_text(cr.to_yaml(protocol), encoding="utf-8")
    deployed(FEASIBILITY_PROTOCOL=str(path))
    assert said(section(title))


def test_a_protocol_whose_criteria_are_all_off(section, reference):
    off = ",".join(each.id for each in reference.criteria)
    for title in SECTIONS:
        assert said(section(title, off=off))


def test_a_table_without_groups_says_so(section, hospital):
    everything = pd.read_parquet(DEMO_DATA / "curated.parquet")
    words = [name for name in everything if not pd.api.types.is_numeric_dtype(everything[name])]
    hospital([*(set(words) - {"patient_id"}), "age [a]"])
    assert "no variable that makes groups" in said(section("Who is gained"))
    assert "no column that says at which site" in said(section("Sites"))
    assert said(section("Missing data"))
