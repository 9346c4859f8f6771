"""Whatever the bytes, a reader gives a table or a refusal, and the same one each time."""

import csv
import gzip
from io import StringIO

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.data.columns.missing import is_missing
from criteria.data.files.kinds import FILE_KINDS
from criteria.data.files.opening import read
from criteria.data.raw import Raw
from criteria.model.problems import Refused
from tests.conftest import DEMO_DATA
from tests.data.test_containers import zipped
from tests.data.test_files import parquet, transport, workbook
from tests.data.test_statistics import spss, stata, transport8

TABLE = pd.read_csv(DEMO_DATA / "identifiers.csv", nrows=6)
GOOD = {
    "a.csv": TABLE.to_csv(index=False).encode(),
    "b.csv": TABLE.to_csv(index=False, sep=";", decimal=",").encode("utf-16"),
    "c.csv": TABLE.to_csv(index=False, sep="\t").encode("gb18030"),
    "a.parquet": parquet(TABLE),
    "a.xlsx": workbook([list(TABLE.columns), *TABLE.astype(object).where(TABLE.notna(), None).to_numpy().tolist()]),
    "a.csv.gz": gzip.compress(TABLE.to_csv(index=False).encode()),
    "a.zip": zipped({"a.csv": TABLE.to_csv(index=False)}),
}
APART = {"a.xpt": transport(), "b.xpt": transport8(), "a.sav": spss(), "a.zsav": spss(packed=True), "a.dta": stata()}
FUZZ = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def outcome(name, data):
    """What reading gives, in a form that can be compared."""
    try:
        raw = read((name, data))
    except Refused as error:
        refusal = error
    else:
        return _table(raw)
    assert refusal.problems
    assert all(problem.code and problem.message for problem in refusal.problems)
    return str(refusal)


def _table(raw):
    assert isinstance(raw, Raw)
    assert raw.frame.columns.is_unique
    assert all(isinstance(column, str) for column in raw.frame.columns)
    assert len(raw.frame)
    return raw.frame.to_json(date_format="iso"), raw.notes, raw.digest


SLOW = settings(FUZZ, max_examples=6)  # each example is read by two processes of their own


@pytest.mark.parametrize("name", [*GOOD, *APART])
def test_the_files_that_are_damaged_below_are_good(name):
    assert isinstance(outcome(name, {**GOOD, **APART}[name]), tuple)


@pytest.mark.parametrize("name", APART)
@SLOW
@given(data=st.data())
def test_a_damaged_statistics_file_is_a_table_or_a_refusal_and_ends_no_process(name, data):
    changed = bytearray(APART[name])
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    changed = changed[: data.draw(st.integers(len(changed) // 2, len(changed)))]
    outcome(name, bytes(changed))


@pytest.mark.parametrize("name", GOOD)
@FUZZ
@given(data=st.data())
def test_a_file_cut_anywhere_is_a_table_or_a_refusal(name, data):
    cut = GOOD[name][: data.draw(st.integers(0, len(GOOD[name]) - 1))]
    assert outcome(name, cut) == outcome(name, cut)


@pytest.mark.parametrize("name", GOOD)
@FUZZ
@given(data=st.data())
def test_a_file_with_bytes_changed_is_a_table_or_a_refusal(name, data):
    changed = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(name, bytes(changed)) == outcome(name, bytes(changed))


@pytest.mark.parametrize("kind", FILE_KINDS)
@FUZZ
@given(data=st.binary(max_size=300))
def test_any_bytes_under_any_ending_are_a_table_or_a_refusal(kind, data):
    assert outcome(f"a{kind}", data) == outcome(f"a{kind}", data)


@FUZZ
@given(text=st.text(alphabet=' ,;\t|"\n\r0123456789.<-abµ中', max_size=120))
def test_any_text_is_a_table_or_a_refusal(text):
    assert outcome("a.csv", text.encode()) == outcome("a.csv", text.encode())


CELLS = st.text(alphabet='ab ,;"\n0123456789.<-é', max_size=6)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8), sign=st.sampled_from(",;\t|"))
def test_a_table_that_was_written_is_read_cell_by_cell(rows, sign):
    """Against Python's own reader and writer: text as written, or a number of the same value."""
    file = StringIO()
    writer = csv.writer(file, delimiter=sign, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("one", "two", "three"), *rows])
    try:
        raw = read(("a.csv", file.getvalue().encode()))
    except Refused as error:
        refusal = error
    else:
        left_out = {note.code: note.count for note in raw.notes if note.code in ("blank-rows", "not-patients")}
        assert len(raw.frame) + sum(left_out.values()) == len(rows)
        if "not-patients" not in left_out:
            _compare([row for row in rows if any(cell.strip(" .\n") for cell in row)], raw.frame)
        return
    codes = {problem.code for problem in refusal.problems}
    assert codes <= {"no-values", "no-patients", "decimal-sign", "delimiter", "two-headings"}


@FUZZ
@given(texts=st.lists(st.text(alphabet="ab ,.\n", max_size=6), min_size=2, max_size=6), data=st.data())
def test_no_row_is_lost_in_silence_where_quotation_marks_were_forgotten(texts, data):
    """One that closes a cell and the next one, which opens another: all between would be one cell."""
    file = StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerows([("one", "two", "three"), *((1, text, 2) for text in texts)])
    parts = file.getvalue().split('"')
    closing = data.draw(st.integers(1, len(parts) // 2 - 1)) * 2
    written = '"'.join([*parts[: closing - 1], "".join(parts[closing - 1 : closing + 2]), *parts[closing + 2 :]])
    try:
        raw = read(("a.csv", written.encode()))
    except Refused:
        return
    assert len(raw.frame) == len(texts) or {note.code for note in raw.notes} == {"line-breaks"}


def _compare(rows, found):
    assert len(found) == len(rows)
    for at, name in enumerate(["one", "two", "three"]):
        for written, value in zip([row[at] for row in rows], found[name], strict=True):
            if isinstance(value, str):
                assert value in (written, written.replace(",", ".")), (written, value)
            else:
                assert pd.isna(value) if is_missing(written) else float(written.replace(",", ".")) == value
