"""What a column of an opened table is read as, what it may be, and what its words may stand for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import criteria as cr
from pages._opened_table import Opened

OPEN, LEFT_OUT, PATIENT, INDEX, DECLARE = "", "(left out)", "patient_id", cr.INDEX_DATE, "(declare)"
UNIT = "(unit)"
BESIDE = "column "  # before the name of a column that holds the unit of each value
VARIOUS = "(various)"  # rare words that do not all stand for the same
YES_NO = {"Y": "yes", "N": "no"}
MOST_GRADES = 10  # a whole number of so few values may be written in words


def meaning_of(column: str, table_map: cr.TableMap) -> str:
    """What a map reads a column as: a variable's name, or one of `SPECIAL`."""
    named = (name for name, reading in table_map.columns.items() if reading.column == column)
    if column == table_map.patient_id:
        return PATIENT
    if table_map.index is not None and column == table_map.index.column:
        return INDEX
    if any(reading.unit_column == column for reading in table_map.columns.values()):
        return UNIT
    left_out = column in table_map.unused or cr.EVERYTHING_ELSE in table_map.unused
    return next(named, LEFT_OUT if left_out else OPEN)


def variable_of(column: str, is_now: str, table_map: cr.TableMap) -> cr.Variable | None:
    """What a column is read as; of a column of units, what these are the units of."""
    if is_now == UNIT:
        is_now = next(name for name, each in table_map.columns.items() if each.unit_column == column)
    return table_map.variable(is_now)


def variables(table: Opened) -> dict[str, str]:
    """What a column may be, with what a person calls it."""
    declared = {name: variable.label for name, variable in table.table_map.variables.items()}
    return declared | {name: variable.label for name, variable in cr.DICTIONARY.items()}


def meanings(variable: cr.Variable | None, is_now: str) -> dict[str, str]:
    """What a word of a column may stand for; nothing where any word is allowed."""
    if is_now == UNIT and isinstance(variable, cr.Number):
        return {unit: unit for unit in variable.units_in_use}
    if isinstance(variable, cr.Flag):
        known = YES_NO
    elif isinstance(variable, cr.Number) and variable.whole and _grades(variable):
        known = {str(grade): str(grade) for grade in _grades(variable)}
    else:
        known = {word: word.replace("_", " ") for word in getattr(variable, "values", ())}
    return known | {cr.UNKNOWN: "unknown"} if known else {}


def _grades(variable: cr.Number) -> range:
    low, high = map(int, variable.plausible)
    most = high if variable.fatal is None else int(variable.fatal)
    return range(low, most + 1) if most - low <= MOST_GRADES else range(0)


def words(each: cr.ShownColumn, is_now: str, table: Opened, unread: set[str]) -> Iterator[dict[str, Any]]:
    """The words of a column with what each stands for, where it can stand for something; rare ones as one group."""
    readings = [
        reading
        for name, reading in table.table_map.columns.items()
        if name == is_now or (is_now == UNIT and reading.unit_column == each.column)
    ]
    if not readings or not meanings(variable_of(each.column, is_now, table.table_map), is_now):
        return
    stands = readings[0].units if is_now == UNIT else readings[0].words
    missing = () if is_now == UNIT else readings[0].missing

    def means(word: str) -> str:
        return cr.UNKNOWN if word in missing else stands.get(word, "")

    for word, count in each.words:
        yield {"word": word, "count": count.text, "means": means(word), "unread": word in unread}
    rare = rare_words(each.column, {word for word, _ in each.words}, table)
    if rare:
        together = {means(word) for word in rare}
        yield {
            "word": "",
            "count": "each of few patients",
            "means": together.pop() if len(together) == 1 else VARIOUS,
            "unread": False,
        }


def rare_words(column: str, shown: Collection[str], table: Opened) -> list[str]:
    """The words of a column that are not shown one by one. They stay in the server."""
    found = next((each.profile.meant for each in _proposed(table) if each.column == column), ())
    return [word for word, _ in found if word not in shown]


def details(column: str, is_now: str, table: Opened) -> dict[str, str]:
    """What more can be said of how a column is read, and how it is read now; empty where nothing can."""
    reading, index = table.table_map.columns.get(is_now), table.table_map.index
    if is_now == INDEX and index is not None:
        return {"order": index.order or ""}
    if reading is None:
        return {}
    if reading.dated or holds_dates(column, table):
        return {"dated": reading.dated or "", "order": reading.order or ""}
    missing = {"missing": ", ".join(reading.missing)}
    if not isinstance(table.table_map.variable(is_now), cr.Number):
        return missing
    plausible = " to ".join(f"{each:g}" for each in reading.plausible or ())
    return {"decimal": reading.decimal or "", "plausible": plausible, **missing}


def holds_dates(column: str, table: Opened) -> bool:
    """Whether most of what stands in a column are dates."""
    return any(each.column == column and each.profile.kind == "dates" for each in _proposed(table))


def _proposed(table: Opened) -> tuple[cr.Proposed, ...]:
    return table.proposal.columns if table.proposal else ()
