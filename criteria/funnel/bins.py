"""The bins of a quantity: their edges come from what a protocol declares, never from the patients."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from criteria.model.protocol import TOLERANCE, Limit
from criteria.model.variables import Number
from criteria.text.wording import number as written

MOST_BARS = 40
# Drawn beside a limit's range, as a part of it: most patients are on the side that meets the limit.
ON_THE_PASSING_SIDE, ON_THE_FAILING_SIDE = 1.0, 0.25
_WIDTHS = 100  # tried
_NOISE = 1e-6  # of a bin
_DIGITS = 9


@dataclass(frozen=True)
class Bar:
    """Patients in one bin, or with one word.

    The first and the last bin are open (None) and gather all values beyond the others.

    Attributes:
        sign: of an open bin, how its values compare with its only end: `<`, `≤`, `≥` or `>`.
        expected: False for an open bin beyond what is plausible, where only a table of its own range has patients.
    """

    label: str
    low: float | None
    high: float | None
    patients: int
    sign: str = ""
    expected: bool = True


@dataclass(frozen=True)
class Bound:
    """A limit on a quantity, and whether it is one to be reached."""

    limit: Limit
    minimum: bool

    @property
    def value(self) -> float:
        """The protocol's number; of a limit it does not set, the middle of the range."""
        return (self.limit.min + self.limit.max) / 2 if self.limit.value is None else self.limit.value

    @property
    def window(self) -> tuple[float, float]:
        """Where this limit is decided: its range and what lies next to it."""
        room = (self.limit.max - self.limit.min) or self.limit.step
        below, above = ON_THE_FAILING_SIDE, ON_THE_PASSING_SIDE
        below, above = (below, above) if self.minimum else (above, below)
        return self.limit.min - below * room, self.limit.max + above * room


@dataclass(frozen=True, eq=False)
class Bins:
    """Edges, and on which side of each edge a value on it is: above under a minimum, below under a maximum.

    So a limit's own value is in a bin of those who meet it.
    """

    edges: np.ndarray
    value_above: np.ndarray
    plausible: tuple[float, float]
    whole: bool = False

    def place(self, values: np.ndarray) -> np.ndarray:
        """The bin of each value: 0 before the first edge. A comparison's tolerance applies at the edges too."""
        below = np.nextafter(self.edges + TOLERANCE, np.inf)
        return np.searchsorted(np.where(self.value_above, self.edges - TOLERANCE, below), values, side="right")

    def bars(self, values: np.ndarray) -> tuple[Bar, ...]:
        """Every bin with the number of values in it."""
        found = np.bincount(self.place(values), minlength=len(self.edges) + 1).tolist()
        inner = (self._inner(at, patients) for at, patients in enumerate(found[1:-1]))
        return (self._first(found[0]), *inner, self._last(found[-1]))

    def _first(self, patients: int) -> Bar:
        end = float(self.edges[0])
        words, sign = ("below {}", "<") if self.value_above[0] else ("up to {}", "≤")
        return Bar(words.format(written(end)), None, end, patients, sign, end > self.plausible[0] + TOLERANCE)

    def _last(self, patients: int) -> Bar:
        end = float(self.edges[-1])
        words, sign = ("{} and more", "≥") if self.value_above[-1] else ("above {}", ">")
        reached = self.plausible[1] + (TOLERANCE if self.value_above[-1] else -TOLERANCE)
        return Bar(words.format(written(end)), end, None, patients, sign, end < reached)

    def _inner(self, at: int, patients: int) -> Bar:
        low, high = self.edges[at : at + 2].tolist()
        if self.whole:
            return Bar(written(low), low, high, patients)
        start = "" if self.value_above[at] else "above "
        end = "below " if self.value_above[at + 1] else ""
        return Bar(f"{start}{written(low)} to {end}{written(high)}", low, high, patients)


def bins(bounds: Sequence[Bound], number: Number | None) -> Bins:
    """Bins around the ranges of the limits on a quantity, inside what is plausible.

    They are the same for every table, every place of the limits and every mode of disclosure: an edge that followed
    the patients, or a visitor, would tell somebody's value.
    """
    plausible = (0.0, math.inf) if number is None else number.plausible
    start = max(min(bound.window[0] for bound in bounds), plausible[0])
    stop = min(max(bound.window[1] for bound in bounds), plausible[1])
    if number is not None and number.whole and max(bound.limit.max for bound in bounds) - plausible[0] <= 2 * MOST_BARS:
        edges = np.arange(plausible[0], math.ceil(stop) + 2)
        return Bins(edges, np.ones(len(edges), dtype=bool), plausible, whole=True)
    edges = _edges(bounds, start, stop, plausible)
    above = np.array([min(bounds, key=lambda bound: abs(bound.value - edge)).minimum for edge in edges])
    # What is just plausible is no overflow.
    above |= np.abs(edges - plausible[0]) <= TOLERANCE
    above &= np.abs(edges - plausible[1]) > TOLERANCE
    return Bins(edges, above, plausible)


def _edges(bounds: Sequence[Bound], start: float, stop: float, plausible: tuple[float, float]) -> np.ndarray:
    """An edge at the protocol's own limit, and others to both sides of it as far as there is something to decide."""
    anchor = bounds[0].value
    width = _width(bounds, start, stop, plausible[0])
    first, last = math.floor((start - anchor) / width + _NOISE), math.ceil((stop - anchor) / width - _NOISE)
    edges = np.round(anchor + width * np.arange(first, last + 1), _DIGITS)
    inside = edges[(edges >= plausible[0] - TOLERANCE) & (edges <= plausible[1] + TOLERANCE)]
    return inside if len(inside) else np.array([anchor])


def _width(bounds: Sequence[Bound], start: float, stop: float, smallest: float) -> float:
    """Of the widths that give few enough bars: one with an edge at every limit, then at the smallest value that can
    be, then in whole steps, then the narrowest."""
    step = min(bound.limit.step for bound in bounds)
    times = max(1, math.ceil((stop - start) / step / MOST_BARS - _NOISE))
    digit = 10.0 ** math.floor(math.log10(step) + _NOISE)
    finer = round(step / digit) if times > 1 else 1
    unit = digit if times > 1 else step
    least = times * finer
    widths = (unit * count for count in range(least, min(2 * least, least + _WIDTHS) + 1))
    anchor = bounds[0].value

    others = [bound.value for bound in bounds[1:]]
    return max(
        widths,
        key=lambda width: (_on(others, anchor, width), _on([smallest], anchor, width), _on([width], 0, step), -width),
    )


def _on(values: Iterable[float], anchor: float, width: float) -> int:
    """How many of the values are a whole number of widths away from the anchor."""
    away = [(value - anchor) / width for value in values]
    return sum(abs(each - round(each)) < _NOISE for each in away)
