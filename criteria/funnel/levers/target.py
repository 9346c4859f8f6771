"""The cheapest change that reaches a wanted number of patients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from criteria.engine.memory import MemoryEngine
from criteria.funnel.levers.curves import Rest, using
from criteria.funnel.levers.lever import ALL_SEEN, Counts, Kind, Lever, Seen
from criteria.funnel.levers.loosening import Loosening
from criteria.funnel.levers.moves import Move, distance, looser, moved
from criteria.funnel.levers.needs import Needs, added_up
from criteria.funnel.levers.part import Part
from criteria.funnel.levers.switching import Switching
from criteria.model.scenario import Scenario

MOST_MOVED = 3  # limits moved together

Cells = tuple[NDArray[np.int64], Counts]


@dataclass(frozen=True)
class Target:
    """What it takes to reach a wanted number of patients.

    Attributes:
        wanted: eligible patients, or eligible and potential ones where `counting_potential`.
        moves: the fewest limits, up to three, and of these the smallest moves, added up as shares of their ranges;
            None where that many limits do not reach it.
        off: the fewest criteria switched off that reach it, and of so many the set that buys the most; None where no
            set does.
        most: patients when every limit is as loose as its range allows.
    """

    wanted: int
    counting_potential: bool
    moves: Lever | None
    off: Lever | None
    most: int


def cheapest(
    engine: MemoryEngine,
    scenario: Scenario,
    wanted: int,
    *,
    potential: bool = False,
    seen: Seen = ALL_SEEN,
) -> Target:
    """The cheapest change that gives at least so many eligible patients, or eligible and potential ones.

    `seen` is what may be known of counts, see `Seen`; `wanted` must then be the least count that is seen as it is.
    """
    loosening = Loosening(engine, scenario)
    found = _cheapest_moves(loosening, scenario, wanted, potential)
    moves = None
    if found is not None:
        then = moved(scenario, found)
        criteria = using(scenario, [each.limit for each in found])
        statuses = Rest(Part.whole(engine), scenario, criteria).statuses(then)
        moves = Lever(Kind.STEP, tuple(each.id for each in criteria), found, *statuses)
    off = Switching(engine, scenario, seen).fewest(wanted, seen, potential=potential)
    return Target(wanted, potential, moves, off, loosening.most(potential=potential))


def _cheapest_moves(loosening: Loosening, scenario: Scenario, wanted: int, potential: bool) -> tuple[Move, ...] | None:
    now = loosening.now(potential=potential)
    if now >= wanted:
        return ()
    if loosening.most(potential=potential) < wanted:
        return None
    search = _Search(loosening, scenario, potential)
    of_each_size = (search.best(size, wanted - now) for size in range(1, MOST_MOVED + 1))
    return next((found for found in of_each_size if found is not None), None)


class _Search:
    """How many steps each patient needs of each limit, and the cheapest steps that bring back enough of them.

    A patient is brought back by moving every limit at least as far as that patient needs, so patients are counted in
    the cell of the steps they need.
    """

    def __init__(self, loosening: Loosening, scenario: Scenario, potential: bool) -> None:
        limits = scenario.protocol.limits
        values = {name: looser(scenario, name, way) for name, way in loosening.ways.items()}
        self._names, self._values = list(values), list(values.values())
        self._costs = [
            np.array([distance(limits[name], steps[0], value) for value in steps]) for name, steps in values.items()
        ]
        self._cells = _by_limits_needed(loosening.needs(values, potential=potential))
        self._patients = {limits: int(counts.sum()) for limits, (_, counts) in self._cells.items()}

    def best(self, size: int, missing: int) -> tuple[Move, ...] | None:
        """The cheapest moves of so many limits that bring back so many patients."""
        best: tuple[float, tuple[Move, ...]] | None = None
        for chosen in combinations(range(len(self._names)), size):
            found = self._cheapest(chosen, missing)
            if found is not None and (best is None or found[0] < best[0]):
                at = zip(chosen, found[1], strict=True)
                best = found[0], tuple(Move(self._names[limit], self._values[limit][step]) for limit, step in at)
        return best[1] if best is not None else None

    def _cheapest(self, chosen: tuple[int, ...], missing: int) -> tuple[float, list[int]] | None:
        """The cheapest steps of the chosen limits together."""
        parts = [some for size in range(1, len(chosen) + 1) for some in combinations(chosen, size)]
        if sum(self._patients.get(some, 0) for some in parts) < missing:
            return None
        inside = [self._inside(some, chosen) for some in parts if some in self._cells]
        steps = np.concatenate([each for each, _ in inside])
        counts = np.concatenate([each for _, each in inside])
        levels = [np.unique(np.append(column, 0)) for column in steps.T]
        table = np.zeros([len(each) for each in levels], dtype=np.int64)
        np.add.at(
            table, tuple(np.searchsorted(each, column) for each, column in zip(levels, steps.T, strict=True)), counts
        )
        for axis in range(len(chosen)):
            table = table.cumsum(axis=axis)
        cost = reduce(np.add, np.ix_(*(self._costs[limit][each] for limit, each in zip(chosen, levels, strict=True))))
        cheapest = np.where(table >= missing, cost, np.inf)
        place = np.unravel_index(int(np.argmin(cheapest)), table.shape)
        return float(cheapest[place]), [int(each[at]) for each, at in zip(levels, place, strict=True)]

    def _inside(self, needed: tuple[int, ...], chosen: tuple[int, ...]) -> Cells:
        """The patients who need exactly some of the chosen limits, in steps of all chosen."""
        steps, counts = self._cells[needed]
        whole = np.zeros((len(steps), len(chosen)), dtype=np.int64)
        whole[:, [chosen.index(limit) for limit in needed]] = steps
        return whole, counts


def _by_limits_needed(needs: Needs) -> dict[tuple[int, ...], Cells]:
    """Patients by the limits they need moved, up to three, and then by the steps they need, with how many they are."""
    few = (needs.steps > 0).sum(axis=1) <= MOST_MOVED
    steps, counts = needs.steps[few].astype(np.int64), needs.counts[few]
    row, limit = np.nonzero(steps)
    nth = np.arange(len(row)) - np.searchsorted(row, row)  # of the limits this row needs
    kind_of = np.zeros(len(steps), dtype=np.int64)
    np.add.at(kind_of, row, (limit + 1) * (steps.shape[1] + 1) ** nth)
    order = np.argsort(kind_of, kind="stable")
    found = {}
    for here in np.split(order, np.flatnonzero(np.diff(kind_of[order])) + 1):
        limits = np.flatnonzero(steps[here].any(axis=0))
        if len(limits):
            found[tuple(limits.tolist())] = added_up(steps[here][:, limits], counts[here])
    return found
