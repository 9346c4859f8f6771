"""Rows that are no patients: blank ones, totals, remarks, headings and units again; left out, and counted by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from criteria.data.dataset import Note
from criteria.data.files.candidates import candidates, is_blank, key_of
from criteria.data.files.plain import as_numbers_again
from criteria.data.files.sums import is_summed_up
from criteria.data.files.totals import TOTALS, may_be_identifier, total_kind
from criteria.data.files.unit_words import looks_like_unit
from criteria.data.files.unlike import Likeness

_MOST = 1_000  # candidates that are looked at one by one, from either end; the others are kept


@dataclass(frozen=True)
class Patients:
    """A table without the rows that are no patients.

    Attributes:
        frame: the rows that are left.
        notes: what was left out, and what was not and might have been.
        units: by column, what a row of units below the heading says.
    """

    frame: pd.DataFrame = field(repr=False)
    notes: tuple[Note, ...] = ()
    units: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Row:
    """A row that may be no patient's."""

    at: int
    cells: dict[str, str] = field(repr=False)  # those that are filled
    key: str = field(repr=False)

    @cached_property
    def first(self) -> str:
        return next(iter(self.cells.values()), "")


def patients_of(frame: pd.DataFrame, identifier: str | None = None) -> Patients:
    """The table without the rows that are no patients; a row with an identifier like the others always stays.

    Args:
        frame: a table as a reader gives it; blank cells are missing.
        identifier: its column of identifiers, where it is known.
    """
    if frame.empty or not len(frame.columns):
        return Patients(frame)
    key, is_named = key_of(frame, identifier)
    frame = _with_trimmed(frame, key) if is_named else frame
    found = candidates(frame, key)
    if not len(found):
        return Patients(frame)
    # of a single column, a blank cell may be a patient's of whom the only value is missing
    blank = found[is_blank(frame.iloc[found])] if len(frame.columns) > 1 else found[:0]
    looked_at = np.setdiff1d(found, blank)
    kinds = (
        _Table(frame, key, is_named, blank).kinds(np.union1d(looked_at[:_MOST], looked_at[-_MOST:]))
        if len(looked_at)
        else {}
    )
    return _without(frame, key, is_named, blank, kinds)


