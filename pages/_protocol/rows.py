"""One criterion as it is read: its words, its sentence and its numbers; and what can be done with it."""

from __future__ import annotations

from functools import partial

import streamlit as st

import criteria as cr
from pages._protocol import draft, opened, table
from pages._words import plain

WIDTHS = (1.1, 2, 2)
CHANGES = {
    "Edit": None,
    "Move up": partial(cr.editing.moved, by=-1),
    "Move down": partial(cr.editing.moved, by=1),
    "Switch off or on": cr.editing.switched,
    "Remove": cr.editing.without,
}


def row(criterion: cr.Criterion, now: cr.Scenario, shown: cr.Disclosed | None) -> None:
    """A criterion beside the protocol's own words."""
    name, text, reading = st.columns(WIDTHS, gap="medium")
    with name:
        off = "  \n(off)" if criterion.id in now.off else ""
        st.markdown(f"**{plain(f'{criterion.number}{criterion.part} {criterion.label}')}**{off}")
        st.caption(plain(table.verdicts(criterion, now.protocol, shown)))
        key = f"change {criterion.id}"
        st.menu_button("Change", list(CHANGES), key=key, on_click=_chosen, args=(criterion.id,), type="tertiary")
    if criterion.text:
        text.caption(f"“{plain(criterion.text)}”")
    reading.text(cr.sentence(criterion, now))
    if criterion.reading:
        reading.caption(plain(criterion.reading))
    st.divider()


def _chosen(identifier: str) -> None:
    chosen = CHANGES[st.session_state[f"change {identifier}"]]
    if chosen is None:
        opened.open_criterion(cr.editing.written(draft.at_hand().protocol, identifier))
    else:
        draft.change(chosen, identifier)
