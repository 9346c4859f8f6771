"""Several long tables, identifiers that tables call or write differently, and columns known by what stands in them."""

import itertools

import pytest

import criteria as cr
from criteria.data.table_map import TableMap
from criteria.data.tables import read_raw
from criteria.data.uploads import read_uploads
from criteria.model.problems import Refused

PATIENTS = """
    patient_id | sex | index_date
    P1         | F   | 2024-03-31
    P2         | M   | 2024-03-31
    """
LABS = """
    patient_id | test       | value | unit | date
    P1         | Hemoglobin | 11.2  | g/dL | 2024-03-01
    P1         | Creatinine | 0.9   | mg/dL | 2024-03-01
    P2         | Hemoglobin | 9.8   | g/dL | 2024-03-02
    P2         | Creatinine | 1.1   | mg/dL | 2024-03-02
    """
VITALS = """
    patient_id | chartdate  | result_name  | result_value
    P1         | 2024-03-05 | Weight (Lbs) | 150
    P1         | 2024-03-06 | Weight (Lbs) | 152
    P2         | 2024-04-06 | Weight (Lbs) | 190
    P2         | 2024-02-06 | Weight (Lbs) | 180
    """


def rows_of(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def csv_of(table):
    return ("\n".join(",".join(row) for row in rows_of(table)) + "\n").encode()


@pytest.fixture
def read(tmp_path):
    """The tables of a folder as proposed, by patient; and again by the proposal as a map, which must be the same."""

    def reading(**tables):
        for name, table in tables.items():
            (tmp_path / f"{name}.csv").write_bytes(csv_of(table))
        raw = read_raw(tmp_path)
        confirmed = cr.parse_map(cr.map_to_yaml(raw.proposed))
        assert confirmed == raw.proposed
        assert read_raw(tmp_path, confirmed).frame.equals(raw.frame)
        return raw

    return reading


def by_patient(raw, column):
    return dict(zip(raw.frame.iloc[:, 0], raw.frame[column], strict=True))


def test_labs_and_vitals_beside_patients_are_both_read_each_by_its_own_columns(read):
    raw = read(patients=PATIENTS, labs=LABS, vitals=VITALS)
    assert by_patient(raw, "Hemoglobin") == {"P1": 11.2, "P2": 9.8}
    assert by_patient(raw, "Weight (Lbs)") == {"P1": 152, "P2": 180}
    assert {each.table for each in raw.proposed.measurements} == {"labs.csv", "vitals.csv"}
    question = next(each for each in cr.check(raw).proposal.questions if each.code == "together")
    assert "labs.csv has a row for each result" in question.text
    assert "vitals.csv has a row for each result" in question.text
    assert "`index_date` is the day they are looked at" in question.text


def test_two_files_read_in_the_same_way_are_one_and_the_latest_of_both_counts(read):
    later = LABS.replace("2024-03-0", "2024-03-2").replace("11.2", "12.5").replace("9.8 ", "")
    raw = read(patients=PATIENTS, labs_2023=LABS, labs_2024=later)
    assert by_patient(raw, "Hemoglobin") == {"P1": 12.5, "P2": 9.8}
    assert not [column for column in raw.frame.columns if "labs" in column]


def test_a_name_that_two_tables_of_different_kinds_have_is_kept_apart_and_asked_about(read):
    raw = read(patients=PATIENTS, labs=LABS, vitals=VITALS.replace("Weight (Lbs)", "Hemoglobin"))
    found = {column: by_patient(raw, column)["P1"] for column in ("Hemoglobin", "Hemoglobin (vitals)")}
    assert found in ({"Hemoglobin": 11.2, "Hemoglobin (vitals)": 152}, {"Hemoglobin": 152, "Hemoglobin (vitals)": 11.2})
    asked = [each for each in cr.check(raw).proposal.questions if "Hemoglobin" in each.text and each.code != "together"]
    assert asked


def test_one_date_order_is_asked_about_for_the_table_it_is_doubtful_in(read):
    raw = read(
        patients=PATIENTS, labs=LABS, vitals=VITALS.replace("2024-0", "0").replace("-0", "/0").replace("2024", "")
    )
    orders = {each.table: each.date_order for each in raw.proposed.measurements}
    assert orders["labs.csv"] is None


def test_two_long_tables_alone_have_the_patients_of_both(read):
    raw = read(labs=LABS, vitals=VITALS.replace("P2", "P3"))
    assert set(raw.frame.iloc[:, 0]) == {"P1", "P2", "P3"}


def test_a_long_table_may_not_be_named_twice():
    one = "{table: a.csv, patient: p, name: n, value: v}"
    with pytest.raises(Refused, match=r"a\.csv is there twice"):
        cr.parse_map(f"measurements: [{one}, {one}]")


def test_one_long_table_is_written_as_one():
    one = cr.parse_map("measurements: {table: a.csv, patient: p, name: n, value: v}")
    assert "measurements:\n  table: a.csv" in cr.map_to_yaml(one)


# --- identifiers ------------------------------------------------------------------------------------------------------

NAMED = {"subject_id / PatientID": ("subject_id", "PatientID"), "patient_id / Pat.-Nr.": ("patient_id", "Pat.-Nr."),
         "patient_id / unknown": ("patient_id", "Zeile")}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), NAMED.values(), ids=NAMED)
