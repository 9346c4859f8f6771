"""The Data page: what is in use, what is wrong with a file, and a table of the visitor's own from file to numbers."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import yaml
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile

import criteria as cr
from pages import _reading
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


def rows(page):
    """The list of columns: each row by its column."""
    return {row["column"]: row for row in page.component("special")["rows"]}


def tell(page, **said):
    """Say something in the list of columns."""
    page.serial += 1
    return page.pick("columns", told={"serial": page.serial, **said})


def questions(page):
    """Every question, those about the whole table too, by its number."""
    listed = page.component("special")
    every = [*listed["questions"], *(each for row in listed["rows"] for each in row["questions"])]
    return {each["number"]: each for each in every}


def answer(page, text, choice):
    """Answer the question that holds this text with the first choice that holds that one."""
    asked = next(each for each in questions(page).values() if text in each["text"])
    picked = next(at for at, label in enumerate(asked["choices"]) if choice in label)
    return tell(page, kind="answer", number=asked["number"], value=picked)


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
    for number, asked in questions(data).items():
        if asked["answer"] is None:
            tell(data, kind="answer", number=number, value=0)
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


def test_the_good_news_of_the_table_in_use_stands_beside_no_refusal(data):
    assert not data.test.expander or "What the table in use holds" not in [each.label for each in data.test.expander]
    open_file(data, b"%PDF-1.7", "scan.csv")
    (held_back,) = (each for each in data.test.expander if each.label == "What the table in use holds")
    assert not held_back.proto.expanded
    assert held_back.dataframe


def test_a_map_with_mistakes_is_refused_with_every_mistake(data):
    open_file(data, own_table(), map_text="columns: {hb: {column: a, unit: g/L, unit_column: b}}\nindex: {}\n")
    assert "unit_column" in data.says()
    assert "index" in data.says()


def test_a_link_to_somebody_elses_table_says_so(visit):
    page = visit(population="own-1a2b3c4d")
    assert "opened in one visit alone" in json.dumps(page.says())


# --- one row for each column ----------------------------------------------------------------------------------


def made(page):
    return page.held()["opened"].table_map


def test_a_column_is_corrected_left_out_opened_again_and_made_the_identifier(data):
    open_file(data, own_table())
    tell(data, kind="is", column="Platelets", value="wbc")
    tell(data, kind="unit", column="Platelets", value="10*9/L")
    assert (made(data).columns["wbc"].column, made(data).columns["wbc"].unit) == ("Platelets", "10*9/L")
    assert "plt" not in made(data).columns
    assert rows(data)["Platelets"]["is"] == "wbc"
    tell(data, kind="is", column="ward colour", value="patient_id")
    assert made(data).patient_id == "ward colour"
    tell(data, kind="is", column="ward colour", value="(left out)")
    assert "ward colour" in made(data).unused
    assert made(data).patient_id is None
    tell(data, kind="is", column="Platelets", value="")
    assert rows(data)["Platelets"]["is"] == "plt", "as it was proposed"


def test_a_correction_answers_what_was_asked_about_its_column(data):
    open_file(data, own_table())
    asked = [row for row in rows(data).values() if row["questions"]]
    assert asked
    for row in asked:
        assert row["state"] == "must"
        tell(data, kind="is", column=row["column"], value="(left out)")
        assert rows(data)[row["column"]]["state"] == "right"
    assert not data.held()["opened"].unanswered


def worded(words):
    """A table whose sex is written in words of its own."""
    return own_table(120).assign(Gender=[words[at % len(words)] for at in range(120)])


def test_words_are_mapped_in_place_each_with_its_count_and_what_is_not_read_is_said(data):
    open_file(data, worded(["Jongen", "Meisje", "F", "F"]))
    before = rows(data)["Gender"]
    assert {each["word"]: each["count"] for each in before["words"]} == {"Jongen": "~28", "Meisje": "~28", "F": "~58"}
    assert [each["label"] for each in before["meanings"]] == ["M", "F", "unknown"]
    tell(data, kind="word", column="Gender", word="Jongen", value="M")
    tell(data, kind="word", column="Gender", word="Meisje", value="?")
    sex = made(data).columns["sex"]
    assert (sex.words["Jongen"], sex.missing) == ("M", ("Meisje",))
    now = {each["word"]: (each["means"], each["unread"]) for each in rows(data)["Gender"]["words"]}
    assert now == {"Jongen": ("M", False), "Meisje": ("?", False), "F": ("", False)}
    tell(data, kind="word", column="Gender", word="Jongen", value="")
    assert "Jongen" not in made(data).columns["sex"].words


def test_an_answer_about_several_columns_undoes_no_correction(data):
    open_file(data, own_table().assign(Krankheit="metastatic"))
    tell(data, kind="is", column="Krankheit", value="disease_status")
    answer(data, "ward colour", "out")
    assert rows(data)["Krankheit"]["is"] == "disease_status"
    assert "ward colour" in made(data).unused


def test_words_that_nobody_knows_are_something_to_look_at(data):
    open_file(data, worded(["Male", "Male", "Male", "Female", "Zwitter"]))
    row = rows(data)["Gender"]
    assert [each["word"] for each in row["words"] if each["unread"]] == ["Zwitter"]
    assert row["state"] != "right"
    assert "Zwitter" in " ".join(row["why"])


def test_values_that_became_unknown_are_to_be_mended_word_by_word(data):
    open_file(data, worded(["Male", "Male", "Male", "Female", "Zwitter"]).assign(Platelets=[9e9] * 3 + [200.0] * 117))
    findings = data.test.dataframe[0].value
    mend = findings[findings[""] == "mend"]
    assert {"unrecognised", "implausible"} <= set(mend["code"])
    assert "Zwitter (~23)" in " ".join(mend["what"])
    kinds = list(findings[""])
    assert kinds == sorted(kinds, key=["mend", "know"].index), "what is to be mended stands first"


def test_words_of_few_patients_are_never_shown_one_by_one(data):
    frame = worded(["Male", "Female"])
    frame.loc[:3, "Gender"] = "Rarissima"
    open_file(data, frame)
    assert "Rarissima" not in json.dumps(data.component("special"))


def test_everything_else_is_left_out_at_one_click_and_in_one_line_of_the_map(data):
    open_file(data, own_table().assign(colour="red", **{"shoe size": 41}))
    assert data.component("special")["open"] > 0, "what is asked about columns that are left out is answered with it"
    tell(data, kind="rest", value=True)
    assert data.component("special")["open"] == 0
    kept = data.held()["opened"].map_as_told()
    assert kept.unused == ("everything else",)
    assert cr.parse_map(cr.map_to_yaml(kept)) == kept
    assert not [row["column"] for row in rows(data).values() if row["is"] == ""]
    assert data.component("special")["rest"]
    tell(data, kind="rest", value=False)
    assert "shoe size" in made(data).unused, "as it was proposed"
    assert not data.component("special")["rest"]


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "is", "column": "nowhere", "value": "age"},
        {"kind": "is", "column": "age", "value": "no_such_variable"},
        {"kind": "unit", "column": "ward colour", "value": "g"},
        {"kind": "word", "column": "nowhere", "word": "a", "value": "M"},
        {"kind": "word", "column": "Gender", "word": "Male", "value": "neither"},
        {"kind": "detail", "column": "age", "detail": "order", "value": "day first"},
        {"kind": "detail", "column": "Platelets", "detail": "decimal", "value": "!"},
        {"kind": "unit", "column": "Platelets", "value": "column nowhere"},
        {"kind": "answer", "number": "date-order:age", "value": 0},
        {"kind": "answer", "number": 99, "value": 0},
        {"kind": "answer", "number": 0, "value": 99},
        {"kind": "answer", "number": None, "value": None},
        {"kind": "something else"},
        {"value": ["a"]},
    ],
)
def test_what_makes_no_sense_in_the_list_changes_nothing(data, said):
    open_file(data, own_table())
    before = made(data)
    tell(data, **said)
    assert made(data) == before


def test_a_table_with_its_map_is_shown_in_the_list_and_can_be_mapped_on_there(data):
    text = "columns: {age: {column: age}, hb: {column: Haemoglobin_g_dL, unit: g/dL}}\nunused: everything else\n"
    open_file(data, own_table(), map_text=text)
    assert {name: row["is"] for name, row in rows(data).items()} == {
        "age": "age",
        "Gender": "(left out)",
        "Haemoglobin_g_dL": "hb",
        "Platelets": "(left out)",
        "ward colour": "(left out)",
    }
    assert questions(data) == {}, "a map that is there asks nothing"
    assert rows(data)["Platelets"]["because"] == "left out by the map, and so not looked at"
    assert (rows(data)["Platelets"]["values"], rows(data)["Gender"]["words"]) == ([], []), "it may name somebody"
    tell(data, kind="is", column="Gender", value="sex")
    assert made(data).columns["sex"].column == "Gender"
    assert made(data).columns["hb"].unit == "g/dL"


def test_a_table_with_the_dictionarys_headings_is_shown_in_the_list(data):
    open_file(data, pd.read_parquet(DEMO_DATA / "curated.parquet").drop(columns=["patient_id"], errors="ignore"))
    row = rows(data)["hb [g/L]"]
    assert (row["is"], row["unit"]) == ("hb", "g/L")
    answers_before = data.held()["opened"].found.answers
    tell(data, kind="is", column="hb [g/L]", value="(left out)")
    assert "hb" not in made(data).columns
    tell(data, kind="is", column="hb [g/L]", value="hb")
    tell(data, kind="unit", column="hb [g/L]", value="g/L")
    assert data.held()["opened"].found.answers == answers_before


def test_codes_are_mapped_in_place_as_words_are(data):
    stage = [1, 2, 3, 9] * 30
    open_file(data, own_table(120).assign(Krankheit=stage))
    tell(data, kind="is", column="Krankheit", value="disease_status")
    row = rows(data)["Krankheit"]
    assert [each["word"] for each in row["words"]] == ["1", "2", "3", "9"]
    for code, means in {"1": "metastatic", "2": "recurrent", "3": "recurrent_and_metastatic", "9": "?"}.items():
        tell(data, kind="word", column="Krankheit", word=code, value=means)
    found = {each.variable: each for each in data.held()["opened"].found.missing}["disease_status"]
    there = {word: count for word, count in found.values if count}
    assert there == {"metastatic": 30, "recurrent": 30, "recurrent_and_metastatic": 30}
    assert found.missing == 30


def test_words_of_few_patients_are_mapped_together_and_unseen(data):
    frame = worded(["Male", "Female"])
    frame.loc[:3, "Gender"], frame.loc[4:6, "Gender"] = "Rarissima", "Rara"
    open_file(data, frame)
    tell(data, kind="word", column="Gender", word="", value="F")
    assert {word: made(data).columns["sex"].words[word] for word in ("Rarissima", "Rara")} == {
        "Rarissima": "F",
        "Rara": "F",
    }
    together = rows(data)["Gender"]["words"][-1]
    assert (together["word"], together["means"]) == ("", "F")
    assert "Rar" not in json.dumps(data.component("special"))
    tell(data, kind="word", column="Gender", word="Rarissima", value="M")
    assert rows(data)["Gender"]["words"][-1]["means"] == "(various)"


def visits(patients=300):
    """Patients with a date of birth and two more dates, none of which is called the index date."""
    days = pd.date_range("2023-01-13", periods=patients, freq="D").strftime("%Y-%m-%d")
    born = pd.date_range("1950-01-01", periods=patients, freq="30D").strftime("%Y-%m-%d")
    return own_table(patients).drop(columns="age").assign(birth_date=born, seen_a=days, seen_b=days)


def test_which_date_is_the_index_is_asked_once(data):
    open_file(data, visits())
    data.choose("as_proposed")
    open_file(data, visits())
    asked = [each["text"] for each in questions(data).values() if "on which day" in each["text"]]
    assert len(asked) == 1
    answer(data, "on which day", "seen_b")
    answer(data, "Age to be counted", "yes")
    assert (made(data).index.column, made(data).columns["age"].dated) == ("seen_b", "birth")
    assert rows(data)["seen_b"]["is"] == "(index date)"
    tell(data, kind="is", column="seen_a", value="(index date)")
    assert made(data).index.column == "seen_a"


def test_a_date_that_is_said_to_be_a_variable_is_counted_from(data):
    open_file(data, visits().rename(columns={"birth_date": "nacido el"}))
    data.choose("as_proposed")
    open_file(data, visits().rename(columns={"birth_date": "nacido el"}))
    tell(data, kind="is", column="seen_a", value="(index date)")
    tell(data, kind="is", column="nacido el", value="age")
    assert made(data).columns["age"].dated == "birth"
    assert rows(data)["nacido el"]["details"] == {"dated": "birth", "order": ""}


def test_a_date_whose_day_and_month_can_be_exchanged_is_answered_in_its_row(data):
    days = [f"0{1 + at % 9}/0{1 + at % 7}/2023" for at in range(300)]
    frame = visits().assign(seen_a=days)
    open_file(data, frame)
    data.choose("as_proposed")
    open_file(data, frame)
    answer(data, "on which day", "seen_a")
    answer(data, "Age to be counted", "yes")
    assert rows(data)["seen_a"]["state"] == "must"
    answer(data, "day or the month first", "day comes first")
    assert made(data).index.order == "day first"
    assert rows(data)["seen_a"]["state"] == "right"
    answered = next(each for each in questions(data).values() if each["number"] == "date-order:index")
    tell(data, kind="answer", number=answered["number"], value=None)
    assert made(data).index.order is None, "an answer is taken back where it was given"


def test_what_its_owner_may_overrule_is_overruled_in_its_row(data):
    text = "columns: {hb: {column: Haemoglobin_g_dL, unit: g/L}}\nunused: everything else\n"
    open_file(data, own_table(), map_text=text)
    row = rows(data)["Haemoglobin_g_dL"]
    assert row["state"] == "must"
    assert [each["choices"] for each in row["questions"]] == [["it is right as it is"]]
    answer(data, "values look like", "right")
    assert made(data).agreed == ("unit-mismatch:hb",)
    assert rows(data)["Haemoglobin_g_dL"]["state"] != "must"


def test_more_is_said_of_a_column_where_it_stands(data):
    open_file(data, own_table())
    assert set(rows(data)["Platelets"]["details"]) == {"decimal", "plausible", "missing"}
    tell(data, kind="detail", column="Platelets", detail="plausible", value="20 to 300")
    tell(data, kind="detail", column="Platelets", detail="missing", value="-9, 999")
    reading = made(data).columns["plt"]
    assert (reading.plausible, reading.missing) == ((20.0, 300.0), ("-9", "999"))
    assert rows(data)["Platelets"]["details"]["plausible"] == "20 to 300"
    tell(data, kind="detail", column="Platelets", detail="plausible", value="300 to 20")
    assert "the smallest value that can be, then the largest" in " ".join(rows(data)["Platelets"]["why"])
    tell(data, kind="detail", column="Platelets", detail="plausible", value="")
    assert made(data).columns["plt"].plausible is None


def test_units_that_stand_in_another_column_are_taken_from_there_and_mapped_in_place(data):
    frame = own_table().assign(einheit=["x10e9 pl/L"] * 150 + ["10*9/L"] * 150)
    open_file(data, frame)
    tell(data, kind="is", column="Platelets", value="plt")
    tell(data, kind="unit", column="Platelets", value="column einheit")
    assert made(data).columns["plt"].unit_column == "einheit"
    assert rows(data)["einheit"]["is"] == "(unit)"
    tell(data, kind="word", column="einheit", word="x10e9 pl/L", value="10*9/L")
    assert made(data).columns["plt"].units == {"x10e9 pl/L": "10*9/L"}
    tell(data, kind="unit", column="Platelets", value="10*9/L")
    assert (made(data).columns["plt"].unit, made(data).columns["plt"].unit_column) == ("10*9/L", None)


def workbook(**sheets):
    file = io.BytesIO()
    with pd.ExcelWriter(file) as book:
        for name, frame in sheets.items():
            frame.to_excel(book, sheet_name=name, index=False)
    return file.getvalue()


def test_the_sheet_of_a_workbook_is_chosen_and_changed(data):
    other = pd.DataFrame({"room": ["a", "b", "c"], "beds": [1, 2, 3]})
    open_file(data, workbook(rooms=other, patients=own_table()), "hospital.xlsx")
    assert "several-sheets" in data.says()
    data.test.selectbox(key="mend").set_value("read ’patients’")
    data.run()
    data.choose("mend_it")
    assert made(data).sheet == "patients"
    assert made(data).columns["hb"].column == "Haemoglobin_g_dL", "what is proposed of a sheet is as of a file"
    way = next(each for each in data.test.selectbox if each.label == "Open the file as")
    assert "the sheet ’rooms’" in way.options
    way.set_value("the sheet ’rooms’")
    data.run()
    data.choose("open_so")
    assert set(rows(data)) == {"room", "beds"}


def test_letters_that_look_wrong_are_chosen_on_the_page(data):
    frame = own_table().rename(columns={"Platelets": "Plaquettes mesurÃ©es"})
    open_file(data, frame.to_csv(index=False).encode())
    assert "garbled" in data.says()
    data.test.selectbox(key="mend").set_value("it is right as it is")
    data.run()
    data.choose("mend_it")
    assert "Plaquettes mesurÃ©es" in rows(data)
    assert "garbled:file" in made(data).agreed


def test_what_is_to_be_done_with_several_rows_of_a_patient_is_said_on_the_page(data):
    frame = pd.concat([own_table().assign(pid=[f"S{at:03d}" for at in range(300)])] * 2)
    text = "patient_id: pid\ncolumns: {age: {column: age}}\nunused: everything else\n"
    open_file(data, frame, map_text=text)
    assert "cannot be used yet" in verdict(data)
    field = next(each for each in data.test.selectbox if each.label == "Several rows of one patient")
    field.set_value("first")
    data.run()
    assert (made(data).duplicates, data.held()["opened"].found.patients) == ("first", 300)


def test_the_list_and_what_was_said_in_it_survive_a_reload_and_another_page(data, visit):
    open_file(data, own_table())
    tell(data, kind="is", column="Platelets", value="wbc")
    assert rows(visit("data", browser=data))["Platelets"]["is"] == "wbc"
    data.test.switch_page("pages/levers.py")
    data.run()
    data.test.switch_page("pages/data.py")
    assert rows(data.run())["Platelets"]["is"] == "wbc"


def test_what_the_numbers_would_be_is_said_before_the_table_is_used_and_is_what_they_are_then(visit, deployed):
    deployed(FEASIBILITY_DISCLOSURE="exact")
    page = visit("data")
    open_file(page, own_table(), map_text=cr.map_to_yaml(mapped(own_table())) + AGREED)
    said = page.says()
    page.choose("use_table")
    page.test.switch_page("pages/feasibility.py")
    statuses = page.run().statuses()
    assert f"{statuses['Eligible']} eligible, {statuses['Potential']} potential" in said


def mapped(frame):
    """The map that is proposed for a table, its questions confirmed."""
    raw, _ = cr.read_uploads([("hospital.csv", frame.to_csv(index=False).encode())])
    return cr.check(raw).proposal.table_map


def test_a_number_that_no_column_holds_is_typed_once(data):
    open_file(data, own_table().assign(INR=1.1, **{"aPTT [s]": 30.0}))
    data.test.number_input(key="typed.inr_uln").set_value(1.2)
    data.run()
    assert made(data).columns["inr_uln"].constant == 1.2


def test_a_table_that_may_name_persons_is_read_so_that_it_names_nobody_the_next_time(data):
    planted = own_table().assign(MRN=[f"40{at:06d}" for at in range(300)], email="jane@example.org")
    open_file(data, planted)
    assert "Nothing of it was kept" in data.says()
    data.choose("as_proposed")
    assert "names nobody" in json.dumps([each.value for each in data.test.info])
    open_file(data, planted)
    assert "email" in made(data).unused
    assert "email" not in rows(data)
    assert "jane" not in json.dumps(data.component("special"))
    assert data.held()["opened"].found.patients == 300


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


def test_a_map_that_reads_the_files_otherwise_reads_them_again(data):
    open_files(data, {"patients.csv": PATIENTS, "labs.csv": LABS.replace(b"2024-01-01", b"2023-01-01")})
    text = cr.map_to_yaml(made(data)) + "index: {date: 2024-02-10}\n"

    def lacking(window):
        data.test.text_area[0].set_value(text + window)
        data.run()
        data.choose("read_map")
        return {each.variable: each.missing for each in data.held()["opened"].found.missing}["alt"]

    assert lacking("") == 0
    assert lacking("window_days: 28\n") == 1, "the result of one of the two is older than the window"


PEOPLE = b"pid,age\n" + b"".join(b"P%03d,%d\n" % (at, 40 + at % 40) for at in range(150))
RESULTS = b"pid,test,result,other result,unit\n" + b"".join(
    b"P%03d,HGB,%d,%d,g/L\n" % (at % 150, 90 + at // 150, 120 + at // 150) for at in range(450)
)


def haemoglobin(page):
    """The haemoglobin of the first patient as the table would be used."""
    return page.held()["opened"].reader.hand_over().columns["hb"].low[0]


def test_which_of_several_results_counts_is_as_it_was_answered(visit, deployed):
    deployed(FEASIBILITY_DISCLOSURE="exact")
    page = visit("data")
    open_files(page, {"people.csv": PEOPLE, "labs.csv": RESULTS})
    answer(page, "which counts", "last")
    assert haemoglobin(page) == 92
    answer(page, "which counts", "first")
    assert (made(page).measurements[0].order, haemoglobin(page)) == ("first", 90)


def long_field(page, label):
    return next(each for each in page.test.selectbox if each.label == label)


def test_the_parts_of_a_long_table_are_shown_with_two_rows_and_changed_in_place(visit, deployed):
    deployed(FEASIBILITY_DISCLOSURE="exact")
    page = visit("data")
    open_files(page, {"people.csv": PEOPLE, "labs.csv": RESULTS})
    next(each for each in page.test.toggle if each.label == "Show the long tables").set_value(True)
    page.run()
    said = page.says()
    assert "(a patient)" in said
    assert "P000" not in said, "no row names its patient"
    assert long_field(page, "Value").value == "result"
    long_field(page, "Value").set_value("other result")
    long_field(page, "Of several results counts").set_value("first")
    next(each for each in page.test.button if each.label.startswith("Read it so: what was said")).click()
    page.run()
    assert made(page).measurements[0].value == "other result"
    assert made(page).columns["hb"].unit_column == "HGB unit"
    tell(page, kind="rest", value=True)
    assert haemoglobin(page) == 120


def test_the_rows_of_a_long_table_that_are_shown_name_nobody(visit, deployed):
    deployed(FEASIBILITY_DISCLOSURE="exact")
    page = visit("data")
    named = RESULTS.replace(b"unit\n", b"unit,Patient name,drawn\n").replace(b"g/L\n", b"g/L,Jane Roe,2023-05-17\n")
    open_files(page, {"people.csv": PEOPLE, "labs.csv": named})
    next(each for each in page.test.toggle if each.label == "Show the long tables").set_value(True)
    said = page.run().says()
    assert "(not shown)" in said
    assert "Jane Roe" not in said
    assert "2023-05-17" not in said


def test_one_table_is_read_at_a_time(data):
    """Of two, another tab would wait for the first in vain."""
    content = own_table().to_csv(index=False).encode()
    chooser(data, "table_file_").set_value([("hospital.csv", content, "text/csv")])
    data.run()
    data.held()["reading"] = SimpleNamespace(watch=lambda _: None, refused=None, found=None, reader=None)
    data.choose("read_table")
    assert "another one is being read in this browser" in data.says()
    assert data.held().get("opened") is None


def test_no_row_of_a_long_table_is_shown_where_counts_are_protected(data):
    open_files(data, {"people.csv": PEOPLE, "labs.csv": RESULTS})
    next(each for each in data.test.toggle if each.label == "Show the long tables").set_value(True)
    data.run()
    assert "No row is shown" in data.says()
    assert "(a patient)" not in data.says()
    assert "120" not in json.dumps([each.value.to_dict() for each in data.test.table])


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
