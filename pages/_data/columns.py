"""The columns of an opened table: what each is taken for, which can be corrected, and what the dictionary lacks."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _declare, _own_table, _session

LEFT_OUT, PATIENT = "(left out)", "(patient identifier)"


def columns_table(columns: tuple[cr.ShownColumn, ...], table: _own_table.Opened) -> None:
    """Every column with what it is taken for, which can be corrected here."""
    st.markdown("**What each column is taken for** – correct it here")
    rows = [_row(each, table) for each in columns]
    fixed = ["column", "because", "what stands in it"]
    options = [LEFT_OUT, PATIENT, *table.table_map.variables, *cr.DICTIONARY]
    config = {"read as": st.column_config.SelectboxColumn(options=options)}
    st.data_editor(rows, hide_index=True, disabled=fixed, column_config=config, key="columns", on_change=_correct)


def _row(each: cr.ShownColumn, table: _own_table.Opened) -> dict[str, str | None]:
    made = table.table_map
    named = (name for name, reading in made.columns.items() if reading.column == each.column)
    left_out = LEFT_OUT if each.column in made.unused else None
    role = PATIENT if each.role == "patient_id" else left_out
    read_as = next(named, role)
    reading = made.columns.get(read_as or "")
    return {
        "column": each.column,
        "read as": read_as,
        "unit": reading.unit if reading else None,
        "because": each.because.replace("`", "\N{RIGHT SINGLE QUOTATION MARK}"),
        "what stands in it": "; ".join(f"{value}: {number.text}" for value, number in each.values),
    }


def _correct() -> None:
    table = _own_table.opened()
    if table is None or table.proposal is None:
        return
    corrections = dict(table.corrections)
    declared = dict(table.declared)
    for row, edited in st.session_state["columns"]["edited_rows"].items():
        each = table.proposal.columns[int(row)]
        variable, unit = corrections.get(each.column, (each.variable, each.unit))
        variable, unit = edited.get("read as", variable), edited.get("unit", unit)
        if each.column in declared and edited.get("read as") in (None, declared[each.column][0].name):
            continue  # its unit was declared with it
        declared.pop(each.column, None)
        corrections[each.column] = (variable, unit) if variable in cr.DICTIONARY else (None, None)
    _own_table.again(corrections=corrections, declared=declared)


def declare(table: _own_table.Opened) -> None:
    """A form for a column that the dictionary has no variable for."""
    names = [str(name) for name in table.raw.frame.columns]
    with st.expander("Declare a column that the dictionary has no variable for", icon=":material/variable_add:"):
        column = st.selectbox("Column", names, index=None, placeholder="choose a column", key="declare_column")
        if column is None:
            return
        filled = _declare.declaration(f"declare.{column}", column.replace("_", " "))
        st.button("Read the column so", on_click=_declare_it, args=(column, filled), key="declare_it")
        refused = st.session_state.get("declaration_refused")
        if refused is not None:
            _session.show_problems(refused.problems)


def _declare_it(column: str, filled: cr.declaring.Filled) -> None:
    try:
        _own_table.declare(column, filled)
        st.session_state["declaration_refused"] = None
    except cr.Refused as refused:
        st.session_state["declaration_refused"] = refused
