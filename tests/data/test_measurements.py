"""A long table of dated measurements: for each patient and name the latest value up to the index date."""

import datetime
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.data.several.measurements import latest, long_table
from criteria.data.table_map import Index, Measurements, TableMap
from criteria.data.tables import read_tables
from criteria.model.problems import Refused

MAP = TableMap(
    tables=("patients.csv",),
    patient_id="patient",
    measurements=Measurements(
        table="labs.csv", patient="patient", name="test", value="value", unit="unit", upper_limit="uln", date="date"
    ),
    index=Index(column="index_day"),
)
LONG = "patient | test | value | unit | uln | date"
PATIENTS = """
    patient | index_day
    A       | 2024-03-31
    B       | 2024-03-31
    C       |
    """


def written(folder, name, table):
    """A table drawn with bars into a CSV file."""
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    (folder / name).write_text("\n".join(",".join(row) for row in rows) + "\n")


@pytest.fixture
def read(tmp_path):
    def reading(labs, patients=PATIENTS, **changes):
        written(tmp_path, "patients.csv", patients)
        written(tmp_path, "labs.csv", labs)
        raw = read_tables(tmp_path, MAP.model_copy(update=changes))
        return raw.frame.set_index("patient"), {note.code: note.count for note in raw.notes}

    return reading


def test_the_latest_value_at_or_before_the_index_date_not_the_best(read):
    frame, notes = read(
        """
        patient | test | value | unit | uln | date
        A       | hb   | 130   | g/L  | 170 | 2024-01-01
        A       | hb   | 8.5   | g/dL | 17  | 2024-03-31
        A       | hb   | 140   | g/L  | 170 | 2024-04-01
        B       | plt  | <10   | G/L  |     | 2024-03-01
        """
    )
    assert frame.loc["A", ["hb", "hb unit", "hb upper limit", "hb age"]].tolist() == [8.5, "g/dL", 17, 0]
    assert frame.loc["B", ["plt", "plt unit", "plt age"]].tolist() == ["<10", "G/L", 30]
    assert frame.loc["B", "hb":"hb age"].isna().all()
    assert notes == {"after-index": 1, "no-index": 1}


@pytest.mark.parametrize(("window", "found"), [(None, 1.0), (31, 1.0), (30, None)])
def test_the_last_day_of_the_window_is_inside(read, window, found):
    frame, notes = read(
        """
        patient | test | value | unit | uln | date
        A       | hb   | 1     |      |     | 2024-02-29
        B       | plt  | 2     |      |     | 2024-03-31
        """,
        window_days=window,
    )
    assert ("hb" in frame.columns and frame.loc["A", "hb"] == 1.0) == (found is not None)
    assert notes.get("outside-window", 0) == (found is None)


def test_on_one_day_the_later_time_counts_and_then_the_later_row(read):
    frame, _ = read(
        """
        patient | test | value | unit | uln | date
        A       | hb   | 1     |      |     | 2024-03-01T15:00
        A       | hb   | 2     |      |     | 2024-03-01T09:00
        A       | plt  | 3     |      |     | 2024-03-01
        A       | plt  | 4     |      |     | 2024-03-01
        """
    )
    assert frame.loc["A", ["hb", "plt"]].tolist() == [1, 4]


def test_rows_that_cannot_be_used_are_counted_by_reason(read):
    frame, notes = read(
        """
        patient | test | value   | unit | uln | date
        A       | hb   | 1       |      |     | 2024-01-01
        A       | hb   | pending |      |     | 2024-03-01
        A       | hb   |         |      |     | 2024-03-02
        A       | hb   | 3       |      |     |
        A       | hb   | 4       |      |     | in March
        A       |      | 5       |      |     | 2024-03-01
                | hb   | 6       |      |     | 2024-03-01
        Z       | hb   | 7       |      |     | 2024-03-01
        C       | hb   | 8       |      |     | 2030-01-01
        """
    )
    assert frame.loc["A", "hb"] == 1
    assert frame.loc["C", "hb"] == 8  # nobody knows the day C is looked at, and no window asks for it
    assert notes == {
        "no-value": 2,
        "no-date": 2,
        "no-name": 1,
        "no-patient": 1,
        "unknown-patient": 1,
        "no-index": 1,
    }


