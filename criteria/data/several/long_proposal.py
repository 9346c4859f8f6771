"""Whether a table is a long one, a row for each result: seen from the names of its columns and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

import pandas as pd

from criteria.data.columns.dates import parse_dates
from criteria.data.columns.missing import is_missing
from criteria.data.several.same_person import written
from criteria.data.table_map import Measurements, TableMap
from criteria.data.vocabulary.naming import BIRTH_DATES, named, plain
from criteria.data.vocabulary.roles import Role, in_role

_NUMERIC = 0.3  # of a long table's values at least this share begins like a number
_LOOKED_AT = 20_000  # rows
_DATES_LOOKED_AT = 300
_DATED = 0.8  # of a column of dates at least this share can be read as one
_MOST_TESTS = 2_000
_TESTS = 2  # so many variables are named in a column of tests
_BASELINE = re.compile(
    r"^(baseline|base|bl|screening|scr|day ?0?[01]|v(isit)?[ _]?0*[01]?|c(ycle)? ?0?1 ?d(ay)? ?0?1|0|0\.0|basis|basal|"
    r"inclusion|einschluss|ausgangswert|inclusión|基线|筛选|ベースライン|スクリーニング|기저|스크리닝)\b.*",
    re.IGNORECASE,
)


def propose_long(name: str, frame: pd.DataFrame) -> TableMap | None:
    """The map of a single table that is a long one; None for any other."""
    long = measurements_in(name, frame)
    return TableMap(patient_id=long.patient, measurements=(long,)) if long else None


def measurements_in(name: str, frame: pd.DataFrame, people: Collection[str] = ()) -> Measurements | None:
    """The parts of a long table by the names of its columns; None where it is none, or each patient has one row.

    Args:
        name: the table's.
        frame: the table.
        people: identifiers of the patients of other tables, by which the column of patients is known.
    """
    columns = _Columns(frame)
    patient = columns.take("patient") or columns.that(lambda column: _are_of(people, column))
    called = columns.take("name", _names_tests) or columns.that(_names_tests, but="code") or columns.take("name")
    code = columns.take("code")
    value = columns.take("value", _begins_like_numbers)
    value = value or (columns.that(_begins_like_results) if called and _names_tests(frame[called]) else None)
    if patient is None or value is None or (called is None and code is None):
        return None
    if not frame[patient].dropna().duplicated().any():
        return None
    long = Measurements(
        table=name,
        patient=patient,
        name=called or code or "",
        value=value,
        code=code if called else None,
        specimen=columns.take("specimen"),
        unit=columns.take("unit"),
        upper_limit=columns.take("upper_limit"),
        lower_limit=columns.take("lower_limit"),
        range=columns.take("range"),
        flag=columns.take("flag"),
        date=columns.take("date", are_dates) or columns.take("date") or columns.that(are_dates),
        day=columns.take("day"),
        baseline=columns.take("baseline"),
    )
    return long if long.date or long.day else _with_visit(long, frame, columns)


def _with_visit(long: Measurements, frame: pd.DataFrame, columns: _Columns) -> Measurements:
    """Without a date, the visit that is called as the first one is, where there is a column of visits."""
    visit = columns.take("visit")
    if visit is None or long.baseline:
        return long
    visits = [str(each) for each in written(frame[visit]).dropna().unique()]
    first = next((each for each in visits if _BASELINE.match(each)), None)
    return long.model_copy(update={"visit": visit, "visits": (first,)}) if first else long


class _Columns:
    """The columns of a table, each given out once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame, self.left = frame, [column for column in frame.columns if frame[column].notna().any()]

    def take(self, role: Role, fits: Callable[[pd.Series], bool] = lambda _: True) -> str | None:
        """The column that is surest in this role."""
        for column in in_role(self.left, role):
            if fits(self.frame[column]):
                self.left.remove(column)
                return column
        return None

    def that(self, fits: Callable[[pd.Series], bool], but: Role = "index") -> str | None:
        """The one column whose values are so, whatever it is called; None where it may be another."""
        other = {*in_role(self.left, but), *(column for column in self.left if plain(column) in BIRTH_DATES)}
        found = [column for column in self.left if column not in other and fits(self.frame[column])]
        if len(found) != 1:
            return None
        self.left.remove(found[0])
        return found[0]


def _are_of(people: Collection[str], column: pd.Series) -> bool:
    """Whether a column holds identifiers of these patients, several rows of each."""
    given = written(column.dropna().head(_LOOKED_AT)).dropna()
    different = given.unique()
    return (
        len(different) < len(given) and bool(people) and sum(each in people for each in different) > len(different) / 2
    )


def _names_tests(column: pd.Series) -> bool:
    """Whether a column holds names of several tests, each often."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return False
    given = column.dropna().head(_LOOKED_AT).astype("string").str.strip()
    different = given.unique()
    if not 2 <= len(different) <= min(_MOST_TESTS, len(given) / 2):
        return False
    return len({each.variable for word in different if (each := named(word)) and each.sure}) >= _TESTS


def are_dates(column: pd.Series) -> bool:
    """Whether most of a column can be read as days; also where nothing says whether the day or the month is first."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return True
    given = column.dropna().head(_LOOKED_AT).drop_duplicates().head(_DATES_LOOKED_AT)
    if given.empty or pd.api.types.is_numeric_dtype(column.dtype):
        return False
    dates = parse_dates(given)
    return bool(((dates.first == dates.last) | dates.doubtful("ambiguous")).mean() >= _DATED)


def _begins_like_results(column: pd.Series) -> bool:
    """Numbers that differ as results do, and are no dates, counts of rows or limits that all rows of a test share."""
    return _begins_like_numbers(column) and not are_dates(column) and column.head(_LOOKED_AT).nunique() > 2


def _begins_like_numbers(column: pd.Series) -> bool:
    given = column.dropna().head(_LOOKED_AT)
    if pd.api.types.is_numeric_dtype(given):
        return True
    words = given.drop_duplicates().astype("string").str.strip()
    words = words[[not is_missing(word) for word in words]]
    return bool(len(words)) and bool(words.str.match(r"[<>=≤≥~\s(]*[-+]?[.,]?\d").mean() >= _NUMERIC)
