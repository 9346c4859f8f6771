"""Taking a lever: the scenario of the visit changes, one line says how, and one click takes it back."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

import criteria as cr
from pages import _session

TAKEN = "lever_taken"


def take(asked: str) -> None:
    """Take what a clicked point asks for, such as `plt_min=65&hb_min=80`; what cannot be is left and named."""
    take_limits(dict(each.split("=", 1) for each in asked.split("&") if "=" in each))


def take_limits(wanted: Mapping[str, str]) -> None:
    """Move limits to these values; the protocol's own value is always allowed."""
    before = _session.view().scenario
    limits = {name: value for name, value in before.limits.items() if name not in wanted}
    new = {name: value for name, value in wanted.items() if not _is_own(before.protocol, name, value)}
    protected = _session.population(_session.view()).mode is cr.Mode.PROTECTED
    made, problems = cr.lenient_scenario(
        before.protocol, {**limits, **before.settings, **new}, before.off, grid_only=protected
    )
    if not problems and made != before:
        _session.change(scenario=made)
        st.session_state[TAKEN] = (before, made)


def _is_own(protocol: cr.Protocol, name: str, value: str) -> bool:
    own = protocol.limits[name].value if name in protocol.limits else None
    return own is not None and value == f"{own:.10g}"


def confirmation(shown: tuple[str, str] | None = None) -> None:
    """Say what was just taken, as long as the scenario is the one it made, with a button back."""
    if TAKEN not in st.session_state or st.session_state[TAKEN][1] != _session.view().scenario:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="lever_confirmed"):
        said = f" Eligible {shown[0]}, potential {shown[1]}." if shown else ""
        st.markdown(f":material/check: {'; '.join(_moves(*st.session_state[TAKEN]))}.{said}", width="content")
        st.button("Take it back", icon=":material/undo:", key="lever_back", on_click=_back)


def _moves(before: cr.Scenario, made: cr.Scenario) -> list[str]:
    protocol = made.protocol
    changed = (name for name in protocol.limits if before.limit(name) != made.limit(name))
    return [
        f"**{_session.plain(cr.limit_name(protocol, name))}** "
        f"{_session.plain(cr.limit_amount(protocol, name, before.limit(name)))} → "
        f"**{_session.plain(cr.limit_amount(protocol, name, made.limit(name)))}**"
        for name in changed
    ]


def _back() -> None:
    before, _ = st.session_state.pop(TAKEN)
    _session.change(scenario=before)
