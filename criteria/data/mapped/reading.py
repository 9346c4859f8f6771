"""One variable of a table, as its reading says: from a column, a date, a unit beside each value, or one constant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from criteria.data.columns.dates import HOW, Dates, days_before, one_day, parse_dates, years_before
from criteria.data.columns.distinct import words_in
from criteria.data.columns.missing import blank, is_missing
from criteria.data.columns.values import Parsed, convert, for_everyone, parse, read_words, said, top_coded
from criteria.data.dataset import Column, Floats, Note
from criteria.data.mapped.review import DAYS_IN
from criteria.data.table_map import Index, Reading, TableMap
from criteria.model import units
from criteria.model.variables import Number, Variable

OLDEST_IN_FULL = 89
"""Above this age patients are few enough to be known by it."""


@dataclass(frozen=True)
class Written:
    """The numbers of one column as they are written, with what to multiply them by.

    Attributes:
        parsed: the numbers, in the column's own unit.
        factor: to the standard unit: one for all, or one for each patient, NaN where its unit is not known.
        unit: the unit of all values; None where each has its own, or where it is a date.
        notes: values that could not be used.
    """

    variable: Number
    parsed: Parsed = field(repr=False)
    factor: float | Floats = field(repr=False)
    unit: str | None
    notes: tuple[Note, ...] = ()


def words_of(frame: pd.DataFrame, reading: Reading) -> pd.Series:
    """The column of a reading with its missing codes missing and its words replaced by their meaning."""
    return said(blank(frame[reading.column], reading.missing), reading.words)


def written(frame: pd.DataFrame, reading: Reading, variable: Number, table_map: TableMap) -> Written:
    """The numbers of a reading's column, not yet converted."""
    if reading.dated:
        return _dated(frame, reading, variable, table_map)
    parsed = parse(words_of(frame, reading))
    if reading.unit_column is not None:
        factor, notes = _factors(frame[reading.unit_column], variable, ~np.isnan(parsed.low))
        return Written(variable, parsed, factor, None, tuple(notes))
    factor_of_all = variable.factor(reading.unit)
    assert factor_of_all is not None, "the map was checked"
    unit = variable.find_unit(reading.unit) if reading.unit else variable.unit
    return Written(variable, parsed, factor_of_all, unit or variable.unit)


def column_of(numbers: Written, *, top_code: bool = False) -> tuple[Column, tuple[Note, ...]]:
    """The numbers in the standard unit; with `top_code` those above 89 are 90 and more."""
    read = convert(numbers.parsed, numbers.variable, numbers.factor)
    column = top_coded(read.column, OLDEST_IN_FULL) if top_code else read.column  # type: ignore[arg-type]  # age is a number
    return column, (*numbers.notes, *read.notes)


def words(frame: pd.DataFrame, reading: Reading, variable: Variable) -> tuple[Column, tuple[Note, ...]]:
    """A category or a flag as codes."""
    assert not isinstance(variable, Number)
    read = read_words(words_of(frame, reading), variable)
    return read.column, read.notes


def constant(reading: Reading, variable: Number, patients: int) -> Column:
    """The number of everyone, in the standard unit."""
    factor = variable.factor(reading.unit)
    assert reading.constant is not None, "the map was checked"
    assert factor is not None, "the map was checked"
    return for_everyone(reading.constant * factor, patients)


def _factors(column: pd.Series, variable: Number, there: np.ndarray) -> tuple[Floats, Iterator[Note]]:
    """The factor of each patient's unit, NaN where it is not known, and the values lost by that, counted."""
    codes, texts = words_in(column)
    missing = [is_missing(text) for text in texts]
    known = [variable.factor(None if blank else text) for text, blank in zip(texts, missing, strict=True)]
    without = variable.factor(None)
    table = np.array([*known, without], dtype=np.float64)  # None becomes NaN
    lost = there & np.isnan(table)[codes]
    unsaid = np.array([*missing, True])[codes]
    seen = sorted({text for text, factor in zip(texts, known, strict=True) if factor is None})
    return table[codes], _unit_notes(variable, int((lost & unsaid).sum()), int((lost & ~unsaid).sum()), seen)


def _unit_notes(variable: Number, unsaid: int, unknown: int, seen: list[str]) -> Iterator[Note]:
    allowed = ", ".join(variable.units_in_use)
    if unsaid:
        yield Note("unit-missing", variable.name, unsaid, f"no unit beside the value; taken as unknown; give {allowed}")
    if unknown:
        # A text that is a unit elsewhere may be shown; another may be anything, also a patient's.
        shown = ", ".join(f"`{text}`" for text in seen if units.is_unit(text))
        found = f" (among them {shown})" if shown else ""
        message = f"a unit beside the value that is not one of: {allowed}{found}; taken as unknown; correct the unit"
        yield Note("unit-unknown", variable.name, unknown, message)


def _dated(frame: pd.DataFrame, reading: Reading, variable: Number, table_map: TableMap) -> Written:
    assert table_map.index is not None, "the map was checked"
    index = index_dates(frame, table_map.index)
    dates = parse_dates(blank(frame[reading.column], reading.missing), reading.order)
    if reading.dated == "birth":
        low, high = years_before(dates, index)
    else:
        low, high = (each / DAYS_IN[variable.quantity] for each in days_before(dates, index))
    after = (high < 0) & (reading.dated == "event")
    low, high = (
        np.where(after, np.nan, np.maximum(low, 0) if reading.dated == "event" else low),
        np.where(after, np.nan, high),
    )
    exact = np.array_equal(low, high, equal_nan=True)
    parsed = Parsed(low, low if exact else high, np.zeros(len(frame), dtype=bool))
    without = np.isnan(low) & ~after & ~np.isnat(dates.first)
    return Written(variable, parsed, 1.0, None, tuple(_date_notes(variable, dates, after, without)))


def index_dates(frame: pd.DataFrame, index: Index) -> Dates:
    """The index date of each patient. Shape (patients,), or (1,) where it is one day for all."""
    if index.date is not None:
        return one_day(index.date)
    return parse_dates(frame[index.column], index.order)


def _date_notes(variable: Number, dates: Dates, after: np.ndarray, without: np.ndarray) -> Iterator[Note]:
    counts = (
        ("date-unreadable", int(dates.doubtful("unreadable").sum()), f"not a date; taken as unknown; {HOW}"),
        ("date-order", int(dates.doubtful("ambiguous").sum()), "day and month can be exchanged; taken as unknown"),
        (
            "two-digit-year",
            int(dates.doubtful("two digits").sum()),
            "a year of two digits; taken as the latest past one",
        ),
        ("date-serial", int(dates.doubtful("serial").sum()), "a spreadsheet's number of a day; read as that day"),
        ("after-index", int(after.sum()), "lies after the index date; taken as unknown"),
        ("no-index", int(without.sum()), f"no index date to count from; taken as unknown; {HOW}"),
    )
    for code, count, message in counts:
        if count:
            yield Note(code, variable.name, count, message)
