"""One list of levers: its chart, the one to take, its table and its download."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

import criteria as cr
from pages._chart import plotly_chart
from pages._download import download
from pages._grid import grid
from pages._levers.taking import take_button
from pages._words import plain

ROW = 26  # px of the chart for each lever
FRAME = 42  # px of the chart around them
MOST = 10  # levers drawn; the table has all


def lever_list(key: str, levers: Sequence[cr.levers.ShownLever], frame: Any, *, what: str, file: str) -> None:
    """Draw a list of levers that gain anybody; `what` completes "patients gained by …"."""
    gaining = [each for each in levers if each.gains]
    if not gaining:
        st.markdown(f"No patient is gained by {what}.")
        return
    drawn = gaining[:MOST]
    plotly_chart(
        cr.levers.levers_chart(drawn),
        key=f"levers_{key}",
        alt=cr.levers.levers_takeaway(drawn, what),
        height=ROW * len(drawn) + FRAME,
        on_click=lambda: _choose(key, len(drawn)),
    )
    _taking(key, drawn)
    with st.expander(f"Table and download: {len(levers)} changes"):
        _table(frame, what)
        download("Table (CSV)", lambda: cr.levers.levers_csv([(what, levers)]), file, key=f"csv_{key}")


def _choose(key: str, drawn: int) -> None:
    """Choose the lever whose bar was clicked."""
    clicked = st.session_state[f"levers_{key}"].get("clicked")
    if isinstance(clicked, str) and clicked.isdecimal() and int(clicked) < drawn:
        st.session_state[f"chosen_{key}"] = int(clicked)


def _taking(key: str, drawn: Sequence[cr.levers.ShownLever]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Chosen, or click a row",
            range(len(drawn)),
            format_func=lambda at: f"{drawn[at].said.full}: {drawn[at].gain}",
            key=f"chosen_{key}",
        )
        take_button(drawn[chosen or 0], key)


def _table(frame: Any, what: str) -> None:
    right = {name: st.column_config.TextColumn(alignment="right") for name in frame.columns[1:]}
    grid(
        frame,
        height="content" if len(frame) <= 20 else 500,
        column_config=right | {"change": st.column_config.TextColumn(width="large")},
        alt=f"Patients gained by {plain(what)}",
    )
