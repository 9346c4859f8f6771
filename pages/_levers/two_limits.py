"""Two limits moved together: a heat map of eligible patients, a cell taken by a click."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import criteria as cr
from pages import _session
from pages._chart import plotly_chart
from pages._download import download
from pages._grid import grid
from pages._levers import taking
from pages._levers.curves import BOTH, ELIGIBLE, shown_curves
from pages._levers.kept import kept
from pages._populations import Population
from pages._words import plain

ACROSS, UP = "lever_across", "lever_up"
MAP = "lever_surface"
HEIGHT = 470
READING = (
    "Each cell is a pair of values, all other limits as they stand: the stronger the colour, the more patients; where "
    "limits move in fine steps, a line joins cells with equal numbers. Click a cell to take both values."
)


NOBODY = (
    "No map is drawn: whatever the pair of values, too few patients are left to be shown. Another pair, a larger table "
    "or looser criteria may show one."
)


def draw(view: cr.View, population: Population) -> None:
    """The two limits that buy most, or the two that were chosen."""
    names = cr.levers.movable(view.scenario)
    if len(names) < 2:
        st.info("Two limits that can be moved are needed; the criteria in force have fewer.")
        return
    if st.session_state.get(ACROSS) not in names or st.session_state.get(UP) not in names:
        st.session_state[ACROSS], st.session_state[UP] = cr.levers.two_best(shown_curves(view, population)) or names[:2]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        second = _choice("To the right", ACROSS, names, view)
        first = _choice("Upwards", UP, names, view)
        what = st.segmented_control("Shown", [ELIGIBLE, BOTH], default=ELIGIBLE, required=True, key="lever_cells")
    if first == second:
        st.info("Choose two different limits.")
        return
    _drawn(_shown(view, population, first, second), view, with_potential=what == BOTH)


def _choice(label: str, key: str, names: Sequence[str], view: cr.View) -> str:
    return st.selectbox(
        label, names, key=key, format_func=lambda name: cr.limit_name(view.scenario.protocol, name), width=360
    )


def _shown(view: cr.View, population: Population, first: str, second: str) -> cr.levers.ShownSurface:
    def make() -> cr.levers.ShownSurface:
        found = cr.levers.surface(population.engine, view.scenario, first, second)
        return cr.levers.disclose_surface(found, view.scenario, population.mode)

    wait = "Moving both limits over their ranges"
    return kept("surface", population, view.scenario, make, wait=wait, also=(first, second))


def _drawn(shown: cr.levers.ShownSurface, view: cr.View, *, with_potential: bool) -> None:
    taking.confirmation((shown.now.eligible.text, shown.now.potential.text) if shown.now else None)
    said = cr.levers.surface_in_words(shown)
    st.markdown(plain(said))
    if shown.empty:
        st.info(NOBODY)
        return
    st.caption(READING)
    name = f"{view.scenario.protocol.id}-{'-'.join(shown.limits)}"
    plotly_chart(
        cr.levers.surface_chart(shown, with_potential=with_potential),
        key=MAP,
        alt=f"Heat map of {' and '.join(shown.names)}. {said}",
        height=HEIGHT,
        picture=_session.pictured(name, " and ".join(shown.names), said),
        on_click=_take_cell,
    )
    if shown.without:
        st.caption(plain(shown.without))
    _by_keyboard(shown)
    with st.expander("Table and download"):
        grid(cr.levers.surface_frame(shown), alt="Eligible and potential (?) of each pair")
        download("Table (CSV)", lambda: cr.levers.surface_csv(shown), f"{name}.csv")


def _take_cell() -> None:
    taking.take_point(st.session_state[MAP].get("clicked") or "")


def _by_keyboard(shown: cr.levers.ShownSurface) -> None:
    """The same as a click, for whoever has no pointer: two values and a button."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = {shown.limits[axis]: _value(shown, axis) for axis in (1, 0)}
        asked = cr.levers.taking(chosen)
        st.button("Take both", key="lever_take_both", on_click=taking.take_point, args=(asked,))


def _value(shown: cr.levers.ShownSurface, axis: int) -> float:
    values, now = shown.values[axis], shown.here[axis]
    at = 0 if now is None else values.index(round(now, 9))
    key = f"lever_cell_{shown.limits[axis]}_{_session.revision()}"  # a new scenario begins at its own values
    return st.selectbox(
        plain(shown.names[axis]),
        values,
        index=at,
        format_func=lambda value: shown.amount(axis, value),
        key=key,
        width=240,
    )
