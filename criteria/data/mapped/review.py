"""Does this map fit this table? Everything that does not, before a value is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from criteria.data.columns.dates import is_ambiguous
from criteria.data.columns.looked import Looked, repeats_in
from criteria.data.columns.values import can_be_read, is_known, plausible_range
from criteria.data.table_map import Reading, TableMap
from criteria.model.near import nearest
from criteria.model.problems import Problem
from criteria.model.variables import DICTIONARY, PATIENT_ID, Number, Variable

DAYS_IN = {"days": 1.0, "months": 365.25 / 12, "years": 365.25}
"""Quantities that the days from an event to the index date can be told in."""


def map_problems(columns: Collection[str], table_map: TableMap, *, strict: bool) -> list[Problem]:
    """Everything in which the map and the table's columns disagree; the subject of a reading's is its variable.

    Args:
        columns: the table's, without those that the map leaves out on purpose.
        table_map: the map.
        strict: the map was made from the headers, so a remedy is about a header.
    """
    found = [*_of_the_table(columns, table_map)]
    for name, reading in table_map.columns.items():
        variable = table_map.variable(name)
        if variable is None:
            found.append(Problem("unknown-variable", name, _unknown(name, table_map)))
            continue
        found += _place_problems(name, reading, columns, table_map)
        found += _kind_problems(reading, variable, table_map)
        found += _unit_problems(reading, variable, strict=strict)
        found += _word_problems(reading, variable)
    return found if strict else [*found, *_left_over(columns, table_map)]


def _of_the_table(columns: Collection[str], table_map: TableMap) -> Iterator[Problem]:
    index = table_map.index.column if table_map.index else None
    for what, column in ((PATIENT_ID, table_map.patient_id), ("index", index)):
        if column is not None and column not in columns:
            yield _absent(what, column, columns)
    for column in sorted(table_map.columns_used & set(table_map.unused)):
        yield Problem("used-and-unused", column, "is read and is left out as well; drop it from one of the two")


def _absent(subject: str, column: str, columns: Collection[str]) -> Problem:
    close = get_close_matches(column, columns, n=1)
    remedy = f"did you mean `{close[0]}`?" if close else "correct the map, or take this reading out of it"
    return Problem("column-missing", subject, f"the table has no column `{column}`; {remedy}")


def _unknown(name: str, table_map: TableMap) -> str:
    close = nearest(name, [*DICTIONARY, *table_map.variables])
    meant = f"did you mean `{close}`? Else " if close else ""
    return f"not in the dictionary; {meant}declare it under `variables`, with its kind"


def _place_problems(name: str, reading: Reading, columns: Collection[str], table_map: TableMap) -> Iterator[Problem]:
    for column in (reading.column, reading.unit_column):
        if column is not None and column not in columns and column not in table_map.unused:
            yield _absent(name, column, columns)


def _kind_problems(reading: Reading, variable: Variable, table_map: TableMap) -> Iterator[Problem]:
    """A constant, a unit or a date where the kind of variable has none."""
    name = variable.name
    if not isinstance(variable, Number):
        if reading.constant is not None:
            yield Problem("not-a-number", name, f"a {variable.kind} has no number for everyone; give its column")
        if reading.unit or reading.unit_column or reading.dated:
            yield Problem("not-a-number", name, f"a {variable.kind} has neither a unit nor a date; leave it out")
        if reading.decimal or reading.units or reading.plausible:
            message = f"a {variable.kind} has no `decimal`, `units` or `plausible`; leave it out"
            yield Problem("not-a-number", name, message)
        return
    yield from _range_problems(reading, variable)
    if reading.dated == "birth" and variable.quantity != "years":
        yield Problem("not-a-date", name, "a date of birth gives an age in years; read `age` from it")
    if reading.dated == "event" and variable.quantity not in DAYS_IN:
        yield Problem("not-a-date", name, f"is no time; an event gives {', '.join(DAYS_IN)}")
    if reading.dated and table_map.index is None:
        yield Problem("index-missing", name, "a date needs the index date: write `index: {column: …}` or `{date: …}`")
    factor = variable.factor(reading.unit)
    if reading.constant is not None and factor is not None:
        low, high = reading.plausible or variable.plausible
        if not low <= reading.constant * factor <= high:
            message = f"the number for everyone is outside {plausible_range(variable)}; correct it or its unit"
            yield Problem("implausible", name, message)


def _range_problems(reading: Reading, variable: Number) -> Iterator[Problem]:
    """A plausible range that is none, and words for units that the variable cannot be in."""
    if reading.plausible is not None and reading.plausible[0] >= reading.plausible[1]:
        low, high = variable.plausible
        message = f"`plausible` is the smallest value that can be, then the largest, such as [{low:g}, {high:g}]"
        yield Problem("plausible-range", variable.name, f"{message} in {variable.unit}")
    for unit in dict.fromkeys(reading.units.values()):
        if variable.find_unit(unit) is None:
            message = f"`{unit}` in `units` is not one of: {', '.join(variable.units_in_use)}"
            yield Problem("unit-unknown", variable.name, message)


def _unit_problems(reading: Reading, variable: Variable, *, strict: bool) -> Iterator[Problem]:
    if not isinstance(variable, Number) or reading.unit_column or reading.dated:
        return
    if variable.factor(reading.unit) is not None:
        return
    name, allowed = variable.name, ", ".join(variable.units_in_use)
    written = f"`{name} [{variable.unit}]` in the header" if strict else f"`unit: {variable.unit}` in the map"
    if reading.unit:
        message = f"`{reading.unit}` is not one of: {allowed}; write {written}"
        yield Problem("unit-unknown", name, message)
    else:
        yield Problem("unit-missing", name, f"needs a unit: {allowed}; write {written}")


def _word_problems(reading: Reading, variable: Variable) -> Iterator[Problem]:
    """Meanings that the variable does not know; the words themselves stand in patients' rows and are not repeated."""
    for meaning in dict.fromkeys(reading.words.values()):
        if isinstance(variable, Number):
            if not can_be_read(meaning, variable):
                message = f"`{meaning}` is no number; a word stands for a number, such as 1, <0.5 or 70-79"
                yield Problem("word-unknown", variable.name, message)
        elif not is_known(meaning, variable):
            allowed = ", ".join(("N", "Y") if variable.kind == "flag" else variable.values)
            yield Problem("word-unknown", variable.name, f"`{meaning}` is not one of: {allowed}")


