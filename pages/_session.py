"""The one place that touches session state and the address: what this visitor looks at, and what they set."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

import criteria as cr
from pages import _browser, _live, _missing, _populations, _visit
from pages._deployment import DEMONSTRATION, deployment
from pages._populations import Population
from pages._tabs import TABS

MOST_TABLES, MOST_PROTOCOLS = 2, 8  # that one visit holds: two raw tables can be compared, a draft taken back
PANEL = "limits"
CHART = "criteria_chart"
STATUSES = "statuses"


# --- the table ----------------------------------------------------------------------------------------------------


def population(view: cr.View) -> Population:
    """The table of a view. Raises `Refused` when it cannot be used."""
    table = deployed_population(view)
    return replace(table, before=_before(table, view)) if view.own or view.order else table


def _before(table: Population, now: cr.View) -> cr.Disclosed:
    """The numbers of a protocol, or of an order, of the visitor's own as it is written; kept in this visit alone."""
    dataset, protocol = table.engine.dataset, now.scenario.protocol
    key = (dataset.name, dataset.digest, table.mode, protocol.digest, now.order)
    kept = st.session_state.get("own_before")
    if kept is None or kept[0] != key:
        kept = key, _shown(table, replace(now, scenario=cr.baseline(protocol)))
        st.session_state["own_before"] = kept
    before: cr.Disclosed = kept[1]
    return before


def deployed_population(view: cr.View) -> Population:
    """The table of a view, with the numbers of the deployment's own protocol."""
    if cr.is_own_table(view.population):
        return own_tables()[view.population]
    tables = deployment().tables
    return _populations.at(tables[view.population or next(iter(tables))])


def populations() -> dict[str, str]:
    """The tables of this visit by key, with what each is called; the first is the default."""
    deployed = {
        key: DEMONSTRATION[key][1] if key in DEMONSTRATION else _populations.last_part(at)
        for key, at in deployment().tables.items()
    }
    return deployed | {key: each.name for key, each in own_tables().items()}


def table_name(view: cr.View) -> str:
    """What the table of a view is called, which need not be read for it."""
    tables = populations()
    return tables[view.population or next(iter(tables))]


def own_tables() -> dict[str, Population]:
    """The tables that the visitor opened, by key; the latest is the last."""
    tables: dict[str, Population] = _visit.held().setdefault("tables", {})
    return tables


def own_protocols() -> dict[str, cr.Protocol]:
    """The protocols of the visitor's own that the dashboard works on, or did, by key."""
    protocols: dict[str, cr.Protocol] = _visit.held().setdefault("protocols", {})
    return protocols


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


# --- the visit --------------------------------------------------------------------------------------------------


def open_page(page: StreamlitPage) -> None:
    """Run the page the visitor asked for; a refusal becomes its message, never a traceback."""
    st.set_page_config("Trial Feasibility", "static/icon.svg", "wide")
    st.session_state["through_app"] = True
    wanted = st.session_state.pop("wanted", None)
    if wanted:
        st.switch_page(wanted[0], query_params=wanted[1])
    st.html(Path(__file__).parent / "_layout.css")
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
        st.session_state["wanted"] = (f"pages/{page}.py", st.query_params.to_dict())
        st.switch_page("app.py")
    if "view" not in st.session_state:
        _open_address()
    st.set_page_config(page_title=f"{page.capitalize()} · {view().scenario.protocol.id} · Trial Feasibility")
    if _gone():
        lost = cr.Problem("own-table", view().population, "is no longer held in this visit: open its file again")
        st.session_state["missing"] = [lost]
        change(population="")
    if st.session_state["missing"]:
        _missing.stop(st.session_state["missing"], _visit.names_held_before(), view(), table_name(view()), go_on)
    keep_to_steps()
    _visit.keep(_names_held())
    return view()


def _open_address() -> None:
    """The view that the address asks for, once a tab; what of it is not here, or not allowed, is kept to be said."""
    query = st.query_params.to_dict()
    found, problems = _read(query)
    st.session_state.update(view=found, asked=query, ignored=[], missing=problems, revision=1)


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


def _names_held() -> dict[str, str]:
    """What this visit holds, by key, as a person calls it."""
    protocols = {key: each.id for key, each in own_protocols().items()}
    return {key: each.name for key, each in own_tables().items()} | protocols


