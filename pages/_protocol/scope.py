"""Whether the criteria at hand are the whole of the trial's: it decides what an eligible count means."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages._protocol import draft


def scope(now: cr.Scenario) -> None:
    """A button behind which it is said."""
    key = f"scope_{now.protocol.digest[:8]}"  # so that it shows what an undo brings back
    said = list(cr.SCOPES).index(now.protocol.scope)
    with st.popover("Scope", icon=":material/rule_settings:"):
        st.radio(
            "Which of the trial's criteria are these?",
            list(cr.SCOPES),
            said,
            str.capitalize,
            key,
            on_change=_say,
            args=(key,),
        )
        st.caption(cr.SCOPES[now.protocol.scope] + ".")


def _say(key: str) -> None:
    draft.change(cr.editing.scoped, st.session_state[key])
