"""Who is gained and who is lost against the protocol, group by group, and which criterion makes the difference."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages._levers import along_the_funnel, gained_and_lost
from pages._levers.kept import kept
from pages._populations import Population
from pages._words import plain

FEATURE = "Feature of the disease"
ANALYSIS = (
    "Analysis, not compliance with any diversity rule. Intervals are Wilson’s, 95 %; the share of all patients is "
    "taken as fixed. With many groups, some intervals miss 1 by chance."
)


def draw(view: cr.View, population: Population) -> None:
    """The section: whom, the answer in words, who is gained and lost, and the way along the funnel."""
    variable = _variable(view, population)
    if variable is None:
        st.info(
            "The table has no variable that makes groups: no age, sex, race, country, site or feature of the disease."
        )
        return
    shown = kept(
        "groups",
        population,
        view.scenario,
        lambda: cr.levers.disclose_composition(
            cr.levers.composition(population.engine, view.scenario, variable), view.scenario, population.mode
        ),
        wait="Counting each group",
        also=variable,
    )
    st.subheader(plain(cr.levers.gained_in_words(shown)), anchor=False)
    st.markdown(plain(cr.levers.gap_in_words(shown)))
    if shown.groups:
        gained_and_lost.draw(shown, ANALYSIS)
        along_the_funnel.draw(shown, ANALYSIS)
    else:
        st.info("No group of this variable has 30 patients or more; smaller ones are not shown.")
    net = f"{cr.levers.NET} " if shown.mode is cr.Mode.PROTECTED and shown.moved else ""
    st.caption(f"{net}{cr.levers.left_out_in_words(shown)} {ANALYSIS}")


def _variable(view: cr.View, population: Population) -> str | None:
    """The variable that was chosen: who the patients are at one click, features of their disease at two."""
    protocol = view.scenario.protocol
    offered = cr.levers.group_variables(population.engine.dataset, protocol)
    people = [each for each in offered if each in cr.levers.PEOPLE]
    features = [each for each in offered if each not in cr.levers.PEOPLE]
    choices = people + ([FEATURE] if features else [])
    if not choices:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            "Groups by",
            choices,
            default=choices[0],
            required=True,
            key="groups_by",
            wrap=True,
            format_func=lambda each: each if each == FEATURE else plain(cr.label(each, protocol)),
        )
        if chosen != FEATURE:
            return chosen
        feature: str = st.selectbox(
            "Feature", features, key="groups_feature", format_func=lambda each: cr.label(each, protocol), width=320
        )
        return feature