def view() -> cr.View:
    """The view of this visit as it stands."""
    found: cr.View = st.session_state["view"]
    return found


def change(**parts: Any) -> None:
    """Change parts of the view: population, measure, by_size, order, selected, scenario."""
    if "scenario" in parts and parts["scenario"].protocol != view().scenario.protocol:
        parts = {"order": (), **parts}  # it was one of the other protocol's criteria
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
    _take_order(picked.get("sequence"))


def _take_order(said: Any) -> None:
    """Take over the order of the funnel, once; no names are the protocol's own."""
    if not isinstance(said, dict) or said.get("serial") == st.session_state.get("sequence_taken"):
        return
    st.session_state["sequence_taken"] = said.get("serial")
    ids = said.get("ids")
    if not isinstance(ids, list):
        return
    names = [str(each) for each in ids] or [each.id for each in view().scenario.protocol.criteria]
    with suppress(ValueError):  # of the criteria of a protocol that was in use a moment ago
        change(order=cr.order_of(view().scenario.protocol, names))


def take_click() -> None:
    """Open the detail of the criterion clicked in the chart; a second click closes it."""
    clicked = st.session_state[CHART].get("clicked")
    known = {criterion.id for criterion in view().scenario.protocol.criteria}
    if clicked in known:
        change(selected=None if clicked == view().selected else clicked)


def write_address() -> None:
    """Put the view into the address, so that a copied link or a reload opens exactly this."""
    _browser.tell(key="address", address=urlencode(cr.to_query(view()), safe=",:@"))


def results(now: cr.View) -> cr.Disclosed:
    """The numbers of a view, as they may be shown."""
    return _shown(population(now), now)


def _shown(table: Population, now: cr.View) -> cr.Disclosed:
    return cr.disclose(cr.evaluate(table.engine, now.scenario, now.order or None), table.mode)


def steps(draw: Callable[[cr.Disclosed, Population, cr.View], Any]) -> _live.Steps | None:
    """What `draw` gives at each step of the limit somebody touched last, all else as it is.

    None where none was touched, or something else was changed since.
    """
    now, touched = view(), (st.session_state.get(PANEL) or {}).get("touched") or {}
    limits, name = now.scenario.protocol.limits, str(touched.get("limit"))
    if name not in limits or (present := now.scenario.limit(name)) is None:
        return None
    table, unmoved = population(now), now.scenario.at(name, limits[name].value)
    of = (name, table.engine.dataset.digest, table.mode, revision(), replace(now, scenario=unmoved, selected=None))
    kept: _live.Steps | None = st.session_state.get("steps_made")
    if kept is not None and kept.of == of:
        st.session_state["steps_asked"] = touched.get("asked")
        return kept
    if touched.get("asked") == st.session_state.get("steps_asked"):
        return None
    made = _live.Steps(name, of, limits[name].steps(), present, partial(_at_step, draw, table, now, name))
    st.session_state.update(steps_made=made, steps_asked=touched.get("asked"))
    return made


def _at_step(draw: Callable[..., Any], table: Population, now: cr.View, limit: str, value: float) -> Any:
    at = replace(now, scenario=now.scenario.at(limit, value))
    return draw(_shown(table, at), table, at)


def word(made: _live.Steps | None) -> dict[str, Any]:
    """What stands beside everything drawn: whether a step that the browser shows is still ahead of it, and for whom it
    was drawn. A restarted server is another one, which has not heard what the one before was told."""
    session = st.session_state.setdefault("session", secrets.token_hex(4))
    return {"steps": made.id if made else "", "serial": st.session_state.get("serial") or 0, "session": session}


def picture(shown: cr.Disclosed, table: Population, now: cr.View) -> dict[str, str]:
    """What a downloaded picture says about itself, so that it can stand alone on a slide."""
    protocol = now.scenario.protocol
    moved = "; ".join(cr.changes(now.scenario)) or "the protocol's own limits"
    return {
        "filename": f"{protocol.id}-{now.measure.value}",
        "title": f"{protocol.id}: {shown.eligible.text} eligible, {shown.potential.text} potential, "
        f"{shown.excluded.text} excluded of {shown.patients.text}",
        "caption": f"{protocol.title}. {table.name}; {moved}; {shown.mode.value} counts. "
        f"{'The criteria are in another order than the protocol. ' if now.order else ''}"
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
