"""How much a copy tells of one person: from the noise of all its histograms to (ε, δ).

Everything is counted as zero-concentrated differential privacy, ρ (Bun and Steinke 2016): it adds up over histograms
and over copies, and the discrete Gaussian has exactly the ρ of the continuous one (Canonne, Kamath and Steinke 2020,
theorem 4). Only what is said to people is converted. The numbers here are about noise that is declared beforehand; no
value of a table enters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction

DELTA = Fraction(1, 1_000_000)
"""The same for every table, so that it tells nothing of how many patients there are."""

_FINENESS = 10**9  # ρ is cut down to this fraction
_HALVINGS = 200


def rho_of(variances: Iterable[Fraction]) -> Fraction:
    """The ρ of adding or removing one person, who is in one cell of each histogram; each has its own variance."""
    return sum((1 / (2 * variance) for variance in variances), Fraction(0))


def replacing(rho: Fraction) -> Fraction:
    """The ρ of replacing one person by another: in each histogram two cells may change by one instead of one."""
    return 2 * rho


def delta_of(rho: Fraction | float, epsilon: float) -> float:
    """The smallest δ that this ρ is known to have at an ε. Any order α gives a true bound; the best is looked for.

    Source: Canonne, Kamath and Steinke 2020, corollary 13:
    δ = inf over α > 1 of exp((α - 1)(αρ - ε)) / (α - 1) · (1 - 1/α)^α.
    """
    rho = float(rho)
    if rho <= 0:
        return 0.0
    low, high = 1.0 + 1e-9, (epsilon + 1) / (2 * rho) + 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        falling = (2 * middle - 1) * rho - epsilon + math.log1p(-1 / middle) < 0
        low, high = (middle, high) if falling else (low, middle)
    order = high
    exponent = (order - 1) * (order * rho - epsilon) + order * math.log1p(-1 / order) - math.log(order - 1)
    return 1.0 if exponent >= 0 else math.exp(exponent)


def epsilon_of(rho: Fraction | float, delta: Fraction = DELTA) -> float:
    """The smallest ε that this ρ has at a δ, never too small."""
    return _smallest(lambda epsilon: delta_of(rho, epsilon) <= delta)


def rho_for(epsilon: float, delta: Fraction = DELTA) -> Fraction:
    """The largest ρ that keeps (ε, δ), never too large; a fraction, from which the noise is worked out exactly."""
    low, high = 0.0, epsilon + 1.0  # ρ is smaller than ε for any δ below one half
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if delta_of(middle, epsilon) <= delta else (low, middle)
    return Fraction(math.floor(low * _FINENESS), _FINENESS)


def _smallest(fits: Callable[[float], bool]) -> float:
    """The smallest number from which on something fits, from above."""
    low, high = 0.0, 1.0
    while not fits(high):
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high
