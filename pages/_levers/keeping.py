"""Results that take a while are kept in the visit: the same question over the same table and scenario is asked once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

import criteria as cr
from pages._session import Population

KEPT = "levers_kept"
MOST = 8  # results of a visit; each holds a few thousand numbers at most
T = TypeVar("T")


def kept(what: object, view: cr.View, population: Population, make: Callable[[], T]) -> T:
    """What `make` gives for this question, table, mode and scenario, made once. Nobody else's visit sees it."""
    dataset = population.engine.dataset
    question: tuple[Any, ...] = (what, dataset.name, dataset.digest, population.mode, view.scenario)
    results: list[tuple[tuple[Any, ...], Any]] = st.session_state.setdefault(KEPT, [])
    found: T
    for asked, found in results:
        if asked == question:
            return found
    found = make()
    results.append((question, found))
    del results[:-MOST]
    return found
