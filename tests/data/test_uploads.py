"""Uploaded files: one as it is, several as the folder they come from, and nothing of them left on the disk."""

import json
import tempfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import criteria as cr
from criteria.data import uploads
from criteria.data.tables import dataset_from
from criteria.model.problems import Refused
from tests.data.test_trialpathfinder import MAP
from tests.data.test_trialpathfinder import PROTOCOL as FIVE_RULES
from tests.published import CDM, PATHFINDER, TRIAL, needs_cdm, needs_pathfinder, needs_trial

PATIENTS = b"pid,age,hb\n1,60,100\n2,70,90\n"
LABS = b"pid,test,value,unit,date\n1,ALT,30,U/L,2024-01-01\n1,ALT,60,U/L,2024-02-01\n2,ALT,20,U/L,2024-01-01\n"


@pytest.fixture(autouse=True)
def disk(tmp_path, monkeypatch):
    """Where temporary files are made; nothing may be left there."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    assert list(place.iterdir()) == []


def files(folder, *names):
    paths = [folder / name for name in names] or sorted(folder.glob("*.csv"))
    return [(path.name, path.read_bytes()) for path in paths]


def refusal(*given, table_map=None):
    with pytest.raises(Refused) as caught:
        uploads.read_uploads(given, table_map)
    return caught.value


def codes(refused):
    return {each.code for each in refused.problems}


def test_a_proposal_adds_to_a_map_and_takes_nothing_from_it():
    given = cr.parse_map("index: {date: 2024-01-15}\n")
    raw, together = uploads.read_uploads([("patients.csv", PATIENTS), ("labs.csv", LABS)], given)
    assert together.index == given.index
    assert together.measurements[0].table == "labs.csv"
    assert raw.frame["ALT"].tolist() == [30, 20], "the later value lies after the index date"


def test_a_file_that_cannot_be_read_among_several_is_named_with_its_reason():
    labs = b'pid,test,value,note\n1,ALT,30,"a\n1,ALT,60,b"\n2,ALT,20,c\n'
    refused = refusal(("patients.csv", PATIENTS), ("labs.csv", labs))
    assert (refused.what, codes(refused)) == ("labs.csv", {"open-quote"})


# --- the folders of others ------------------------------------------------------------------------------------


@needs_trial
def test_the_domains_of_a_trial_are_what_its_folder_is():
    raw, _ = uploads.read_uploads(files(TRIAL, "dm.csv", "lb.csv", "vs.csv"))
    direct = cr.read_raw(TRIAL)
    assert raw.digest == direct.digest
    assert raw.known == direct.known
    assert raw.name == "dm, lb and vs"


@needs_cdm
def test_the_tables_of_an_omop_cdm_are_what_its_folder_is_and_what_is_not_read_is_told():
    raw, _ = uploads.read_uploads(files(CDM))
    assert raw.digest == cr.read_raw(CDM).digest
    told = next(each for each in raw.notes if each.code == "table-not-used")
    assert told.subject == "latest_per_person, observation_period, visit_occurrence"


@needs_pathfinder
def test_tables_with_a_map_give_the_published_answer(engine_of):
    table_map = cr.parse_map(MAP)
    raw, together = uploads.read_uploads(files(PATHFINDER, "lab.csv", "features.csv", "demographics.csv"), table_map)
    found = cr.evaluate(engine_of(dataset_from(raw, table_map)), cr.baseline(cr.parse_protocol(FIVE_RULES)))
    truth = json.loads((PATHFINDER / "truth.json").read_text())
    assert found.eligible == truth["author_notebook_output"]["remaining_after_all_5"]
    assert together == table_map
    assert raw.digest == cr.read_raw(PATHFINDER, table_map).digest


@needs_pathfinder
def test_how_tables_belong_together_is_proposed_and_what_is_left_over_is_told():
    raw, together = uploads.read_uploads(files(PATHFINDER, "demographics.csv", "features.csv", "lab.csv"))
    confirmed = cr.parse_map(MAP)
    assert (together.tables, together.patient_id) == (confirmed.tables, "PatientID")
    assert (together.measurements, together.index) == (confirmed.measurements, confirmed.index)
    assert len(raw.frame) == 4000
    raw, together = uploads.read_uploads(files(PATHFINDER, "demographics.csv", "lab.csv", "criteria.csv"))
    assert (together.tables, together.measurements) == (("demographics.csv",), confirmed.measurements)
    assert ("table-not-used", "criteria.csv") in {(note.code, note.subject) for note in raw.notes}


# --- small ones -----------------------------------------------------------------------------------------------


def test_one_file_is_read_as_it_is_with_its_progress():
    heard = []
    content = pd.DataFrame({"pid": [1, 2], "age": [60, 70]}).to_parquet()
    raw, together = uploads.read_uploads([("patients.parquet", content)], progress=heard.append)
    assert raw.frame.columns.tolist() == ["pid", "age"]
    assert together is None
    assert heard[-1] == 1


def test_a_table_and_its_long_table_are_joined_and_the_map_is_told():
    raw, together = uploads.read_uploads([("patients.csv", PATIENTS), ("labs.csv", LABS)])
    assert together.measurements[0].table == "labs.csv"
    assert raw.frame["ALT"].tolist() == [60, 20]


def test_two_tables_without_a_patient_in_common_are_not_put_together():
    strangers = refusal(("one.csv", PATIENTS), ("two.csv", b"pid,alt\n8,1\n9,2\n"))
    assert codes(strangers) == {"no-common-patient"}
    half = uploads.read_uploads([("one.csv", PATIENTS), ("two.csv", b"pid,alt\n2,1\n9,2\n")])[0]
    assert len(half.frame) == 3


def test_two_tables_without_a_patient_column_say_what_a_map_would_need():
    refused = refusal(("one.csv", b"age,hb\n1,2\n"), ("two.csv", b"alt,ast\n1,2\n"))
    assert codes(refused) == {"map-needed"}
    assert "patient_id" in refused.problems[0].message
    assert refused.what == "one and two"


def test_everything_wrong_with_the_files_is_told_at_once():
    refused = refusal(
        ("a/patients.csv", PATIENTS),
        ("b\\PATIENTS.csv", PATIENTS),
        ("empty.csv", b""),
        ("plan.docx", b"x"),
        ("all*.csv", PATIENTS),
        (".hidden.csv", PATIENTS),
        ("cdm.duckdb", b"x"),
    )
    assert codes(refused) == {"duplicate-table", "empty", "unknown-format", "file-name"}
    assert len(refused.problems) == 6


@pytest.mark.parametrize("name", ["../../out.csv", "/etc/out.csv", "..\\out.csv", "C:\\out.csv"])
def test_a_name_leads_nowhere_else(name, monkeypatch, disk):
    written = []
    write = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", lambda path, data: written.append(path) or write(path, data))
    with pytest.raises(Refused):
        uploads.read_uploads([(name, PATIENTS), ("dm.csv", LABS)])
    assert all(path.is_relative_to(disk) for path in written)
    assert written[0].name == "out.csv"


def test_tables_of_no_standard_are_never_on_the_disk(monkeypatch):
    monkeypatch.setattr(Path, "write_bytes", lambda *_: pytest.fail("written"))
    assert len(uploads.read_uploads([("patients.csv", PATIENTS), ("labs.csv", LABS)])[0].frame) == 2


def test_the_folder_is_private_while_it_is_there(monkeypatch, disk):
    modes = []
    monkeypatch.setattr(uploads, "_read", lambda *_: modes.append(next(disk.iterdir()).stat().st_mode & 0o777))
    uploads.read_uploads([("dm.csv", PATIENTS), ("lb.csv", PATIENTS)])
    assert modes == [0o700]


def test_the_folder_is_removed_whatever_happens(monkeypatch):
    def fails(*_):
        raise RuntimeError

    monkeypatch.setattr(uploads, "_read", fails)
    with pytest.raises(RuntimeError):
        uploads.read_uploads([("dm.csv", PATIENTS), ("lb.csv", PATIENTS)])


def test_too_many_and_too_large_are_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    monkeypatch.setattr(uploads, "LARGEST_TOGETHER", 60)
    refused = refusal(*((f"{at}.csv", PATIENTS) for at in range(3)))
    assert codes(refused) == {"too-many", "too-large"}


# --- a database -----------------------------------------------------------------------------------------------


def database(path, person):
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE VIEW person AS {person}")
        connection.execute(
            "CREATE TABLE measurement AS SELECT 1 measurement_id, 1 person_id, 3000963 measurement_concept_id, "
            "DATE '2024-01-01' measurement_date, 12.0 value_as_number"
        )
    return path.name, path.read_bytes()


def test_a_database_file_is_read(tmp_path):
    given = database(tmp_path / "cdm.duckdb", "SELECT 1 person_id, 8507 gender_concept_id, 1960 year_of_birth")
    raw, _ = uploads.read_uploads([given])
    assert raw.frame["person_id"].tolist() == ["1"]


def test_a_database_file_reads_no_other_file(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("person_id,gender_concept_id,year_of_birth\n1,8507,1960\n")
    refused = refusal(database(tmp_path / "cdm.duckdb", f"SELECT * FROM read_csv('{secret}')"))
    assert codes(refused) <= {"unreadable", "not-a-table"}
    assert "secret" not in str(refused)


def test_one_file_whose_map_names_more_says_what_is_lacking():
    table_map = cr.parse_map(
        "{tables: [patients.csv], patient_id: pid, "
        "measurements: {table: labs.csv, patient: pid, name: test, value: value}}"
    )
    refused = refusal(("patients.csv", PATIENTS), table_map=table_map)
    assert [(each.code, each.subject) for each in refused.problems] == [("missing-table", "labs.csv")]
