"""The levers that buy most: limits moved, criteria loosened together, criteria switched off."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages._download import download
from pages._levers.kept import all_curves, kept
from pages._levers.lever_list import lever_list
from pages._levers.taking import confirmation, take_back_button, take_button
from pages._levers.wanted import wanted
from pages._populations import Population
from pages._words import plain

SIZES = {"One criterion": 0, "Two together": 1, "Three together": 2}
BY_SIZE = "Best of each number"
INTERVAL = (
    "In brackets: Wilson’s 95 % interval of the share, that is, how sure a table of this size can be of it. It says "
    "nothing of whether other patients are like these."
)
BEST_VALUE = (
    "Each limit at its best value: the nearest that gains most eligible patients, or most potential ones where none "
    "gains any."
)
GAIN = "Bars: patients gained against the scenario; eligible and potential each have a scale of their own."


def draw(view: cr.View, population: Population) -> None:
    """The section: where the scenario stands, the answer, the wanted number, the three lists."""
    _now(view, population)
    confirmation()
    drawn = all_curves(population, view.scenario)
    shown = kept(
        "ranking",
        population,
        view.scenario,
        lambda: cr.levers.ranked(population.engine, view.scenario, population.mode, drawn),
        wait="Trying every set of criteria",
    )
    _answers(shown)
    take_back_button(view.scenario)
    asked = st.container()  # answered after the lists, which take less time
    _limits(shown)
    _loosened(shown)
    _off(shown)
    with asked:
        wanted(view, population, shown)
    name = f"{view.scenario.protocol.id}-levers"
    download("All changes (CSV)", lambda: cr.levers.ranking_csv(shown), f"{name}.csv", key="csv_all")
    st.caption(INTERVAL)


def _now(view: cr.View, population: Population) -> None:
    """The scenario's own numbers: at once, while the levers are still tried."""
    now = cr.levers.standing(population.engine, view.scenario, population.mode)
    with st.container(key="levers_now"):
        st.markdown(
            f"Now {now.eligible.text} eligible of {now.patients.text} patients, {now.share.text}, and "
            f"{now.potential.text} potential. The changes that gain most:"
        )


def _answers(shown: cr.levers.ShownRanking) -> None:
    """The best lever of each kind, in large words."""
    kinds = (
        ("limit", "Move one limit", [each.lever for each in shown.limits]),
        ("loosened", "Loosen up to three criteria", [each for sets in reversed(shown.loosened) for each in sets]),
        ("off", "Switch one criterion off", shown.off[0]),
    )
    for place, (key, title, levers) in zip(st.columns([1.3, 1, 1]), kinds, strict=True):
        with place, st.container(border=True, key=f"best_{key}", height="stretch"):
            _answer(key, title, next((each for each in levers if each.gains), None))


def _answer(key: str, title: str, lever: cr.levers.ShownLever | None) -> None:
    st.markdown(title)
    if lever is None:
        st.subheader("Nobody is gained", anchor=False)
        return
    st.subheader(f"{lever.eligible_gained.text} eligible, {lever.potential_gained.text} potential", anchor=False)
    several = len(lever.moves) > 1
    st.markdown(f"**{plain(lever.said.title if several else lever.said.full)}**")
    if several:
        st.caption(plain(lever.said.full))
    st.markdown(f"Eligible then: {lever.eligible.text}, {lever.share.text}")
    take_button(lever, f"best_{key}")


def _limits(shown: cr.levers.ShownRanking) -> None:
    st.subheader("Move one limit", anchor=False)
    st.markdown(f"{BEST_VALUE} {GAIN}")
    name = shown.scenario.protocol.id
    levers = [each.lever for each in shown.limits]
    lever_list("limits", levers, cr.levers.limits_frame(shown), what="moving one limit", file=f"{name}-limits.csv")
    if shown.idle:
        st.caption(f"No value is seen to gain anybody: {plain(cr.levers.limits_in_words(shown.scenario, shown.idle))}.")


def _loosened(shown: cr.levers.ShownRanking) -> None:
    st.subheader("Loosen criteria together", anchor=False)
    st.markdown(f"Limits moved no further than it takes to gain what their whole ranges can. {GAIN}")
    size = _size("loosened", list(SIZES))
    levers = shown.loosened[SIZES[size]]
    _list("loosened", shown, levers, f"loosening: {size.lower()}")
    if shown.without_a_way:
        st.caption(
            "Not moved in sets, as neither direction is looser for everybody: "
            f"{plain(cr.levers.limits_in_words(shown.scenario, shown.without_a_way))}."
        )


def _off(shown: cr.levers.ShownRanking) -> None:
    st.subheader("Switch criteria off", anchor=False)
    st.markdown(f"The criteria are not asked at all. {GAIN}")
    size = _size("off", [*SIZES, *([BY_SIZE] if shown.off_by_size else [])])
    levers = shown.off_by_size if size == BY_SIZE else shown.off[SIZES[size]]
    _list("off", shown, levers, f"switching off: {size.lower()}")


def _size(key: str, options: list[str]) -> str:
    """How many criteria change together."""
    return st.segmented_control(
        "Criteria", options, default=options[0], required=True, key=f"size_{key}", label_visibility="collapsed"
    )


def _list(key: str, shown: cr.levers.ShownRanking, levers: tuple[cr.levers.ShownLever, ...], what: str) -> None:
    frame = cr.levers.levers_frame(levers)
    lever_list(key, levers, frame, what=what, file=f"{shown.scenario.protocol.id}-{key}.csv")
