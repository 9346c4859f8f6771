"""What a visitor sees while a table is read: nothing at once, then what is being done, and how far it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import criteria as cr
from pages._words import plain

PATIENCE = 0.5  # seconds before anything is shown, so that a small table does not make the page flicker
OFTEN = 0.1  # seconds between two states of the bar
MANY = 50_000  # rows whose check takes long enough to be announced, however fast they were read


class Progress(cr.Heard):
    """A bar that appears once reading has taken a while."""

    def __init__(self, place: DeltaGenerator) -> None:
        self._place = place
        self._next = time.monotonic() + PATIENCE
        self._shown = False
        self._part, self._words = 0.0, "Reading"

    def read(self, part: float) -> None:
        """Show how much has been read, from 0 to 1."""
        if time.monotonic() >= self._next:
            self._show(part, f"{part:.0%} of the file read")

    def checking(self, rows: int) -> None:
        """Say that everything has been read and is now looked at."""
        if self._shown or rows >= MANY:
            self._show(1.0, "Checking identifiers, units and values")

    def waiting(self) -> None:
        """Draw the same again: only what is drawn lets a visitor's cancelling through."""
        if time.monotonic() >= self._next:
            self._show(self._part, self._words)

    def queued(self, before: int) -> None:
        """Say that others are read first."""
        others = f", after {before} who came before" if before else ""
        self._words = f"Other tables are being read; this one follows as soon as there is a place{others}"
        self.waiting()

    def _show(self, part: float, words: str) -> None:
        self._place.progress(min(max(part, 0.0), 1.0), words)
        self._next = time.monotonic() + OFTEN
        self._shown = True
        self._part, self._words = part, words


@contextmanager
def shown(name: str) -> Iterator[Progress]:
    """While a table is read. Streamlit's spinner waits half a second too, and says that it is still at work."""
    place = st.empty()
    try:
        with place.container(), st.spinner(f"Reading {plain(name)}", show_time=True):
            yield Progress(st.empty())
    finally:
        place.empty()
