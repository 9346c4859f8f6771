"""Eligible and potential patients as a function of one limit, or of two, all other criteria as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from criteria.engine.memory import MemoryEngine
from criteria.engine.truth import count
from criteria.funnel.levers.lever import ALL_SEEN, Seen
from criteria.funnel.levers.moves import FEW_STEPS, MOST_STEPS, limits_in_force, movable, steps, ways
from criteria.funnel.levers.part import Part
from criteria.funnel.results import refuse_contradicted
from criteria.model.criterion import Criterion, variables_read
from criteria.model.scenario import LimitValue, Scenario

Counts = NDArray[np.int64]
Found = dict[int, tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Curve:
    """Patients at each value of a limit.

    Attributes:
        values: the steps of its range, ascending, with the protocol's and the scenario's own; None, that is no limit,
            comes last where the limit may be none. Shape (v,).
        eligible, potential: patients with that status at each value, shape (v,).
    """

    limit: str
    values: tuple[LimitValue, ...]
    eligible: Counts
    potential: Counts


@dataclass(frozen=True, eq=False)
class Surface:
    """Eligible and potential patients at each pair of steps of two limits, shape (values[0], values[1])."""

    limits: tuple[str, str]
    values: tuple[tuple[LimitValue, ...], tuple[LimitValue, ...]]
    eligible: Counts
    potential: Counts


def curve(engine: MemoryEngine, scenario: Scenario, limit: str, seen: Seen = ALL_SEEN) -> Curve:
    """The curve of one limit over its whole range. KeyError when the protocol has no such limit.

    Where counts are not all seen, no step is passed over for being the same: the time it takes tells nothing. It has
    every step, up to 400 of them; a limit that may be none, a window around many criteria, up to 60.
    """
    values = _values(scenario, limit, FEW_STEPS if scenario.protocol.limits[limit].optional else MOST_STEPS)
    rest = Rest(Part.whole(engine), scenario, using(scenario, [limit]))

    def statuses(at: int) -> tuple[int, int]:
        return rest.statuses(_at(scenario, {limit: values[at]}))

    found = _between(statuses, 0, len(values) - 1, every=seen.hides or limit not in ways(scenario))
    return Curve(limit, values, *np.array([found[at] for at in range(len(values))], dtype=np.int64).T)


def _between(statuses: Callable[[int], tuple[int, int]], first: int, last: int, *, every: bool) -> Found:
    """The statuses from one position to another. Unless each is asked for, what two equal ends enclose equals them: a
    limit that is looser one way only gains patients that way."""
    found = {at: statuses(at) for at in (first, last)}
    waiting = [(first, last)]
    while waiting:
        low, high = waiting.pop()
        if found[low] == found[high] and not every:
            found.update(dict.fromkeys(range(low, high), found[low]))
        elif high - low > 1:
            middle = (low + high) // 2
            found[middle] = statuses(middle)
            waiting += [(low, middle), (middle, high)]
    return found


def curves(engine: MemoryEngine, scenario: Scenario, seen: Seen = ALL_SEEN) -> tuple[Curve, ...]:
    """The curves of all limits that decide something, in protocol order."""
    return tuple(curve(engine, scenario, name, seen) for name in movable(scenario))


def surface(engine: MemoryEngine, scenario: Scenario, first: str, second: str) -> Surface:
    """Two limits moved together over their ranges, in up to 60 steps each. ValueError when they are one."""
    if first == second:
        raise ValueError("a surface needs two different limits")
    rows, columns = _values(scenario, first, FEW_STEPS), _values(scenario, second, FEW_STEPS)
    rest = Rest(Part.whole(engine), scenario, using(scenario, [first, second]))
    at = [[rest.statuses(_at(scenario, {first: row, second: column})) for column in columns] for row in rows]
    eligible, potential = np.moveaxis(np.array(at, dtype=np.int64), 2, 0)
    return Surface((first, second), (rows, columns), eligible, potential)


def _values(scenario: Scenario, name: str, most: int) -> tuple[LimitValue, ...]:
    may_be_none: tuple[LimitValue, ...] = (None,) if scenario.protocol.limits[name].optional else ()
    return steps(scenario, name, most) + may_be_none


def _at(scenario: Scenario, limits: dict[str, LimitValue]) -> Scenario:
    return replace(scenario, limits={**scenario.limits, **limits})


def using(scenario: Scenario, limits: Iterable[str]) -> list[Criterion]:
    """The criteria in force that point to any of the limits."""
    wanted = set(limits)
    return [each for each in scenario.active if wanted & set(limits_in_force(each, scenario))]


class Rest:
    """The patients whom no criterion but some chosen ones excludes: only among these do the chosen ones decide."""

    def __init__(self, part: Part, scenario: Scenario, chosen: list[Criterion]) -> None:
        refuse_contradicted(part.engine.dataset, scenario.protocol)
        self._chosen, deciding = chosen, {each.id for each in chosen}
        fixed = [part.engine.verdicts(each, scenario) for each in scenario.active if each.id not in deciding]
        nobody = np.zeros_like(part.patients)
        left = part.patients & ~reduce(or_, (each.failed for each in fixed), nobody)
        self._part = part.narrowed(left, (name for each in chosen for name in variables_read(each)))
        self._undecided = self._part.bits(reduce(or_, (each.unknown for each in fixed), nobody))

    def statuses(self, scenario: Scenario) -> tuple[int, int]:
        """Eligible and potential patients under a scenario that differs in the chosen criteria alone."""
        found = [self._part.engine.verdicts(each, scenario) for each in self._chosen]
        failed = reduce(or_, (each.failed for each in found), np.zeros_like(self._undecided))
        unknown = reduce(or_, (each.unknown for each in found), self._undecided)
        left = self._part.patients & ~failed
        potential = count(unknown & left)
        return count(left) - potential, potential
