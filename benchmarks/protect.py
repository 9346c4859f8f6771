"""Protected copies against the truth, each error beside its goal: `python -m benchmarks.protect --copies 40`.

Protocols of 5, 17 and 40 criteria, 1,200 patients, ε 3. The tables are drawn with seeds, and changed in ways, that
nothing was tuned on. Errors are absolute numbers of patients; printed is what 95 % of them stay within.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from time import perf_counter
from typing import Any

import numpy as np
import yaml

import criteria as cr
from benchmarks import trial
from benchmarks.figures import Figure, table
from criteria.data.dataset import Column, Floats, Numbers, Words
from criteria.funnel.levers.ranking import rank
from criteria.protect.copy import prepare, protect
from criteria.protect.declared import Declared
from demo_data.generate import complete, with_missingness

EPSILON, PATIENTS, MANY = 3.0, 1_200, 100_000
COPIES, TABLES = 8, 8
SITES = tuple(f"S{number}" for number in range(1, 9))
GOALS = {
    "eligible": 6, "potential": 8, "only": 12, "fails": 30,
    "one change, eligible": 13, "one change, potential": None,
    "two or three changes, eligible": 20, "two or three changes, potential": 35,
}  # fmt: skip
COMBINATIONS = 30
FIVE = ("C02_age", "C04_ecog", "C05_target", "C09c_hb", "C09g_crcl")
FLAGS, SCORES = 18, 5


@dataclass
class Errors:
    """The errors of all copies of one protocol, by what is counted.

    Attributes:
        gains: the true gain of the change each copy thinks best, as a part of the truly best gain.
        given_away: how many patients more the truly best change gains.
    """

    found: dict[str, list[int]] = field(default_factory=dict)
    gains: list[float] = field(default_factory=list)
    given_away: list[int] = field(default_factory=list)
    shown_as_none: int = 0
    signed: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, copy: int, true: int) -> None:
        """One number of a copy beside the true one."""
        self.found.setdefault(name, []).append(abs(copy - true))
        self.signed.setdefault(name, []).append(copy - true)


def figures(copies: int = COPIES, first: int = 100) -> Iterator[Figure]:
    """Every error of every protocol, and how long a copy of many patients takes."""
    for name, protocol in protocols():
        yield from of_protocol(name, protocol, copies, first)
    yield runtime()


def of_protocol(name: str, protocol: cr.Protocol, copies: int, first: int) -> Iterator[Figure]:
    """The errors of copies of one protocol."""
    errors, seconds = Errors(), []
    for number in range(copies):
        dataset = patients(first + number % TABLES, protocol)
        start = perf_counter()
        copy = protect(prepare(dataset, protocol, Declared(EPSILON, PATIENTS, SITES)), made=date(2026, 1, 1)).table
        seconds.append(perf_counter() - start)
        compare(dataset, copy, protocol, errors)
    for what, goal in GOALS.items():
        found, signed = errors.found[what], errors.signed[what]
        note = f"95 % of {len(found)}; median {np.median(found):.0f}, mean {np.mean(signed):+.1f}"
        yield Figure(f"{name}: {what}", float(np.quantile(found, 0.95)), "patients", at_most=goal, note=note)
    gain = float(np.quantile(errors.gains, 0.05))
    lost = float(np.quantile(errors.given_away, 0.95))
    yield Figure(f"{name}: true gain of the best change", gain, "of the best", at_least=0.95, note="5 % of copies")
    yield Figure(f"{name}: given away by it", lost, "patients", note="95 % of copies")
    yield Figure(f"{name}: 30 or more fails shown as none", float(errors.shown_as_none), "criteria", at_most=0)
    yield Figure(f"{name}: a copy", float(np.median(seconds)), "s", note=f"median of {copies}")


def compare(dataset: cr.Dataset, copy: cr.Dataset, protocol: cr.Protocol, errors: Errors) -> None:
    """Every number of a copy beside the true one."""
    engines = cr.MemoryEngine(dataset), cr.MemoryEngine(copy)
    base = cr.baseline(protocol)
    true, shown = (cr.evaluate(engine, base) for engine in engines)
    errors.add("eligible", shown.eligible, true.eligible)
    errors.add("potential", shown.potential, true.potential)
    for one, other in zip(true.rows, shown.rows, strict=True):
        errors.add("only", other.only, one.only)
        errors.add("fails", other.fails, one.fails)
        errors.shown_as_none += one.fails >= 30 and other.fails == 0
    for name, scenarios in (("one change", single(protocol)), ("two or three changes", several(protocol))):
        for scenario in scenarios:
            true, shown = (cr.evaluate(engine, scenario) for engine in engines)
            errors.add(f"{name}, eligible", shown.eligible, true.eligible)
            errors.add(f"{name}, potential", shown.potential, true.potential)
    found, best = gains(engines, base)
    errors.gains.append(found / best if best else 1.0)
    errors.given_away.append(best - found)


def gains(engines: Sequence[cr.MemoryEngine], scenario: cr.Scenario) -> tuple[int, int]:
    """The true gain of the change that the copy thinks best, and the truly best gain."""
    true, copy = (rank(engine, scenario).steps for engine in engines)
    moves = {each.moves: each.eligible for each in true}
    now = cr.evaluate(engines[0], scenario).eligible
    best = max(moves.values()) - now
    return moves.get(copy[0].moves, now) - now, best


def single(protocol: cr.Protocol) -> Iterator[cr.Scenario]:
    """Each limit to three values of its range, and each criterion switched off."""
    for name, limit in protocol.limits.items():
        if limit.value is not None:
            steps = limit.steps()
            for value in dict.fromkeys([steps[0], steps[len(steps) // 2], steps[-1]]):
                if value != limit.value:
                    yield cr.scenario(protocol, {name: value})
    for criterion in protocol.criteria:
        yield cr.scenario(protocol, off=[criterion.id])


def several(protocol: cr.Protocol) -> Iterator[cr.Scenario]:
    """Two or three limits moved or criteria switched off; always the same ones."""
    rng = np.random.default_rng(1)
    limits = [name for name, limit in protocol.limits.items() if limit.value is not None]
    ids = [each.id for each in protocol.criteria]
    for _ in range(COMBINATIONS):
        count, off = int(rng.integers(2, 4)), int(rng.integers(0, 2))
        moved = rng.choice(limits, min(len(limits), count - off), replace=False)
        values = {name: float(rng.choice(protocol.limits[name].steps())) for name in moved.tolist()}
        yield cr.scenario(protocol, values, rng.choice(ids, off, replace=False).tolist())


def runtime() -> Figure:
    """How long a copy of many patients takes, from the table in memory to the copy in memory."""
    protocol = cr.read_protocol(trial.REFERENCE)
    dataset = patients(1, protocol, MANY)
    start = perf_counter()
    protect(prepare(dataset, protocol, Declared(EPSILON, MANY, SITES)), made=date(2026, 1, 1))
    return Figure(f"a copy of {MANY:,} patients", perf_counter() - start, "s", at_most=60)


# --- protocols and tables -----------------------------------------------------------------------------------------


def protocols() -> Iterator[tuple[str, cr.Protocol]]:
    """The three protocols; the largest has variables of its own."""
    content = yaml.safe_load(trial.REFERENCE.read_text(encoding="utf-8"))
    few = [each for each in content["criteria"] if each["id"] in FIVE]
    limits = {name: each for name, each in content["limits"].items() if f"limit: {name}\n" in yaml.safe_dump(few)}
    yield "5 criteria", protocol_of(content | {"criteria": few, "limits": limits})
    yield "17 criteria", protocol_of(content)
    yield "40 criteria", protocol_of(content | _forty(content))


def protocol_of(content: dict[str, Any]) -> cr.Protocol:
    """A protocol of a file's content."""
    return cr.parse_protocol(yaml.safe_dump(content, sort_keys=False))


