"""How far limits must be moved until no criterion stands in the way, patient by patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from criteria.engine.truth import count
from criteria.funnel.levers.lever import Counts
from criteria.funnel.levers.moves import Move, chosen_rule, moved
from criteria.funnel.levers.part import Part
from criteria.model.criterion import (
    AllOf,
    AnyOf,
    Conditional,
    Implication,
    Node,
    Not,
    Range,
    Recency,
    Screening,
    Threshold,
    limits_used,
)
from criteria.model.scenario import Scenario

NEVER = np.iinfo(np.int16).max

Steps = NDArray[np.int16]
"""A route for each patient: how many steps each limit must move, and in a last column 0. A row of NEVER: no route."""


@dataclass(frozen=True, eq=False)
class Needs:
    """How many steps of each limit bring back how many patients.

    Moving limits by some steps brings back as many patients as the counts of all rows that need no more add up to. A
    patient whom either of two limits brings back counts in the row of each, and is taken off in the row of both.

    Attributes:
        steps: shape (rows, limits).
        counts: shape (rows,); below zero in rows that take off.
    """

    steps: Steps
    counts: Counts


def needs(part: Part, scenario: Scenario, values: Mapping[str, Sequence[float]], *, potential: bool) -> Needs:
    """What it takes to bring back the patients of a part, none of whom counts as the scenario stands.

    Args:
        values: of each limit that may move, by name, from the scenario's own to the loosest.
        potential: to be potential is enough; otherwise eligible.
    """
    loosest = moved(scenario, [Move(name, each[-1]) for name, each in values.items()])
    asking = _Asking(part, scenario, loosest, values, potential)
    rows = _Rows.of_each(asking.patients, len(values))
    for criterion in scenario.active:
        if not part.engine.defers(criterion):
            rows = rows.through(_of_criterion(chosen_rule(criterion, scenario), asking))
    return Needs(rows.steps[:, :-1], rows.counts)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Routes through the criteria so far, with the patient each belongs to and what it counts."""

    who: NDArray[np.intp]
    steps: Steps
    counts: Counts

    @classmethod
    def of_each(cls, patients: int, limits: int) -> _Rows:
        """Nothing moved yet."""
        nothing = np.zeros((patients, limits + 1), dtype=np.int16)
        return cls(np.arange(patients), nothing, np.ones(patients, dtype=np.int64))

    def through(self, routes: Sequence[Steps]) -> _Rows:
        """Through one criterion more, which any of these routes leads through.

        For most patients one route is the least of all. Of the others each route counts, less those who could go
        another way already: who can go either way is then counted once.
        """
        if not routes:
            return self
        if len(routes) == 1:
            return self._by(routes[0][self.who], 1)
        least = reduce(np.minimum, routes)
        settled = reduce(np.logical_or, ((each == least).all(axis=1) for each in routes))[self.who]
        one_way, torn = self._those(settled), self._those(~settled)
        several = torn._those(np.zeros(len(torn.who), dtype=np.bool_))
        for route in routes:
            twice = several._by(route[several.who], -1)
            several = _Rows._together([several, torn._by(route[torn.who], 1), twice])._added_up()
        return _Rows._together([one_way._by(least[one_way.who], 1), several])

    def _those(self, rows: NDArray[np.bool_]) -> _Rows:
        return _Rows(self.who[rows], self.steps[rows], self.counts[rows])

    def _by(self, route: Steps, sign: int) -> _Rows:
        """Further, by a route of each row."""
        further = _Rows(self.who, np.maximum(self.steps, route), sign * self.counts)
        return further._those(further.steps[:, -1] != NEVER)

    @classmethod
    def _together(cls, parts: Sequence[_Rows]) -> _Rows:
        return cls(*(np.concatenate(each) for each in zip(*((p.who, p.steps, p.counts) for p in parts), strict=True)))

    def _added_up(self) -> _Rows:
        """One row for each patient and route."""
        rows, counts = added_up(np.column_stack([self.who, self.steps]), self.counts)
        return _Rows(rows[:, 0], rows[:, 1:].astype(np.int16), counts)


