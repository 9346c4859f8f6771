"""The table at hand as the editor needs it: which variables it has, and what a protocol counts over it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

import criteria as cr
from pages import _budget, _session
from pages._deployment import deployment
from pages._words import show_problems, show_refusal


def dataset() -> cr.Dataset:
    """The table of this visit."""
    return _session.deployed_population(_session.view()).engine.dataset


def protocol_with_its_variables(protocol: cr.Protocol) -> cr.Protocol:
    """The protocol with the variables that the table declares, so that a criterion may read them."""
    return cr.editing.extended(protocol, dataset().declared)


def not_allowed(protocol: cr.Protocol) -> list[cr.Problem]:
    """Why this protocol may not be asked of the table at hand; nothing where it may."""
    return [] if protocol == deployment().protocol else _session.own_criteria_on(_session.view().population)


def numbers(scenario: cr.Scenario) -> cr.Disclosed | None:
    """The numbers of a scenario over the table; None, with the reason on the page, where there are none to show."""
    table = _session.deployed_population(_session.view())
    problems = not_allowed(scenario.protocol)
    if problems:
        st.warning("This protocol cannot be used with the table at hand:", icon=":material/lock:")
        show_problems(problems)
        return None
    now = replace(_session.view(), scenario=scenario, order=(), own=scenario.protocol != deployment().protocol)
    if not _budget.ask(_budget.Kind.SCENARIO, table, now):
        show_problems([_budget.spent(table)])
        return None
    try:
        return cr.disclose(cr.evaluate(table.engine, scenario), table.mode)
    except cr.Refused as refused:
        show_refusal(refused)
        return None


def lacking(criterion: cr.Criterion, protocol: cr.Protocol) -> str:
    """What the table lacks of a criterion's variables, as a sentence; empty where it has all of them."""
    columns = dataset().columns
    missing = cr.lacking(criterion, protocol, columns)
    if not missing:
        return ""
    words = ", ".join(cr.label(each, protocol) for each in missing)
    alone = not any(each in columns for each in cr.variables_read(criterion))
    return f"This table cannot answer it: it has no {words}." if alone else f"The table has no {words}."


def verdicts(criterion: cr.Criterion, protocol: cr.Protocol, shown: cr.Disclosed | None) -> str:
    """A criterion's verdicts over the table, and what the table lacks for it."""
    said = lacking(criterion, protocol)
    if shown is None or said.startswith("This"):
        return said
    return f"{cr.counts_in_words(shown.row(criterion.id))}. {said}"
