"""Every page begins here: what is not here of what was asked for is named first; what is opened then is held."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

import criteria as cr
from pages import _missing, _visit
from pages._populations import Population
from pages._session import asked
from pages._session.state import change, ignored, view
from pages._session.tables import names_held, own_protocols, own_tables, population, table_name
from pages._words import show_refusal

ICON = "static/icon.svg"
MOST_TABLES, MOST_PROTOCOLS = 2, 8  # that one visit holds: two raw tables can be compared, a draft taken back


def open_page(page: StreamlitPage) -> None:
    """Run the page the visitor asked for; a refusal becomes its message, never a traceback."""
    st.set_page_config("Trial Feasibility", ICON, "wide")
    st.session_state["through_app"] = True
    wanted = st.session_state.get("wanted")  # until its page has read it: another run may come in between
    if wanted and wanted[0] != page.title.lower():
        st.switch_page(f"pages/{wanted[0]}.py", query_params=wanted[1])
    st.html(Path(__file__).parent.parent / "_layout.css")
    try:
        page.run()
    except _missing.Stopped:
        pass  # the page has said why
    except cr.Refused as refused:
        show_refusal(refused)


def enter(page: str) -> cr.View:
    """Every page's first call: the view of this visit.

    On a fresh server Streamlit runs a page that is opened by its own address without app.py, hence without
    navigation. Then app.py is opened first, and this page after it.
    """
    if "through_app" not in st.session_state:
        # A browser that finds the server again may ask twice, the second time with an address that is emptied by then.
        wanted = st.session_state.setdefault("wanted", (page, asked.given()))
        st.switch_page("app.py", query_params=wanted[1])
    wanted = st.session_state.pop("wanted", None)
    if "view" not in st.session_state:
        asked.read_address(wanted[1] if wanted else asked.given())
    elif asked.missing():
        asked.take_up()  # another tab may have opened it
    elif asked.gone():
        asked.ask_for_this()
    st.set_page_config(f"{page.capitalize()} · {view().scenario.protocol.id} · Trial Feasibility")
    _visit.keep(names_held())
    _missing.unused(_visit.of_this_browser().lost)
    if asked.missing():
        asked.write_address()
        _missing.say(asked.missing(), _visit.of_this_browser().lost, view(), table_name(view()), asked.go_on, page)
    else:
        keep_to_steps()
    return view()


def keep_to_steps() -> None:
    """Where counts are protected, a limit that lies between two steps goes back to the protocol's own, and is named.

    It was allowed when it was set, on a table with exact counts.
    """
    scenario = view().scenario
    set_to = {**scenario.limits, **scenario.settings}
    on_steps, problems = cr.lenient_scenario(scenario.protocol, set_to, scenario.off, grid_only=True)
    if problems and population(view()).mode is cr.Mode.PROTECTED:
        change(scenario=on_steps)
        st.session_state["ignored"] = [*ignored(), *problems]


def hold_table(table: Population) -> None:
    """Let this visit hold one more table of its own, and look at it; said where a link asked for another one."""
    key = cr.own_table_key(table.engine.dataset.digest)
    _latest(own_tables(), key, table, MOST_TABLES)
    asked.look_at_table(key)


def use(scenario: cr.Scenario, *, own: bool) -> None:
    """Let every page work on this scenario; a protocol of the visitor's own is held in their visit."""
    if own:
        _latest(own_protocols(), cr.own_protocol_key(scenario.protocol), scenario.protocol, MOST_PROTOCOLS)
    asked.look_at_protocol(scenario, own=own)


def _latest(held: dict[str, Any], key: str, one: Any, most: int) -> None:
    """One more, and the oldest away; a link to that one may still be open, and asks for it by name."""
    names = names_held()
    held.pop(key, None)
    held[key] = one
    for oldest in list(held)[:-most]:
        del held[oldest]
        _visit.of_this_browser().lost[oldest] = names[oldest]
