"""Counts over all criteria at once, from packed bits: who fails only one, in which order patients are lost, shares.

The number of criteria each patient fails is kept bit-sliced: plane i holds bit i of every patient's number. It is
counted block by block, and within a block for all criteria at once. Nothing here knows what a criterion is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from criteria.engine.truth import Verdicts, Words, by_blocks, count, counts

Counts = NDArray[np.int64]
Rows = NDArray[np.uint64]
"""Bits of one criterion a row, shape (criteria, words)."""


@dataclass(frozen=True, eq=False)
class Attrition:
    """Counts over k criteria in a given order.

    Attributes:
        by_failed: shape (k, m): patients who fail criterion j and c + 1 criteria in all. Row sums are *fails*,
            column 0 is *only*.
        only_certain: shape (k,): of those who fail only j, the ones with no unknown criterion.
        lost_here: shape (k,): patients whose first failed criterion is j.
        group_only: shape (g, 2): patients who fail within the group and nowhere else, and those of them who have
            no unknown criterion elsewhere.
        eligible, potential, excluded: patients with each status.
    """

    by_failed: Counts
    only_certain: Counts
    lost_here: Counts
    group_only: Counts
    eligible: int
    potential: int
    excluded: int

    @property
    def only(self) -> Counts:
        """Patients who fail this criterion and no other. Shape (k,)."""
        return self.by_failed[:, 0]

    @property
    def share(self) -> NDArray[np.float64]:
        """Each excluded patient split equally among the criteria they fail (Shapley value). Shape (k,)."""
        return self.by_failed @ (1.0 / np.arange(1, self.by_failed.shape[1] + 1))


def attrition(verdicts: Sequence[Verdicts], everyone: Words, groups: Sequence[Sequence[int]] = ()) -> Attrition:
    """Count over criteria in the order given; `groups` lists positions of the criteria of each group."""

    def one(block: slice) -> Attrition:
        here = everyone[block]
        failed = np.array([each.failed[block] for each in verdicts], dtype=np.uint64).reshape(-1, len(here))
        return _count_block(failed, [each.unknown[block] for each in verdicts], here, groups)

    total = _total(by_blocks(one, len(everyone)))
    # Who fails only one criterion is who is left of its fails, which are known: a pass over all bits less.
    total.by_failed[:, 0] = [each.counts.failed for each in verdicts] - total.by_failed[:, 1:].sum(axis=1)
    return total


def _total(parts: list[Attrition]) -> Attrition:
    return Attrition(
        by_failed=np.sum([part.by_failed for part in parts], axis=0),
        only_certain=np.sum([part.only_certain for part in parts], axis=0),
        lost_here=np.sum([part.lost_here for part in parts], axis=0),
        group_only=np.sum([part.group_only for part in parts], axis=0),
        eligible=sum(part.eligible for part in parts),
        potential=sum(part.potential for part in parts),
        excluded=sum(part.excluded for part in parts),
    )


def _count_block(failed: Rows, unknown: list[Words], everyone: Words, groups: Sequence[Sequence[int]]) -> Attrition:
    undecided = _any(unknown, everyone)
    lost_here, left = _losses(failed, everyone)
    by_failed = np.zeros((len(failed), max(len(failed), 1)), dtype=np.int64)
    only_certain = np.zeros(len(failed), dtype=np.int64)
    for number, patients in _by_number(_planes(failed), everyone & ~left):
        if number == 1:
            only_certain = _counts_among(patients & ~undecided, failed)
        else:
            by_failed[:, number - 1] = _counts_among(patients, failed)
    potential = count(left & undecided)
    remaining = count(left)
    return Attrition(
        by_failed,
        only_certain,
        lost_here,
        np.array([_only_within(failed, unknown, group, everyone) for group in groups], dtype=np.int64).reshape(-1, 2),
        eligible=remaining - potential,
        potential=potential,
        excluded=count(everyone) - remaining,
    )


def _any(bits: Iterable[Words], like: Words) -> Words:
    """Who has a bit set in any of the arrays."""
    found = np.zeros_like(like)
    for each in bits:
        np.bitwise_or(found, each, out=found)
    return found


def _losses(failed: Rows, everyone: Words) -> tuple[Counts, Words]:
    """How many are lost at each criterion in turn, and who is left after all."""
    lost = np.zeros((len(failed) + 1, len(everyone)), dtype=np.uint64)
    for before, each, after in zip(lost, failed, lost[1:], strict=False):
        np.bitwise_or(before, each, out=after)
    by_then = counts(lost).astype(np.int64)
    return by_then[1:] - by_then[:-1], everyone & ~lost[-1]


def _planes(failed: Rows) -> list[Words]:
    """The number of failed criteria of each patient, as bit planes, lowest first."""
    planes = []
    rows = list(failed)
    while rows:
        plane, rows = _added_up(rows)
        planes.append(plane)
    return planes


def _added_up(rows: list[Words]) -> tuple[Words, list[Words]]:
    """The last bit of the sum of some one-bit numbers, and the carries: one-bit numbers of twice the weight."""
    total, carries = rows[0], []
    for one, two in zip(rows[1::2], rows[2::2], strict=False):
        either = one ^ two
        carries.append((one & two) | (either & total))
        total = either ^ total
    if len(rows) % 2 == 0:
        carries.append(total & rows[-1])
        total = total ^ rows[-1]
    return total, carries


def _by_number(planes: list[Words], excluded: Words) -> list[tuple[int, Words]]:
    """Each number of failed criteria that occurs, with the patients who have it."""
    found = [(0, excluded)]
    for position in reversed(range(len(planes))):
        split = []
        for number, who in found:
            more = who & planes[position]
            split += [(number, who ^ more), (number + (1 << position), more)]
        found = [(number, who) for number, who in split if np.count_nonzero(who)]  # twice as fast as any()
    return found


def _counts_among(patients: Words, rows: Rows) -> Counts:
    """How many of the patients are in each row."""
    here = np.count_nonzero(patients)
    if here * 6 < len(patients):  # few fail many criteria: picking their words costs less than passing over all
        words = np.flatnonzero(patients)
        rows, patients = rows[:, words], patients[words]
    return counts(rows & patients).astype(np.int64)


def _only_within(failed: Rows, unknown: list[Words], group: Sequence[int], everyone: Words) -> tuple[int, int]:
    """Who fails in the group and nowhere else, and who of them has nothing unknown elsewhere."""
    others = [position for position in range(len(failed)) if position not in group]
    inside = _any((failed[position] for position in group), everyone)
    only = inside & ~_any((failed[position] for position in others), everyone)
    return count(only), count(only & ~_any((unknown[position] for position in others), everyone))
