"""Which change buys the most patients, and whom?"""

import streamlit as st

import criteria as cr
from pages import _own_protocol, _session
from pages._levers import SECTIONS

view = _session.enter("levers")
_own_protocol.notice()
population = _session.population(view)
_session.write_address()

changes = cr.changes(view.scenario)
st.markdown(
    f"{population.name}, {'; '.join(changes) if changes else 'the protocol’s own limits'} "
    f"({population.mode.value} counts). {cr.scope(view.scenario.protocol)}."
)
tabs = st.tabs([each.title for each in SECTIONS], key="lever", on_change="rerun")
for tab, each in zip(tabs, SECTIONS, strict=True):
    if tab.open:
        with tab:
            each.draw(view, population)
