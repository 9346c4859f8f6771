"""The Data page: what is in use, what is wrong with a file, and a table of the visitor's own from file to numbers."""

import json
from pathlib import Path

import pandas as pd
import pytest

import criteria as cr

DEMO_DATA = Path(__file__).parents[2] / "demo_data"


@pytest.fixture
def data(visit):
    """A visitor on the Data page."""
    page = visit()
    page.test.switch_page("pages/data.py")
    return page.run()


def own_table(patients=300):
    """Patients as another hospital has them: other names, a unit in a name, one unit to be asked for."""
    curated = pd.read_parquet(DEMO_DATA / "curated.parquet").head(patients)
    return pd.DataFrame(
        {
            "age": curated["age [a]"],
            "Gender": curated["sex"].map({"M": "Male", "F": "Female"}),
            "Haemoglobin_g_dL": (curated["hb [g/L]"] / 10).round(1),
            "Platelets": curated["plt [10*9/L]"],
            "ward colour": "blue",
        }
    )


def open_file(page, frame, name="hospital.csv", map_text=None):
    content = frame if isinstance(frame, bytes) else frame.to_csv(index=False).encode()
    chooser = next(each for each in page.test.file_uploader if each.key.startswith("table_file_"))
    chooser.upload(name, content, "text/csv")
    if map_text is not None:
        page.test.file_uploader(key="map_file").upload("map.yaml", map_text.encode(), "application/yaml")
    page.run()
    page.test.button(key="read_table").click()
    return page.run()


def answer(page, text, choice):
    """Answer the question that holds this text with the first choice that holds that one."""
    box = next(each for each in page.test.selectbox if text in each.label)
    box.select(next(option for option in box.options if choice in option))
    return page.run()


def verdict(page):
    return " ".join(each.value for each in (*page.test.warning, *page.test.success))


def test_the_table_in_use_is_described(data):
    assert "1,200 patients (synthetic, exact counts)" in data.says()
    assert "14 fully, 3 partly, 2 at screening only" in data.says()
    assert {"variable", "missing", "share", "distribution"} <= set(data.test.dataframe[1].value.columns)


def test_a_table_is_mapped_confirmed_and_used(data):
    open_file(data, own_table())
    assert "cannot be used yet" in verdict(data)
    assert data.test.button(key="use_table").disabled
    answer(data, "ward colour", "out")
    for box in list(data.test.selectbox):
        if box.value is None and (box.key or "").startswith("question_"):
            answer(data, box.label, box.options[0])
    found = data.test.session_state["opened"].found
    assert found.usable, [each.message for each in found.findings if each.refuses]
    for each in found.to_accept:  # nobody but the owner of the data accepts a warning
        assert each.agreement
    agreed = tuple(each.agreement for each in found.to_accept)
    text = cr.map_to_yaml(found.table_map.model_copy(update={"agreed": agreed}))
    open_file(data, own_table(), map_text=text)
    data.test.button(key="use_table").click()
    data.run()
    assert data.test.session_state["opened"] is None
    data.test.switch_page("pages/feasibility.py")
    data.run()
    patients = [each["number"] for each in data.board()["statuses"]]
    assert patients[0] == "≤10", "real patients are protected"
    haemoglobin = next(row for row in data.panel()["rows"] if row["id"] == "C09c_hb")
    direct = own_table()["Haemoglobin_g_dL"].lt(9).sum()
    assert haemoglobin["fails"] == ("≤10" if direct <= 10 else f"~{5 * -(-direct // 5) - 2}")


def test_a_file_that_names_persons_is_not_kept(data):
    open_file(data, (DEMO_DATA / "identifiers.csv").read_bytes(), "identifiers.csv")
    assert "Nothing of it was kept" in data.says()
    assert "identifier-email" in data.says()
    state = data.test.session_state
    assert "opened" not in state or state["opened"] is None
    assert state["put_away"].dataset.columns == {}
    assert state["put_away"].proposal is None, "a proposal holds what stands in the columns"
    assert "@" not in data.says(), "no value is echoed"


def test_columns_that_name_persons_are_left_out_next_time(data):
    planted = own_table().assign(email="jane@example.org")
    open_file(data, planted)
    data.test.button(key="leave_out_next").click()
    data.run()
    open_file(data, planted)
    assert "email" not in data.test.session_state["opened"].raw.frame.columns


def test_what_cannot_be_read_is_said_and_the_table_in_use_stays(data):
    open_file(data, b"%PDF-1.7", "scan.csv")
    assert "cannot be used" in data.says()
    assert "PDF" in data.says()
    assert "1,200 patients" in data.says()


def test_a_map_with_mistakes_is_refused_with_every_mistake(data):
    open_file(data, own_table(), map_text="columns: {hb: {column: a, unit: g/L, unit_column: b}}\nindex: {}\n")
    assert "unit_column" in data.says()
    assert "index" in data.says()


def test_a_link_to_somebody_elses_table_says_so(visit):
    page = visit(population="own")
    assert "opened in one visit alone" in json.dumps(page.says())
