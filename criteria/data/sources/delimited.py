"""Delimited text (CSV, TSV): delimiter and encoding are found, numbers become numbers, all else stays as written."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from io import RawIOBase, StringIO, TextIOWrapper
from itertools import islice
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from criteria.data.dataset import Note
from criteria.data.sources.decimals import decimal_commas
from criteria.data.sources.headings import is_identifier, named
from criteria.data.sources.source import Progress, Source
from criteria.data.values import MISSING_WORDS

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "|"}
_OTHER_DELIMITERS = "^~:!\x01\x1f "
_BLOCK = 2**20
_SAMPLE_ROWS = 100
_WHOLE_IN_A_DOUBLE = 2.0**53
_MISSING = sorted({way(word) for word in MISSING_WORDS for way in (str, str.upper, str.capitalize)} | {"NaN", "N/a"})
_LEADING_ZERO = r"^\s*[-+]?0[0-9xX]"


@dataclass(frozen=True)
class _Layout:
    """How the text is written. `leading_zeros`: some cell may start with a zero that a number would lose."""

    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    quoted: bool
    leading_zeros: bool


def read_delimited(source: Source, progress: Progress | None = None) -> tuple[pa.Table, list[Note]]:
    """The table, its numbers as int64 or double, anything else as text; blank cells are null.

    Raises `Refused` when the text is not a table.
    """
    encoding, note = _encoding(source)
    layout = _layout(source, encoding)
    table = _read(source, layout, progress=progress)
    table = _with_text_as_written(source, layout, table)
    table, commas = decimal_commas(source, table, lambda names: _read(source, layout, text=names, only=names),
                                   separated_by_comma=layout.delimiter == ",")  # fmt: skip
    return _blank_is_null(table), [*note, *commas]


# --- encoding -----------------------------------------------------------------------------------------------------


def _encoding(source: Source) -> tuple[str, list[Note]]:
    start = source.start(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", []
    if len(start) == 4 and start[1::2] == b"\0\0" and start[0] and start[2]:
        return "utf-16-le", []
    strange = _lines_not_utf8(source)
    if not strange:
        return "utf-8-sig", []
    encoding = _guess(source, strange)
    message = f"lines are not UTF-8; read as {encoding}; look whether letters with accents are right"
    return encoding, [Note("encoding", "file", len(strange), message)]


def _lines_not_utf8(source: Source) -> list[bytes]:
    """Lines that are not UTF-8; a NUL byte is refused."""
    strange: list[bytes] = []
    with source.open() as file:
        while block := file.read(_BLOCK) + file.readline():
            if b"\0" in block:
                source.refuse("nul-bytes", "file", "holds NUL bytes, which no text has; export the table as CSV again")
            if not block.isascii():
                strange += _not_utf8(block)
    return strange


def _not_utf8(block: bytes) -> list[bytes]:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return [line for line in block.split(b"\n") if not _is_utf8(line)]
    return []


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess(source: Source, lines: Sequence[bytes]) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(b"\n".join(islice(lines, 1000)), cp_isolation=["cp1252", "gb18030"]).best()
    if best is None:
        source.refuse("encoding", "file", "neither UTF-8, UTF-16, Windows-1252 nor GB18030 text; save it as UTF-8")
    return {"cp1252": "Windows-1252"}.get(best.encoding, best.encoding.upper())


# --- layout -------------------------------------------------------------------------------------------------------


def _layout(source: Source, encoding: str) -> _Layout:
    rows = _sample(source, encoding)
    if not any(line.strip() for line in rows):
        source.refuse("empty", "file", "holds no text; export the table again")
    delimiter = _delimiter(source, rows)
    headings = named(source, _cells(rows, delimiter)[0])
    quoted, zeros = (True, True) if encoding.startswith("utf-16") else _quotes_and_zeros(source, delimiter)
    return _Layout(encoding, delimiter, headings, quoted, zeros)


def _sample(source: Source, encoding: str) -> list[str]:
    """The first lines, as text."""
    with source.open() as file, TextIOWrapper(file, encoding, newline="") as text:
        try:
            return StringIO(text.read(_BLOCK), newline=None).read().split("\n")[:_SAMPLE_ROWS]
        except UnicodeError:
            source.refuse("encoding", "file", f"looks like {encoding} text and is not; save it as UTF-8")


def _cells(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """Rows of cells, blank lines left out."""
    return [row for row in csv.reader((f"{line}\n" for line in lines), delimiter=delimiter) if row]


def _delimiter(source: Source, lines: list[str]) -> str:
    """The sign that cuts most rows into as many cells as the heading. Refused when that is none or more than one."""
    fits = {sign: _fit(lines, sign) for sign in DELIMITERS}
    best = max(fits.values())
    if best[1] > 1:
        candidates = [DELIMITERS[sign] for sign, fit in fits.items() if fit == best]
        if len(candidates) > 1:
            message = f"cells may be separated by {' or '.join(candidates)}; quote the cells that hold the other sign"
            source.refuse("delimiter", "file", message)
        return next(sign for sign, fit in fits.items() if fit == best)
    if any(_separates(lines, sign) for sign in _OTHER_DELIMITERS):
        message = "cells are not separated by comma, semicolon, tab or |; export the table with one of these"
        source.refuse("delimiter", "file", message)
    return ","


def _fit(lines: list[str], sign: str) -> tuple[float, int]:
    """The share of rows with as many cells as the heading, and how many these are; no share for a single cell."""
    try:
        rows = _cells(lines, sign)
    except csv.Error:
        return 0.0, 0
    cells = len(rows[0]) if rows else 0
    return (sum(len(row) == cells for row in rows) / len(rows) if cells > 1 else 0.0), cells


def _separates(lines: list[str], sign: str) -> bool:
    counts = {line.strip().count(sign) for line in lines if line.strip()}
    return len(counts) == 1 and counts.pop() > 0 and len(lines) > 1


def _quotes_and_zeros(source: Source, delimiter: str) -> tuple[bool, bool]:
    """Whether there is any quotation mark, and any cell that may start with a zero before a digit."""
    quoted = zeros = False
    with source.open() as file:
        while block := file.read(_BLOCK) + file.readline():
            quoted = quoted or b'"' in block
            zeros = zeros or _leading_zero(np.frombuffer(block, np.uint8), ord(delimiter))
            if quoted and zeros:
                break
    return quoted, zeros


def _leading_zero(block: np.ndarray, delimiter: int) -> bool:
    """Whether `0` is followed by a digit or x, and follows a delimiter or a sign that sorts before one."""
    before, here, after = block[:-2], block[1:-1], block[2:]
    return bool(((here == 48) & ((after - 48 < 10) | (after | 32 == 120)) & ((before <= 45) | (before == delimiter))).any())


# --- reading ------------------------------------------------------------------------------------------------------


class _Counted(RawIOBase):
    """A file that counts the bytes it has given."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.done = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.done += len(block)
        return block

    def close(self) -> None:
        self._file.close()
        super().close()


