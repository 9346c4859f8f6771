"""Uploaded files as one table of patients; several stand in a private folder meanwhile, which is always removed."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from criteria.data.files.encodings import possible
from criteria.data.files.kinds import FILE_KINDS, TEXT, WORKBOOKS
from criteria.data.files.opening import read
from criteria.data.files.source import source_of
from criteria.data.identifiers.gate import gate
from criteria.data.raw import Raw
from criteria.data.several.bundle import bundle_of_file, bundle_of_uploads
from criteria.data.several.folders import DUCKDB
from criteria.data.table_map import TableMap
from criteria.data.tables import STANDARD, read_bundle, read_raw, together
from criteria.model.problems import Mend, Problem, Refused, refuse_if_any

Upload = tuple[str, bytes]

HIDDEN, HIDDEN_PATIENT = "(not shown)", "(a patient)"
MOST_FILES = 60  # an OMOP CDM has 39 tables, SDTM rarely more than 50 domains
LARGEST_TOGETHER = 2**30  # bytes: they are in memory and on the disk at once
_PLAIN = re.compile(r"[\w .()+-]{1,150}")  # nothing by which a database would look for several files


def read_uploads(
    files: Sequence[Upload],
    table_map: TableMap | None = None,
    *,
    progress: Callable[[float], None] | None = None,
) -> tuple[Raw, TableMap | None]:
    """One row per patient from uploaded files, and the map that says how they belong together.

    One file is read as it is. Several are an SDTM folder, an OMOP CDM, or tables of patients with a long table beside
    them; how these belong together is taken from the map, else proposed from their columns where no file is left over.

    Args:
        files: names and bytes; of a name only the last part counts.
        table_map: the map that came with them.
        progress: told how much of a single file has been read, from 0 to 1.

    Raises:
        Refused: they cannot be read, are too many or too large, or nothing says how they belong together.
    """
    named = [(_last(name), data) for name, data in files]
    if len(named) == 1 and not is_database(named[0][0]):
        return read_raw(named[0], table_map, progress=progress), table_map
    called = _called(named)
    refuse_if_any(called, _problems(named))
    if not _needs_a_folder(named, table_map):
        raw = read_bundle(bundle_of_uploads(called, named, table_map), table_map, complete=True)
        return raw, together(table_map, raw.proposed) if raw.proposed else table_map
    with _folder(named, called) as folder:
        try:
            return _read(folder, table_map), table_map
        except Refused as refused:  # the message would name a folder that is gone by then
            raise Refused(called if str(folder) in refused.what else refused.what, refused.problems) from None


def _needs_a_folder(named: Sequence[Upload], table_map: TableMap | None) -> bool:
    """Whether these are a database, or the tables of a standard that no map says how to read otherwise."""
    if is_database(named[0][0]):
        return True
    said = table_map is not None and (table_map.tables or table_map.measurements)
    return not said and bool({Path(name).stem.casefold() for name, _ in named} & STANDARD)


def ways_to_open(files: Sequence[Upload]) -> Iterator[Mend]:
    """The other ways to open a file that came alone: each sheet of a workbook, each encoding that a text may be in."""
    name, data = files[0]
    if len(files) > 1:
        return
    if _kind(name) in WORKBOOKS:
        book = bundle_of_file((name, data))
        if book is not None:
            yield Mend("the sheets that belong together", {"sheet": None})
            yield from (Mend(f"the sheet `{sheet}`", {"sheet": sheet}) for sheet in book.places)
    elif _kind(name) in TEXT and not data.isascii():
        found = possible(source_of((name, data)))
        yield from (Mend(f"text as {each.called}", {"encoding": each.name}) for each in found)


@dataclass(frozen=True)
class LongTable:
    """A long table of files that came together, as somebody sees it who says which of its columns is what.

    Attributes:
        table: its name.
        columns: its headings.
        rows: two of its rows, as texts, without what may name a person; empty where none may be shown.
    """

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(default=(), repr=False)


def long_tables(files: Sequence[Upload], table_map: TableMap, *, rows: bool) -> Iterator[LongTable]:
    """The long tables that a map names; `rows`: with two rows of each. Raises `Refused` where one cannot be read."""
    named = [(_last(name), data) for name, data in files]
    alone = len(named) == 1
    bundle = bundle_of_file(named[0], table_map) if alone else bundle_of_uploads("files", named, table_map)
    for long in table_map.measurements:
        found = bundle.find(long.table) if bundle else None
        frame = bundle.table(found).frame if bundle and found else read(named[0], said=TableMap()).frame
        yield LongTable(long.table, tuple(map(str, frame.columns)), _two_rows(frame, long.patient) if rows else ())


def _two_rows(frame: pd.DataFrame, patient: str) -> tuple[tuple[str, ...], ...]:
    """The first two rows as texts, without whatever may name a person."""
    naming = {each.column for each in gate(frame, TableMap(patient_id=patient)).refuse}
    shown = frame.head(2).astype("string").fillna("")
    shown = shown.assign(**dict.fromkeys(naming & set(shown), HIDDEN), **{patient: HIDDEN_PATIENT})
    return tuple(map(tuple, shown.to_numpy().tolist()))


def _last(name: str) -> str:
    """The last part of a name, whatever a browser sends before it."""
    return re.split(r"[\\/]", name)[-1].strip()


def is_database(name: str) -> bool:
    """Whether a file of this name is a database."""
    return _kind(name) in DUCKDB


def _kind(name: str) -> str:
    return Path(name).suffix.lower()


def _called(named: Sequence[Upload]) -> str:
    """What the files are called together, such as `dm, lb and vs`."""
    stems = [re.sub(r"[^\w -]", "", Path(name).stem)[:30] or "file" for name, _ in named]
    if len(stems) < 2:
        return "".join(stems) or "files"
    first = stems[:-1] if len(stems) <= 4 else stems[:3]
    return f"{', '.join(first)} and {stems[-1] if len(stems) <= 4 else f'{len(stems) - 3} more'}"


def _problems(named: Sequence[Upload]) -> Iterator[Problem]:
    if len(named) > MOST_FILES:
        yield Problem("too-many", "files", f"{len(named)} of them; at most {MOST_FILES} are read together")
    if sum(len(data) for _, data in named) > LARGEST_TOGETHER:
        message = f"larger than {LARGEST_TOGETHER // 2**30} GiB together; open the folder with `feasibility app --data`"
        yield Problem("too-large", "files", message)
    seen: set[str] = set()
    for name, data in named:
        subject = re.sub(r"[^\w .()+-]", "?", name)[:60] or "a file"
        if not _PLAIN.fullmatch(name) or name.startswith("."):
            yield Problem("file-name", subject, "rename it: letters, digits, spaces and . _ - ( ) only")
        elif _kind(name) not in (*FILE_KINDS, *DUCKDB):
            allowed = ", ".join(FILE_KINDS)
            yield Problem("unknown-format", name, f"among several files only {allowed} are read; save it as one")
        elif _kind(name) in DUCKDB and len(named) > 1:
            yield Problem("unknown-format", name, "a database is opened alone; leave the other files out")
        if not data:
            yield Problem("empty", subject, "the file is empty; export the table again")
        if name.casefold() in seen:
            yield Problem("duplicate-table", subject, "two files of this name; keep one of them, or rename it")
        seen.add(name.casefold())


@contextmanager
def _folder(named: Sequence[Upload], called: str) -> Iterator[Path]:
    """The files in a folder that nobody else may enter, gone with everything in it afterwards."""
    with tempfile.TemporaryDirectory(prefix="feasibility-") as private:  # made with mode 0700
        folder = Path(private) / called
        folder.mkdir()
        for name, data in named:
            (folder / name).write_bytes(data)
        yield folder


def _read(folder: Path, table_map: TableMap | None) -> Raw:
    """What only a database can open: one, or the folder of a standard."""
    paths = sorted(folder.iterdir())
    return read_raw(paths[0] if _kind(paths[0].name) in DUCKDB else folder, table_map)
