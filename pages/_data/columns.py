"""The columns of an opened table as the page's list shows them, and what a person says in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

import criteria as cr
from pages import _columns, _declare, _own_table
from pages._opened_table import Opened
from pages._words import quoted, show_problems

OPEN, LEFT_OUT, PATIENT, INDEX, DECLARE = "", "(left out)", "patient_id", "(index date)", "(declare)"
UNIT = "(unit)"
SPECIAL = {
    LEFT_OUT: "leave out",
    PATIENT: "patient identifier",
    DECLARE: "declare a new variable …",
    OPEN: "not decided",
    INDEX: "index date",
    UNIT: "unit of another column",
}
OFFERED = {LEFT_OUT, PATIENT, DECLARE, OPEN}  # the others follow from a question, or from another column
SILENT = {True: "identifiers are not shown", False: "nothing that could be shown"}
YES_NO = {"Y": "yes", "N": "no"}
MOST_GRADES = 10  # a whole number of so few values may be written in words


def columns_list(shown: cr.ShownCheck, table: Opened) -> None:
    """Every column with what it is taken for and whatever is asked about it; all of it is answered here."""
    asked: dict[str, list[tuple[int, cr.Question]]] = {each.column: [] for each in shown.columns}
    whole: list[tuple[int, cr.Question]] = []
    for number, question in enumerate(shown.questions):
        asked.get(question.column, whole).append((number, question))
    unanswered = set(table.unanswered)
    rows = [_row(each, asked[each.column], unanswered, shown, table) for each in shown.columns]
    _columns.column_list(
        {
            "rows": rows,
            "questions": [_question(number, each, table) for number, each in whole],
            "special": [{"key": key, "label": label, "offered": key in OFFERED} for key, label in SPECIAL.items()],
            "variables": [{"key": name, "label": label} for name, label in _variables(table).items()],
            "rest": table.rest,
            "open": sum(row["is"] == OPEN or (row["is"] == LEFT_OUT and row["state"] == "must") for row in rows),
        }
    )


def _variables(table: Opened) -> dict[str, str]:
    """What a column may be, with what a person calls it."""
    declared = {name: variable.label for name, variable in table.table_map.variables.items()}
    return declared | {name: variable.label for name, variable in cr.DICTIONARY.items()}


def _question(number: int, question: cr.Question, table: Opened) -> dict[str, Any]:
    return {
        "number": number,
        "text": quoted(question.text),
        "choices": [quoted(each.label) for each in question.choices],
        "answer": table.answers.get(number),
    }


def _row(
    each: cr.ShownColumn,
    questions: list[tuple[int, cr.Question]],
    unanswered: set[int],
    shown: cr.ShownCheck,
    table: Opened,
) -> dict[str, Any]:
    is_now = meaning_of(each.column, table.table_map)
    variable = table.table_map.variable(is_now)
    reading = table.table_map.columns.get(is_now)
    about = [finding for finding in shown.findings if finding.subject in {is_now or each.column, each.column}]
    unread = {word for finding in about if finding.code == "unrecognised" for word, _ in finding.words}
    must = any(at in unanswered for at, _ in questions) or any(finding.refuses for finding in about)
    largest = max((number.drawn for _, number in each.values), default=0) or 1
    return {
        "column": each.column,
        "is": is_now,
        "likely": _likely(each, questions),
        "because": quoted(each.because),
        "missing": each.missing.text,
        "values": [{"label": label, "count": n.text, "size": n.drawn / largest} for label, n in each.values],
        "silent": SILENT[is_now == PATIENT] if not each.values else "",
        "unit": (reading.unit if reading else None) or "",
        "units": list(variable.units_in_use) if isinstance(variable, cr.Number) and variable.unit != "1" else [],
        "words": list(_words(each, variable, reading, unread)),
        "meanings": [{"key": key, "label": label} for key, label in _meanings(variable).items()],
        "state": "must" if must else "look" if about or is_now == OPEN else "right",
        "why": [_said(finding) for finding in about],
        "questions": [_question(at, question, table) for at, question in questions],
    }


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


def _likely(each: cr.ShownColumn, questions: list[tuple[int, cr.Question]]) -> list[str]:
    """What a column most likely is: as it was proposed, and as its questions would have it."""
    asked = [choice.variable for _, question in questions for choice in question.choices]
    return list(dict.fromkeys(name for name in [each.variable, *asked] if name))


def _meanings(variable: cr.Variable | None) -> dict[str, str]:
    """What a word of a column may stand for; nothing where any word is allowed."""
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


def _words(
    each: cr.ShownColumn, variable: cr.Variable | None, reading: cr.Reading | None, unread: set[str]
) -> Iterator[dict[str, Any]]:
    """The words of a column with what each stands for, where it can stand for something."""
    if reading is None or not _meanings(variable):
        return
    for word, count in each.words:
        means = cr.UNKNOWN if word in reading.missing else reading.words.get(word, "")
        yield {"word": word, "count": count.text, "means": means, "unread": word in unread}


def _said(finding: cr.ShownFinding) -> str:
    count = f"{finding.count.text}: " if finding.count else ""
    return quoted(f"{count}{finding.message}{cr.words_listed(finding.words)}")


# --- what a person says -------------------------------------------------------------------------------------------


def take_what_was_said() -> None:
    """Take over what was said in the list since it was drawn; what makes no sense is not taken."""
    table, said = _own_table.opened(), _columns.told()
    if said is None or table is None or table.proposal is None:
        return
    if said.get("kind") == "is" and said.get("value") == DECLARE and said.get("column") in table.columns:
        st.session_state["declare_column"] = said["column"]
        return
    changed = changes(table, said)
    if changed:
        _own_table.again(**changed)


def changes(table: Opened, said: Mapping[str, Any]) -> dict[str, Any]:
    """What of an opened table changes by something said in its list; nothing where it makes no sense."""
    kind, value = said.get("kind"), said.get("value")
    if kind == "rest":
        return {"rest": bool(value)}
    if kind == "answer":
        return _answered(table, said.get("number"), value)
    column = said.get("column")
    if column not in table.columns or not isinstance(value, str):
        return {}
    is_now = meaning_of(column, table.table_map)
    if kind == "word" and value in {"", *_meanings(table.table_map.variable(is_now))}:
        word = str(said.get("word"))
        return {"words": {**table.words, column: {**table.words.get(column, {}), word: value}}}
    if kind == "unit" and is_now in table.table_map.columns:
        return _corrected(table, column, is_now, value or None)
    if kind == "is" and (value in {LEFT_OUT, OPEN, PATIENT} or value in _variables(table)):
        return _corrected(table, column, value, None)
    return {}


def _answered(table: Opened, number: Any, choice: Any) -> dict[str, Any]:
    asked = table.proposal.questions if table.proposal else ()
    if number not in range(len(asked)) or (choice is not None and choice not in range(len(asked[number].choices))):
        return {}
    rest = {at: each for at, each in table.answers.items() if at != number}
    return {"answers": rest if choice is None else {**rest, number: choice}}


def _corrected(table: Opened, column: str, value: str, unit: str | None) -> dict[str, Any]:
    corrections, declared = dict(table.corrections), dict(table.declared)
    if column in declared and declared[column][0].name == value:
        return {}  # its unit was declared with it
    declared.pop(column, None)
    corrections.pop(column, None)
    if value != OPEN:
        corrections[column] = (None if value == LEFT_OUT else value), unit
    return {"corrections": corrections, "declared": declared}


# --- a variable the dictionary lacks ------------------------------------------------------------------------------


def declare(table: Opened) -> None:
    """A form for a column that the dictionary has no variable for."""
    wanted = st.session_state.get("declare_column")
    with st.expander(
        "Declare a column that the dictionary has no variable for",
        icon=":material/variable_add:",
        expanded=wanted is not None,
    ):
        column = st.selectbox("Column", table.columns, index=None, placeholder="choose a column", key="declare_column")
        if column is None:
            return
        filled = _declare.declaration(f"declare.{column}", column.replace("_", " "))
        refused = st.session_state.get("declaration_refused")
        if refused is not None:
            show_problems(refused.problems)
        if st.button("Read the column so", key="declare_it"):
            _declare_it(column, filled)
            st.rerun()


def _declare_it(column: str, filled: cr.declaring.Filled) -> None:
    try:
        _own_table.declare(column, filled)
        st.session_state["declaration_refused"] = None
    except cr.Refused as refused:
        st.session_state["declaration_refused"] = refused
