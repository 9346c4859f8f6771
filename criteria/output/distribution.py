"""What lies around a limit, as it may be shown: the patients by their value, and those whom it alone keeps out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from criteria.funnel.bins import Bar
from criteria.funnel.distribution import Distribution, NearMiss
from criteria.output.disclosure import Mode, Shown, counted


@dataclass(frozen=True)
class ShownBar:
    """A bar of a distribution as it may be shown; see `funnel.bins.Bar`."""

    label: str
    low: float | None
    high: float | None
    patients: Shown
    sign: str = ""
    expected: bool = True


@dataclass(frozen=True)
class ShownDistribution:
    """A distribution as it may be shown."""

    mode: Mode
    value: Any
    bars: tuple[ShownBar, ...]
    missing: Shown
    inexact: Shown
    whole: bool


@dataclass(frozen=True)
class ShownNearMiss:
    """A near miss as it may be shown."""

    limit: str
    value: float
    patients: Shown
    only: Shown


def disclose_distribution(found: Distribution, mode: Mode) -> ShownDistribution:
    """A distribution as it may be shown."""
    count = counted(mode)
    bars = tuple(_bar(bar, count) for bar in (_grouped(found) if mode is Mode.PROTECTED else found.bars))
    return ShownDistribution(mode, found.value, bars, count(found.missing), count(found.inexact), found.whole)


OTHER_WORDS = "any other"


def _grouped(found: Distribution) -> tuple[Bar, ...]:
    """The bars without a word that only the table names: that one patient has it would be told by its name."""
    if not found.named:
        return found.bars
    counts = {bar.label: bar.patients for bar in found.bars}
    others = sum(patients for word, patients in counts.items() if word not in found.named)
    words = {word: counts.get(word, 0) for word in found.named} | ({OTHER_WORDS: others} if found.any_word else {})
    return tuple(Bar(word, None, None, patients) for word, patients in words.items())


def _bar(bar: Bar, count: Callable[[float], Shown]) -> ShownBar:
    return ShownBar(bar.label, bar.low, bar.high, count(bar.patients), bar.sign, bar.expected)


def disclose_near_misses(found: tuple[NearMiss, ...], mode: Mode) -> tuple[ShownNearMiss, ...]:
    """Near misses as they may be shown."""
    count = counted(mode)
    return tuple(ShownNearMiss(each.limit, each.value, count(each.patients), count(each.only)) for each in found)