def test_tables_whose_identifiers_are_called_differently_are_joined_where_the_values_agree(read, one, other):
    first = f"{one} | sex\n P1 | F\n P2 | M\n P3 | M"
    second = f"{other} | ECOG\n P3 | 2\n P2 | 1\n P1 | 0"
    raw = read(demographics=first, tumour=second)
    assert by_patient(raw, "ECOG") == {"P1": 0, "P2": 1, "P3": 2}
    text = next(each for each in cr.check(raw).proposal.questions if each.code == "together").text
    assert f"`{other}`" in text
    assert f"`{one}`" in text


def test_a_join_of_a_table_that_is_not_there_is_named(tmp_path):
    (tmp_path / "one.csv").write_text("id,sex\n1,F\n2,M\n")
    with pytest.raises(Refused, match=r"joins: two\.csv"):
        read_raw(tmp_path, cr.parse_map("tables: [one.csv]\npatient_id: id\njoins: {two.csv: pid}"))


WRITTEN = {
    # one table        the other        the same patients?
    "leading zeros": (["00123", "00077"], ["123", "77"], True),
    "trailing .0": (["A1", "123.0"], ["A1", "123"], True),
    "capitals": (["p001", "p002"], ["P001", "P002"], True),
    "two that would become one": (["0123", "123"], ["123", "0123"], True),
    "others": (["123", "77"], ["124", "78"], False),
}


@pytest.mark.parametrize(("one", "other", "same"), WRITTEN.values(), ids=WRITTEN)
def test_identifiers_written_differently_are_one_patient_where_none_can_be_mixed_up(one, other, same):
    long = "\n".join(f"{who} | hb | {10 + at} | 2024-03-0{day}" for at, who in enumerate(other) for day in (1, 2))
    wide = "\n".join(f"{who} | F | 2024-03-31" for who in one)
    files = [
        ("wide.csv", csv_of(f"patient_id | sex | index_date\n{wide}")),
        ("long.csv", csv_of(f"patient_id | test | value | date\n{long}")),
    ]
    said = cr.parse_map(
        "tables: [wide.csv]\npatient_id: patient_id\nindex: {column: index_date}\n"
        "measurements: {table: long.csv, patient: patient_id, name: test, value: value, date: date}"
    )
    raw, _ = read_uploads(files, said)
    found = raw.frame["hb"].tolist() if "hb" in raw.frame else []
    notes = {note.code for note in raw.notes}
    if not same:
        assert found == []
        assert "unknown-patient" in notes
    elif one == ["0123", "123"]:
        assert found == [11, 10]
        assert "id-form" not in notes
    else:
        assert found == [10, 11]
        assert "id-form" in notes


# --- columns known by what stands in them -----------------------------------------------------------------------------


def test_a_column_of_tests_of_no_known_name_is_seen_by_the_names_in_it(read):
    raw = read(patients=PATIENTS, labs=LABS.replace("| test ", "| Befund ").replace("| value", "| Zahl"))
    (long,) = raw.proposed.measurements
    assert (long.name, long.value) == ("Befund", "Zahl")
    assert by_patient(raw, "Creatinine") == {"P1": 0.9, "P2": 1.1}


