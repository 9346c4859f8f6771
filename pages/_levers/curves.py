"""Every limit over its whole range: small multiples of all, one enlarged, a point taken by a click."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

import criteria as cr
from pages import _session
from pages._chart import plotly_chart
from pages._download import download
from pages._grid import grid
from pages._levers import taking
from pages._levers.kept import all_curves, kept
from pages._panels import curve_panels
from pages._populations import Population

LIMIT = "lever_limit"
PANELS, IDLE = "lever_panels", "lever_panels_idle"
LARGE = "lever_curve"
ALL = ""
HEIGHT = 470
BOTH, ELIGIBLE = "Eligible and potential", "Eligible only"
GAIN, PROTOCOL = "What they buy", "Protocol order"
READING = (
    "One panel for each limit, all others as they stand, all on one scale from 0 to {top} patients. In bold what its "
    "best value buys: eligible, then potential (?). Click a panel to enlarge it."
)
HIDDEN = " After an arrow stands what it reaches, where the gain is too small to be shown."
NOBODY = " No value of any limit, moved alone, leaves anybody who can be shown."
READING_LARGE = (
    "Left and right of the stroke stands what another value leaves. Click anywhere to take the value below the pointer."
)


def draw(view: cr.View, population: Population) -> None:
    """All limits, or the one that was chosen."""
    names = cr.levers.movable(view.scenario)
    if not names:
        st.info("No criterion in force has a limit that can be moved.")
        return
    if st.session_state.get(LIMIT) not in names:
        st.session_state[LIMIT] = ALL
    choices = st.container(horizontal=True, vertical_alignment="bottom")
    chosen = choices.selectbox(
        "Limit", [ALL, *names], key=LIMIT, format_func=lambda name: _called(name, view), width=360
    )
    if chosen != ALL:
        _enlarged(shown_curve(view, population, chosen), view)
        return
    with choices:
        what = st.segmented_control("Shown", [BOTH, ELIGIBLE], default=BOTH, required=True, key="lever_shown")
        order = st.segmented_control("Order", [GAIN, PROTOCOL], default=GAIN, required=True, key="lever_order")
    curves = shown_curves(view, population)
    protected = HIDDEN if population.mode is cr.Mode.PROTECTED else ""
    _overview(cr.levers.by_gain(curves) if order == GAIN else curves, view, protected, eligible_only=what == ELIGIBLE)


def _called(name: str, view: cr.View) -> str:
    return cr.limit_name(view.scenario.protocol, name) if name else "All limits"


def _overview(curves: tuple[cr.levers.ShownCurve, ...], view: cr.View, hidden: str, *, eligible_only: bool) -> None:
    taking.confirmation()
    top = cr.levers.scale_of(curves, eligible_only=eligible_only)
    nobody = not any(point.remaining for curve in curves for point in curve.everywhere)
    st.caption(READING.format(top=f"{top:,.0f}") + (NOBODY if nobody else hidden))
    buying, idle = cr.levers.by_whether_it_gains(cr.levers.curve_panels(curves, eligible_only=eligible_only))
    if buying:
        curve_panels(buying, key=PANELS, on_click=partial(_enlarge, PANELS))
    if idle:
        with st.expander(f"Buy nothing, whatever the value: {len(idle)} limits", expanded=not buying):
            curve_panels(idle, key=IDLE, on_click=partial(_enlarge, IDLE))
    with st.expander("Table and download"):
        grid(cr.levers.curves_frame(curves), alt="What the best value of each limit buys")
        _download(curves, f"{view.scenario.protocol.id}-curves")


def _enlarge(panels: str) -> None:
    st.session_state[LIMIT] = st.session_state[panels].get("clicked")


def _enlarged(curve: cr.levers.ShownCurve, view: cr.View) -> None:
    taking.confirmation((curve.here.eligible.text, curve.here.potential.text))
    st.caption(f"{READING_LARGE} {cr.levers.shape_in_words(curve)} {cr.levers.near_in_words(curve)}")
    name = f"{view.scenario.protocol.id}-{curve.limit}"
    plotly_chart(
        cr.levers.curve_chart(curve),
        key=LARGE,
        alt=cr.levers.curve_in_words(curve),
        height=HEIGHT,
        picture=_session.pictured(name, curve.name, cr.levers.curve_in_words(curve)),
        on_click=_take_point,
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _by_keyboard(curve)
        st.button("All limits", icon=":material/grid_view:", key="lever_all", on_click=_show_all)
    with st.expander("Table and download"):
        grid(cr.levers.curve_frame(curve), alt=f"Every value of {curve.name}")
        _download([curve], name)


def _take_point() -> None:
    taking.take_point(st.session_state[LARGE].get("clicked") or "")


def _by_keyboard(curve: cr.levers.ShownCurve) -> None:
    """The same as a click, for whoever has no pointer: a value and a button."""
    values = [each.value for each in curve.everywhere]
    key = f"lever_value_{curve.limit}_{_session.revision()}"  # a new scenario begins at its own value
    value = st.selectbox(
        "Value", values, index=values.index(curve.here.value), format_func=curve.amount, key=key, width=200
    )
    asked = cr.levers.taking({curve.limit: value})
    st.button(
        "Take it", key="lever_take", disabled=value == curve.here.value, on_click=taking.take_point, args=(asked,)
    )


def _show_all() -> None:
    st.session_state[LIMIT] = ALL


def _download(curves: Sequence[cr.levers.ShownCurve], name: str) -> None:
    download("Table (CSV)", lambda: cr.levers.curves_csv(curves), f"{name}.csv")


def shown_curves(view: cr.View, population: Population) -> tuple[cr.levers.ShownCurve, ...]:
    """The curves of all limits, in protocol order."""

    def make() -> tuple[cr.levers.ShownCurve, ...]:
        found = all_curves(population, view.scenario)
        near = cr.levers.misses(population.engine, view.scenario, [each.limit for each in found])
        return cr.levers.disclose_curves(found, near, view.scenario, population.mode)

    return kept("shown_curves", population, view.scenario, make, wait="Looking for near misses")


def shown_curve(view: cr.View, population: Population, name: str) -> cr.levers.ShownCurve:
    """The curve of one limit: a click on it need not wait for all others."""

    def make() -> cr.levers.ShownCurve:
        found = [cr.levers.curve(population.engine, view.scenario, name, cr.levers.known(population.mode))]
        near = cr.levers.misses(population.engine, view.scenario, [name])
        return cr.levers.disclose_curves(found, near, view.scenario, population.mode)[0]

    return kept("curve", population, view.scenario, make, wait="Moving the limit over its range", also=name)