def _forty(content: dict[str, Any]) -> dict[str, Any]:
    flags = {f"excluded_by_{at}": {"kind": "flag", "label": f"excluded {at}"} for at in range(FLAGS)}
    scores = {f"score_{at}": {"kind": "number", "label": f"score {at}", "plausible": [0, 100]} for at in range(SCORES)}
    limit = {"label": "at most", "unit": "1", "value": 70, "min": 40, "max": 100, "step": 5}
    rules = [
        *({"kind": "not", "rule": {"kind": "flag", "variable": name}} for name in flags),
        *({"kind": "threshold", "value": name, "at_most": {"limit": f"{name}_max"}} for name in scores),
    ]
    criteria = [
        {"id": f"X{at}", "number": str(100 + at), "label": f"x{at}", "text": "x", "rule": rule}
        for at, rule in enumerate(rules)
    ]
    return {
        "variables": flags | scores,
        "limits": content["limits"] | {f"{name}_max": limit for name in scores},
        "criteria": [*content["criteria"], *criteria],
    }


def patients(seed: int, protocol: cr.Protocol, count: int = PATIENTS) -> cr.Dataset:
    """A table drawn with a seed; every other one is changed, so that it is not what the method was made on."""
    rng = np.random.default_rng((seed, 7))
    people = with_missingness(complete(count, seed), "curated", seed)
    if seed % 2:
        people["hb [g/L]"] = people["hb [g/L]"] - 15
        gappy = (people["site"] == f"S{1 + seed % 8}") & (rng.random(count) < 0.3)
        people.loc[gappy, ["ast [U/L]", "alt [U/L]", "anc [10*9/L]"]] = None
    known = cr.dataset_of(people, f"table {seed}")
    frailty = rng.standard_normal(count) + (people["age [a]"].fillna(52).to_numpy(dtype=float) - 52) / 20
    added = dict(_drawn(rng, frailty, protocol))
    return replace(known, columns={**known.columns, **added}, declared=dict(protocol.variables))


def _drawn(rng: np.random.Generator, frailty: Floats, protocol: cr.Protocol) -> Iterator[tuple[str, Column]]:
    """Conditions that come together with age and with each other, each of half to three of a hundred patients."""
    for at, (name, variable) in enumerate(protocol.variables.items()):
        missing = rng.random(len(frailty)) < 0.03
        raised = 0.4 * frailty + rng.standard_normal(len(frailty))
        if variable.kind == "number":
            score = np.where(missing, np.nan, np.clip(46 + 11 * raised, 0, 100).round(1))
            yield name, Numbers(score, score)
        else:
            has = raised > np.quantile(raised, 1 - 0.005 - 0.025 * at / FLAGS)
            yield name, Words(np.where(missing, -1, has).astype(np.int32), ("N", "Y"))


def main() -> None:
    """Print the errors beside the goals."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.protect", description=__doc__)
    parser.add_argument("--copies", type=int, default=COPIES)
    parser.add_argument("--first", type=int, default=100, help="the seed of the first table")
    parser.add_argument("--only", help="one protocol, such as 17")
    options = parser.parse_args()
    for name, protocol in protocols():
        if not options.only or name.startswith(options.only):
            print(table(of_protocol(name, protocol, options.copies, options.first)), flush=True)
    if not options.only:
        print(table([runtime()]))


if __name__ == "__main__":
    main()
