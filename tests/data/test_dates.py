"""Dates as tables of the world write them, by the one reader of all tables."""

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import criteria as cr
from criteria.data.columns.dates import parse_dates, times_of_day
from criteria.data.mapped.apply import apply
from criteria.data.raw import Raw
from criteria.data.several.dates import day_ends

WRITTEN = """
    2024-03-31                | 2024-03-31
    2024-03-31T10:00:00+02:00 | 2024-03-31
    1960-04-03T00:00:00Z      | 1960-04-03
    2023-01-10 08:15          | 2023-01-10
    2024/3/5                  | 2024-03-05
    2024-03                   | 2024-03-01 2024-03-31
    2024                      | 2024-01-01 2024-12-31
    20230615                  | 2023-06-15
    20240131083000            | 2024-01-31
    1.3.2024                  | 2024-03-01
    01.03.2024 08:15          | 2024-03-01
    15-Mar-2024               | 2024-03-15
    15MAR2024                 | 2024-03-15
    15 March 2024             | 2024-03-15
    March 15, 2024            | 2024-03-15
    15. März 2024             | 2024-03-15
    15.Mär.2024               | 2024-03-15
    1er mars 2024             | 2024-03-01
    3 août 2021               | 2021-08-03
    3 juin 2021               | 2021-06-03
    3 juil. 2021              | 2021-07-03
    15 de março de 2024       | 2024-03-15
    2 mei 2024                | 2024-05-02
    12 gru 2020               | 2020-12-12
    12 października 2020      | 2020-10-12
    7 maj 2020                | 2020-05-07
    15 Haziran 2023           | 2023-06-15
    3 Ağu 2023                | 2023-08-03
    5 ene 2023                | 2023-01-05
    5 gennaio 2023            | 2023-01-05
    2023年6月15日             | 2023-06-15
    2023년 6월 15일           | 2023-06-15
    UN-MAY-2021               | 2021-05-01 2021-05-31
    UNK-UNK-2021              | 2021-01-01 2021-12-31
    2021-05-UN                | 2021-05-01 2021-05-31
    2021---15                 | 2021-01-01 2021-12-31
    22009                     | 1960-04-03
    03/03/2024                | 2024-03-03
    15/06/2023                | 2023-06-15
    06/15/2023                | 2023-06-15
    UNK                       |
    31.02.2024                |
    2024-02-30                |
    15 marble 2o24            |
    63                        |
    99999                     |
    9999-12-31                |
    0000-00-00                |
    hello                     |
    """
CASES = [tuple(part.strip() for part in line.split("|")) for line in WRITTEN.strip().splitlines()]


def ends(days):
    return [None if np.isnat(day) else str(day) for day in days]


@pytest.mark.parametrize(("written", "meant"), CASES)
def test_what_a_written_date_means(written, meant):
    first, *rest = meant.split() or [None]
    read = parse_dates(pd.Series([written, None]))
    assert (ends(read.first), ends(read.last)) == ([first, None], [(rest or [first])[0], None])


@pytest.mark.parametrize("written", [written for written, _ in CASES])
def test_a_database_reads_dates_as_a_file_does(written):
    table = ibis.memtable(pa.table({"day": [written]}))
    by_database = [str(end.as_table().to_pyarrow().columns[0][0].as_py()) for end in day_ends(table["day"])]
    read = parse_dates(pd.Series([written]))
    assert by_database == [str(day) for day in (*ends(read.first), *ends(read.last))]


ORDERS = [
    (["03/04/2024", "15/06/2023"], "2024-04-03"),
    (["03/04/2024", "06/15/2023"], "2024-03-04"),
    (["03-04-2024", "15-06-2023"], "2024-04-03"),
    (["03/04/2024 10:20", "15/06/2023 08:00"], "2024-04-03"),
    (["03/04/2024", "05/06/2023"], None),
    (["03/04/2024", "15/06/2023", "06/15/2023"], None),
]


@pytest.mark.parametrize(("column", "first"), ORDERS)
def test_the_other_dates_of_a_column_say_which_number_is_the_day(column, first):
    read = parse_dates(pd.Series(column))
    assert ends(read.first)[0] == first
    assert read.doubtful("ambiguous")[0] == (first is None)


def test_numbers_in_a_column_of_dates_are_days_of_a_spreadsheet_or_years_and_never_mixed_up():
    read = parse_dates(pd.Series([22009, 1960.0, 20230615, np.nan]))
    assert ends(read.first) == ["1960-04-03", "1960-01-01", "2023-06-15", None]
    assert read.doubtful("serial").tolist() == [True, False, False, False]


def test_two_digits_of_a_year_are_the_latest_that_is_past_and_told():
    table = pd.DataFrame({"born": ["01.03.60", "01.03.1961"], "day": ["2024-03-31"] * 2})
    table_map = cr.parse_map("index: {column: day}\ncolumns: {age: {column: born, dated: birth}}")
    read = apply(Raw("t", table, trusted=True), table_map).dataset
    assert read.columns["age"].low.tolist() == [64, 63]
    assert [(note.code, note.count) for note in read.notes] == [("two-digit-year", 1)]


ASKED = [
    ("{age: {column: born, dated: birth}}", ["date-order"]),
    ("{age: {column: born, dated: birth, order: day first}}", []),
    ("{age: {column: born, dated: birth}}\nagreed: [date-order:age]", []),
]


@pytest.mark.parametrize(("columns", "problems"), ASKED)
def test_which_number_is_the_day_is_asked_once_for_a_column(columns, problems):
    table = pd.DataFrame({"born": ["03/04/1960", "05/04/1961"], "day": ["2024-04-03"] * 2})
    applied = apply(Raw("t", table, trusted=True), cr.parse_map(f"index: {{column: day}}\ncolumns: {columns}"))
    assert [each.code for each in applied.problems] == problems
    ages = applied.dataset.columns["age"].low if "age" in applied.dataset.columns else None
    if "order" in columns and not problems and "agreed" not in columns:
        assert ages.tolist() == [64, 62]


def test_an_index_date_of_two_orders_is_asked_about_too():
    table = pd.DataFrame({"born": ["1960-04-03"], "day": ["03/04/2024"]})
    text = "index: {column: day%s}\ncolumns: {age: {column: born, dated: birth}}"
    asked = apply(Raw("t", table, trusted=True), cr.parse_map(text % "")).problems
    assert [(each.code, each.subject) for each in asked] == [("date-order", "index")]
    told = apply(Raw("t", table, trusted=True), cr.parse_map(text % ", order: month first"))
    assert (told.problems, told.dataset.columns["age"].low.tolist()) == ((), [63])


def test_the_time_beside_a_date_is_read():
    times = times_of_day(pd.Series(["2024-01-01 08:15", "01.03.2024 8:15", "2024-01-01", "12/31/2023 3:15 PM", None]))
    assert times.tolist()[:2] == [29700, 29700]
    assert times[3] == 54900
    assert np.isnan(times[[2, 4]]).all()
    assert times_of_day(pd.Series(pd.to_datetime(["2024-01-01 00:01"]))).tolist() == [60]
