"""Patients by the exact set of rows they are in."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.engine import truth
from criteria.funnel.levers.patterns import patterns

tables_of_bits = st.tuples(st.integers(0, 7), st.integers(1, 200)).flatmap(
    lambda shape: st.lists(
        st.lists(st.booleans(), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    ).map(lambda rows: np.array(rows, dtype=np.bool_).reshape(shape))
)


def counted(table, among=None):
    among = np.ones(table.shape[1], dtype=np.bool_) if among is None else among
    return patterns([truth.pack(row) for row in table], truth.pack(among))


@given(tables_of_bits, st.data())
def test_any_subset(table, data):
    """Within a set are those who are in no other row."""
    among = np.array(
        data.draw(st.lists(st.booleans(), min_size=table.shape[1], max_size=table.shape[1])), dtype=np.bool_
    )
    found = counted(table, among)
    subsets = found.subsets()
    for size in range(len(table) + 1):
        chosen = list(combinations(range(len(table)), size))
        expected = [
            int((~table[[row for row in range(len(table)) if row not in each]].any(axis=0) & among).sum())
            for each in chosen
        ]
        assert [found.within(each) for each in chosen] == expected
        assert [subsets[sum(1 << row for row in each)] for each in chosen] == expected
        if size <= 3:
            assert found.within_each(size).tolist() == expected
    assert found.counts.sum() == among.sum()


@pytest.mark.parametrize("rows", [22, 23, 64])
def test_many_rows_are_counted_by_another_way_and_alike(rows):
    rng = np.random.default_rng(1)
    table = rng.random((rows, 1000)) < 0.03
    found = counted(table)
    for chosen in combinations(range(0, rows, 7), 3):
        others = [row for row in range(rows) if row not in chosen]
        assert found.within(chosen) == int((~table[others].any(axis=0)).sum())
    np.testing.assert_array_equal(
        found.within_each(2)[:30], [found.within(each) for each in list(combinations(range(rows), 2))[:30]]
    )


def test_blocks_are_put_together(monkeypatch):
    table = np.random.default_rng(2).random((5, 1000)) < 0.3
    whole = counted(table)
    monkeypatch.setattr(truth, "BLOCK", 3)
    apart = counted(table)
    np.testing.assert_array_equal(whole.masks, apart.masks)
    np.testing.assert_array_equal(whole.counts, apart.counts)


def test_more_rows_than_a_mask_has_bits_are_refused():
    with pytest.raises(cr.Refused, match="too-many-criteria"):
        counted(np.zeros((65, 3), dtype=np.bool_))


def test_all_subsets_of_too_many_rows_are_not_made():
    with pytest.raises(ValueError, match="up to 22"):
        counted(np.zeros((23, 3), dtype=np.bool_)).subsets()
