"""The criterion somebody clicked: where its patients lie, how many are unknown, who misses a limit by little."""

from __future__ import annotations

from typing import Any

import streamlit as st

import criteria as cr
from pages import _session
from pages._chart import plotly_chart

HEIGHT = 196


def detail(view: cr.View, shown: cr.Disclosed, population: _session.Population) -> None:
    """The detail of the selected criterion, or how to get one."""
    if view.selected is None:
        st.caption("Click a criterion, in the chart or among the limits, to see its values and near misses.")
        return
    criterion = view.scenario.protocol.criterion(view.selected)
    drawing, words = st.columns([1.35, 1], gap="small")
    with words:
        _words(criterion, view, shown, population)
    with drawing:
        _distribution(criterion, view, population)


def _words(criterion: cr.Criterion, view: cr.View, shown: cr.Disclosed, population: _session.Population) -> None:
    row = shown.row(criterion.id)
    counts = f"{row.fails.text} fail, {row.only.text} of them nothing else; {row.unknown.text} unknown"
    st.markdown(f"**{row.number} {criterion.label}**  \n{counts}.  \n{_near_misses(criterion, view, population)}")


def _near_misses(criterion: cr.Criterion, view: cr.View, population: _session.Population) -> str:
    found = cr.near_misses(population.engine, view.scenario, criterion)
    limits = view.scenario.protocol.limits
    said = [
        f"{each.patients.text} miss *{limits[each.limit].label}* by a tenth or less, {each.only.text} of them fail "
        "nothing else"
        for each in cr.disclose_near_misses(found, population.mode)
    ]
    return "Near misses: " + "; ".join(said) + "." if said else "It has no limit to miss by little."


def _distribution(criterion: cr.Criterion, view: cr.View, population: _session.Population) -> None:
    values = cr.quantities(criterion, view.scenario)
    if not values:
        st.caption("Assessed at screening: no variable of a table answers it.")
        return
    value = values[0] if len(values) == 1 else _chosen(values)
    found = cr.distribution(population.engine, view.scenario, criterion, value)
    shown = cr.disclose_distribution(found, population.mode)
    name = cr.label(value)
    inexact = f"; {shown.inexact.text} in bands or censored, not drawn" if shown.inexact.number != 0 else ""
    plotly_chart(
        cr.distribution_chart(shown, _lines(criterion, value, view.scenario)),
        key="distribution",
        alt=f"Distribution of {name}; {shown.missing.text} unknown{inexact}.",
        height=HEIGHT,
    )
    st.caption(f"{name}: {shown.missing.text} patients unknown{inexact}.")


def _chosen(values: tuple[Any, ...]) -> Any:
    return st.selectbox("Variable", values, format_func=cr.label, label_visibility="collapsed")


def _lines(criterion: cr.Criterion, value: Any, scenario: cr.Scenario) -> list[cr.Line]:
    limits = scenario.protocol.limits
    found = ((limits[name], scenario.limit(name)) for name in cr.limits_on(criterion, value))
    return [cr.Line(limit.label, now, limit.value) for limit, now in found if now is not None]
