"""The variables that the protocol at hand declares: add one, take back one that nothing reads."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _declare
from pages._protocol import draft, table
from pages._words import plain, show_problems


def variables(now: cr.Scenario) -> None:
    """A button behind which they are."""
    declared = now.protocol.variables
    with st.popover(f"Variables ({len(declared)})" if declared else "Variables", icon=":material/variable_add:"):
        for each in declared.values():
            _row(each, now)
        st.markdown("**Declare a variable** the dictionary does not have")
        serial = st.session_state.get("declared", 0)
        filled = _declare.declaration(f"declare_{serial}")
        wrong = st.session_state.get("declaration_refused")
        if wrong is not None:
            show_problems(wrong.problems)
        if st.button("Declare", icon=":material/add:", key="declare"):
            _declare_it(filled)
            st.rerun()


def _row(each: cr.Variable, now: cr.Scenario) -> None:
    readers = cr.declaring.readers_of(now.protocol, each.name)
    words, button = st.columns([4, 1], vertical_alignment="center", gap="small")
    words.markdown(f"**{plain(each.label)}** – {plain(cr.declaring.in_words(each))}")
    used = f"read by {', '.join(readers)}" if readers else "nothing reads it yet"
    words.caption(f"{plain(each.name)}; {plain(used)}")
    key = f"remove_{each.name}"
    button.button("Remove", key=key, type="tertiary", disabled=bool(readers), on_click=_remove, args=(each.name,))


def _remove(name: str) -> None:
    draft.change(cr.declaring.without_variable, name)


def _declare_it(filled: cr.declaring.Filled) -> None:
    """Declare it, so that every form offers it at once; a refusal leaves the form as it is filled in."""
    try:
        taken = {*draft.at_hand().protocol.variables, *table.dataset().declared}
        variable = cr.declaring.variable_of(filled, taken)
    except cr.Refused as refused:
        st.session_state["declaration_refused"] = refused
        return
    draft.change(cr.declaring.with_variable, variable)
    st.session_state.update(declaration_refused=None, declared=st.session_state.get("declared", 0) + 1)
