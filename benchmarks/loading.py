"""Loading: a million patients of CSV, read, searched for identifiers and validated, against pyarrow's bare read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil
import pyarrow as pa
import pyarrow.csv as pacsv

import criteria as cr
from benchmarks import own_names
from benchmarks.engine import Peak
from benchmarks.figures import Figure, milliseconds, ratios
from criteria.data import tables
from criteria.data.files import opening
from criteria.data.identifiers.gate import find
from criteria.data.raw import Raw
from criteria.model.variables import PATIENT_ID
from demo_data.generate import complete, with_missingness

PATIENTS, COLUMNS, ROUNDS = 1_000_000, 30, 7
MIB = 2**20


def figures() -> Iterator[Figure]:
    """Every figure of loading."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "patients.csv"
        write(path)
        yield from against_pyarrow(path)
        yield from in_its_own_process(path)
        yield from own_names.figures(Path(folder))


def write(path: Path) -> None:
    """The demonstration population: identifiers, 11 columns of words, 18 of numbers, some missing."""
    table = with_missingness(complete(PATIENTS), "curated").iloc[:, :COLUMNS]
    options = pacsv.WriteOptions(quoting_style="none", quoting_header="none")
    pacsv.write_csv(pa.Table.from_pandas(table, preserve_index=False), path, options)


def _look(raw: Raw) -> None:
    if find(replace(raw).looked, PATIENT_ID).refuse:  # a look that remembers nothing yet
        raise SystemExit("the drawn table is taken for one of persons")


def against_pyarrow(path: Path) -> Iterator[Figure]:
    """The whole way, and its parts, each beside a bare read in the same round."""
    raw = opening.read(path)
    works: dict[str, Callable[[], object]] = {
        "all of it": partial(cr.read_table, path),
        "of it, reading": partial(opening.read, path),
        "of it, the gate alone": partial(_look, raw),
        "of it, the gate and values to numbers and codes": lambda: tables.dataset_from(replace(raw)),
    }
    bare: list[float] = []
    taken: dict[str, list[float]] = {part: [] for part in works}
    for _ in range(ROUNDS):
        bare.append(milliseconds(partial(pacsv.read_csv, path)))
        for part, work in works.items():
            taken[part].append(milliseconds(work))
    for part, times in taken.items():
        name = f"CSV of {PATIENTS // 1_000_000} million patients × {COLUMNS} to a checked table: {part}"
        required = 3.0 if part == "all of it" else None
        yield Figure(name, median(times), "ms", median(bare), at_most=required, note=ratios(times, bare))


def in_its_own_process(path: Path) -> list[Figure]:
    """Memory, measured where nothing else has run."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(memory, path).result()


def memory(path: Path) -> list[Figure]:
    """The most memory the process holds while it reads, beyond what it held before."""
    process = psutil.Process()
    before = process.memory_info().rss
    with Peak(process) as peak:
        raw = opening.read(path)
    table = int(raw.frame.memory_usage(deep=True).sum())
    beyond = (peak.bytes - before) / MIB
    note = f"resident memory; the file itself {path.stat().st_size / MIB:.0f} MiB"
    return [
        Figure("the same, peak of memory while reading (peer: the table read)", beyond, "MiB", table / MIB, note=note)
    ]
