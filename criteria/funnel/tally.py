"""The counting loop over packed bits, compiled: everything asked of all criteria at once, in one pass over the bits.

It goes through tiles of words that stay in the processor's nearest cache, a criterion at a time, so that the compiler
can work on eight words at once. The number of criteria each patient fails is kept bit-sliced: plane i holds bit i of
every patient's number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numba import carray, njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

T = TypeVar("T")

TILE = 512  # words: the planes and a few rows fit the nearest cache

compiled: Callable[[T], T] = njit(nogil=True, cache=True)


def _population_count(_context: Any, _word: Any) -> Any:
    """How many bits of a word are set: one instruction of the processor, which numba has no name for."""
    return types.uint64(types.uint64), lambda _, builder, __, arguments: builder.ctpop(arguments[0])


def _at_address(_context: Any, _address: Any) -> Any:
    """An address as a pointer to words."""
    pointer = types.CPointer(types.uint64)
    return pointer(types.uint64), lambda context, builder, _, arguments: builder.inttoptr(
        arguments[0], context.get_value_type(pointer)
    )


_ones: Any = intrinsic(_population_count)
_pointer: Any = intrinsic(_at_address)


def addresses(rows: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """Where the words of each row lie, for `tally`: it then works on them where they are, which spares a copy of all.

    The caller holds the rows until the counting is done. Each must be without gaps, as every array of bits here is.
    """
    assert all(row.flags.c_contiguous and row.dtype == np.uint64 for row in rows)
    return np.array([row.ctypes.data for row in rows], dtype=np.uint64)


@compiled
def _words(rows: Any, criterion: int, start: int, size: int) -> Any:
    """Some words of one row, given by its address."""
    return carray(_pointer(rows[criterion]), start + size)[start:]


@compiled
def _common(one: Any, other: Any) -> Any:
    """How many bits are set in both of two rows."""
    found = np.uint64(0)
    for word in range(len(one)):
        found += _ones(one[word] & other[word])
    return found


@compiled
def _add_up(failed: Any, start: int, planes: Any, carry: Any, excluded: Any, lost_here: Any) -> None:
    """Number of failed criteria of each patient into `planes`, who fails any into `excluded`, and the first fails."""
    planes.fill(0)
    excluded.fill(0)
    for criterion in range(len(failed)):
        row = _words(failed, criterion, start, len(excluded))
        lost = np.uint64(0)
        for word in range(len(row)):
            lost += _ones(row[word] & ~excluded[word])
            excluded[word] |= row[word]
            carry[word] = row[word]
        lost_here[criterion] += lost
        position = 0
        while (1 << position) <= criterion + 1:  # so many bits hold a number up to criterion + 1
            plane = planes[position]
            for word in range(len(row)):
                both = plane[word] & carry[word]
                plane[word] ^= carry[word]
                carry[word] = both
            position += 1


@compiled
def _who_fail(number: int, planes: Any, excluded: Any, patients: Any) -> None:
    """Who fails exactly this number of criteria into `patients`."""
    for word in range(len(patients)):
        patients[word] = excluded[word]
    for position in range(len(planes)):
        turned = np.uint64(0) if number >> position & 1 else ~np.uint64(0)
        plane = planes[position]
        for word in range(len(patients)):
            patients[word] &= plane[word] ^ turned


@compiled
def _any_of(rows: Any, start: int, member: Any, wanted: bool, found: Any) -> None:
    """Bits set in any row that is in the group, or in any that is not."""
    found.fill(0)
    for criterion in range(len(rows)):
        if member[criterion] == wanted:
            row = _words(rows, criterion, start, len(found))
            for word in range(len(found)):
                found[word] |= row[word]


@compiled
def _in_one_alone(rows: Any, start: int, outside: Any, found: Any, several: Any) -> None:
    """Bits set in exactly one of the rows, and not outside, into `found`."""
    found.fill(0)
    several.fill(0)
    for criterion in range(len(rows)):
        row = _words(rows, criterion, start, len(found))
        for word in range(len(found)):
            several[word] |= found[word] & row[word]
            found[word] |= row[word]
    for word in range(len(found)):
        found[word] &= ~(several[word] | outside[word])


@compiled
def _take_away(patients: Any, others: Any) -> bool:
    """Leave in `patients` those who are not among the others; whether anybody is left."""
    left = np.uint64(0)
    for word in range(len(patients)):
        patients[word] &= ~others[word]
        left |= patients[word]
    return bool(left)


@compiled
def _count_among(patients: Any, rows: Any, start: int, counts: Any) -> None:
    """Add how many of the patients are in each row."""
    for criterion in range(len(rows)):
        counts[criterion] += _common(_words(rows, criterion, start, len(patients)), patients)


@compiled
def tally(
    failed: Any,
    unknown: Any,
    everyone: Any,
    first: int,
    last: int,
    groups: Any,
    by_failed: Any,
    only_certain: Any,
    unknown_alone: Any,
    lost_here: Any,
    group_only: Any,
    statuses: Any,
) -> None:
    """Add the counts of the words from `first` up to `last` to the arrays after `groups`.

    Args:
        failed, unknown: the addresses of the bits of k criteria, each of shape (words,).
        everyone: bits of all patients, shape (words,).
        groups: which criteria are in each group, bool, shape (g, k).
        by_failed: shape (k, k), row c: patients who fail c + 1 criteria, by criterion they fail.
        only_certain, unknown_alone, lost_here, group_only, statuses: shapes (k,), (k,), (k,), (g, 3), (3,), as in
            `Attrition`.
    """
    k = len(failed)
    bits = 1
    while (1 << bits) <= k:
        bits += 1
    whole = np.empty((bits, TILE), np.uint64)
    nobody_in = np.zeros(k, np.bool_)
    for start in range(first, last, TILE):
        size = min(TILE, last - start)
        planes = whole if size == TILE else np.empty((bits, size), np.uint64)  # rows without gaps work faster
        excluded, undecided = np.empty(size, np.uint64), np.empty(size, np.uint64)
        patients, others = np.empty(size, np.uint64), np.empty(size, np.uint64)
        _add_up(failed, start, planes, patients, excluded, lost_here)
        _any_of(unknown, start, nobody_in, False, undecided)
        for word in range(size):
            left = everyone[start + word] & ~excluded[word]
            statuses[0] += _ones(left & ~undecided[word])
            statuses[1] += _ones(left & undecided[word])
            statuses[2] += _ones(excluded[word])
        _in_one_alone(unknown, start, excluded, patients, others)
        if patients.any():
            _count_among(patients, unknown, start, unknown_alone)
        out = excluded.copy()
        number, more = 0, bool(excluded.any())
        while more:
            number += 1
            _who_fail(number, planes, excluded, patients)
            _count_among(patients, failed, start, by_failed[number - 1])
            more = _take_away(excluded, patients)  # who is left fails more criteria
            if number == 1:
                _take_away(patients, undecided)
                _count_among(patients, failed, start, only_certain)
        for group in range(len(groups)):
            _any_of(failed, start, groups[group], True, patients)
            _any_of(failed, start, groups[group], False, others)
            _take_away(patients, others)
            group_only[group, 0] += _common(patients, patients)
            _any_of(unknown, start, groups[group], False, others)
            _take_away(patients, others)
            group_only[group, 1] += _common(patients, patients)
            _any_of(unknown, start, groups[group], True, patients)
            _take_away(patients, others)
            _take_away(patients, out)
            group_only[group, 2] += _common(patients, patients)


@compiled
def _gather(rows: Any, patients: Any, masks: Any) -> None:
    """The set of rows each patient is in, as a mask: bit j for row j. One word of patients after another."""
    at = 0
    here = np.empty(len(rows), np.uint64)
    for word in range(len(patients)):
        for row in range(len(rows)):
            here[row] = _words(rows, row, word, 1)[0]
        left = patients[word]
        while left:
            bit = _ones((left & (~left + np.uint64(1))) - np.uint64(1))  # the position of the lowest bit
            mask = np.uint64(0)
            for row in range(len(rows)):
                mask |= (here[row] >> bit & np.uint64(1)) << np.uint64(row)
            masks[at] = mask
            at += 1
            left &= left - np.uint64(1)


def gather(rows: Sequence[NDArray[np.uint64]], patients: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """For each of the patients, in order, the mask of the rows they are in: bit j for row j. At most 64 rows."""
    masks = np.empty(int(np.bitwise_count(patients).sum()), dtype=np.uint64)
    _gather(addresses(rows), patients, masks)
    return masks
