"""What may still come out of a rule once some variables are filled in: each patient's possible truths, as bits.

The truths of the parts of a rule are combined as if each could take any of its values whatever the others take. Where
one variable stands in two parts that allows too much, never too little: a verdict said to be settled is settled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce, singledispatch
from operator import and_, or_
from typing import Any

from criteria.engine.fills import Fills
from criteria.engine.truth import Truth, Words
from criteria.model.criterion import (
    AllOf,
    AnyOf,
    Category,
    Conditional,
    Flag,
    Implication,
    Node,
    Not,
    Range,
    Recency,
    Screening,
    Threshold,
)


@dataclass(frozen=True, eq=False)
class Possible:
    """Who may turn out to meet a rule, to fail it, and to stay unknown; every patient is in at least one."""

    met: Words
    failed: Words
    unknown: Words

    def __invert__(self) -> Possible:
        """NOT: unknown stays unknown."""
        return Possible(self.failed, self.met, self.unknown)

    def __and__(self, other: Possible) -> Possible:
        """AND: one may fail it by either part; unknown needs an unknown part and the other not failed."""
        unknown = (self.unknown & (other.met | other.unknown)) | (self.met & other.unknown)
        return Possible(self.met & other.met, self.failed | other.failed, unknown)

    def __or__(self, other: Possible) -> Possible:
        """OR: the same, turned round."""
        return ~(~self & ~other)


def either(condition: Possible, then: Possible, otherwise: Possible) -> Possible:
    """If-then-else; where the condition may stay unknown both branches must agree."""
    differ = then.unknown | otherwise.unknown | (then.met & otherwise.failed) | (then.failed & otherwise.met)
    return Possible(
        (condition.met & then.met)
        | (condition.failed & otherwise.met)
        | (condition.unknown & then.met & otherwise.met),
        (condition.met & then.failed)
        | (condition.failed & otherwise.failed)
        | (condition.unknown & then.failed & otherwise.failed),
        (condition.met & then.unknown) | (condition.failed & otherwise.unknown) | (condition.unknown & differ),
    )


def implied(condition: Possible, then: Possible, *, failure_shows_it_applies: bool) -> Possible:
    """A rule under a condition. Not applicable is neutral, as if met."""
    may_apply = condition.met | condition.unknown
    shown = then.failed & condition.unknown
    unknown = may_apply & then.unknown
    return Possible(
        condition.failed | (may_apply & then.met),
        then.failed & condition.met | shown if failure_shows_it_applies else then.failed & condition.met,
        unknown if failure_shows_it_applies else unknown | shown,
    )


@dataclass(frozen=True, eq=False)
class Filled:
    """A table some of whose variables are taken as filled in; `renewed` are patients whose values here are new ones."""

    fills: Fills
    variables: frozenset[str]
    renewed: Words


def possible(rule: Node, fills: Fills, variables: frozenset[str]) -> Possible:
    """What a bound rule may come out as once these variables are filled in; a neutral verdict is as if met."""
    return _judged(rule, Filled(fills, variables, fills.nobody))


def _judged(rule: Node, filled: Filled) -> Possible:
    match rule:
        case Screening(documented=Node() as documented):
            known = _judged(documented, filled)
            return Possible(known.met | known.unknown, known.failed, filled.fills.nobody)
        case Screening():
            return _certain(Truth(filled.fills.everyone, filled.fills.nobody), filled)
        case Implication():
            condition, then = _possible(rule.when, filled), _possible(rule.then, filled)
            return implied(condition, then, failure_shows_it_applies=rule.failure_shows_it_applies)
        case _:
            return _possible(rule, filled)


def _certain(found: Truth, filled: Filled) -> Possible:
    return Possible(found.met, found.failed, filled.fills.everyone & ~(found.met | found.failed))


@singledispatch
def _possible(rule: Node, _filled: Filled) -> Possible:
    raise TypeError(f"{type(rule).__name__} is no rule that can be evaluated")


@_possible.register(Threshold)
@_possible.register(Range)
@_possible.register(Category)
@_possible.register(Flag)
def _comparison(rule: Any, filled: Filled) -> Possible:
    """A verdict that stands stays; a value that becomes known may meet the rule or fail it."""
    fills, found = filled.fills, filled.fills.engine.truth(rule)
    known = found.met | found.failed
    stands = known & ~fills.overturned(rule, filled.variables)
    settled = fills.settled(rule, filled.variables)
    may = (known & filled.renewed) | (fills.touched(rule, filled.variables) & ~stands)
    return Possible((found.met & stands) | may, (found.failed & stands) | may, fills.everyone & ~(stands | settled))


@_possible.register
def _not(rule: Not, filled: Filled) -> Possible:
    return ~_possible(rule.rule, filled)


@_possible.register
def _all_of(rule: AllOf, filled: Filled) -> Possible:
    return reduce(and_, (_possible(each, filled) for each in rule.rules))


@_possible.register
def _any_of(rule: AnyOf, filled: Filled) -> Possible:
    return reduce(or_, (_possible(each, filled) for each in rule.rules))


@_possible.register
def _conditional(rule: Conditional, filled: Filled) -> Possible:
    return either(*(_possible(each, filled) for each in (rule.when, rule.then, rule.otherwise)))


@_possible.register
def _recency(rule: Recency, filled: Filled) -> Possible:
    """As the engine has it: stale evidence is unknown, or fails where chosen, and so is evidence of unknown age."""
    inner = _inside_window(rule, filled)
    if rule.within is None:
        return inner
    recent, fails = _recent(rule, filled), rule.stale == "fail"
    unknown = (recent.met & inner.unknown) | recent.unknown
    return Possible(
        recent.met & inner.met,
        (recent.met & inner.failed) | recent.failed if fails else recent.met & inner.failed,
        unknown if fails else unknown | recent.failed,
    )


def _inside_window(rule: Recency, filled: Filled) -> Possible:
    if rule.rule is None:
        return _certain(Truth(filled.fills.everyone, filled.fills.nobody), filled)
    if rule.age not in filled.variables:
        return _possible(rule.rule, filled)
    return _possible(rule.rule, replace(filled, renewed=filled.renewed | filled.fills.renewable(rule.age)))


def _recent(rule: Recency, filled: Filled) -> Possible:
    """An age that is filled in is that of recent evidence, or else of evidence so old that it fails."""
    fills = filled.fills
    now = _certain(fills.recent(rule), filled)
    if rule.age not in filled.variables:
        return replace(now, met=now.met | filled.renewed)
    renewed, dated = fills.renewable(rule.age), fills.open(rule.age) & now.unknown
    failed = now.failed & ~renewed
    return Possible(
        now.met | dated | renewed | filled.renewed,
        failed | dated if rule.stale == "fail" else failed,
        now.unknown & ~dated,
    )
