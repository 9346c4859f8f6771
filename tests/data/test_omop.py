"""OMOP databases: one code gives one answer from files, from DuckDB and from PostgreSQL."""

import datetime
import json
import re
from pathlib import Path

import psycopg
import pytest

import criteria as cr
from criteria.data.table_map import Extract, Index, Reading, TableMap
from criteria.data.tables import dataset_from, read_tables
from criteria.model.problems import Refused
from tests.data import omop_database
from tests.data.conftest import PASSWORD
from tests.published import CDM, needs_cdm

ALL = TableMap(extract=Extract(dead="keep"))

PROTOCOL = """
id: SYNTHEA
title: six criteria that the database was counted by
criteria:
  - {id: age, number: "1", label: age, text: Age 18-75 on 2022-10-10, rule: {kind: range, value: age, at_least: 18, at_most: 75}}
  - {id: hb, number: "2", label: Hb, text: "Hb >= 13 g/dL (3000963, latest)", rule: {kind: threshold, value: hb, at_least: 130}}
  - {id: plt, number: "3", label: platelets, text: "Platelets >= 250 10*3/uL (3024929, latest)", rule: {kind: threshold, value: plt, at_least: 250}}
  - {id: wbc, number: "4", label: leukocytes, text: "Leukocytes >= 4 (3000905, latest)", rule: {kind: threshold, value: wbc, at_least: 4}}
  - {id: creatinine, number: "5", label: creatinine, text: "Creatinine <= 1.5 mg/dL (3051825, latest)", rule: {kind: threshold, value: creatinine, at_most: 132.6}}
  - id: crcl
    number: "6"
    label: clearance
    text: CrCl >= 60
    rule:
      kind: threshold
      at_least: 60
      value:
        {kind: creatinine_clearance, measured: crcl_measured, creatinine: creatinine, age: age, weight: weight,
         height: height, sex: sex}
"""  # noqa: E501 # a criterion a line reads as the list it is


@pytest.fixture(scope="module", params=["folder", "duckdb", "postgresql"])
def address(request, tmp_path_factory):
    """The same tables in three places."""
    files = sorted(CDM.glob("[A-Z]*.csv"))
    if request.param == "folder":
        return CDM
    if request.param == "duckdb":
        path = tmp_path_factory.mktemp("omop") / "cdm.duckdb"
        omop_database.into_duckdb(path, files)
        return path
    server = request.getfixturevalue("postgresql")
    omop_database.onto_server(server, "cdm54", files)
    return f"{server}?schema=cdm54"


@needs_cdm
def test_the_28_persons_wherever_they_stand(engine_of, address):
    truth = json.loads((CDM / "truth.json").read_text())["latest_per_person"]
    found = cr.evaluate(engine_of(dataset_from(read_tables(address, ALL))), cr.baseline(cr.parse_protocol(PROTOCOL)))
    texts = {each.id: each.text for each in found.scenario.protocol.criteria}
    assert {texts[row.id]: (row.passed, row.fails, row.unknown, row.only) for row in found.rows} == {
        text: (each["meets"], each["fails"], each["unknown"], each["only_failing_criterion"])
        for text, each in truth["criteria"].items()
    }
    assert (found.patients, found.eligible, found.potential, found.excluded) == (
        truth["n_patients"],
        truth["meets_all"],
        truth["undetermined_no_fail_but_some_unknown"],
        truth["fails_at_least_one"],
    )
    assert [found.patients, *(row.remaining for row in found.rows)] == truth["waterfall_unknown_kept"]


@needs_cdm
def test_the_three_who_died_before_the_index_date_are_left_out_unless_they_are_kept():
    raw = read_tables(CDM)
    assert len(raw.frame) == 25
    assert {note.code: note.count for note in raw.notes}["left-out"] == 3
    earlier = read_tables(CDM, TableMap(index=Index(date=datetime.date(2001, 1, 1))))
    assert len(earlier.frame) == 28


