"""Criteria switched off together: every set of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from criteria.engine.memory import MemoryEngine
from criteria.funnel.levers.changes import LARGEST_SET, Changes
from criteria.funnel.levers.lever import ALL_SEEN, Kind, Lever, Seen, in_order
from criteria.funnel.levers.patterns import patterns
from criteria.model.scenario import Scenario


class Switching:
    """What switching off any of the criteria in force buys.

    Those without a fail or an unknown buy nothing, and are left out where that may be seen; elsewhere only those are
    that the table answers for nobody, which its columns say.
    """

    def __init__(self, engine: MemoryEngine, scenario: Scenario, seen: Seen = ALL_SEEN) -> None:
        self._groups = scenario.protocol.groups
        self._criteria = scenario.active
        found = {each.id: engine.verdicts(each, scenario) for each in self._criteria}
        everyone = engine.dataset.patients
        self._costly = [
            name
            for name, each in found.items()
            if (each.counts.deferred < everyone if seen.hides else each.counts.failed or each.counts.unknown)
        ]
        failed = [found[name].failed for name in self._costly]
        unmet = [found[name].failed | found[name].unknown for name in self._costly]
        self._changes = Changes(patterns(unmet, engine.everyone), patterns(failed, engine.everyone))

    def lever(self, criteria: Iterable[str]) -> Lever:
        """These criteria switched off together, given by their ids: any number of them."""
        ids = set(criteria)
        after = self._changes.after(at for at, name in enumerate(self._costly) if name in ids)
        return Lever(
            Kind.OFF, tuple(each.id for each in self._criteria if each.id in ids), (), after.eligible, after.potential
        )

    def ranked(self, seen: Seen) -> tuple[tuple[Lever, ...], ...]:
        """Each criterion and each group switched off; the best sets of two; the best sets of three."""
        single = [self.lever(each) for each in ([each.id] for each in self._criteria)]
        single += map(self.lever, self._parts())
        larger = (self._changes.best(size, seen) for size in range(2, LARGEST_SET + 1))
        return in_order(single, seen), *(tuple(self._found(each.chosen) for each in sets) for sets in larger)

    def best_of_each_size(self, seen: Seen) -> tuple[Lever, ...]:
        """The best one to switch off, the best two, and so on; none above 22 criteria."""
        return tuple(self._found(each.chosen) for each in self._changes.best_of_each_size(seen))

    def fewest(self, wanted: int, seen: Seen, *, potential: bool) -> Lever | None:
        """The fewest criteria whose switching off gives so many eligible patients, or eligible and potential ones.

        Of so many criteria, the set that buys the most. None where no set does; above 22 criteria, no set of three.
        """
        after = self._changes.fewest(wanted, seen, potential=potential)
        return self._found(after.chosen) if after is not None else None

    def _parts(self) -> Iterator[list[str]]:
        for group in self._groups:
            inside = [each.id for each in self._criteria if each.group == group.id]
            if len(inside) > 1:
                yield inside

    def _found(self, chosen: Iterable[int]) -> Lever:
        return self.lever(self._costly[at] for at in chosen)
