"""Which entries of a table are open to be filled in, and which quantities are known once they are.

Open are blank entries, values known only as an interval, words a protocol leaves undecided, and the ages of evidence
that is stale. What a definite value would be is left open: only that it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from operator import or_
from typing import Any, TypeVar

import numpy as np

from criteria.data.dataset import Column, Numbers
from criteria.data.dataset import Words as WordColumn
from criteria.engine import truth
from criteria.engine.memory import MemoryEngine
from criteria.engine.quantities import quantity
from criteria.engine.truth import Truth, Words
from criteria.model.criterion import Category, CreatinineClearance, Flag, Node, Recency, TimesUln, parts
from criteria.model.variables import FALLBACK_ULN

T = TypeVar("T")
SEXES = ("M", "F")
_SOME_NUMBER = 1.0  # no quantity divides by 0 or vanishes with it, so whether it is exact does not depend on it


@lru_cache(maxsize=1024)
def reads(rule: Node) -> tuple[str, ...]:
    """The variables a bound rule depends on: no window that is None, no weight that an estimate leaves aside."""
    return tuple(dict.fromkeys(name for part in parts(rule) for name in _read(part)))


def _read(part: Node) -> tuple[str, ...]:
    match part:
        case Recency(within=None):
            return ()
        case CreatinineClearance(weight_basis=basis):
            unused = {"actual": part.height, "ideal": part.weight}.get(str(basis))
            return tuple(name for name in part.reads() if name != unused)
        case TimesUln() if _assumes(part):
            return (*part.reads(), "sex")
        case _:
            return part.reads()


def _assumes(part: TimesUln) -> bool:
    return part.fallback == "defaults" and part.variable in FALLBACK_ULN


def fillable(rule: Node, columns: Collection[str]) -> tuple[str, ...]:
    """The variables a bound rule depends on, in the form the table has them in.

    A multiple of the upper limit is asked for where the table holds it, value and limit otherwise.
    """
    other = {name for part in parts(rule) if isinstance(part, TimesUln) for name in _other_form(part, columns)}
    return tuple(name for name in reads(rule) if name not in other)


def _other_form(part: TimesUln, columns: Collection[str]) -> tuple[str, ...]:
    if part.given is None or part.given not in columns:
        return (part.given,) if part.given else ()
    return () if part.variable in columns else (part.variable, part.uln)


@lru_cache(maxsize=1024)
def _stand_ins(rule: Node) -> tuple[str, ...]:
    """Variables for which something else stands in while they are blank, so that a value may overturn a verdict."""
    return tuple(name for part in parts(rule) for name in _stood_in_for(part))


def _stood_in_for(part: Node) -> tuple[str, ...]:
    match part:
        case Flag(blank_is_no=True):
            return (part.variable,)
        case TimesUln():  # a value and its limit overrule the multiple given, which overrules an assumed limit
            return part.reads() if _assumes(part) else (part.variable, part.uln)
        case CreatinineClearance():
            return (part.measured,)
        case _:
            return ()


def blanks(column: Column) -> Words:
    """Whose entry of a column says nothing at all, as bits."""
    return truth.pack(np.isnan(column.low) if isinstance(column, Numbers) else column.codes < 0)


class Fills:
    """What is open in the table of an engine, under the bound rules that count; all as bits, all kept."""

    def __init__(self, engine: MemoryEngine, rules: Sequence[Node]) -> None:
        self.engine = engine
        self.everyone = engine.everyone
        self.nobody = truth.nobody(engine.dataset.patients)
        self._parts = [part for rule in rules for part in parts(rule)]
        self._kept: dict[Any, Any] = {}

    def blank(self, name: str) -> Words:
        """Who has no entry at all."""
        column = self.engine.dataset.columns.get(name)
        return self.everyone if column is None else self._keep(("blank", name), lambda: blanks(column))

    def renewable(self, name: str) -> Words:
        """Whose entry is known, yet leaves a verdict unknown: a word left undecided, the age of stale evidence."""
        return self._keep(("renewable", name), lambda: self._any(self._unsettling(name)))

    def open(self, name: str) -> Words:
        """Who has an entry that can be filled in."""
        return self._keep(("open", name), lambda: self.blank(name) | self._interval(name) | self.renewable(name))

    def recent(self, rule: Recency) -> Truth:
        """Whose evidence is recent and whose is stale."""
        return self.engine.truth(rule.model_copy(update={"rule": None, "stale": "fail"}))

    def touched(self, rule: Node, variables: frozenset[str]) -> Words:
        """Who has an entry to be filled in among those that a comparison reads."""
        return self._any(self.open(name) for name in variables.intersection(reads(rule)))

    def overturned(self, rule: Node, variables: frozenset[str]) -> Words:
        """Whose verdict on a comparison may change although it stands: filling in replaces what it rests on."""
        inside = variables.intersection(reads(rule))
        renewed = [self.renewable(name) for name in inside]
        return self._any([*renewed, *(self.blank(name) for name in inside.intersection(_stand_ins(rule)))])

    def settled(self, rule: Any, variables: frozenset[str]) -> Words:
        """Who certainly gets a verdict on a comparison by filling in, whatever the values are."""
        inside = variables.intersection(reads(rule))
        if isinstance(rule, Category | Flag) or not inside:
            return self.touched(rule, inside)
        return self._keep(("exact", rule.value, inside), lambda: self._exact(rule.value, inside))

    def _exact(self, value: Any, filled: frozenset[str]) -> Words:
        """Whose quantity is one number once the variables are; no interval, for it could lie across a limit."""
        columns = {**self.engine.dataset.columns, **{name: self._filled(name) for name in filled}}
        found = quantity(value, replace(self.engine.dataset, columns=columns))
        return truth.pack(found.low == found.high)

    def _filled(self, name: str) -> Column:
        """A column with any value in its open entries; of words only the sex enters a quantity."""
        column, into = self.engine.dataset.columns.get(name), truth.unpack(self.open(name), self._patients)
        if column is None:
            column = self._nothing(name)
        if isinstance(column, WordColumn):
            return WordColumn(np.where(into, 0, column.codes).astype(np.int32), column.values)
        low = np.where(into, _SOME_NUMBER, column.low)
        return Numbers(low, low if column.exact else np.where(into, _SOME_NUMBER, column.high))

    def _nothing(self, name: str) -> Column:
        """The column of a variable that the table lacks."""
        if name == "sex":
            return WordColumn(np.full(self._patients, -1, dtype=np.int32), SEXES)
        blank = np.full(self._patients, np.nan)
        return Numbers(blank, blank)

    def _unsettling(self, name: str) -> Iterable[Words]:
        for part in self._parts:
            if isinstance(part, Recency) and part.age == name and part.within is not None and part.stale != "fail":
                yield self.recent(part).failed
            if isinstance(part, Category) and part.variable == name:
                yield from (self.engine.word(name, word) for word in part.undecided)

    def _interval(self, name: str) -> Words:
        column = self.engine.dataset.columns.get(name)
        if isinstance(column, Numbers) and not column.exact:
            return truth.pack(column.low < column.high)
        return self.nobody

    def _any(self, found: Iterable[Words]) -> Words:
        return reduce(or_, found, self.nobody)

    def _keep(self, key: Any, make: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = make()
        kept: T = self._kept[key]
        return kept

    @property
    def _patients(self) -> int:
        return self.engine.dataset.patients
