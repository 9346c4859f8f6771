"""Taking a lever: the scenario of the visit changes, one line says how, and one click takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

import criteria as cr
from pages import _session
from pages._words import plain

TAKEN = "lever_taken"


def take_point(asked: str) -> None:
    """Take what a clicked point asks for, such as `plt_min=65&hb_min=80`; what cannot be is left."""
    take(dict(each.split("=", 1) for each in asked.split("&") if "=" in each))


def take_lever(lever: cr.levers.ShownLever) -> None:
    """Make the lever's change; the choices of the lists begin anew."""
    take({name: f"{value:.10g}" for name, value in lever.limits.items()}, lever.off)
    for key in [key for key in st.session_state if str(key).startswith("chosen_")]:
        del st.session_state[key]


def take(limits: Mapping[str, str], off: Iterable[str] = ()) -> None:
    """Move limits to these values and switch criteria off; protected limits stay on their steps."""
    before = _session.view().scenario
    others = {name: value for name, value in before.limits.items() if name not in limits}
    new = {name: value for name, value in limits.items() if not _is_own(before.protocol, name, value)}
    protected = _session.population(_session.view()).mode is cr.Mode.PROTECTED
    made, problems = cr.lenient_scenario(
        before.protocol, {**others, **before.settings, **new}, [*before.off, *off], grid_only=protected
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
    off = [f"**{plain(protocol.criterion(name).label)}** off" for name in sorted(made.off - before.off)]
    return off + [
        f"**{plain(cr.limit_name(protocol, name))}** "
        f"{plain(cr.limit_amount(protocol, name, before.limit(name)))} → "
        f"**{plain(cr.limit_amount(protocol, name, made.limit(name)))}**"
        for name in changed
    ]


def _back() -> None:
    before, _ = st.session_state.pop(TAKEN)
    _session.change(scenario=before)


def take_button(lever: cr.levers.ShownLever, key: str) -> None:
    """A button that takes the change."""
    st.button(
        "Take it",
        key=f"take_{key}",
        icon=":material/check:",
        on_click=take_lever,
        args=(lever,),
        disabled=not (lever.settable and (lever.moves or lever.off)),
        help=None if lever.settable else "Protected limits stay on their steps; this value lies between two.",
    )


def take_back_button(scenario: cr.Scenario) -> None:
    """A button that leaves every change, where there is any."""
    if not scenario.is_baseline:
        st.button("Back to the protocol’s own limits", icon=":material/undo:", on_click=_take_all_back)


def _take_all_back() -> None:
    _session.change(scenario=cr.baseline(_session.view().scenario.protocol))
