"""What the visitor set, picked or clicked on the page is taken over into the view."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

import criteria as cr
from pages._session.state import change, change_table_or_protocol, revision, view
from pages._session.tables import population, populations

PANEL = "limits"
CHART = "criteria_chart"
STATUSES = "statuses"


def take_panel() -> bool:
    """Take over what the panel says, if it knows the server's last word; whether the change is settled."""
    answer = (st.session_state.get(PANEL) or {}).get("panel")
    if not answer or answer.get("revision") != revision() or answer.get("serial") == st.session_state.get("serial"):
        return True
    st.session_state["serial"] = answer.get("serial")
    protected = population(view()).mode is cr.Mode.PROTECTED
    values = {**answer.get("limits", {}), **answer.get("settings", {})}
    protocol = view().scenario.protocol
    made, problems = cr.lenient_scenario(protocol, values, answer.get("off", []), grid_only=protected)
    known = {criterion.id for criterion in protocol.criteria}
    selected = answer.get("selected")
    st.session_state["view"] = replace(view(), scenario=made, selected=selected if selected in known else None)
    st.session_state["ignored"] = problems  # what an earlier link or change got wrong has been read by now
    if problems:
        st.session_state["revision"] += 1
    return bool(answer.get("settled", True))


def take_choices() -> None:
    """Take over the table, measure and order picked on the page; the first table needs no word in the address."""
    picked = {**(st.session_state.get(STATUSES) or {}), **(st.session_state.get(CHART) or {})}
    tables = tuple(populations())
    table, measure, by_size = picked.get("population"), picked.get("choice"), picked.get("order")
    if table in tables:
        change_table_or_protocol(population="" if table == tables[0] else table)
    if measure in tuple(cr.Measure):
        change(measure=cr.Measure(measure))
    if isinstance(by_size, bool):
        change(by_size=by_size)
    _take_order(picked.get("sequence"))


def _take_order(said: Any) -> None:
    """Take over the order of the funnel, once; no names are the protocol's own."""
    if not isinstance(said, dict) or said.get("serial") == st.session_state.get("sequence_taken"):
        return
    st.session_state["sequence_taken"] = said.get("serial")
    ids = said.get("ids")
    if not isinstance(ids, list):
        return
    names = [str(each) for each in ids] or [each.id for each in view().scenario.protocol.criteria]
    with suppress(ValueError):  # of the criteria of a protocol that was in use a moment ago
        change(order=cr.order_of(view().scenario.protocol, names))


def take_click() -> None:
    """Open the detail of the criterion clicked in the chart; a second click closes it."""
    clicked = st.session_state[CHART].get("clicked")
    known = {criterion.id for criterion in view().scenario.protocol.criteria}
    if clicked in known:
        change(selected=None if clicked == view().selected else clicked)