@needs_cdm
def test_the_index_date_is_the_release_date_or_the_one_asked_for():
    raw = read_tables(CDM, TableMap(index=Index(date=datetime.date(2015, 1, 1)), window_days=3650))
    assert [note.subject for note in raw.notes if note.code == "index-date"] == ["2015-01-01"]
    frame = raw.frame.set_index("person_id")
    assert frame.loc["1", "age"] == 16  # born on 9 April 1998
    assert raw.frame["hb age"].dropna().between(0, 3650).all()
    assert {"after-index"} <= {note.code for note in raw.notes}


PERSON = "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,race_concept_id\n"
MEASUREMENT = (
    "measurement_id,person_id,measurement_concept_id,measurement_date,measurement_datetime,operator_concept_id,"
    "value_as_number,value_as_concept_id,unit_concept_id,unit_source_value,range_high\n"
)


@pytest.fixture
def database(tmp_path):
    """A small CDM of CSV files; `observation` and further tables are added by a test."""
    (tmp_path / "person.csv").write_text(PERSON + "1,8507,1960,6,15,8515\n2,8532,1970,,,0\n3,8551,1980,3,,8527\n")
    rows = [
        "1,1,3013650,2024-01-01,2024-01-01 09:00:00,0,2500,0,8784,,",  # neutrophils in cells per microlitre
        "2,2,3013650,2024-01-01,,0,2.5,0,8848,,",  # the same concept in thousands per microlitre
        "3,3,3013650,2024-01-01,,0,2.5,0,0,10*9/L,",  # the unit as the source wrote it
        "4,1,3006923,2024-01-01,2024-01-01 09:00:00,4171756,5,0,8645,,40",
        "5,1,3000963,2024-01-01,2024-01-01 10:00:00,0,13,0,8713,,",
        "6,1,3000963,2024-01-01,2024-01-01 09:00:00,0,12,0,8713,,",
        "7,2,3000963,2024-01-01,,0,120,0,8636,,",
        "8,2,3000963,2024-01-01,,0,121,0,8636,,",
        "9,3,3000963,2024-01-01,,0,125,0,0,,",
        "10,1,999,2024-01-01,,0,7,0,0,,",
    ]
    (tmp_path / "measurement.csv").write_text(MEASUREMENT + "\n".join(rows) + "\n")
    return tmp_path


def at(folder, day=datetime.date(2024, 6, 14), **more):
    raw = read_tables(folder, TableMap(index=Index(date=day), **more))
    return raw, raw.frame.set_index("person_id")


def test_units_are_read_by_their_concept_never_by_what_was_measured(database):
    raw, frame = at(database)
    assert frame["anc unit"].tolist() == ["cells/uL", "10*3/uL", "10*9/L"]
    assert dataset_from(raw).columns["anc"].low.tolist() == [2.5, 2.5, 2.5]
    assert frame["hb unit"].tolist()[:2] == ["g/dL", "g/L"]
    notes = dataset_from(raw).notes
    assert [(note.subject, note.count) for note in notes if note.code == "unit-missing"] == [("hb", 1)]


def test_operators_limits_and_the_last_of_a_day(database):
    _, frame = at(database)
    assert frame.loc["1", ["alt", "alt upper limit", "alt unit"]].tolist() == ["<5.0", 40, "U/L"]
    assert frame["hb"].tolist() == [13, 121, 125]


def test_a_birthday_known_in_part_gives_a_band(database):
    _, frame = at(database)
    assert frame["age"].tolist() == ["63", "53-54", "44"]
    assert frame["sex"].fillna("").tolist() == ["M", "F", ""]
    assert frame["race"].fillna("").tolist() == ["Asian", "", "White"]


def test_observations_conditions_and_concepts_by_their_code(database):
    (database / "observation.csv").write_text(
        "observation_id,person_id,observation_concept_id,observation_date,value_as_number,value_as_concept_id\n"
        "1,1,36305384,2024-01-01,,36310827\n2,2,36305384,2024-01-01,2,0\n3,3,36305384,2024-01-01,,5\n"
    )
    (database / "condition_occurrence.csv").write_text(
        "person_id,condition_concept_id,condition_source_value,condition_start_date\n"
        "1,0,C78.7,2024-01-01\n2,0,C78.7,2024-12-01\n2,77,,2024-01-01\n3,0,c79.5,2024-01-01\n"
    )
    (database / "concept.csv").write_text(
        "concept_id,concept_name,vocabulary_id,concept_code\n77,Gilbert,SNOMED,27503000\n999,Albumin,LOINC,1751-7\n"
    )
    raw, frame = at(database)
    assert frame["ecog"].fillna(-1).tolist() == [1, 2, -1]
    assert frame["liver_mets"].fillna("").tolist() == ["Y", "", ""]
    assert frame["gilbert"].fillna("").tolist() == ["", "Y", ""]
    assert frame.loc["1", "albumin"] == 7
    assert {"ecog", "liver_mets", "gilbert", "anc", "alt_uln"} <= set(raw.known.columns)


