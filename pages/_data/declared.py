"""A form for a column that the dictionary has no variable for."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _declare, _own_table
from pages._opened_table import Opened
from pages._words import show_problems


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
