"""Kleene's three-valued logic over packed bits: one bit a patient, 64 patients a word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
WORD = 64


def words_for(patients: int) -> int:
    """How many words hold one bit for each patient."""
    return -(-patients // WORD)


def pack(where: NDArray[np.bool_]) -> Words:
    """Bits from booleans, patient 0 in the lowest bit; the last word is filled up with zeros."""
    packed = np.packbits(where, bitorder="little")
    if packed.size % 8:
        packed = np.concatenate([packed, np.zeros(8 - packed.size % 8, dtype=np.uint8)])
    return packed.view(np.uint64)


def unpack(words: Words, patients: int) -> NDArray[np.bool_]:
    """Booleans from bits. Shape (patients,)."""
    bits: NDArray[np.bool_] = np.unpackbits(words.view(np.uint8), count=patients, bitorder="little").astype(np.bool_)
    return bits


def everyone(patients: int) -> Words:
    """A set bit for each patient and none after the last."""
    words = np.full(words_for(patients), np.uint64(2**64 - 1))
    if patients % WORD:
        words[-1] = np.uint64((1 << patients % WORD) - 1)
    return words


def nobody(patients: int) -> Words:
    """No bit set."""
    return np.zeros(words_for(patients), dtype=np.uint64)


def count(words: Words) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(words).sum(dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Truth:
    """Who met a rule and who failed it; everyone else is unknown. No patient is in both."""

    met: Words
    failed: Words

    def __invert__(self) -> Truth:
        """NOT: unknown stays unknown."""
        return Truth(self.failed, self.met)

    def __and__(self, other: Truth) -> Truth:
        """AND: a fail decides, else an unknown does."""
        return Truth(self.met & other.met, self.failed | other.failed)

    def __or__(self, other: Truth) -> Truth:
        """OR: a pass decides, else an unknown does."""
        return Truth(self.met | other.met, self.failed & other.failed)


def either(condition: Truth, then: Truth, otherwise: Truth) -> Truth:
    """If-then-else whose branches agree, or whose condition is known; else unknown.

    The third term is what the textbook form lacks: an unknown condition between two agreeing branches.
    """
    return (condition & then) | (~condition & otherwise) | (then & otherwise)


@dataclass(frozen=True, eq=False)
class Verdicts:
    """The five verdicts of one criterion, as bits. `unknown` is everyone the other four leave."""

    passed: Words
    failed: Words
    unknown: Words
    not_applicable: Words
    deferred: Words

    @cached_property
    def counts(self) -> VerdictCounts:
        """How many patients have each verdict."""
        return VerdictCounts(
            count(self.passed),
            count(self.failed),
            count(self.unknown),
            count(self.not_applicable),
            count(self.deferred),
        )

    def __and__(self, other: Verdicts) -> Verdicts:
        """Both criteria together: a fail decides, else an unknown, else a pass; the neutral verdicts stay neutral."""
        failed: Words = self.failed | other.failed
        unknown: Words = (self.unknown | other.unknown) & ~failed
        passed: Words = (self.passed | other.passed) & ~(failed | unknown)
        deferred: Words = (self.deferred | other.deferred) & ~(failed | unknown | passed)
        not_applicable: Words = self.not_applicable & other.not_applicable
        return Verdicts(passed, failed, unknown, not_applicable, deferred)


@dataclass(frozen=True)
class VerdictCounts:
    """Patients with each verdict; they add up to all patients."""

    passed: int
    failed: int
    unknown: int
    not_applicable: int
    deferred: int
