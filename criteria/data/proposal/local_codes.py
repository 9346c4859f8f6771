"""A map proposed for the codes of a source's own: read as what they seem to name, and asked about as one list."""

from __future__ import annotations

import datetime

from criteria.data.columns.profile import profile_of
from criteria.data.mapped.apply import apply
from criteria.data.proposal.proposed import Proposal, Proposed, Tried
from criteria.data.proposal.questions import Choice, Question
from criteria.data.raw import Raw
from criteria.data.several.measurements import SUFFIXES
from criteria.data.table_map import Index, Reading, TableMap
from criteria.model.variables import DICTIONARY

LOCAL_CODES = "local-codes"


def propose_codes(raw: Raw) -> Tried | None:
    """The source's own map with what its local codes seem to be; None where they seem to be nothing."""
    if raw.known is None or not raw.likely:
        return None
    columns = {**raw.known.columns, **raw.likely}
    table_map = TableMap(patient_id=raw.known.patient_id, index=_index(raw), columns=columns)
    proposed = tuple(_column(name, raw, columns) for name in map(str, raw.frame.columns) if not _beside(name, columns))
    applied = apply(raw, table_map)
    return Tried(Proposal(table_map, proposed, (_question(raw),), applied.doubts), applied)


def _beside(name: str, columns: dict[str, Reading]) -> bool:
    """Whether a column only goes with a value, and is not used."""
    used = {part for each in columns.values() for part in (each.column, each.unit_column)}
    return name not in used and name.endswith(tuple(filter(None, SUFFIXES.values())))


def _index(raw: Raw) -> Index | None:
    """The day that the source was read at, so that it can be seen and changed."""
    days = [note.subject for note in raw.notes if note.code == "index-date"]
    return Index(date=datetime.date.fromisoformat(days[0])) if days else None


def _question(raw: Raw) -> Question:
    values = {name: each for name, each in raw.likely.items() if not name.endswith("_uln")}
    said = "; ".join(f"`{each.column}` = {DICTIONARY[name].label}" for name, each in values.items())
    left_out = tuple(str(each.column) for each in raw.likely.values())
    return Question(
        LOCAL_CODES,
        left_out[0],
        f"these codes of the source's own are read as what they seem to be: {said}. Is each of them that?",
        (Choice("yes, as they are read"), Choice("no, leave them all out", unused=left_out)),
    )


def _column(name: str, raw: Raw, columns: dict[str, Reading]) -> Proposed:
    seen = profile_of(raw.looked, name)
    if raw.known is not None and name == raw.known.patient_id:
        return Proposed(name, "patient_id", "the source's own identifier", seen)
    for variable, reading in columns.items():
        if reading.column == name:
            because = "its code or its concept is a name of it" if variable in raw.likely else "its concept says so"
            return Proposed(name, "variable", f"{because}", seen, variable)
    if any(reading.unit_column == name for reading in columns.values()):
        return Proposed(name, "unit", "units of the values beside it", seen)
    return Proposed(name, "left out", "nothing is read from it", seen)
