"""The top of the main page: the three statuses against the protocol, and what they were counted on."""

from __future__ import annotations

from typing import Literal

import streamlit as st

import criteria as cr
from pages import _session

MEANING = {
    "eligible": "No criterion failed and none unknown.",
    "potential": "No criterion failed, but at least one is unknown: data could settle it.",
    "excluded": "At least one criterion failed.",
}
BETTER: dict[str, Literal["normal", "off", "inverse"]] = {
    "eligible": "normal",
    "potential": "off",
    "excluded": "inverse",
}


def statuses(shown: cr.Disclosed, population: _session.Population, view: cr.View) -> None:
    """The answer, legible from the back of the room, and beside it what it stands on."""
    answer, basis = st.columns([3, 3.3], gap="small")
    with answer, st.container(key="statuses"):
        for place, name in zip(st.columns(3, gap="small"), MEANING, strict=True):
            with place:
                _status(name, shown, population.before)
    with basis:
        _basis(shown, population, view)


def _status(name: str, shown: cr.Disclosed, before: cr.Disclosed) -> None:
    now: cr.Shown = getattr(shown, name)
    changed = cr.change(now, getattr(before, name))
    moved = changed.number != 0 and not shown.scenario.is_baseline
    st.metric(
        f"{name.capitalize()} ({cr.percent(now, shown.patients)})",
        now.text,
        changed.text.replace("−", "-") if moved else "as in the protocol",  # the sign decides the arrow
        delta_color=BETTER[name] if moved and changed.number else "off",
        delta_arrow="auto" if moved and changed.number else "off",
        delta_description="against the protocol" if moved else None,
        help=MEANING[name],
    )


def _basis(shown: cr.Disclosed, population: _session.Population, view: cr.View) -> None:
    _choose_population(view)
    kind = "synthetic" if population.synthetic else "real patients"
    counts = "exact counts" if shown.mode is cr.Mode.EXACT else "protected counts: ≤10 hidden, others ±2"
    assumed = f" The upper limit of normal is assumed for {shown.uln_assumed.text} patients."
    fallback = assumed if shown.uln_fallback else ""
    st.markdown(
        f"**{shown.patients.text} patients** ({kind}, {counts}). Between **{shown.at_least}** and **{shown.at_most}** "
        f"are eligible, depending on what is unknown. {cr.scope(shown.scenario.protocol)}.{fallback}"
    )


def _choose_population(view: cr.View) -> None:
    tables = tuple(_session.deployment().tables)
    if len(tables) > 1:
        st.selectbox(
            "Population",
            tables,
            index=tables.index(view.population or tables[0]),
            format_func=_session.population_name,
            label_visibility="collapsed",
            key="population",
            on_change=_session.choose_population,
        )


def notices(problems: list[cr.Problem], population: _session.Population) -> None:
    """What of the link, the change or the table was not used."""
    if problems:
        lines = (f"`{each.subject.replace('`', '')}`: {each.message}" for each in problems)
        st.warning("Not used, the protocol's own stands: " + "; ".join(lines), icon=":material/link_off:")
    if population.notes:
        with st.expander(f"Not everything in the table could be used ({len(population.notes)} notes)"):
            st.table(
                [
                    {"code": note.code, "where": note.subject, "patients": note.count.text, "what": note.message}
                    for note in population.notes
                ]
            )
