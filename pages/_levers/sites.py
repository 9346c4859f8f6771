"""Each site: whom it has, what it loses them to, and what its data lack, so that it is not blamed for its data."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _session
from pages._chart import plotly_chart
from pages._levers.downloads import table
from pages._levers.kept import kept
from pages._populations import Population
from pages._words import plain

CARE = (
    "Dot and diamond far apart tell that missing data hide patients. A site is named to be read with care where its "
    "eligible share and its share of patients with nothing unknown are both below four fifths of those of all sites."
)
WORDS = ("excludes most", "missing most")
READING = "Each bar: all patients of a site, by status. A wide hatched part means that data are missing, not patients."
READING_DECIDED = "Dot: share eligible among patients with nothing unknown; diamond: among all."


def draw(view: cr.View, population: Population) -> None:
    """The section: the warning, statuses beside what the data allow, the table."""
    if "site" not in population.engine.dataset.columns:
        st.info("The table has no column that says at which site a patient is.")
        return
    shown = kept(
        "sites",
        population,
        view.scenario,
        lambda: cr.levers.disclose_sites(
            cr.levers.by_site(population.engine, view.scenario), view.scenario, population.mode
        ),
        wait="Counting each site",
    )
    st.subheader(plain(cr.levers.care_in_words(shown)), anchor=False)
    if shown.with_care:
        st.markdown(plain(cr.levers.care_in_figures(shown)))
    if shown.sites:
        _charts(shown)
    else:
        st.info("No site has 30 patients or more; smaller ones are not shown.")
    name = f"{view.scenario.protocol.id}-sites"
    table("Sites", cr.levers.sites_frame(shown), lambda: cr.levers.sites_csv(shown), name, words=WORDS, expanded=True)
    st.caption(f"{cr.levers.sites_left_out(shown)} {CARE}")


def _charts(shown: cr.levers.ShownSites) -> None:
    left, right = st.columns([1.15, 1], gap="medium")
    charts = (
        (left, "statuses", READING, cr.levers.statuses_chart(shown)),
        (right, "decided", READING_DECIDED, cr.levers.decided_chart(shown)),
    )
    name = shown.scenario.protocol.id
    for place, key, reading, figure in charts:
        with place:
            st.markdown(reading)
            plotly_chart(
                figure,
                key=f"sites_{key}",
                alt=cr.levers.sites_takeaway(shown),
                height=cr.levers.height(len(shown.sites)),
                picture=_session.pictured(f"{name}-sites-{key}", cr.levers.care_in_words(shown), reading),
            )
