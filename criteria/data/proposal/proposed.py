"""A proposed map: what each column is taken for and why, and what a person has to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from criteria.data.columns.profile import Profile
from criteria.data.dataset import Note
from criteria.data.mapped.apply import Applied
from criteria.data.proposal.questions import Question
from criteria.data.table_map import TableMap

Role = Literal["variable", "patient_id", "unit", "index", "left out", "open"]


@dataclass(frozen=True)
class Proposed:
    """What one column is taken for.

    Attributes:
        column: the column, as the table names it.
        role: what it is used as; `open` until a person says.
        because: why, in words.
        variable: the variable it is read as.
        unit, unit_because: the unit of its values, and why.
        words: words whose meaning is suggested, with that meaning; they are in the map.
        profile: what stands in it.
    """

    column: str
    role: Role
    because: str
    profile: Profile
    variable: str | None = None
    unit: str | None = None
    unit_because: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A map for a table, and what a person has to look at before it is used.

    Attributes:
        table_map: what is sure. A column with an open question is not in it, or is there without what is asked.
        columns: every column of the table, in its order.
        questions: what the table does not say.
        doubts: units that belie their values and units that are mixed, under this map, counted in values.
    """

    table_map: TableMap
    columns: tuple[Proposed, ...]
    questions: tuple[Question, ...]
    doubts: tuple[Note, ...]


@dataclass(frozen=True)
class Tried:
    """A proposal, and what comes of its map."""

    proposal: Proposal
    applied: Applied = field(repr=False)
