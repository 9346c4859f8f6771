"""A table of the visitor's own: opened, checked, mapped and used in this visit alone.

A table that may name a person is not kept: only its columns' names are, so that they can be left out the next time.
"""

from __future__ import annotations

from dataclasses import replace

import criteria as cr
from pages import _populations, _session, _uploads, _visit
from pages._opened_table import Opened
from pages._reading import Progress


def opened() -> Opened | None:
    """The table that is being looked at."""
    found: Opened | None = _visit.held().get("opened")
    return found


def refused() -> cr.Refused | None:
    """Why the last file could not be opened, or the table not be used."""
    found: cr.Refused | None = _visit.held().get("table_refused")
    return found


def put_away() -> cr.Check | None:
    """What was found in the last file, when it may name a person and was not kept."""
    found: cr.Check | None = _visit.held().get("put_away")
    return found


def open_files(progress: Progress) -> None:
    """Read the chosen files; what was in use stays in use, and nothing keeps the files themselves."""
    _visit.held().update(table_refused=None, opened=None)
    try:
        files, written = _uploads.tables(), _uploads.table_map()
        given = cr.parse_map(*written) if written else None
        raw, together = cr.read_uploads(files, given, progress=progress.read)
        raw = cr.leave_out(raw, _visit.held().get("leave_out", ()))
        progress.checking(len(raw.frame))
        found = cr.check(raw, given, _session.view().scenario.protocol)
        _take(Opened(raw, given, found, together=together if given is None else None))
    except cr.Refused as problem:
        _visit.held()["table_refused"] = problem
    finally:
        _uploads.forget()


def _take(table: Opened) -> None:
    if table.found.stopped:
        _visit.held().update(put_away=replace(table.found, proposal=None), leave_out=())
        return
    _visit.held().update(put_away=None, leave_out=(), opened=replace(table, proposal=table.found.proposal))
    if table.found.proposal or table.together:
        again()


def leave_out_next_time() -> None:
    """Leave the columns that may name a person out of the file when it is opened again."""
    found = put_away()
    _visit.held()["leave_out"] = found.stopped if found else ()


def again(**changes: object) -> None:
    """Check the opened table under its map, with another answer, correction or agreement."""
    table = opened()
    if table is None:
        return
    table = replace(table, **changes)  # type: ignore[arg-type]  # names and types are the callers' own
    protocol = _session.view().scenario.protocol
    _visit.held()["opened"] = replace(table, found=cr.check(table.raw, table.map_as_told(), protocol))


def declare(column: str, filled: cr.declaring.Filled) -> None:
    """Read a column as a variable outside the dictionary. Raises `Refused` with all that is wrong with the form."""
    table = opened()
    if table is None:
        return
    others = {name: each for name, each in table.declared.items() if name != column}
    taken = [variable.name for variable, _ in others.values()]
    variable = cr.declaring.variable_of(filled, taken)
    again(declared={**others, column: (variable, filled.kind == "days")})


def read_map(text: str) -> None:
    """Take over a map that somebody wrote."""
    table = opened()
    try:
        given = cr.parse_map(text)
        if table is not None:
            table.refuse_another_reading(given)
        again(given=given, together=None, answers={}, corrections={}, declared={})
        _visit.held()["table_refused"] = None
    except cr.Refused as problem:
        _visit.held()["table_refused"] = problem


def use() -> None:
    """Let every page work on the opened table, in this visit."""
    table = opened()
    if table is None or not table.may_be_used:
        return
    try:
        _session.hold_table(_populations.ready(table.found))
        _visit.held().update(opened=None, table_refused=None)
    except cr.Refused as problem:
        _visit.held()["table_refused"] = problem


def close() -> None:
    """Put the opened table away."""
    _visit.held().update(opened=None, table_refused=None)
