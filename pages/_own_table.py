"""A table of the visitor's own: opened, checked, mapped and used in this visit alone.

A table that may name a person is not kept: only its columns' names are, so that they can be left out the next time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import streamlit as st

import criteria as cr
from pages import _populations, _session, _uploads
from pages._reading import Progress


@dataclass(frozen=True)
class Opened:
    """A table that is being looked at, and not used yet.

    Attributes:
        raw: the table as it came.
        given: the map somebody gave; None while one is proposed.
        found: what the check found under the map as it stands.
        together: how several files were put together, where no map said so.
        answers: by number of the question, the number of the choice.
        corrections: by column, the variable (None: left out) and the unit somebody chose for it.
        declared: by column, the variable outside the dictionary declared for it, and whether it is a date's days.
        agreed: warnings that the owner of the data has accepted.
    """

    raw: cr.Raw = field(repr=False)
    given: cr.TableMap | None
    found: cr.Check = field(repr=False)
    proposal: cr.Proposal | None = field(default=None, repr=False)
    together: cr.TableMap | None = None
    answers: dict[int, int] = field(default_factory=dict)
    corrections: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    declared: dict[str, tuple[cr.Variable, bool]] = field(default_factory=dict)
    agreed: tuple[str, ...] = ()

    @property
    def table_map(self) -> cr.TableMap:
        """The map as it stands."""
        return self.found.table_map


def opened() -> Opened | None:
    """The table that is being looked at."""
    found: Opened | None = st.session_state.get("opened")
    return found


def refused() -> cr.Refused | None:
    """Why the last file could not be opened, or the table not be used."""
    found: cr.Refused | None = st.session_state.get("table_refused")
    return found


def put_away() -> cr.Check | None:
    """What was found in the last file, when it may name a person and was not kept."""
    found: cr.Check | None = st.session_state.get("put_away")
    return found


def open_files(progress: Progress) -> None:
    """Read the chosen files; what was in use stays in use, and nothing keeps the files themselves."""
    st.session_state.update(table_refused=None, opened=None)
    try:
        files, written = _uploads.tables(), _uploads.table_map()
        given = cr.parse_map(*written) if written else None
        raw, together = cr.read_uploads(files, given, progress=progress.read)
        raw = cr.leave_out(raw, st.session_state.get("leave_out", ()))
        progress.checking(len(raw.frame))
        found = cr.check(raw, given, _session.view().scenario.protocol)
        _take(Opened(raw, given, found, together=together if given is None else None))
    except cr.Refused as problem:
        st.session_state["table_refused"] = problem
    finally:
        _uploads.forget()


def _take(table: Opened) -> None:
    if table.found.stopped:
        st.session_state.update(put_away=replace(table.found, proposal=None), leave_out=())
        return
    st.session_state.update(put_away=None, leave_out=(), opened=replace(table, proposal=table.found.proposal))
    if table.found.proposal or table.together:
        again()


def leave_out_next_time() -> None:
    """Leave the columns that may name a person out of the file when it is opened again."""
    found = put_away()
    st.session_state["leave_out"] = found.stopped if found else ()


def again(**changes: object) -> None:
    """Check the opened table under its map, with another answer, correction or agreement."""
    table = opened()
    if table is None:
        return
    table = replace(table, **changes)  # type: ignore[arg-type]  # names and types are the callers' own
    protocol = _session.view().scenario.protocol
    st.session_state["opened"] = replace(table, found=cr.check(table.raw, _map_of(table), protocol))


def _map_of(table: Opened) -> cr.TableMap:
    """The map that the proposal, the corrections and the answers make together, or the one that was given."""
    made = table.given or (table.proposal.table_map if table.proposal else table.found.table_map)
    for column, (variable, unit) in table.corrections.items():
        made = cr.corrected(made, column, variable, unit)
    questions = table.proposal.questions if table.proposal else ()
    for number, choice in table.answers.items():
        if questions[number].column not in {*table.corrections, *table.declared}:
            made = cr.answered(made, questions[number].choices[choice])
    for column, (declared, dated) in table.declared.items():
        made = cr.declared_as(made, column, declared, dated=dated)
    if table.together is not None:
        made = made.model_copy(update=_how(table.together, table.raw))
    return made.model_copy(update={"agreed": tuple(dict.fromkeys([*made.agreed, *table.agreed]))})


def declare(column: str, filled: cr.declaring.Filled) -> None:
    """Read a column as a variable outside the dictionary. Raises `Refused` with all that is wrong with the form."""
    table = opened()
    if table is None:
        return
    others = {name: each for name, each in table.declared.items() if name != column}
    taken = [variable.name for variable, _ in others.values()]
    variable = cr.declaring.variable_of(filled, taken)
    again(declared={**others, column: (variable, filled.kind == "days")})


READ_BY = ("tables", "measurements", "sheet", "index", "window_days", "extract")
"""What of a map decides what is read from the files; the rest is applied to what was read."""


def _how(together: cr.TableMap, raw: cr.Raw) -> dict[str, object]:
    """What a map says of several files; an index whose column was left out has done its work in reading."""
    index = together.index if together.index and together.index.column in raw.frame.columns else None
    said = {"tables": together.tables, "measurements": together.measurements, "patient_id": together.patient_id}
    return said | ({"index": index} if index else {})


def read_map(text: str) -> None:
    """Take over a map that somebody wrote."""
    table = opened()
    try:
        given = cr.parse_map(text)
        if table is not None:
            _refuse_another_reading(table, given)
        again(given=given, together=None, answers={}, corrections={}, declared={})
        st.session_state["table_refused"] = None
    except cr.Refused as problem:
        st.session_state["table_refused"] = problem


def _refuse_another_reading(table: Opened, given: cr.TableMap) -> None:
    """A map that would read the files in another way needs the files, which are not kept."""
    read_by = table.given or table.together or cr.TableMap()
    message = "decides what is read from the files; open them again together with this map"
    changed = [name for name in READ_BY if name != "index" and getattr(given, name) != getattr(read_by, name)]
    if read_by.measurements is not None and given.index != read_by.index:
        changed.append("index")
    if changed:
        raise cr.Refused("The map", [cr.Problem("read-again", name, message) for name in changed])


def may_be_used() -> bool:
    """Whether nothing is left to mend, and nothing that the owner of the data has to accept."""
    table = opened()
    return table is not None and table.found.usable and not table.found.to_accept


def use() -> None:
    """Let every page work on the opened table, in this visit."""
    table = opened()
    if table is None or not may_be_used():
        return
    try:
        st.session_state.update(own_table=_populations.ready(table.found), opened=None, table_refused=None)
        _session.change(population=cr.OWN_TABLE)
    except cr.Refused as problem:
        st.session_state["table_refused"] = problem


def close() -> None:
    """Put the opened table away."""
    st.session_state.update(opened=None, table_refused=None)
