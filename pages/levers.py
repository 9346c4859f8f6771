"""Which change buys the most patients, and whom?"""

import streamlit as st

import criteria as cr
from pages import _above, _budget, _session
from pages._levers import SECTIONS
from pages._missing import Stopped
from pages._tabs import TABS
from pages._words import plain, show_refusal

view = _session.enter("levers")
_above.above(view)
population = _session.population(view)
if not _budget.ask(_budget.Kind.LEVERS, population, view):
    show_refusal(cr.Refused("The levers of this scenario", [_budget.spent(population)]))
    raise Stopped

st.markdown(f"{plain(population.name)}, {population.mode.value} counts. {plain(cr.scope(view.scenario.protocol))}.")
if "lever" not in st.session_state and view.tab:
    st.session_state["lever"] = TABS[view.tab]
tabs = st.tabs([each.title for each in SECTIONS], key="lever", on_change="rerun")
opened = next(each.key for tab, each in zip(tabs, SECTIONS, strict=True) if tab.open)
_session.change(tab="" if opened == SECTIONS[0].key else opened)
_session.write_address()
for tab, each in zip(tabs, SECTIONS, strict=True):
    if tab.open:
        with tab:
            each.draw(view, population)
