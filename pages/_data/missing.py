"""What is missing of each variable, also by site, and what stands in it."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages._data.tall import height
from pages._grid import grid
from pages._words import table


def variables(shown: cr.ShownCheck) -> None:
    """Every variable with its missing values and its distribution; one of them closer."""
    st.markdown("**What is missing, and what stands in it**")
    rows = [
        {
            "variable": each.label,
            "missing": each.missing.text,
            "share": each.share,
            "distribution": [number.drawn for _, number in each.values],
        }
        for each in shown.missing
    ]
    config = {"distribution": st.column_config.BarChartColumn(y_min=0)}
    grid(rows, height=height(rows), column_config=config, alt="Missing values of each variable")
    labels = {each.variable: each for each in shown.missing}
    chosen = st.selectbox("Look closer at", list(labels), format_func=lambda name: labels[name].label, index=None)
    if chosen:
        _closer(labels[chosen])


def _closer(each: cr.ShownMissing) -> None:
    table([{"value": value, "patients": number.text} for value, number in each.values])
    if each.by_site:
        table(
            [
                {"site": site.site, "patients": site.patients.text, "missing": site.missing.text, "share": site.share}
                for site in each.by_site
            ]
        )
        st.caption("Sites of fewer than 30 patients are not listed.")
