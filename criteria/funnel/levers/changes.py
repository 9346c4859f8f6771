"""Changing several criteria at once: patients after any set of changes, and the best sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice

import numpy as np

from criteria.funnel.levers.lever import Counts, Seen, best_first
from criteria.funnel.levers.patterns import MOST_SUBSETS, Patterns

LARGEST_SET = 3  # units changed together
BEST = 10  # sets of each size that are kept


@dataclass(frozen=True)
class After:
    """Patients once the units at these positions are changed together."""

    chosen: tuple[int, ...]
    eligible: int
    potential: int


@dataclass(frozen=True, eq=False)
class Changes:
    """Every set of a family of changes, such as criteria switched off, counted at once.

    Attributes:
        unmet: patients by the units in which they have a fail or an unknown before any change; only those who have
            neither anywhere once everything is changed.
        failed: patients by the units in which they have a fail; only those who have none once everything is changed.
    """

    unmet: Patterns
    failed: Patterns

    @property
    def units(self) -> int:
        """How many units can be changed."""
        return self.unmet.rows

    def after(self, chosen: Iterable[int]) -> After:
        """Patients once these units are changed together: any set, of any size."""
        together = tuple(sorted(set(chosen)))
        eligible = self.unmet.within(together)
        return After(together, eligible, self.failed.within(together) - eligible)

    def best(self, size: int, seen: Seen) -> tuple[After, ...]:
        """The ten best sets of this size, the best first, in which every unit counts.

        Ranked by eligible patients, then by eligible and potential ones, then by position. A set is not listed when a
        smaller one inside it buys as much.
        """
        sets = list(combinations(range(self.units), size))
        eligible, remaining = (seen(each.within_each(size)) for each in (self.unmet, self.failed))
        less_eligible, less_remaining = (seen(each.within_each(size - 1)) for each in (self.unmet, self.failed))
        smaller = {each: at for at, each in enumerate(combinations(range(self.units), size - 1))}
        found: list[After] = []
        for at in best_first(eligible, remaining):
            inside = [smaller[each] for each in combinations(sets[at], size - 1)]
            if all(less_eligible[i] < eligible[at] or less_remaining[i] < remaining[at] for i in inside):
                found.append(self.after(sets[at]))
            if len(found) == BEST:
                break
        return tuple(found)

    def best_of_each_size(self, seen: Seen) -> tuple[After, ...]:
        """The best set of one unit, of two, and so on to all of them; none above 22 units."""
        if self.units > MOST_SUBSETS:
            return ()
        eligible, remaining = seen(self.unmet.subsets()), seen(self.failed.subsets())
        worth = eligible * (int(remaining.max()) + 1) + remaining
        return tuple(map(self.after, self._best_of_each_size(worth)))

    def fewest(self, wanted: int, *, potential: bool) -> After | None:
        """The smallest set that gives so many patients, and of so many units the one that gives the most.

        None where no set does; above 22 units only sets of up to three are looked at.
        """
        counted = self.failed if potential else self.unmet
        for size in range(min(LARGEST_SET, self.units) + 1):
            within = counted.within_each(size)
            if within.max() >= wanted:
                return self.after(next(islice(combinations(range(self.units), size), int(within.argmax()), None)))
        if self.units > MOST_SUBSETS:
            return None
        every_size = self._best_of_each_size(counted.subsets())
        return next((self.after(each) for each in every_size if counted.within(each) >= wanted), None)

    def _best_of_each_size(self, worth: Counts) -> Iterator[list[int]]:
        """Of one unit, of two, and so on, the set worth the most. `worth` is by mask, shape (2**units,)."""
        sizes = np.bitwise_count(np.arange(len(worth), dtype=np.uint32))
        for size in range(1, self.units + 1):
            mask = int(np.argmax(np.where(sizes == size, worth, -1)))
            yield [unit for unit in range(self.units) if mask >> unit & 1]
