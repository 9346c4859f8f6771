"""Who is gained and who is lost against the protocol: each group's patients, and its eligible share beside all."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _session
from pages._chart import plotly_chart
from pages._levers.downloads import table
from pages._words import plain

READING = "Each bar: eligible, then potential (?), which missing data leave open."
READING_MOVED = (
    "Left of the line: eligible in the protocol, but lost. Right: still eligible, gained, then potential (?)."
)
READING_RATIO = "Dot: eligible share over that of all, the line at 1, with its interval. Coloured: clearly off."


def draw(shown: cr.levers.ShownComposition, caption: str) -> None:
    """Two charts, what makes the gaps, the table; a downloaded picture says `caption` of itself."""
    name = f"{shown.scenario.protocol.id}-{shown.variable}"
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        _gained(shown, f"{name}-gained", caption)
    with right:
        _ratio(shown, f"{name}-ratio", caption)
    _drivers(shown)
    frame = cr.levers.groups_frame(shown)
    table("Groups", frame, lambda: cr.levers.groups_csv(shown), name, words=("what makes the gap",))


def _gained(shown: cr.levers.ShownComposition, filename: str, caption: str) -> None:
    st.markdown(READING_MOVED if shown.moved else READING)
    plotly_chart(
        cr.levers.gained_chart(shown),
        key="groups_gained",
        alt=cr.levers.gained_takeaway(shown),
        height=cr.levers.height(len(shown.groups)),
        picture=_session.pictured(filename, cr.levers.gained_in_words(shown), caption),
    )


def _ratio(shown: cr.levers.ShownComposition, filename: str, caption: str) -> None:
    st.markdown(READING_RATIO)
    plotly_chart(
        cr.levers.ratio_chart(shown),
        key="groups_ratio",
        alt=cr.levers.ratio_takeaway(shown),
        height=cr.levers.height(len(shown.groups)),
        picture=_session.pictured(filename, cr.levers.gap_in_words(shown), caption),
    )


def _drivers(shown: cr.levers.ShownComposition) -> None:
    drivers = cr.levers.drivers_in_words(shown)
    if drivers:
        st.markdown(
            "Below all patients, and what makes most of the gap:\n"
            + "".join(f"\n- **{plain(group)}**: {plain(why)}" for group, why in drivers)
        )
