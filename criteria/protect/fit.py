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
"""τ: how much being even is worth. At 1 counts that the pool has too few of, such as the eligible, stay too small."""

_MOST_TURNS = 300
_REMEMBERED = 20


def weights(pool: Placed, patients: float) -> Floats:
    """The weight of each patient of the pool; together 1. Shape (patients of the pool,)."""
    noisy, variance = pool.noisy, pool.variance
    even = pool.counts(np.full(len(pool.places), 1 / len(pool.places)))
    scale = 1 / np.sqrt(patients * even * (1 - even) / EVENNESS + variance)  # so that every unknown bends alike

    def dual(scaled: Floats) -> tuple[float, Floats]:
        unknown = scaled * scale
        chosen, height = _tilted(pool, unknown)
        value = EVENNESS * patients * height - unknown @ noisy + 0.5 * (variance * unknown**2).sum()
        return float(value), (patients * pool.counts(chosen) - noisy + variance * unknown) * scale

    options = {"maxiter": _MOST_TURNS, "maxcor": _REMEMBERED}
    found = minimize(dual, np.zeros(len(noisy)), jac=True, method="L-BFGS-B", options=options).x
    return _tilted(pool, found * scale)[0]


def _tilted(pool: Placed, unknown: Floats) -> tuple[Floats, float]:
    """The weights that the unknowns stand for, and the logarithm of the mean of what they multiply with."""
    exponent = pool.sums(unknown / EVENNESS)
    highest = exponent.max()
    raised = np.exp(exponent - highest)
    return raised / raised.sum(), float(highest + np.log(raised.mean()))
