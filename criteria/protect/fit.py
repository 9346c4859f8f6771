"""Weights over the pool that agree with the noisy histograms, no further from even than they ask; then whole patients.

Maximum entropy: minimise  patients · KL(weights | even) + ½ Σ ((counts - noisy) / sd)²  over all weights, by its
concave dual, which has one unknown a cell. It is survey calibration with noisy totals (Deville and Särndal 1992), the
same family as PMW-Pub (Liu et al. 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
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
    cells, at, count = np.unique(measured.histogram.cells(seen), return_inverse=True, return_counts=True)
    return _Target(at, count / seen.patients, measured.noisy.ravel()[cells], measured.sd**2)


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


def whole_patients(chosen: Floats, seen: Seen, patients: int, rng: Generator) -> NDArray[np.int64]:
    """Which patients of the pool become rows, each as often as its weight says: a systematic sample.

    They stand in the order of what they fail and have unknown, so that each such group gets its own weight in rows, to
    within one.
    """
    keys = [rng.random(seen.patients), *seen.coded.codes.values(), *seen.marks, seen.unknowns, seen.fails, seen.status]
    order = np.lexsort(keys)
    reached = np.floor(np.concatenate([[0.0], np.cumsum(chosen[order])]) * patients + rng.random()).astype(np.int64)
    reached[-1] = reached[0] + patients  # the last step is not lost by rounding
    rows: NDArray[np.int64] = np.repeat(order, np.diff(reached))
    return rng.permutation(rows)
