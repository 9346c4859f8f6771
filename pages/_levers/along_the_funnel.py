"""Which criterion shifts the composition: each group's share of those remaining, along the funnel."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _session
from pages._chart import plotly_chart
from pages._levers.downloads import table
from pages._words import plain

READING = (
    "Each cell: by how many percentage points a criterion shifts a group’s share of those remaining, in protocol "
    "order; unknown counts as still there. Criteria that shift no group by half a point are left to the table."
)


def draw(shown: cr.levers.ShownComposition, caption: str) -> None:
    """The answer in words, its chart, the table; a downloaded picture says `caption` of itself."""
    st.subheader("Along the funnel", anchor=False)
    said = cr.levers.steps_in_words(shown)
    st.markdown(plain(said))
    name = f"{shown.scenario.protocol.id}-{shown.variable}-funnel"
    rows = shown.steps.visible()
    if rows:
        st.markdown(READING)
        plotly_chart(
            cr.levers.steps_chart(shown),
            key="groups_steps",
            alt=said,
            height=cr.levers.height(len(rows)),
            picture=_session.pictured(name, said, caption),
        )
    table("Along the funnel", cr.levers.steps_frame(shown), lambda: cr.levers.steps_csv(shown), name)
