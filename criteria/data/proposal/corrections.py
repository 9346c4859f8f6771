"""What a person says of a table in their own words, as a change of its map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from criteria.data.proposal.questions import Choice, answered
from criteria.data.table_map import Index, Reading, TableMap
from criteria.model.variables import PATIENT_ID, Number, Variable

_Part = TypeVar("_Part", bound=BaseModel)

UNKNOWN = "?"  # what a word stands for that says nothing of its patient
INDEX_DATE = "(index date)"  # what a column is that holds the day each patient is looked at


def without_the_rest(table_map: TableMap, columns: Iterable[str]) -> TableMap:
    """The map with every column that nothing is read from left out on purpose."""
    rest = [column for column in columns if column not in table_map.columns_used]
    return table_map.model_copy(update={"unused": tuple(dict.fromkeys([*table_map.unused, *rest]))})


def corrected(table_map: TableMap, column: str, variable: str | None, unit: str | None = None) -> TableMap:
    """The map with a column read as another variable, or in another unit; left out where no variable is given.

    `patient_id` makes it the column of patient identifiers, `INDEX_DATE` that of the index date. What the map says of
    the column's words and missing codes stays where it is read as the variable it was.
    """
    before = {name: each for name, each in table_map.columns.items() if each.column == column}
    columns = {name: each for name, each in table_map.columns.items() if name not in before}
    unused = [name for name in table_map.unused if name != column]
    patient = None if table_map.patient_id == column else table_map.patient_id
    index = None if table_map.index and table_map.index.column == column else table_map.index
    if variable is None:
        unused.append(column)
    elif variable == PATIENT_ID:
        patient = column
    elif variable == INDEX_DATE:
        index = Index(column=column)
    else:
        kept = before.get(variable, Reading(column=column))
        beside = kept.unit_column if unit is None else None
        columns[variable] = kept.model_copy(update={"unit": unit or None, "unit_column": beside})
    changed = {"columns": columns, "unused": tuple(unused), "patient_id": patient, "index": index}
    return table_map.model_copy(update=changed)


def with_detail(table_map: TableMap, column: str, detail: str, value: str) -> TableMap:
    """The map after somebody said more of how a column is read; what makes no sense changes nothing.

    Args:
        column: the column; of the index date only the order can be said.
        detail: `decimal`, `order`, `dated`, `unit_column`, `missing` (codes, with commas between them) or `plausible`
            (the smallest and the largest value, as in `30 to 250`).
        value: as the map has it; empty for as it stands.
    """
    index = table_map.index
    if index is not None and index.column == column and detail == "order":
        return table_map.model_copy(update={"index": _with(index, order=value or None)})
    said = {detail: _DETAILS[detail](value)} | ({"unit": None} if detail == "unit_column" and value else {})
    columns = {name: _with(each, **said) if each.column == column else each for name, each in table_map.columns.items()}
    return table_map.model_copy(update={"columns": columns})


def _with(part: _Part, **said: Any) -> _Part:
    """A part of the map with something else in it, if that makes sense."""
    try:
        return type(part).model_validate(part.model_dump() | said)
    except ValidationError:
        return part


def _codes(value: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in value.split(","))))


def _range(value: str) -> tuple[float, float] | None:
    try:
        low, high = map(float, value.split(" to "))
    except ValueError:
        return None
    return low, high


def _or_none(value: str) -> str | None:
    return value or None


_DETAILS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("decimal", "order", "dated", "unit_column"), _or_none),
    "missing": _codes,
    "plausible": _range,
}


def with_words(table_map: TableMap, column: str, words: Mapping[str, str]) -> TableMap:
    """The map after somebody said what words of a column stand for.

    Args:
        column: a column of values, or one of units.
        words: by word, the variable's word, or a unit; `UNKNOWN` for a missing value, empty for as it stands.
    """
    columns = {
        name: _with_words(each, words)
        if each.column == column
        else _with_units(each, words)
        if each.unit_column == column
        else each
        for name, each in table_map.columns.items()
    }
    return table_map.model_copy(update={"columns": columns})


def _with_words(reading: Reading, words: Mapping[str, str]) -> Reading:
    kept = {word: means for word, means in reading.words.items() if word not in words}
    said = {word: means for word, means in words.items() if means not in ("", UNKNOWN)}
    missing = [code for code in reading.missing if code not in words]
    missing += [word for word, means in words.items() if means == UNKNOWN]
    return reading.model_copy(update={"words": kept | said, "missing": tuple(missing)})


def _with_units(reading: Reading, words: Mapping[str, str]) -> Reading:
    kept = {word: means for word, means in reading.units.items() if word not in words}
    return reading.model_copy(update={"units": kept | {word: means for word, means in words.items() if means}})


def declared_as(table_map: TableMap, column: str, variable: Variable, *, dated: bool = False) -> TableMap:
    """The map with a column read as a variable that is declared for it; `dated`: as the days from its date."""
    columns = {name: each for name, each in table_map.columns.items() if each.column != column}
    unused = tuple(name for name in table_map.unused if name != column)
    bare = table_map.model_copy(update={"columns": columns, "unused": unused})
    reading = Reading(column=column, dated="event" if dated else None, unit=_unit_of(variable) if not dated else None)
    return answered(bare, Choice(variable.label, variable.name, reading, declares=variable))


def _unit_of(variable: Variable) -> str | None:
    """The unit a column is in that was declared with it: the variable's own."""
    return variable.unit if isinstance(variable, Number) and variable.unit != "1" else None
