"""The pool on the measured cells: which cell of each histogram a patient is in, all cells in one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numba import njit
from numpy.typing import NDArray

from criteria.protect.measured import Floats, Measured
from criteria.protect.seen import Seen

Places = NDArray[np.int32]


@dataclass(frozen=True)
class Placed:
    """The pool on the cells of all histograms, one after another.

    Attributes:
        places: each patient's cell in each histogram. Shape (patients of the pool, histograms).
        noisy: what was measured of each cell. Shape (cells,).
        variance: of its noise. Shape (cells,).
    """

    places: Places = field(repr=False)
    noisy: Floats = field(repr=False)
    variance: Floats = field(repr=False)

    def counts(self, weights: Floats) -> Floats:
        """The weight in each cell. Shape (cells,)."""
        found = np.zeros(len(self.noisy))
        _add_up(self.places, weights, found)
        return found

    def sums(self, of_cells: Floats) -> Floats:
        """For each patient, the sum over its cells. Shape (patients of the pool,)."""
        found = np.zeros(len(self.places))
        _gather(self.places, of_cells, found)
        return found


def placed(measured: Sequence[Measured], seen: Seen) -> Placed:
    """A pool on the cells of what was measured."""
    first = np.cumsum([0, *(each.noisy.size for each in measured)])
    places = np.empty((seen.patients, len(measured)), dtype=np.int32)
    for at, each in enumerate(measured):
        places[:, at] = each.histogram.cells(seen) + first[at]
    noisy = np.concatenate([each.noisy.ravel() for each in measured])
    return Placed(places, noisy, np.concatenate([np.full(each.noisy.size, each.sd**2) for each in measured]))


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]  # numba is half typed
def _add_up(places: Places, weights: Floats, into: Floats) -> None:
    for patient in range(places.shape[0]):
        for at in range(places.shape[1]):
            into[places[patient, at]] += weights[patient]


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]  # numba is half typed
def _gather(places: Places, of_cells: Floats, into: Floats) -> None:
    for patient in range(places.shape[0]):
        for at in range(places.shape[1]):
            into[patient] += of_cells[places[patient, at]]
