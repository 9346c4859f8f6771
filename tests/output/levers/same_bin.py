"""Counts that protection must not tell apart."""

from hypothesis import strategies as st


def in_the_same_bin(data, count):
    """Another true count that is shown alike: hidden ones up to ten, then bins of five."""
    low, high = (0, 10) if count <= 10 else (5 * ((count - 1) // 5) + 1, 5 * ((count - 1) // 5) + 5)
    return data.draw(st.integers(low, high))
