"""Which criteria fail together: the exact combinations, the pairs, and the criteria nobody fails alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from criteria.engine.memory import MemoryEngine
from criteria.funnel.levers.patterns import patterns
from criteria.funnel.levers.statuses import active_verdicts
from criteria.model.scenario import Scenario

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Combination:
    """Patients who fail exactly these criteria, given by their ids."""

    criteria: tuple[str, ...]
    patients: int


@dataclass(frozen=True, eq=False)
class Overlap:
    """How the criteria in force overlap in the patients they exclude.

    Attributes:
        criteria: ids of those anybody fails, in protocol order, k of them.
        excluded: patients who fail any; the combinations add up to them.
        combinations: every exact set that occurs, the largest first.
        both: patients who fail both of two criteria, shape (k, k); the diagonal is *fails*.
        only: patients who fail this criterion and no other, shape (k,).
    """

    scenario: Scenario
    criteria: tuple[str, ...]
    excluded: int
    combinations: tuple[Combination, ...]
    both: Counts
    only: Counts


def overlap(engine: MemoryEngine, scenario: Scenario) -> Overlap:
    """How the criteria in force overlap. Raises `Refused` when more than 64 criteria exclude anybody."""
    verdicts = active_verdicts(engine, scenario)
    failed = {each.id: found for each, found in zip(scenario.active, verdicts, strict=True)}
    names = tuple(name for name, each in failed.items() if each.counts.failed)
    found = patterns([failed[name].failed for name in names], engine.everyone)
    members = found.members.astype(np.int64)
    size = members.sum(axis=1)
    order = [at for at in np.argsort(-found.counts, kind="stable").tolist() if size[at]]
    combinations = tuple(
        Combination(tuple(np.array(names)[found.members[at]].tolist()), int(found.counts[at])) for at in order
    )
    return Overlap(
        scenario,
        names,
        sum(each.patients for each in combinations),
        combinations,
        (members * found.counts[:, None]).T @ members,
        (members[size == 1] * found.counts[size == 1, None]).sum(axis=0),
    )