def test_a_concept_outside_the_dictionary_is_read_where_the_map_asks(database):
    raw, frame = at(database, columns={"calcium": Reading(column="999", unit="mmol/L")})
    assert frame.loc["1", "999"] == 7
    assert raw.known.columns["calcium"].column == "999"


def refusal(address, table_map=None):
    with pytest.raises(Refused) as refused:
        read_tables(address, table_map)
    return refused.value


def test_a_half_written_schema_is_told_all_at_once(database):
    (database / "measurement.csv").write_text("person_id,measurement_date\n1,2024-01-01\n")
    (database / "person.csv").write_text("person_id,year_of_birth\n1,1960\n")
    assert [each.subject for each in refusal(database).problems] == [
        "person.gender_concept_id",
        "measurement.measurement_id",
        "measurement.measurement_concept_id",
        "measurement.value_as_number",
    ]
    (database / "measurement.csv").unlink()
    assert ("missing-table", "measurement") in [(each.code, each.subject) for each in refusal(database).problems]


def test_an_empty_person_table_and_an_index_that_is_no_date(database):
    (database / "person.csv").write_text(PERSON)
    assert [each.code for each in refusal(database).problems] == ["no-patients"]
    assert [each.code for each in refusal(database, TableMap(index=Index(column="x"))).problems] == ["unknown-index"]


