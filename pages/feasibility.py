"""How many patients does the protocol leave, which criteria cost them, and what does a moved limit change?"""

from typing import Any

import streamlit as st

import criteria as cr
from pages import _budget, _detail, _live, _notices, _own_protocol, _session
from pages._chart import plotly_chart
from pages._drawn import drawn
from pages._heading import heading
from pages._limits import limits_panel
from pages._limits.data import panel_data
from pages._measures import controls
from pages._statuses import status_board


@st.fragment
def workbench() -> None:
    """Numbers, chart and limits: everything that moves together, in few elements, which _layout.css places."""
    if _session.stopped():
        st.rerun()  # the whole page, which says what is missing and shows no number
    _session.take_choices()
    _session.keep_to_steps()
    settled = _session.take_panel()
    if _session.stopped():
        st.rerun()
    view = _session.view()
    population = _session.population(view)
    shown = _session.results(view)
    parts = drawn(shown, population, view)
    steps = _session.steps(drawn)
    word = _session.word(steps)
    heading({**parts["heading"], "live": word})
    status_board({**parts["statuses"], "live": word}, key=_session.STATUSES)
    chart(parts["chart"], word, view)
    protected = shown.mode is cr.Mode.PROTECTED
    data = panel_data(shown, selected=view.selected, revision=_session.revision(), free_entry=not protected)
    limits_panel({**data, "live": word}, key=_session.PANEL)
    if _session.ignored() or population.notes or _budget.few_left():
        with st.container(key="notices"):
            _notices.notices(_session.ignored(), population, _budget.few_left())
    if view.selected is not None:
        with st.container(key="detail"):
            _detail.detail(view.selected, view, shown, population)
    if settled:
        _session.write_address()
    _live.tell(steps)  # last: nothing waits for it


def chart(given: dict[str, Any], word: dict[str, Any], view: cr.View) -> None:
    """The chart of all criteria; a click on one opens its detail."""
    plotly_chart(
        **given,
        key=_session.CHART,
        controls=controls(view),
        hint="" if view.selected else _detail.HOW_TO_OPEN,
        live=word,
        on_click=_session.take_click,
    )


_session.enter("feasibility")
_own_protocol.notice()
_notices.another_table()
_notices.copied()
with st.container(key="workbench"):
    workbench()
