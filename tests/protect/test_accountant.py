"""The accountant against formulas of other people, and against the exact privacy loss of the noise that is drawn."""

import math
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest

from criteria.protect.accountant import DELTA, delta_of, epsilon_of, replacing, rho_for, rho_of


def losses(variance, shift=1, reach=12):
    """The chance of each value of the privacy loss of one discrete Gaussian whose true count moves by `shift`."""
    sd = math.sqrt(variance)
    at = np.arange(-int(reach * sd) - 5, int(reach * sd) + 6)
    chance = np.exp(-(at**2) / (2 * variance))
    return at, chance / chance.sum(), ((at - shift) ** 2 - at**2) / (2 * variance)


def exact_delta(variances, epsilon):
    """δ of several discrete Gaussians at once, by adding up all their losses on a fine grid, rounded up."""
    step = 1e-3
    together = np.ones(1)
    lowest = 0
    for variance in variances:
        _, chance, loss = losses(variance)
        place = np.ceil(loss / step).astype(int)
        spread = np.bincount(place - place.min(), chance)
        together, lowest = np.convolve(together, spread), lowest + place.min()
    loss = (lowest + np.arange(len(together))) * step
    return float((together * np.clip(1 - np.exp(epsilon - loss), 0, None)).sum())


@pytest.mark.parametrize("variance", [1, 4, 30])
@pytest.mark.parametrize("epsilon", [0.1, 0.5, 1, 3])
def test_one_histogram_tells_no_more_than_is_said(variance, epsilon):
    _, chance, loss = losses(variance)
    true = float((chance * np.clip(1 - np.exp(epsilon - loss), 0, None)).sum())
    assert true <= delta_of(rho_of([Fraction(variance)]), epsilon) * (1 + 1e-9)


def test_many_histograms_tell_no_more_than_is_said_and_not_much_less():
    """The sum of sixty histograms as the reference protocol has them: the promise is kept, and not wasted either."""
    epsilon, rho = 3.0, rho_for(3.0)
    variances = [Fraction(8)] + [Fraction(200)] * 59
    factor = rho_of(variances) / rho
    variances = [each * factor for each in variances]
    assert abs(rho_of(variances) - rho) < Fraction(1, 10**6)
    found = exact_delta([float(each) for each in variances], epsilon)
    assert float(DELTA) / 10 < found <= float(DELTA)


@pytest.mark.parametrize("epsilon", [0.5, 1, 3, 8])
def test_it_is_never_below_the_formula_of_the_continuous_gaussian(epsilon):
    """Balle and Wang 2018: what a Gaussian with this ρ has at least."""
    rho = rho_for(epsilon)
    moved, normal = math.sqrt(2 * rho), NormalDist()
    gaussian = normal.cdf(moved / 2 - epsilon / moved) - math.exp(epsilon) * normal.cdf(-moved / 2 - epsilon / moved)
    assert gaussian <= float(DELTA)
    assert gaussian > float(DELTA) / 10


@pytest.mark.parametrize("epsilon", [0.05, 0.5, 1, 3, 8])
def test_what_is_spent_for_an_epsilon_is_that_epsilon_and_no_more(epsilon):
    rho = rho_for(epsilon)
    assert epsilon - 1e-4 < epsilon_of(rho) <= epsilon
    assert delta_of(rho, epsilon) <= float(DELTA) < delta_of(float(rho) * 1.001, epsilon)


def test_the_simple_conversion_is_never_better():
    """Bun and Steinke 2016: ε = ρ + 2 √(ρ log(1/δ)), which is looser."""
    for rho in (0.01, 0.2, 1.0):
        assert epsilon_of(rho) < rho + 2 * math.sqrt(rho * math.log(1e6))


def test_delta_is_the_same_for_every_table():
    assert Fraction(1, 10**6) == DELTA


def test_more_tells_more():
    assert delta_of(Fraction(1, 10), 3) < delta_of(Fraction(2, 10), 3) < delta_of(Fraction(2, 10), 2)
    assert delta_of(Fraction(0), 3) == 0
    assert delta_of(Fraction(50), 1) == 1
    assert epsilon_of(Fraction(1, 10)) < epsilon_of(Fraction(2, 10))


def test_replacing_a_person_tells_more_than_adding_one():
    """Measured with the design: 4.4 for ε 3. Each histogram moves by the square root of two instead of one."""
    rho = rho_for(3.0)
    assert replacing(rho) == 2 * rho
    assert 4.3 < epsilon_of(replacing(rho)) < 4.5
