"""What an address asks for: read once a tab, and again whenever more of it is here, until the visitor chooses."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

import criteria as cr
from pages import _browser, _budget, _visit
from pages._deployment import deployment
from pages._remembered import WORKS_ON
from pages._session.state import change, change_table_or_protocol, view, works_on
from pages._session.tables import deployed_population, own_criteria_on, own_protocols, own_tables
from pages._tabs import TABS


def read_address(query: dict[str, list[str]]) -> None:
    """The view that an address asks for; where it names neither table nor protocol, of those the visit works on.

    Args:
        query: the values of each name in it.
    """
    if not query.keys() & {*WORKS_ON}:
        query = {**{name: [word] for name, word in _visit.of_this_browser().works_on.items()}, **query}
    st.session_state.update(asked=query, ignored=[], revision=0)
    take_up()


def given() -> dict[str, list[str]]:
    """The query of the address: the values of each name."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def take_up() -> None:
    """Look at what is asked for; what of it is not here, or not allowed, is kept to be said."""
    asked: dict[str, list[str]] = st.session_state["asked"]
    query = {name: values[0] for name, values in asked.items() if len(values) == 1}
    found, problems = _read(query)
    message = "is given more than once in the link, as {}: keep one of them"
    several = {name: ", ".join(values)[:80] for name, values in asked.items() if name not in query}
    missing = [*problems, *(cr.Problem("several-values", name, message.format(it)) for name, it in several.items())]
    st.session_state.update(view=found, missing=missing, asked=asked if missing else {})
    st.session_state["revision"] += 1


def _read(query: dict[str, str]) -> tuple[cr.View, list[cr.Problem]]:
    """The view that a query asks for, as far as it is here, and what is not."""
    deployed, asked = deployment(), query.get("population", "")
    tables = (*deployed.tables, *own_tables())
    table = deployed_population(cr.View(cr.baseline(deployed.protocol), asked if asked in tables else ""))
    protected = table.mode is cr.Mode.PROTECTED
    found, problems = cr.from_query(
        deployed.protocol, query, tables, own=own_protocols(), tabs=tuple(TABS), grid_only=protected
    )
    refused = [] if problems else _not_allowed(found)  # what is stopped already is asked of nothing
    if refused:
        return cr.View(cr.baseline(deployed.protocol), found.population), refused
    return found, problems


def _not_allowed(now: cr.View) -> list[cr.Problem]:
    """Why a view whose table is here may not be shown; nothing where it may."""
    table = deployed_population(now)
    if now.own and (problems := own_criteria_on(now.population)):
        return problems
    if problems := cr.not_held(table.engine.dataset, now.scenario):
        return problems
    return [] if _budget.ask(_budget.Kind.SCENARIO, table, now) else [_budget.spent(table)]


def missing() -> list[cr.Problem]:
    """What the address asks for and is not here, or not allowed."""
    problems: list[cr.Problem] = st.session_state["missing"]
    return problems


def asks_for(protocol: cr.Protocol) -> bool:
    """Whether the address asks for this protocol of the visitor's own, which was not here."""
    return cr.own_protocol_key(protocol) in st.session_state["asked"].get("protocol", ())


def stopped() -> bool:
    """Whether something is missing that the visitor has not chosen about yet.

    A part of a page that runs by itself asks this before it takes or shows anything.
    """
    return bool(missing()) or gone()


def gone() -> bool:
    """Whether the view cannot be shown any more: another tab has opened other tables in the place of its own, its
    protocol may not be asked of the table that was picked, or too many questions were asked."""
    now = view()
    held_no_longer = cr.is_own_table(now.population) and now.population not in own_tables()
    return held_no_longer or bool(_not_allowed(now))


def ask_for_this() -> None:
    """Ask for the view as it stands, of which something has gone."""
    st.session_state["asked"] = {name: [word] for name, word in cr.to_query(view()).items()}
    take_up()


def go_on(*, unchanged: bool) -> None:
    """Show what is here of a link, or the protocol's own limits: the visitor has chosen."""
    for name in WORKS_ON:
        for key in st.session_state["asked"].get(name, ()):
            _visit.of_this_browser().lost.pop(key, None)
    st.session_state.update(missing=[], asked={})
    if unchanged:
        change(scenario=cr.baseline(view().scenario.protocol))
    work_on_this()


def asks_for_table(key: str) -> bool:
    """Whether the address asks for this table, or for none of the visitor's own that is not here."""
    asked = st.session_state["asked"].get("population", [key])[0]
    return not cr.is_own_table(asked) or asked == key


def another_table() -> bool:
    """Whether the table in use is in the place of another one, which the address asked for; until that was read."""
    return bool(view().population) and view().population == st.session_state.get("another_table")


def another_table_is_known() -> None:
    """The visitor has read that it is another one."""
    st.session_state["another_table"] = None


def look_at_table(key: str) -> None:
    """Look at a table that was just opened; it is said where another one was asked for."""
    st.session_state["another_table"] = None if asks_for_table(key) else key
    st.session_state["ignored"] = []
    if missing():
        st.session_state["asked"]["population"] = [key]
        take_up()
        work_on_this()
    else:
        change_table_or_protocol(population=key)


def look_at_protocol(scenario: cr.Scenario, *, own: bool) -> None:
    """Look at a protocol that was just taken into use: at the limits of the link, if it was the one asked for."""
    key = cr.own_protocol_key(scenario.protocol) if own else scenario.protocol.id
    asked = st.session_state["asked"]
    if missing():
        if asked.get("protocol", [""])[0] != key:
            table = {name: asked[name] for name in ("population",) if name in asked}
            in_use = cr.to_query(cr.View(scenario, own=own))
            st.session_state["asked"] = {**{name: [word] for name, word in in_use.items()}, **table}
        take_up()
        work_on_this()
    else:
        change_table_or_protocol(scenario=scenario, selected=None, own=own)


def work_on_this() -> None:
    """Let a new tab of this browser begin with the table and the protocol that this one shows."""
    if not missing():
        _visit.of_this_browser().works_on = works_on(view())


def write_address() -> None:
    """Put the view into the address, so that a copied link or a reload opens exactly this.

    While something is missing it stays what was asked for, on whatever page.
    """
    asked = st.session_state["asked"] or cr.to_query(view())
    _browser.tell(key="address", address=urlencode(asked, doseq=True, safe=",:@"))
