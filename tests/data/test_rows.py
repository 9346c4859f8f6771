"""Rows that are no patients are left out and counted; a row that could be a patient's stays."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.data.files.opening import read
from criteria.data.files.rows import patients_of
from criteria.data.files.totals import total_kind
from criteria.model.problems import Refused
from tests.data.test_files import parquet, refusal, workbook

HEADING = "patient_id,age,hb\n"
THREE = "P1,60,11.2\nP2,61,8.4\nP3,65,9.1\n"
PATIENTS = {"patient_id": ["P1", "P2", "P3"], "age": [60, 61, 65], "hb": [11.2, 8.4, 9.1]}


def told(raw):
    return {(note.code, note.subject): note.count for note in raw.notes}


def rows(name):
    return {("not-patients", name): 1}


BLANK = ("blank-rows", "rows")
NO_PATIENTS = [
    # what it is, the rows beside three patients, and what is told of them
    ("nothing", HEADING + THREE, {}),
    ("delimiters alone", HEADING + THREE + ",,\n,,\n", {BLANK: 2}),
    ("delimiters between", HEADING + ",,\n" + THREE, {BLANK: 1}),
    ("quoted blanks", HEADING + THREE + '"","",""\n', {BLANK: 1}),
    ("spaces", HEADING + THREE + " ,  , \n", {BLANK: 1}),
    ("words for blank", HEADING + THREE + ",NA,.\n", {BLANK: 1}),
    ("a total", HEADING + THREE + "Total,186,28.7\n", rows("totals")),
    ("a total with a sign", HEADING + THREE + "Total:,3,\n", rows("totals")),
    ("a total in brackets", HEADING + THREE + "Gesamt (n=3),,\n", rows("totals")),
    ("a total in Chinese", HEADING + THREE + "合计,3,\n", rows("totals")),
    ("a total in Korean", HEADING + THREE + "합계,3,\n", rows("totals")),
    ("a total in the second column", HEADING + THREE + ",Total,28.7\n", rows("totals")),
    ("a mean", HEADING + THREE + "Mittelwert,62,9.57\n", rows("means")),
    ("a mean in French", HEADING + THREE + "Moyenne,62,9.57\n", rows("means")),
    ("a mean in Polish", HEADING + THREE + "Średnia,62,9.57\n", rows("means")),
    ("a deviation", HEADING + THREE + "Ecart type,2.6,1.5\n", rows("standard deviations")),
    ("a short word", HEADING + THREE + "SD,2.6,1.5\n", rows("standard deviations")),
    ("a median", HEADING + THREE + "Median,61,9.1\n", rows("medians")),
    ("a range", HEADING + THREE + "Min-Max,60,8.4\n", rows("smallest and largest values")),
    ("a count", HEADING + THREE + "N,3,3\n", rows("counts")),
    ("a count in one cell", HEADING + THREE + "n = 3,,\n", rows("counts")),
    ("sums without a word", HEADING + THREE + ",186,28.7\n", rows("totals")),
    ("means without a word", HEADING + THREE + ",62,9.57\n", rows("means")),
    ("figures below a blank row", HEADING + THREE + ",,\n,77,\n", {BLANK: 1} | rows("remarks")),
    ("a remark", HEADING + THREE + "Source: hospital system,,\n", rows("remarks")),
    ("a short remark", HEADING + THREE + "Export of today\n", rows("remarks")),
    ("a short total", HEADING + THREE + "Total;\n".replace(";", ","), rows("totals")),
    ("a total and a remark, short", HEADING + THREE + "Total,3\nSource: x\n", rows("totals") | rows("remarks")),
    ("lines under the heading", HEADING + "---,---,---\n" + THREE, rows("second headings")),
    ("what a database says", HEADING + THREE + "(3 rows affected)\n", rows("remarks")),
    ("several figures", HEADING + THREE + "Mean,62,9.6\nSD,2.6,1.5\n", rows("means") | rows("standard deviations")),
    ("quartiles below a mean", HEADING + THREE + "Mean,62,9.6\nQ1,60,8.7\nQ3,63,10\n",
     rows("means") | {("not-patients", "medians"): 2}),
    ("the heading again", HEADING + "P1,60,11.2\n" + HEADING + "P2,61,8.4\nP3,65,9.1\n", rows("headings again")),
    ("the heading in capitals", HEADING + THREE + HEADING.upper(), rows("headings again")),
    ("pages with titles", HEADING + "P1,60,11.2\nPage two,,\n" + HEADING + "P2,61,8.4\nP3,65,9.1\n",
     rows("headings again") | rows("remarks")),
    ("pages with short titles", HEADING + "P1,60,11.2\nPage two\n" + HEADING + "P2,61,8.4\nP3,65,9.1\n",
     rows("headings again") | rows("remarks")),
    ("units", HEADING + ",years,g/dL\n" + THREE, rows("units below the heading")),
    ("units beside a word", HEADING + "unit,years,g/dL\n" + THREE, rows("units below the heading")),
    ("labels", HEADING + ",Age at visit,Haemoglobin of blood\n" + THREE, rows("second headings")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [n[1:] for n in NO_PATIENTS], ids=[n[0] for n in NO_PATIENTS])
def test_rows_that_are_no_patients_are_left_out_and_told(text, expected):
    raw = read(("a.csv", text.encode()))
    assert raw.frame.to_dict("list") == PATIENTS
    assert told(raw) == expected


@pytest.mark.parametrize(("text", "expected"), [n[1:] for n in NO_PATIENTS], ids=[n[0] for n in NO_PATIENTS])
def test_the_same_in_a_workbook_and_in_parquet(text, expected):
    lines = [line.split(",") for line in text.replace('"', "").splitlines()]
    cells = [[cell if cell.strip() else None for cell in (*line, "", "")[:3]] for line in lines]
    typed = [
        cells[0],
        *([cell if at == 0 or cell is None else _number(cell) for at, cell in enumerate(c)] for c in cells[1:]),
    ]
    at_the_end = expected == {BLANK: 2} or (expected == {BLANK: 1} and not any(cells[-1]))
    last = BLANK if at_the_end else None
    for_workbook = {key: count for key, count in expected.items() if key != last}
    raw = read(("a.xlsx", workbook(typed)))
    assert raw.frame.to_dict("list") == PATIENTS
    assert told(raw) == for_workbook
    columns = {name: pa.array([row[at] for row in cells[1:]], pa.string()) for at, name in enumerate(cells[0])}
    raw = read(("a.parquet", parquet(pa.table(columns))))
    if told(raw):  # else a column of text in Parquet stays one
        assert raw.frame["patient_id"].tolist() == PATIENTS["patient_id"]
    assert told(raw) == expected


def _number(cell):
    try:
        return float(cell)
    except (TypeError, ValueError):
        return cell


STAY = [
    # what it is, and rows of which every one stays
    ("identifiers that are words of totals", HEADING + "N,60,11\nM,61,9\nO,65,8\n"),
    ("identifiers that are words of quartiles", HEADING + "Q1,60,11\nQ2,61,9\nQ3,65,8\n"),
    ("one of them", HEADING + "Q1,60,11\n"),
    ("identifiers that are names", HEADING + "Anna,60,11\nOtto,62,10\nMin,61,9\nMax,65,8\n"),
    ("a patient without a value", HEADING + "P1,60,11\nP2,61,9\nP3,,\n"),
    ("a patient between blank values", HEADING + "P1,60,11\nP2,,\nP3,61,9\n"),
    ("a patient who is as old as all others together", HEADING + "P1,30,1\nP2,31,2\nP3,61,3\n"),
    ("a patient with the mean of the others", HEADING + "P1,60,8\nP2,62,10\nP3,61,9\n"),
    ("rows without identifiers", HEADING + ",60,8\n,62,10\n,75,12\n"),
    ("no identifier at all", "age,hb\n60,8\n62,10\n75,12\n"),
    ("a column of one", "ecog\n1\n2\n\n3\n"),
    ("equal values", "patient_id,hb\nP1,9\nP2,9\n,9\n"),
    ("a column of words", "note\nfirst\nthe end of it all\n"),
    ("a word of many rows in the first column", "kind,a,b\ncount,1,2\ncount,3,4\ncount,5,6\nmean,7,8\nmean,9,1\n"),
    ("yes and no in the last row", "vote,a,b,c\n1,0,1,1\n0,1,0,1\n1,1,1,0\n0,0,0,1\n1,1,1,1\n"),
    ("medians that are somebody's values", HEADING + "P1,60,9\nP2,62,8\nP3,61,10\n,61,9\n"),
    ("tests in the first column", "test,value\nTotal bilirubin,9\nTotal protein,8\nAlbumin,7\n"),
]


@pytest.mark.parametrize("text", [s[1] for s in STAY], ids=[s[0] for s in STAY])
def test_a_row_that_could_be_a_patient_stays(text):
    raw = read(("a.csv", text.encode()))
    assert len(raw.frame) == text.count("\n") - 1
    assert {note.code for note in raw.notes} <= {"no-identifier"}


def test_rows_with_values_and_no_identifier_are_kept_and_told():
    raw = read(("a.csv", (HEADING + "P1,60,11.2\n,61,8\nP3,62,9\n,77,3\nP4,50,9\n").encode()))
    assert len(raw.frame) == 5
    assert told(raw) == {("no-identifier", "patient_id"): 2}


def test_units_below_the_heading_become_what_the_file_says_of_its_columns():
    raw = read(("a.csv", ("연구번호,나이,Hb\n,세,g/dL\n" + THREE).encode("cp949")))
    assert {name: each.unit for name, each in raw.described.items()} == {"나이": "세", "Hb": "g/dL"}


def test_columns_are_numbers_again_but_identifiers_and_leading_zeros_stay_text():
    text = "patient_id,age,code,zip\n001,60,007,1\n002,61,008,2\nTotal,n,n,n\n"
    frame = read(("a.csv", text.encode())).frame
    assert frame.to_dict("list") == {
        "patient_id": ["001", "002"],
        "age": [60, 61],
        "code": ["007", "008"],
        "zip": ["1", "2"],
    }


def test_subtotals_between_and_totals_without_an_identifier_column():
    text = "site,hb,plt\nA,9,100\nA,10,120\nSubtotal A,9.5,110\nB,8,90\nB,11,130\nSubtotal B,9.5,110\n"
    raw = read(("a.csv", text.encode()))
    assert raw.frame["site"].tolist() == ["A", "A", "B", "B"]
    assert told(raw) == {("not-patients", "totals"): 2}
    frame = pd.DataFrame({"age": [60.0, 62, 67, 189], "hb": [9.0, 10, 8, 27], "plt": [90.0, 80, 70, 240]})
    assert len(patients_of(frame).frame) == 3


def test_the_sign_by_which_dos_ends_a_file_is_no_row():
    assert read(("a.csv", (HEADING + THREE + "\x1a").encode())).frame.to_dict("list") == PATIENTS


UNEVEN = [
    ("in the middle", HEADING + "P1,60,9\nP2,61\nP3,62,9\n"),
    ("a patient before a remark", HEADING + "P1,60,9\nP2,61\nSource: x\n"),
    ("at the end", HEADING + "P1,60,9\nP2,61\n"),
    ("a remark in the middle", HEADING + "P1,60,9\nSource: x\nP2,61,8\n"),
    ("longer", HEADING + "P1,60,9\nTotal,1,2,3\n"),
    ("a number alone", HEADING + "P1,60,9\n77\n"),
]


@pytest.mark.parametrize("text", [u[1] for u in UNEVEN], ids=[u[0] for u in UNEVEN])
def test_rows_of_another_length_that_may_be_patients_are_refused(text):
    assert refusal(text, "a.csv").code == "uneven-rows"


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Total", "totals"), ("GESAMT:", "totals"), ("Summe (alle)", "totals"), ("Zwischensumme Köln", "totals"),
     ("平均", "means"), ("Μέσος όρος", "means"), ("ΜΕΣΟΣ ΟΡΟΣ", "means"), ("СКО", "standard deviations"),
     ("CV%", "standard deviations"), ("Ortalama", "means"), ("std. dev.", "standard deviations"), ("n=12", "counts"),
     ("Total bilirubin", None), ("P001", None), ("", None), ("12", None), ("Maxime", None), ("共120例", "counts")],
)  # fmt: skip
def test_words_of_totals_are_known_and_others_are_not(word, kind):
    assert total_kind(word) == kind


NAMES = st.from_regex(r"[A-Z]{1,3}-?[0-9]{1,4}", fullmatch=True)
VALUES = st.one_of(st.none(), st.integers(0, 300), st.floats(0, 300).map(lambda value: round(value, 1)))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(table=st.lists(st.tuples(NAMES, VALUES, VALUES), min_size=1, max_size=12, unique_by=lambda row: row[0]))
def test_no_row_with_an_identifier_is_ever_left_out(table):
    frame = pd.DataFrame(table, columns=["patient_id", "a", "b"])
    found = patients_of(frame.astype({"patient_id": "str", "a": "float64", "b": "float64"}))
    assert found.frame["patient_id"].tolist() == [row[0] for row in table]
    assert found.notes == ()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(blank=st.lists(st.integers(0, 20), max_size=10))
def test_blank_rows_anywhere_are_counted_and_nothing_else_changes(blank):
    lines = [f"P{number},{60 + number},9.{number}" for number in range(9)]
    for at in blank:
        lines.insert(min(at, len(lines)), ",,")
    raw = read(("a.csv", (HEADING + "\n".join(lines) + "\n").encode()))
    assert raw.frame["patient_id"].tolist() == [f"P{number}" for number in range(9)]
    assert told(raw).get(BLANK, 0) == len(blank)


@pytest.mark.parametrize(("first", "again"), [("P1", "P1 "), (" P1", "P1"), ("P1\u00a0", "P1")])
def test_blanks_around_an_identifier_make_no_other_patient(first, again):
    raw = read(("a.csv", f"patient_id,age\n{first},60\n{again},61\nP2,62\n".encode()))
    assert raw.frame["patient_id"].tolist() == ["P1", "P1", "P2"]


def test_a_table_of_nothing_but_totals_has_no_patient():
    with pytest.raises(Refused) as refused:
        read(("a.csv", (HEADING + "Total,1,2\nMean,1,2\n").encode()))
    assert refused.value.problems[0].code == "no-patients"
