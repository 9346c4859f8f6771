"""Counts over all criteria at once, from packed bits: who fails only one, in which order patients are lost, shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from criteria.engine.truth import Verdicts, Words, by_blocks
from criteria.funnel.tally import addresses, tally

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Attrition:
    """Counts over k criteria in a given order.

    Attributes:
        by_failed: shape (k, k): row c counts the patients who fail c + 1 criteria in all, by criterion they fail;
            sums over rows are *fails*.
        only_certain: shape (k,): of those who fail only j, the ones with no unknown criterion.
        unknown_alone: shape (k,): patients who fail none and have nothing unknown but j.
        lost_here: shape (k,): patients whose first failed criterion is j.
        group_only: shape (g, 3): patients who fail within the group and nowhere else; those of them who have no unknown
            criterion elsewhere; and patients who fail none and have something unknown within the group alone.
        statuses: shape (3,): eligible, potential and excluded patients.
    """

    by_failed: Counts
    only_certain: Counts
    unknown_alone: Counts
    lost_here: Counts
    group_only: Counts
    statuses: Counts

    @property
    def only(self) -> Counts:
        """Patients who fail this criterion and no other. Shape (k,)."""
        only: Counts = self.by_failed[:1].sum(axis=0)  # there is no row when there is no criterion
        return only

    @property
    def share(self) -> NDArray[np.float64]:
        """Each excluded patient split equally among the criteria they fail (Shapley value). Shape (k,)."""
        share: NDArray[np.float64] = (1.0 / np.arange(1, len(self.by_failed) + 1)) @ self.by_failed
        return share


def attrition(verdicts: Sequence[Verdicts], everyone: Words, groups: Sequence[Sequence[int]] = ()) -> Attrition:
    """Count over criteria in the order given; `groups` lists positions of the criteria of each group."""
    k = len(verdicts)
    member = np.zeros((len(groups), k), dtype=np.bool_)
    for inside, group in zip(member, groups, strict=True):
        inside[list(group)] = True

    failed, unknown = addresses([each.failed for each in verdicts]), addresses([each.unknown for each in verdicts])

    def one(block: slice) -> tuple[Counts, ...]:
        shapes = (k, k), (k,), (k,), (k,), (len(groups), 3), (3,)
        counted = tuple(np.zeros(shape, dtype=np.int64) for shape in shapes)
        tally(failed, unknown, everyone, block.start, block.stop, member, *counted)
        return counted

    return Attrition(*(np.sum(parts, axis=0) for parts in zip(*by_blocks(one, len(everyone)), strict=True)))
