"""The criterion that is open to be written, kept while the visitor goes to other pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

import criteria as cr
from pages import _together, _visit

OPEN = "open"  # what the tabs of a browser share


@dataclass(frozen=True)
class Open:
    """The criterion that is open.

    Attributes:
        now: as it is written so far, always of a shape the form can show.
        serial: part of every widget's key; a new one makes the form show `now` afresh.
        text: what stands in the text box; None while the form is shown.
    """

    now: cr.editing.Written
    serial: int = 0
    text: str | None = None


def found() -> Open | None:
    """The criterion that is open, if any."""
    criterion: Open | None = _visit.held().get(OPEN)
    return criterion


def shared() -> Open | None:
    """The same at the beginning of a page: what another tab has written since is shown over what is typed here."""
    if _together.is_news(OPEN):
        _together.overtaken()
        _together.drawn(OPEN)
        show_afresh()
    return found()


@_together.acts_on(OPEN)
def open_criterion(now: cr.editing.Written | None, **more: Any) -> None:
    """Open a criterion, or close the one that is open."""
    _together.put(OPEN, open=None if now is None else Open(now, _next_serial(), **more))


def _next_serial() -> int:
    serial: int = _visit.held().get("open_serial", 0) + 1
    _visit.held()["open_serial"] = serial
    return serial


def show_afresh() -> None:
    """Let every field of the open criterion show what is written by now."""
    now_open = found()
    if now_open is not None:
        _together.put(OPEN, open=replace(now_open, serial=_next_serial()))


def keep(now: cr.editing.Written, text: str | None = None) -> None:
    """Remember how the open criterion is written by now."""
    now_open = found()
    if now_open is not None and (now_open.now, now_open.text) != (now, text):
        _together.put(OPEN, open=replace(now_open, now=now, text=text))


def text_key(criterion: Open) -> str:
    """The key of the text box."""
    return f"{criterion.serial}.yaml"


def text_of(criterion: Open) -> str:
    """What stands in the text box."""
    text: str = st.session_state[text_key(criterion)]
    return text


def show_as() -> None:
    """Change from the form to the text, or back; either shows the criterion as it is written by now."""
    now_open = found()
    if now_open is not None:
        text = cr.editing.as_text(now_open.now) if st.session_state[f"{now_open.serial}.as"] == "Text" else None
        open_criterion(now_open.now, text=text)


def is_stale(criterion: Open) -> bool:
    """Whether the fields on the page no longer show what is written."""
    now_open = found()
    return now_open is not None and now_open.serial != criterion.serial
