"""A protocol of the visitor's own on the whole dashboard, for this visit, and the way back."""

from pathlib import Path

import streamlit as st

import criteria as cr
from pages import _session
from pages._deployment import deployment
from pages._words import plain

CSS = Path(__file__).parent / "_protocol" / "protocol.css"


def use(scenario: cr.Scenario) -> None:
    """Let every page work on this scenario and its protocol."""
    _session.use(scenario, own=scenario.protocol != deployment().protocol)


def use_deployed() -> None:
    """Let every page work on the deployment's own protocol again."""
    use(cr.baseline(deployment().protocol))


def notice() -> None:
    """Above a page: whose protocol it shows, where that is not the deployment's."""
    view = _session.view()
    if not view.own:
        return
    st.html(CSS)
    with st.container(key="own_protocol", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"Your own protocol **{plain(view.scenario.protocol.id)}**, in this visit alone: a link to it "
            "opens in this browser only."
        )
        st.button("Back to the deployed protocol", icon=":material/undo:", on_click=use_deployed)
