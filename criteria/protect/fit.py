"""Weights over the pool that agree with the noisy histograms, no further from even than they ask.

Maximum entropy: minimise  τ · patients · KL(weights | even) + ½ Σ ((counts - noisy) / sd)²  over all weights, by its
concave dual, which has one unknown a cell. It is survey calibration with noisy totals (Deville and Särndal 1992), the
same family as PMW-Pub (Liu et al. 2021).
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from criteria.protect.measured import Floats
from criteria.protect.placed import Placed

EVENNESS = 0.18
"""τ for `FEW` patients or fewer: how much being even is worth. At 1 counts of which the pool has too few, such as the
eligible, stay too small, by as much for many patients as for few. So it is worth less the more patients there are."""

LEAST_EVENNESS = 0.02
FEW = 1_200

_MOST_TURNS = 1_200
_STEADY = 1e-13  # how little the dual may still fall, as a part of it
_LEVEL = 5e-4  # its largest slope, in the units in which every unknown bends alike
_REMEMBERED = 20


def weights(pool: Placed, patients: float) -> Floats:
    """The weight of each patient of the pool; together 1. Shape (patients of the pool,)."""
    noisy, variance, worth = pool.noisy, pool.variance, evenness(patients)
    even = pool.counts(np.full(len(pool.places), 1 / len(pool.places)))
    scale = 1 / np.sqrt(patients * even * (1 - even) / worth + variance)  # so that every unknown bends alike

    def dual(scaled: Floats) -> tuple[float, Floats]:
        unknown = scaled * scale
        chosen, height = _tilted(pool, unknown / worth)
        value = worth * patients * height - unknown @ noisy + 0.5 * (variance * unknown**2).sum()
        return float(value), (patients * pool.counts(chosen) - noisy + variance * unknown) * scale

    options = {
        "maxiter": _MOST_TURNS,
        "maxfun": 2 * _MOST_TURNS,
        "maxcor": _REMEMBERED,
        "ftol": _STEADY,
        "gtol": _LEVEL,
    }
    found = minimize(dual, np.zeros(len(noisy)), jac=True, method="L-BFGS-B", options=options).x
    return _tilted(pool, found * scale / worth)[0]


def evenness(patients: float) -> float:
    """How much being even is worth for so many patients."""
    return max(LEAST_EVENNESS, EVENNESS * min(1.0, FEW / patients))


def _tilted(pool: Placed, unknown: Floats) -> tuple[Floats, float]:
    """The weights that the unknowns stand for, and the logarithm of the mean of what they multiply with."""
    exponent = pool.sums(unknown)
    highest = exponent.max()
    raised = np.exp(exponent - highest)
    return raised / raised.sum(), float(highest + np.log(raised.mean()))
