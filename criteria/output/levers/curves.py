"""Curves of limits as they may be shown: what each value buys, where a limit is steep and where it changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from criteria.engine.memory import MemoryEngine
from criteria.funnel.distribution import NearMiss, near_misses
from criteria.funnel.levers.curves import Curve, using
from criteria.funnel.levers.moves import ways
from criteria.model.protocol import TOLERANCE
from criteria.model.scenario import LimitValue, Scenario
from criteria.output.disclosure import Mode, Shown, change, counted
from criteria.output.distribution import ShownNearMiss, disclose_near_misses
from criteria.output.levers.best import best_of
from criteria.text import wording

STEEP_PART = 0.1  # of the range: limits with five steps and with five hundred can then be compared
FLAT_PART = 0.2  # of the range: a shorter run without change is no plateau
Stretch = tuple[int, int]
"""The first and the last position of a part of a curve."""


@dataclass(frozen=True)
class ShownPoint:
    """Patients at one value of a limit, as they may be shown."""

    value: LimitValue
    eligible: Shown
    potential: Shown

    @property
    def remaining(self) -> float:
        """Eligible and potential patients as they are drawn."""
        return self.eligible.drawn + self.potential.drawn

    @property
    def said(self) -> tuple[str, str]:
        """The numbers as they are read: equal ones show no change."""
        return self.eligible.text, self.potential.text


@dataclass(frozen=True)
class ShownCurve:
    """One limit over its range, as it may be shown.

    Attributes:
        name: the criterion, unless several share the limit, and the limit's label.
        points: by value, ascending.
        without: patients once there is no limit at all, where that is allowed.
        here: patients as the scenario stands.
        near: who would meet a criterion if the limit were a tenth looser.
        way: 1 where higher is looser for everybody, -1 where lower is, else 0.
    """

    scenario: Scenario
    limit: str
    name: str
    points: tuple[ShownPoint, ...]
    without: ShownPoint | None
    here: ShownPoint
    near: tuple[ShownNearMiss, ...]
    way: int

    @property
    def protocol(self) -> LimitValue:
        """The protocol's own value."""
        return self.scenario.protocol.limits[self.limit].value

    @property
    def label(self) -> str:
        """The limit's own label."""
        return self.scenario.protocol.limits[self.limit].label

    @property
    def criterion(self) -> str:
        """The criterion the limit belongs to; where several share it, how many."""
        owner = self.name.removesuffix(self.label).removesuffix(", ")
        return owner or f"{len(using(self.scenario, [self.limit]))} criteria"

    @property
    def unit(self) -> str:
        """The limit's unit as a person reads it."""
        return self.amount(0.0).partition(" ")[2]

    @property
    def span(self) -> tuple[float, float]:
        """The smallest and the largest value of the range."""
        limit = self.scenario.protocol.limits[self.limit]
        return limit.min, limit.max

    @property
    def everywhere(self) -> tuple[ShownPoint, ...]:
        """The points, and last that without a limit."""
        return self.points + ((self.without,) if self.without else ())

    def amount(self, value: LimitValue) -> str:
        """A value with its unit, or `none`."""
        return wording.limit_amount(self.scenario.protocol, self.limit, value)

    def gained(self, point: ShownPoint) -> tuple[Shown, Shown]:
        """Eligible and potential patients gained by moving from the scenario's value to this one."""
        return change(point.eligible, self.here.eligible), change(point.potential, self.here.potential)

    @property
    def missed(self) -> tuple[ShownNearMiss, ...]:
        """The near misses of whom there are visibly any."""
        return tuple(each for each in self.near if each.patients.drawn)

    @property
    def flat(self) -> bool:
        """Whether nothing at all changes over the range."""
        return len({each.said for each in self.points}) == 1

    @property
    def best(self) -> ShownPoint:
        """The value that `best_of` finds; where it is, if no value gains anybody."""
        nearest = sorted(self.everywhere, key=lambda each: self._distance(each.value))
        return best_of(nearest, self.here) or self.here

    def _distance(self, value: LimitValue) -> float:
        now = self.here.value
        if value is None or now is None:
            return 0.0 if value is now else float("inf")
        return abs(value - now)

    @property
    def steepest(self) -> Stretch | None:
        """The tenth of the range over which most eligible, then most potential, patients are visibly gained or lost."""
        sizes = {each: self._moved(each) for each in self._windows()}
        best = max(sizes, key=lambda each: sizes[each], default=None)
        return self._without_flat_ends(*best) if best and any(sizes[best]) else None

    def _moved(self, stretch: Stretch) -> tuple[float, float]:
        first, last = (self.points[at] for at in stretch)
        return _visibly(last.eligible, first.eligible), _visibly(last.potential, first.potential)

    def _without_flat_ends(self, first: int, last: int) -> Stretch:
        said = [each.said for each in self.points]
        while said[first] == said[first + 1]:
            first += 1
        while said[last] == said[last - 1]:
            last -= 1
        return first, last

    def _windows(self) -> Iterator[Stretch]:
        """From each value as far as a tenth of the range reaches, and at least to the next value."""
        width, last = self._part(STEEP_PART) + TOLERANCE, 0
        for first in range(len(self.points) - 1):
            last = max(last, first + 1)
            while last + 1 < len(self.points) and self._between(first, last + 1) <= width:
                last += 1
            yield first, last

    @property
    def plateaus(self) -> tuple[Stretch, ...]:
        """The runs without visible change that cover at least a fifth of the range."""
        runs = (
            list(run) for _, run in groupby(range(len(self.points)), key=lambda position: self.points[position].said)
        )
        wide = self._part(FLAT_PART) - TOLERANCE
        return tuple((run[0], run[-1]) for run in runs if self._between(run[0], run[-1]) >= wide)

    def _part(self, share: float) -> float:
        low, high = self.span
        return share * (high - low)

    def _between(self, first: int, last: int) -> float:
        return self.number(last) - self.number(first)

    def number(self, position: int) -> float:
        """The value at a position of the points."""
        value = self.points[position].value
        assert value is not None, "only the point without a limit has none"
        return value


