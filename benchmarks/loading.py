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
from typing import Any

import numpy as np
import pandas as pd
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
from criteria.data.map_file import parse_map
from criteria.data.raw import Raw
from criteria.data.table_map import TableMap
from criteria.model.variables import PATIENT_ID
from demo_data.generate import complete, with_missingness

PATIENTS, COLUMNS, ROUNDS = 1_000_000, 30, 7
LONG_ROWS, LONG_PATIENTS, LONG_ROUNDS = 1_000_000, 20_000, 5
TESTS = ("Hämoglobin", "Thrombozyten", "Kreatinin", "GOT", "GPT", "Bilirubin", "INR", "aPTT", "Neutrophile", "Kalium")
MIB = 2**20


def figures() -> Iterator[Figure]:
    """Every figure of loading."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "patients.csv"
        write(path)
        yield from against_pyarrow(path)
        yield from in_its_own_process(path)
        yield from own_names.figures(Path(folder))
        yield long_table(Path(folder) / "long")


def write(path: Path) -> None:
    """The demonstration population: identifiers, 11 columns of words, 18 of numbers, some missing."""
    table = with_missingness(complete(PATIENTS), "curated").iloc[:, :COLUMNS]
    options = pacsv.WriteOptions(quoting_style="none", quoting_header="none")
    pacsv.write_csv(pa.Table.from_pandas(table, preserve_index=False), path, options)


def write_long(folder: Path) -> TableMap:
    """Patients with an index date, and a million results of ten tests with German moments and decimal commas."""
    folder.mkdir()
    draw = np.random.default_rng(1)
    minutes = draw.integers(0, 500 * 24 * 60, LONG_ROWS)
    results = {
        "Patient": [f"P{number:05}" for number in draw.integers(0, LONG_PATIENTS, LONG_ROWS)],
        "Datum": (pd.Timestamp("2023-01-01") + pd.to_timedelta(minutes, unit="min")).strftime("%d.%m.%Y %H:%M"),
        "Test": draw.choice(TESTS, LONG_ROWS),
        "Wert": [f"{value:.1f}".replace(".", ",") for value in draw.uniform(1, 200, LONG_ROWS)],
        "Einheit": draw.choice(["mg/dl", "g/dl", "U/l"], LONG_ROWS),
        "Normbereich": "1,0 - 20,0",
    }
    patients = {"Patient": [f"P{number:05}" for number in range(LONG_PATIENTS)], "Indexdatum": "01.03.2024"}
    files: dict[str, dict[str, Any]] = {"results.csv": results, "patients.csv": patients}
    for name, columns in files.items():
        pd.DataFrame(columns).to_csv(folder / name, sep=";", index=False)
    return parse_map(
        "{tables: [patients.csv], patient_id: Patient, index: {column: Indexdatum}, measurements: {table: results.csv, "
        "patient: Patient, name: Test, value: Wert, unit: Einheit, range: Normbereich, date: Datum}}"
    )


def long_table(folder: Path) -> Figure:
    """A long table to the latest value of each patient and test, beside a bare read of the same file."""
    table_map = write_long(folder)
    bare, taken = [], []
    read = partial(pacsv.read_csv, folder / "results.csv", parse_options=pacsv.ParseOptions(delimiter=";"))
    for _ in range(LONG_ROUNDS):
        bare.append(milliseconds(read))
        taken.append(milliseconds(partial(tables.read_raw, folder, table_map)))
    name = f"long table of {LONG_ROWS // 1_000_000} million dated results to the latest of each patient and test"
    return Figure(name, median(taken), "ms", median(bare), note=ratios(taken, bare))


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