INDEXES = {
    # columns of the patients                           the index
    "a date of no known name": ("admitdate | 2024-03-31", "admitdate"),
    "birth is none": ("date_of_birth | 1950-03-31", None),
    "death is none": ("date_of_death | 2024-05-31", None),
}


@pytest.mark.parametrize(("column", "index"), INDEXES.values(), ids=INDEXES)
def test_the_only_column_of_dates_is_the_day_patients_are_looked_at(read, column, index):
    name, day = (each.strip() for each in column.split("|"))
    patients = f"patient_id | sex | {name}\n P1 | F | {day}\n P2 | M | {day}"
    raw = read(patients=patients, vitals=VITALS)
    assert (raw.proposed.index.column if raw.proposed.index else None) == index


def test_codes_that_a_list_calls_the_same_stay_apart(read):
    listed = (
        "itemid | label | fluid | category\n 1 | Hemoglobin | Blood | Hematology\n 2 | Hemoglobin | Blood | Blood Gas"
    )
    events = """
        patient_id | itemid | charttime           | value
        P1         | 1      | 2024-03-01 10:00:00 | 11
        P1         | 2      | 2024-03-02 10:00:00 | 8
        P2         | 1      | 2024-03-01 10:00:00 | 12
        P2         | 2      | 2024-03-02 10:00:00 | 9
        """
    raw = read(patients=PATIENTS, d_items=listed, labevents=events)
    assert by_patient(raw, "Hemoglobin (Hematology)") == {"P1": 11, "P2": 12}
    assert by_patient(raw, "Hemoglobin (Blood Gas)") == {"P1": 8, "P2": 9}


# --- folders as they come ---------------------------------------------------------------------------------------------

DAMAGED = {
    "an empty file": ("empty.csv", b""),
    "a heading alone": ("heading.csv", b"a,b\n"),
    "an unrelated table": ("wards.csv", b"ward,beds\nA,10\nB,20\n"),
    "an unrelated text": ("notes.csv", b"this export was made on Monday\n"),
    "not a workbook": ("broken.xlsx", b"PK\x03\x04 cut off"),
    "not a Parquet file": ("broken.parquet", b"PAR1 cut off"),
    "not a zip file": ("broken.zip", b"PK\x05\x06 cut off"),
    "zeros": ("zeros.csv", bytes(500)),
    "not a transport file": ("broken.xpt", b"HEADER RECORD*******LIBRARY HEADER"),
    "a hidden file": (".labs.csv", b"\x00\x01"),
    "a lock file": ("~$labs.xlsx", b"\x00\x01"),
    "a copy": ("labs (1).csv", csv_of(LABS)),
}


@pytest.mark.parametrize(("name", "content"), DAMAGED.values(), ids=DAMAGED)
def test_beside_a_file_that_is_no_table_of_it_a_folder_is_read_or_the_file_is_named(tmp_path, name, content):
    for each, table in {"patients.csv": PATIENTS, "labs.csv": LABS}.items():
        (tmp_path / each).write_bytes(csv_of(table))
    (tmp_path / name).write_bytes(content)
    (tmp_path / "nested").mkdir()
    (tmp_path / "nested" / "labs.csv").write_bytes(csv_of(LABS))
    raw = read_raw(tmp_path)
    assert by_patient(raw, "Hemoglobin") == {"P1": 11.2, "P2": 9.8}
    passed_over = name.startswith((".", "~$")) or name == "labs (1).csv"
    assert passed_over or any(name in note.subject for note in raw.notes)


@pytest.mark.parametrize("names", list(itertools.combinations(DAMAGED, 2)), ids=" and ".join)
def test_uploads_of_damaged_files_are_read_without_them_or_refused_with_a_remedy(names):
    read, problems = without_a_traceback([*(DAMAGED[name] for name in names), ("patients.csv", csv_of(PATIENTS))])
    assert read == 2 or (problems and all(each.message for each in problems))


def without_a_traceback(files):
    """How many patients are read, and what refuses the files."""
    try:
        return len(read_uploads(files)[0].frame), ()
    except Refused as refused:
        return 0, refused.problems


def test_a_map_of_no_measurements_is_the_same_map():
    assert TableMap(measurements=None) == TableMap()
