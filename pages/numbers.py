"""Every number behind the chart, what it rests on, and its downloads."""

import streamlit as st

import criteria as cr
from pages import _above, _session
from pages._download import download
from pages._grid import grid
from pages._words import plain

MEANING = {
    "number": "As the protocol numbers it; a group stands above its criteria.",
    "criterion": "What the criterion is called; off where it is switched off.",
    "protocol": "With the protocol's own limits, settings and criteria.",
    "scenario": "As limits, settings and criteria are now.",
    "change": "The scenario against the protocol, from the two numbers shown.",
    "of all": "The scenario's number as a share of all patients.",
}
EXPLAINED = {
    **cr.NUMBERS,
    "pass": cr.NUMBERS["passed"],
    "only_certain": "Of only, those with nothing else unknown: they would be eligible were it dropped.",
}


def called(number: str) -> str:
    """A number's name as a person reads it."""
    return number.replace("_", " ").capitalize()


view = _session.enter("numbers")
_above.above(view)
population = _session.population(view)
shown = _session.results(view)
_session.write_address()

st.subheader("Numbers", anchor=False)
st.markdown(
    f"{plain(population.name)}: **{shown.patients.text} patients**, {shown.eligible.text} eligible, "
    f"{shown.potential.text} potential, {shown.excluded.text} excluded ({shown.mode.value} counts). "
    f"{plain(cr.scope(view.scenario.protocol))}."
)
number = st.segmented_control(
    "Number", list(cr.NUMBERS), default="fails", required=True, format_func=called, key="numbers_of"
)
st.caption(cr.NUMBERS[number])
compared = cr.compared(shown, population.before, number)
meant = {
    each: st.column_config.TextColumn(alignment="left" if each in compared.columns[:2] else "right", help=MEANING[each])
    for each in compared.columns
}
grid(compared, height="content", column_config=meant, alt=f"{called(number)}, side by side")

with st.expander("All numbers of the scenario"):
    frame = cr.as_frame(shown)
    columns = meant | {
        each: st.column_config.TextColumn(alignment="right", help=EXPLAINED[each.replace(" ", "_")])
        for each in frame.columns[2:]
    }
    grid(frame, height="content", column_config=columns, alt="All numbers of every criterion")

name = view.scenario.protocol.id
with st.container(horizontal=True):
    download("Side by side (CSV)", lambda: cr.compared_csv(shown, population.before), f"{name}-side-by-side.csv")
    download("Scenario (CSV)", lambda: cr.as_csv(shown), f"{name}.csv")
    download("Scenario (JSON)", lambda: cr.as_json(shown), f"{name}.json")

left, right = st.columns(2, gap="large")
with left:
    st.markdown("**What the numbers mean**")
    for each, meaning in cr.NUMBERS.items():
        st.markdown(f"**{called(each)}** – {meaning}")
with right:
    st.markdown("**What they rest on**")
    st.markdown(
        f"- Creatinine clearance is an estimate for {shown.clearance_estimated.text} patients.\n"
        f"- The upper limit of normal is assumed for {shown.uln_assumed.text} patients.\n"
        f"- Between {shown.at_least} and {shown.at_most} are eligible: bounds from what is unknown, not a confidence "
        "interval."
    )
    if view.order:
        numbers = ", ".join(row.number for row in shown.rows)
        st.markdown(f"- Lost here and remaining follow an order of your own: {plain(numbers)}.")
    changes = cr.changes(view.scenario)
    lines = [plain(line) for line in changes] or ["Every limit is the protocol's own."]
    st.markdown("\n".join(f"- {line}" for line in lines))
