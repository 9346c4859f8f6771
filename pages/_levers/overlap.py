"""How criteria overlap: which fail together, how much two share, and which nobody fails alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

import criteria as cr
from pages import _session
from pages._chart import plotly_chart
from pages._download import download
from pages._grid import grid
from pages._levers.kept import kept
from pages._populations import Population
from pages._words import plain

READING = (
    "Each bar counts the patients who fail exactly the criteria dotted below it; strong orange: one alone, and "
    "dropping it would bring them back. The bars add up to the {excluded} excluded."
)
READING_PAIRS = (
    "Of those who fail the criterion of the row, the percentage that also fails the one of the column (numbered as in "
    "the protocol). The stronger the colour, the less dropping the row’s criterion alone would help."
)
PROTECTED = " An empty cell is ten patients or fewer; combinations of ten or fewer are among the others."


def draw(view: cr.View, population: Population) -> None:
    """Combinations, pairs, and the criteria that exclude nobody by themselves."""
    shown = _shown(view, population)
    if not shown.criteria:
        st.info(f"{cr.levers.overlap_in_words(shown)} There is no overlap to draw.")
        return
    hidden = PROTECTED if shown.mode is cr.Mode.PROTECTED else ""
    for text in (cr.levers.redundant_in_words(shown), cr.levers.closest_pair(shown)):
        if text:
            st.markdown(plain(text))
    left, right = st.columns(2, gap="large")
    with left:
        _combinations(shown, view, hidden)
    with right:
        _pairs(shown, view, hidden)


def _shown(view: cr.View, population: Population) -> cr.levers.ShownOverlap:
    def make() -> cr.levers.ShownOverlap:
        return cr.levers.disclose_overlap(cr.levers.overlap(population.engine, view.scenario), population.mode)

    return kept("overlap", population, view.scenario, make, wait="Counting who fails what together")


def _combinations(shown: cr.levers.ShownOverlap, view: cr.View, hidden: str) -> None:
    st.markdown("**Which fail together**")
    st.caption(READING.format(excluded=shown.excluded.text) + hidden)
    said = cr.levers.overlap_in_words(shown)
    name = f"{view.scenario.protocol.id}-combinations"
    plotly_chart(
        cr.levers.combinations_chart(shown),
        key="lever_combinations",
        alt=said,
        height=cr.levers.combinations_height(shown),
        picture=_session.pictured(name, "Which criteria fail together", said),
    )
    _table(cr.levers.combinations_frame(shown), lambda: cr.levers.combinations_csv(shown), name)


def _pairs(shown: cr.levers.ShownOverlap, view: cr.View, hidden: str) -> None:
    st.markdown("**How much two criteria share**")
    most = cr.levers.MOST_PAIRS
    cut = f" The {most} most failed of {len(shown.criteria)} are drawn." if len(shown.criteria) > most else ""
    st.caption(READING_PAIRS + hidden + cut)
    name = f"{view.scenario.protocol.id}-pairs"
    said = cr.levers.closest_pair(shown) or "No two criteria visibly share patients."
    plotly_chart(
        cr.levers.pairs_chart(shown),
        key="lever_pairs",
        alt=f"Heat map of pairs of criteria. {said}",
        height=cr.levers.pairs_height(shown),
        picture=_session.pictured(name, "How much two criteria share", said),
    )
    _table(cr.levers.pairs_frame(shown), lambda: cr.levers.pairs_csv(shown), name)


def _table(frame: Any, as_csv: Callable[[], str], name: str) -> None:
    with st.expander("Table and download"):
        grid(frame, alt=name)
        download("Table (CSV)", as_csv, f"{name}.csv", key=name)
