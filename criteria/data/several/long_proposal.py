"""Whether a table is a long one, a row for each result: seen from the names of its columns and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from criteria.data.columns.missing import is_missing
from criteria.data.several.long_rows import identifiers
from criteria.data.table_map import Measurements, TableMap
from criteria.data.vocabulary.roles import Role, in_role

_NUMERIC = 0.3  # of a long table's values at least this share begins like a number
_LOOKED_AT = 100_000  # rows
_BASELINE = re.compile(
    r"^(baseline|base|bl|screening|scr|day ?0?[01]|v(isit)?[ _]?0*[01]?|c(ycle)? ?0?1 ?d(ay)? ?0?1|0|0\.0|basis|basal|"
    r"inclusion|einschluss|ausgangswert|inclusión|基线|筛选|ベースライン|スクリーニング|기저|스크리닝)\b.*",
    re.IGNORECASE,
)


def propose_long(name: str, frame: pd.DataFrame) -> TableMap | None:
    """The map of a single table that is a long one; None for any other."""
    named = measurements_in(name, frame)
    return TableMap(patient_id=named.patient, measurements=named) if named else None


def measurements_in(name: str, frame: pd.DataFrame) -> Measurements | None:
    """The parts of a long table by the names of its columns; None where it is none, or each patient has one row."""
    columns = _Columns(frame)
    patient, called, code = columns.take("patient"), columns.take("name"), columns.take("code")
    value = columns.take("value", _begins_like_numbers)
    if patient is None or value is None or (called is None and code is None):
        return None
    ids = frame[patient].dropna()
    if not ids.duplicated().any():
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
        date=columns.take("date"),
        day=columns.take("day"),
        baseline=columns.take("baseline"),
    )
    return long if long.date or long.day else _with_visit(long, frame, columns)


def _with_visit(long: Measurements, frame: pd.DataFrame, columns: _Columns) -> Measurements:
    """Without a date, the visit that is called as the first one is, where there is a column of visits."""
    visit = columns.take("visit")
    if visit is None or long.baseline:
        return long
    visits = [str(each) for each in identifiers(frame[visit]).dropna().unique()]
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


def _begins_like_numbers(column: pd.Series) -> bool:
    given = column.dropna().head(_LOOKED_AT)
    if pd.api.types.is_numeric_dtype(given):
        return True
    words = given.astype("string").str.strip()
    words = words[[not is_missing(word) for word in words]]
    return bool(len(words)) and bool(words.str.match(r"[<>=≤≥~\s(]*[-+]?[.,]?\d").mean() >= _NUMERIC)
