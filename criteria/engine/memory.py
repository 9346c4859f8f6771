"""The engine in memory: verdicts of bound rules over a dataset, kept, so that a moved limit costs one criterion."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce, singledispatch
from operator import and_, or_
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np

from criteria.data.dataset import Dataset, Numbers
from criteria.data.dataset import Words as WordColumn
from criteria.engine import truth
from criteria.engine.quantities import quantity
from criteria.engine.truth import Truth, Verdicts, Words
from criteria.model.criterion import (
    AllOf,
    AnyOf,
    Category,
    Conditional,
    CreatinineClearance,
    Criterion,
    Flag,
    Implication,
    Node,
    Not,
    Range,
    Recency,
    Screening,
    Threshold,
    TimesUln,
    parts,
    variables_read,
)
from criteria.model.protocol import TOLERANCE
from criteria.model.scenario import Scenario
from criteria.model.variables import YES_NO

SMALL = 8192  # patients
EVERY_STEP = 8192  # rules: sixty limits of more than a hundred steps each

Key = Any
T = TypeVar("T")


class _Kept(Generic[T]):
    """The last results of a kind, by key; the least recently used one goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._results: OrderedDict[Key, T] = OrderedDict()
        self._lock = Lock()  # one engine serves every visitor

    def get(self, key: Key, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        made = make()
        with self._lock:
            self._results[key] = made
            if len(self._results) > self._most:
                self._results.popitem(last=False)
        return made


@dataclass(frozen=True, eq=False)
class Judged:
    """A criterion under a scenario's limits and settings, and what its verdicts rest on.

    Attributes:
        verdicts: the five verdicts.
        at_screening: it is assessed at screening; of the protocol and the table's columns, not of its values.
        assumed_uln: who is judged by an upper limit of normal from the fallback table, as bits.
        estimated_clearance: who is judged by an estimated creatinine clearance, as bits.
    """

    verdicts: Verdicts
    at_screening: bool
    assumed_uln: Words
    estimated_clearance: Words


class MemoryEngine:
    """Evaluates criteria over one dataset.

    Keeps the verdicts of the last rules (3 bits a patient), the last bits they were made of (1 bit) and the last
    derived quantities (8 or 16 bytes), so that going back and forth between limits repeats no work. Full, that is
    88 to 128 bytes a patient beside the table. Of a small table it keeps more, by count up to 60 MB.

    Attributes:
        keeps_every_step: the verdicts at every step of every limit stay, as a rule.
    """

    def __init__(self, dataset: Dataset, *, rules_kept: int | None = None, quantities_kept: int | None = None) -> None:
        small = dataset.patients <= SMALL
        rules_kept = rules_kept or (EVERY_STEP if small else 96)
        quantities_kept = quantities_kept or (64 if small else 5)
        self.keeps_every_step = rules_kept >= EVERY_STEP
        self.dataset = dataset
        self.everyone = truth.everyone(dataset.patients)
        self._nobody = truth.nobody(dataset.patients)
        self._judged: _Kept[Judged] = _Kept(rules_kept)
        self._quantities: _Kept[Numbers] = _Kept(quantities_kept)
        self._bits: _Kept[Words] = _Kept(rules_kept)

    def judged(self, criterion: Criterion, scenario: Scenario) -> Judged:
        """A criterion under a scenario's limits and settings: verdicts, and what they rest on."""
        return self._judged.get(scenario.key(criterion), lambda: self._made(self.rule(criterion, scenario)))

    def verdicts(self, criterion: Criterion, scenario: Scenario) -> Verdicts:
        """The five verdicts of a criterion under a scenario's limits and settings."""
        return self.judged(criterion, scenario).verdicts

    def rule(self, criterion: Criterion, scenario: Scenario) -> Node:
        """The bound rule; assessed at screening where the protocol says so of a table without its variables."""
        return Screening() if self.defers(criterion) else scenario.rule(criterion)

    def defers(self, criterion: Criterion) -> bool:
        """Whether the table has none of the variables of a criterion that is then assessed at screening."""
        return criterion.absent == "deferred" and not any(n in self.dataset.columns for n in variables_read(criterion))

    def truth(self, rule: Node) -> Truth:
        """Who met and who failed a bound rule."""
        return _truth(rule, self)

    def numbers(self, value: Any) -> Numbers:
        """The quantity a threshold compares, kept when it had to be derived."""
        if isinstance(value, str):
            return quantity(value, self.dataset)
        return self._quantities.get(value, lambda: quantity(value, self.dataset))

    def known(self, value: Any) -> Words:
        """Whose quantity is known, if only as an interval, as bits."""
        return self.at_least(value, -np.inf)

    def at_least(self, value: Any, limit: float) -> Words:
        """Whose quantity is certainly no smaller, as bits. Kept: a range has another limit that did not move."""
        return self._bits.get(
            (">=", value, limit), lambda: truth.where(np.greater_equal, self.numbers(value).low, limit)
        )

    def at_most(self, value: Any, limit: float) -> Words:
        """Whose quantity is certainly no larger, as bits."""
        return self._bits.get(("<=", value, limit), lambda: truth.where(np.less_equal, self.numbers(value).high, limit))

    def word(self, variable: str, word: str) -> Words:
        """Who has this word in this column, as bits."""
        return self._bits.get((variable, word), lambda: self._word(variable, word))

    def recorded(self, variable: str) -> Words:
        """Who has any word in this column, as bits."""
        return self._bits.get(("recorded", variable), lambda: self._recorded(variable))

    def _made(self, rule: Node) -> Judged:
        inside = dict.fromkeys(parts(rule))  # a conditional limit has the same quantity in both of its branches
        multiples = (part for part in inside if isinstance(part, TimesUln) and part.fallback == "defaults")
        clearances = (part for part in inside if isinstance(part, CreatinineClearance))
        return Judged(
            self._judge(rule),
            isinstance(rule, Screening),
            self._anyone(self._assumed(part) for part in multiples),
            self._anyone(self.known(part) & ~self.known(part.measured) for part in clearances),
        )

    def _assumed(self, part: TimesUln) -> Words:
        """Who has a value, and neither its upper limit nor its multiple of it."""
        without = self.known(part.variable) & ~self.known(part.uln)
        return without & ~self.known(part.given) if part.given else without

    def _anyone(self, each: Iterable[Words]) -> Words:
        found = list(each)
        return reduce(or_, found) if found else self._nobody

    def _word(self, variable: str, word: str) -> Words:
        column = self.dataset.columns.get(variable)
        if not isinstance(column, WordColumn) or word not in column.values:
            return self._nobody
        return truth.pack(column.codes == column.values.index(word))

    def _recorded(self, variable: str) -> Words:
        column = self.dataset.columns.get(variable)
        return truth.pack(column.codes >= 0) if isinstance(column, WordColumn) else self._nobody

    def _judge(self, rule: Node) -> Verdicts:
        match rule:
            case Screening():
                return self._deferred(rule)
            case Implication():
                return self._implied(rule)
            case _:
                return self._decided(self.truth(rule), self._nobody)

    def _deferred(self, rule: Screening) -> Verdicts:
        """Everyone is assessed at screening, but for those a record already shows to fail, or whom it leaves out."""
        if rule.documented is None:
            failed = not_applicable = self._nobody
        else:
            known = self._judge(rule.documented)
            failed, not_applicable = known.failed, known.not_applicable
        deferred = self.everyone & ~(failed | not_applicable)
        return Verdicts(self._nobody, failed, self._nobody, not_applicable, deferred)

    def _implied(self, rule: Implication) -> Verdicts:
        condition, then = self.truth(rule.when), self.truth(rule.then)
        applies = ~condition.failed if rule.failure_shows_it_applies else condition.met
        return self._decided(Truth(then.met & ~condition.failed, then.failed & applies), condition.failed)

    def _decided(self, found: Truth, not_applicable: Words) -> Verdicts:
        unknown = self.everyone & ~(found.met | found.failed | not_applicable)
        return Verdicts(found.met, found.failed, unknown, not_applicable, self._nobody)


@singledispatch
def _truth(rule: Node, _engine: MemoryEngine) -> Truth:
    raise TypeError(f"{type(rule).__name__} is no rule that can be evaluated")


def _slack(limit: float) -> float:
    """Limits are inclusive with a tolerance, so that arithmetic noise decides nobody's verdict."""
    return TOLERANCE * max(1.0, abs(limit))


@_truth.register
def _threshold(rule: Threshold, engine: MemoryEngine) -> Truth:
    if rule.at_least is not None:
        return _at_least(rule.value, _number(rule.at_least), engine)
    return _at_most(rule.value, _number(rule.at_most), engine)


@_truth.register
def _range(rule: Range, engine: MemoryEngine) -> Truth:
    lower = _at_least(rule.value, _number(rule.at_least), engine)
    return lower & _at_most(rule.value, _number(rule.at_most), engine)


def _number(bound: Any) -> float:
    assert isinstance(bound, float | int), "the engine evaluates bound rules only"
    return bound


def _at_least(value: Any, limit: float, engine: MemoryEngine) -> Truth:
    numbers, edge = engine.numbers(value), limit - _slack(limit)
    met = engine.at_least(value, edge)
    if numbers.exact:
        return Truth(met, engine.known(value) & ~met)
    return Truth(met, truth.where(np.less, numbers.high, edge))


def _at_most(value: Any, limit: float, engine: MemoryEngine) -> Truth:
    numbers, edge = engine.numbers(value), limit + _slack(limit)
    met = engine.at_most(value, edge)
    if numbers.exact:
        return Truth(met, engine.known(value) & ~met)
    return Truth(met, truth.where(np.greater, numbers.low, edge))


@_truth.register
def _category(rule: Category, engine: MemoryEngine) -> Truth:
    met = reduce(or_, (engine.word(rule.variable, word) for word in rule.accept))
    undecided = reduce(or_, (engine.word(rule.variable, word) for word in rule.undecided), met)
    return Truth(met, engine.recorded(rule.variable) & ~undecided)


@_truth.register
def _flag(rule: Flag, engine: MemoryEngine) -> Truth:
    no, yes = (engine.word(rule.variable, word) for word in YES_NO)
    return Truth(yes, engine.everyone & ~yes if rule.blank_is_no else no)


@_truth.register
def _not(rule: Not, engine: MemoryEngine) -> Truth:
    return ~engine.truth(rule.rule)


@_truth.register
def _all_of(rule: AllOf, engine: MemoryEngine) -> Truth:
    return reduce(and_, map(engine.truth, rule.rules))


@_truth.register
def _any_of(rule: AnyOf, engine: MemoryEngine) -> Truth:
    return reduce(or_, map(engine.truth, rule.rules))


@_truth.register
def _conditional(rule: Conditional, engine: MemoryEngine) -> Truth:
    return truth.either(*map(engine.truth, (rule.when, rule.then, rule.otherwise)))


@_truth.register
def _recency(rule: Recency, engine: MemoryEngine) -> Truth:
    """The inner verdict while the evidence is recent; stale evidence is unknown, or fails where chosen."""
    anything = Truth(engine.everyone, truth.nobody(engine.dataset.patients))
    inner = engine.truth(rule.rule) if rule.rule is not None else anything
    if rule.within is None:
        return inner
    recent = _at_most(rule.age, _number(rule.within), engine)
    failed = recent.met & inner.failed
    return Truth(recent.met & inner.met, failed | recent.failed if rule.stale == "fail" else failed)
