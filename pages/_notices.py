"""What of the link, the change or the table was not used."""

from __future__ import annotations

import streamlit as st

import criteria as cr
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
