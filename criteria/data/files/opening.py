"""Files of patients: CSV, TSV, Parquet, Excel, SAS transport; from a disk or an upload; one table each."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from criteria.data.dataset import Note
from criteria.data.files.carried import carried_card, is_listed
from criteria.data.files.containers import the_one_in
from criteria.data.files.delimited import read_delimited
from criteria.data.files.encodings import Encoding, encoding_of, possible
from criteria.data.files.headings import is_identifier, named, without_unnamed
from criteria.data.files.kinds import FILE_KINDS, REMEDIES, STATISTICS, TABLES, TEXT, kind_of
from criteria.data.files.rows import patients_of
from criteria.data.files.source import LARGEST, Progress, Source, source_of
from criteria.data.files.statistics import read_statistics
from criteria.data.files.table import Table
from criteria.data.files.workbooks import read_workbook
from criteria.data.map_file import parse_map
from criteria.data.raw import Described, Raw
from criteria.data.table_map import TableMap
from criteria.model.problems import Mend, Refused

CARD = "SOURCE.md"
LARGEST_UNPACKED = 4 * LARGEST
_GIVEN_BACK = 2**25  # bytes no longer used, above which they are given back to the system
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


def read(
    path: Path | tuple[str, bytes],
    *,
    sheet: str | None = None,
    said: TableMap | None = None,
    progress: Progress | None = None,
) -> Raw:
    """Read one file, or an upload given as its name and bytes.

    Text is as written, but for numbers in columns of nothing else; what looks like an identifier stays text. Rows that
    are no patients are left out and counted. Raises `Refused` with a remedy.

    Args:
        path: the file, which may be packed.
        sheet: which sheet of a workbook.
        said: the map, which may name the encoding, agree to text that looks garbled, and name the identifiers.
        progress: called in the calling thread with the part read, 0 to 1.
    """
    source = source_of(path)
    with ThreadPoolExecutor(1) as beside:
        digested = beside.submit(source.digest)
        given = the_one_in(source)
        found = _table(given, sheet, said or TableMap(), progress)
    frame, blank = without_unnamed(given, found.frame)
    _refuse_nothing_in(given, frame)
    carried = carried_card(path) if isinstance(path, Path) and kind_of(path.name) in _PARQUET else {}
    known = parse_map(str(carried["map"])) if carried else None
    mapped = said or known
    patients = patients_of(frame, mapped.patient_id if mapped else None)
    _refuse_nothing_in(given, patients.frame)
    digest = digested.result()
    card = (_card(path, digest) if isinstance(path, Path) else {}) or (carried if is_listed(digest) else {})
    return Raw(
        str(card.get("title") or source.name),
        patients.frame,
        digest,
        (*_of_packed(source, given), *found.notes, *blank, *patients.notes),
        known=known,
        card=card,
        described=_with_units(found.described, patients.units),
    )


def _of_packed(source: Source, given: Source) -> Iterator[Note]:
    if given is not source:
        yield Note("unpacked", given.name, 1, "file was unpacked, and read")


def _with_units(described: Mapping[str, Described], units: Mapping[str, str]) -> Mapping[str, Described]:
    more = {name: replace(described.get(name, Described()), unit=unit) for name, unit in units.items()}
    return {**described, **more}


def _table(source: Source, sheet: str | None, said: TableMap, progress: Progress | None) -> Table:
    kind = kind_of(source.name)
    if kind not in TABLES:
        remedy = REMEDIES.get(kind, "not a format that is read")
        source.refuse("unknown-format", kind or "file", f"{remedy}; give one of {', '.join(FILE_KINDS)}")
    if kind in TEXT:
        return _text(source, said, kind, progress)
    try:
        return _BINARY[kind](source, sheet, progress)
    except Refused:
        raise
    except MemoryError:
        remedy = "give the columns the trial asks for only, or load the table into a database"
        source.refuse("too-large", "file", f"takes more memory than there is for it; {remedy}")
    except Exception:  # whatever a library raises on bytes it never foresaw; its message may quote them
        source.refuse("not-a-table", "file", f"not a readable {kind} file, or a damaged one; export the table again")


def _text(source: Source, said: TableMap, kind: str, progress: Progress | None) -> Table:
    _refuse_what_is_no_text(source, kind)
    encoding = Encoding(said.encoding) if said.encoding else encoding_of(source)
    if encoding.garbled and not said.agrees("garbled", "file"):
        remedy = "write `encoding: …` into the map with the right one, or `agreed: [garbled:file]` if it is right"
        message = f"text looks garbled when it is read as {encoding.called}; export it as UTF-8, {remedy}"
        source.refuse("garbled", "file", message, _encodings(source))
    try:
        text = read_delimited(source, encoding, progress)
    except csv.Error:
        longest = f"a cell is longer than {csv.field_size_limit():,} signs"
        source.refuse("not-a-table", "file", f"{longest}, as in no table of patients; export it again as CSV")
    columns = dict(zip(text.table.column_names, text.table.columns, strict=True))
    described = {name: Described(label=label) for name, label in text.labels.items() if label}
    notes = text.notes
    del text  # so that the columns are the only ones that hold the values
    return Table(_frame_of(columns), notes, described)


def _encodings(source: Source) -> Iterator[Mend]:
    """Ways to read a text that looks garbled."""
    yield Mend("it is right as it is", {"agreed": ["garbled:file"]})
    for each in possible(source):
        yield Mend(f"read it as {each.called}", {"encoding": each.name})


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


def _only_a_frame(reader: Callable[[Source, str | None, Progress | None], pd.DataFrame]) -> _Reader:
    return lambda source, sheet, progress: Table(reader(source, sheet, progress))


_PARQUET = (".parquet", ".pq")
_Reader = Callable[[Source, str | None, Progress | None], Table]
_BINARY: dict[str, _Reader] = {
    **dict.fromkeys(_PARQUET, _only_a_frame(_read_parquet)),
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    **dict.fromkeys(STATISTICS, read_statistics),
}
