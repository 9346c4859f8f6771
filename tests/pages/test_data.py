"""The Data page: what is in use, what is wrong with a file, and a table of the visitor's own from file to numbers."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile

import criteria as cr
from pages import _reading
from pages._data.columns import changes
from tests.data.test_trialpathfinder import MAP, PROTOCOL
from tests.data.test_uploads import LABS, PATIENTS
from tests.pages.conftest import FIRST_RUN
from tests.published import DATA, PATHFINDER, needs_cdm, needs_pathfinder, needs_trial

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
    return open_files(page, {name: content}, map_text)


def open_files(page, contents, map_text=None):
    chooser(page, "table_file_").set_value([(name, content, "text/csv") for name, content in contents.items()])
    if map_text is not None:
        chooser(page, "map_file_").upload("map.yaml", map_text.encode(), "application/yaml")
    page.run()
    page.test.button(key="read_table").click()
    return page.run()


def chooser(page, beginning):
    return next(each for each in page.test.file_uploader if each.key.startswith(beginning))


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
    found = data.held()["opened"].found
    assert found.usable, [each.message for each in found.findings if each.refuses]
    for each in found.to_accept:  # nobody but the owner of the data accepts a warning
        assert each.agreement
    agreed = tuple(each.agreement for each in found.to_accept)
    text = cr.map_to_yaml(found.table_map.model_copy(update={"agreed": agreed}))
    open_file(data, own_table(), map_text=text)
    data.test.button(key="use_table").click()
    data.run()
    assert data.held()["opened"] is None
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
    state = data.held()
    assert state.get("opened") is None
    assert state["put_away"].dataset.columns == {}
    assert state["put_away"].proposal is None, "a proposal holds what stands in the columns"
    assert "@" not in data.says(), "no value is echoed"


def test_columns_that_name_persons_are_left_out_next_time(data):
    planted = own_table().assign(email="jane@example.org")
    open_file(data, planted)
    data.test.button(key="leave_out_next").click()
    data.run()
    open_file(data, planted)
    assert "email" not in data.held()["opened"].columns


def test_dates_that_stop_a_table_are_read_by_the_map_that_is_shown(data):
    dated = own_table().drop(columns="age").assign(BirthDate="1960-03-15", Seen="2024-05-17", Died="2025-01-01")
    open_file(data, dated)
    (lines,) = (each.value for each in data.test.code)
    data.test.button(key="leave_out_next").click()
    data.run()
    open_file(data, dated)
    begun = yaml.safe_load(cr.map_to_yaml(data.held()["opened"].table_map))
    added = yaml.safe_load(lines)
    both = begun | added | {"columns": begun["columns"] | added["columns"]}
    both["unused"] = [*begun.get("unused", []), *added["unused"]]
    open_file(data, dated, map_text=yaml.safe_dump(both))
    opened = data.held()["opened"]
    assert opened.reader.hand_over().columns["age"].low[0] == 64
    assert opened.table_map.index.column == "Seen"


def test_a_table_without_dates_is_shown_no_map_for_them(data):
    open_file(data, own_table().assign(email="jane@example.org"))
    assert not data.test.code


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
    page = visit(population="own-1a2b3c4d")
    assert "opened in one visit alone" in json.dumps(page.says())


@pytest.fixture
def corrected(data):
    """Edits a row of the table of columns and gives the map it makes; AppTest cannot edit such a table itself."""
    open_file(data, own_table())

    def correct(row, **edited):
        table = data.held()["opened"]
        renamed = {name.replace("_", " "): value for name, value in edited.items()}
        changed = replace(table, **changes(table, table.proposal, {row: renamed}))
        data.held()["opened"] = changed
        return changed.map_as_told()

    return correct


def test_a_column_is_corrected_left_out_opened_again_and_made_the_identifier(corrected):
    made = corrected(3, read_as="wbc", unit="10*9/L")
    assert made.columns["wbc"].column == "Platelets"
    assert "plt" not in made.columns
    assert corrected(4, read_as="(patient identifier)").patient_id == "ward colour"
    made = corrected(4, read_as="(left out)")
    assert "ward colour" in made.unused
    assert made.patient_id is None
    assert "ward colour" in corrected(4, read_as="(open)").unused, "as it was proposed"
    assert "ward colour" not in corrected(4, unit="g").columns_used, "a unit alone says nothing of the column"


# --- several files --------------------------------------------------------------------------------------------


def of(folder, *names):
    paths = [DATA / folder / name for name in names] or sorted((DATA / folder).glob("*.csv"))
    return {path.name: path.read_bytes() for path in paths}


AGREED = "agreed: ['small-groups:table']"  # the owner of the data says so; a visitor cannot


@needs_trial
def test_the_domains_of_a_trial_are_opened_and_used(data):
    domains = of("cdisc_pilot", "dm.csv", "lb.csv", "vs.csv")
    open_files(data, domains)
    found = data.held()["opened"].found
    assert "dm, lb and vs can be used" in verdict(data)
    assert (found.patients, found.proposal) == (306, None)
    open_files(data, domains, AGREED)
    data.test.button(key="use_table").click()
    data.run()
    assert "In use: **dm, lb and vs**, ~308 patients" in data.says()


@needs_cdm
def test_the_tables_of_an_omop_cdm_are_opened_and_too_few_to_be_used(data):
    open_files(data, of("omop_synthea27nj"), AGREED)
    assert data.held()["opened"].found.patients == 25
    data.test.button(key="use_table").click()
    data.run()
    assert "fewer than 100 patients" in data.says()


@needs_pathfinder
def test_tables_with_their_map_answer_as_their_authors_printed(visit, deployed, tmp_path):
    protocol = tmp_path / "five.yaml"
    protocol.write_text(PROTOCOL)
    deployed(FEASIBILITY_DISCLOSURE="exact", FEASIBILITY_PROTOCOL=str(protocol), FEASIBILITY_DATA=TRIAL_TABLE)
    page = visit("data")
    open_files(page, of("trialpathfinder", "demographics.csv", "features.csv", "lab.csv"), MAP)
    page.test.button(key="use_table").click()
    page.run()
    page.test.switch_page("pages/feasibility.py")
    truth = json.loads((PATHFINDER / "truth.json").read_text())
    assert page.run().statuses()["Eligible"] == str(truth["author_notebook_output"]["remaining_after_all_5"])


TRIAL_TABLE = str(DEMO_DATA / "curated.parquet")


@needs_pathfinder
def test_tables_without_a_map_whose_dates_name_persons_are_put_away(data):
    open_files(data, of("trialpathfinder", "demographics.csv", "features.csv", "lab.csv"))
    assert "Nothing of it was kept" in data.says()
    assert "BirthDate" in data.says()


def test_how_files_were_put_together_is_said_and_is_in_the_map(data):
    open_files(data, {"patients.csv": PATIENTS, "labs.csv": LABS.replace(b"2024-01-01", b"40")})
    made = data.held()["opened"].table_map
    assert (made.tables, made.measurements[0].table) == (("patients.csv",), "labs.csv")
    assert "joined by pid" in data.says()


def test_a_map_that_would_read_the_files_otherwise_needs_the_files(data):
    open_files(data, {"patients.csv": PATIENTS, "labs.csv": LABS})
    text = cr.map_to_yaml(data.held()["opened"].table_map)
    data.test.text_area[0].set_value(text + "window_days: 28\n")
    data.run()
    data.test.button(key="read_map").click()
    data.run()
    assert "read-again" in data.says()
    assert "window_days" in data.says()


def test_unrelated_tables_are_refused_in_plain_words(data):
    open_files(data, {"one.csv": b"age,hb\n1,2\n", "two.csv": b"alt,ast\n1,2\n"})
    assert "map-needed" in data.says()
    assert "1,200 patients" in data.says()


# --- what the dictionary lacks --------------------------------------------------------------------------------


def declare(page, column, kind, **fields):
    page.test.selectbox(key="declare_column").select(column)
    page.run()
    page.test.selectbox(key=f"declare.{column}.kind").select(cr.declaring.KINDS[kind])
    page.run()
    for name, value in fields.items():
        widget = page.test.number_input if name in ("low", "high") else page.test.text_input
        widget(key=f"declare.{column}.{name}").set_value(value)
        page.run()
    page.test.button(key="declare_it").click()
    return page.run()


def standing(opened):
    """What stands in each variable of an opened table; its patients are in the process that read it."""
    assert opened.found.dataset.columns == {}
    return {each.variable: each.values for each in opened.found.missing}


def test_a_column_is_declared_as_each_kind(data):
    frame = own_table().assign(marker=range(300), arm=["A", "B"] * 150, flagged=["Y", "N"] * 150)
    open_file(data, frame.assign(surgery="2024-01", index_date="2024-03"))
    declare(data, "marker", "number", low=0.0, high=500.0, unit="U/mL")
    declare(data, "arm", "category", words="A, B")
    declare(data, "flagged", "flag")
    declare(data, "surgery", "days")
    made = data.held()["opened"].table_map
    assert made.variables["marker"].unit == "U/mL"
    assert made.columns["marker"].unit == "U/mL"
    assert made.variables["arm"].values == ("A", "B")
    assert made.variables["flagged"].kind == "flag"
    assert cr.parse_map(cr.map_to_yaml(made)) == made
    assert made.columns["surgery"].dated == "event"
    assert made.index.column == "index_date"
    known = standing(data.held()["opened"])
    assert {"marker", "arm", "flagged", "surgery"} <= set(known)
    assert known["arm"] == (("A", 150), ("B", 150))


def test_a_wrong_declaration_of_a_column_tells_everything(data):
    open_file(data, own_table())
    declare(data, "Platelets", "number", name="plt", low=5.0, high=1.0)
    assert "in-dictionary" in data.says()
    assert "out-of-range" in data.says()
    assert data.held()["opened"].declared == {}


# --- nothing stays --------------------------------------------------------------------------------------------


def test_the_files_themselves_are_forgotten_once_they_are_read(data, monkeypatch):
    forgotten = []
    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", lambda _, __, file: forgotten.append(file))
    open_files(data, {"one.csv": b"age,hb\n1,2\n", "two.csv": b"%PDF"}, "columns: {}")
    assert len(forgotten) == 3, "also of refused files"
    values = list(data.test.session_state._state.filtered_state.values())
    assert not any(isinstance(each, UploadedFile) or (isinstance(each, list) and each) for each in values)


# --- while it is read -----------------------------------------------------------------------------------------


def test_a_table_that_is_soon_read_shows_no_bar(data, bars, monkeypatch):
    monkeypatch.setattr(_reading, "PATIENCE", FIRST_RUN)
    open_file(data, own_table())
    assert bars == []


def test_a_large_table_shows_how_far_it_is_and_that_it_is_checked(data, bars, monkeypatch):
    monkeypatch.setattr(_reading, "PATIENCE", 0)
    monkeypatch.setattr(_reading, "OFTEN", 0)
    open_file(data, own_table().to_parquet(), "hospital.parquet")
    assert "100% of the file read" in bars
    assert bars[-1] == "Checking identifiers, units and values"


def test_the_deployed_table_shows_how_far_it_is(visit, bars, monkeypatch):
    monkeypatch.setattr(_reading, "PATIENCE", 0)
    visit()
    assert "Checking identifiers, units and values" in bars
    del bars[:]
    visit()
    assert bars == [], "it is read once"


@pytest.fixture
def bars(monkeypatch):
    """The words of every progress bar that is drawn."""
    drawn = []
    draw = DeltaGenerator.progress
    monkeypatch.setattr(
        DeltaGenerator, "progress", lambda self, value, text=None: drawn.append(text) or draw(self, value, text)
    )
    return drawn
