"""Criteria loosened together as far as their ranges allow, and the least that their limits must move for it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

import numpy as np

from criteria.engine import truth
from criteria.engine.memory import MemoryEngine
from criteria.engine.truth import Verdicts, Words
from criteria.funnel.levers.changes import LARGEST_SET, Changes
from criteria.funnel.levers.curves import Rest
from criteria.funnel.levers.lever import Kind, Lever, Seen, in_order
from criteria.funnel.levers.moves import Move, limits_in_force, looser, loosest, moved, switched_on, ways
from criteria.funnel.levers.patterns import patterns
from criteria.model.criterion import Criterion
from criteria.model.scenario import Scenario

Unit = tuple[Criterion, ...]
"""Criteria that can only be loosened together, as they share a limit; most are alone."""


def units(scenario: Scenario, free: Mapping[str, int]) -> list[Unit]:
    """The criteria in force that can be loosened, in protocol order; those that share a limit are one unit."""
    found: list[list[Criterion]] = []
    for criterion in switched_on(scenario):
        limits = set(limits_in_force(criterion, scenario)) & set(free)
        if not limits:
            continue
        sharing = [unit for unit in found if limits & {n for each in unit for n in limits_in_force(each, scenario)}]
        merged = [each for unit in sharing for each in unit]
        found = [unit for unit in found if unit not in sharing] + [[*merged, criterion]]
    place = {each.id: at for at, each in enumerate(scenario.protocol.criteria)}
    return sorted((tuple(unit) for unit in found), key=lambda unit: place[unit[0].id])


def loosened(engine: MemoryEngine, scenario: Scenario, seen: Seen) -> tuple[tuple[Lever, ...], ...]:
    """Each unit loosened, the best sets of two and the best of three; each with the least its limits must move."""
    free = ways(scenario)
    found = units(scenario, free)
    changes = loosening(engine, scenario, free, found)

    def lever(chosen: Iterable[int]) -> Lever:
        return _lever(engine, scenario, free, [found[at] for at in chosen], seen)

    single = in_order([lever([at]) for at in range(len(found))], seen)
    larger = (changes.best(size, seen) for size in range(2, LARGEST_SET + 1))
    return single, *(tuple(lever(each.chosen) for each in sets) for sets in larger)


def loosening(engine: MemoryEngine, scenario: Scenario, free: Mapping[str, int], all_units: list[Unit]) -> Changes:
    """What every set of units buys when all their limits are as loose as their ranges allow."""
    then = _verdicts(engine, loosest(scenario, free), switched_on(scenario))
    now = [_verdicts(engine, scenario, unit) for unit in all_units]
    nobody = truth.nobody(engine.dataset.patients)
    failed = [_any(each.failed for each in unit) for unit in now]
    unknown = [_any(each.unknown for each in unit) for unit in now]
    failed_then = reduce(or_, (each.failed for each in then), nobody)
    unknown_then = reduce(or_, (each.unknown for each in then), nobody)
    unmet = [one | other for one, other in zip(failed, unknown, strict=True)]
    return Changes(
        patterns(unmet, engine.everyone & ~(failed_then | unknown_then)),
        patterns(failed, engine.everyone & ~failed_then),
    )


def _verdicts(engine: MemoryEngine, scenario: Scenario, criteria: Iterable[Criterion]) -> list[Verdicts]:
    return [engine.verdicts(each, scenario) for each in criteria]


def _any(rows: Iterable[Words]) -> Words:
    return reduce(or_, rows)


def _lever(engine: MemoryEngine, scenario: Scenario, free: Mapping[str, int], chosen: list[Unit], seen: Seen) -> Lever:
    """Some units loosened, no further than what their whole ranges buy takes.

    No limit could stay a step nearer to its value without a loss that is seen. Where one limit can stand in for
    another, the one that comes first in the protocol stays nearer.
    """
    wanted = {each.id for unit in chosen for each in unit}
    criteria = [each for each in switched_on(scenario) if each.id in wanted]
    names = [name for name in free if any(name in limits_in_force(each, scenario) for each in criteria)]
    rest = Rest(engine, scenario, criteria)
    now = loosest(scenario, free, names)

    def buys_all(changed: Scenario) -> bool:
        return _known(rest, changed, seen) == whole

    whole, moves = _known(rest, now, seen), []
    for name in names:
        values = looser(scenario, name, free[name])
        tried = [moved(now, [Move(name, value)]) for value in values]
        at = bisect_left(tried, True, key=buys_all)
        now = tried[at]
        moves += [Move(name, values[at])] if at else []
    return Lever(Kind.LOOSEN, tuple(each.id for each in criteria), tuple(moves), *rest.statuses(now))


def _known(rest: Rest, scenario: Scenario, seen: Seen) -> list[int]:
    """What may be known of the eligible, and of the eligible and potential patients under a scenario."""
    eligible, potential = rest.statuses(scenario)
    known: list[int] = seen(np.array([eligible, eligible + potential], dtype=np.int64)).tolist()
    return known
