"""Ranked levers as they may be shown: every gain is worked out from shown numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from criteria.engine.memory import MemoryEngine
from criteria.engine.truth import count
from criteria.funnel.levers.curves import Curve
from criteria.funnel.levers.lever import Kind, Lever
from criteria.funnel.levers.moves import Move, distance
from criteria.funnel.levers.ranking import Ranking, rank
from criteria.funnel.levers.statuses import active_verdicts, statuses
from criteria.funnel.levers.uncertainty import wilson
from criteria.model.scenario import LimitValue, Scenario
from criteria.output.disclosure import HIDDEN, Mode, Shown, change, counted, percent
from criteria.output.levers.best import best_of, counted_by
from criteria.output.levers.known import known
from criteria.output.levers.saying import Said, say


@dataclass(frozen=True)
class ShownShare:
    """A share of all patients with its 95 % Wilson interval, as fractions; None where the count is hidden."""

    value: float | None
    low: float | None
    high: float
    text: str


@dataclass(frozen=True)
class ShownMove:
    """A limit moved from the scenario's value to another; `far` is the distance as a share of its range."""

    limit: str
    now: LimitValue
    then: float
    far: float | None


@dataclass(frozen=True)
class ShownLever:
    """A lever as it may be shown.

    Attributes:
        scenario: what it changes.
        eligible, potential: patients with that status after the change.
        eligible_gained, potential_gained: what the shown numbers differ by.
        share: eligible patients after the change.
        settable: whether limits may be set so: protected ones stay on their steps, or on the protocol's value.
        gains: whether it buys anybody that is shown: eligible patients or, with as many of them, potential ones.
    """

    kind: Kind
    criteria: tuple[str, ...]
    moves: tuple[ShownMove, ...]
    scenario: Scenario = field(repr=False, compare=False)
    eligible: Shown
    potential: Shown
    eligible_gained: Shown
    potential_gained: Shown
    share: ShownShare
    settable: bool
    gains: bool

    @cached_property
    def said(self) -> Said:
        """What changes, in words."""
        return say(self.scenario, self.kind, self.criteria, [Move(each.limit, each.then) for each in self.moves])

    @property
    def gain(self) -> str:
        """What it buys, always as two numbers."""
        return f"{self.eligible_gained.text} eligible, {self.potential_gained.text} potential"

    @property
    def limits(self) -> dict[str, float]:
        """The values it moves limits to, by name."""
        return {each.limit: each.then for each in self.moves}

    @property
    def off(self) -> tuple[str, ...]:
        """The criteria it switches off."""
        return self.criteria if self.kind is Kind.OFF else ()


@dataclass(frozen=True)
class BestStep:
    """The best value of one limit, and the nearest value that already buys half of it."""

    lever: ShownLever
    half: float


@dataclass(frozen=True)
class ShownRanking:
    """All levers of a scenario as they may be shown; see `funnel.levers.ranking.Ranking`.

    Attributes:
        limits: the best step of each limit that buys anybody, the best first.
        idle: limits of which no value buys anybody.
    """

    mode: Mode
    scenario: Scenario
    patients: Shown
    eligible: Shown
    potential: Shown
    share: ShownShare
    limits: tuple[BestStep, ...]
    idle: tuple[str, ...]
    steps: tuple[ShownLever, ...]
    loosened: tuple[tuple[ShownLever, ...], ...]
    off: tuple[tuple[ShownLever, ...], ...]
    off_by_size: tuple[ShownLever, ...]
    without_a_way: tuple[str, ...]

    @property
    def before(self) -> Before:
        """What every gain is read against."""
        return Before(self.scenario, self.mode, self.patients, self.eligible, self.potential)


def standing(engine: MemoryEngine, scenario: Scenario, mode: Mode) -> Before:
    """The numbers of a scenario before any lever, as they may be shown.

    Raises `Refused` when the table holds a variable as another kind than the protocol declares.
    """
    now = statuses(active_verdicts(engine, scenario), engine.everyone)
    return _before(scenario, mode, engine.dataset.patients, count(now.eligible), count(now.potential))


def _before(scenario: Scenario, mode: Mode, patients: int, eligible: int, potential: int) -> Before:
    return Before(scenario, mode, *map(counted(mode), (patients, eligible, potential)))


