"""One variable of a table, as its reading says: from a column, a date, a unit beside each value, or one constant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from criteria.data.columns.dates import HOW, Dates, days_before, one_day, parse_dates, years_before
from criteria.data.columns.distinct import is_numbers, words_in
from criteria.data.columns.how import How
from criteria.data.columns.looked import Looked
from criteria.data.columns.missing import blank, is_no_number
from criteria.data.columns.numbers import may_be_a_unit
from criteria.data.columns.parsed import Parsed, Scan, amounts_of, scan
from criteria.data.columns.values import convert, for_everyone, read_words, said, top_coded
from criteria.data.dataset import Column, Floats, Note
from criteria.data.mapped.review import DAYS_IN
from criteria.data.mapped.signs import Settled, settled
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
        notes: values that could not be used, or not as they stood.
        doubts: what nobody may use unless the data's owner has said what it is.
        plausible: the smallest and largest plausible value of this table, in place of the variable's own.
        commas: they have a decimal comma.
    """

    variable: Number
    parsed: Parsed = field(repr=False)
    factor: float | Floats = field(repr=False)
    unit: str | None
    notes: tuple[Note, ...] = ()
    doubts: tuple[Note, ...] = ()
    plausible: tuple[float, float] | None = None
    commas: bool = False


def words_of(looked: Looked, reading: Reading) -> pd.Series:
    """The column of a reading with its missing codes missing and its words replaced by their meaning."""
    assert reading.column is not None, "a reading of a column"
    return said(blank(looked.column(reading.column), reading.missing), reading.words)


def scanned(looked: Looked, reading: Reading, variable: Number) -> Scan | Parsed | None:
    """The numbers of a reading's column taken apart; None where it holds dates."""
    if reading.dated:
        return None
    how = How(variable, reading.units, reading.decimal)
    read_as = ("amounts", reading.column, reading.missing, *reading.words.items())
    if is_numbers(looked.frame[reading.column]) and not reading.words:
        return scan(amounts_of(words_of(looked, reading)), how)
    amounts = looked.once(read_as, lambda: amounts_of(words_of(looked, reading)))
    return looked.once((read_as, variable, *reading.units.items()), lambda: scan(amounts, how))


def written(
    looked: Looked,
    reading: Reading,
    variable: Number,
    table_map: TableMap,
    found: Scan | Parsed | None,
    signs: frozenset[str] = frozenset(),
) -> Written:
    """The numbers of a reading's column, not yet converted.

    Args:
        found: from `scanned`.
        signs: the decimal signs of which the table holds certain evidence.
    """
    if found is None:
        return _dated(looked, reading, variable, table_map)
    factor, notes, doubts = _factor(looked, reading, variable, found)
    unit = None if reading.unit_column is not None else (variable.find_unit(reading.unit or "") or variable.unit)
    clear = settled(found, reading, variable, factor, signs) if isinstance(found, Scan) else Settled(found)
    parsed, factor = _in_one_unit(clear.parsed, variable, factor)
    strange = (_strange(variable, parsed.strange),) if parsed.strange else ()
    told = (*notes, *clear.told, *_widened(reading, variable, parsed))
    return Written(
        variable, parsed, factor, unit, told, (*doubts, *clear.asked, *strange), reading.plausible, clear.commas
    )


def _widened(reading: Reading, variable: Number, parsed: Parsed) -> Iterator[Note]:
    if reading.plausible is not None:
        low, high = reading.plausible
        message = f"the map sets the plausible range to {low:g} to {high:g} {units.in_words(variable.unit)}".strip()
        yield Note("plausible-range", variable.name, int(np.isfinite(parsed.low).sum()), message)


def column_of(numbers: Written, *, top_code: bool = False) -> tuple[Column, tuple[Note, ...]]:
    """The numbers in the standard unit; with `top_code` those above 89 are 90 and more."""
    read = convert(numbers.parsed, numbers.variable, numbers.factor, numbers.plausible)
    column = top_coded(read.column, OLDEST_IN_FULL) if top_code else read.column  # type: ignore[arg-type]  # age is a number
    return column, (*numbers.notes, *read.notes)


