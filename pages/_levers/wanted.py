"""How many patients are needed, and the cheapest change that reaches so many."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages._levers.kept import kept
from pages._levers.taking import take_button
from pages._populations import Population
from pages._words import plain


def wanted(view: cr.View, population: Population, shown: cr.levers.ShownRanking) -> None:
    """The question, and its answers by limits moved and by criteria switched off."""
    st.subheader("How many patients do you need?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.number_input(
            "Patients",
            min_value=1,
            value=_suggested(shown),
            step=10,
            key="wanted_number",
            width=180,
            persist_state="session",
        )
        potential = st.toggle("Count potential patients too", key="wanted_potential", persist_state="session")
    found = kept(
        "wanted",
        population,
        view.scenario,
        lambda: cr.levers.wanted_patients(population.engine, shown, int(number), potential=potential),
        wait="Looking for the cheapest change",
        also=(int(number), potential),
    )
    _answer(found)
    st.caption(
        "Cheapest: the fewest limits, up to three, then the smallest moves, each as a share of its range. Of criteria "
        "switched off: the fewest, then what buys most."
    )


def _suggested(shown: cr.levers.ShownRanking) -> int:
    """Half as many again as there are, in tens."""
    return max(20, -(-round(1.5 * shown.eligible.drawn) // 10) * 10)


def _answer(found: cr.levers.ShownTarget) -> None:
    moves, off = cr.levers.in_words(found)
    if not off:
        st.markdown(f"**{plain(moves)}**")
        return
    for key, title, words, reach in (
        ("wanted_moves", "Move limits", moves, found.moves),
        ("wanted_off", "Or switch off", off, found.off),
    ):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{title}: **{plain(words)}**")
            if reach is not None:
                take_button(reach.lever, key)
