"""Results of the levers page, kept in a visit until table or scenario change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

import criteria as cr
from pages._populations import Population

Result = TypeVar("Result")


def kept(
    name: str, population: Population, scenario: cr.Scenario, make: Callable[[], Result], *, wait: str, also: Any = None
) -> Result:
    """What `make` gives, made once for a table, a mode and a scenario; nobody else's visit meets it.

    One result is kept for each name. `wait` is said meanwhile; `also` is whatever else the result depends on.
    """
    dataset = population.engine.dataset
    key = (dataset.name, dataset.digest, population.mode, scenario.protocol.digest, scenario, also)
    place = f"levers_{name}"
    found = st.session_state.get(place)
    if found is None or found[0] != key:
        with st.spinner(wait):
            found = key, make()
        st.session_state[place] = found
    result: Result = found[1]
    return result


def all_curves(population: Population, scenario: cr.Scenario) -> tuple[cr.levers.Curve, ...]:
    """The curves of all limits, in true counts: both the ranked list and the drawn curves are made of them."""

    def make() -> tuple[cr.levers.Curve, ...]:
        return cr.levers.curves(population.engine, scenario, cr.levers.known(population.mode))

    return kept("curves", population, scenario, make, wait="Moving every limit over its range")
