"""Where tables stand: files of a folder, a DuckDB file, a PostgreSQL server; only read, and closed after use."""

from __future__ import annotations

import codecs
import re
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import BinaryIO

import duckdb
import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from criteria.data.dataset import Note
from criteria.data.files.kinds import FILE_KINDS, PACKED, PARQUET, kind_of
from criteria.data.files.opening import read
from criteria.data.files.quoted import refuse_open_quotes
from criteria.data.files.source import Source, source_of
from criteria.data.files.transport import transport_parts
from criteria.data.several import postgresql
from criteria.model.problems import Problem, Refused

MEMORY = "2GB"  # beyond it DuckDB works on disk, in a folder that is removed afterwards
KINDS = tuple(kind for kind in FILE_KINDS if kind not in (".txt", ".zip"))  # these stand beside tables as remarks
_TABLES = """
    SELECT table_schema, table_name FROM information_schema.tables
    WHERE table_catalog = current_database() AND table_schema NOT IN ('information_schema', 'pg_catalog')
    ORDER BY table_schema <> 'main', 1, 2
"""


@dataclass(frozen=True)
class Tables:
    """The tables of one place, as expressions that the database works out.

    Attributes:
        name: what a person calls the place; never with a password.
        found: the tables by their name in lower case, a file's without its ending; columns as they are written.
        remark: what a person should know of where they were found; empty when there is nothing to say.
        keep: works an expression out once, for all that is made of it; a server, which is only read, keeps nothing.
    """

    name: str
    found: Mapping[str, ir.Table] = field(repr=False)
    remark: str = ""
    keep: Callable[[ir.Table], ir.Table] = field(default=lambda table: table, repr=False)

    def table(self, name: str, case: Callable[[str], str] = str.lower) -> ir.Table | None:
        """A table with its column names in one case; None when there is none of this name."""
        table = self.found.get(name)
        return None if table is None else table.rename({case(column): column for column in table.columns})


def opened(address: str | Path, only: Callable[[str], bool] = lambda _: True) -> AbstractContextManager[Tables]:
    """The tables at an address, those whose lower-case name is asked for. Raises `Refused` when it cannot be opened."""
    if "://" in str(address):
        return _server(str(address), only)
    path = Path(address)
    return _folder(path, only) if path.is_dir() else _file(path, only)


@contextmanager
def _server(address: str, only: Callable[[str], bool]) -> Iterator[Tables]:
    name = postgresql.shown(address)
    with postgresql.refusals(name), postgresql.connected(address) as connection:
        places, remark = postgresql.placed(connection, postgresql.schema_of(address), name)
        found = {
            low: connection.table(place.table, database=place.schema) for low, place in places.items() if only(low)
        }
        yield Tables(name, found, remark)


@contextmanager
def _file(path: Path, only: Callable[[str], bool]) -> Iterator[Tables]:
    if not path.exists():
        raise Refused(str(path), [Problem("unreadable", "file", "no such file or folder; check the path")])
    with _duckdb(path, path.name) as connection:
        held = connection.con.execute(_TABLES).fetchall()  # ibis 12 lists tables by a call that DuckDB 2 has dropped
        places = {table.lower(): (schema, table) for schema, table in reversed(held) if only(table.lower())}
        found = {low: connection.table(table, database=schema) for low, (schema, table) in places.items()}
        yield Tables(path.name, found, keep=_keeping(connection))


@contextmanager
def _folder(folder: Path, only: Callable[[str], bool]) -> Iterator[Tables]:
    files = files_of(folder)
    with _duckdb(None, folder.name) as connection:
        found = {name: _read(connection, path) for name, path in files.items() if only(name)}
        yield Tables(folder.name, found, keep=_keeping(connection))


def _keeping(connection: ibis.backends.duckdb.Backend) -> Callable[[ir.Table], ir.Table]:
    """Temporary tables, which a database that is only read has room for as well."""
    numbers = count()
    return lambda table: connection.create_table(f"kept {next(numbers)}", table, temp=True)


def files_of(folder: Path) -> dict[str, Path]:
    """The table files of a folder by lower-case name without ending. Raises `Refused` where two share a name."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and kind_of(path.name) in KINDS)
    found: dict[str, Path] = {}
    for path in paths:
        other = found.setdefault(_stem(path), path)
        if other is not path:
            message = f"{other.name} and {path.name} are the same table twice; keep one of them"
            raise Refused(folder.name, [Problem("duplicate-table", path.name, message)])
    return found


def _stem(path: Path) -> str:
    """The name of a table: its file's without the ending, also where that is packed."""
    return (Path(path.stem).stem if kind_of(path.name) in PACKED else path.stem).lower()


def unused_files(address: str | Path, used: Collection[str]) -> list[Note]:
    """A note of the files of a folder from which nothing is read; nothing for what is no folder."""
    names = sorted(files_of(Path(address)).keys() - set(used)) if Path(address).is_dir() else []
    message = "tables and files that hold no variable of ours"
    return [Note("table-not-used", ", ".join(names), len(names), message)] if names else []


