"""Kleene's three-valued logic over packed bits: one bit a patient, 64 patients a word."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from functools import cached_property, reduce
from operator import and_
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
WORD = 64
BLOCK = 8192  # words, half a million patients: smaller blocks cost more in handing over than they save in the cache
_FEW = 4  # blocks, two million patients: up to here the handing over to threads costs more than it saves
T = TypeVar("T")

# numpy releases the interpreter's lock while it works on an array, so threads do work side by side.
_THREADS = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="blocks")


def by_blocks(work: Callable[[slice], T], words: int) -> list[T]:
    """Work on one block of words after another, which then stays in the processor's cache; threads share many."""
    blocks = [slice(start, min(start + BLOCK, words)) for start in range(0, words, BLOCK)]
    return list(map(work, blocks) if len(blocks) <= _FEW else _THREADS.map(work, blocks))


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
        packed = np.packbits(compare(numbers[block.start * WORD : block.stop * WORD], limit), bitorder="little")
        first = block.start * WORD // 8
        into[first : first + len(packed)] = packed

    by_blocks(one, len(bits))
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

    def __and__(self, other: Verdicts) -> Joined:
        """Both criteria together, as if they were one."""
        return Joined((self, other))


@dataclass(frozen=True, eq=False)
class Joined:
    """Criteria joined by AND: a fail decides, else an unknown, else a pass; the neutral verdicts stay neutral.

    Only counts are asked of it, so no bits are kept: a group of many criteria costs a pass over each.
    """

    criteria: tuple[Verdicts, ...]

    def __and__(self, other: Verdicts) -> Joined:
        """One criterion more."""
        return Joined((*self.criteria, other))

    @cached_property
    def counts(self) -> VerdictCounts:
        """How many patients have each verdict."""
        blocks = by_blocks(self._counted, len(self.criteria[0].failed))
        failed, unknown, not_applicable, deferred = map(sum, zip(*blocks, strict=True))
        passed = sum(astuple(self.criteria[0].counts)) - failed - unknown - not_applicable - deferred
        return VerdictCounts(passed, failed, unknown, not_applicable, deferred)

    def _counted(self, block: slice) -> tuple[int, int, int, int]:
        """Failed, unknown, not applicable and deferred in a block; whom these leave has passed."""
        failed = _any(each.failed[block] for each in self.criteria)
        undecided = _any(each.unknown[block] for each in self.criteria) | failed
        fails = count(failed)
        return fails, count(undecided) - fails, self._not_applicable(block), self._deferred(block, undecided)

    def _not_applicable(self, block: slice) -> int:
        if not all(each.counts.not_applicable for each in self.criteria):
            return 0
        return count(reduce(and_, (each.not_applicable[block] for each in self.criteria)))

    def _deferred(self, block: slice, undecided: Words) -> int:
        if not any(each.counts.deferred for each in self.criteria):
            return 0
        deferred = _any(each.deferred[block] for each in self.criteria)
        return count(deferred & ~(undecided | _any(each.passed[block] for each in self.criteria)))


def _any(bits: Iterable[Words]) -> Words:
    """Bits set in any of the arrays."""
    first, *others = bits
    found = first.copy()
    for each in others:
        np.bitwise_or(found, each, out=found)
    return found


@dataclass(frozen=True)
class VerdictCounts:
    """Patients with each verdict; they add up to all patients."""

    passed: int
    failed: int
    unknown: int
    not_applicable: int
    deferred: int
