"""Who is gained and who is lost against the protocol, group by group, and which criterion makes the difference."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages._chart import plotly_chart
from pages._levers.downloads import table
from pages._levers.kept import kept
from pages._populations import Population
from pages._session import plain

FEATURE = "Feature of the disease"
ANALYSIS = (
    "Analysis, not compliance with any diversity rule. Intervals are Wilson’s, 95 %; the share of all patients is "
    "taken as fixed. With many groups, some intervals miss 1 by chance."
)
READING = "Each bar: eligible, then potential (?), which missing data leave open."
READING_MOVED = (
    "Left of the line: eligible in the protocol, but lost. Right: still eligible, gained, then potential (?)."
)
READING_RATIO = "Dot: eligible share over that of all, the line at 1, with its interval. Coloured: clearly off."
READING_STEPS = (
    "Each cell: by how many percentage points a criterion shifts a group’s share of those remaining, in protocol "
    "order; unknown counts as still there."
)


def draw(view: cr.View, population: Population) -> None:
    """The section: whom, the answer in words, two charts, and the way along the funnel."""
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
    _groups(shown)
    _steps(shown)
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
            format_func=lambda each: each if each == FEATURE else cr.label(each, protocol),
        )
        if chosen != FEATURE:
            return chosen
        feature: str = st.selectbox(
            "Feature", features, key="groups_feature", format_func=lambda each: cr.label(each, protocol), width=320
        )
        return feature


def _groups(shown: cr.levers.ShownComposition) -> None:
    if not shown.groups:
        st.info("No group of this variable has 30 patients or more; smaller ones are not shown.")
        return
    height = cr.levers.height(len(shown.groups))
    name = f"{shown.scenario.protocol.id}-{shown.variable}"
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        st.markdown(READING_MOVED if shown.moved else READING)
        plotly_chart(
            cr.levers.gained_chart(shown),
            key="groups_gained",
            alt=cr.levers.gained_takeaway(shown),
            height=height,
            picture=_picture(f"{name}-gained", cr.levers.gained_in_words(shown)),
        )
    with right:
        st.markdown(READING_RATIO)
        plotly_chart(
            cr.levers.ratio_chart(shown),
            key="groups_ratio",
            alt=cr.levers.ratio_takeaway(shown),
            height=height,
            picture=_picture(f"{name}-ratio", cr.levers.gap_in_words(shown)),
        )
    drivers = cr.levers.drivers_in_words(shown)
    if drivers:
        st.markdown(
            "Below all patients, and what makes most of the gap:\n"
            + "".join(f"\n- **{plain(group)}**: {plain(why)}" for group, why in drivers)
        )
    table(
        "Groups",
        cr.levers.groups_frame(shown),
        lambda: cr.levers.groups_csv(shown),
        name,
        words=("what makes the gap",),
    )


def _picture(name: str, title: str) -> dict[str, str]:
    return {"filename": name, "title": title, "caption": ANALYSIS}


def _steps(shown: cr.levers.ShownComposition) -> None:
    if not shown.groups:
        return
    st.subheader("Along the funnel", anchor=False)
    st.markdown(plain(cr.levers.steps_in_words(shown)))
    name = f"{shown.scenario.protocol.id}-{shown.variable}-funnel"
    rows = shown.steps.visible()
    if rows:
        st.markdown(f"{READING_STEPS} Criteria that shift no group by half a point are left to the table.")
        plotly_chart(
            cr.levers.steps_chart(shown),
            key="groups_steps",
            alt=cr.levers.steps_in_words(shown),
            height=cr.levers.height(len(rows)),
            picture=_picture(name, cr.levers.steps_in_words(shown)),
        )
    table("Along the funnel", cr.levers.steps_frame(shown), lambda: cr.levers.steps_csv(shown), name)
