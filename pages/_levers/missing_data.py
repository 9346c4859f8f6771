"""What is missing most: which unknowns, once filled in, would decide the most potential patients."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _session
from pages._chart import plotly_chart
from pages._levers.downloads import table
from pages._levers.kept import kept
from pages._populations import Population
from pages._words import plain

READING = "Bar: potential patients certainly decided once this is filled in."
DECIDED = (
    "Decided is who becomes eligible or excluded whatever the values turn out to be. Evidence that is too old counts "
    "as missing, and is told apart from no entry."
)
READING_PAIRS = "The same for two together: often more than the two alone, as one patient may lack both."


def draw(view: cr.View, population: Population) -> None:
    """The section: the advice, what may come out, single variables beside pairs, the list."""
    shown = kept(
        "gaps",
        population,
        view.scenario,
        lambda: cr.levers.shown_gaps(
            population.engine, view.scenario, _session.results(view).eligible, population.mode
        ),
        wait="Filling in each variable, and each pair",
    )
    st.subheader(plain(cr.levers.advice(shown)), anchor=False)
    _bounds(shown)
    if shown.visible or shown.pairs:
        _charts(shown, view.scenario.protocol.id)
    if shown.singles:
        name = f"{view.scenario.protocol.id}-missing"
        table("Every variable", cr.levers.gaps_frame(shown), lambda: cr.levers.gaps_csv(shown), name)


def _bounds(shown: cr.levers.ShownGaps) -> None:
    """What may come out: as now, as expected, at most."""
    numbers = {
        "Eligible now: if all potential patients fail": shown.eligible.text,
        "Expected, if values are missing at random": shown.expected.text if shown.expected else "–",
        "At most: if all potential patients pass": shown.most.text,
    }
    for place, (label, number) in zip(st.columns(3), numbers.items(), strict=True):
        place.metric(label, number, border=True)
    st.caption(f"{cr.levers.expected_in_words(shown)} {DECIDED}")


def _charts(shown: cr.levers.ShownGaps, name: str) -> None:
    left, right = st.columns([1, 1.2], gap="medium")
    parts = ((left, "singles", READING, shown.visible), (right, "pairs", READING_PAIRS, shown.pairs))
    for place, key, reading, rows in parts:
        if not rows:
            continue
        with place:
            st.markdown(reading)
            plotly_chart(
                cr.levers.gaps_chart(rows, shown.potential),
                key=f"gaps_{key}",
                alt=cr.levers.gaps_takeaway(rows, shown.potential),
                height=cr.levers.height(len(rows)),
                picture=_session.pictured(f"{name}-missing-{key}", cr.levers.advice(shown), reading),
            )
