"""Levers: a million patients of the reference protocol, each answer against one evaluation from the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from statistics import median

import criteria as cr
from benchmarks import trial
from benchmarks.figures import Figure, milliseconds, ratios
from criteria.funnel.levers.curves import curves, surface
from criteria.funnel.levers.lever import Counts
from criteria.funnel.levers.overlap import overlap
from criteria.funnel.levers.patterns import patterns
from criteria.funnel.levers.ranking import rank
from criteria.funnel.levers.target import cheapest
from demo_data.generate import complete, with_missingness

PATIENTS, ROUNDS = 1_000_000, 7
SUBSETS_OF = 20  # criteria


def figures() -> Iterator[Figure]:
    """Every figure of the levers, the engine keeping the verdicts of the scenario as it does on a page."""
    dataset = cr.dataset_of(with_missingness(complete(PATIENTS), "curated"), "a million patients")
    scenario = cr.baseline(cr.read_protocol(trial.REFERENCE))
    engine = cr.MemoryEngine(dataset)
    eligible = cr.evaluate(engine, scenario).eligible
    works: dict[str, tuple[Callable[[], object], float | None]] = {
        "all curves of all limits": (partial(curves, engine, scenario), 15),
        f"all subsets of {SUBSETS_OF} criteria": (partial(all_subsets, engine, scenario), 3),
        "the ranked list, its curves included": (partial(rank, engine, scenario), 20),
        "a heat map": (partial(surface, engine, scenario, "specimen_max_age_days", "crcl_min"), 5),
        "how criteria overlap": (partial(overlap, engine, scenario), None),
        "the cheapest way to half as many again": (partial(cheapest, engine, scenario, eligible * 3 // 2), None),
    }
    bare: list[float] = []
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        bare.append(milliseconds(partial(from_columns, dataset, scenario)))
        for name, (work, _most) in works.items():
            taken[name].append(milliseconds(work))
    for name, (_work, most) in works.items():
        times = taken[name]
        note = ratios(times, bare)
        yield Figure(f"levers, 1 million patients: {name}", median(times), "ms", median(bare), at_most=most, note=note)


def from_columns(dataset: cr.Dataset, scenario: cr.Scenario) -> cr.Results:
    """The whole protocol, evaluated by an engine that keeps nothing yet."""
    return cr.evaluate(cr.MemoryEngine(dataset), scenario)


def all_subsets(engine: cr.MemoryEngine, scenario: cr.Scenario) -> tuple[Counts, Counts]:
    """Eligible and remaining patients for every set of criteria switched off; a set is a mask."""
    verdicts = [engine.verdicts(each, scenario) for each in scenario.protocol.criteria]
    costly = [each for each in verdicts if each.counts.failed or each.counts.unknown]
    chosen = (costly + verdicts)[:SUBSETS_OF]
    unmet = patterns([each.failed | each.unknown for each in chosen], engine.everyone)
    return unmet.subsets(), patterns([each.failed for each in chosen], engine.everyone).subsets()
