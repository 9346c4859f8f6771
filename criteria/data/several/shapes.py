"""Tables of another shape than one row per patient: a column for each visit, or patients in columns."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from criteria.data.dataset import Note
from criteria.data.vocabulary.naming import named
from criteria.model.problems import Problem

_VISIT = (
    r"(?:v|visit|visite|visita|week|wk|w|woche|day|d|tag|month|m|cycle|c|t|tp)[ _]?\d{1,3}(?:d\d{1,2})?|"
    r"baseline|basis|bl|screening|scr|followup|fu ?\d*|eot|eos"
)
_HEADING = re.compile(
    rf"^(?P<base>.+?)(?:[ _.-]+(?P<after>{_VISIT})|\s*\((?P<within>{_VISIT})\))(?P<unit>\s*[\[(].*[\])])?$",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^(baseline|basis|bl|screening|scr)$|\D0*[01]$", re.IGNORECASE)


@dataclass(frozen=True)
class Visits:
    """Columns that hold one variable at several visits.

    Attributes:
        columns: by visit, each of its columns and what that is called without the visit.
    """

    columns: dict[str, dict[str, str]]

    @property
    def first(self) -> str:
        """The visit that is called as the first one is, else the one that stands first."""
        return next((visit for visit in self.columns if _FIRST.search(visit)), next(iter(self.columns)))


def visits_in(headings: Iterable[str]) -> Visits | None:
    """The visits that headings name, where several variables are there at the same visits, one of them a known one."""
    bases: dict[str, dict[str, str]] = defaultdict(dict)
    for heading in headings:
        if match := _HEADING.match(heading):
            visit = re.sub(r"[ _]", "", match["after"] or match["within"]).casefold()
            bases[visit].setdefault(heading, match["base"] + (match["unit"] or ""))
    times = Counter(base for columns in bases.values() for base in set(columns.values()))
    several = {base for base, count in times.items() if count > 1}
    known = [base for base in several if (called := named(base)) and called.sure]
    found = {visit: {column: base for column, base in each.items() if base in several} for visit, each in bases.items()}
    found = {visit: each for visit, each in found.items() if each}
    return Visits(found) if len(found) > 1 and known else None


def at_visit(frame: pd.DataFrame, visits: Visits, visit: str) -> tuple[pd.DataFrame, list[Note]]:
    """The table with the columns of one visit, called without it, and a note of those of the others."""
    kept = visits.columns[visit]
    gone = [column for other, columns in visits.columns.items() if other != visit for column in columns]
    note = Note("other-visit", ", ".join(gone), len(gone), f"columns of other visits than {visit}; not used")
    return frame.drop(columns=gone).rename(columns=kept), [note]


def visit_called(visits: Visits, visit: str) -> str | None:
    """The visit of the table that a map's word means."""
    wanted = re.sub(r"[ _]", "", visit).casefold()
    return wanted if wanted in visits.columns else None


def is_transposed(frame: pd.DataFrame) -> bool:
    """Whether variables stand in rows and patients in columns."""
    if frame.shape[1] < 2 or len(frame) < 2 or len(frame) > 500:
        return False
    first = [str(each) for each in frame.iloc[:, 0].dropna()]
    rows = sum(1 for each in first if (called := named(each)) and called.sure)
    headings = sum(1 for each in map(str, frame.columns[1:]) if named(each))
    return rows >= 2 and 2 * rows >= len(first) and not headings and len(set(first)) == len(first)


TRANSPOSED = Problem(
    "transposed",
    "table",
    "its variables stand in rows and its patients in columns; turn it (in Excel: copy, paste special, transpose), so "
    "that each patient has one row",
)