@contextmanager
def _duckdb(path: Path | None, name: str) -> Iterator[ibis.backends.duckdb.Backend]:
    """A connection that spills into a folder of its own, and whose errors never show what stands in a row."""
    with tempfile.TemporaryDirectory(prefix="feasibility-") as spill:
        connection = None
        try:
            connection = ibis.duckdb.connect(
                ":memory:" if path is None else path,
                read_only=path is not None,
                temp_directory=spill,
                memory_limit=MEMORY,
                autoinstall_known_extensions=False,
            )
            if path is not None:  # a view inside somebody's database file could read any file of this machine
                connection.con.execute("SET enable_external_access = false")
            yield connection
        except duckdb.Error as error:
            raise Refused(name, [_duckdb_problem(error)]) from None
        finally:
            if connection is not None:
                connection.disconnect()


def _duckdb_problem(error: duckdb.Error) -> Problem:
    """DuckDB quotes the row it stumbled over: only its kind and the row's number are passed on."""
    line = re.search(r"\bLine: (\d+)", str(error))
    if line:
        message = "cannot be split into the same columns as the heading; is a quote left open, or a cell too many?"
        return Problem("not-a-table", f"line {line[1]}", message)
    if isinstance(error, (duckdb.IOException, duckdb.InvalidInputException)):
        return Problem("not-a-table", "file", "damaged, in use elsewhere, or not what its ending says; export it again")
    if isinstance(error, duckdb.OutOfMemoryException):
        return Problem("too-large", "file", f"does not fit {MEMORY} of memory and the free disk; give fewer rows")
    return Problem("unreadable", "file", f"DuckDB could not read it ({type(error).__name__}); export it again")


def _read(connection: ibis.backends.duckdb.Backend, path: Path) -> ir.Table:
    kind = kind_of(path.name)
    try:
        if kind in PARQUET:
            return connection.read_parquet(path)
        if kind == ".xpt":
            return _xpt(connection, path)
        return _text(connection, path) if _is_plain(path, kind) else _as_a_file(connection, path)
    except duckdb.Error as error:
        raise Refused(path.name, [_duckdb_problem(error)]) from None
    except OSError as error:
        message = f"{error.strerror or 'cannot be read'}; check the rights to read it".lower()
        raise Refused(path.name, [Problem("unreadable", "file", message)]) from None


def _text(connection: ibis.backends.duckdb.Backend, path: Path) -> ir.Table:
    """A delimited file, every cell as text. The delimiter is found by DuckDB."""
    table = connection.read_csv(path, header=True, all_varchar=True, encoding="utf-8", sample_size=20_000)
    source = Source(path.name, path.stat().st_size, lambda: path.open("rb"))  # however large: the database reads it
    refuse_open_quotes(source, "utf-8-sig", table.columns)
    return table


def _as_a_file(connection: ibis.backends.duckdb.Backend, path: Path) -> ir.Table:
    """A file as it is read when it comes alone, every cell as text; dates as dates."""
    frame = read(path).frame
    texts = {str(name): frame[name] if _is_dated(frame[name]) else _written(frame[name]) for name in frame.columns}
    rows = pa.Table.from_pandas(pd.DataFrame(texts), preserve_index=False)
    return connection.create_table(f"file {path.stem.lower()}", rows, temp=True)


def _is_dated(column: pd.Series) -> bool:
    return pd.api.types.is_datetime64_any_dtype(column.dtype)


def _written(column: pd.Series) -> pd.Series:
    """Numbers as they are written, whole ones without a point."""
    if pd.api.types.is_float_dtype(column.dtype) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype("string")


def _is_plain(path: Path, kind: str) -> bool:
    """Whether a file is text in UTF-8 with nothing above its heading, which the database reads best."""
    if kind not in (".csv", ".tsv"):
        return False
    with path.open("rb") as file:
        start = file.read(64).removeprefix(codecs.BOM_UTF8)
        if not start:
            raise Refused(path.name, [Problem("empty-file", "file", "the file is empty; export it again")])
        if start.startswith(b"#") or start.lower().lstrip(b'"').startswith(b"sep="):
            return False
        file.seek(0)
        return _is_utf8(file)


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _xpt(connection: ibis.backends.duckdb.Backend, path: Path) -> ir.Table:
    """A SAS transport file, copied into the database a part at a time."""
    name = f"xpt {path.stem.lower()}"
    try:
        for number, part in enumerate(transport_parts(source_of(path))):
            rows = pa.Table.from_pandas(part, preserve_index=False)
            if number:
                connection.insert(name, rows)
            else:
                connection.create_table(name, rows, temp=True)
    except (Refused, duckdb.Error):
        raise
    except Exception:  # whatever pandas raises on bytes it never foresaw; its message may quote them
        message = "not a readable SAS transport file (version 5), or a damaged one; export it again"
        raise Refused(path.name, [Problem("not-a-table", "file", message)]) from None
    return connection.table(name)
