"""A change taken over into the scenario of the visit."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _session


def take(lever: cr.levers.ShownLever) -> None:
    """Make the lever's change; protected limits stay on their steps. The choices of the lists begin anew."""
    scenario = _session.view().scenario
    mode = _session.population(_session.view()).mode
    made, _ = cr.lenient_scenario(
        scenario.protocol,
        {**scenario.limits, **scenario.settings, **lever.limits},
        [*scenario.off, *lever.off],
        grid_only=mode is cr.Mode.PROTECTED,
    )
    _session.change(scenario=made)
    for key in [key for key in st.session_state if str(key).startswith("chosen_")]:
        del st.session_state[key]


def take_button(lever: cr.levers.ShownLever, key: str) -> None:
    """A button that takes the change."""
    st.button(
        "Take it",
        key=f"take_{key}",
        icon=":material/check:",
        on_click=take,
        args=(lever,),
        disabled=not (lever.settable and (lever.moves or lever.off)),
        help=None if lever.settable else "Protected limits stay on their steps; this value lies between two.",
    )


def take_back_button(scenario: cr.Scenario) -> None:
    """A button that leaves every change, where there is any."""
    if not scenario.is_baseline:
        st.button("Back to the protocol’s own limits", icon=":material/undo:", on_click=_take_back)


def _take_back() -> None:
    _session.change(scenario=cr.baseline(_session.view().scenario.protocol))
