"""The criterion somebody clicked: where its patients lie, how many are unknown, who misses a limit by little."""

from __future__ import annotations

from typing import Any

import streamlit as st

import criteria as cr
from pages._chart import plotly_chart
from pages._populations import Population
from pages._words import plain

HEIGHT = 190
HOW_TO_OPEN = "Click a criterion, in the chart or among the limits, to see its values and near misses."


def detail(selected: str, view: cr.View, shown: cr.Disclosed, population: Population) -> None:
    """The detail of the selected criterion."""
    criterion = view.scenario.protocol.criterion(selected)
    values = cr.quantities(criterion, view.scenario)
    drawing, words = st.columns([1.35, 1], gap="small")
    with words, st.container(gap="xsmall"):
        _words(criterion, view, shown, population)
        value = _chosen(values, view.scenario.protocol) if len(values) > 1 else next(iter(values), None)
    with drawing:
        if value is None:
            st.caption("Assessed at screening: no variable of a table answers it.")
        else:
            _distribution(criterion, value, view, population)


def _words(criterion: cr.Criterion, view: cr.View, shown: cr.Disclosed, population: Population) -> None:
    row = shown.row(criterion.id)
    alone = f"{row.only.text} of them nothing else"
    if row.only.number != 0:
        alone += f" (without it {row.gained.text} more eligible, {row.opened.text} potential)"
    counts = f"{row.fails.text} fail, {alone}; {row.unknown.text} unknown"
    name = plain(f"{row.number} {criterion.label}")
    st.markdown(f"**{name}**  \n{counts}. {_near_misses(criterion, view, population)}")


def _near_misses(criterion: cr.Criterion, view: cr.View, population: Population) -> str:
    found = cr.near_misses(population.engine, view.scenario, criterion)
    limits = view.scenario.protocol.limits
    said = [
        f"{each.patients.text} miss *{plain(limits[each.limit].label)}* by a tenth or less ({each.only.text} of them "
        "fail nothing else)"
        for each in cr.disclose_near_misses(found, population.mode)
        if each.patients.number != 0
    ]
    if not found:
        return "It has no limit to miss by little."
    return f"Near misses: {'; '.join(said)}." if said else "Nobody misses a limit by a tenth or less."


def _distribution(criterion: cr.Criterion, value: Any, view: cr.View, population: Population) -> None:
    found = cr.distribution(population.engine, view.scenario, criterion, value)
    shown = cr.disclose_distribution(found, population.mode)
    plotly_chart(
        cr.distribution_chart(shown, _lines(criterion, value, view.scenario), view.scenario.protocol),
        key="distribution",
        alt=f"Distribution of {cr.label(value, view.scenario.protocol)}; {shown.missing.text} patients unknown.",
        height=HEIGHT,
    )


def _chosen(values: tuple[Any, ...], protocol: cr.Protocol) -> Any:
    return st.selectbox(
        "Variable", values, format_func=lambda each: cr.label(each, protocol), label_visibility="collapsed"
    )


def _lines(criterion: cr.Criterion, value: Any, scenario: cr.Scenario) -> list[cr.Line]:
    limits = scenario.protocol.limits
    fixed = [
        cr.Line("at least" if minimum else "at most", number, number, minimum)
        for number, minimum in cr.fixed_on(criterion, value)
    ]
    return fixed + [
        cr.Line(limits[name].label, now, limits[name].value, cr.is_minimum(criterion, name))
        for name in cr.limits_on(criterion, value)
        if (now := scenario.limit(name)) is not None
    ]
