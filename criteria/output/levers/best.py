"""Which value of a limit is its best: one definition, wherever a limit's gain is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from criteria.output.disclosure import Shown


class Numbers(Protocol):
    """Patients at a value, as they may be shown."""

    @property
    def eligible(self) -> Shown:
        """No criterion failed, none unknown."""

    @property
    def potential(self) -> Shown:
        """No criterion failed, something unknown."""


At = TypeVar("At", bound=Numbers)


def gains(then: Numbers, now: Numbers) -> bool:
    """Whether it buys anybody that is shown: eligible patients or, with as many of them, potential ones."""
    return (then.eligible.drawn, then.potential.drawn) > (now.eligible.drawn, now.potential.drawn)


def counted_by(nearest: Sequence[Numbers], now: Numbers) -> Callable[[Numbers], float]:
    """What the values of a limit are judged by: eligible patients; where none gains any, potential ones."""
    if any(each.eligible.drawn > now.eligible.drawn for each in nearest):
        return lambda each: each.eligible.drawn
    return lambda each: each.potential.drawn


def best_of(nearest: Sequence[At], now: Numbers) -> At | None:
    """Of the values that gain anybody, the nearest first, the first that gains most; None where no value gains."""
    gaining = [each for each in nearest if gains(each, now)]
    return max(gaining, key=counted_by(gaining, now), default=None)
