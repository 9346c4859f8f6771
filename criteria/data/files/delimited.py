"""Delimited text (CSV, TSV): delimiter and encoding are found, numbers become numbers, all else stays as written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from functools import partial
from io import RawIOBase
from typing import Any, BinaryIO, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from criteria.data.columns.missing import BLANKS
from criteria.data.dataset import Note
from criteria.data.files.above import LINES_ABOVE
from criteria.data.files.decimals import as_written_where_doubtful
from criteria.data.files.encodings import Encoding
from criteria.data.files.footers import footers
from criteria.data.files.formula_text import without_formula_text
from criteria.data.files.headings import is_identifier
from criteria.data.files.layout import NO_ROWS, Layout, beginning, layout_of, refuse_encoding
from criteria.data.files.pieces import FEW_WORDS, compact, is_text, pieces, together
from criteria.data.files.quoted import line_breaks
from criteria.data.files.source import Progress, Source

_WHOLE_IN_A_DOUBLE = 2.0**53
_MISSING = sorted({way(word) for word in BLANKS for way in (str, str.upper, str.capitalize)} | {"NaN", "N/a"})
_LEADING_ZERO = r"^\s*[-+]?0[0-9xX]"


@dataclass(frozen=True)
class Text:
    """A table that was text, its numbers as int64 or double, anything else as text; blank cells are null.

    Attributes:
        notes: what a person should know of how it was read.
        labels: by column, what a comment above the heading calls it.
    """

    table: pa.Table = field(repr=False)
    notes: tuple[Note, ...]
    labels: Mapping[str, str] = field(default_factory=dict)


def read_delimited(source: Source, encoding: Encoding, progress: Progress | None = None) -> Text:
    """The table; its text with few different words is dictionary-encoded. Raises `Refused` when it is none."""
    layout = layout_of(source, encoding.name)
    note = [*_of_encoding(encoding), *_of_lines_above(layout)]
    if layout.broken_lines or layout.odd_quotes:
        note += line_breaks(source, layout)
    table, left_out = _read(source, layout, progress=progress)
    note += left_out
    table = _with_text_as_written(source, layout, table)
    table = as_written_where_doubtful(table, partial(_as_written, source, layout), beginning(source, layout))
    labels = dict(zip(layout.headings, layout.labels, strict=True)) if layout.labels else {}
    return Text(_blank_as_missing(without_formula_text(table)), tuple(note), labels)


def _of_encoding(encoding: Encoding) -> Iterator[Note]:
    if encoding.strange:
        message = f"lines are not UTF-8; read as {encoding.called}; look whether letters with accents are right"
        yield Note("encoding", "file", encoding.strange, message)


def _of_lines_above(layout: Layout) -> Iterator[Note]:
    if layout.named_sign:
        sign = "tab" if layout.delimiter == "\t" else layout.delimiter
        yield Note(
            "delimiter-named", "heading", 1, f"line `sep={sign}` above the heading names the delimiter; left out"
        )
    if layout.told:
        yield Note("lines-above", "heading", layout.told, LINES_ABOVE)


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
    layout: Layout,
    *,
    text: Sequence[str] | None = None,
    only: Sequence[str] = (),
    at_once: bool = False,
    progress: Progress | None = None,
) -> tuple[pa.Table, list[Note]]:
    """The table or `only` some of its columns; those of `text` as written, by default what looks like an identifier.

    It is read in pieces unless that is impossible, or not wanted: `at_once`. Rows of another length than the heading
    are refused, all counted, unless they are footers, which are told.
    """
    uneven: list[int | None] = []
    as_text = [name for name in layout.headings if is_identifier(name)] if text is None else text
    options = _options(layout, as_text, only, uneven)
    in_pieces = not at_once and not layout.broken_lines and not layout.encoding.startswith("utf-16")
    try:
        tables = list((_piece_by_piece if in_pieces else _whole)(source, layout, options, progress))
    except (pa.ArrowException, UnicodeError, OSError) as error:
        _refuse_broken(source, layout, error)
    told = footers(source, layout, len(uneven)) if uneven else []
    again = partial(_read, source, layout, text=as_text, at_once=True)
    return together(tables, lambda names: again(only=names)[0], leading_zeros=layout.leading_zeros), told


def _piece_by_piece(
    source: Source, layout: Layout, options: dict[str, Any], progress: Progress | None
) -> Iterator[pa.Table]:
    with source.open() as file:
        for piece in pieces(file, layout.lines_above + 1):
            how = _rows(layout, with_heading=file.tell() == len(piece))
            yield compact(pacsv.read_csv(pa.BufferReader(piece), read_options=how, **options))
            if progress is not None:
                progress(min(file.tell() / source.size, 1.0))


def _whole(source: Source, layout: Layout, options: dict[str, Any], progress: Progress | None) -> Iterator[pa.Table]:
    with source.open() as opened, _Counted(opened) as file:
        how = _rows(layout, with_heading=True)
        yield compact(_waited_for(file, source.size, progress, read_options=how, **options))


def _rows(layout: Layout, *, with_heading: bool) -> pacsv.ReadOptions:
    return pacsv.ReadOptions(
        column_names=list(layout.headings),
        skip_rows=layout.lines_above if with_heading else 0,
        skip_rows_after_names=int(with_heading),
        encoding="utf8" if layout.encoding == "utf-8-sig" else layout.encoding,
    )


def _options(layout: Layout, text: Sequence[str], only: Sequence[str], uneven: list[int | None]) -> dict[str, Any]:
    def count(row: Any) -> str:
        uneven.append(row.number)
        return "skip"

    return {
        "parse_options": pacsv.ParseOptions(
            delimiter=layout.delimiter,
            newlines_in_values=layout.broken_lines,
            ignore_empty_lines=len(layout.headings) > 1,
            invalid_row_handler=count,
        ),
        "convert_options": pacsv.ConvertOptions(
            column_types=dict.fromkeys(text, pa.string()),
            include_columns=list(only),
            auto_dict_encode=True,
            auto_dict_max_cardinality=FEW_WORDS,
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


def _refuse_broken(source: Source, layout: Layout, error: Exception) -> NoReturn:
    if isinstance(error, UnicodeError) or "UTF8" in str(error):
        refuse_encoding(source, layout.encoding)
    source.refuse("not-a-table", "file", NO_ROWS)  # the library's message quotes the row: it is not passed on


# --- text as written ----------------------------------------------------------------------------------------------


def _with_text_as_written(source: Source, layout: Layout, table: pa.Table) -> pa.Table:
    """Columns read as dates, or as numbers that lose digits or leading zeros, read again as text."""
    lost = [name for name in table.column_names if _loses(table[name])]
    again = [*lost, *(n for n in table.column_names if layout.leading_zeros and n not in lost and _is_whole(table[n]))]
    if not again:
        return table
    text = _as_written(source, layout, again)
    return with_columns(table, {name: text[name] for name in again if name in lost or _has_leading_zero(text[name])})


def _as_written(source: Source, layout: Layout, columns: Sequence[str]) -> pa.Table:
    """Some columns once more, as text."""
    return _read(source, layout, text=columns, only=columns)[0]


def _loses(column: pa.ChunkedArray) -> bool:
    if pa.types.is_null(column.type) or is_text(column):
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


def _blank_as_missing(table: pa.Table) -> pa.Table:
    nulls = [name for name in table.column_names if pa.types.is_null(table[name].type)]
    table = with_columns(table, {name: table[name].cast(pa.float64()) for name in nulls})
    texts = [name for name in table.column_names if pa.types.is_string(table[name].type)]  # no encoded word is blank
    return with_columns(table, {name: _without_blank(table[name]) for name in texts})


def _without_blank(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pc.min(pc.binary_length(column)).as_py() != 0:
        return column
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
