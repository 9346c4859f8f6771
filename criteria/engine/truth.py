"""Kleene's three-valued logic over packed bits: one bit a patient, 64 patients a word."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
WORD = 64
_COMPARED = 1024 * WORD  # patients in a block of a comparison: 512 KiB of numbers, 64 KiB of booleans
T = TypeVar("T")

# numpy releases the interpreter's lock while it works on an array, so threads do work side by side.
_THREADS = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="blocks")


def by_blocks(work: Callable[[slice], T], length: int, block: int) -> list[T]:
    """Work on one block of an array after another, which then stays in the processor's cache; threads share them."""
    blocks = [slice(start, min(start + block, length)) for start in range(0, length, block)]
    return [work(each) for each in blocks] if len(blocks) == 1 else list(_THREADS.map(work, blocks))


def words_for(patients: int) -> int:
    """How many words hold one bit for each patient."""
    return -(-patients // WORD)


def pack(where: NDArray[np.bool_]) -> Words:
    """Bits from booleans, patient 0 in the lowest bit; the last word is filled up with zeros."""
    packed = np.packbits(where, bitorder="little")
    if packed.size % 8:
        packed = np.concatenate([packed, np.zeros(8 - packed.size % 8, dtype=np.uint8)])
    return packed.view(np.uint64)


def where(compare: Callable[[Any, Any], NDArray[np.bool_]], numbers: NDArray[np.float64], limit: float) -> Words:
    """Bits of a comparison of every number with one limit, such as `np.greater_equal`; NaN never compares."""
    bits = nobody(len(numbers))
    into = bits.view(np.uint8)

    def one(block: slice) -> None:
        packed = np.packbits(compare(numbers[block], limit), bitorder="little")
        into[block.start // 8 : block.start // 8 + len(packed)] = packed

    by_blocks(one, len(numbers), _COMPARED)
    return bits


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
    return int(counts(words))


def counts(words: Words) -> NDArray[np.uint32]:
    """How many bits are set in each row; 32 bits hold four thousand million patients, and add twice as fast as 64."""
    found: NDArray[np.uint32] = np.add.reduce(np.bitwise_count(words), axis=-1, dtype=np.uint32)
    return found


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
        failed = self.failed | other.failed
        unknown = failed | _either(self.unknown, other.unknown)
        passed = unknown | _either(self.passed, other.passed)
        deferred = passed | _either(self.deferred, other.deferred)
        not_applicable = self.not_applicable & other.not_applicable
        return Verdicts(passed ^ unknown, failed, unknown ^ failed, not_applicable, deferred ^ passed)


def _either(one: Words, other: Words) -> Words:
    """Bits set in either; criteria share one empty array for the verdicts they never give."""
    return one if one is other else one | other


@dataclass(frozen=True)
class VerdictCounts:
    """Patients with each verdict; they add up to all patients."""

    passed: int
    failed: int
    unknown: int
    not_applicable: int
    deferred: int
