"""Weights over the pool that agree with the noisy histograms, no further from even than they ask.

Maximum entropy: minimise  patients · KL(weights | even) + ½ Σ ((counts - noisy) / sd)²  over all weights, by its
concave dual, which has one unknown a cell. It is survey calibration with noisy totals (Deville and Särndal 1992), the
same family as PMW-Pub (Liu et al. 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize

from criteria.protect.measured import Floats, Measured
from criteria.protect.seen import Cells, Seen

TAU = 0.25
_MOST_TURNS = 300
_REMEMBERED = 20


@dataclass(frozen=True)
class _Target:
    """One histogram over the pool, of the cells that some patient of the pool is in.

    Attributes:
        at: each patient's place among these cells.
        even: the part of the pool in each.
        noisy: their measured counts.
    """

    at: Cells = field(repr=False)
    even: Floats = field(repr=False)
    noisy: Floats = field(repr=False)
    variance: float


def weights(measured: Sequence[Measured], seen: Seen, patients: float) -> Floats:
    """The weight of each patient of the pool; together 1. Shape (patients of the pool,)."""
    targets = [_target(each, seen) for each in measured]
    sizes = [len(each.noisy) for each in targets]
    ends = np.cumsum(sizes)[:-1]
    variance = np.concatenate([np.full(size, each.variance) for size, each in zip(sizes, targets, strict=True)])
    noisy = np.concatenate([each.noisy for each in targets])
    even = np.concatenate([each.even for each in targets])
    scale = 1 / np.sqrt(patients * even * (1 - even) / TAU + variance)  # so that every unknown bends the dual alike

    def dual(scaled: Floats) -> tuple[float, Floats]:
        unknown = scaled * scale
        chosen, height = _tilted(targets, np.split(unknown / TAU, ends))
        counts = patients * _counts(targets, chosen)
        value = TAU * patients * height - unknown @ noisy + 0.5 * (variance * unknown**2).sum()
        return float(value), (counts - noisy + variance * unknown) * scale

    options = {"maxiter": _MOST_TURNS, "maxcor": _REMEMBERED}
    found = minimize(dual, np.zeros(len(noisy)), jac=True, method="L-BFGS-B", options=options).x
    return _tilted(targets, np.split(found * scale / TAU, ends))[0]


def _target(measured: Measured, seen: Seen) -> _Target:
    cells = measured.histogram.cells(seen)
    count = np.bincount(cells, minlength=measured.histogram.size)
    some = np.nonzero(count)[0]
    place = np.zeros(len(count), dtype=np.int64)
    place[some] = np.arange(len(some))
    return _Target(place[cells], count[some] / seen.patients, measured.noisy.ravel()[some], measured.sd**2)


def _tilted(targets: Sequence[_Target], unknown: Sequence[Floats]) -> tuple[Floats, float]:
    """The weights that the unknowns stand for, and the logarithm of the mean of what they multiply with."""
    exponent = np.zeros(len(targets[0].at))
    for each, tilt in zip(targets, unknown, strict=True):
        exponent += tilt[each.at]
    highest = exponent.max()
    raised = np.exp(exponent - highest)
    return raised / raised.sum(), float(highest + np.log(raised.mean()))


def _counts(targets: Sequence[_Target], chosen: Floats) -> Floats:
    return np.concatenate([np.bincount(each.at, chosen, minlength=len(each.noisy)) for each in targets])
