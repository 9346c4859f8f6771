"""What a link or a visit asks for and is not here is named before anything is shown; what is opened then is held."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

import criteria as cr
from pages import _browser, _missing, _visit
from pages._deployment import deployment
from pages._populations import Population
from pages._session.state import change, ignored, view
from pages._session.tables import deployed_population, names_held, own_protocols, own_tables, population, table_name
from pages._tabs import TABS
from pages._words import show_refusal

ICON = "static/icon.svg"
MOST_TABLES, MOST_PROTOCOLS = 2, 8  # that one visit holds: two raw tables can be compared, a draft taken back


def open_page(page: StreamlitPage) -> None:
    """Run the page the visitor asked for; a refusal becomes its message, never a traceback."""
    st.set_page_config("Trial Feasibility", ICON, "wide")
    st.session_state["through_app"] = True
    wanted = st.session_state.pop("wanted", None)
    if wanted:
        st.switch_page(wanted[0], query_params=wanted[1])
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
        st.session_state["wanted"] = (f"pages/{page}.py", _given())
        st.switch_page("app.py")
    if "view" not in st.session_state:
        _open_address()
    st.set_page_config(f"{page.capitalize()} · {view().scenario.protocol.id} · Trial Feasibility")
    if _gone():
        lost = cr.Problem("own-table", view().population, "is no longer held in this visit: open its file again")
        st.session_state["missing"] = [lost]
        change(population="")
    if st.session_state["missing"]:
        _missing.stop(st.session_state["missing"], _visit.names_held_before(), view(), table_name(view()), go_on)
    keep_to_steps()
    _visit.keep(names_held())
    return view()


def _open_address() -> None:
    """The view that the address asks for, once a tab; what of it is not here, or not allowed, is kept to be said."""
    given = _given()
    query = {name: values[0] for name, values in given.items() if len(values) == 1}
    found, problems = _read(query)
    message = "is given more than once in the link, as {}: keep one of them"
    several = {name: ", ".join(values)[:80] for name, values in given.items() if name not in query}
    problems = [*problems, *(cr.Problem("several-values", name, message.format(it)) for name, it in several.items())]
    st.session_state.update(view=found, asked=query, ignored=[], missing=problems, revision=1)


def _given() -> dict[str, list[str]]:
    """The query of the address: the values of each name."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _read(query: dict[str, str]) -> tuple[cr.View, list[cr.Problem]]:
    """The view that a query asks for, as far as it is here, and what is not."""
    deployed, asked = deployment(), query.get("population", "")
    tables = (*deployed.tables, *own_tables())
    table = deployed_population(cr.View(cr.baseline(deployed.protocol), asked if asked in tables else ""))
    protected = table.mode is cr.Mode.PROTECTED
    return cr.from_query(deployed.protocol, query, tables, own=own_protocols(), tabs=tuple(TABS), grid_only=protected)


def stopped() -> bool:
    """Whether something is missing that the visitor has not been told of, or has not chosen about yet.

    A part of a page that runs by itself asks this before it takes or shows anything.
    """
    return bool(st.session_state["missing"]) or _gone()


def _gone() -> bool:
    """Whether the table of the view is held no longer: another tab has opened others in its place."""
    return cr.is_own_table(view().population) and view().population not in own_tables()


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


def go_on(*, unchanged: bool) -> None:
    """Show what is here of a link, or the protocol's own limits: the visitor has chosen."""
    st.session_state["missing"] = []
    if unchanged:
        change(scenario=cr.baseline(view().scenario.protocol))


def hold_table(table: Population) -> None:
    """Let this visit hold one more table of its own, and look at it; said where a link asked for another one."""
    key = cr.own_table_key(table.engine.dataset.digest)
    _latest(own_tables(), key, table, MOST_TABLES)
    change(population=key)
    asked = st.session_state["asked"].pop("population", key)
    message = "its content or its map is not that of the table which the link asks for"
    another = cr.is_own_table(asked) and asked != key
    st.session_state["ignored"] = [cr.Problem("another-table", table.name, message)] if another else []


def hold_protocol(protocol: cr.Protocol) -> None:
    """Let this visit hold one more protocol of its own, at the limits of the link that asked for it, if one did."""
    key = cr.own_protocol_key(protocol)
    _latest(own_protocols(), key, protocol, MOST_PROTOCOLS)
    if st.session_state["asked"].get("protocol") == key:
        here = {"population": view().population} if view().population else {}
        asked = {**st.session_state["asked"], **here}
        found, problems = _read(asked)
        missing = [each for each in problems if each.code in _missing.OPENED_ON]
        unused = [each for each in problems if each not in missing]
        still = {"population": asked["population"]} if missing else {}
        st.session_state.update(asked=still, missing=missing, ignored=unused)
        change(scenario=found.scenario, order=found.order)


def _latest(held: dict[str, Any], key: str, one: Any, most: int) -> None:
    held.pop(key, None)
    held[key] = one
    for oldest in list(held)[:-most]:
        del held[oldest]


def write_address() -> None:
    """Put the view into the address, so that a copied link or a reload opens exactly this."""
    _browser.tell(key="address", address=urlencode(cr.to_query(view()), safe=",:@"))
