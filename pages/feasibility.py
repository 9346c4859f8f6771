"""How many patients does the protocol leave, which criteria cost them, and what does a moved limit change?"""

import streamlit as st

import criteria as cr
from pages import _detail, _session, _statuses
from pages._chart import plotly_chart
from pages._limits import limits_panel
from pages._limits.data import panel_data

ROW = 18  # px of the chart for each criterion
FRAME = 100  # px of the chart around them: axis and download buttons


@st.fragment
def workbench() -> None:
    """Numbers, chart and limits: everything that moves together."""
    settled = _session.take_panel()
    view = _session.view()
    population = _session.population(view)
    shown = _session.results(view)
    _statuses.statuses(shown, population, view)
    _statuses.notices(_session.ignored(), population)
    left, right = st.columns([1.2, 1], gap="medium")
    with left, st.container(gap="xsmall"):
        measure_control(view)
        chart(shown, population, view)
        _detail.detail(view, shown, population)
    with right:
        protected = shown.mode is cr.Mode.PROTECTED
        data = panel_data(shown, selected=view.selected, revision=_session.revision(), free_entry=not protected)
        limits_panel(data, key=_session.PANEL)
    if settled:
        _session.write_address()


def measure_control(view: cr.View) -> None:
    """Which number the bars show, in which order, and what it means."""
    measures, order = st.columns([2.2, 1], vertical_alignment="center")
    with measures:
        st.segmented_control(
            "Measure",
            list(cr.Measure),
            default=view.measure,
            format_func=lambda each: cr.MEASURES[each].label,
            label_visibility="collapsed",
            required=True,
            key="measure",
            on_change=lambda: _session.change(measure=st.session_state["measure"]),
        )
    with order:
        st.toggle(
            "Largest first",
            value=view.by_size,
            disabled=view.measure is cr.Measure.LOST_HERE,
            key="by_size",
            on_change=lambda: _session.change(by_size=st.session_state["by_size"]),
        )
    st.caption(cr.MEASURES[view.measure].explanation)


def chart(shown: cr.Disclosed, population: _session.Population, view: cr.View) -> None:
    """The chart of all criteria; a click on one opens its detail."""
    figure = cr.criteria_chart(shown, population.before, view.measure, by_size=view.by_size)
    rows = len(figure["layout"]["yaxis"]["tickvals"])
    plotly_chart(
        figure,
        key=_session.CHART,
        alt=cr.takeaway(shown, population.before, view.measure),
        height=ROW * max(rows, 6) + FRAME,
        picture=_session.picture(shown, population, view),
        on_click=_session.take_click,
    )


_session.enter("feasibility")
workbench()
