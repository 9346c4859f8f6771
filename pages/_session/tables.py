"""The tables and protocols of this visit, and the numbers of a table."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

import criteria as cr
from pages import _populations, _visit
from pages._deployment import DEMONSTRATION, deployment
from pages._populations import Population


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
        kept = key, numbers(table, replace(now, scenario=cr.baseline(protocol)))
        st.session_state["own_before"] = kept
    before: cr.Disclosed = kept[1]
    return before


def deployed_population(view: cr.View) -> Population:
    """The table of a view, with the numbers of the deployment's own protocol."""
    if cr.is_own_table(view.population):
        return own_tables()[view.population]
    tables = deployment().tables
    return _populations.at(tables[view.population or next(iter(tables))])


def own_criteria_on(population: str) -> list[cr.Problem]:
    """Why a protocol of the visitor's own may not be asked of a table; nothing where it may.

    Rounded counts stop accidents. Whoever writes criteria of their own can find single patients with enough of them, so
    on a table with protected counts only who runs the server can allow it; one's own file one may ask anything.
    """
    if cr.is_own_table(population) or deployment().own_criteria:
        return []
    table = deployed_population(cr.View(cr.baseline(deployment().protocol), population))
    if table.mode is not cr.Mode.PROTECTED:
        return []
    message = (
        "its counts are protected, and criteria of your own are not allowed on it here: with enough of them single "
        "patients could be found. Show it with the deployed protocol, open a table of your own, or ask who runs this "
        "server (FEASIBILITY_OWN_CRITERIA)"
    )
    return [cr.Problem("own-criteria", table.name, message)]


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


def names_held() -> dict[str, str]:
    """What this visit holds, by key, as a person calls it; what is opened or written, and not used yet, among it."""
    protocols = {key: each.id for key, each in own_protocols().items()}
    tables = {key: each.name for key, each in own_tables().items()}
    unused = {key: name for key, name in _visit.held().get("called", {}).items() if name}
    return protocols | tables | unused


def results(now: cr.View) -> cr.Disclosed:
    """The numbers of a view, as they may be shown."""
    return numbers(population(now), now)


def numbers(table: Population, now: cr.View) -> cr.Disclosed:
    """The numbers of a view of this very table, as they may be shown."""
    return cr.disclose(cr.evaluate(table.engine, now.scenario, now.order or None), table.mode)