def test_what_is_no_duckdb_file(tmp_path):
    (tmp_path / "cdm.duckdb").write_bytes(b"not a database" * 100)
    assert [each.code for each in refusal(tmp_path / "cdm.duckdb").problems] == ["not-a-table"]
    assert [each.code for each in refusal(tmp_path / "none.duckdb").problems] == ["unreadable"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://me:hush@127.0.0.1:1/cdm", "database-down"),
        ("postgresql://me:hush@no-such-host.invalid/cdm", "wrong-address"),
        ("postgresql://me:hush@127.0.0.1:port/cdm", "wrong-address"),
        ("postgresql://me:hush@127.0.0.1", "wrong-address"),
        ("mysql://me:hush@127.0.0.1/cdm", "wrong-address"),
        ("postgresql://me:hush@127.0.0.1:1/cdm?colour=red", "wrong-address"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_without_its_password(address, code):
    refused = refusal(address)
    assert [each.code for each in refused.problems] == [code]
    assert not re.search("hush|me:", str(refused))


def test_the_servers_refusals_have_a_remedy_and_no_password(postgresql):
    with psycopg.connect(postgresql) as connection:
        connection.execute(f"create role tester login password '{PASSWORD}'")
        connection.execute("create schema half")
        connection.execute("create table half.person (person_id int)")
    guest = postgresql.replace("postgres@", "tester@")
    assert [each.code for each in refusal(guest).problems] == ["password-needed"]
    assert [each.code for each in refusal(guest.replace("@", ":hush@")).problems] == ["wrong-password"]
    right = guest.replace("@", f":{PASSWORD.replace(' ', '%20')}@")
    assert [each.code for each in refusal(right).problems] == ["missing-table"]  # it may see no schema
    assert [each.code for each in refusal(f"{right}?schema=half").problems] == ["unknown-schema"]
    assert [each.code for each in refusal(f"{postgresql}?schema=none").problems] == ["unknown-schema"]
    assert [each.code for each in refusal(f"{postgresql}x").problems] == ["wrong-address"]
    half = refusal(f"{postgresql}?schema=half")
    assert [each.code for each in half.problems][:2] == ["missing-column", "missing-column"]
    assert PASSWORD not in str(half)
    with psycopg.connect(postgresql) as connection:
        connection.execute("create schema more")
        connection.execute("create table more.person (person_id int)")
        for schema in ("half", "more"):
            connection.execute(f"grant usage on schema {schema} to tester")
            connection.execute(f"grant select on {schema}.person to tester")
    assert [each.code for each in refusal(right).problems] == ["several-schemas"]


def test_the_server_is_only_read(postgresql):
    from criteria.data.several.postgresql import connected

    with connected(postgresql) as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.con.execute("create table intruder (a int)")


# --- a hospital's own codes, units that contradict, days that are undecided -----------------------------------------

FULL = (
    "measurement_id,person_id,measurement_concept_id,measurement_date,operator_concept_id,value_as_number,"
    "value_source_value,unit_concept_id,unit_source_value,range_high,measurement_source_value\n"
)


def measured(folder, *rows):
    """The CDM with these measurements in place of its own: person, concept, value, its text, unit, text, source."""
    lines = [
        f"{at},{person},{concept},2024-01-01,0,{value},{written},{unit},{unit_text},,{source}"
        for at, (person, concept, value, written, unit, unit_text, source) in enumerate(rows)
    ]
    (folder / "measurement.csv").write_text(FULL + "\n".join(lines) + "\n")
    return folder


def told(raw, code):
    return [(note.subject, note.count, note.words) for note in raw.notes if note.code == code]


def test_rows_under_zero_and_local_concepts_are_named_and_read_where_the_map_says_so(database):
    measured(
        database,
        (1, 0, 2.5, "", 8848, "", "ANC"),
        (2, 2000000007, 3.5, "", 8848, "", "ANC"),
        (3, 2000000009, 40, "", 8645, "", ""),
        (1, 0, 9, "", 0, "", "Odd test"),
        (1, 0, 9, "", 0, "", ""),
        (2, 424242, 9, "", 0, "", "elsewhere"),
        (2, 3000963, 13, "", 8713, "", "HGB"),
    )
    (database / "concept.csv").write_text(
        "concept_id,concept_name,vocabulary_id,concept_code\n2000000009,AST,LOCAL,L-AST\n2000000007,Neutrophils,LOCAL,N\n"
    )
    raw, frame = at(database)
    assert told(raw, "local-codes") == [("measurement", 4, (("ANC", 2), ("L-AST", 1), ("Odd test", 1)))]
    assert told(raw, "concept-not-used") == [("measurement", 2, (("concept 0", 1), ("concept 424242", 1)))]
    assert {name: each.column for name, each in raw.likely.items()} == {"anc": "ANC", "ast": "L-AST"}
    assert not {"anc", "ast"} & set(dataset_from(raw).columns)  # nothing is read before somebody has said so
    asked = {"anc": Reading(column="ANC", unit_column="ANC unit"), "calcium": Reading(column="Odd test", unit="mmol/L")}
    raw, frame = at(database, columns=asked)
    assert frame["ANC"].tolist()[:2] == [2.5, 3.5]
    assert dataset_from(raw, TableMap(columns=asked)).columns["anc"].low.tolist()[:2] == [2.5, 3.5]
    assert told(raw, "local-codes") == [("measurement", 1, (("L-AST", 1),))]


def test_a_person_with_a_code_under_several_concepts_and_in_both_tables_is_counted_once(database):
    measured(
        database,
        (1, 0, 2.5, "", 8848, "", "ANC"),
        (1, 2000000007, 3.5, "", 8848, "", "ANC"),
        (2, 0, 3.5, "", 8848, "", "ANC"),
    )
    (database / "observation.csv").write_text(
        "observation_id,person_id,observation_concept_id,observation_date,value_as_number,observation_source_value\n"
        "1,1,0,2024-01-01,2,ANC\n2,1,0,2024-01-01,2,ANC\n"
    )
    raw, _ = at(database)
    assert told(raw, "local-codes") == [("measurement", 5, (("ANC", 2),))]


SPECIMENS = {
    # the specimen: concept, text; whether the creatinine is one of blood
    "urine by its text": ("0,Urine 24 h", False),
    "urine by its concept": ("77,", False),
    "serum": ("78,Serum", True),
    "no text": ("0,", True),
}


@pytest.mark.parametrize(("specimen", "blood"), SPECIMENS.values(), ids=SPECIMENS)
@pytest.mark.parametrize("turned", [False, True], ids=["from the measurement", "from the specimen"])
def test_a_measurement_linked_to_a_specimen_of_urine_is_none_of_blood(database, specimen, blood, turned):
    measured(database, (1, 3016723, 1.1, "", 8840, "", "CREA"))
    (database / "concept.csv").write_text(
        "concept_id,concept_name,vocabulary_id,concept_code\n77,Urine specimen,SNOMED,1\n78,Serum specimen,SNOMED,2\n"
    )
    (database / "specimen.csv").write_text(f"specimen_id,specimen_concept_id,specimen_source_value\n5,{specimen}\n")
    link = "36,5,21,0" if turned else "21,0,36,5"
    (database / "fact_relationship.csv").write_text(
        f"domain_concept_id_1,fact_id_1,domain_concept_id_2,fact_id_2,relationship_concept_id\n{link},1\n"
    )
    _, frame = at(database)
    assert ("creatinine" in frame) == blood
    assert ("creatinine (urine)" in frame) != blood


def test_several_results_of_one_moment_are_told(database):
    measured(database, (1, 3000963, 13, "", 8713, "", "HGB"), (1, 3000963, 12, "", 8713, "", "HGB"))
    raw, frame = at(database)
    assert frame["hb"].tolist()[0] == 12
    assert [count for _, count, _ in told(raw, "several-results")] == [1]


def test_tables_in_an_older_encoding_are_read_as_a_file_alone_is(database):
    measured(database, (1, 0, 2.5, "", 8848, "", "Hämoglobin"))
    path = database / "measurement.csv"
    path.write_bytes(path.read_text().encode("cp1252"))
    raw, _ = at(database)
    assert told(raw, "local-codes") == [("measurement", 1, (("Hämoglobin", 1),))]


def test_a_local_code_may_be_read_by_the_number_of_its_concept(database):
    measured(database, (1, 2000000009, 40, "", 8645, "", "SGOT"), (2, 2000000009, 50, "", 8645, "", "ASAT"))
    _, frame = at(database, columns={"ast": Reading(column="2000000009", unit_column="2000000009 unit")})
    assert frame["2000000009"].tolist()[:2] == [40, 50]


def test_a_local_code_that_is_called_like_one_of_ours_is_not_mixed_with_it(database):
    measured(database, (1, 3000963, 13, "", 8713, "", "HGB"), (2, 0, 7, "", 8713, "", "hb"))
    _, frame = at(database)
    assert frame["hb"].fillna(-1).tolist() == [13, -1, -1]
    assert frame["hb (source)"].fillna(-1).tolist() == [-1, 7, -1]


def test_the_proposed_map_reads_the_local_codes_with_one_question(database):
    measured(database, (1, 0, 2.5, "", 8848, "", "ANC"), (2, 0, 40, "", 8645, "", "SGOT"))
    raw = read_tables(database)
    found = cr.check(raw)
    assert found.usable
    assert [each.code for each in found.proposal.questions] == ["local-codes"]
    (question,) = found.proposal.questions
    assert "`ANC` = Neutrophil count; `SGOT` = AST" in question.text
    yes, no = (cr.answered(found.proposal.table_map, choice) for choice in question.choices)
    assert {"anc", "ast"} <= set(dataset_from(read_tables(database, yes), yes).columns)
    assert not {"anc", "ast"} & set(dataset_from(read_tables(database, no), no).columns)
    assert yes.index.date == datetime.date(2024, 1, 1)


EXPORT = Path(__file__).parent / "exports" / "20_omop_local"


def test_an_export_under_local_and_zero_concepts_gives_its_counts_by_the_proposed_map(engine_of, reference):
    """Its README asks for the index date and the list of local codes; day and month of birth are 1 January."""
    truth = json.loads((EXPORT / "truth.json").read_text())
    proposed = cr.check(read_tables(EXPORT / "data")).proposal
    assert [each.code for each in proposed.questions] == ["local-codes"]
    names = json.loads((EXPORT / "columns.json").read_text())["long_names"]
    read = {each.column: name for name, each in proposed.table_map.columns.items()}
    assert {read.get(code, read.get(name)) for code, name in names.items()} == set(names.values())
    asked = proposed.table_map.model_copy(update={"index": Index(date=datetime.date(2024, 6, 30))})
    found = cr.evaluate(engine_of(dataset_from(read_tables(EXPORT / "data", asked), asked)), cr.baseline(reference))
    assert {row.id: (row.passed, row.fails, row.unknown) for row in found.rows} == {
        name: (each["pass"], each["fail"], each["unknown"]) for name, each in truth["criteria"].items()
    }
    assert (found.eligible, found.potential, found.excluded) == tuple(
        truth[status] for status in ("eligible", "potential", "excluded")
    )


UNITS_OF_ROWS = [
    # the unit's concept, its text; and the value of 2.5 that is read, in 10*9/L
    (8848, "10*3/uL", 2.5),
    (8848, "K/uL", 2.5),
    (8848, "x", 2.5),  # no unit at all: the concept says it
    (0, "K/cumm", 2.5),
    ("", "/uL", 0.0025),
    (8848, "/uL", None),  # three orders of magnitude apart: one of the two is wrong
    (32706, "", None),
    (0, "", None),
    (32706, "10*9/L", 2.5),
]


def test_unit_concepts_and_unit_texts(database):
    (database / "person.csv").write_text(
        PERSON + "".join(f"{n},8507,1960,6,15,8515\n" for n in range(1, len(UNITS_OF_ROWS) + 1))
    )
    rows = [(n, 3013650, 2.5, "", unit, text, "ANC") for n, (unit, text, _) in enumerate(UNITS_OF_ROWS, start=1)]
    raw, _ = at(measured(database, *rows))
    low = dataset_from(raw).columns["anc"].low.tolist()
    assert [None if each != each else each for each in low] == [each[2] for each in UNITS_OF_ROWS]
    assert told(raw, "unit-conflict") == [("anc", 1, (("10*3/uL and /uL", 1),))]
    assert told(raw, "unit-concept") == [("anc", 1, (("concept 32706", 1),))]


def test_a_result_that_the_source_wrote_as_censored_is_an_interval(database):
    _, frame = at(measured(database, (1, 3013650, 1.5, "<1.5", 8848, "", ""), (2, 3013650, "", ">400", 8848, "", "")))
    assert frame["anc"].fillna("").tolist() == ["<1.5", ">400", ""]


def test_a_test_of_urine_is_another_test(database):
    _, frame = at(measured(database, (1, 3016723, 90, "", 8840, "", "URINE CREATININE")))
    assert "creatinine" not in frame
    assert "creatinine (urine)" in frame


CONDITION_DAYS = [
    ("2024-06-14", "Y"),
    ("2024-05", "Y"),
    ("2023", "Y"),
    ("2024-06", ""),
    ("2024", ""),
    ("2024-07-01", ""),
]


def test_a_condition_that_may_lie_after_the_index_date_is_undecided(database):
    (database / "person.csv").write_text(
        PERSON + "".join(f"{n},8507,1960,6,15,8515\n" for n in range(len(CONDITION_DAYS)))
    )
    (database / "condition_occurrence.csv").write_text(
        "person_id,condition_concept_id,condition_source_value,condition_start_date\n"
        + "".join(f"{n},0,C78.7,{day}\n" for n, (day, _) in enumerate(CONDITION_DAYS))
    )
    raw, frame = at(database)
    assert frame["liver_mets"].fillna("").tolist() == [said for _, said in CONDITION_DAYS]
    assert told(raw, "undecided-date") == [("liver_mets", 2, ())]


def test_a_birthday_of_the_first_of_january_is_a_year(database):
    (database / "person.csv").write_text(PERSON + "1,8507,1977,1,1,0\n2,8507,1934,1,1,0\n")
    assert at(database, datetime.date(2024, 6, 30))[1]["age"].tolist() == [47, 90]
