"""Which limits can be moved, over which steps, and which way each is looser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, singledispatch

from criteria.model.criterion import (
    AllOf,
    AnyOf,
    BySetting,
    Conditional,
    Criterion,
    Implication,
    LimitRef,
    Node,
    Not,
    Range,
    Recency,
    Screening,
    Threshold,
    limits_used,
)
from criteria.model.protocol import Limit, Protocol
from criteria.model.scenario import LimitValue, Scenario, SettingValue

MOST_STEPS = 400  # of a limit: no screen shows more
FEW_STEPS = 60  # where many points would be asked for, or no more can be told apart


@dataclass(frozen=True)
class Move:
    """A limit and the value it moves to."""

    limit: str
    value: float


def moved(scenario: Scenario, moves: Iterable[Move]) -> Scenario:
    """The scenario with these limits moved."""
    values = {each.limit: each.value for each in moves}
    return replace(scenario, limits={**scenario.limits, **values}) if values else scenario


def steps(scenario: Scenario, name: str, most: int = MOST_STEPS) -> tuple[float, ...]:
    """The values a limit can take, ascending: the steps of its range, with the protocol's and the scenario's own.

    Of more than `most` steps, evenly fewer. KeyError when the protocol has no such limit.
    """
    return _steps(scenario.protocol.limits[name], scenario.limit(name), most)


@lru_cache(maxsize=1024)  # asked again for every set that a limit is in
def _steps(limit: Limit, now: LimitValue, most: int) -> tuple[float, ...]:
    every = -(-(len(limit.steps()) - 1) // most) or 1
    ends = {round(each, 9) for each in (limit.max, now) if each is not None}
    return tuple(sorted({*limit.steps(every), *ends}))


def looser(scenario: Scenario, name: str, way: int) -> tuple[float, ...]:
    """The values from the scenario's own to the loosest, which is the last; `way` is 1 where higher is looser."""
    now = scenario.limit(name)
    assert now is not None, "a limit that may be none has no way"
    beyond = [value for value in steps(scenario, name) if (value - now) * way > 0]
    return (now, *(beyond if way > 0 else reversed(beyond)))


def distance(limit: Limit, now: float, then: float) -> float:
    """How far a limit is moved, as a share of its range; moves of different limits can then be compared."""
    return abs(then - now) / (limit.max - limit.min)


def movable(scenario: Scenario) -> tuple[str, ...]:
    """The limits some criterion in force points to in this scenario, in protocol order."""
    used = {name for each in scenario.active for name in limits_in_force(each, scenario)}
    return tuple(name for name in scenario.protocol.limits if name in used)


def limits_in_force(criterion: Criterion, scenario: Scenario) -> tuple[str, ...]:
    """The limits a criterion points to under the scenario's settings."""
    return _limits_of(criterion, scenario).names


def ways(scenario: Scenario) -> dict[str, int]:
    """For each movable limit, 1 where higher is looser, -1 where lower is.

    Looser means that no verdict gets worse, in the order fail, unknown, pass, whatever the patient. A limit for which
    neither holds is left out: one in a condition, one met by some criteria and failed by others, or one that may be
    none.
    """
    found: dict[str, set[int]] = {}
    for criterion in scenario.active:
        for name, way in _limits_of(criterion, scenario).ways:
            found.setdefault(name, set()).add(way)
    return {
        name: next(iter(found[name]))
        for name in movable(scenario)
        if len(found[name]) == 1 and 0 not in found[name] and not scenario.protocol.limits[name].optional
    }


@dataclass(frozen=True)
class _Limits:
    """The limits of a criterion under some settings, and what each occurrence says of its way."""

    names: tuple[str, ...]
    ways: tuple[tuple[str, int], ...]


def _limits_of(criterion: Criterion, scenario: Scenario) -> _Limits:
    _, settings = scenario.protocol.names_used[criterion.id]
    return _limits_under(scenario.protocol, criterion.id, tuple((name, scenario.setting(name)) for name in settings))


@lru_cache(maxsize=1024)  # asked again for every step of every limit
def _limits_under(protocol: Protocol, identifier: str, settings: tuple[tuple[str, SettingValue], ...]) -> _Limits:
    rule = chosen_rule(protocol.criterion(identifier), Scenario(protocol, settings=dict(settings)))
    return _Limits(limits_used(rule), tuple(_ways(rule)))


def loosest(scenario: Scenario, ways_of: Mapping[str, int], names: Iterable[str] | None = None) -> Scenario:
    """The scenario with these limits, or all that have a way, as loose as their ranges allow."""
    chosen = ways_of if names is None else names
    return moved(scenario, [Move(name, looser(scenario, name, ways_of[name])[-1]) for name in chosen])


def chosen_rule(criterion: Criterion, scenario: Scenario) -> Node:
    """The rule that the scenario's settings choose, still pointing to its limits."""
    return _chosen(criterion.rule, scenario)


def _chosen(rule: Node, scenario: Scenario) -> Node:
    if isinstance(rule, BySetting):
        return _chosen(rule.choices[str(scenario.setting(rule.setting))], scenario)
    inside = {name: getattr(rule, name) for name in type(rule).model_fields}
    changed = {
        name: _chosen(part, scenario) if isinstance(part, Node) else tuple(_chosen(each, scenario) for each in part)
        for name, part in inside.items()
        if name in ("rule", "rules", "when", "then", "otherwise", "documented") and part is not None
    }
    if isinstance(rule, Recency):
        changed["stale"] = scenario.bound(rule.stale)
    return rule.model_copy(update=changed)


Ways = Iterator[tuple[str, int]]


@singledispatch
def _ways(_rule: Node) -> Ways:
    """The limits in a rule, each with the way it is looser; 0 where there is none."""
    yield from ()


@_ways.register(Threshold)
@_ways.register(Range)
def _compared(rule: Threshold | Range) -> Ways:
    for side, way in (("at_least", -1), ("at_most", 1)):
        if isinstance(bound := getattr(rule, side), LimitRef):
            yield bound.limit, way


@_ways.register
def _not(rule: Not) -> Ways:
    return ((name, -way) for name, way in _ways(rule.rule))


@_ways.register(AllOf)
@_ways.register(AnyOf)
def _joined(rule: AllOf | AnyOf) -> Ways:
    return (each for part in rule.rules for each in _ways(part))


@_ways.register
def _conditional(rule: Conditional) -> Ways:
    yield from _without_a_way(rule.when)
    yield from _ways(rule.then)
    yield from _ways(rule.otherwise)


@_ways.register
def _implication(rule: Implication) -> Ways:
    yield from _without_a_way(rule.when)
    yield from _ways(rule.then)


@_ways.register
def _screening(rule: Screening) -> Ways:
    return _ways(rule.documented) if rule.documented is not None else iter(())


@_ways.register
def _recency(rule: Recency) -> Ways:
    """A wider window brings back what an inner rule says, which may be a fail where an age known only as an interval
    left it unknown, even if stale evidence fails."""
    if isinstance(rule.within, LimitRef):
        yield rule.within.limit, 1 if rule.rule is None else 0
    if rule.rule is not None:
        yield from _ways(rule.rule)


def _without_a_way(rule: Node) -> Ways:
    return ((name, 0) for name in limits_used(rule))
