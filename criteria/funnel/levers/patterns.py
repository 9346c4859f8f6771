"""How many patients fail exactly each set of criteria: counted once, every question about sets is then arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from criteria.engine.truth import Words, by_blocks
from criteria.funnel.tally import gather
from criteria.model.problems import Problem, Refused

MOST = 64  # rows: one bit each in the mask of a patient
MOST_SUBSETS = 22  # rows for which all subsets are answered: four million numbers
Masks = NDArray[np.uint64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Patterns:
    """Patients by the exact set of rows they are in; bit j of a mask is row j.

    Attributes:
        rows: how many rows of bits there are, such as one for each criterion.
        masks: the sets that occur, ascending, shape (m,).
        counts: patients in exactly that set, shape (m,).
    """

    rows: int
    masks: Masks
    counts: Counts

    def within(self, chosen: Iterable[int]) -> int:
        """Patients whose whole set lies among the chosen rows."""
        outside = ~np.uint64(sum(1 << row for row in set(chosen)))
        return int(self.counts[(self.masks & outside) == 0].sum())

    @cached_property
    def members(self) -> NDArray[np.bool_]:
        """Which rows are in each set, shape (m, rows)."""
        found: NDArray[np.bool_] = (self.masks[:, None] >> np.arange(self.rows, dtype=np.uint64)).astype(
            np.uint8
        ) & 1 > 0
        return found

    def within_each(self, size: int) -> Counts:
        """`within`, for every set of this many rows at once: shape (number of sets,), in the order of `combinations`.

        Counts nobody twice: the patients in no row, and those of every smaller set inside the chosen one.
        """
        found = list(combinations(range(self.rows), size))
        sets = np.array(found, dtype=np.intp).reshape(len(found), size)
        total = np.full(len(sets), self.within(()), dtype=np.int64)
        for smaller in range(1, size + 1):
            table = self._exactly(smaller)
            for inside in combinations(range(size), smaller):
                total += table[tuple(sets[:, position] for position in inside)]
        return total

    def _exactly(self, size: int) -> Counts:
        """Patients by exact set of this many rows: entry (i, j, …) with i < j < …, 0 elsewhere."""
        table = np.zeros((self.rows,) * size, dtype=np.int64)
        here = np.bitwise_count(self.masks) == size
        places = np.nonzero(self.members[here])[1].reshape(-1, size)
        table[tuple(places.T)] = self.counts[here]
        return table

    def subsets(self) -> Counts:
        """`within`, for all sets of rows. Shape (2**rows,), by mask. ValueError above 22 rows."""
        if self.rows > MOST_SUBSETS:
            raise ValueError(f"all subsets are answered for up to {MOST_SUBSETS} rows; there are {self.rows}")
        table = np.zeros(1 << self.rows, dtype=np.int64)
        table[self.masks.astype(np.intp)] = self.counts
        for row in range(self.rows):  # sums over subsets, one row more each time
            halves = table.reshape(-1, 2, 1 << row)
            halves[:, 1] += halves[:, 0]
        return table


def patterns(rows: Sequence[Words], patients: Words) -> Patterns:
    """The given patients by the set of rows they are in. Raises `Refused` above 64 rows."""
    if len(rows) > MOST:
        message = (
            f"sets are counted among up to {MOST} criteria that exclude or leave open anybody; there are {len(rows)}"
        )
        raise Refused("the levers", [Problem("too-many-criteria", "criteria", f"{message}; switch some off")])
    found = by_blocks(lambda block: _counted([row[block] for row in rows], patients[block]), len(patients))
    masks = np.concatenate([masks for masks, _ in found])
    counts = np.concatenate([counts for _, counts in found])
    together, place = np.unique(masks, return_inverse=True)
    total = np.zeros(len(together), dtype=np.int64)
    np.add.at(total, place, counts)
    return Patterns(len(rows), together, total)


def _counted(rows: list[Words], patients: Words) -> tuple[Masks, Counts]:
    masks = gather(rows, patients)
    if len(rows) <= MOST_SUBSETS:  # a table of all sets is filled faster than masks are sorted
        table = np.bincount(masks.view(np.int64), minlength=1)
        found = np.flatnonzero(table)
        return found.astype(np.uint64), table[found]
    together, counts = np.unique(masks, return_counts=True)
    return together, counts.astype(np.int64)