def _left_over(columns: Collection[str], table_map: TableMap) -> Iterator[Problem]:
    for column in columns:
        if column not in table_map.columns_used and column not in table_map.unused:
            message = "the map says nothing of this column; read a variable from it, or list it under `unused`"
            yield Problem("unmapped-column", column, message)


def row_problems(looked: Looked, table_map: TableMap) -> Iterator[Problem]:
    """No patient at all, or one patient in several rows where the map does not say which of them to keep."""
    if not len(looked.frame):
        yield Problem("no-patients", "rows", "the table has no patient; give at least one row")
    patient = table_map.patient_id
    if patient is not None and patient in looked.frame.columns and table_map.duplicates == "refuse":
        count = repeats_in(looked, patient)
        if count:
            message = "keep one row for each patient, or write `duplicates: first` (or `last`) in the map"
            yield Problem("duplicate-patient", PATIENT_ID, f"{count} rows repeat an identifier; {message}")
    yield from _order_problems(looked, table_map)


def _order_problems(looked: Looked, table_map: TableMap) -> Iterator[Problem]:
    """Columns of dates in which nothing says whether the day or the month comes first."""
    dated = [(name, each.column, each.order) for name, each in table_map.columns.items() if each.dated]
    if table_map.index is not None:
        dated.append(("index", table_map.index.column, table_map.index.order))
    for name, column, order in dated:
        asked = order is None and not table_map.agrees("date-order", name)
        if asked and column in looked.frame.columns and is_ambiguous(looked.column(str(column))):
            message = (
                f"dates of `{column}` such as 03/04/2024 can be read with the day or the month first, and none of its "
                "other dates says which; write `order: day first` (or `month first`) in the map, or "
                f"`agreed: [date-order:{name}]` to take them as unknown"
            )
            yield Problem("date-order", name, message)
