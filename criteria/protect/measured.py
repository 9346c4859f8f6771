"""The one measurement: every histogram counted, with exact noise added to each cell.

Of a copy nothing but this depends on the true table; what comes after is made of these noisy counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from criteria.protect.accountant import rho_of
from criteria.protect.measures import Histogram, Plan
from criteria.protect.noise import SYSTEM, Below, discrete_gaussian
from criteria.protect.seen import Seen

Floats = NDArray[np.float64]

_FINENESS = 1000  # a variance is rounded up to a thousandth: never less noise than was worked out


@dataclass(frozen=True)
class Measured:
    """A histogram with noise: `noisy` of its shape, whole numbers, and the standard deviation of the noise."""

    histogram: Histogram
    noisy: Floats = field(repr=False)
    sd: float

    def over(self, *wanted: object) -> Floats | None:
        """The counts over some of its parts, the others summed up; None when it has not got them all."""
        parts = list(self.histogram.parts)
        if not all(each in parts for each in wanted):
            return None
        kept = [parts.index(each) for each in wanted]  # type: ignore[arg-type]  # it was looked for
        summed = self.noisy.sum(axis=tuple(at for at in range(len(parts)) if at not in kept))
        return np.asarray(np.transpose(summed, np.argsort(np.argsort(kept))))


def variances(histograms: Sequence[Histogram], rho: Fraction) -> tuple[Fraction, ...]:
    """The variance of each histogram's noise, so that together they spend at most ρ."""
    whole = sum((each.weight for each in histograms), Fraction(0))
    exact = [whole / (2 * rho * each.weight) for each in histograms]
    rounded = tuple(Fraction(ceil(each * _FINENESS), _FINENESS) for each in exact)
    if rho_of(rounded) > rho:  # rounded up, so that it cannot be: but nothing is measured on a belief
        raise ArithmeticError("the histograms would spend more than there is")
    return rounded


def measure(plan: Plan, seen: Seen, rho: Fraction, below: Below = SYSTEM) -> tuple[Measured, ...]:
    """Count every histogram and add noise to every cell, empty ones included."""
    found = []
    for histogram, variance in zip(plan.histograms, variances(plan.histograms, rho), strict=True):
        counts = np.bincount(histogram.cells(seen), minlength=histogram.size).tolist()
        noisy = [count + discrete_gaussian(variance, below) for count in counts]
        found.append(Measured(histogram, np.array(noisy, dtype=float).reshape(histogram.shape), float(variance) ** 0.5))
    return tuple(found)


def total(measured: Sequence[Measured]) -> float:
    """How many patients there are, as the noisy histograms together tell."""
    precision = np.array([1 / (each.sd**2 * each.noisy.size) for each in measured])
    sums = np.array([each.noisy.sum() for each in measured])
    return float(max(1.0, (precision * sums).sum() / precision.sum()))
