"""Which criteria of a protocol can this table answer: fully, partly, or not?

A variable counts as known when at least half of the patients have a value of it. A criterion is answered **fully** when
every variable that its verdict hangs on is known; **not** when no patient can get a verdict from it, whatever the
values are; **partly** when a variable is absent, or mostly unknown, without which some verdicts are still found; and
**at screening** when the protocol defers it. Limits and readings are the protocol's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from criteria.data.dataset import Column, Dataset, Numbers
from criteria.model.criterion import (
    AllOf,
    AnyOf,
    BySetting,
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
)
from criteria.model.protocol import Protocol
from criteria.model.scenario import baseline

MOSTLY = 0.5
"""A variable that more than this share of the patients lack is mostly unknown."""


class Extent(StrEnum):
    """How far a table answers a criterion."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"
    SCREENING = "at screening"


@dataclass(frozen=True)
class Answer:
    """How far the table answers one criterion.

    Attributes:
        id, number, label: the criterion's; the number with the letter of its part.
        extent: how far.
        absent: variables that would help and that the table does not have, or has of no patient.
        mostly_unknown: variables that would help and that more than half of the patients lack.
    """

    id: str
    number: str
    label: str
    extent: Extent
    absent: tuple[str, ...] = ()
    mostly_unknown: tuple[str, ...] = ()


Level = int
_NONE, _SOME, _ALL = 0, 1, 2
_EXTENTS = (Extent.NOT, Extent.PARTLY, Extent.FULLY)


def missing(column: Column) -> np.ndarray:
    """Which patients have no value. Shape (patients,)."""
    return np.isnan(column.low) if isinstance(column, Numbers) else column.codes < 0


def answers(dataset: Dataset, protocol: Protocol) -> tuple[Answer, ...]:
    """How far the table answers each criterion, in the protocol's order."""
    shares = {name: float(missing(column).mean()) for name, column in dataset.columns.items()}

    def level(variable: str) -> Level:
        share = shares.get(variable, 1.0)
        return _NONE if share == 1.0 else _SOME if share > MOSTLY else _ALL

    rules = baseline(protocol)
    return tuple(_answer(criterion, rules.rule(criterion), level) for criterion in protocol.criteria)


def lacking(criterion: Criterion, protocol: Protocol, columns: Collection[str]) -> tuple[str, ...]:
    """The variables that would help a criterion of a protocol, and that are not among a table's columns."""

    def level(variable: str) -> Level:
        return _ALL if variable in columns else _NONE

    return tuple(name for name in _wanted_of(baseline(protocol).rule(criterion), level) if name not in columns)


def _answer(criterion: Criterion, rule: Any, level: Callable[[str], Level]) -> Answer:
    """The extent, from the rule as the protocol's own limits and readings make it."""
    wanted = _wanted_of(rule, level)
    extent = Extent.SCREENING if isinstance(rule, Screening) else _EXTENTS[_of(rule, level)]
    if extent is Extent.NOT and criterion.absent == "deferred":
        extent = Extent.SCREENING
    return Answer(
        criterion.id,
        criterion.number + criterion.part,
        criterion.label,
        extent,
        tuple(name for name in wanted if level(name) == _NONE),
        tuple(name for name in wanted if level(name) == _SOME),
    )


def _wanted_of(rule: Any, level: Callable[[str], Level]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts(rule) for name in _wanted(part, level)))


def _wanted(part: Node, level: Callable[[str], Level]) -> tuple[str, ...]:
    """The variables that would help: of two ways to one number those of the way the table has gone further."""
    match part:
        case Recency(within=None):
            return ()
        case TimesUln(variable=name, uln=limit, given=given):
            return _nearer(level, (name, limit), (given,) if given else ())
        case CreatinineClearance():
            unused = {"actual": part.height, "ideal": part.weight}.get(str(part.weight_basis))
            estimated = (part.creatinine, part.age, part.weight, part.height, part.sex)
            return _nearer(level, tuple(name for name in estimated if name != unused), (part.measured,))
        case _:
            return part.reads()


def _nearer(level: Callable[[str], Level], usual: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The other way only where the table has it, and has it further than all of the usual one."""
    if other and min(map(level, other)) > min(map(level, usual)):
        return other
    return usual


def _of(rule: Any, level: Callable[[str], Level]) -> Level:
    match rule:
        case Threshold(value=value) | Range(value=value):
            return _of_value(value, level)
        case Category(variable=name) | Flag(variable=name):
            return level(name)
        case Not(rule=inner):
            return _of(inner, level)
        case AllOf(rules=inner) | AnyOf(rules=inner):
            return _together(_of(each, level) for each in inner)
        case Conditional(when=when, then=then, otherwise=otherwise):
            # Without its condition a rule is still answered where both branches agree.
            branches = _together((_of(then, level), _of(otherwise, level)))
            return min(branches, _SOME) if _of(when, level) < _ALL else branches
        case Implication(when=when, then=then):
            return _together((_of(when, level), _of(then, level)))
        case Recency():
            return _of_recency(rule, level)
        case BySetting(choices=choices):
            return _together(_of(each, level) for each in choices.values())
        case _:
            return _ALL


def _of_value(value: Any, level: Callable[[str], Level]) -> Level:
    match value:
        case TimesUln(variable=name, uln=limit, given=given, fallback=fallback):
            assumed = _SOME if fallback != "none" else _NONE
            return max(min(level(name), max(level(limit), assumed)), level(given) if given else _NONE)
        case CreatinineClearance():
            sex = max(level(value.sex), _SOME)  # of an unknown sex both are computed, and often agree
            height = _ALL if value.weight_basis == "actual" else level(value.height)
            needed = (value.creatinine, value.age, value.weight)
            return max(level(value.measured), min(sex, height, *(level(name) for name in needed)))
        case _:
            return level(str(value))


def _of_recency(rule: Recency, level: Callable[[str], Level]) -> Level:
    inner = _ALL if rule.rule is None else _of(rule.rule, level)
    if rule.within is None:
        return inner
    return min(inner, level(rule.age))


def _together(levels: Iterable[Level]) -> Level:
    """Of several rules: all, some or none of what they ask."""
    found = tuple(levels)
    return found[0] if len(set(found)) == 1 else _SOME
