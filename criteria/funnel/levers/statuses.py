"""Who is eligible, potential and excluded under a scenario, as bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np

from criteria.engine.memory import MemoryEngine
from criteria.engine.truth import Verdicts, Words
from criteria.funnel.results import refuse_contradicted
from criteria.model.criterion import Criterion
from criteria.model.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Statuses:
    """Each patient is in one of the three. `decided` have no unknown criterion, failed or not."""

    eligible: Words
    potential: Words
    excluded: Words
    decided: Words


def active(scenario: Scenario) -> tuple[Criterion, ...]:
    """The criteria that are on, in protocol order."""
    return tuple(each for each in scenario.protocol.criteria if each.id not in scenario.off)


def active_verdicts(engine: MemoryEngine, scenario: Scenario) -> list[Verdicts]:
    """The verdicts of the criteria that are on, in protocol order.

    Raises `Refused` when the table holds a variable as another kind than the protocol declares.
    """
    refuse_contradicted(engine.dataset, scenario.protocol)
    return [engine.verdicts(each, scenario) for each in active(scenario)]


def statuses(verdicts: Sequence[Verdicts], everyone: Words) -> Statuses:
    """The status of each patient, from the verdicts that count."""
    nobody = np.zeros_like(everyone)
    excluded = reduce(or_, (each.failed for each in verdicts), nobody)
    unknown = reduce(or_, (each.unknown for each in verdicts), nobody)
    left = everyone & ~excluded
    return Statuses(left & ~unknown, left & unknown, excluded, everyone & ~unknown)
