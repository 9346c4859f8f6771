"""What a proposal asks a person, and how each answer changes the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from criteria.data.table_map import Index, Measurements, Reading, TableMap
from criteria.model.variables import PATIENT_ID, Number, Variable


@dataclass(frozen=True)
class Choice:
    """One answer.

    Attributes:
        label: the answer in words.
        variable, reading: read this variable so.
        declares: a variable that is new with this answer.
        unused: columns that are left out with this answer.
        index: the index date of this answer.
        duplicates: what this answer does with a patient's further rows.
        measurements: how this answer reads the long table.
        agreed: a doubt about values that this answer settles.
        top_code_age, replace_ids: what this answer does with ages above 89, and with identifiers.
    """

    label: str
    variable: str | None = None
    reading: Reading | None = None
    declares: Variable | None = None
    unused: tuple[str, ...] = ()
    index: Index | None = None
    duplicates: Literal["first", "last", "join"] | None = None
    measurements: Measurements | None = None
    agreed: str | None = None
    top_code_age: bool = False
    replace_ids: bool = False


@dataclass(frozen=True)
class Question:
    """Something a person has to decide, because the table does not say it.

    Attributes:
        code: stable: `which-unit`, `which-words`, `which-column`, `missing-code`, `is-it-this`, `what-is-it`,
            `karnofsky`, `age-from-birth`, `event-date`, `which-age`, `duplicates`, `personal`, `together`,
            `several-results`, `date-order`, `which-visit`.
        column: the column it is about.
        text: the question, without any value of a patient.
        choices: the answers offered; a person may also write the reading by hand.
        words: the words that have to be mapped, where that is the question. To be shown as patients' values are.
    """

    code: str
    column: str
    text: str
    choices: tuple[Choice, ...] = ()
    words: tuple[str, ...] = ()


def answered(table_map: TableMap, choice: Choice) -> TableMap:
    """The map after an answer."""
    changed: dict[str, Any] = {}
    columns, unused = dict(table_map.columns), [*table_map.unused, *choice.unused]
    if choice.variable is not None and choice.reading is not None:
        columns[choice.variable] = choice.reading
        used = {choice.reading.column, choice.reading.unit_column}
        unused = [column for column in unused if column not in used]
        changed["columns"] = columns
    changed["unused"] = tuple(dict.fromkeys(unused))
    if choice.declares is not None:
        changed["variables"] = {**table_map.variables, choice.declares.name: choice.declares}
    if choice.index is not None:
        changed["index"] = choice.index
    if choice.measurements is not None:
        changed["measurements"] = choice.measurements
    if choice.duplicates is not None:
        changed["duplicates"] = choice.duplicates
    if choice.agreed is not None:
        changed["agreed"] = (*table_map.agreed, choice.agreed)
    for switch in ("top_code_age", "replace_ids"):
        if getattr(choice, switch):
            changed[switch] = True
    return table_map.model_copy(update=changed)


def without_the_rest(table_map: TableMap, columns: Iterable[str]) -> TableMap:
    """The map with every column that nothing is read from left out on purpose."""
    rest = [column for column in columns if column not in table_map.columns_used]
    return table_map.model_copy(update={"unused": tuple(dict.fromkeys([*table_map.unused, *rest]))})


def corrected(table_map: TableMap, column: str, variable: str | None, unit: str | None = None) -> TableMap:
    """The map with a column read as another variable, or in another unit; left out where no variable is given.

    `patient_id` makes it the column of patient identifiers. What the map says of the column's words and missing codes
    stays where it is read as the variable it was.
    """
    before = {name: each for name, each in table_map.columns.items() if each.column == column}
    columns = {name: each for name, each in table_map.columns.items() if name not in before}
    unused = [name for name in table_map.unused if name != column]
    patient = None if table_map.patient_id == column else table_map.patient_id
    if variable is None:
        unused.append(column)
    elif variable == PATIENT_ID:
        patient = column
    else:
        kept = before.get(variable, Reading(column=column))
        beside = kept.unit_column if unit is None else None
        columns[variable] = kept.model_copy(update={"unit": unit or None, "unit_column": beside})
    return table_map.model_copy(update={"columns": columns, "unused": tuple(unused), "patient_id": patient})


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
