"""The cheapest change that reaches a wanted number of patients, as it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from criteria.engine.memory import MemoryEngine
from criteria.funnel.levers.lever import Lever
from criteria.funnel.levers.target import Target, cheapest
from criteria.output.disclosure import Mode, Shown, counted
from criteria.output.levers.known import known, least_true
from criteria.output.levers.ranked import ShownLever, ShownRanking
from criteria.output.levers.ranked_forms import lever_dict


@dataclass(frozen=True)
class Reach:
    """A change and the patients it reaches, counted as the question counts them."""

    lever: ShownLever
    patients: Shown


@dataclass(frozen=True)
class ShownTarget:
    """What it takes to reach a wanted number of patients; see `funnel.levers.target.Target`.

    Attributes:
        wanted: the number asked for; the shown numbers reach it.
        already: patients of the scenario as it stands, where these are enough; otherwise None.
    """

    wanted: int
    counting_potential: bool
    already: Shown | None
    moves: Reach | None
    off: Reach | None
    most: Shown

    @property
    def status(self) -> str:
        """Which patients are counted."""
        return "eligible or potential" if self.counting_potential else "eligible"


def wanted_patients(
    engine: MemoryEngine, ranking: ShownRanking, wanted: int, *, potential: bool = False
) -> ShownTarget:
    """The cheapest change of a ranking's scenario whose shown number is at least the one wanted."""
    mode = ranking.mode
    found = cheapest(engine, ranking.scenario, least_true(wanted, mode), potential=potential, seen=known(mode))
    if found.moves is not None and not found.moves.moves:
        return ShownTarget(wanted, potential, _counted(found, found.moves, mode), None, None, counted(mode)(found.most))
    moves, off = (_reach(found, each, ranking) for each in (found.moves, found.off))
    return ShownTarget(wanted, potential, None, moves, off, counted(mode)(found.most))


def _reach(found: Target, lever: Lever | None, ranking: ShownRanking) -> Reach | None:
    return Reach(ranking.before.lever(lever), _counted(found, lever, ranking.mode)) if lever is not None else None


def _counted(found: Target, lever: Lever, mode: Mode) -> Shown:
    return counted(mode)(lever.eligible + (lever.potential if found.counting_potential else 0))


def in_words(shown: ShownTarget) -> tuple[str, str]:
    """The answer by limits moved, and the answer by criteria switched off."""
    if shown.already:
        return f"Nothing needs to change: {shown.already.text} patients are {shown.status} already.", ""
    return _by_moving(shown), _by_switching_off(shown)


def _by_moving(shown: ShownTarget) -> str:
    if shown.moves:
        return f"{shown.moves.lever.said.full}: {_gives(shown, shown.moves)}"
    return (
        f"Up to three limits moved do not reach {shown.wanted:,}. With every limit as loose as its range allows, "
        f"{shown.most.text} are {shown.status}."
    )


def _by_switching_off(shown: ShownTarget) -> str:
    if shown.off:
        return f"{shown.off.lever.said.full}: {_gives(shown, shown.off)}"
    return f"Up to three criteria switched off do not reach {shown.wanted:,}."


def _gives(shown: ShownTarget, reach: Reach) -> str:
    return f"{reach.patients.text} {shown.status} ({reach.lever.gain})."


def target_dict(shown: ShownTarget) -> dict[str, Any]:
    """The object under `target` that `feasibility levers --wanted N --format json` prints."""
    return {
        "wanted": shown.wanted,
        "counting_potential": shown.counting_potential,
        "reached": shown.already is not None,
        "moves": lever_dict(shown.moves.lever) if shown.moves else None,
        "off": lever_dict(shown.off.lever) if shown.off else None,
        "most": shown.most.written,
    }
