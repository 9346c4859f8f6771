"""Beside the form: the criterion as a sentence, its verdicts over the table, the review's notes, and keeping it."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages._protocol import draft, opened, table
from pages._words import show_problems


def preview(now: cr.editing.Written) -> None:
    """What the criterion says and counts as it stands; it can be kept once nothing is wrong with it."""
    with st.container(key="preview"):
        _all(now)


def _all(now: cr.editing.Written) -> None:
    made = _made(now)
    if made is not None:
        _said(made, str(now.criterion["id"]))
    with st.container(horizontal=True):
        # Pressed right after typing, a callback would be given what stood here before: the button is asked instead.
        kept = st.button("Keep", icon=":material/check:", disabled=made is None, key="keep")
        st.button("Leave as it was", on_click=opened.open_criterion, args=(None,), key="leave")
    if kept and made is not None:
        _keep(made)


def _made(now: cr.editing.Written) -> cr.Scenario | None:
    try:
        return cr.editing.with_criterion(draft.own(), now, table.dataset().declared)
    except cr.Refused as refused:
        st.error("This cannot be kept yet:", icon=":material/error:")
        show_problems(refused.problems)
        return None


def _said(made: cr.Scenario, identifier: str) -> None:
    criterion = made.protocol.criterion(identifier)
    with st.container(gap="xsmall"):
        st.markdown("**As a sentence**")
        st.text(cr.sentence(criterion, made))
        st.markdown("**Over the table**")
        alone = cr.editing.carried(made, cr.editing.alone(made.protocol, identifier))
        st.text(table.verdicts(criterion, made.protocol, table.numbers(alone)))
    notes = [note for note in cr.review(made) if note.subject == identifier]
    if notes:
        st.warning("A careful reader would question this:", icon=":material/rule:")
        show_problems(notes)


def _keep(made: cr.Scenario) -> None:
    draft.put(made)
    opened.open_criterion(None)
    st.rerun()
