"""A lever: a change of a scenario with what it buys, and which of two levers is the better one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from criteria.funnel.levers.moves import Move

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Seen:
    """What may be known of counts, shape (n,). It decides what a list holds, in which order, and how far limits move,
    so that the list tells no more than its numbers do.

    Attributes:
        shown: counts as they are seen.
        hides: not all of a count is seen; then no count may decide what is worked out, or how long that takes.
    """

    shown: Callable[[Counts], Counts]
    hides: bool = False

    def __call__(self, counts: Counts) -> Counts:
        """Counts as they are seen."""
        return self.shown(counts)


ALL_SEEN = Seen(lambda counts: counts)


class Kind(StrEnum):
    """How a lever changes its criteria."""

    STEP = "step"
    LOOSEN = "loosen"
    OFF = "off"


@dataclass(frozen=True)
class Lever:
    """A change of the scenario, and the patients after it.

    Attributes:
        kind: one limit moved to a value (`step`); limits moved as far as it takes to buy what their whole ranges can
            (`loosen`); criteria switched off (`off`).
        criteria: ids of the criteria that change, in protocol order.
        moves: the limits that move, each with the value it moves to.
        eligible, potential: patients with that status after the change.
    """

    kind: Kind
    criteria: tuple[str, ...]
    moves: tuple[Move, ...]
    eligible: int
    potential: int


def best_first(eligible: Counts, remaining: Counts) -> list[int]:
    """Positions by eligible patients, then by eligible and potential ones, the most first; equals stay as they came."""
    order: list[int] = np.lexsort((-remaining, -eligible)).tolist()
    return order


def in_order(levers: Sequence[Lever], seen: Seen) -> tuple[Lever, ...]:
    """The best lever first."""
    eligible = np.array([each.eligible for each in levers], dtype=np.int64)
    potential = np.array([each.potential for each in levers], dtype=np.int64)
    return tuple(levers[at] for at in best_first(seen(eligible), seen(eligible + potential)))
