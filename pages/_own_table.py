"""A table of the visitor's own: opened, checked, mapped and used in this visit alone.

A table that may name a person is not kept: only its columns' names are, so that they can be left out the next time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import streamlit as st

import criteria as cr
from pages import _populations, _session, _together, _uploads, _visit
from pages._deployment import deployment
from pages._opened_table import Opened
from pages._under_way import UnderWay

OPENED = "opened"  # what the tabs of a browser share
MOST_AHEAD = 200_000  # patients whose numbers are worked out before their table is used


def opened() -> Opened | None:
    """The table that is being looked at."""
    found: Opened | None = _visit.held().get(OPENED)
    return found


def _look_at(table: Opened | None) -> None:
    """Keep what is looked at, and its name, which the browser remembers until the table is used or put away."""
    _together.put(OPENED, called=table.found.dataset.name if table else "", opened=table)


def mode_of(table: Opened) -> cr.Mode:
    """How counts of an opened table are shown."""
    return cr.mode_for(synthetic=table.found.dataset.synthetic, deployed=deployment().mode)


def refused() -> cr.Refused | None:
    """Why the last file could not be opened, or the table not be used."""
    found: cr.Refused | None = _visit.held().get("table_refused")
    return found


def put_away() -> cr.Check | None:
    """What was found in the last file, when it may name a person and was not kept."""
    found: cr.Check | None = _visit.held().get("put_away")
    return found


@st.cache_resource(show_spinner=False)
def readers() -> cr.Readers:
    """The processes in which this server reads what visitors give."""
    return cr.Readers(deployment().reading, deployment().readers)


def open_files() -> None:
    """Begin to read the chosen files; what was in use stays in use, and nothing but the reading keeps the files."""
    try:
        _no_other_is_open()
    except cr.Refused as problem:
        _visit.held()["table_refused"] = problem
        return
    _put_away()
    files, written = _uploads.tables(), _uploads.table_map()
    _uploads.forget()
    asked = {"leave_out": _visit.held().get("leave_out", ()), "as_proposed": as_proposed()}
    protocol, every = _session.view().scenario.protocol, readers()

    def read(reader: cr.Reader, heard: cr.Heard) -> cr.Looked:
        return reader.open(files, protocol, given=written, heard=heard, **asked)

    _begin(UnderWay(every.take, read))


def open_again(says: Mapping[str, Any]) -> None:
    """Read the same files with more said of how they are opened; a table that is open stays so where that fails."""
    table = opened()
    reader = table.reader if table else stuck()
    if reader is None:
        return
    protocol, proposed = _session.view().scenario.protocol, as_proposed()

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
    now_open = opened()
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


def stuck() -> cr.Reader | None:
    """The process that holds files of which something has to be chosen before they can be read."""
    found: cr.Reader | None = _visit.held().get("stuck")
    return found if found is not None and found.alive else None


def _no_other_is_open(reader: cr.Reader | None = None) -> None:
    """A table that another tab has opened meanwhile, and this one does not show, is not put away unseen."""
    other = opened()
    if other is not None and other.reader is not reader and _together.is_news(OPENED):
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
    _look_at(table)
    if found.check.proposal or found.together:
        again()


def as_proposed() -> bool:
    """Whether the next table is read as was proposed for the last one, which may name a person."""
    return bool(_visit.held().get("as_proposed"))


def as_proposed_next_time() -> None:
    """Read the table so that it names nobody when it is opened again."""
    _visit.held()["as_proposed"] = True


def leave_out_next_time() -> None:
    """Leave the columns that may name a person out of the file when it is opened again."""
    found = put_away()
    _visit.held()["leave_out"] = found.stopped if found else ()


@_together.acts_on(OPENED)
def again(**changes: object) -> None:
    """Check the opened table under its map, with another answer, correction or agreement."""
    table = opened()
    if table is None:
        return
    table = replace(table, **changes)  # type: ignore[arg-type]  # names and types are the callers' own
    protocol = _session.view().scenario.protocol
    with _refusing():
        _look_at(replace(table, found=table.reader.check(table.map_as_told(), protocol)))


@contextmanager
def _refusing() -> Iterator[None]:
    """What is refused meanwhile is kept to be said; a table whose reader is gone is open no longer."""
    try:
        yield
    except cr.Refused as problem:
        _visit.held()["table_refused"] = problem
        table = opened()
        if table is not None and not table.reader.alive:
            _look_at(None)


@_together.acts_on(OPENED)
def declare(column: str, filled: cr.declaring.Filled) -> None:
    """Read a column as a variable outside the dictionary. Raises `Refused` with all that is wrong with the form."""
    table = opened()
    if table is None:
        return
    others = {name: each for name, each in table.declared.items() if name != column}
    taken = [variable.name for variable, _ in others.values()]
    variable = cr.declaring.variable_of(filled, taken)
    again(declared={**others, column: (variable, filled.kind == "days")})


@_together.acts_on(OPENED)
def read_map(text: str) -> None:
    """Take over a map that somebody wrote."""
    table = opened()
    if table is None:
        return
    with _refusing():
        given = table.reader.read_map(text)
        _visit.held()["table_refused"] = None
        again(
            given=given,
            proposal=table.proposal and replace(table.proposal, questions=()),
            together=None,
            answers={},
            corrections={},
            declared={},
            words={},
            details={},
            mended={},
            typed={},
            day=None,
            rest=False,
        )


def long_tables(*, rows: bool) -> tuple[cr.LongTable, ...]:
    """The long tables of what is open as they came, asked of its process once for each way to read them."""
    table = opened()
    assert table is not None, "asked only of a table that is open"
    asked = table.reader, table.table_map.measurements, rows
    kept = _visit.held().get("long_tables")
    if kept is None or kept[0] != asked:
        kept = asked, table.reader.long_tables(table.table_map, rows=rows)
        _visit.held()["long_tables"] = kept
    found: tuple[cr.LongTable, ...] = kept[1]
    return found


@_together.acts_on(OPENED)
def use() -> None:
    """Let every page work on the opened table, in this visit."""
    table = opened()
    if table is None or not table.may_be_used:
        return
    with _refusing():
        dataset = table.reader.hand_over()
        _session.hold_table(_populations.ready(replace(table.found, dataset=dataset)))
        _put_away()


def would_be() -> cr.Disclosed | None:
    """The numbers that the opened table would give as its map stands; None while it may not leave its reader."""
    table = opened()
    if table is None or not table.found.usable or table.found.to_accept or table.found.patients > MOST_AHEAD:
        return None
    kept = _visit.held().get("would_be")
    if kept is None or kept[0] is not table.found:
        kept = table.found, _would_be(table)
        _visit.held()["would_be"] = kept
    found: cr.Disclosed | None = kept[1]
    return found


def _would_be(table: Opened) -> cr.Disclosed | None:
    try:
        ready = _populations.ready(replace(table.found, dataset=table.reader.hand_over()))
        scenario = cr.baseline(_session.view().scenario.protocol)
        return cr.disclose(cr.evaluate(ready.engine, scenario), ready.mode)
    except cr.Refused:
        return None  # why is said when it is to be used


def cancel() -> None:
    """End what is being read, and say so."""
    work = reading()
    if work is None:
        return
    work.cancel()
    message = "reading was cancelled, and nothing of it was kept; open it when you like"
    refused = cr.Refused("The table", [cr.Problem("cancelled", "file", message)])
    _visit.held().update(reading=None, table_refused=refused)
    table = opened()
    if table is not None and not table.reader.alive:
        _look_at(None)


@_together.acts_on(OPENED)
def close() -> None:
    """Put the opened table away, and end the process that holds it."""
    _put_away()


def _put_away() -> None:
    table = opened()
    for reader in (table.reader if table else None, stuck()):
        if reader is not None:
            reader.close()
    _visit.held().update(table_refused=None, would_be=None, stuck=None, long_tables=None)
    _look_at(None)
