"""Patient tables, ready to be asked: those of the deployment are read once and shared by all visitors."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

import criteria as cr
from pages import _reading
from pages._deployment import deployment

MOST = 4


@dataclass(frozen=True)
class Population:
    """One patient table, ready to be asked: its engine, the protocol's own numbers over it, and its check."""

    name: str
    engine: cr.MemoryEngine
    mode: cr.Mode
    before: cr.Disclosed
    notes: tuple[Any, ...]
    check: cr.ShownCheck

    @property
    def copied(self) -> str:
        """What a protected copy says of itself; empty for any other table."""
        return self.engine.dataset.copied

    @property
    def synthetic(self) -> bool:
        """Whether a data card declares that no row is a person."""
        return self.engine.dataset.synthetic


class Shelf:
    """The latest few tables by their address. One visitor reads a table, the others wait for it.

    Streamlit's own cache would replay what is drawn while a table is read, and does not allow a bar from outside.
    """

    def __init__(self) -> None:
        self._reading = threading.Lock()
        self._tables: dict[tuple[str, float], Population] = {}

    def table(self, key: tuple[str, float], read: Callable[[], Population]) -> Population:
        """The table of a key, read where it is not here yet; a refusal is not kept."""
        found = self._tables.get(key)
        if found is not None:
            return found
        with self._reading:
            if key not in self._tables:
                self._tables[key] = read()
                for oldest in list(self._tables)[:-MOST]:
                    del self._tables[oldest]
            return self._tables[key]


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """The deployment's tables."""
    return Shelf()


def at(address: str) -> Population:
    """The deployment's table at an address. Raises `Refused` when it cannot be used."""
    try:
        modified = Path(address).stat().st_mtime
    except OSError:
        modified = 0.0  # a database, or a file of which the reader says what is wrong
    return shelf().table((address, modified), lambda: _read(address))


def _read(address: str) -> Population:
    table_map = deployment().table_map
    with _reading.shown(last_part(address)) as progress:
        raw = cr.read_raw(address, table_map, progress=progress.read)
        progress.checking(len(raw.frame))
        table = ready(cr.check(raw, table_map))
        if deployment().copies_only and not table.copied:
            message = "no protected copy whose fingerprint FEASIBILITY_COPIES lists; this server shows nothing else"
            raise cr.Refused(table.name, [cr.Problem("no-copy", "table", message)])
        cr.refuse_unanswerable(cr.evaluate(table.engine, cr.baseline(deployment().protocol)), table.name)
    # Streamlit collects garbage after every run. What is read here stays for good, so it is taken out of that walk.
    gc.collect()
    gc.freeze()
    return table


def last_part(address: str) -> str:
    """The last part of a path or an address; a password stands before it."""
    return address.rstrip("/").rsplit("/", 1)[-1].split("?")[0]


def ready(found: cr.Check) -> Population:
    """A checked table, ready to be asked. Raises `Refused` when it cannot be used."""
    cr.refuse_unusable(found)
    dataset = found.dataset
    mode = cr.mode_for(synthetic=dataset.synthetic, deployed=deployment().mode)
    cr.refuse_small(dataset.name, dataset.patients, mode)
    engine = cr.MemoryEngine(dataset)
    before = cr.disclose(cr.evaluate(engine, cr.baseline(deployment().protocol)), mode)
    notes = cr.disclose_notes(dataset.notes, mode)
    return Population(dataset.name, engine, mode, before, notes, cr.disclose_check(found, mode))
