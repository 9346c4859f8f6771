"""The columns of an opened table: what each is taken for, which can be corrected, and what the dictionary lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

import criteria as cr
from pages import _declare, _own_table
from pages._opened_table import Opened
from pages._words import show_problems

LEFT_OUT, PATIENT, OPEN = "(left out)", "(patient identifier)", "(open)"
MEANINGS: dict[str, str | None] = {LEFT_OUT: None, PATIENT: "patient_id"}


def columns_table(columns: tuple[cr.ShownColumn, ...], table: Opened) -> None:
    """Every column with what it is taken for, which can be corrected here."""
    st.markdown("**What each column is taken for** – correct it here")
    rows = [_row(each, table) for each in columns]
    fixed = ["column", "because", "what stands in it"]
    options = [OPEN, LEFT_OUT, PATIENT, *table.table_map.variables, *cr.DICTIONARY]
    config = {"read as": st.column_config.SelectboxColumn(options=options)}
    st.data_editor(rows, hide_index=True, disabled=fixed, column_config=config, key="columns", on_change=_correct)


def _row(each: cr.ShownColumn, table: Opened) -> dict[str, str]:
    made = table.table_map
    named = (name for name, reading in made.columns.items() if reading.column == each.column)
    left_out = LEFT_OUT if each.column in made.unused else OPEN
    role = PATIENT if each.column == made.patient_id else left_out
    read_as = next(named, role)
    reading = made.columns.get(read_as)
    return {
        "column": each.column,
        "read as": read_as,
        "unit": (reading.unit if reading else None) or "",
        "because": each.because.replace("`", "\N{RIGHT SINGLE QUOTATION MARK}"),
        "what stands in it": "; ".join(f"{value}: {number.text}" for value, number in each.values),
    }


def _correct() -> None:
    """Take over what was changed in the table of columns."""
    table = _own_table.opened()
    if table is not None and table.proposal is not None:
        _own_table.again(**changes(table, table.proposal, st.session_state["columns"]["edited_rows"]))


def changes(
    table: Opened, proposal: cr.Proposal, edited_rows: Mapping[int, Mapping[str, str | None]]
) -> dict[str, Any]:
    """The corrections and declarations of a table after its rows of columns were edited."""
    corrections, declared = dict(table.corrections), dict(table.declared)
    shown = cr.disclose_columns(proposal, cr.Mode.PROTECTED)
    for row, edited in edited_rows.items():
        each = shown[int(row)]
        read_as, unit = ({**_row(each, table), **edited}[name] for name in ("read as", "unit"))
        if each.column in declared and read_as == declared[each.column][0].name:
            continue  # its unit was declared with it
        declared.pop(each.column, None)
        corrections.pop(each.column, None)
        if read_as not in (OPEN, None):
            corrections[each.column] = MEANINGS.get(read_as, read_as), unit or None
    return {"corrections": corrections, "declared": declared}


def declare(table: Opened) -> None:
    """A form for a column that the dictionary has no variable for."""
    names = list(table.columns)
    with st.expander("Declare a column that the dictionary has no variable for", icon=":material/variable_add:"):
        column = st.selectbox("Column", names, index=None, placeholder="choose a column", key="declare_column")
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
