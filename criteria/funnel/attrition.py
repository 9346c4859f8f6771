"""Counts over all criteria at once, from packed bits: who fails only one, in which order patients are lost, shares.

The number of criteria each patient fails is kept bit-sliced: plane i holds bit i of every patient's number. It is
counted block by block, so that a block stays in the processor's cache, and the blocks are shared among threads
(numpy releases the interpreter's lock). Nothing here knows what a criterion is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from criteria.engine.truth import Verdicts, Words, count

BLOCK = 8192  # words, half a million patients: 64 KiB an array
_THREADS = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="attrition")

Counts = NDArray[np.int64]


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
    blocks = [slice(start, start + BLOCK) for start in range(0, len(everyone), BLOCK)]

    def one(block: slice) -> Attrition:
        failed = [each.failed[block] for each in verdicts]
        unknown = [each.unknown[block] for each in verdicts]
        return _count_block(failed, unknown, everyone[block], groups)

    found = map(one, blocks) if len(blocks) == 1 else _THREADS.map(one, blocks)
    return _total(list(found))


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


def _count_block(
    failed: list[Words], unknown: list[Words], everyone: Words, groups: Sequence[Sequence[int]]
) -> Attrition:
    criteria = len(failed)
    undecided = _any(unknown, everyone)
    lost_here, left = _losses(failed, everyone)
    by_failed = np.zeros((criteria, max(criteria, 1)), dtype=np.int64)
    only_certain = np.zeros(criteria, dtype=np.int64)
    for number, patients in _by_number(_planes(failed), everyone):
        for position, each in enumerate(failed):
            by_failed[position, number - 1] = count(each & patients)
        if number == 1:
            decided = patients & ~undecided
            only_certain[:] = [count(each & decided) for each in failed]
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


def _any(bits: list[Words], like: Words) -> Words:
    """Who has a bit set in any of the arrays."""
    found = np.zeros_like(like)
    for each in bits:
        np.bitwise_or(found, each, out=found)
    return found


def _losses(failed: list[Words], everyone: Words) -> tuple[Counts, Words]:
    """How many are lost at each criterion in turn, and who is left after all."""
    left = everyone.copy()
    remaining = [count(left)]
    for each in failed:
        np.bitwise_and(left, ~each, out=left)
        remaining.append(count(left))
    lost = [before - after for before, after in pairwise(remaining)]
    return np.array(lost, dtype=np.int64), left


def _planes(failed: list[Words]) -> list[Words]:
    """The number of failed criteria of each patient, as bit planes, lowest first: a ripple-carry counter."""
    planes: list[Words] = []
    for carry in failed:
        for position, plane in enumerate(planes):
            planes[position], carry = plane ^ carry, plane & carry
            if position and not carry.any():
                break
        else:
            if not planes or carry.any():
                planes.append(carry)
    return planes


def _by_number(planes: list[Words], everyone: Words) -> Iterator[tuple[int, Words]]:
    """Each number of failed criteria above zero that occurs, with the patients who have it."""
    found = [(0, everyone)]
    for position in reversed(range(len(planes))):
        plane = planes[position]
        found = [
            half for number, who in found for half in ((number, who & ~plane), (number + (1 << position), who & plane))
        ]
        found = [(number, who) for number, who in found if who.any()]
    return ((number, who) for number, who in found if number)


def _only_within(failed: list[Words], unknown: list[Words], group: Sequence[int], everyone: Words) -> tuple[int, int]:
    """Who fails in the group and nowhere else, and who of them has nothing unknown elsewhere."""
    others = [position for position in range(len(failed)) if position not in group]
    inside = _any([failed[position] for position in group], everyone)
    only = inside & ~_any([failed[position] for position in others], everyone)
    return count(only), count(only & ~_any([unknown[position] for position in others], everyone))
