"""What of the link, the change or the table was not used, or stands in the place of what was asked for."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _session
from pages._populations import Population
from pages._words import plain, table


def notices(problems: list[cr.Problem], population: Population, few_left: str) -> None:
    """Nothing where everything was used, and many more questions may be asked."""
    if few_left:
        st.info(few_left)
    if problems:
        lines = (f"`{each.subject.replace('`', '')}`: {plain(each.message)}" for each in problems)
        st.warning("Not used, the protocol's own stands: " + "; ".join(lines), icon=":material/link_off:")
    if population.notes:
        with st.expander(f"Not everything in the table could be used ({len(population.notes)} notes)"):
            table(
                [
                    {"code": note.code, "where": note.subject, "patients": note.count.text, "what": note.message}
                    for note in population.notes
                ]
            )


def copied() -> None:
    """What a protected copy says of its numbers, where one is shown."""
    said = "" if _session.stopped() else _session.population(_session.view()).copied
    if said:
        st.caption(f":material/shield_lock: {plain(said)}")


def another_table() -> None:
    """That the table in use is not the one that the link asked for, until the visitor has read it."""
    if not _session.another_table():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="another_table"):
        st.warning(
            "**This is not the table that the link asks for**: its content or its map is another. "
            f"All numbers are those of {plain(_session.table_name(_session.view()))}.",
            icon=":material/difference:",
        )
        st.button("I have read it", on_click=_session.another_table_is_known, key="another_table_known")
