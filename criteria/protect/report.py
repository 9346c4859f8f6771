"""The owner's private report: the copy against the truth. Its true counts void the promise towards who sees them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from criteria.data.dataset import Dataset
from criteria.engine.memory import MemoryEngine
from criteria.funnel.levers.lever import Lever
from criteria.funnel.levers.ranking import Ranking, rank
from criteria.funnel.results import Results, evaluate
from criteria.model.problems import Refused
from criteria.model.protocol import Protocol
from criteria.model.scenario import Scenario, baseline

HEADING = "FOR THE OWNER OF THE TABLE ALONE. True counts: who sees them is no longer protected by the copy."
_BEST = 5


def private_report(true: Dataset, copy: Dataset, protocol: Protocol) -> str:
    """The counts of the copy beside the true ones, and what its best changes truly gain. Text of many lines."""
    scenario = baseline(protocol)
    engines = MemoryEngine(true), MemoryEngine(copy)
    one, other = (evaluate(engine, scenario) for engine in engines)
    lines = [HEADING, "", *_counts(one, other), "", *_best(engines, scenario)]
    return "\n".join(lines) + "\n"


def _counts(true: Results, copy: Results) -> Iterator[str]:
    yield f"{'':<34}{'true':>8}{'copy':>8}"
    for name in ("patients", "eligible", "potential", "excluded"):
        yield f"{name:<34}{getattr(true, name):>8,}{getattr(copy, name):>8,}"
    yield ""
    yield f"{'':<34}{'fails':>16}{'only':>16}{'unknown':>16}"
    for one, other in zip(true.rows, copy.rows, strict=True):
        both = [f"{getattr(one, each):,} {getattr(other, each):,}" for each in ("fails", "only", "unknown")]
        yield f"{one.id:<34}" + "".join(f"{each:>16}" for each in both)


def _best(engines: tuple[MemoryEngine, MemoryEngine], scenario: Scenario) -> Iterator[str]:
    """The single changes the copy thinks best, with what they truly gain."""
    try:
        true, copy = (rank(engine, scenario) for engine in engines)
    except Refused as refused:
        yield str(refused)
        return
    gains = {each.moves: each.eligible - true.eligible for each in true.steps}
    yield f"{'best changes of the copy':<34}{'true':>8}{'copy':>8}"
    for lever in islice(_one_for_each_limit(copy), _BEST):
        (move,) = lever.moves
        named = f"{move.limit} {move.value:g}"
        yield f"{named:<34}{gains.get(lever.moves, 0):>+8,}{lever.eligible - copy.eligible:>+8,}"
    yield f"{'the truly best gains':<34}{max(gains.values(), default=0):>+8,}"


def _one_for_each_limit(ranking: Ranking) -> Iterator[Lever]:
    seen = set()
    for lever in ranking.steps:
        (move,) = lever.moves
        if move.limit not in seen:
            seen.add(move.limit)
            yield lever
