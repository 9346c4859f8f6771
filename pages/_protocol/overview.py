"""The protocol at hand as it is read: its words, each criterion in a sentence and in numbers, and its changes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import criteria as cr
from pages._deployment import deployment
from pages._protocol import draft, opened, table
from pages._protocol.files import files
from pages._protocol.rows import WIDTHS, row
from pages._protocol.scope import scope
from pages._protocol.variables import variables
from pages._words import plain, show_problems, show_refusal

HEADS = ("Criterion", "The protocol's own words", "What is computed, and how the text was read")


def overview() -> None:
    """The whole page while no criterion is open."""
    now = draft.at_hand()
    protocol = now.protocol
    st.subheader(plain(f"{protocol.id}: {protocol.title}"), anchor=False)
    st.markdown(" ".join(filter(None, [plain(f"{cr.scope(protocol)}. {protocol.silent}"), _whose()])))
    _actions(now)
    shown = table.numbers(now)
    _questioned(cr.review(now))
    with st.container(key="heads"):
        for head, title in zip(st.columns(WIDTHS, gap="medium"), HEADS, strict=True):
            head.caption(title)
    with st.container(key="criteria"):
        for criterion in protocol.criteria:
            row(criterion, now, shown)


def _questioned(notes: Sequence[cr.Problem]) -> None:
    """The review's notes; many of them do not push the criteria out of sight."""
    if not notes:
        return
    words = f"A careful reader would question this ({len(notes)}):"
    if len(notes) <= FEW:
        st.warning(words, icon=":material/rule:")
        show_problems(notes)
        return
    with st.expander(words, icon=":material/rule:"):
        show_problems(notes)


FEW = 5


def _whose() -> str:
    if draft.at_hand().protocol == deployment().protocol:
        return "This is the deployed protocol; changing a criterion here makes a copy of it."
    used = "The dashboard works on it." if draft.is_in_use() else "The dashboard does not work on it yet."
    return f"This is your own protocol, in this visit alone: save it as a file. {used}"


def _actions(now: cr.Scenario) -> None:
    own = now.protocol != deployment().protocol
    with st.container(horizontal=True, gap="small", key="protocol_actions"):
        if own:
            st.button(
                "Use this protocol",
                icon=":material/play_arrow:",
                on_click=draft.use,
                disabled=draft.is_in_use() or bool(table.not_allowed(now.protocol)),
            )
            st.button("Back to the deployed protocol", icon=":material/home:", on_click=draft.back)
        st.button("Undo", icon=":material/undo:", on_click=draft.undo, disabled=not draft.can_undo())
        st.button("Add a criterion", icon=":material/add:", on_click=_add)
        st.button("Number 1, 2, 3 …", on_click=draft.change, args=(cr.editing.renumbered,))
        variables(now)
        scope(now)
        files(now)
    refused = draft.refused()
    if refused:
        show_refusal(refused)


def _add() -> None:
    protocol = table.protocol_with_its_variables(draft.at_hand().protocol)
    rule = cr.offers.starter("threshold", protocol, table.dataset().columns)
    opened.open_criterion(cr.editing.movable(cr.editing.new_criterion(protocol, rule), protocol))
