"""Where patients lie on what a criterion compares, and who misses a limit by little."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

import numpy as np

from criteria.data.dataset import Words as WordColumn
from criteria.engine.memory import MemoryEngine
from criteria.engine.truth import Words, count
from criteria.funnel.bins import Bar, Bins, Bound, bins
from criteria.model.criterion import Category, Criterion, Flag, LimitRef, Node, Range, Recency, Threshold, parts
from criteria.model.protocol import Limit, Protocol
from criteria.model.scenario import Scenario
from criteria.model.variables import YES_NO, Number, Variable
from criteria.model.variables import Category as CategoryVariable
from criteria.model.variables import Flag as FlagVariable
from criteria.text import offers

NEAR = 0.10


@dataclass(frozen=True)
class Distribution:
    """Counts of one quantity over all patients.

    `inexact` are bands and censored values, which lie in no one bin; `whole` quantities have a bar for each number.
    `named` are the words that the dictionary or the criterion names, whatever words the patients have; `any_word` says
    that the dictionary allows others.
    """

    value: Any
    bars: tuple[Bar, ...]
    missing: int
    inexact: int
    whole: bool = False
    named: tuple[str, ...] = ()
    any_word: bool = False


@dataclass(frozen=True)
class NearMiss:
    """Patients who fail a criterion, but would meet it if one limit moved to `value`; `only` fail nothing else."""

    limit: str
    value: float
    patients: int
    only: int


def quantities(criterion: Criterion, scenario: Scenario) -> tuple[Any, ...]:
    """What a criterion compares in this scenario: the numbers of its limits first, then the words it reads."""
    movable = [_value(part) for part in parts(criterion.rule) if _limits_of(part)]
    numbers = [*movable, *(_value(part) for part in parts(criterion.rule) if _fixed_of(part))]
    in_force = [_value(part) for part in parts(scenario.rule(criterion))]
    words = [part.variable for part in parts(criterion.rule) if isinstance(part, Category | Flag)]
    return tuple(dict.fromkeys([*(each for each in numbers if scenario.bound(each) in in_force), *words]))


def _value(part: Node) -> Any:
    return part.age if isinstance(part, Recency) else getattr(part, "value", None)


def _limits_of(part: Node) -> tuple[str, ...]:
    """Names of the adjustable limits a comparison points to; a window around a whole rule is no comparison."""
    if not isinstance(part, Threshold | Range | Recency) or (isinstance(part, Recency) and part.rule is not None):
        return ()
    sides = (getattr(part, side, None) for side in ("at_least", "at_most", "within"))
    return tuple(side.limit for side in sides if isinstance(side, LimitRef))


def _fixed_of(part: Node) -> tuple[tuple[float, bool], ...]:
    """The numbers of a comparison that nobody can move, each with whether it is a minimum."""
    if not isinstance(part, Threshold | Range | Recency) or (isinstance(part, Recency) and part.rule is not None):
        return ()
    sides = ((getattr(part, side, None), side == "at_least") for side in ("at_least", "at_most", "within"))
    return tuple((side, minimum) for side, minimum in sides if isinstance(side, int | float))


def fixed_on(criterion: Criterion, value: Any) -> tuple[tuple[float, bool], ...]:
    """The numbers that bound this quantity and cannot be moved, each with whether it is a minimum."""
    found = (each for part in parts(criterion.rule) if _value(part) == value for each in _fixed_of(part))
    return tuple(dict.fromkeys(found))


def limits_on(criterion: Criterion, value: Any) -> tuple[str, ...]:
    """Names of the limits that bound this quantity in this criterion."""
    found = (name for part in parts(criterion.rule) if _value(part) == value for name in _limits_of(part))
    return tuple(dict.fromkeys(found))


def distribution(engine: MemoryEngine, scenario: Scenario, criterion: Criterion, value: Any) -> Distribution:
    """Counts of a quantity in bins whose edges come from its limits, never from the patients."""
    column = engine.dataset.columns.get(value) if isinstance(value, str) else None
    known = scenario.protocol.variable(value) if isinstance(value, str) else None
    if isinstance(value, str) and not isinstance(known, Number):
        if not isinstance(column, WordColumn):
            return Distribution(value, (), engine.dataset.patients, 0)
        any_word = isinstance(known, CategoryVariable) and not known.values
        found = _of_words(value, column, engine.dataset.patients)
        return replace(found, named=_named(value, known, criterion), any_word=any_word)
    placed = bins(_bounds(scenario.protocol, criterion, value), known if isinstance(known, Number) else None)
    return _of_numbers(engine, value, scenario.bound(value), placed)


def _bounds(protocol: Protocol, criterion: Criterion, value: Any) -> list[Bound]:
    """The limits on a quantity; where nothing can be moved, the ranges a form would offer around its numbers."""
    names = limits_on(criterion, value)
    movable = [Bound(protocol.limits[name], is_minimum(criterion, name)) for name in names]
    return movable or [
        Bound(_around(number, value, protocol, minimum), minimum) for number, minimum in fixed_on(criterion, value)
    ]


def _named(value: str, known: Variable | None, criterion: Criterion) -> tuple[str, ...]:
    """The words that anybody can read without the table."""
    if isinstance(known, FlagVariable):
        return YES_NO
    asked = (part for part in parts(criterion.rule) if isinstance(part, Category) and part.variable == value)
    in_rule = (word for part in asked for word in (*part.accept, *part.undecided))
    return tuple(dict.fromkeys([*getattr(known, "values", ()), *in_rule]))


def _of_words(value: str, column: WordColumn, patients: int) -> Distribution:
    found = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
    bars = tuple(Bar(word, None, None, int(each)) for word, each in zip(column.values, found, strict=True))
    return Distribution(value, bars, patients - int(found.sum()), 0)


def _around(number: float, value: Any, protocol: Protocol, minimum: bool) -> Limit:
    """The range a form would offer around a number that cannot be moved: it gives the bins."""
    written = value if isinstance(value, str) else value.model_dump()
    return Limit(**offers.limit_around(offers.quantity_of(written, protocol), number, minimum=minimum))


def is_minimum(criterion: Criterion, limit: str) -> bool:
    """Whether a limit of this criterion is one to be reached, not one to stay under."""
    return any(getattr(part, "at_least", None) == LimitRef(limit=limit) for part in parts(criterion.rule))


def _of_numbers(engine: MemoryEngine, value: Any, bound: Any, placed: Bins) -> Distribution:
    numbers = engine.numbers(bound)
    known = ~np.isnan(numbers.low)
    exact = known if numbers.exact else known & (numbers.low == numbers.high)
    missing, inexact = engine.dataset.patients - int(known.sum()), int((known & ~exact).sum())
    return Distribution(value, placed.bars(numbers.low[exact]), missing, inexact, placed.whole)


def near_misses(engine: MemoryEngine, scenario: Scenario, criterion: Criterion) -> tuple[NearMiss, ...]:
    """For each limit of a criterion, who would meet it if that limit alone were a tenth looser."""
    others_on = (each for each in scenario.active if each.id != criterion.id)
    others = reduce(or_, (engine.verdicts(each, scenario).failed for each in others_on), ~engine.everyone)
    failed = engine.verdicts(criterion, scenario).failed
    names = dict.fromkeys(name for part in parts(criterion.rule) for name in _limits_of(part))
    return tuple(
        _near(engine, scenario, criterion, name, failed, others) for name in names if scenario.limit(name) is not None
    )


def _near(
    engine: MemoryEngine, scenario: Scenario, criterion: Criterion, name: str, failed: Words, others: Words
) -> NearMiss:
    looser = _looser(scenario, criterion, name)
    moved = replace(scenario, limits={**scenario.limits, name: looser})
    gained = failed & engine.verdicts(criterion, moved).passed
    return NearMiss(name, looser, count(gained), count(gained & ~others))


def _looser(scenario: Scenario, criterion: Criterion, name: str) -> float:
    """A limit a tenth of its size looser: lower where it is a minimum, higher where it is a maximum."""
    limit = scenario.limit(name)
    assert limit is not None, "only windows around a rule may be None"
    slack = NEAR * abs(limit)
    return limit - slack if is_minimum(criterion, name) else limit + slack
