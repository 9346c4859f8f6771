"""How many patients does the protocol leave, which criteria cost them, and what does a moved limit change?"""

from typing import Any

import streamlit as st

import criteria as cr
from pages import _detail, _notices, _own_protocol, _session
from pages._chart import plotly_chart
from pages._limits import limits_panel
from pages._limits.data import panel_data
from pages._populations import Population
from pages._statuses import status_board
from pages._statuses.data import statuses_data

ROW = 18  # px of the chart for each criterion
FRAME = 100  # px of the chart around them: axis and download buttons


@st.fragment
def workbench() -> None:
    """Numbers, chart and limits: everything that moves together, in few elements, which _layout.css places."""
    _session.take_choices()
    settled = _session.take_panel()
    if _session.gone():
        st.rerun()  # the whole page, which says so before it shows a number
    view = _session.view()
    population = _session.population(view)
    shown = _session.results(view)
    status_board(statuses_data(shown, population, view), key=_session.STATUSES)
    chart(shown, population, view)
    protected = shown.mode is cr.Mode.PROTECTED
    data = panel_data(shown, selected=view.selected, revision=_session.revision(), free_entry=not protected)
    limits_panel(data, key=_session.PANEL)
    if _session.ignored() or population.notes:
        with st.container(key="notices"):
            _notices.notices(_session.ignored(), population)
    if view.selected is not None:
        with st.container(key="detail"):
            _detail.detail(view.selected, view, shown, population)
    if settled:
        _session.write_address()


def chart(shown: cr.Disclosed, population: Population, view: cr.View) -> None:
    """The chart of all criteria; a click on one opens its detail."""
    figure = cr.criteria_chart(shown, population.before, view.measure, by_size=view.by_size)
    rows = len(figure["layout"]["yaxis"]["tickvals"])
    plotly_chart(
        figure,
        key=_session.CHART,
        alt=cr.takeaway(shown, population.before, view.measure),
        height=ROW * max(rows, 6) + FRAME,
        picture=_session.picture(shown, population, view),
        controls=controls(view),
        hint="" if view.selected else _detail.HOW_TO_OPEN,
        on_click=_session.take_click,
    )


def controls(view: cr.View) -> dict[str, Any]:
    """Which number the bars show, in which order, and what it means."""
    return {
        "name": "Measure",
        "choices": [{"value": each.value, "label": text.label} for each, text in cr.MEASURES.items()],
        "choice": view.measure.value,
        "order": {"label": "Largest first", "on": view.by_size, "disabled": view.measure is cr.Measure.LOST_HERE},
        "explanation": cr.MEASURES[view.measure].explanation,
    }


_session.enter("feasibility")
_own_protocol.notice()
with st.container(key="workbench"):
    workbench()