def test_with_a_window_a_patient_without_an_index_date_has_no_value(read):
    frame, notes = read(
        """
        patient | test | value | unit | uln | date
        A       | hb   | 1     |      |     | 2024-03-01
        C       | hb   | 8     |      |     | 2024-03-01
        """,
        window_days=90,
    )
    assert frame["hb"].isna().tolist() == [False, True, True]
    assert notes["no-index"] == 1


def test_a_partial_date_is_its_first_day_and_is_not_used_where_it_may_be_after_the_index(read):
    frame, notes = read(
        """
        patient | test | value | unit | uln | date
        A       | hb   | 1     |      |     | 2024-02
        A       | hb   | 2     |      |     | 2023
        B       | hb   | 3     |      |     | 2024
        """
    )
    assert frame.loc["A", ["hb", "hb age"]].tolist() == [1, 59]
    assert frame["hb"].isna().tolist() == [False, True, True]
    assert notes == {"after-index": 1, "partial-date": 2, "no-index": 1}


def test_one_index_date_for_all_and_none_at_all(read):
    labs = """
        patient | test | value | unit | uln | date
        A       | hb   | 1     |      |     | 2024-03-01
        A       | hb   | 2     |      |     | 2024-03-09
        """
    frame, _ = read(labs, index=Index(date=datetime.date(2024, 3, 8)))
    assert frame.loc["A", ["hb", "hb age"]].tolist() == [1, 7]
    frame, notes = read(labs, index=None)
    assert (frame.loc["A", "hb"], notes["no-index"]) == (2, 3)


def test_tables_of_patients_are_joined_and_those_missing_from_one_are_kept(tmp_path):
    written(tmp_path, "one.csv", "id | sex | ecog\n 1 | F | 0\n 2 | M | 1\n | M | 3")
    written(tmp_path, "two.csv", "id | sex | age | ecog\n 2 | M | 50 | 2\n 3 | F | 60 | 0")
    raw = read_tables(tmp_path, TableMap(tables=("one.csv", "two.csv"), patient_id="id"))
    assert raw.frame.columns.tolist() == ["id", "sex", "ecog", "sex (two.csv)", "age", "ecog (two.csv)"]
    assert raw.frame["id"].tolist() == ["1", "2", "3"]
    assert {(note.code, note.subject): note.count for note in raw.notes} == {
        ("no-patient", "one.csv"): 1,
        ("not-in-table", "one.csv"): 1,
        ("not-in-table", "two.csv"): 1,
    }


def test_parquet_beside_a_file_of_patients_and_identifiers_that_became_decimal(tmp_path):
    written(tmp_path, "patients.csv", "patient | index_day\n 7 | 2024-03-31")
    labs = pa.table({"patient": [7.0, None], "test": ["hb", "hb"], "value": [1.5, 2.0], "date": ["2024-03-01"] * 2})
    pa.parquet.write_table(labs, tmp_path / "labs.parquet")
    long = Measurements(table="labs.parquet", patient="patient", name="test", value="value", date="date")
    table_map = TableMap(patient_id="patient", measurements=long, index=Index(column="index_day"))
    raw = read_tables(tmp_path / "patients.csv", table_map)
    assert raw.frame["hb"].tolist() == [1.5]


def test_every_name_that_the_map_gets_wrong_is_told_at_once(read):
    wrong = MAP.measurements[0].model_copy(update={"value": "result", "date": "day"})
    with pytest.raises(Refused) as refused:
        read(f"{LONG}\n A | hb | 1 | | | 2024-03-01", measurements=(wrong,), tables=("patients.csv", "more.csv"))
    assert [(problem.code, problem.subject) for problem in refused.value.problems] == [
        ("missing-table", "more.csv"),
        ("missing-column", "labs.csv: result"),
        ("missing-column", "labs.csv: day"),
    ]


def test_values_taken_for_names_are_refused(read):
    many = "\n".join(f"A | hb | {number}.5 | | | 2024-03-01" for number in range(600))
    with pytest.raises(Refused, match="too-many-names"):
        read(
            f"patient | test | value | unit | uln | date\n{many}",
            measurements=(MAP.measurements[0].model_copy(update={"name": "value"}),),
        )


