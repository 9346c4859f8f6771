"""What a browser's visit holds in the server's memory: shared by its tabs, kept over a reload, invisible to others.

A visit is known by an unguessable token that the browser keeps in a cookie; it never stands in an address. The cookie
beside it says what the visit holds, by name, and which table and protocol it works on, so that after a restart of the
server a person can be told what to open again.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import streamlit as st

from pages import _browser
from pages._deployment import deployment
from pages._remembered import Remembered

KEPT = "visit_kept"


@dataclass
class Visit:
    """One browser's visit.

    Attributes:
        token: who knows it is this browser.
        held: what the visit holds, by name; shared by all tabs.
        works_on: the table and the protocol that it was last made to work on, as an address names them.
        lost: names of what a visit before this one held, by key, until it is opened again or given up.
        seen: when it was last looked at, in seconds of a clock that only goes forward.
    """

    token: str = field(repr=False)
    held: dict[str, Any] = field(default_factory=dict, repr=False)
    works_on: dict[str, str] = field(default_factory=dict, repr=False)
    lost: dict[str, str] = field(default_factory=dict, repr=False)
    seen: float = 0.0


class Visits:
    """The visits of a server, by token."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._known: dict[str, Visit] = {}
        self._lock = threading.Lock()

    def of(self, token: str | None) -> Visit:
        """The visit of a token that this server gave out, else a new one; those idle for too long are forgotten."""
        with self._lock:
            now = self._clock()
            self._known = {key: each for key, each in self._known.items() if now - each.seen < self.seconds}
            visit = self._known.get(token or "") or Visit(secrets.token_urlsafe(32))
        self.look_at(visit)
        return visit

    def known(self, token: str) -> Visit | None:
        """The visit of a token, if there is one."""
        with self._lock:
            return self._known.get(token)

    def look_at(self, visit: Visit) -> None:
        """Keep a visit from being forgotten; one that a tab still has open is known again."""
        with self._lock:
            visit.seen = self._clock()
            self._known[visit.token] = visit


@st.cache_resource(show_spinner=False)
def visits() -> Visits:
    """The visits of this server."""
    return Visits(deployment().visit_hours * 3600)


def held() -> dict[str, Any]:
    """What the visit of this browser holds."""
    return of_this_browser().held


def of_this_browser() -> Visit:
    """The visit of this browser: found once for each tab, and looked at again with each of its runs."""
    if "visit" not in st.session_state:
        st.session_state["visit"] = _found()
    visit: Visit = st.session_state["visit"]
    visits().look_at(visit)
    return visit


def _found() -> Visit:
    """The visit whose token the browser sent; a new one begins with what the browser remembers of the one before."""
    token = _cookie("visit")
    visit = visits().of(token)
    if visit.token != token:
        before = Remembered.read(_cookie("held"))
        visit.works_on, visit.lost = before.works_on, before.names
    return visit


def keep(names: Mapping[str, str]) -> None:
    """Let the browser keep the token, and what the visit holds, or held, by name."""
    visit = of_this_browser()
    for opened_again in names:
        visit.lost.pop(opened_again, None)
    sent = st.session_state.get("visit_not_here", _cookie("visit") or "")
    kept = {"name": _named("visit"), "token": visit.token, "sent": sent}
    cookies = {_named("held"): Remembered({**visit.lost, **names}, visit.works_on).written()}
    _browser.tell(key=KEPT, on_other=_join, visit=kept, cookies=cookies, seconds=int(visits().seconds))


def _join() -> None:
    """One visit for two tabs that were opened in the same moment, before the browser had a token to send."""
    token = str(st.session_state[KEPT].get("other"))
    other = visits().known(token)
    if other is None:
        st.session_state["visit_not_here"] = token  # of a server before this one: it may be overwritten
        return
    mine = of_this_browser()
    for name, value in mine.held.items():
        theirs = other.held.setdefault(name, value)
        if isinstance(theirs, dict) and isinstance(value, dict):  # tables and protocols, by key
            theirs.update({key: each for key, each in value.items() if key not in theirs})
    other.lost = {**mine.lost, **other.lost}
    other.works_on = other.works_on or mine.works_on
    st.session_state["visit"] = other


def _cookie(what: str) -> str | None:
    """What the browser sent when this tab was opened."""
    found = _cookies().get(_named(what))
    return unquote(found) if found else None


def _cookies() -> Mapping[str, str]:
    return st.context.cookies


def _named(what: str) -> str:
    """A cookie's name; servers on other ports of one machine share its cookies, so the port is part of it."""
    return f"feasibility_{what}_{urlsplit(st.context.url or '').port or 'here'}"
