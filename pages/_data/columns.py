"""The columns of an opened table as the page's list shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import criteria as cr
from pages import _columns
from pages._data import meaning, mending
from pages._data.meaning import BESIDE, DECLARE, INDEX, LEFT_OUT, OPEN, PATIENT, UNIT
from pages._opened_table import Opened
from pages._words import quoted

SPECIAL = {
    LEFT_OUT: "leave out",
    PATIENT: "patient identifier",
    DECLARE: "declare a new variable …",
    OPEN: "not decided",
    INDEX: "index date",
    UNIT: "unit of another column",
}
OFFERED = {LEFT_OUT, PATIENT, INDEX, DECLARE, OPEN}  # the unit of another column is said there
MOST_LOOKED_AT = 5  # words of a column, to see whether they are units
SILENT = {True: "identifiers are not shown", False: "nothing that could be shown"}


def columns_list(shown: cr.ShownCheck, table: Opened) -> None:
    """Every column with what it is taken for and whatever is asked about it; all of it is answered here."""
    asked: dict[str, list[tuple[int, cr.Question]]] = {each.column: [] for each in shown.columns}
    whole: list[tuple[int, cr.Question]] = []
    for number, question in enumerate(shown.questions):
        asked.get(question.column, whole).append((number, question))
    unanswered = set(table.unanswered)
    units = _columns_of_units(shown)
    rows = [_row(each, asked[each.column], unanswered, units, shown, table) for each in shown.columns]
    said = {mend["number"] for row in rows for mend in row["questions"]}
    others = [each for each in mending.mends(shown.findings, table) if each["number"] not in said]
    _columns.column_list(
        {
            "rows": rows,
            "questions": [*(_question(number, each, table) for number, each in whole), *others],
            "special": [{"key": key, "label": label, "offered": key in OFFERED} for key, label in SPECIAL.items()],
            "variables": [{"key": name, "label": label} for name, label in meaning.variables(table).items()],
            "rest": table.rest,
            "open": sum(row["is"] == OPEN or (row["is"] == LEFT_OUT and row["state"] == "must") for row in rows),
        }
    )


def _question(number: int, question: cr.Question, table: Opened) -> dict[str, Any]:
    return mending.as_question(number, question, table.answers.get(number))


def _row(
    each: cr.ShownColumn,
    questions: list[tuple[int, cr.Question]],
    unanswered: set[int],
    units: Mapping[str, list[str]],
    shown: cr.ShownCheck,
    table: Opened,
) -> dict[str, Any]:
    is_now = meaning.meaning_of(each.column, table.table_map)
    variable = meaning.variable_of(each.column, is_now, table.table_map)
    reading = table.table_map.columns.get(is_now)
    about = [finding for finding in shown.findings if finding.subject in _subjects(each.column, is_now)]
    mends = list(mending.mends(about, table, _subjects(each.column, is_now)))
    unread = {word for finding in about if finding.code == "unrecognised" for word, _ in finding.words}
    must = any(at in unanswered for at, _ in questions) or any(finding.refuses for finding in about)
    said = list(meaning.words(each, is_now, table, unread))
    stands = each.words if said else each.values  # codes are words, not numbers
    largest = max((number.drawn for _, number in stands), default=0) or 1
    return {
        "column": each.column,
        "is": is_now,
        "likely": _likely(each, questions),
        "because": quoted(each.because),
        "missing": each.missing.text,
        "values": [{"label": label, "count": n.text, "size": n.drawn / largest} for label, n in stands],
        "silent": SILENT[is_now == PATIENT] if not stands else "",
        "unit": _unit(reading),
        "units": _units(each.column, variable, units) if reading is not None else [],
        "words": said,
        "meanings": [{"key": key, "label": label} for key, label in meaning.meanings(variable, is_now).items()],
        "details": meaning.details(each.column, is_now, table),
        "state": "must" if must else "look" if about or is_now == OPEN else "right",
        "why": [_said(finding) for finding in about],
        "questions": [*(_question(at, question, table) for at, question in questions), *mends],
    }


def _subjects(column: str, is_now: str) -> set[str]:
    """What a finding about a column may be called by."""
    return {"index" if is_now == INDEX else is_now or column, column}


def _columns_of_units(shown: cr.ShownCheck) -> dict[str, list[str]]:
    """Columns that are read as nothing else and hold units, with these."""
    beside = (each for each in shown.columns if each.role in ("unit", "left out", "open"))
    every = {each.column: [word for word, _ in each.words] for each in beside}
    return {column: words for column, words in every.items() if any(map(cr.is_unit, words[:MOST_LOOKED_AT]))}


def _units(column: str, variable: cr.Variable | None, units: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """The units a column may be in, and the columns that may hold the unit of each of its values."""
    if not isinstance(variable, cr.Number) or variable.unit == "1":
        return []
    beside = (other for other, words in units.items() if other != column and any(map(variable.find_unit, words)))
    own = [{"key": each, "label": each} for each in variable.units_in_use]
    return [*own, *({"key": BESIDE + each, "label": f"as {each} says"} for each in beside)]


def _unit(reading: cr.Reading | None) -> str:
    """The unit of a column as it is chosen in the list."""
    if reading is None:
        return ""
    return f"{BESIDE}{reading.unit_column}" if reading.unit_column else reading.unit or ""


def _likely(each: cr.ShownColumn, questions: list[tuple[int, cr.Question]]) -> list[str]:
    """What a column most likely is: as it was proposed, and as its questions would have it."""
    asked = [choice.variable for _, question in questions for choice in question.choices]
    return list(dict.fromkeys(name for name in [each.variable, *asked] if name))


def _said(finding: cr.ShownFinding) -> str:
    count = f"{finding.count.text}: " if finding.count else ""
    return quoted(f"{count}{finding.message}{cr.words_listed(finding.words)}")
