"""From noisy histograms to a table of patients: post-processing from its first to its last line."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.random import Generator

from criteria.protect.encode import Coded
from criteria.protect.fit import weights
from criteria.protect.measured import Measured, total
from criteria.protect.measures import Plan
from criteria.protect.placed import placed
from criteria.protect.pool import pool_of
from criteria.protect.rows import whole_patients
from criteria.protect.seen import Seen

POOL = 60_000
"""Patients in the pool."""


def synthesise(plan: Plan, measured: Sequence[Measured], rng: Generator) -> Coded:
    """Made-up patients, as many as the noisy histograms tell there are."""
    patients = total(measured)
    pool = Seen(pool_of(plan, measured, POOL, rng), plan.asked)
    cells = placed(measured, pool)
    return pool.coded.of(whole_patients(weights(cells, patients), cells, pool, round(patients), rng))
