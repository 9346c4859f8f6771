"""The likeliest counts of one axis, or of two together, by all noisy histograms that tell of them; and which belong so.

Each histogram tells sums of the wanted counts: over contexts and statuses, over the codes with one verdict, over those
that are missing. The counts that fit all of them best, each by its noise, are a linear least-squares solution.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from criteria.protect.axes import Axis
from criteria.protect.measured import Floats, Measured
from criteria.protect.measures import Plan
from criteria.protect.parts import Missing, OfAxis, Verdict
from criteria.protect.seen import STATUSES, verdict_by_code

Told = tuple[Floats, Floats, float]
"""Which counts are summed, shape (sums, counts); the sums, shape (sums,); and the standard deviation of their noise."""


@dataclass(frozen=True)
class Estimates:
    """What the noisy histograms of a plan tell of its axes."""

    plan: Plan
    measured: Sequence[Measured]

    def of_axis(self, axis: Axis) -> Floats:
        """The counts of an axis. Shape (codes,)."""
        return _solved(list(self._sums(axis)), axis.size)

    def of_pair(self, parent: Axis, axis: Axis) -> Floats:
        """The counts of two axes measured together. Shape (codes of the parent, codes of the axis)."""
        direct = self._pair(parent, axis)
        told: list[Told] = [(np.eye(parent.size * axis.size), direct.ravel(), self._sd(parent, axis))]
        told += [(np.asarray(np.kron(np.ones(parent.size), sums)), counts, sd) for sums, counts, sd in self._sums(axis)]
        told += [(np.asarray(np.kron(sums, np.ones(axis.size))), counts, sd) for sums, counts, sd in self._sums(parent)]
        return _solved(told, parent.size * axis.size).reshape(parent.size, axis.size)

    def tree(self) -> tuple[tuple[Axis, Axis | None], ...]:
        """By axis, the axis it hangs on most, or None; parents before their children (Chow and Liu 1968).

        Only axes that were measured together can hang on each other, and only where more than noise is seen.
        """
        strengths = {pair: self._strength(*pair) for pair in self.plan.pairs}
        beside: dict[str, list[Axis]] = {each.name: [] for each in self.plan.asked.axes}
        group = {each.name: each.name for each in self.plan.asked.axes}
        for (one, other), strength in sorted(strengths.items(), key=lambda each: -each[1]):
            if strength > 0 and group[one.name] != group[other.name]:
                beside[one.name].append(other)
                beside[other.name].append(one)
                old, new = group[other.name], group[one.name]
                group = {name: new if each == old else each for name, each in group.items()}
        return tuple(_outwards(self.plan.asked.axes, beside))

    def _sums(self, axis: Axis) -> Iterator[Told]:
        """All that tells of the codes of one axis."""
        asked = self.plan.asked
        for each in self.measured:
            parts = each.histogram.parts
            if (over := each.over(OfAxis(axis))) is not None:
                yield np.eye(axis.size), over, each.sd * (each.noisy.size / over.size) ** 0.5
            elif (over := each.over(Missing(axis))) is not None:
                missing = np.arange(axis.size) == axis.missing
                yield np.array([~missing, missing], dtype=float), over, each.sd * (each.noisy.size / 2) ** 0.5
            elif len(parts) == 1 and isinstance(part := parts[0], Verdict):
                criterion = asked.criteria[part.at]
                if asked.axes_of[criterion.id] == (axis.name,):
                    verdicts = verdict_by_code(criterion, axis, asked)
                    yield (
                        np.array([verdicts == verdict for verdict in range(STATUSES)], dtype=float),
                        each.noisy,
                        each.sd,
                    )

    def _pair(self, one: Axis, other: Axis) -> Floats:
        return next(over for each in self.measured if (over := each.over(OfAxis(one), OfAxis(other))) is not None)

    def _sd(self, one: Axis, other: Axis) -> float:
        return next(each.sd for each in self.measured if each.over(OfAxis(one), OfAxis(other)) is not None)

    def _strength(self, one: Axis, other: Axis) -> float:
        """How much further two axes are from independent than noise and chance explain: chi-square less its cells."""
        counts = self._pair(one, other)
        rows, columns = (np.maximum(counts.sum(axis=at), 0) for at in (1, 0))
        expected = np.outer(rows, columns) / max(1.0, rows.sum())
        chi_square = ((counts - expected) ** 2 / (expected + self._sd(one, other) ** 2)).sum()
        return float(chi_square - counts.size - 2 * np.sqrt(2 * counts.size))


def _solved(told: Sequence[Told], size: int) -> Floats:
    """The counts that fit what is told best, each by its noise. Shape (size,)."""
    bends, pulls = np.zeros((size, size)), np.zeros(size)
    for sums, counts, sd in told:
        bends += sums.T @ sums / sd**2
        pulls += sums.T @ counts / sd**2
    return np.asarray(np.linalg.lstsq(bends, pulls)[0])


def _outwards(axes: Sequence[Axis], beside: dict[str, list[Axis]]) -> Iterator[tuple[Axis, Axis | None]]:
    """Each axis with the one it hangs on, from the first of each tree outwards."""
    done: set[str] = set()
    for first in axes:
        waiting: list[tuple[Axis, Axis | None]] = [(first, None)] if first.name not in done else []
        while waiting:
            axis, parent = waiting.pop(0)
            done.add(axis.name)
            yield axis, parent
            waiting += [(each, axis) for each in beside[axis.name] if each.name not in done]