def _read(
    source: Source,
    layout: _Layout,
    *,
    text: Sequence[str] | None = None,
    only: Sequence[str] = (),
    progress: Progress | None = None,
) -> pa.Table:
    """The table or `only` some of its columns; those of `text` as written, by default what looks like an identifier.

    Rows of another length than the heading are refused, all counted.
    """
    uneven: list[int | None] = []
    as_text = [name for name in layout.headings if is_identifier(name)] if text is None else text
    with source.open() as opened, _Counted(opened) as file:
        try:
            table = _waited_for(file, source.size, progress, **_options(layout, as_text, only, uneven))
        except (pa.ArrowException, UnicodeError, OSError) as error:
            _refuse_broken(source, layout, error)
    if uneven:
        _refuse_uneven(source, layout, len(uneven))
    return table


def _options(layout: _Layout, text: Sequence[str], only: Sequence[str], uneven: list[int | None]) -> dict[str, Any]:
    def count(row: Any) -> str:
        uneven.append(row.number)
        return "skip"

    return {
        "read_options": pacsv.ReadOptions(
            column_names=list(layout.headings),
            skip_rows_after_names=1,
            encoding="utf8" if layout.encoding == "utf-8-sig" else layout.encoding,
        ),
        "parse_options": pacsv.ParseOptions(
            delimiter=layout.delimiter,
            newlines_in_values=layout.quoted,
            ignore_empty_lines=len(layout.headings) > 1,
            invalid_row_handler=count,
        ),
        "convert_options": pacsv.ConvertOptions(
            column_types=dict.fromkeys(text, pa.string()),
            include_columns=list(only),
            null_values=_MISSING,
            true_values=["\0"],  # never: a word stays as it was written
            false_values=["\0"],
        ),
    }


