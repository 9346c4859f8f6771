"""Files of patients: CSV, TSV, Parquet, Excel, SAS transport; from a disk or an upload; one table each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from criteria.data.dataset import Note
from criteria.data.files.delimited import read_delimited
from criteria.data.files.headings import is_identifier, named, without_unnamed
from criteria.data.files.source import LARGEST, Progress, Source, source_of
from criteria.data.files.transport import read_transport
from criteria.data.files.workbooks import read_workbook
from criteria.data.raw import Raw
from criteria.model.problems import Refused

CARD = "SOURCE.md"
LARGEST_UNPACKED = 4 * LARGEST
_GIVEN_BACK = 2**25  # bytes no longer used, above which they are given back to the system
KINDS = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".xlsx", ".xpt")

_REMEDIES = {
    ".xls": "an old Excel format; save it as .xlsx",
    ".xlsb": "a binary Excel format; save it as .xlsx",
    ".xlsm": "a workbook with macros; save it as .xlsx",
    ".ods": "save it as .xlsx",
    ".sas7bdat": "save it as SAS transport (.xpt) or CSV",
    ".zip": "unpack it and give one of its files",
    ".gz": "unpack it and give the file in it",
}
_OTHERS = {  # how files begin that are not text
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"PK\x03\x04": "a zip file",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"\x1f\x8b": "a gzip file",
    b"HEADER RECORD": "a SAS transport file",
    b"SQLite": "a database",
    b"{": "JSON",
    b"[": "JSON",
    b"<": "HTML or XML",
}
_IS_A = {"a Parquet file": ".parquet", "a SAS transport file": ".xpt", "a zip file": ".xlsx, if it is a workbook"}


def read(path: Path | tuple[str, bytes], *, sheet: str | None = None, progress: Progress | None = None) -> Raw:
    """Read one file, or an upload given as its name and bytes.

    Text is as written, but for numbers in columns of nothing else; what looks like an identifier stays text.
    `progress` is called in the calling thread with the part read, 0 to 1. Raises `Refused` with a remedy.
    """
    source = source_of(path)
    with ThreadPoolExecutor(1) as beside:
        digested = beside.submit(source.digest)
        frame, notes = _frame(source, sheet, progress)
    frame, blank = without_unnamed(source, frame)
    _refuse_nothing_in(source, frame)
    digest = digested.result()
    card = _card(path, digest) if isinstance(path, Path) else {}
    return Raw(str(card.get("title") or source.name), frame, digest, (*notes, *blank), card=card)


def _frame(source: Source, sheet: str | None, progress: Progress | None) -> tuple[pd.DataFrame, list[Note]]:
    kind = Path(source.name).suffix.lower()
    if kind not in KINDS:
        remedy = _REMEDIES.get(kind, "not a format that is read")
        source.refuse("unknown-format", kind or "file", f"{remedy}; give one of {', '.join(KINDS)}")
    if kind in (".csv", ".tsv", ".txt"):
        _refuse_what_is_no_text(source, kind)
        table, notes = read_delimited(source, progress)
        columns = dict(zip(table.column_names, table.columns, strict=True))
        del table  # so that the columns are the only ones that hold the values
        return _frame_of(columns), notes
    try:
        return _BINARY[kind](source, sheet, progress), []
    except Refused:
        raise
    except Exception:  # whatever a library raises on bytes it never foresaw; its message may quote them
        source.refuse("not-a-table", "file", f"not a readable {kind} file, or a damaged one; export the table again")


def _frame_of(columns: dict[str, pa.ChunkedArray]) -> pd.DataFrame:
    """The columns as a frame; each is let go of once it is there, so that not all are held twice."""
    series, unused = {}, 0
    for name in list(columns):
        column = columns.pop(name)
        series[name] = column.to_pandas()
        unused += column.nbytes
        del column
        if unused > _GIVEN_BACK:
            pa.default_memory_pool().release_unused()
            unused = 0
    return pd.DataFrame(series, copy=False)


def _refuse_what_is_no_text(source: Source, kind: str) -> None:
    start = source.start(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, what in _OTHERS.items():
        if start.startswith(signature):
            remedy = f"name it {_IS_A[what]}" if what in _IS_A else "export the table as CSV"
            source.refuse("not-a-table", "file", f"{what} with the ending {kind}; {remedy}")


def _refuse_nothing_in(source: Source, frame: pd.DataFrame) -> None:
    if frame.empty:
        source.refuse("no-patients", "rows", "the table has no patient; give at least one row below the heading")
    if not any(frame[name].notna().any() for name in frame.columns):
        source.refuse("no-values", "rows", "every cell is missing; export the table again")


# --- Parquet ------------------------------------------------------------------------------------------------------


def _read_parquet(source: Source, _sheet: str | None, progress: Progress | None) -> pd.DataFrame:
    with source.open() as file, pq.ParquetFile(file) as parquet:
        names = named(source, parquet.schema_arrow.names)
        _refuse_nested(source, parquet.schema_arrow)
        unpacked = sum(parquet.metadata.row_group(at).total_byte_size for at in range(parquet.num_row_groups))
        if unpacked > LARGEST_UNPACKED:
            message = f"larger than {LARGEST_UNPACKED // 2**30} GiB when unpacked; give fewer columns"
            source.refuse("too-large", "file", message)
        table = pa.Table.from_batches(_batches(parquet, progress), parquet.schema_arrow).rename_columns(list(names))
    table.validate(full=True)  # bytes that are no text would end the process when pandas first looks at them
    # without pandas' own notes in the file, which would turn a column into an index
    frame: pd.DataFrame = _plain(table.replace_schema_metadata(None)).to_pandas(date_as_object=False)
    return frame


def _refuse_nested(source: Source, schema: pa.Schema) -> None:
    nested = [field.name for field in schema if pa.types.is_nested(field.type)]
    if nested:
        source.refuse("nested-column", ", ".join(nested), "holds lists or records; give one value in a cell")


def _batches(parquet: pq.ParquetFile, progress: Progress | None) -> Iterator[pa.RecordBatch]:
    done = 0
    for batch in parquet.iter_batches(batch_size=2**17):
        yield batch
        done += batch.num_rows
        if progress is not None:
            progress(done / parquet.metadata.num_rows)


def _plain(table: pa.Table) -> pa.Table:
    """Numbers, truth values, dates and text; nothing encoded, and identifiers as text."""
    for at, field in enumerate(table.schema):
        target = _plain_type(field)
        if target != field.type:
            table = table.set_column(at, field.name, table.column(at).cast(target))
    return table


def _plain_type(field: pa.Field) -> pa.DataType:
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if pa.types.is_null(kind) or pa.types.is_decimal(kind):
        return pa.float64()
    number = pa.types.is_integer(kind) and is_identifier(field.name)
    if number or not (pa.types.is_primitive(kind) or pa.types.is_boolean(kind)) or pa.types.is_time(kind):
        return pa.string()
    return kind


# --- the data card ------------------------------------------------------------------------------------------------


def _card(path: Path, digest: str) -> dict[str, Any]:
    """What the data card beside the table says of exactly this file; nothing when there is no such card."""
    try:
        text = (path.parent / CARD).read_text(encoding="utf-8")
        tables = yaml.safe_load(text.split("---")[1])["tables"]
        entry = tables.get(path.name) or {}
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, yaml.YAMLError):
        return {}
    return entry if entry.get("sha256") == digest else {}


_BINARY: dict[str, Callable[[Source, str | None, Progress | None], pd.DataFrame]] = {
    ".parquet": _read_parquet,
    ".pq": _read_parquet,
    ".xlsx": read_workbook,
    ".xpt": read_transport,
}
