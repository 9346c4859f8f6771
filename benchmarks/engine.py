"""The engine: all numbers after one moved limit, against Polars; what it keeps in memory; the demonstration tables."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from math import isclose
from multiprocessing import get_context
from statistics import median
from threading import Event, Thread

import polars as pl
import psutil

import criteria as cr
from benchmarks import peer, trial
from benchmarks.figures import Figure, milliseconds, ratios, spread

SIZES = {1_000_000: 31, 10_000_000: 11}  # patients: rounds
GIB = 2**30
DEMONSTRATION = ("curated", "raw_ehr")


def figures() -> Iterator[Figure]:
    """Every figure of the engine."""
    for patients, rounds in SIZES.items():
        yield from against_polars(patients, rounds)
    yield from in_its_own_process()
    protocol = cr.read_protocol(trial.REFERENCE)
    for name in DEMONSTRATION:
        yield from demonstration(name, protocol)


def against_polars(patients: int, rounds: int) -> Iterator[Figure]:
    """The first evaluation, and those after one moved limit, ours and Polars' in turn."""
    dataset = trial.dataset(patients)
    frame = peer.frame(dataset)
    moves = trial.moves()
    engine = cr.MemoryEngine(dataset)
    first = next(moves)
    cold = milliseconds(partial(cr.evaluate, engine, first))
    kind = _faster(frame, moves)
    cold_peer = milliseconds(partial(from_columns, frame, first, kind))
    _agree(engine, frame, next(moves), kind)

    ours, theirs, kept = [], [], []
    for scenario in islice(moves, rounds):
        booleans = frame.select(**peer.met(scenario)).lazy()
        ours.append(milliseconds(partial(cr.evaluate, engine, scenario)))
        theirs.append(milliseconds(partial(from_columns, frame, scenario, kind)))
        kept.append(milliseconds(partial(peer.results, booleans, scenario, kind)))
    size = f"{patients // 1_000_000} million patients"
    name = f"one limit moved, all numbers of 25 criteria, {size}"
    yield Figure(name, median(ours), "ms", median(theirs), faster=True, at_least=15, note=ratios(theirs, ours))
    yield Figure(
        f"the same, Polars keeping the criteria's Booleans, {size}", median(ours), "ms", median(kept), faster=True
    )
    yield Figure(f"first evaluation, {size}", cold, "ms", cold_peer, faster=True, note="once")


def from_columns(frame: pl.DataFrame, scenario: cr.Scenario, kind: peer.Engine) -> dict[str, float]:
    """Polars' numbers, from the columns."""
    return peer.results(frame.lazy().select(**peer.met(scenario)), scenario, kind)


def _faster(frame: pl.DataFrame, moves: Iterator[cr.Scenario]) -> peer.Engine:
    """The one of Polars' two engines that is faster here, after a first try that is not counted."""
    taken: dict[peer.Engine, float] = {
        kind: min(milliseconds(partial(from_columns, frame, scenario, kind)) for scenario in islice(moves, 3))
        for kind in peer.ENGINES
    }
    return min(taken, key=taken.__getitem__)


def _agree(engine: cr.MemoryEngine, frame: pl.DataFrame, scenario: cr.Scenario, kind: peer.Engine) -> None:
    """Stop unless both compute the very same numbers."""
    ours = peer.as_numbers(cr.evaluate(engine, scenario))
    theirs = from_columns(frame, scenario, kind)
    different = [name for name in ours | theirs if not isclose(ours[name], theirs[name], rel_tol=1e-9)]
    if different:
        raise SystemExit(f"ours and Polars' numbers differ: {', '.join(different)}")


def in_its_own_process() -> list[Figure]:
    """Memory, measured where nothing else has run: memory that was freed can be used again unseen."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(memory).result()


def memory(patients: int = 10_000_000, moved: int = 40) -> list[Figure]:
    """What the process holds beyond the table, and its peak, after the first evaluation and many moved limits."""
    process = psutil.Process()
    before = process.memory_info().rss
    dataset = trial.dataset(patients)
    table = sum(column.low.nbytes for column in dataset.columns.values() if hasattr(column, "low"))
    engine = cr.MemoryEngine(dataset)
    with_table = process.memory_info().rss
    with Peak(process) as peak:
        for scenario in islice(trial.moves(), moved):
            cr.evaluate(engine, scenario)
    held = process.memory_info().rss - with_table
    note = f"{moved} limits moved; resident memory; the table itself {(with_table - before) / GIB:.2f} GiB"
    name = "memory beyond the table, 10 million patients (peer: the table of 25 numbers itself)"
    allowed = 1.2 * GIB / table
    return [
        Figure(f"{name}: held", held / GIB, "GiB", table / GIB, at_most=round(allowed, 3), note=note),
        Figure(f"{name}: peak", (peak.bytes - with_table) / GIB, "GiB", table / GIB),
    ]


class Peak:
    """The most memory a process held while inside, looked at every few milliseconds."""

    def __init__(self, process: psutil.Process) -> None:
        self.bytes = 0
        self._process = process
        self._done = Event()
        self._thread = Thread(target=self._watch)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.005):
            self.bytes = max(self.bytes, self._process.memory_info().rss)


def demonstration(name: str, protocol: cr.Protocol, rounds: int = 200) -> Iterator[Figure]:
    """The reference protocol over a demonstration table: this is what every step of a drag costs."""
    engine = cr.MemoryEngine(cr.read_table(trial.REFERENCE.parent / f"{name}.parquet"))
    moves = trial.moves(protocol)
    first = next(moves)
    cold = milliseconds(partial(cr.evaluate, engine, first))
    taken = [milliseconds(partial(cr.evaluate, engine, scenario)) for scenario in islice(moves, rounds)]
    size = f"{engine.dataset.patients:,} patients"
    yield Figure(f"reference protocol, one limit moved, {size}", median(taken), "ms", at_most=3, note=spread(taken))
    yield Figure(f"reference protocol, first evaluation, {size}", cold, "ms", note="once")