def _visibly(now: Shown, before: Shown) -> float:
    """By how many patients two shown numbers differ; from a hidden one, by what is drawn."""
    crosses = (now.number is None) != (before.number is None)
    return abs(now.drawn - before.drawn) if crosses else abs(change(now, before).drawn)


def misses(engine: MemoryEngine, scenario: Scenario, limits: Iterable[str]) -> tuple[NearMiss, ...]:
    """Who misses one of these limits by a tenth or less, for every criterion that points to it."""
    wanted = list(limits)
    found = (each for criterion in using(scenario, wanted) for each in near_misses(engine, scenario, criterion))
    return tuple(each for each in found if each.limit in wanted)


def disclose_curves(
    found: Sequence[Curve], near: Sequence[NearMiss], scenario: Scenario, mode: Mode
) -> tuple[ShownCurve, ...]:
    """Curves as they may be shown; in protected mode at the steps of their ranges alone."""
    shown = disclose_near_misses(tuple(near), mode)
    loose = ways(scenario)
    return tuple(
        _disclosed(
            each, tuple(miss for miss in shown if miss.limit == each.limit), scenario, mode, loose.get(each.limit, 0)
        )
        for each in found
    )


def _disclosed(curve: Curve, near: tuple[ShownNearMiss, ...], scenario: Scenario, mode: Mode, way: int) -> ShownCurve:
    count = counted(mode)
    everywhere = [
        ShownPoint(value, count(int(eligible)), count(int(potential)))
        for value, eligible, potential in zip(curve.values, curve.eligible, curve.potential, strict=True)
        if value in allowed(scenario, curve.limit, curve.values, mode)
    ]
    without = everywhere.pop() if everywhere[-1].value is None else None
    here = next(each for each in (*everywhere, without) if each and each.value == _rounded(scenario.limit(curve.limit)))
    name = wording.limit_name(scenario.protocol, curve.limit)
    return ShownCurve(scenario, curve.limit, name, tuple(everywhere), without, here, near, way)


def allowed(scenario: Scenario, name: str, values: Sequence[LimitValue], mode: Mode) -> list[LimitValue]:
    """The values that may be asked for: in protected mode the steps, the protocol's own and where the scenario is."""
    limit = scenario.protocol.limits[name]
    kept = (_rounded(limit.value), _rounded(scenario.limit(name)))
    return [value for value in values if mode is Mode.EXACT or limit.on_grid(value) or value in kept]


def _rounded(value: LimitValue) -> LimitValue:
    return None if value is None else round(value, 9)


def by_gain(curves: Sequence[ShownCurve]) -> tuple[ShownCurve, ...]:
    """The limit that buys most eligible, then most potential, patients first; equals in protocol order."""
    return tuple(sorted(curves, key=lambda each: (each.best.eligible.drawn, each.best.potential.drawn), reverse=True))
