"""Tables that came together as hospitals have them: how they belong together is seen, asked, and read so."""

import io
import zipfile

import openpyxl
import pandas as pd
import pytest

import criteria as cr
from criteria.data.check import check
from criteria.data.tables import dataset_from, read_raw
from criteria.model.problems import Refused


def rows(text):
    """A table drawn with bars, as the rows of its cells."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def write(path, text, encoding="utf-8", sign=","):
    """A table drawn with bars, as a file of text."""
    path.write_text("\n".join(sign.join(row) for row in rows(text)) + "\n", encoding=encoding)


def proposed(raw):
    said = raw.proposed.model_dump(exclude_defaults=True)
    return said | ({"measurements": said["measurements"][0]} if len(said.get("measurements", ())) == 1 else {})


def noted(raw):
    return {(note.code, note.subject): note.count for note in raw.notes}


def read_again(address, raw):
    """The table as the confirmed proposal reads it."""
    again = read_raw(address, cr.parse_map(cr.map_to_yaml(raw.proposed)))
    pd.testing.assert_frame_equal(again.frame, raw.frame)
    assert again.digest == raw.digest
    return again


PATIENTS = """
    pid | age | sex
    A   | 60  | M
    B   | 61  | F
    C   | 62  | F
    """

# --- long tables alone ------------------------------------------------------------------------------------------

LONG = {
    "english": (
        "utf-8", ",",
        """
        patient_id | test | result | unit | date
        A | Hemoglobin | 11.2 | g/dL | 2024-01-02
        A | Hemoglobin | 10.2 | g/dL | 2024-01-01
        B | Hemoglobin | <9 | g/dL | 2024-01-02
        B | Platelets | 210 | K/uL | 2024-01-02
        """,
        {"Hemoglobin": ["11.2", "<9"], "Platelets": [None, "210"]},
    ),
    "german": (
        "cp1252", ";",
        """
        Fallnummer | Analyt | Ergebnis | Einheit | Normbereich | Abnahmedatum
        A | Hämoglobin | 11 | g/dl | 12-16 | 02.01.24
        A | Hämoglobin | 10 | g/dl | 12-16 | 1.1.24
        B | Hämoglobin | hämolytisch | g/dl | 12-16 | 02.01.24
        B | Thrombozyten | 210 | /nl | 150-400 | 02.01.24
        """,
        {"Hämoglobin": ["11", "hämolytisch"], "Thrombozyten": [None, "210"]},
    ),
    "japanese": (
        "cp932", ",",
        """
        患者番号 | 検査日 | 検査項目名 | 検査結果 | 単位 | 基準値上限
        A | 2024/1/2 | ヘモグロビン | 11.2 | g/dL | 16
        A | 2023年12月31日 | ヘモグロビン | 10.2 | g/dL | 16
        B | 2024/1/2 | ヘモグロビン | 9.5 | g/dL | 16
        B | 2024/1/2 | 血小板数 | 21 | 万/μL | 35
        """,
        {"ヘモグロビン": ["11.2", "9.5"], "血小板数": [None, "21"]},
    ),
    "chinese": (
        "gb18030", ",",
        """
        编号 | 项目名称 | 项目代码 | 结果 | 提示 | 单位 | 参考范围
        A | 血红蛋白 | HGB | 112 | ↓ | g/L | 115--150
        B | 血红蛋白 | HGB | 95 | ↓ | g/L | 115--150
        B | 血小板计数 | PLT | 210 |  | 10^9/L | 125--350
        """,
        {"血红蛋白": ["112", "95"], "血小板计数": [None, "210"]},
    ),
    "turkish": (
        "utf-8", ";",
        """
        Hasta No | Test | Sonuç | Birim | Üst Sınır | Tarih
        A | Hemoglobin | 11 | g/dL | 16 | 02.01.2024
        A | Hemoglobin | 10 | g/dL | 16 | 01.01.2024
        B | Hemoglobin | 9 | g/dL | 16 | 02.01.2024
        """,
        {"Hemoglobin": ["11", "9"]},
    ),
    "epic": (
        "utf-8", ",",
        """
        PAT_ID | COMPONENT_NAME | ORD_VALUE | ORD_NUM_VALUE | REFERENCE_UNIT | REF_LOW | REFERENCE_HIGH | RESULT_TIME
        A | HEMOGLOBIN | 11.2 | 11.2 | g/dL | 12 | 16 | 01/02/2024 08:15
        A | HEMOGLOBIN | 10.2 | 10.2 | g/dL | 12 | 16 | 01/02/2024 07:15
        B | HEMOGLOBIN | <9 | 9999999 | g/dL | 12 | 16 | 01/20/2024 08:15
        """,
        {"HEMOGLOBIN": ["11.2", "<9"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", LONG)
def test_a_long_table_alone_is_seen_as_one_and_read_so(tmp_path, kind):
    encoding, sign, text, columns = LONG[kind]
    write(tmp_path / "labs.csv", text, encoding, sign)
    raw = read_raw(tmp_path / "labs.csv")
    assert raw.frame.iloc[:, 0].tolist() == ["A", "B"]
    for name, values in columns.items():
        assert [None if pd.isna(each) else f"{each:g}" if isinstance(each, float) else str(each)
                for each in raw.frame[name]] == values  # fmt: skip
    read_again(tmp_path / "labs.csv", raw)


def test_what_is_the_same_in_all_rows_of_a_patient_stays_beside_the_long_table(tmp_path):
    write(
        tmp_path / "labs.csv",
        """
        pid | sex | ward | test | value
        A | M | 1 | hb | 11
        A | M | 2 | plt | 200
        B | F | 1 | hb | 9
        """,
    )
    raw = read_raw(tmp_path / "labs.csv")
    assert raw.frame["sex"].tolist() == ["M", "F"]
    assert noted(raw)["column-not-used", "ward"] == 1


def test_a_text_that_hides_an_earlier_number_is_told(tmp_path):
    write(
        tmp_path / "labs.csv",
        """
        pid | test | value | date
        A | hb | 11 | 2024-01-01
        A | hb | clotted | 2024-01-02
        B | hb | not done | 2024-01-02
        B | hb | 12 | 2024-01-01
        """,
    )
    raw = read_raw(tmp_path / "labs.csv")
    assert raw.frame["hb"].tolist() == ["clotted", "12"], "a row that was not done holds no value"
    assert noted(raw)["text-result", "labs.csv"] == 1


# --- several results of one patient and test --------------------------------------------------------------------

SEVERAL = """
    pid | test | value | ablfl | ady | visit
    A   | hb   | 9     |       | -10 | Screening
    A   | hb   | 10    | Y     | 1   | Baseline
    A   | hb   | 12    |       | 29  | Week 4
    B   | hb   | 8     | Y     | -1  | Baseline
    """
ORDERED = [
    ("", None),
    ("order: last", [12, 8]),
    ("order: first", [9, 8]),
    ("baseline: ablfl", [10, 8]),
    ("day: ady", [10, 8]),
    ("visit: visit, visits: [screening]", [9, None]),
    ("visit: visit, visits: [baseline]", [10, 8]),
]


@pytest.mark.parametrize(("more", "values"), ORDERED)
def test_of_several_results_that_nothing_orders_none_is_taken_unasked(tmp_path, more, values):
    write(tmp_path / "patients.csv", PATIENTS)
    write(tmp_path / "labs.csv", SEVERAL)
    said = f"{{table: labs.csv, patient: pid, name: test, value: value{', ' + more if more else ''}}}"
    table_map = cr.parse_map(f"tables: [patients.csv]\npatient_id: pid\nmeasurements: {said}")
    if values is None:
        with pytest.raises(
            Refused, match=r"several-results +labs.csv +1 times a patient has several different results"
        ):
            read_raw(tmp_path, table_map)
        return
    frame = read_raw(tmp_path, table_map).frame
    assert frame["hb"].astype(object).where(frame["hb"].notna(), None).tolist()[:2] == values


def test_which_of_them_counts_is_asked_with_a_first_answer_in_the_proposal(tmp_path):
    write(tmp_path / "labs.csv", "pid | test | value\n A | hb | 11\n A | hb | 9\n B | hb | 10")
    raw = read_raw(tmp_path / "labs.csv")
    assert raw.proposed.measurements[0].order == "last"
    question = next(each for each in check(raw).proposal.questions if each.code == "several-results")
    assert [choice.measurements.order for choice in question.choices] == ["last", "first"]
    assert cr.answered(raw.proposed, question.choices[1]).measurements[0].order == "first"


def test_equal_results_need_no_order(tmp_path):
    write(tmp_path / "labs.csv", "pid | test | value\n A | hb | 11\n A | hb | 11\n B | hb | 10")
    assert read_raw(tmp_path / "labs.csv").proposed.measurements[0].order is None


def test_days_of_cdisc_have_no_zero_and_days_of_others_have(tmp_path):
    for name, days in (("ady", ["-1", "1", "2"]), ("day", ["-1", "0", "1"])):
        lines = "\n".join(f"A | hb | {at} | {day}" for at, day in enumerate(days, 1))
        write(tmp_path / "labs.csv", f"pid | test | value | {name}\n{lines}\nB | hb | 5 | -1")
        raw = read_raw(tmp_path / "labs.csv")
        assert raw.frame["hb"].tolist() == [2, 5], name
        assert raw.frame["hb age"].tolist()[0] == 0
        assert noted(raw)["after-index", "labs.csv"] == 1


def test_dates_of_two_orders_are_asked_about(tmp_path):
    write(tmp_path / "labs.csv", "pid | test | value | date\n A | hb | 11 | 03/04/2024\n A | hb | 9 | 05/02/2024")
    raw = read_raw(tmp_path / "labs.csv")
    assert (raw.proposed.measurements[0].date_order, raw.frame["hb"].tolist()) == ("day first", [11])
    assert "date-order" in [each.code for each in check(raw).proposal.questions]
    unsaid = raw.proposed.measurements[0].model_copy(update={"date_order": None})
    with pytest.raises(Refused, match="date-order"):
        read_raw(tmp_path / "labs.csv", raw.proposed.model_copy(update={"measurements": (unsaid,)}))


# --- several tables ---------------------------------------------------------------------------------------------


def test_a_long_table_beside_patients_is_proposed_asked_once_and_refused_unconfirmed(tmp_path):
    write(tmp_path / "patients.csv", PATIENTS)
    write(
        tmp_path / "labs.csv", "pid | test | value | unit\n A | hb | 11 | g/dL\n B | hb | 9 | g/dL\n B | plt | 90 | G/L"
    )
    raw = read_raw(tmp_path)
    assert (raw.proposed.tables, raw.proposed.measurements[0].table) == (("patients.csv",), "labs.csv")
    found = check(raw)
    assert [each.code for each in found.findings if each.refuses] == ["map-needed"]
    (question,) = [each for each in found.proposal.questions if each.code == "together"]
    assert "patients.csv has one row for each patient; labs.csv has a row for each result" in question.text
    assert found.proposal.table_map.measurements == raw.proposed.measurements
    assert found.proposal.table_map.columns["hb"].unit_column == "hb unit"
    with pytest.raises(Refused, match="map-needed"):
        dataset_from(raw)
    confirmed = cr.parse_map(cr.map_to_yaml(found.proposal.table_map))
    assert dataset_from(read_raw(tmp_path, confirmed), confirmed).patients == 3


def test_codes_of_a_long_table_are_named_by_the_list_beside_it_and_specimens_are_told_apart(tmp_path):
    write(tmp_path / "patients.csv", "subject_id | gender\n 10 | F\n 11 | M")
    write(
        tmp_path / "d_labitems.csv",
        """
        itemid | label | fluid | category | loinc_code
        51222 | Hemoglobin | Blood | Hematology | 718-7
        50912 | Creatinine | Blood | Chemistry | 2160-0
        51082 | Creatinine | Urine | Chemistry | 2161-8
        """,
    )
    write(
        tmp_path / "labevents.csv",
        """
        subject_id | itemid | charttime | value | valuenum | valueuom | ref_range_lower | ref_range_upper | flag
        10 | 51222 | 2180-01-02 08:00:00 | 11.2 | 11.2 | g/dL | 12 | 16 | abnormal
        10 | 51222 | 2180-01-03 08:00:00 | ___ | | g/dL | 12 | 16 |
        11 | 50912 | 2150-01-02 08:00:00 | 1.1 | 1.1 | mg/dL | 0.4 | 1.1 |
        11 | 51082 | 2150-01-02 08:00:00 | 110 | 110 | mg/dL | | |
        """,
    )
    write(tmp_path / "admissions.csv", "subject_id | hadm_id\n 10 | 1\n 10 | 2\n 11 | 3")
    raw = read_raw(tmp_path)
    assert raw.frame["subject_id"].tolist() == ["10", "11"]
    assert raw.frame["Hemoglobin"].tolist()[0] == 11.2
    assert raw.frame["Creatinine (Blood)"].tolist()[1] == 1.1
    assert raw.frame["Creatinine (Urine)"].tolist()[1] == 110
    assert raw.described["Hemoglobin"].label == "718-7"
    assert noted(raw)["table-not-used", "admissions.csv"] == 1
    read_again(tmp_path, raw)


def test_three_tables_of_patients_are_joined_whatever_their_kind(tmp_path):
    write(tmp_path / "a.csv", PATIENTS)
    pd.DataFrame({"pid": ["C", "A", "B"], "hb [g/dL]": [8.0, 11, 9]}).to_parquet(tmp_path / "b.parquet")
    pd.DataFrame({"pid": ["B", "A"], "ecog": [1, 0]}).to_excel(tmp_path / "c.xlsx", index=False)
    raw = read_raw(tmp_path)
    assert raw.proposed.tables == ("a.csv", "b.parquet", "c.xlsx")
    assert raw.frame["hb [g/dL]"].tolist() == [11, 9, 8]
    assert noted(raw)["not-in-table", "c.xlsx"] == 1
    read_again(tmp_path, raw)


def test_a_zip_file_of_two_tables_is_a_folder_of_them(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("export/a.csv", "pid,age\nA,60\nB,61\n")
        archive.writestr("export/b.csv", "pid;sex\nB;F\nA;M\n")
        archive.writestr("export/readme.pdf", "hello")
    (tmp_path / "both.zip").write_bytes(packed.getvalue())
    for address in (tmp_path / "both.zip", ("both.zip", packed.getvalue())):
        raw = read_raw(address)
        assert raw.frame["sex"].tolist() == ["M", "F"]
        read_again(address, raw)


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in sheets.items():
        page = book.create_sheet(name)
        for row in rows(text):
            page.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(path)


def test_sheets_of_a_workbook_are_joined_by_their_patients(tmp_path):
    lab = "Hasta No | Hemoglobin (g/dL)\n B | 9\n A | 11"
    workbook(tmp_path / "k.xlsx", {"Hastalar": "Hasta No | Yaş\n A | 60\n B | 61", "Laboratuvar": lab})
    raw = read_raw(tmp_path / "k.xlsx")
    assert proposed(raw) == {"tables": ("Hastalar", "Laboratuvar"), "patient_id": "Hasta No"}
    assert raw.frame["Hemoglobin (g/dL)"].tolist() == [11, 9]
    assert [each.code for each in check(raw).proposal.questions].count("together") == 1
    read_again(tmp_path / "k.xlsx", raw)
    one = read_raw(tmp_path / "k.xlsx", cr.parse_map("sheet: Laboratuvar"))
    assert one.frame["Hasta No"].tolist() == ["B", "A"]


def test_a_title_of_several_cells_above_a_blank_row_is_no_heading(tmp_path):
    titled = """
        Cohort   |     |           |      |
        Oncology |     | anonymous |      |
                 |     |           |      |
        pid      | age | sex       | ecog | weight
        A        | 60  | M         | 0    | 70
        B        | 61  | F         | 1    | 60
        """
    workbook(tmp_path / "k.xlsx", {"Patients": titled, "Labs": "pid | hb\n B | 9\n A | 11"})
    raw = read_raw(tmp_path / "k.xlsx")
    assert raw.proposed.tables == ("Patients", "Labs")
    assert raw.frame["age"].tolist() == [60, 61]


def test_sheets_that_do_not_belong_together_are_named(tmp_path):
    workbook(tmp_path / "k.xlsx", {"One": "a | b\n 1 | 2\n 3 | 4", "Two": "c | d\n 1 | 2\n 3 | 4"})
    with pytest.raises(Refused, match="One") as refused:
        read_raw(tmp_path / "k.xlsx")
    assert "Two" in str(refused.value)


# --- data dictionaries ------------------------------------------------------------------------------------------

REDCAP = [
    ["Variable / Field Name", "Form Name", "Field Type", "Field Label", "Choices, Calculations, OR Slider Labels", "Field Note"],  # noqa: E501 # as REDCap writes it
    ["record_id", "s", "text", "Record ID", "", ""],
    ["sx", "s", "radio", "Sex", "0, Female | 1, Male | 9, Unknown", ""],
    ["ps", "s", "radio", "ECOG performance status", "1, 0 - Fully active | 2, 1 - Restricted", ""],
    ["hgb", "s", "text", "Hemoglobin", "", "g/dL"],
    ["lines", "s", "text", "Prior lines", "", "-99 unknown"],
    ["gil", "s", "yesno", "Gilbert syndrome", "", ""],
    ["sites", "s", "checkbox", "Sites of metastasis", "1, Bone | 2, Liver", ""],
]  # fmt: skip
CODES = """
    record_id | sx | ps | hgb  | lines | gil | sites___1 | sites___2 | s_complete
    1         | 1  | 2  | 11.2 | 2     | 0   | 0         | 1         | 2
    2         | 0  | 1  | 9.9  | -99   | 1   | 1         | 0         | 2
    """
LABELS = """
    Record ID | Sex | ECOG performance status | Hemoglobin | Prior lines | Gilbert syndrome | Sites (choice=Bone) | Sites (choice=Liver) | Complete?
    1 | Male | 1 - Restricted | 11.2 | 2 | No | Unchecked | Checked | Complete
    2 | Female | 0 - Fully active | 9.9 | -99 | Yes | Checked | Unchecked | Complete
    """  # noqa: E501 # a row of the export is a line


def test_a_redcap_dictionary_says_what_the_codes_mean_and_the_labelled_twin_is_left_out(tmp_path):
    write(tmp_path / "DATA.csv", CODES)
    write(tmp_path / "DATA_LABELS.csv", LABELS)
    pd.DataFrame(REDCAP[1:], columns=REDCAP[0]).to_csv(tmp_path / "Dictionary.csv", index=False)
    raw = read_raw(tmp_path)
    assert proposed(raw) == {"tables": ("DATA.csv",), "dictionary": "Dictionary.csv", "patient_id": "record_id"}
    assert noted(raw)["table-not-used", "DATA_LABELS.csv"] == 1
    said = raw.described
    assert (said["sx"].words, said["sx"].missing) == ({"0": "Female", "1": "Male"}, ("9",))
    assert said["ps"].words == {"1": "0 - Fully active", "2": "1 - Restricted"}
    assert (said["hgb"].label, said["hgb"].unit) == ("Hemoglobin", "g/dL")
    assert (said["lines"].unit, said["lines"].missing) == ("", ("-99",))
    assert said["gil"].words == {"1": "Yes", "0": "No"}
    assert said["sites___2"].label == "Sites of metastasis (choice=Liver)"
    assert said["sites___2"].words == {"1": "Checked", "0": "Unchecked"}
    assert read_again(tmp_path, raw).described == said


def test_of_codes_and_labels_without_a_dictionary_the_labels_are_read(tmp_path):
    write(tmp_path / "DATA.csv", CODES)
    write(tmp_path / "DATA_LABELS.csv", LABELS)
    raw = read_raw(tmp_path)
    assert raw.proposed.tables == ("DATA_LABELS.csv",)
    assert noted(raw)["table-not-used", "DATA.csv"] == 1


def test_a_list_of_codes_is_a_dictionary_too(tmp_path):
    write(tmp_path / "data.csv", "record_id | sx | hb\n 1 | 1 | 11\n 2 | 2 | 9")
    write(tmp_path / "codebook.csv", "variable | code | label\n sx | 1 | Male\n sx | 2 | Female")
    raw = read_raw(tmp_path)
    assert raw.proposed.dictionary == "codebook.csv"
    assert raw.described["sx"].words == {"1": "Male", "2": "Female"}


# --- rows of one patient ----------------------------------------------------------------------------------------

REPEATED = [
    # duplicates, hb of A and B, what is told
    ("join", [11, 9], {("duplicate-patient", "patient_id"): 1}),
    ("first", [None, 9], {("duplicate-patient", "patient_id"): 1, ("duplicate-blanks", "hb"): 1}),
    ("last", [11, 9], {("duplicate-patient", "patient_id"): 1, ("duplicate-blanks", "age"): 1}),
]


@pytest.mark.parametrize(("choice", "values", "told"), REPEATED)
def test_rows_of_one_patient_are_joined_or_say_what_they_blank(tmp_path, choice, values, told):
    write(tmp_path / "t.csv", "id | age | hb\n A | 60 | \n A | | 11\n B | 61 | 9")
    text = f"patient_id: id\nduplicates: {choice}\ncolumns: {{age: {{column: age}}, hb: {{column: hb, unit: g/dL}}}}"
    table_map = cr.parse_map(text)
    read = dataset_from(read_raw(tmp_path / "t.csv", table_map), table_map)
    low = read.columns["hb"].low / 10
    assert [None if each != each else round(each) for each in low] == values
    assert {(note.code, note.subject): note.count for note in read.notes} == told


def test_rows_that_contradict_are_not_joined_and_the_question_says_what_each_answer_loses(tmp_path):
    write(tmp_path / "t.csv", "patient_id | age | hb\n A | 60 | 10\n A | | 11\n B | 61 | 9\n C | 61 | 9")
    text = "patient_id: patient_id\nduplicates: join\ncolumns: {age: {column: age}, hb: {column: hb, unit: g/dL}}"
    with pytest.raises(Refused, match=r"duplicate-patient +hb +1 patients have two different values"):
        dataset_from(read_raw(tmp_path / "t.csv"), cr.parse_map(text))
    questions = check(read_raw(tmp_path / "t.csv")).proposal.questions
    asked = next(each for each in questions if each.code == "duplicates")
    assert [choice.duplicates for choice in asked.choices] == ["first", "last"]
    assert "`age`" in asked.choices[1].label


def test_instruments_of_redcap_hold_their_own_variables(tmp_path):
    write(
        tmp_path / "t.csv",
        """
        record_id | redcap_repeat_instrument | age | hb
        1 | | 60 |
        1 | labs | | 8
        1 | labs | | 11
        """,
    )
    text = "patient_id: record_id\nduplicates: last\ncolumns: {age: {column: age}, hb: {column: hb, unit: g/dL}}"
    table_map = cr.parse_map(f"{text}\nunused: [redcap_repeat_instrument]")
    read = dataset_from(read_raw(tmp_path / "t.csv", table_map), table_map)
    assert (read.columns["age"].low.tolist(), read.columns["hb"].low.tolist()) == ([60], [110])


def test_a_redcap_export_is_not_stopped_by_the_names_of_its_events(tmp_path):
    write(
        tmp_path / "t.csv", "record_id | redcap_event_name | age\n 1 | screening_arm_1 | 60\n 2 | screening_arm_1 | 61"
    )
    assert check(read_raw(tmp_path / "t.csv")).stopped == ()


# --- other shapes -----------------------------------------------------------------------------------------------

BY_VISIT = """
    patient_id | age | sex | hb_v1 [g/dL] | hb_v2 [g/dL] | plt (V1) | plt (V2)
    A          | 60  | M   | 8.4          | 11.2         | 60       | 210
    B          | 61  | F   | 11.2         | 8.4          | 210      | 60
    """


def test_of_columns_for_each_visit_those_of_the_first_are_proposed_and_asked_about(tmp_path):
    write(tmp_path / "t.csv", BY_VISIT)
    raw = read_raw(tmp_path / "t.csv")
    assert raw.frame.columns.tolist() == ["patient_id", "age", "sex", "hb [g/dL]", "plt"]
    assert raw.frame["hb [g/dL]"].tolist() == [8.4, 11.2]
    assert "which-visit" in [each.code for each in check(raw).proposal.questions]
    with pytest.raises(Refused, match=r"map-needed +visit"):
        dataset_from(raw)
    later = read_raw(tmp_path / "t.csv", cr.parse_map("visit: V2"))
    assert later.frame["plt"].tolist() == [210, 60]
    with pytest.raises(Refused, match=r"unknown-visit +v3 +those in its headings are v1, v2"):
        read_raw(tmp_path / "t.csv", cr.parse_map("visit: v3"))


@pytest.mark.parametrize(
    "headings",
    ["patient_id | hb | plt", "patient_id | T1 | T2", "patient_id | tumour_t1 | node_n2", "patient_id | hb_v1 | age"],
)
def test_headings_that_name_no_visits_stay(tmp_path, headings):
    write(tmp_path / "t.csv", f"{headings}\n A | 1 | 2")
    raw = read_raw(tmp_path / "t.csv")
    assert (raw.proposed, raw.frame.columns.tolist()) == (None, [each.strip() for each in headings.split("|")])


def test_patients_in_columns_are_refused_with_what_to_do(tmp_path):
    write(tmp_path / "t.csv", "test | P1 | P2 | P3\n age | 60 | 61 | 62\n sex | M | F | F\n hb [g/dL] | 11 | 8 | 10")
    with pytest.raises(Refused, match=r"transposed +table +its variables stand in rows"):
        read_raw(tmp_path / "t.csv")


@pytest.mark.parametrize("ending", ["json", "ndjson"])
def test_fhir_is_refused_with_what_to_do(tmp_path, ending):
    (tmp_path / f"bundle.{ending}").write_text('{"resourceType":"Bundle"}')
    with pytest.raises(Refused, match="FHIR"):
        read_raw(tmp_path / f"bundle.{ending}")
