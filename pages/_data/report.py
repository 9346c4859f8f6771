"""What a check found: what to mend and to know, what the table can answer, what is missing, what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

import criteria as cr
from pages._data.answers import answered_criteria
from pages._data.missing import variables
from pages._download import download
from pages._grid import grid
from pages._words import quoted

MOST = 8  # rows that are shown without scrolling in a list of findings


def report(shown: cr.ShownCheck, answers: Sequence[cr.Answer]) -> None:
    """Everything a data manager asks of a table, on one page."""
    _findings(shown)
    left, right = st.columns([1, 1.2], gap="large")
    with left:
        answered_criteria(answers)
    with right:
        variables(shown)
    with st.container(horizontal=True):
        name = shown.name.replace(" ", "_")[:60]
        download("Problem list (CSV)", lambda: cr.findings_as_csv(shown), f"{name}-problems.csv")
        download("Whole check (JSON)", lambda: cr.check_as_json(shown), f"{name}-check.json")


def _findings(shown: cr.ShownCheck) -> None:
    """What is to be mended first: what refuses the table, then what lost values; or that there is nothing."""
    if not shown.findings:
        st.success("Nothing to mend: every value could be used.", icon=":material/check:")
        return
    rows = [
        {
            "": "mend" if each.mend else "know",
            "code": each.code,
            "where": each.subject,
            "count": each.count.text if each.count else "",
            "what": quoted(f"{each.message}{cr.words_listed(each.words)}"),
        }
        for each in sorted(shown.findings, key=lambda each: (not each.refuses, not each.mend))
    ]
    widths = {"": 60, "code": 160, "where": 160, "count": 60}
    config = {name: st.column_config.TextColumn(width=width) for name, width in widths.items()}
    tall: Any = "content" if len(rows) <= MOST else 320
    grid(rows, height=tall, column_config=config, alt="What to mend and to know")
