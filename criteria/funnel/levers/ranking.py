"""Every single change, and the best of two and three criteria together, with what each buys: exact, not greedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from criteria.engine.memory import MemoryEngine
from criteria.engine.truth import count
from criteria.funnel.levers.curves import Curve, curves, using
from criteria.funnel.levers.lever import ALL_SEEN, Kind, Lever, Seen, in_order
from criteria.funnel.levers.loosening import Loosening
from criteria.funnel.levers.moves import Move, ways
from criteria.funnel.levers.statuses import active_verdicts, statuses
from criteria.funnel.levers.switching import Switching
from criteria.model.scenario import Scenario


@dataclass(frozen=True)
class Ranking:
    """All levers of a scenario, the best first. These are true counts: only `output` may show them.

    Attributes:
        patients, eligible, potential: as the scenario stands.
        steps: each limit to each other value of its range; a move that loses patients comes last.
        off: each criterion, and each group, switched off; the best sets of two; the best sets of three.
        off_by_size: the best set of each size, from one criterion to all; empty above 22 criteria.
        loosened: as `off`, for limits moved. Criteria that share a limit move as one.
        without_a_way: limits of which neither direction is looser for everybody: no set moves them.
    """

    scenario: Scenario
    patients: int
    eligible: int
    potential: int
    steps: tuple[Lever, ...]
    off: tuple[tuple[Lever, ...], ...]
    off_by_size: tuple[Lever, ...]
    loosened: tuple[tuple[Lever, ...], ...]
    without_a_way: tuple[str, ...]


def rank(
    engine: MemoryEngine,
    scenario: Scenario,
    *,
    seen: Seen = ALL_SEEN,
    drawn: Sequence[Curve] | None = None,
) -> Ranking:
    """Every lever of a scenario, ranked by eligible patients, then by eligible and potential ones.

    A set of two or three is listed only when no smaller set inside it buys as much.

    Args:
        seen: what may be known of counts, see `Seen`; all, by default.
        drawn: the curves of all limits, where they are at hand.

    Raises `Refused` when more than 64 criteria exclude anybody or leave anybody open, or may, where that is not seen.
    """
    now = statuses(active_verdicts(engine, scenario), engine.everyone)
    by_limit = curves(engine, scenario, seen) if drawn is None else drawn
    off = Switching(engine, scenario, seen)
    return Ranking(
        scenario,
        engine.dataset.patients,
        count(now.eligible),
        count(now.potential),
        in_order([lever for each in by_limit for lever in _steps(scenario, each)], seen),
        off.ranked(seen),
        off.best_of_each_size(seen),
        Loosening(engine, scenario).ranked(seen),
        tuple(each.limit for each in by_limit if each.limit not in ways(scenario)),
    )


def _steps(scenario: Scenario, curve: Curve) -> Iterator[Lever]:
    criteria = tuple(each.id for each in using(scenario, [curve.limit]))
    now = scenario.limit(curve.limit)
    for value, eligible, potential in zip(curve.values, curve.eligible.tolist(), curve.potential.tolist(), strict=True):
        if value is not None and value != now:
            yield Lever(Kind.STEP, criteria, (Move(curve.limit, value),), eligible, potential)
