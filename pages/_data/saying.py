"""What a person says in the list of columns, as a change of what is known of the opened table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

import criteria as cr
from pages import _columns, _own_table
from pages._data import meaning, mending
from pages._data.meaning import BESIDE, DECLARE, INDEX, LEFT_OUT, OPEN, PATIENT
from pages._opened_table import Opened


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
    is_now = meaning.meaning_of(column, table.table_map)
    variable = meaning.variable_of(column, is_now, table.table_map)
    if kind == "word" and value in {"", *meaning.meanings(variable, is_now)}:
        word = str(said.get("word"))
        words = [word] if word else meaning.rare_words(column, _shown_words(column, table), table)
        return {"words": {**table.words, column: {**table.words.get(column, {}), **dict.fromkeys(words, value)}}}
    if kind == "detail" and said.get("detail") in meaning.details(column, is_now, table):
        return _detailed(table, column, str(said["detail"]), value)
    if kind == "unit" and is_now in table.table_map.columns and value.startswith(BESIDE):
        beside = value.removeprefix(BESIDE)
        return _detailed(table, column, "unit_column", beside) if beside in table.columns else {}
    if kind == "unit" and is_now in table.table_map.columns:
        details = {name: each for name, each in table.details.get(column, {}).items() if name != "unit_column"}
        return _corrected(table, column, is_now, value or None) | {"details": {**table.details, column: details}}
    if kind == "is" and (value in {LEFT_OUT, OPEN, PATIENT, INDEX} or value in meaning.variables(table)):
        return _corrected(table, column, value, None) | {"details": _counted_from(table, column, value)}
    return {}


def _shown_words(column: str, table: Opened) -> set[str]:
    """Those words of a column that are shown one by one."""
    if table.proposal is None:
        return set()
    every = cr.disclose_columns(table.proposal, _own_table.mode_of(table))
    return {word for each in every if each.column == column for word, _ in each.words}


def _detailed(table: Opened, column: str, detail: str, value: str) -> dict[str, Any]:
    return {"details": {**table.details, column: {**table.details.get(column, {}), detail: value}}}


def _counted_from(table: Opened, column: str, value: str) -> dict[str, dict[str, str]]:
    """The details without those of a column that becomes another variable; a date becomes what is counted from it."""
    details = {name: each for name, each in table.details.items() if name != column}
    variable = table.table_map.variable(value)
    if isinstance(variable, cr.Number) and meaning.holds_dates(column, table):
        details[column] = {"dated": "birth" if variable.quantity == "years" else "event"}
    return details


def _answered(table: Opened, number: Any, choice: Any) -> dict[str, Any]:
    if isinstance(number, str):
        return mending.mended(table, number, choice)
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
