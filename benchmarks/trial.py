"""The trial the engines are timed on (`trial.yaml`), and patients drawn for it.

Every number is drawn alone, from a log-normal distribution, and 8 % of each are missing. Medians and spreads are such
that a patient fails 1.4 criteria on average, as many as with the reference protocol on the demonstration tables (1.4 in
the curated one, 1.2 in the raw one), with a longer tail. It matters: our cost rises with the largest number of criteria
that many patients fail; Polars' does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, cycle
from math import sin
from pathlib import Path

import numpy as np
from numpy.random import default_rng

import criteria as cr
from criteria.data.dataset import Numbers

MISSING = 0.08
SEED = 2026
REFERENCE = Path(__file__).parents[1] / "demo_data" / "NCT05616468.yaml"
PROTOCOL = cr.read_protocol(Path(__file__).parent / "trial.yaml")

DRAWN = {  # median, and standard deviation of the logarithm
    "age": (52, 0.23), "life_expectancy_months": (9, 0.7), "ecog": (1.2, 0.5), "target_specimen_age_days": (180, 0.7),
    "months_rt_to_recurrence": (16, 0.7), "prior_systemic_lines": (3.5, 0.5), "labs_age_days": (12, 0.7),
    "anc": (3.2, 0.55), "plt": (200, 0.45), "hb": (118, 0.15), "ast": (34, 0.75), "ast_uln": (39, 0.05),
    "alt": (33, 0.8), "alt_uln": (46, 0.06), "tbil": (12, 0.6), "tbil_uln": (22, 0.1), "creatinine": (78, 0.3),
    "weight": (62, 0.2), "height": (167, 0.05), "crcl_measured": (82, 0.3), "inr": (1.05, 0.25), "inr_uln": (1.2, 0.02),
    "aptt": (33, 0.25), "aptt_uln": (39, 0.04), "max_residual_tox_grade": (0.6, 0.7),
}  # fmt: skip


def dataset(patients: int) -> cr.Dataset:
    """Drawn patients, all 25 numbers exact. 200 bytes a patient."""
    rng = default_rng(SEED)
    columns = {name: _drawn(rng, patients, median, sigma) for name, (median, sigma) in DRAWN.items()}
    return cr.Dataset(f"{patients:,} drawn patients", patients, columns)


def _drawn(rng: np.random.Generator, patients: int, median: float, sigma: float) -> Numbers:
    values = rng.standard_normal(patients)
    values *= sigma
    np.exp(values, out=values)
    values *= median
    values[rng.random(patients, dtype=np.float32) < MISSING] = np.nan
    return Numbers(values, values)


def moves(protocol: cr.Protocol = PROTOCOL) -> Iterator[cr.Scenario]:
    """Endless scenarios with one limit moved: each limit in turn, by up to a tenth, never twice to one value."""
    fixed = {name: limit.value for name, limit in protocol.limits.items() if limit.value}
    for turn, (name, value) in zip(count(1), cycle(fixed.items())):
        limit = protocol.limits[name]
        moved = value * (1 + 0.1 * sin(turn))
        yield cr.scenario(protocol, {name: min(max(moved, limit.min), limit.max)})
