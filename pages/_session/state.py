"""The view of this visit as it stands in this tab, and what of it was not used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

import criteria as cr
from pages import _visit
from pages._remembered import WORKS_ON


def view() -> cr.View:
    """The view of this visit as it stands."""
    found: cr.View = st.session_state["view"]
    return found


def change(**parts: Any) -> None:
    """Change parts of the view: measure, by_size, order, selected, tab, or the scenario of its protocol."""
    if "scenario" in parts and parts["scenario"].protocol != view().scenario.protocol:
        parts = {"order": (), **parts}  # it was one of the other protocol's criteria
    st.session_state["view"] = replace(view(), **parts)
    if "scenario" in parts or "selected" in parts:
        st.session_state["revision"] += 1  # tells the panel to take the server's values over its own


def change_table_or_protocol(**parts: Any) -> None:
    """The same of the population, or of a scenario of another protocol: a new tab of this browser begins with it."""
    change(**parts)
    _visit.of_this_browser().works_on = works_on(view())


def works_on(now: cr.View) -> dict[str, str]:
    """The table and the protocol of a view, as an address names them."""
    query = cr.to_query(now)
    return {name: query[name] for name in WORKS_ON if name in query}


def revision() -> int:
    """Rises whenever the server, not the panel, changed the scenario."""
    number: int = st.session_state["revision"]
    return number


def ignored() -> list[cr.Problem]:
    """What of the address or of the last change was not used."""
    problems: list[cr.Problem] = st.session_state["ignored"]
    return problems
