"""What the criteria say of encoded patients: verdicts, what else a patient fails, and what an axis decides for whom.

All of it is a function of one row at a time, so that a person added or removed changes nobody else's cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from criteria.data.dataset import Dataset
from criteria.engine import truth
from criteria.engine.memory import MemoryEngine
from criteria.model.criterion import Category, Criterion, parts
from criteria.model.protocol import Protocol
from criteria.model.scenario import Scenario, baseline
from criteria.protect.axes import Axis, NumberAxis
from criteria.protect.compared import is_asked_at_screening, names_of
from criteria.protect.encode import Coded, decode, settled

PASS, UNKNOWN, FAIL = 0, 1, 2  # not applicable and deferred are neutral, as a pass is
STATUSES = 3

Marks = NDArray[np.int8]
Cells = NDArray[np.int64]

_MOST_TRIED = 20_000


@dataclass(frozen=True)
class Asked:
    """What is asked of each patient, as the copy reads it: the protocol over these axes.

    Attributes:
        criteria: those of which the table holds anything, in protocol order; the others are alike for everybody.
        axes_of: by criterion, the names of the axes it compares.
    """

    protocol: Protocol
    axes: tuple[Axis, ...]
    criteria: tuple[Criterion, ...]
    axes_of: Mapping[str, tuple[str, ...]]

    @cached_property
    def scenario(self) -> Scenario:
        """The protocol as it is."""
        return baseline(self.protocol)

    def axis(self, name: str) -> Axis:
        """The axis of this name. KeyError when there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Axis]:
        return {each.name: each for each in self.axes}

    def stand_ins(self, axis: Axis) -> tuple[int, ...]:
        """One code for each way in which the protocol as it is tells the codes of an axis apart; missing is the last.

        Of numbers the first cell after each deciding edge, of words the first of those no criterion tells apart.
        """
        if isinstance(axis, NumberAxis):
            return (*dict.fromkeys([0, *(axis.cuts.index(cut) + 1 for cut in axis.deciding)]), axis.missing)
        first: dict[tuple[object, ...], int] = {}
        for code, word in enumerate(axis.words):
            first.setdefault(self._told_apart(axis.name, word), code)
        return (*first.values(), axis.missing)

    def _told_apart(self, variable: str, word: str) -> tuple[object, ...]:
        """What criteria make of a word; of words that none names, the word itself."""
        rules = [self.scenario.rule(each) for each in self.criteria]
        asked = [part for rule in rules for part in parts(rule) if isinstance(part, Category)]
        taken = [(word in part.accept, word in part.undecided) for part in asked if part.variable == variable]
        return (*taken,) if taken else (word,)


def asked_of(protocol: Protocol, axes: Sequence[Axis]) -> Asked:
    """What a protocol asks over these axes."""
    scenario, nobody = baseline(protocol), decode(Coded(0, {each.name: _none() for each in axes}), axes)
    engine = MemoryEngine(nobody)
    rules = {each.id: engine.rule(each, scenario) for each in protocol.criteria}
    read = {name: names_of(rule, axes) for name, rule in rules.items() if not is_asked_at_screening(rule)}
    decided = tuple(each for each in protocol.criteria if read.get(each.id))
    return Asked(protocol, tuple(axes), decided, {each.id: read[each.id] for each in decided})


def _none() -> NDArray[np.int16]:
    return np.zeros(0, dtype=np.int16)


class Seen:
    """Encoded patients as the criteria see them. Each array has one entry a patient; kept once worked out."""

    def __init__(self, coded: Coded, asked: Asked) -> None:
        self.asked = asked
        self._table, self.coded = settled(coded, asked.axes)
        self.patients = coded.patients
        self._kept: dict[tuple[str, str], Cells] = {}

    @cached_property
    def marks(self) -> Marks:
        """Pass, unknown or fail. Shape (criteria, patients)."""
        return np.array([self._marks(self._table, each) for each in self.asked.criteria], dtype=np.int8).reshape(
            len(self.asked.criteria), self.patients
        )

    @cached_property
    def fails(self) -> Cells:
        """How many criteria each patient fails."""
        return np.asarray((self.marks == FAIL).sum(axis=0))

    @cached_property
    def unknowns(self) -> Cells:
        """How many criteria are unknown of each patient."""
        return np.asarray((self.marks == UNKNOWN).sum(axis=0))

    @cached_property
    def status(self) -> Cells:
        """Eligible, potential or excluded."""
        return _status(self.fails, self.unknowns)

    def status_of_others(self, at: int) -> Cells:
        """The status of each patient, were the criterion at this place switched off."""
        mine = self.marks[at]
        return _status(self.fails - (mine == FAIL), self.unknowns - (mine == UNKNOWN))

    def context(self, criterion: Criterion, axis: Axis) -> Cells:
        """The verdict a criterion would have for each of the axis' stand-ins, as one number a patient.

        It says what of the axis matters for whom: whose limit is which, and of whom it does not matter at all.
        """
        key = (criterion.id, axis.name)
        if key not in self._kept:
            self._kept[key] = _context(self._table, criterion, axis, self.asked)
        return self._kept[key]

    def _marks(self, table: Dataset, criterion: Criterion) -> Marks:
        return _marks(table, criterion, self.asked)


def _status(fails: Cells, unknowns: Cells) -> Cells:
    return np.where(fails > 0, FAIL, np.where(unknowns > 0, UNKNOWN, PASS))


def _marks(table: Dataset, criterion: Criterion, asked: Asked) -> Marks:
    found = MemoryEngine(table).verdicts(criterion, asked.scenario)
    failed, unknown = (truth.unpack(bits, table.patients) for bits in (found.failed, found.unknown))
    return (unknown * UNKNOWN + failed * FAIL).astype(np.int8)


def _context(table: Dataset, criterion: Criterion, axis: Axis, asked: Asked) -> Cells:
    found = np.zeros(table.patients, dtype=np.int64)
    for code in asked.stand_ins(axis):
        same = Coded(table.patients, {axis.name: np.full(table.patients, code, dtype=np.int16)})
        column = decode(same, [axis]).columns
        found = found * 3 + _marks(replace(table, columns={**table.columns, **column}), criterion, asked)
    return found


def contexts(criterion: Criterion, axis: Axis, asked: Asked) -> tuple[int, ...]:
    """Every context that can be, ascending; worked out from the protocol alone, by trying everything else."""
    others = [asked.axis(name) for name in asked.axes_of[criterion.id] if name != axis.name]
    tried = np.array(list(_combinations([asked.stand_ins(each) for each in others])), dtype=np.int16)
    codes = {each.name: tried[:, at] for at, each in enumerate(others)}
    codes |= {axis.name: np.full(len(tried), axis.missing, dtype=np.int16)}
    table = decode(Coded(len(tried), codes), [*others, axis])
    return tuple(np.unique(_context(table, criterion, axis, asked)).tolist())


def verdict_by_code(criterion: Criterion, axis: Axis, asked: Asked) -> Marks:
    """The verdict of a criterion that compares one axis only, for each of its codes."""
    every = Coded(axis.size, {axis.name: np.arange(axis.size, dtype=np.int16)})
    return _marks(decode(every, [axis]), criterion, asked)


def _combinations(codes: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """All combinations; of too many, some drawn always alike."""
    if np.prod([len(each) for each in codes], dtype=float) <= _MOST_TRIED:
        yield from product(*codes)
        return
    always = np.random.default_rng(0)  # of the protocol's own words: no patient enters
    yield from zip(*(always.choice(each, _MOST_TRIED).tolist() for each in codes), strict=True)