def added_up(rows: NDArray[np.int64], counts: Counts) -> tuple[NDArray[np.int64], Counts]:
    """Each row once, with what its counts add up to; what cancels out is gone. No cell is below zero."""
    sizes = rows.max(axis=0, initial=0) + 1
    if prod(sizes.tolist()) <= np.iinfo(np.int64).max:  # numbers are sorted ten times as fast as rows
        codes, which = np.unique(np.ravel_multi_index(tuple(rows.T), tuple(sizes)), return_inverse=True)
        different = np.column_stack(np.unravel_index(codes, tuple(sizes)))
    else:
        different, which = np.unique(rows, axis=0, return_inverse=True)
    total = np.zeros(len(different), dtype=np.int64)
    np.add.at(total, which.ravel(), counts)
    return different[total != 0], total[total != 0]


# --- routes through a rule: an *and* needs all of its parts, an *or* has the routes of each ------------------------


@dataclass(frozen=True, eq=False)
class _Asking:
    """What is asked of every rule: to be met or, where to be potential is enough, not to be failed."""

    part: Part
    now: Scenario
    loosest: Scenario
    values: Mapping[str, Sequence[float]]
    potential: bool

    @property
    def patients(self) -> int:
        """How many there are."""
        return count(self.part.patients)

    def moves(self, rule: Node) -> list[str]:
        """The limits of a rule that may move."""
        return [name for name in limits_used(rule) if name in self.values]

    def route(self, rule: Node, *, turned: bool) -> Steps:
        """The one route through a rule without an *or*. `turned`: it stands under a *not*."""
        names = list(self.values)
        steps = np.zeros((self.patients, len(names) + 1), dtype=np.int16)
        for name in self.moves(rule):
            for value in self.values[name][:-1]:
                steps[:, names.index(name)] += ~self._holds(rule, moved(self.loosest, [Move(name, value)]), turned)
        steps[~self._holds(rule, self.loosest, turned)] = NEVER
        return steps

    def _holds(self, rule: Node, scenario: Scenario, turned: bool) -> NDArray[np.bool_]:
        found = self.part.engine.truth(scenario.bound(rule))
        met, failed = (found.failed, found.met) if turned else (found.met, found.failed)
        return self.part.each(~failed if self.potential else met)


def _of_criterion(rule: Node, asking: _Asking) -> list[Steps]:
    match rule:
        case Screening(documented=Node() as documented):
            return _of_criterion(documented, replace(asking, potential=True))
        case Screening():
            return []
        case Implication():
            certain = replace(asking, potential=asking.potential and not rule.failure_shows_it_applies)
            return [certain.route(rule.when, turned=True), *_routes(rule.then, asking)]
        case _:
            return _routes(rule, asking)


def _routes(rule: Node, asking: _Asking, *, turned: bool = False) -> list[Steps]:
    if not asking.moves(rule):
        return [asking.route(rule, turned=turned)]
    match rule:
        case Not():
            return _routes(rule.rule, asking, turned=not turned)
        case AllOf() | AnyOf():
            parts = (_routes(each, asking, turned=turned) for each in rule.rules)
            return _all(parts) if isinstance(rule, AnyOf) == turned else _any(parts)
        case Range():
            sides = (
                Threshold(value=rule.value, at_least=rule.at_least),
                Threshold(value=rule.value, at_most=rule.at_most),
            )
            return _routes(AllOf(rules=sides), asking, turned=turned)
        case Conditional():
            then, otherwise = (_routes(each, asking, turned=turned) for each in (rule.then, rule.otherwise))
            holds, fails = ([asking.route(rule.when, turned=each)] for each in (False, True))
            return _any([_all([holds, then]), _all([fails, otherwise]), _all([then, otherwise])])
        case Recency(rule=Node() as inner):  # its window stays, as it has no way
            recent = asking.route(rule.model_copy(update={"rule": None}), turned=False)
            as_it_is = asking.route(asking.now.bound(rule), turned=turned)
            return [as_it_is, *_all([[recent], _routes(inner, asking, turned=turned)])]
        case _:
            return [asking.route(rule, turned=turned)]


def _all(parts: Iterable[list[Steps]]) -> list[Steps]:
    return [reduce(np.maximum, each) for each in product(*parts)]


def _any(parts: Iterable[list[Steps]]) -> list[Steps]:
    return [route for routes in parts for route in routes]
