"""Files of the visitor's own on their way to a table that can be looked at: read, chosen about, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

import criteria as cr
from pages import _own_table, _session, _together, _uploads, _visit
from pages._deployment import deployment
from pages._opened_table import Opened
from pages._under_way import UnderWay


@st.cache_resource(show_spinner=False)
def readers() -> cr.Readers:
    """The processes in which this server reads what visitors give."""
    return cr.Readers(deployment().reading, deployment().readers)


def open_files() -> None:
    """Begin to read the chosen files; what was in use stays in use, and nothing but the reading keeps the files."""
    try:
        _no_other_is_read()
        _no_other_is_open()
    except cr.Refused as problem:
        _visit.held()["table_refused"] = problem
        return
    _own_table.clear()
    files, written = _uploads.tables(), _uploads.table_map()
    _uploads.forget()
    asked = {"leave_out": _visit.held().get("leave_out", ()), "as_proposed": _own_table.as_proposed()}
    protocol, every = _session.view().scenario.protocol, readers()

    def read(reader: cr.Reader, heard: cr.Heard) -> cr.Looked:
        return reader.open(files, protocol, given=written, heard=heard, **asked)

    _begin(UnderWay(every.take, read))


def open_again(says: Mapping[str, Any]) -> None:
    """Read the same files with more said of how they are opened; a table that is open stays so where that fails."""
    table = _own_table.opened()
    reader = table.reader if table else _own_table.stuck()
    if reader is None:
        return
    protocol, proposed = _session.view().scenario.protocol, _own_table.as_proposed()

    def read(reader: cr.Reader, heard: cr.Heard) -> cr.Looked:
        return reader.open_again(says, protocol, heard=heard, as_proposed=proposed)

    _begin(UnderWay(lambda _: reader, read))


def _begin(work: UnderWay) -> None:
    _visit.held().update(reading=work, table_refused=None)


def reading() -> UnderWay | None:
    """What is being read in this visit, or was and nobody has looked at."""
    found: UnderWay | None = _visit.held().get("reading")
    return found


def finish(work: UnderWay) -> None:
    """Look at what was read, once; its process goes on only where it holds what can be looked at or mended."""
    if reading() is not work:
        return
    _visit.held()["reading"] = None
    waits = False
    try:
        if work.refused is not None:
            raise work.refused
        if work.reader is not None and work.found is not None:
            _no_other_is_open(work.reader)
            _take(work.reader, work.found)
    except cr.Refused as problem:
        _visit.held()["table_refused"] = problem
        waits = any(each.mends for each in problem.problems)
    now_open = _own_table.opened()
    holds = now_open is not None and now_open.reader is work.reader
    _visit.held()["stuck"] = work.reader if waits and not holds else None
    if work.reader is not None and not holds and not waits:
        work.reader.close()


def choose(mend: cr.Mend) -> None:
    """Let the files be read again with this said of how they are opened."""
    st.session_state["says"] = dict(mend.says)


def chosen() -> dict[str, Any] | None:
    """What was chosen to be said, once."""
    found: dict[str, Any] | None = st.session_state.pop("says", None)
    return found


def _no_other_is_read() -> None:
    """One table at a time: of two, another tab would wait for the first in vain."""
    if reading() is not None:
        message = "another one is being read in this browser: wait until it is there, or cancel it, and try again"
        raise cr.Refused("The chosen table", [cr.Problem("another-tab", "file", message)])


def _no_other_is_open(reader: cr.Reader | None = None) -> None:
    """A table that another tab has opened meanwhile, and this one does not show, is not put away unseen."""
    other = _own_table.opened()
    if other is not None and other.reader is not reader and _together.is_news(_own_table.OPENED):
        message = "was opened in another tab of this browser and is not used yet: use it, or put it away, and try again"
        raise cr.Refused("The chosen table", [cr.Problem("another-tab", other.found.dataset.name, message)])


def _take(reader: cr.Reader, found: cr.Looked) -> None:
    if found.check.stopped:
        _visit.held().update(put_away=found.check, leave_out=(), as_proposed=False)
        return
    table = Opened(
        reader,
        found.columns,
        found.given,
        found.check,
        proposal=found.check.proposal or found.listed,
        together=found.together,
        opened_as=found.opened_as,
        standard=found.standard,
    )
    _visit.held().update(put_away=None, leave_out=(), as_proposed=False)
    _own_table.look_at(table)
    if found.check.proposal or found.together:
        _own_table.again()


def cancel() -> None:
    """End what is being read, and say so."""
    work = reading()
    if work is None:
        return
    work.cancel()
    message = "reading was cancelled, and nothing of it was kept; open it when you like"
    refused = cr.Refused("The table", [cr.Problem("cancelled", "file", message)])
    _visit.held().update(reading=None, table_refused=refused)
    table = _own_table.opened()
    if table is not None and not table.reader.alive:
        _own_table.look_at(None)