def ranked(engine: MemoryEngine, scenario: Scenario, mode: Mode, drawn: Sequence[Curve] | None = None) -> ShownRanking:
    """Every lever of a scenario as it may be shown. `drawn` and refusals as `rank` has them."""
    return disclose_ranking(rank(engine, scenario, seen=known(mode), drawn=drawn), mode)


def disclose_ranking(found: Ranking, mode: Mode) -> ShownRanking:
    """A ranking as it may be shown. In protected mode it must have been ranked by `known(mode)`."""
    before = _before(found.scenario, mode, found.patients, found.eligible, found.potential)
    steps = tuple(each for each in before.levers(found.steps) if each.settable)
    best, idle = _best_steps(before, steps)
    return ShownRanking(
        mode,
        found.scenario,
        before.patients,
        before.eligible,
        before.potential,
        before.share,
        best,
        idle,
        steps,
        tuple(before.levers(each) for each in found.loosened),
        tuple(before.levers(each) for each in found.off),
        before.levers(found.off_by_size),
        found.without_a_way,
    )


def share(part: Shown, whole: Shown) -> ShownShare:
    """A share of two shown numbers, and how sure it is; of a hidden one, the largest it can be."""
    of = round(whole.drawn)
    count = HIDDEN if part.number is None else min(round(part.number), of)
    low, high = wilson(min(count, of), of)
    if part.number is None:
        return ShownShare(None, None, high, f"{percent(part, whole)} (up to {100 * high:.1f} %)")
    value = count / of if of else None
    return ShownShare(value, low, high, f"{percent(part, whole)} ({100 * low:.1f}–{100 * high:.1f} %)")


@dataclass(frozen=True)
class Before:
    """The shown numbers of a scenario, which every gain is read against."""

    scenario: Scenario
    mode: Mode
    patients: Shown
    eligible: Shown
    potential: Shown

    @property
    def share(self) -> ShownShare:
        """Eligible patients of all."""
        return share(self.eligible, self.patients)

    def levers(self, found: Iterable[Lever]) -> tuple[ShownLever, ...]:
        """Levers as they may be shown."""
        return tuple(map(self.lever, found))

    def lever(self, found: Lever) -> ShownLever:
        """A lever as it may be shown."""
        eligible, potential = map(counted(self.mode), (found.eligible, found.potential))
        moves = tuple(self._move(each.limit, each.value) for each in found.moves)
        return ShownLever(
            found.kind,
            found.criteria,
            moves,
            self.scenario,
            eligible,
            potential,
            change(eligible, self.eligible),
            change(potential, self.potential),
            share(eligible, self.patients),
            self._settable(found),
            (eligible.drawn, potential.drawn) > (self.eligible.drawn, self.potential.drawn),
        )

    def _settable(self, found: Lever) -> bool:
        limits = self.scenario.protocol.limits
        return self.mode is Mode.EXACT or all(
            limits[each.limit].on_grid(each.value) or each.value == limits[each.limit].value for each in found.moves
        )

    def _move(self, name: str, then: float) -> ShownMove:
        now = self.scenario.limit(name)
        far = None if now is None else distance(self.scenario.protocol.limits[name], now, then)
        return ShownMove(name, now, then, far)


def _best_steps(before: Before, steps: Sequence[ShownLever]) -> tuple[tuple[BestStep, ...], tuple[str, ...]]:
    """For each limit its best value, and the limits that have none."""
    by_limit: dict[str, list[ShownLever]] = {}
    for each in steps:
        by_limit.setdefault(each.moves[0].limit, []).append(each)
    gaining = {name: found for name, some in by_limit.items() if (found := [each for each in some if each.gains])}
    best = [_best_step(before, each) for each in gaining.values()]
    best.sort(key=lambda each: (-each.lever.eligible.drawn, -each.lever.potential.drawn))
    return tuple(best), tuple(name for name in by_limit if name not in gaining)


def _best_step(before: Before, gaining: list[ShownLever]) -> BestStep:
    """The best value, and the nearest that already gains half as many."""
    nearest = sorted(gaining, key=lambda each: each.moves[0].far or 0.0)
    best, reached = best_of(nearest, before), counted_by(nearest, before)
    assert best is not None, "every one of them gains"
    half = (reached(best) + reached(before)) / 2
    return BestStep(best, next(each for each in nearest if reached(each) >= half).moves[0].then)
