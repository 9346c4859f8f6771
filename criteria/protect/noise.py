"""Exact noise of whole numbers: the discrete Gaussian, drawn without a single floating-point number.

Floating-point noise can be told apart by its last digits (Mironov 2012), and a seeded generator can be run again. Here
every step compares whole numbers with whole numbers that the operating system draws, and nothing is kept.

Source: Canonne, Kamath and Steinke, The Discrete Gaussian for Differential Privacy, 2020, algorithms 1 to 3.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from fractions import Fraction
from math import isqrt

Below = Callable[[int], int]
"""A whole number from 0 to one below the given one, each as likely: the one source of chance."""

SYSTEM: Below = secrets.randbelow


def discrete_gaussian(variance: Fraction, below: Below = SYSTEM) -> int:
    """A whole number z with a chance in proportion to exp(-z² / (2 · variance)).

    Args:
        variance: the parameter σ²; the variance of what is drawn is at most that. ValueError unless positive.
        below: where chance comes from; the operating system, but in tests.
    """
    if variance <= 0:
        raise ValueError("a variance is positive")
    above, under = variance.as_integer_ratio()
    scale = isqrt(above // under) + 1
    while True:
        drawn = _discrete_laplace(scale, below)
        far = abs(drawn) * under * scale - above
        if _bernoulli_exp(far * far, 2 * above * under * scale * scale, below):
            return drawn


def _discrete_laplace(scale: int, below: Below) -> int:
    """A whole number z with a chance in proportion to exp(-|z| / scale)."""
    while True:
        part = below(scale)
        if not _bernoulli_exp(part, scale, below):
            continue
        wholes = 0
        while _bernoulli_exp(1, 1, below):
            wholes += 1
        size = part + scale * wholes
        negative = below(2) == 1
        if not (negative and size == 0):  # zero would else be drawn twice as often
            return -size if negative else size


def _bernoulli_exp(above: int, under: int, below: Below) -> bool:
    """True with a chance of exp(-above / under), for any fraction from 0."""
    while above > under:
        if not _bernoulli_exp_within_one(1, 1, below):
            return False
        above -= under
    return _bernoulli_exp_within_one(above, under, below)


def _bernoulli_exp_within_one(above: int, under: int, below: Below) -> bool:
    """True with a chance of exp(-above / under), for a fraction from 0 to 1: von Neumann's alternating series."""
    turn = 1
    while below(under * turn) < above:
        turn += 1
    return turn % 2 == 1
