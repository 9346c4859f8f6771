"""A table of the visitor's own: checked, mapped and used in this visit alone.

A table that may name a person is not kept: only its columns' names are, so that they can be left out the next time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import criteria as cr
from pages import _populations, _session, _together, _visit
from pages._deployment import deployment
from pages._opened_table import Opened

OPENED = "opened"  # what the tabs of a browser share
MOST_AHEAD = 200_000  # patients whose numbers are worked out before their table is used


def opened() -> Opened | None:
    """The table that is being looked at."""
    found: Opened | None = _visit.held().get(OPENED)
    return found


def look_at(table: Opened | None) -> None:
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


def stuck() -> cr.Reader | None:
    """The process that holds files of which something has to be chosen before they can be read."""
    found: cr.Reader | None = _visit.held().get("stuck")
    return found if found is not None and found.alive else None


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
        look_at(replace(table, found=table.reader.check(table.map_as_told(), protocol)))


@contextmanager
def _refusing() -> Iterator[None]:
    """What is refused meanwhile is kept to be said; a table whose reader is gone is open no longer."""
    try:
        yield
    except cr.Refused as problem:
        _visit.held()["table_refused"] = problem
        table = opened()
        if table is not None and not table.reader.alive:
            look_at(None)


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
        clear()


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


@_together.acts_on(OPENED)
def close() -> None:
    """Put the opened table away, and end the process that holds it."""
    clear()


def clear() -> None:
    """End the processes that hold what was opened, or waits for a choice, and forget it."""
    table = opened()
    for reader in (table.reader if table else None, stuck()):
        if reader is not None:
            reader.close()
    _visit.held().update(table_refused=None, would_be=None, stuck=None, long_tables=None)
    look_at(None)
