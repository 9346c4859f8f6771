"""What a check found: what to mend and to know, what the table can answer, what is missing, what stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

import criteria as cr

ORDER = (cr.Extent.FULLY, cr.Extent.PARTLY, cr.Extent.NOT, cr.Extent.SCREENING)
WORDS = {
    cr.Extent.FULLY: "fully",
    cr.Extent.PARTLY: "partly",
    cr.Extent.NOT: "not",
    cr.Extent.SCREENING: "at screening only",
}


def report(shown: cr.ShownCheck, answers: Sequence[cr.Answer]) -> None:
    """Everything a data manager asks of a table, on one page."""
    findings(shown)
    left, right = st.columns([1, 1.2], gap="large")
    with left:
        _answers(answers)
    with right:
        _variables(shown)
    with st.container(horizontal=True):
        name = shown.name.replace(" ", "_")[:60]
        st.download_button("Problem list (CSV)", lambda: cr.findings_as_csv(shown), f"{name}-problems.csv", "text/csv")
        st.download_button(
            "Whole check (JSON)", lambda: cr.check_as_json(shown), f"{name}-check.json", "application/json"
        )


def findings(shown: cr.ShownCheck) -> None:
    """What refuses the table first; nothing where there is nothing to say."""
    if not shown.findings:
        st.success("Nothing to mend: every value could be used.", icon=":material/check:")
        return
    rows = [
        {
            "": "mend" if each.refuses else "know",
            "code": each.code,
            "where": each.subject,
            "count": each.count.text if each.count else "",
            "what": each.message,
        }
        for each in shown.findings
    ]
    st.dataframe(rows, hide_index=True, height="content" if len(rows) <= MOST else 320, alt="What to mend and to know")


MOST = 8


def _answers(answers: Sequence[cr.Answer]) -> None:
    counts = Counter(each.extent for each in answers)
    said = ", ".join(f"{counts[extent]} {WORDS[extent]}" for extent in ORDER if counts[extent])
    st.markdown(f"**Which criteria it can answer** – {said or 'none'}")
    rows = [
        {
            "": each.number,
            "criterion": each.label,
            "answered": WORDS[each.extent],
            "lacking": ", ".join([*each.absent, *(f"{name} (mostly)" for name in each.mostly_unknown)]),
        }
        for each in answers
    ]
    st.dataframe(rows, hide_index=True, height=420, alt="Which criteria the table can answer")
    st.caption("Partly: a variable it reads is absent or unknown for more than half of the patients.")


def _variables(shown: cr.ShownCheck) -> None:
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
    st.dataframe(rows, hide_index=True, height=420, column_config=config, alt="Missing values of each variable")
    labels = {each.variable: each for each in shown.missing}
    chosen = st.selectbox("Look closer at", list(labels), format_func=lambda name: labels[name].label, index=None)
    if chosen:
        _closer(labels[chosen])


def _closer(each: cr.ShownMissing) -> None:
    st.table([{"value": value, "patients": number.text} for value, number in each.values])
    if each.by_site:
        st.table(
            [
                {"site": site.site, "patients": site.patients.text, "missing": site.missing.text, "share": site.share}
                for site in each.by_site
            ]
        )
        st.caption("Sites of fewer than 30 patients are not listed.")
