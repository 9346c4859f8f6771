"""The view of this visit as it stands in this tab, and what of it was not used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

import criteria as cr


def view() -> cr.View:
    """The view of this visit as it stands."""
    found: cr.View = st.session_state["view"]
    return found


def change(**parts: Any) -> None:
    """Change parts of the view: population, measure, by_size, order, selected, scenario."""
    if "scenario" in parts and parts["scenario"].protocol != view().scenario.protocol:
        parts = {"order": (), **parts}  # it was one of the other protocol's criteria
    st.session_state["view"] = replace(view(), **parts)
    if "scenario" in parts or "selected" in parts:
        st.session_state["revision"] += 1  # tells the panel to take the server's values over its own


def revision() -> int:
    """Rises whenever the server, not the panel, changed the scenario."""
    number: int = st.session_state["revision"]
    return number


def ignored() -> list[cr.Problem]:
    """What of the address or of the last change was not used."""
    problems: list[cr.Problem] = st.session_state["ignored"]
    return problems
