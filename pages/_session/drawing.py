"""What is sent to the browser beside one state's numbers: every step of the limit in hand, and whose they are."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

import criteria as cr
from pages import _budget, _live
from pages._deployment import PROGRAM
from pages._populations import Population
from pages._session.state import revision, view
from pages._session.tables import numbers, population
from pages._session.taking import PANEL


def steps(draw: Callable[[cr.Disclosed, Population, cr.View], Any]) -> _live.Steps | None:
    """What `draw` gives at each step of the limit somebody touched last, all else as it is.

    None where none was touched, or something else was changed since.
    """
    now, touched = view(), (st.session_state.get(PANEL) or {}).get("touched") or {}
    limits, name = now.scenario.protocol.limits, str(touched.get("limit"))
    if name not in limits or (present := now.scenario.limit(name)) is None:
        return None
    if name in population(now).engine.dataset.unanswered:
        return None  # at every step everybody would be unknown, which is not so
    table, unmoved = population(now), now.scenario.at(name, limits[name].value)
    of = (name, table.engine.dataset.digest, table.mode, revision(), replace(now, scenario=unmoved, selected=None))
    kept: _live.Steps | None = st.session_state.get("steps_made")
    if kept is not None and kept.of == of:
        st.session_state["steps_asked"] = touched.get("asked")
        return kept
    if touched.get("asked") == st.session_state.get("steps_asked"):
        return None
    if not _budget.ask(_budget.Kind.STEPS, table, now, name):
        return None
    made = _live.Steps(name, of, limits[name].steps(), present, partial(_at_step, draw, table, now, name))
    st.session_state.update(steps_made=made, steps_asked=touched.get("asked"))
    return made


def _at_step(draw: Callable[..., Any], table: Population, now: cr.View, limit: str, value: float) -> Any:
    at = replace(now, scenario=now.scenario.at(limit, value))
    return draw(numbers(table, at), table, at)


def word(made: _live.Steps | None) -> dict[str, Any]:
    """What stands beside everything drawn: whether a step that the browser shows is still ahead of it, and for whom it
    was drawn. A restarted server is another one, which has not heard what the one before was told."""
    session = st.session_state.setdefault("session", secrets.token_hex(4))
    return {"steps": made.id if made else "", "serial": st.session_state.get("serial") or 0, "session": session}


def picture(shown: cr.Disclosed, table: Population, now: cr.View) -> dict[str, str]:
    """What a downloaded picture says about itself, so that it can stand alone on a slide."""
    protocol = now.scenario.protocol
    return {
        "filename": f"{protocol.id}-{now.measure.value}",
        "title": f"{protocol.id}: {shown.eligible.text} eligible, {shown.potential.text} potential, "
        f"{shown.excluded.text} excluded of {shown.patients.text}",
        "caption": f"{rests_on(table, now)} Bars: {cr.MEASURES[now.measure].label.lower()}.",
    }


def pictured(filename: str, title: str, caption: str) -> dict[str, str]:
    """The same of a chart with words of its own, about the table and the scenario of this visit."""
    now = view()
    whole = f"{caption.rstrip('. ')}. {now.scenario.protocol.id}: {rests_on(population(now), now)}"
    return {"filename": filename, "title": title, "caption": whole}


def rests_on(table: Population, now: cr.View) -> str:
    """What a picture's numbers rest on: protocol, table, changes, how they are shown, and which program made it."""
    protocol = now.scenario.protocol
    moved = "; ".join(cr.changes(now.scenario)) or "the protocol's own limits"
    order = "The criteria are in another order than the protocol. " if now.order else ""
    return (
        f"{protocol.title}. {table.name}; {moved}; {table.mode.value} counts. {order}{cr.scope(protocol)}. {PROGRAM}."
    )
