"""The one place that touches session state and the address: what this visitor looks at, and what they set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

import criteria as cr
from pages import _populations
from pages._deployment import DEMONSTRATION, deployment
from pages._populations import Population

PANEL = "limits"
CHART = "criteria_chart"
STATUSES = "statuses"


# --- the table ----------------------------------------------------------------------------------------------------


def population(view: cr.View) -> Population:
    """The table of a view. Raises `Refused` when it cannot be used."""
    table = deployed_population(view)
    return replace(table, before=_before(table, view)) if view.own else table


def _before(table: Population, now: cr.View) -> cr.Disclosed:
    """The numbers of the visitor's own protocol as it is written; kept in this visit, where nobody else meets them."""
    dataset, protocol = table.engine.dataset, now.scenario.protocol
    key = (dataset.name, dataset.digest, table.mode, protocol.digest)
    kept = st.session_state.get("own_before")
    if kept is None or kept[0] != key:
        kept = key, cr.disclose(cr.evaluate(table.engine, cr.baseline(protocol)), table.mode)
        st.session_state["own_before"] = kept
    before: cr.Disclosed = kept[1]
    return before


def deployed_population(view: cr.View) -> Population:
    """The table of a view, with the numbers of the deployment's own protocol."""
    if view.population == cr.OWN_TABLE:
        own: Population = st.session_state["own_table"]
        return own
    tables = deployment().tables
    return _populations.at(tables[view.population or next(iter(tables))])


def populations() -> dict[str, str]:
    """The tables of this visit by key, with what each is called; the first is the default."""
    deployed = {
        key: DEMONSTRATION[key][1] if key in DEMONSTRATION else _populations.last_part(at)
        for key, at in deployment().tables.items()
    }
    own = st.session_state.get("own_table")
    return deployed | ({cr.OWN_TABLE: own.name} if own else {})


# --- the visit --------------------------------------------------------------------------------------------------


def open_page(page: StreamlitPage) -> None:
    """Run the page the visitor asked for; a refusal becomes its message, never a traceback."""
    st.session_state["through_app"] = True
    wanted = st.session_state.pop("wanted", None)
    if wanted:
        st.switch_page(wanted[0], query_params=wanted[1])
    st.html(Path(__file__).parent / "_layout.css")
    try:
        page.run()
    except cr.Refused as refused:
        show_refusal(refused)


def enter(page: str) -> cr.View:
    """Every page's first call: the view of this visit.

    On a fresh server Streamlit runs a page that is opened by its own address without app.py, hence without
    navigation. Then app.py is opened first, and this page after it.
    """
    if "through_app" not in st.session_state:
        st.session_state["wanted"] = (f"pages/{page}.py", st.query_params.to_dict())
        st.switch_page("app.py")
    if "view" not in st.session_state:
        _open_address()
    return view()


def _open_address() -> None:
    """The view that the address asks for, once a visit; what it says wrongly is kept for a notice."""
    query, deployed = st.query_params.to_dict(), deployment()
    asked = query.get("population", "")
    tables = tuple(deployed.tables)
    table = population(cr.View(cr.baseline(deployed.protocol), asked if asked in tables else ""))
    found, problems = cr.from_query(deployed.protocol, query, tables, grid_only=table.mode is cr.Mode.PROTECTED)
    st.session_state.update(view=found, ignored=problems, revision=1)


def view() -> cr.View:
    """The view of this visit as it stands."""
    found: cr.View = st.session_state["view"]
    return found


def change(**parts: Any) -> None:
    """Change parts of the view: population, measure, by_size, selected, scenario."""
    st.session_state["view"] = replace(view(), **parts)
    if "scenario" in parts or "selected" in parts:
        st.session_state["revision"] += 1  # tells the panel to take the server's values over its own


def revision() -> int:
    """Rises whenever the server, not the panel, changed the scenario."""
    number: int = st.session_state["revision"]
    return number


def ignored() -> list[cr.Problem]:
    """What of the address or of the last change was not used."""
    problems: list[cr.Problem] = st.session_state["ignored"]
    return problems


def take_panel() -> bool:
    """Take over what the panel says, if it knows the server's last word; whether the change is settled."""
    answer = (st.session_state.get(PANEL) or {}).get("panel")
    if not answer or answer.get("revision") != revision() or answer.get("serial") == st.session_state.get("serial"):
        return True
    st.session_state["serial"] = answer.get("serial")
    protected = population(view()).mode is cr.Mode.PROTECTED
    values = {**answer.get("limits", {}), **answer.get("settings", {})}
    protocol = view().scenario.protocol
    made, problems = cr.lenient_scenario(protocol, values, answer.get("off", []), grid_only=protected)
    known = {criterion.id for criterion in protocol.criteria}
    selected = answer.get("selected")
    st.session_state["view"] = replace(view(), scenario=made, selected=selected if selected in known else None)
    st.session_state["ignored"] = problems  # what an earlier link or change got wrong has been read by now
    if problems:
        st.session_state["revision"] += 1
    return bool(answer.get("settled", True))


def take_choices() -> None:
    """Take over the table, measure and order picked on the page; the first table needs no word in the address."""
    picked = {**(st.session_state.get(STATUSES) or {}), **(st.session_state.get(CHART) or {})}
    tables = tuple(populations())
    table, measure, by_size = picked.get("population"), picked.get("choice"), picked.get("order")
    if table in tables:
        change(population="" if table == tables[0] else table)
    if measure in tuple(cr.Measure):
        change(measure=cr.Measure(measure))
    if isinstance(by_size, bool):
        change(by_size=by_size)


def take_click() -> None:
    """Open the detail of the criterion clicked in the chart; a second click closes it."""
    clicked = st.session_state[CHART].get("clicked")
    known = {criterion.id for criterion in view().scenario.protocol.criteria}
    if clicked in known:
        change(selected=None if clicked == view().selected else clicked)


def write_address() -> None:
    """Put the view into the address, so that a copied link or a reload opens exactly this."""
    query = cr.to_query(view())
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def results(now: cr.View) -> cr.Disclosed:
    """The numbers of a view, as they may be shown."""
    table = population(now)
    return cr.disclose(cr.evaluate(table.engine, now.scenario), table.mode)


def picture(shown: cr.Disclosed, table: Population, now: cr.View) -> dict[str, str]:
    """What a downloaded picture says about itself, so that it can stand alone on a slide."""
    protocol = now.scenario.protocol
    moved = "; ".join(cr.changes(now.scenario)) or "the protocol's own limits"
    return {
        "filename": f"{protocol.id}-{now.measure.value}",
        "title": f"{protocol.id}: {shown.eligible.text} eligible, {shown.potential.text} potential, "
        f"{shown.excluded.text} excluded of {shown.patients.text}",
        "caption": f"{table.name}; {moved}; {shown.mode.value} counts. "
        f"{cr.scope(protocol)}. Bars: {cr.MEASURES[now.measure].label.lower()}.",
    }


def show_refusal(refused: cr.Refused) -> None:
    """A refusal as a person reads it: what, each problem, each remedy."""
    st.error(f"**{plain(refused.what)}** cannot be used", icon=":material/error:")
    show_problems(refused.problems)


def show_problems(problems: Any) -> None:
    """Problems as a short table."""
    st.table([{"code": each.code, "where": each.subject, "what to do": each.message} for each in problems])


def plain(text: str) -> str:
    """A text whose characters Markdown does not read as markup."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!|<>$~:" else sign for sign in text)