def _factor(
    looked: Looked, reading: Reading, variable: Number, found: Scan | Parsed
) -> tuple[float | Floats, tuple[Note, ...], tuple[Note, ...]]:
    """What the column's numbers are multiplied by, with the values lost by that: told, and to be asked about."""
    if reading.unit_column is None:
        factor = variable.factor(reading.unit)
        assert factor is not None, "the map was checked"
        return factor, (), ()
    low = found.parsed(frozenset()).low if isinstance(found, Scan) else found.low
    factors, notes = _factors(looked.column(reading.unit_column), variable, ~np.isnan(low), reading.units)
    told = tuple(notes)
    return (
        factors,
        tuple(n for n in told if n.code == "unit-missing"),
        tuple(n for n in told if n.code != "unit-missing"),
    )


def _in_one_unit(parsed: Parsed, variable: Number, factor: float | Floats) -> tuple[Parsed, float | Floats]:
    """The numbers that have their own unit beside them in that of their column, or of their row."""
    if parsed.own is None:
        return parsed, factor
    own = np.array([*(variable.factor(unit) for unit in parsed.own_units), np.nan], dtype=np.float64)[parsed.own]
    there = parsed.own >= 0
    if isinstance(factor, float):
        scale = np.where(there, own / factor, 1.0)
        scale[scale == 1.0] = 1.0
        low = parsed.low * scale
        return replace(parsed, low=low, high=low if parsed.low is parsed.high else parsed.high * scale), factor
    return parsed, np.where(there, own, factor)


def _strange(variable: Number, beside: Mapping[str, int]) -> Note:
    listed = ", ".join(f"`{text}`" for text in sorted(beside))
    allowed = ", ".join(variable.units_in_use)
    message = f"beside the number stands {listed}, which is not one of: {allowed}; {_remedy(variable, sorted(beside))}"
    return Note("unit-unknown", variable.name, sum(beside.values()), message)


def _remedy(variable: Number, seen: Sequence[str]) -> str:
    """What to do about units that are none of the variable's; those of another quantity are no spelling of its own."""
    spelling = next((text for text in seen if not units.is_unit(text) and "%" not in text), None if seen else "WORD")
    said = f"say in the map what it is, as in `units: {{'{spelling}': {variable.unit}}}`, or " if spelling else ""
    return f"correct the unit, or {said}write `agreed: [unit-unknown:{variable.name}]` to take these as unknown"


def words(looked: Looked, reading: Reading, variable: Variable) -> tuple[Column, tuple[Note, ...]]:
    """A category or a flag as codes."""
    assert not isinstance(variable, Number)
    read = read_words(words_of(looked, reading), variable)
    return read.column, read.notes


def constant(reading: Reading, variable: Number, patients: int) -> Column:
    """The number of everyone, in the standard unit."""
    factor = variable.factor(reading.unit)
    assert reading.constant is not None, "the map was checked"
    assert factor is not None, "the map was checked"
    return for_everyone(reading.constant * factor, patients)


def _factors(
    column: pd.Series, variable: Number, there: np.ndarray, said: Mapping[str, str]
) -> tuple[Floats, Iterator[Note]]:
    """The factor of each patient's unit, NaN where it is not known, and the values lost by that, counted."""
    codes, texts = words_in(column)
    missing = [is_no_number(text) for text in texts]
    find = How(variable, said).unit
    known = [variable.factor(None if blank else find(text) or "?") for text, blank in zip(texts, missing, strict=True)]
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
        # A text that is a unit elsewhere, or looks like one, may be shown; another may be anything, also a patient's.
        shown = [text for text in seen if units.is_unit(text) or may_be_a_unit(text)]
        found = f" (among them {', '.join(f'`{text}`' for text in shown)})" if shown else ""
        message = f"a unit beside the value that is not one of: {allowed}{found}; {_remedy(variable, shown)}"
        yield Note("unit-unknown", variable.name, unknown, message)


def _dated(looked: Looked, reading: Reading, variable: Number, table_map: TableMap) -> Written:
    assert table_map.index is not None, "the map was checked"
    index = index_dates(looked, table_map.index)
    dates = parse_dates(blank(looked.column(str(reading.column)), reading.missing), reading.order)
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
    parsed = Parsed(low, low if exact else high, np.zeros(len(looked.frame), dtype=bool))
    without = np.isnan(low) & ~after & ~np.isnat(dates.first)
    return Written(variable, parsed, 1.0, None, tuple(_date_notes(variable, dates, after, without)))


def index_dates(looked: Looked, index: Index) -> Dates:
    """The index date of each patient. Shape (patients,), or (1,) where it is one day for all."""
    if index.date is not None:
        return one_day(index.date)
    return parse_dates(looked.column(str(index.column)), index.order)


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
