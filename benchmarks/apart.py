"""Uploads, read in processes of their own: how long a large one takes, and what others feel of hostile ones."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pyarrow.csv as pacsv

import criteria as cr
from benchmarks.figures import Figure, milliseconds, ratios
from benchmarks.loading import COLUMNS, PATIENTS, write
from tests.data.apart.hostile import HOSTILE

ROUNDS, MOVES = 5, 2_000
DEMO_DATA = Path(__file__).parents[1] / "demo_data"
PROTOCOL = DEMO_DATA / "NCT05616468.yaml"
PIECES = 12  # hostile files at once


def figures() -> Iterator[Figure]:
    """Every figure of uploads."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "patients.csv"
        write(path)
        yield large(path)
    yield beside_hostile_files()


def large(path: Path) -> Figure:
    """A million patients from bytes to a table that can be asked, through the process and back."""
    protocol, data = cr.read_protocol(PROTOCOL), path.read_bytes()
    bare, taken = [], []
    with contextlib.closing(cr.Readers(most=2)) as readers:
        for _ in range(ROUNDS):
            bare.append(milliseconds(partial(pacsv.read_csv, path)))
            with contextlib.closing(readers.take()) as reader:
                reader.open([("first.csv", b"age [a]\n60\n")], protocol)  # it is warm, as on the page
                taken.append(milliseconds(partial(_through, reader, data, protocol)))
    name = f"CSV of {PATIENTS // 1_000_000} million patients × {COLUMNS} as an upload, through its own process"
    return Figure(name, median(taken), "ms", median(bare), at_most=3.0, note=ratios(taken, bare))


def _through(reader: cr.Reader, data: bytes, protocol: cr.Protocol) -> None:
    reader.open([("patients.csv", data)], protocol)
    if reader.hand_over().patients != PATIENTS:
        raise SystemExit("patients were lost")


def beside_hostile_files() -> Figure:
    """A limit moved in the server, alone and while files made to hurt are read: the longest of each is in the note."""
    protocol = cr.read_protocol(PROTOCOL)
    engine = cr.MemoryEngine(cr.read_table(DEMO_DATA / "curated.parquet"))
    move = _mover(engine, protocol)
    alone = [milliseconds(move) for _ in range(MOVES)]
    with contextlib.closing(cr.Readers(cr.Limits(seconds=20), most=8)) as readers:
        makers = (list(HOSTILE.values()) * 2)[:PIECES]
        threads = [threading.Thread(target=_try, args=(readers, make(), protocol)) for make in makers]
        for each in threads:
            each.start()
        beside = []
        while any(each.is_alive() for each in threads):
            beside.append(milliseconds(move))
    name = f"limit moved while {PIECES} files made to hurt are read (peer: while none is)"
    note = f"median of {len(beside):,}; longest {max(beside):.0f} ms, alone {max(alone):.0f} ms"
    return Figure(name, median(beside), "ms", median(alone), at_most=2.0, note=note)


def _mover(engine: cr.MemoryEngine, protocol: cr.Protocol) -> Callable[[], object]:
    values = iter(list(protocol.limits["plt_min"].steps()) * MOVES * 100)
    return lambda: cr.evaluate(engine, cr.scenario(protocol, {"plt_min": next(values)}))


def _try(readers: cr.Readers, files: dict[str, bytes], protocol: cr.Protocol) -> None:
    text = files.pop("map.yaml", None)
    with contextlib.closing(readers.take()) as reader, contextlib.suppress(cr.Refused):
        reader.open(list(files.items()), protocol, given=(text.decode(), "map.yaml") if text else None)