def _with_trimmed(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """The table whose identifiers have no blanks around them: `P1 ` is the patient P1."""
    ids = frame[key]
    if not isinstance(ids.dtype, pd.StringDtype) or not ids.str.contains(r"^\s|\s$", na=False).any():
        return frame
    return frame.assign(**{key: ids.str.strip()})


@dataclass(frozen=True)
class _Table:
    """The table among whose rows those are sought that are no patients."""

    frame: pd.DataFrame
    key: str
    is_named: bool
    blank: NDArray[np.intp]

    @cached_property
    def _blank(self) -> frozenset[int]:
        return frozenset(self.blank.tolist())

    def kinds(self, found: NDArray[np.intp]) -> dict[int, str]:
        """By position, what a row is that is no patient."""
        rows = {each.at: each for each in self._rows(found)}
        said = {at: kind for at, row in rows.items() if (kind := self._by_its_words(row))}
        kinds = {at: kind for at, kind in said.items() if not self._is_word_of_many(rows[at], rows, said)}
        kinds |= dict(self._below_totals(rows, kinds))
        kinds |= self._below_heading(rows, kinds)
        tail = [rows[at] for at in self._tail(rows, kinds)]
        kinds |= {row.at: kind for row in tail if row.at not in kinds and (kind := self._at_the_end(row))}
        again = [at for at, kind in kinds.items() if kind == _HEADING]
        kinds |= {at: "remarks" for each in again for at in self._above(each, rows, kinds)}
        return kinds

    def _rows(self, found: NDArray[np.intp]) -> Iterator[_Row]:
        some = self.frame.iloc[found]
        texts = {name: _texts(some[name]) for name in some.columns}
        for number, at in enumerate(found.tolist()):
            cells = {name: text for name, each in texts.items() if (text := each[number])}
            yield _Row(at, cells, cells.get(self.key, ""))

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness.of(self.frame[self.key])

    def _by_its_words(self, row: _Row) -> str | None:
        again = sum(_same(text, name) for name, text in row.cells.items())
        if again >= max(1, len(row.cells) / 2) and (again > 1 or len(self.frame.columns) == 1):
            return _HEADING
        return None if self._may_be_named_so(row) else total_kind(row.key or row.first)

    def _may_be_named_so(self, row: _Row) -> bool:
        """Whether a total's word may as well be the identifier of this row, as `N` and `Q1` may."""
        if not row.key or not may_be_identifier(row.key):
            return False
        like = self._likeness.several and self._likeness.like(row.key)
        return (like or any(sign.isdigit() for sign in row.key)) and not self._summed_up(row)

    def _below_totals(self, rows: dict[int, _Row], kinds: dict[int, str]) -> Iterator[tuple[int, str]]:
        """Rows with a total's word that may be an identifier, directly below a row with one that is none."""
        above = {at for at, kind in kinds.items() if kind in TOTALS}
        for at in sorted(rows):
            kind = total_kind(rows[at].key) if at not in kinds and at - 1 in above else None
            if kind is not None:
                above.add(at)
                yield at, kind

    def _is_word_of_many(self, row: _Row, rows: dict[int, _Row], kinds: dict[int, str]) -> bool:
        """Whether rows one below the other begin with the same word: it is a name of theirs."""
        beside = [rows[at] for at in (row.at - 1, row.at + 1) if at in kinds]
        return kinds[row.at] != _HEADING and bool(row.key) and any(each.key == row.key for each in beside)

    def _summed_up(self, row: _Row, *, only_totals: bool = False) -> str | None:
        cells = {name: text for name, text in row.cells.items() if name != self.key or not self.is_named}
        return is_summed_up(self.frame, row.at, cells, only_totals=only_totals)

    def _below_heading(self, rows: dict[int, _Row], kinds: dict[int, str]) -> dict[int, str]:
        """A row of units, or of headings again in other words, directly below the heading."""
        first = next((at for at in range(len(self.frame)) if at not in self._blank), None)
        row = rows.get(-1 if first is None else first)
        if row is None or row.at in kinds or (row.key and self._likeness.like(row.key)):
            return {}
        cells = {name: text for name, text in row.cells.items() if name != self.key}
        numeric = [name for name in cells if self._else_numbers(name, row.at)]
        if any(_number(text) for text in cells.values()) or len(numeric) < max(1, min(2, len(cells))):
            return {}
        units = sum(looks_like_unit(text) for text in cells.values())
        return {row.at: _UNITS if units >= len(cells) / 2 else "second headings"}

    def _else_numbers(self, name: str, at: int) -> bool:
        some = [text for text in _texts(self.frame[name].iloc[at + 1 : at + 201]) if text]
        return len(some) > 0 and sum(map(_number, some)) >= 0.6 * len(some)

    def _tail(self, rows: dict[int, _Row], kinds: dict[int, str]) -> list[int]:
        """The rows at the end of the table that follow the last one with an identifier like the others."""
        tail: list[int] = []
        for at in range(len(self.frame) - 1, -1, -1):
            row = rows.get(at)
            if at in self._blank:
                continue
            if row is None or (at not in kinds and row.key and self._likeness.like(row.key) and not self._bare(row)):
                break
            tail.append(at)
        return tail[::-1]

    def _bare(self, row: _Row) -> bool:
        """Whether the first column is no identifier, and the row may sum up the others."""
        return not self.is_named and bool(self._summed_up(row, only_totals=True))

    def _at_the_end(self, row: _Row) -> str | None:
        if len(self.frame.columns) == 1:  # any text may be somebody's only value
            return None
        if row.key and self._likeness.like(row.key):
            return None if self.is_named else self._summed_up(row, only_totals=True)
        if row.at - 1 in self._blank or row.at - 1 in self._after_blank:
            self._after_blank.add(row.at)
            return self._summed_up(row) or "remarks"
        remark = len(row.cells) == 1 and not _number(row.first)
        return "remarks" if remark else self._summed_up(row)

    @cached_property
    def _after_blank(self) -> set[int]:
        return set()

    def _above(self, at: int, rows: dict[int, _Row], kinds: dict[int, str]) -> Iterator[int]:
        """Remarks, such as a title, between the rows of one page and the heading of the next."""
        while (at := at - 1) >= 0:
            row = rows.get(at)
            if at in self._blank or at in kinds:
                continue
            if row is None or len(row.cells) > 1 or self._likeness.like(row.key):
                return
            yield at


_HEADING = "headings again"
_UNITS = "units below the heading"


def _without(frame: pd.DataFrame, key: str, is_named: bool, blank: NDArray[np.intp], kinds: dict[int, str]) -> Patients:
    gone = np.union1d(blank, np.array(sorted(kinds), dtype=np.intp))
    notes = list(_notes(len(blank), kinds))
    units = next((_units(frame, at) for at, kind in kinds.items() if kind == _UNITS), {})
    units.pop(key, None)
    left = frame
    if len(gone):
        dropped = frame.iloc[gone]
        left = frame.drop(index=frame.index[gone]).reset_index(drop=True)
        left = as_numbers_again(left, [name for name in dropped.columns if dropped[name].notna().any()])
    return Patients(left, (*notes, *_nameless(left, key, is_named)), units)


def _units(frame: pd.DataFrame, at: int) -> dict[str, str]:
    return {name: text for name in frame.columns if (text := _texts(frame[name].iloc[at : at + 1])[0])}


def _notes(blank: int, kinds: dict[int, str]) -> Iterator[Note]:
    if blank:
        yield Note("blank-rows", "rows", blank, "rows have no value; left out")
    for kind, count in Counter(kinds.values()).items():
        yield Note("not-patients", kind, count, f"rows are no patients but {kind}; left out")


def _nameless(frame: pd.DataFrame, key: str, is_named: bool) -> Iterator[Note]:
    """Rows without an identifier, where others have one."""
    if not is_named:
        return
    missing = frame[key].isna().to_numpy()
    count = int(missing.sum())
    if 0 < count < len(frame):
        message = "rows have values but no identifier, which others have; kept: look whether they are patients"
        yield Note("no-identifier", key, count, message)


def _texts(column: pd.Series) -> list[str]:
    return ["" if text is None else text for text in (_text(value) for value in column.tolist())]


def _text(value: object) -> str | None:
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return None
    return f"{value:.12g}" if isinstance(value, float) else str(value).strip()


def _same(text: str, heading: str) -> bool:
    return " ".join(text.split()).casefold() == " ".join(heading.split()).casefold()


def _number(text: str) -> bool:
    return text[-1:].isdigit() and text.lstrip("<>≤≥=~+- ")[:1].isdigit()
