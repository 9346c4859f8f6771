"""The protocol as it is read: its text, each criterion as a sentence, the readings, what a careful reader would ask."""

import json

import streamlit as st

import criteria as cr
from pages import _session

view = _session.enter("protocol")
protocol = view.scenario.protocol
_session.write_address()

st.subheader(f"{protocol.id}: {protocol.title}", anchor=False)
st.markdown(" ".join(filter(None, [f"{cr.scope(protocol)}.", protocol.silent])))
with st.container(horizontal=True):
    st.download_button("Protocol (YAML)", lambda: cr.to_yaml(protocol), f"{protocol.id}.yaml", "application/yaml")
    st.download_button(
        "Schema of protocol files (JSON)",
        lambda: json.dumps(cr.json_schema(), indent=1),
        "protocol-schema.json",
        "application/json",
    )

notes = cr.review(view.scenario)
if notes:
    st.warning("A careful reader would question this:", icon=":material/rule:")
    _session.show_problems(notes)

heads = st.columns([1, 2, 2], gap="medium")
for head, title in zip(
    heads, ("Criterion", "The protocol's own words", "What is computed, and how the text was read"), strict=True
):
    head.caption(title)

for criterion in protocol.criteria:
    name, text, reading = st.columns([1, 2, 2], gap="medium")
    off = "  \n(off)" if criterion.id in view.scenario.off else ""
    name.markdown(f"**{criterion.number}{criterion.part} {criterion.label}**{off}")
    text.caption(f"“{criterion.text}”")
    reading.text(cr.sentence(criterion, view.scenario))
    if criterion.reading:
        reading.caption(criterion.reading)
    st.divider()
