"""What a bound rule compares, and which axes hold that; what a copy cannot answer is told by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from criteria.model.criterion import (
    Category,
    CreatinineClearance,
    Flag,
    Node,
    Range,
    Recency,
    Screening,
    Threshold,
    TimesUln,
    parts,
)
from criteria.model.protocol import Protocol
from criteria.model.scenario import Scenario, baseline
from criteria.protect.axes import Axis, NumberAxis


def names_of(rule: Node, axes: Iterable[Axis]) -> tuple[str, ...]:
    """The axes among these that a bound rule compares, in order of first use."""
    there = {key_of(each): each.name for each in axes}
    return tuple(dict.fromkeys(there[key] for key, _ in compared(rule) if key in there))


def key_of(axis: Axis) -> object:
    """What is compared, whatever stands in for it where it is missing."""
    return key_of_value(axis.value) if isinstance(axis, NumberAxis) else axis.variable.name


def unanswered(protocol: Protocol, axes: Collection[Axis]) -> tuple[str, ...]:
    """The readings of the protocol that ask for what the copy does not hold, each as `setting=option` or a limit."""
    now, there = baseline(protocol), {key_of(each) for each in axes}
    asked = {each.id: _asks(now.rule(each)) for each in protocol.criteria}
    found = []
    for name, setting in protocol.settings.items():
        for option in setting.options:
            chosen: str | tuple[str, ...] = (option,) if setting.many else option
            then = Scenario(protocol, settings={name: chosen})
            if any(_new(_asks(then.rule(each)), asked[each.id], there) for each in protocol.criteria):
                found.append(f"{name}={option}")
    for name, limit in protocol.limits.items():
        if limit.value is None:
            then = Scenario(protocol, limits={name: limit.min})
            if any(_new(_asks(then.rule(each)), asked[each.id], there) for each in protocol.criteria):
                found.append(name)
    return tuple(found)


def _asks(rule: Node) -> frozenset[tuple[object, object]]:
    """What a rule compares, with whatever stands in for it."""
    return frozenset((key, what) for key, what in compared(rule))


def _new(asked: frozenset[tuple[object, object]], before: frozenset[tuple[object, object]], there: set[object]) -> bool:
    """Whether something is asked that is not in the copy, or is in it as another reading has it."""
    return any(key not in there or not isinstance(what, str) for key, what in asked - before)


def compared(rule: Node) -> Iterator[tuple[object, object]]:
    """Each thing a bound rule compares: its key, and the thing itself."""
    for part in parts(rule):
        match part:
            case Threshold() | Range():
                yield key_of_value(part.value), part.value
            case Recency() if part.within is not None:
                yield part.age, part.age
            case Category() | Flag():
                yield part.variable, part.variable


def key_of_value(value: object) -> object:
    """What is compared, whatever stands in for it where it is missing, and in whichever reading."""
    match value:
        case TimesUln():
            return "multiple", value.variable, value.uln
        case CreatinineClearance():
            return ("clearance", *value.reads())
        case _:
            return value


def is_asked_at_screening(rule: Node) -> bool:
    """Whether a bound rule is only asked at screening, so that no record decides it."""
    return isinstance(rule, Screening) and rule.documented is None
