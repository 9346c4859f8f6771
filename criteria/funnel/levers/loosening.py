"""Criteria loosened together as far as their ranges allow, and the least that their limits must move for it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

import numpy as np

from criteria.engine import truth
from criteria.engine.memory import MemoryEngine
from criteria.engine.truth import Words
from criteria.funnel.levers.changes import LARGEST_SET, Changes
from criteria.funnel.levers.curves import Rest
from criteria.funnel.levers.lever import Kind, Lever, Seen, in_order
from criteria.funnel.levers.moves import Move, limits_in_force, looser, loosest, moved, ways
from criteria.funnel.levers.needs import Needs, needs
from criteria.funnel.levers.part import Part
from criteria.funnel.levers.patterns import patterns
from criteria.model.criterion import Criterion
from criteria.model.scenario import Scenario

Unit = tuple[Criterion, ...]
"""Criteria that can only be loosened together, as they share a limit; most are alone."""


def units(scenario: Scenario, free: Mapping[str, int]) -> list[Unit]:
    """The criteria in force that can be loosened, in protocol order; those that share a limit are one unit."""
    found: list[list[Criterion]] = []
    for criterion in scenario.active:
        limits = set(limits_in_force(criterion, scenario)) & set(free)
        if not limits:
            continue
        sharing = [unit for unit in found if limits & {n for each in unit for n in limits_in_force(each, scenario)}]
        merged = [each for unit in sharing for each in unit]
        found = [unit for unit in found if unit not in sharing] + [[*merged, criterion]]
    place = {each.id: at for at, each in enumerate(scenario.protocol.criteria)}
    return sorted((tuple(unit) for unit in found), key=lambda unit: place[unit[0].id])


class Loosening:
    """What loosening any set of units buys.

    Attributes:
        ways: which way each limit is looser, for those that have a way.
    """

    def __init__(self, engine: MemoryEngine, scenario: Scenario) -> None:
        self.ways = ways(scenario)
        self._scenario = scenario
        self._units = units(scenario, self.ways)
        whole = loosest(scenario, self.ways)
        then = [engine.verdicts(each, whole) for each in scenario.active]
        nobody = truth.nobody(engine.dataset.patients)
        left = engine.everyone & ~reduce(or_, (each.failed for each in then), nobody)
        decided = left & ~reduce(or_, (each.unknown for each in then), nobody)
        now = [[engine.verdicts(each, scenario) for each in unit] for unit in self._units]
        failed = [reduce(or_, (each.failed for each in unit)) for unit in now]
        unmet = [reduce(or_, (each.failed | each.unknown for each in unit)) for unit in now]
        self._changes = Changes(patterns(unmet, decided), patterns(failed, left))
        self._left = Part.whole(engine).narrowed(left, scenario.protocol.variables_read)

    def ranked(self, seen: Seen) -> tuple[tuple[Lever, ...], ...]:
        """Each unit loosened; the best sets of two; the best sets of three."""
        single = [self.lever([at], seen) for at in range(len(self._units))]
        larger = (self._changes.best(size, seen) for size in range(2, LARGEST_SET + 1))
        return in_order(single, seen), *(tuple(self.lever(each.chosen, seen) for each in sets) for sets in larger)

    def lever(self, chosen: Iterable[int], seen: Seen) -> Lever:
        """The units at these positions loosened, no further than it takes to buy what their whole ranges buy.

        No limit could stay a step nearer to its value without a loss that is seen. Where one limit can stand in for
        another, the one that comes first in the protocol stays nearer.
        """
        wanted = {each.id for at in chosen for each in self._units[at]}
        criteria = [each for each in self._scenario.active if each.id in wanted]
        in_them = {name for each in criteria for name in limits_in_force(each, self._scenario)}
        rest = Rest(self._left, self._scenario, criteria)
        then, moves = self._least(rest, [name for name in self.ways if name in in_them], seen)
        return Lever(Kind.LOOSEN, tuple(each.id for each in criteria), tuple(moves), *rest.statuses(then))

    def now(self, *, potential: bool) -> int:
        """Patients as the scenario stands: eligible, or eligible and potential."""
        return self._counted((), potential)

    def most(self, *, potential: bool) -> int:
        """Patients when every limit is as loose as its range allows."""
        return self._counted(range(len(self._units)), potential)

    def needs(self, values: Mapping[str, Sequence[float]], *, potential: bool) -> Needs:
        """How many steps of each limit bring back the patients whom these limits can bring back; see `needs`.

        Args:
            values: of each limit, from the scenario's own to the loosest.
            potential: to be potential is enough.
        """
        whole = loosest(self._scenario, self.ways)
        criteria = self._scenario.active
        back = _unmet(self._left, criteria, self._scenario, potential) & ~_unmet(self._left, criteria, whole, potential)
        near = self._left.narrowed(back, self._scenario.protocol.variables_read)
        return needs(near, self._scenario, values, potential=potential)

    def _counted(self, chosen: Iterable[int], potential: bool) -> int:
        after = self._changes.after(chosen)
        return after.eligible + after.potential * potential

    def _least(self, rest: Rest, names: list[str], seen: Seen) -> tuple[Scenario, list[Move]]:
        """The scenario with limits moved no further than needed, and the moves."""
        then = loosest(self._scenario, self.ways, names)
        whole, moves = _known(rest, then, seen), []
        for name in names:
            tried = [Move(name, value) for value in looser(self._scenario, name, self.ways[name])]
            at = bisect_left(tried, True, key=lambda one: _known(rest, moved(then, [one]), seen) == whole)
            then = moved(then, [tried[at]])
            moves += [tried[at]] if at else []
        return then, moves


def _unmet(part: Part, criteria: Sequence[Criterion], scenario: Scenario, potential: bool) -> Words:
    """Who is not brought back: a fail anywhere, or an unknown unless to be potential is enough."""
    found = [part.engine.verdicts(each, scenario) for each in criteria]
    rows = [each.failed if potential else each.failed | each.unknown for each in found]
    return reduce(or_, rows, np.zeros_like(part.patients))


def _known(rest: Rest, scenario: Scenario, seen: Seen) -> list[int]:
    """What may be known of the eligible, and of the eligible and potential patients under a scenario."""
    eligible, potential = rest.statuses(scenario)
    known: list[int] = seen(np.array([eligible, eligible + potential], dtype=np.int64)).tolist()
    return known
