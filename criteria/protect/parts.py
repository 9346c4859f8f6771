"""One thing said of a patient, as the one of several cells the patient is in; histograms are products of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol as Form

import numpy as np

from criteria.model.criterion import Criterion
from criteria.protect.axes import Axis
from criteria.protect.seen import FAIL, STATUSES, Cells, Seen


class Part(Form):
    """One thing said of a patient, as one of `size` cells."""

    @property
    def size(self) -> int:
        """How many cells."""
        ...

    def cells(self, seen: Seen) -> Cells:
        """The cell of each patient."""
        ...


@dataclass(frozen=True)
class OfAxis:
    """The code on an axis."""

    axis: Axis

    @property
    def size(self) -> int:
        """How many codes the axis has."""
        return self.axis.size

    def cells(self, seen: Seen) -> Cells:
        """The code of each patient."""
        return np.asarray(seen.coded.codes[self.axis.name], dtype=np.int64)


@dataclass(frozen=True)
class Missing:
    """Whether the code on an axis is that of a missing value."""

    axis: Axis
    size: int = 2

    def cells(self, seen: Seen) -> Cells:
        """1 where missing."""
        return np.asarray(seen.coded.codes[self.axis.name] == self.axis.missing, dtype=np.int64)


@dataclass(frozen=True)
class Verdict:
    """The verdict of the criterion at a place."""

    at: int
    size: int = STATUSES

    def cells(self, seen: Seen) -> Cells:
        """Pass, unknown or fail."""
        return np.asarray(seen.marks[self.at], dtype=np.int64)


@dataclass(frozen=True)
class Others:
    """The status by all criteria but the one at a place; by all of them where there is no place."""

    at: int | None
    size: int = STATUSES

    def cells(self, seen: Seen) -> Cells:
        """Eligible, potential or excluded."""
        return seen.status if self.at is None else seen.status_of_others(self.at)


@dataclass(frozen=True)
class Context:
    """What of an axis matters to a criterion, by everything else the criterion reads; what was not foreseen is last."""

    criterion: Criterion
    axis: Axis
    known: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many contexts were foreseen, and one for all others."""
        return len(self.known) + 1

    def cells(self, seen: Seen) -> Cells:
        """The place of each patient's context among those foreseen."""
        found, known = seen.context(self.criterion, self.axis), np.array(self.known)
        at = np.searchsorted(known, found).clip(max=len(known) - 1)
        return np.where(known[at] == found, at, len(known)).astype(np.int64)


@dataclass(frozen=True)
class Profile:
    """Which criteria a patient fails: none (certainly, or with unknowns), one (likewise), which two, or more."""

    criteria: int

    @property
    def size(self) -> int:
        """Two for none, two for each criterion alone, one for each two, one for more."""
        return 2 + 2 * self.criteria + self.criteria * (self.criteria - 1) // 2 + 1

    def cells(self, seen: Seen) -> Cells:
        """The cell of each patient."""
        failed = seen.marks == FAIL
        first = np.argmax(failed, axis=0)
        last = self.criteria - 1 - np.argmax(failed[::-1], axis=0)
        two = 2 + 2 * self.criteria + first * (2 * self.criteria - first - 1) // 2 + (last - first - 1)
        open_ = (seen.unknowns > 0).astype(np.int64)
        cells = [open_, 2 + 2 * first + open_, two]
        return np.asarray(np.select([seen.fails == count for count in range(3)], cells, self.size - 1), dtype=np.int64)
