"""From weights to whole patients, so that no count is lost to chance on the way.

A sample drawn by weights would scatter every count once more, by as much as the noise did. So a systematic sample is
mended: patients are exchanged for others of the pool as long as the counts of all measured cells come nearer to what
the weights say. It works on the pool alone (post-processing).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.random import Generator
from numpy.typing import NDArray

from criteria.protect.measured import Floats
from criteria.protect.placed import Placed, Places
from criteria.protect.seen import Seen

Rows = NDArray[np.int64]

TRIED = 1_500_000
"""Exchanges that are tried, of which few are made."""


def whole_patients(chosen: Floats, pool: Placed, seen: Seen, patients: int, rng: Generator) -> Rows:
    """Which patients of the pool become rows, each about as often as its weight says, in no order. Shape (patients,).

    Args:
        chosen: the weights; together 1.
        pool: the pool on the measured cells, whose counts are kept.
        seen: the pool.
        patients: how many rows.
        rng: chance.
    """
    rows = _systematic(chosen, seen, patients, rng)
    over = np.bincount(pool.places[rows].ravel(), minlength=len(pool.noisy)) - pool.counts(chosen * patients)
    out, into = rng.integers(0, patients, TRIED), rng.choice(len(chosen), TRIED, p=chosen)
    _exchange(rows, pool.places, over, 1 / pool.variance, out, into)
    return rng.permutation(rows)


def _systematic(chosen: Floats, seen: Seen, patients: int, rng: Generator) -> Rows:
    """A systematic sample in the order of what patients fail and have unknown: each such group has its own weight."""
    keys = [rng.random(seen.patients), *seen.coded.codes.values(), *seen.marks, seen.unknowns, seen.fails, seen.status]
    order = np.lexsort(keys)
    reached = np.floor(np.concatenate([[0.0], np.cumsum(chosen[order])]) * patients + rng.random()).astype(np.int64)
    reached[-1] = reached[0] + patients  # the last step is not lost by rounding
    return np.repeat(order, np.diff(reached))


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]  # numba is half typed
def _exchange(rows: Rows, places: Places, over: Floats, worth: Floats, out: Rows, into: Rows) -> None:
    """Exchange the row at each place of `out` for the patient of `into`, where that brings `over` nearer to nothing.

    `over` is how many patients too many each cell has; what is made small is the sum of its squares, each by its worth.
    """
    for turn in range(len(out)):
        old, new = rows[out[turn]], into[turn]
        change = 0.0
        for at in range(places.shape[1]):
            gone, come = places[old, at], places[new, at]
            if gone != come:
                change += worth[gone] * (1 - 2 * over[gone]) + worth[come] * (1 + 2 * over[come])
        if change < 0:
            rows[out[turn]] = new
            for at in range(places.shape[1]):
                over[places[old, at]] -= 1
                over[places[new, at]] += 1
