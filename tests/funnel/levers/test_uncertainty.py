"""The Wilson interval, against its definition, and the ratio built on it."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.funnel.levers.uncertainty import Z, rate_ratio, wilson

shares = st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def test_the_worked_share():
    low, high = wilson(53, 1200)
    assert (round(100 * low, 1), round(100 * high, 1)) == (3.4, 5.7)


@given(shares)
def test_at_both_ends_the_observed_share_is_just_compatible(share):
    """The definition: the true shares p with |observed - p| <= z sqrt(p (1 - p) / n)."""
    count, of = share
    low, high = wilson(count, of)
    assert 0 <= low <= count / of <= high <= 1
    for end in (low, high):
        assert abs(count / of - end) == pytest.approx(Z * sqrt(end * (1 - end) / of), abs=1e-9)


def test_of_nobody_everything_is_possible():
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_ratio_is_the_interval_over_the_overall_share():
    ratio = rate_ratio(10, 100, 200, 1000)
    low, high = wilson(10, 100)
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((0.5, low / 0.2, high / 0.2))


@pytest.mark.parametrize("counts", [(0, 0, 5, 10), (0, 3, 0, 10), (0, 0, 0, 0)])
def test_no_ratio_without_a_group_or_an_overall_share(counts):
    assert rate_ratio(*counts) is None
