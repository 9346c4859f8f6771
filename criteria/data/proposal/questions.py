"""What a proposal asks a person, and how each answer changes the map; the first answer confirms what the map has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from criteria.data.table_map import Index, Measurements, Reading, TableMap
from criteria.model.variables import Variable


@dataclass(frozen=True)
class Choice:
    """One answer.

    Attributes:
        label: the answer in words.
        variable, reading: read this variable so.
        readings: read these variables so, where one answer is about several columns.
        instead_of: how the proposal reads them: an answer changes what differs from that, and leaves alone what
            other answers have changed.
        declares: a variable that is new with this answer.
        unused: columns that are left out with this answer; nothing is read from them then.
        patient_id: the column of patient identifiers of this answer.
        index: the index date of this answer.
        duplicates: what this answer does with a patient's further rows.
        measurements: how this answer reads one of the long tables.
        agreed: doubts about values that this answer settles.
        top_code_age, replace_ids: what this answer does with ages above 89, and with identifiers.
    """

    label: str
    variable: str | None = None
    reading: Reading | None = None
    declares: Variable | None = None
    readings: Mapping[str, Reading] = field(default_factory=dict)
    instead_of: Mapping[str, Reading] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    patient_id: str | None = None
    index: Index | None = None
    duplicates: Literal["first", "last", "join"] | None = None
    measurements: Measurements | None = None
    agreed: tuple[str, ...] = ()
    top_code_age: bool = False
    replace_ids: bool = False


@dataclass(frozen=True)
class Question:
    """Something a person has to decide, because the table does not say it.

    Attributes:
        code: stable: `which-unit`, `which-words`, `which-column`, `missing-code`, `coded-values`, `is-it-this`,
            `upper-limits`, `left-out`, `patient-id`, `karnofsky`, `age-from-birth`, `event-date`, `which-age`,
            `duplicates`, `personal`, `local-codes`, `together`, `several-results`, `date-order`, `which-visit`,
            `index-date`.
        column: the column it is about, or the first of several.
        text: the question, without any value of a patient.
        choices: the answers offered, the one that confirms the proposed map first; a person may also write the
            reading by hand.
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
    unused = [*table_map.unused, *choice.unused]
    columns = {name: each for name, each in table_map.columns.items() if each.column not in choice.unused}
    readings = dict(choice.readings)
    if choice.variable is not None and choice.reading is not None:
        readings[choice.variable] = choice.reading
    for name, reading in readings.items():
        columns = {other: each for other, each in columns.items() if other == name or each.column != reading.column}
        columns[name] = _changed(table_map.columns.get(name), choice.instead_of.get(name), reading)
        unused = [column for column in unused if column not in (reading.column, reading.unit_column)]
    if choice.patient_id is not None:
        changed["patient_id"] = choice.patient_id
        unused = [column for column in unused if column != choice.patient_id]
        if table_map.patient_id not in (None, choice.patient_id):
            unused.append(table_map.patient_id)
    if table_map.patient_id in choice.unused:
        changed["patient_id"] = None
    if table_map.index is not None and table_map.index.column in choice.unused:
        changed["index"] = None
    changed["columns"] = columns
    if choice.declares is not None:
        changed["variables"] = {**table_map.variables, choice.declares.name: choice.declares}
    if choice.index is not None:
        changed["index"] = choice.index
        unused = [column for column in unused if column != choice.index.column]
    changed["unused"] = tuple(dict.fromkeys(unused))
    if choice.measurements is not None:
        changed["measurements"] = tuple(
            choice.measurements if each.table == choice.measurements.table else each
            for each in table_map.measurements or (choice.measurements,)
        )
    if choice.duplicates is not None:
        changed["duplicates"] = choice.duplicates
    if choice.agreed:
        changed["agreed"] = tuple(dict.fromkeys([*table_map.agreed, *choice.agreed]))
    for switch in ("top_code_age", "replace_ids"):
        if getattr(choice, switch):
            changed[switch] = True
    return table_map.model_copy(update=changed)


def _changed(now: Reading | None, proposed: Reading | None, asked: Reading) -> Reading:
    """A reading after an answer: what the answer asks for in other words than the proposal, and else what it is now."""
    if now is None or proposed is None or not now.column == proposed.column == asked.column:
        return asked
    fields = (name for name in Reading.model_fields if name not in ("words", "missing"))
    changed: dict[str, Any] = {
        name: getattr(asked, name) for name in fields if getattr(asked, name) != getattr(proposed, name)
    }
    gone = set(proposed.words) - set(asked.words)
    new = {word: meant for word, meant in asked.words.items() if proposed.words.get(word) != meant}
    changed["words"] = {word: meant for word, meant in {**now.words, **new}.items() if word not in gone}
    added = [code for code in asked.missing if code not in proposed.missing]
    kept = [code for code in now.missing if code in asked.missing or code not in proposed.missing]
    changed["missing"] = tuple(dict.fromkeys([*kept, *added]))
    return now.model_copy(update=changed)
