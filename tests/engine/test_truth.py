"""Packed bits say the same as one truth for each patient, whatever the number of patients."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.engine import truth

SIZES = [1, 7, 8, 9, 63, 64, 65, 127, 128, 129, 1000]
KNOWN = st.sampled_from([True, False, None])


def packed(values):
    return truth.Truth(
        truth.pack(np.array([value is True for value in values])),
        truth.pack(np.array([value is False for value in values])),
    )


def unpacked(found, patients):
    met, failed = truth.unpack(found.met, patients), truth.unpack(found.failed, patients)
    assert not (met & failed).any()
    return [True if yes else False if no else None for yes, no in zip(met, failed, strict=True)]


@pytest.mark.parametrize("patients", SIZES)
def test_bits_survive_packing_and_there_is_none_after_the_last_patient(patients):
    values = np.arange(patients) % 3 == 0
    bits = truth.pack(values)
    assert bits.dtype == np.uint64
    assert len(bits) == truth.words_for(patients)
    assert (truth.unpack(bits, patients) == values).all()
    assert truth.count(bits) == values.sum()
    assert truth.count(truth.everyone(patients)) == patients
    assert truth.count(truth.nobody(patients)) == 0
    assert (truth.pack(np.ones(patients, dtype=bool)) == truth.everyone(patients)).all()


@given(st.lists(st.tuples(KNOWN, KNOWN, KNOWN), min_size=1, max_size=70))
def test_logic_on_bits_is_logic_on_each_patient(rows):
    one, other, third = (packed(column) for column in zip(*rows, strict=True))
    patients = len(rows)
    assert unpacked(~one, patients) == [None if a is None else not a for a, _, _ in rows]
    assert unpacked(one & other, patients) == [
        False if False in (a, b) else None if None in (a, b) else True for a, b, _ in rows
    ]
    assert unpacked(one | other, patients) == [
        True if True in (a, b) else None if None in (a, b) else False for a, b, _ in rows
    ]
    assert unpacked(truth.either(one, other, third), patients) == [
        (b if b == c else None) if a is None else b if a else c for a, b, c in rows
    ]


def test_an_unknown_condition_between_agreeing_branches_is_decided():
    """The textbook form, without its third term, gives unknown here."""
    unknown, met = packed([None]), packed([True])
    assert unpacked(truth.either(unknown, met, met), 1) == [True]
    assert unpacked(truth.either(unknown, ~met, ~met), 1) == [False]