def _waited_for(file: _Counted, size: int, progress: Progress | None, **options: Any) -> pa.Table:
    """Read in another thread, telling in this one how far it is."""
    if progress is None:
        return pacsv.read_csv(file, **options)
    with ThreadPoolExecutor(1) as pool:
        reading: Future[pa.Table] = pool.submit(pacsv.read_csv, file, **options)
        while True:
            try:
                return reading.result(timeout=0.1)
            except NotYet:
                progress(min(file.done / size, 1.0))


def _refuse_broken(source: Source, layout: _Layout, error: Exception) -> None:
    if isinstance(error, UnicodeError) or "UTF8" in str(error):
        source.refuse("encoding", "file", f"not {layout.encoding} text throughout; save it as UTF-8")
    # the library's message quotes the row: it is not passed on
    message = "cannot be cut into rows and cells; is a quotation mark not closed? Export the table again"
    source.refuse("not-a-table", "file", message)


def _refuse_uneven(source: Source, layout: _Layout, count: int) -> None:
    first = ", ".join(str(number) for number in islice(_uneven_rows(source, layout), 3))
    rows = f"{count} row{'s have' if count != 1 else ' has'}"
    message = (
        f"{rows} more or fewer cells than the heading ({len(layout.headings)}), first in row {first} of the file; "
        f"quote cells that hold a {DELIMITERS[layout.delimiter]}, and write blank cells as blank"
    )
    source.refuse("uneven-rows", "rows", message)


def _uneven_rows(source: Source, layout: _Layout) -> Iterator[int]:
    with source.open() as file, TextIOWrapper(file, layout.encoding, newline="") as text:
        rows = csv.reader(text, delimiter=layout.delimiter)
        for number, row in enumerate(rows, start=1):
            if row and len(row) != len(layout.headings):
                yield number


# --- text as written ----------------------------------------------------------------------------------------------


def _with_text_as_written(source: Source, layout: _Layout, table: pa.Table) -> pa.Table:
    """Columns read as dates, or as numbers that lose digits or leading zeros, read again as text."""
    lost = [name for name in table.column_names if _loses(table[name])]
    whole = [name for name in table.column_names if name not in lost and _is_whole(table[name])]
    again = [*lost, *(whole if layout.leading_zeros else ())]
    if not again:
        return table
    text = _read(source, layout, text=again, only=again)
    return with_columns(table, {name: text[name] for name in again if name in lost or _has_leading_zero(text[name])})


def _loses(column: pa.ChunkedArray) -> bool:
    if pa.types.is_null(column.type) or pa.types.is_string(column.type):
        return False
    if not (pa.types.is_int64(column.type) or pa.types.is_float64(column.type)):
        return True
    ends = pc.min_max(column)
    return any(end is not None and abs(end) >= _WHOLE_IN_A_DOUBLE and end not in (np.inf, -np.inf)
               for end in (ends["min"].as_py(), ends["max"].as_py()))  # fmt: skip


def _is_whole(column: pa.ChunkedArray) -> bool:
    if pa.types.is_float64(column.type):
        return bool(pc.all(pc.equal(column, pc.floor(column))).as_py())
    return bool(pa.types.is_int64(column.type))


def _has_leading_zero(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.match_substring_regex(column, _LEADING_ZERO)).as_py())


def with_columns(table: pa.Table, columns: dict[str, pa.ChunkedArray]) -> pa.Table:
    """The table with some columns replaced."""
    for name, column in columns.items():
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def _blank_is_null(table: pa.Table) -> pa.Table:
    blank = pa.scalar(None, pa.string())
    return with_columns(
        table,
        {
            name: pc.if_else(pc.equal(table[name], ""), blank, table[name])
            for name in table.column_names
            if pa.types.is_string(table[name].type) and pc.any(pc.equal(table[name], "")).as_py()
        },
    )