def test_a_file_that_does_not_hold_together_is_refused_without_a_word_of_its_rows(read, tmp_path):
    (tmp_path / "labs.parquet").write_bytes(b"PAR1 cut off")
    with pytest.raises(Refused) as refused:
        read("", measurements=(MAP.measurements[0].model_copy(update={"table": "labs.parquet"}),))
    assert [problem.code for problem in refused.value.problems] in (["duplicate-table"], ["not-a-table"])


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_rows_of_a_folders_file_are_not_lost_in_a_quoted_cell(tmp_path, sign):
    table_map, text = TableMap(tables=("one.csv",), patient_id="id"), 'id,sex,note\n1,F,"a\n{}b"\n3,M,c\n'
    (tmp_path / "one.csv").write_text(text.format("2,F,").replace(",", sign), encoding="utf-8-sig")
    with pytest.raises(
        Refused, match=r"open-quote +one.csv: note +a quotation mark opened in line 2 is closed in line 3"
    ):
        read_tables(tmp_path, table_map)
    (tmp_path / "one.csv").write_text(text.format("").replace(",", sign))
    assert read_tables(tmp_path, table_map).frame["note"].tolist() == ["a\nb", "c"]


DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2024, 1, 6))
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", "Z", None]),
        st.sampled_from(["hb", "plt"]),
        st.sampled_from(["1", "2", "3", "NA", None]),
        DAYS | st.none(),
    ),
    max_size=12,
)


def expected(rows, index, window):
    """The same by hand: every row looked at in turn, a later one of the same day replacing an earlier one."""
    found = {}
    for patient, name, value, day in rows:
        if patient not in index or value in (None, "NA") or day is None:
            continue
        age = None if index[patient] is None else (index[patient] - day).days
        if (age is None and window is not None) or (
            age is not None and (age < 0 or (window is not None and age > window))
        ):
            continue
        if (patient, name) not in found or day >= found[patient, name][1]:
            found[patient, name] = (value, day, age)
    return {key: (float(value), age) for key, (value, _, age) in found.items()}


def long_and_patients(rows, index):
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    types = (pa.string(), pa.string(), pa.string(), pa.date32())
    names = ("patient", "name", "value", "day")
    table = pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})
    patients = pa.table({"patient": pa.array(index, pa.string()), "index_day": pa.array(index.values(), pa.date32())})
    return table.append_column("row", pa.array(range(len(rows)), pa.int64())), patients


def found_in(rows, index, window, connection):
    table, patients = long_and_patients(rows, index)
    long = connection.create_table("long", table, temp=True, overwrite=True)
    shaped = long_table(
        long, patient=long["patient"], name=long["name"], value=long["value"], date=long["day"], row=long["row"]
    )
    people = connection.create_table("people", patients, temp=True, overwrite=True)
    frame = latest(shaped, people, window, "labs").frame
    names = [name for name in ("hb", "plt") if name in frame.columns]
    return {
        (patient, name): (float(frame.loc[patient, name]), frame.loc[patient, f"{name} age"])
        for patient in frame.index
        for name in names
        if frame[name].notna()[patient]
    }


@pytest.fixture(scope="module", params=["duckdb", "postgresql"])
def connection(request):
    address = "duckdb://" if request.param == "duckdb" else request.getfixturevalue("postgresql")
    connection = ibis.connect(address)
    yield connection
    connection.disconnect()


@settings(max_examples=15, deadline=None)
@given(rows=ROWS, a=DAYS | st.none(), b=DAYS, window=st.sampled_from([None, 0, 2]))
def test_every_database_gives_what_a_loop_over_the_rows_gives(connection, rows, a, b, window):
    index = {"A": a, "B": b, "C": datetime.date(2024, 1, 3)}
    assert close(found_in(rows, index, window, connection)) == expected(rows, index, window)


def close(found):
    """Ages as whole numbers; none where the index date is missing."""
    return {key: (value, None if age != age else int(age)) for key, (value, age) in found.items()}


def test_a_thousand_rows_of_one_day_keep_the_order_of_the_file(tmp_path):
    rows = "".join(f"A,hb,{number},2024-03-01\n" for number in range(200_000))
    (tmp_path / "labs.csv").write_text("patient,test,value,date\n" + rows)
    (tmp_path / "patients.csv").write_text("patient,index_day\nA,2024-03-31\n")
    long = Measurements(table="labs.csv", patient="patient", name="test", value="value", date="date")
    raw = read_tables(tmp_path, MAP.model_copy(update={"measurements": (long,)}))
    assert raw.frame["hb"].tolist() == [199_999]


def test_nothing_is_left_in_the_folder_of_temporary_files(read, monkeypatch, tmp_path):
    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spill))
    read("patient | test | value | unit | uln | date\n A | hb | 1 | | | 2024-03-01")
    assert list(Path(spill).iterdir()) == []
