"""Pieces of a delimited file: cut at the ends of rows, and their columns put together as if read at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

SIZE = 2**24  # bytes; what a file takes in memory while it is read, beside its columns, is a few times this
FEW_WORDS = 1_000  # a column of text with no more different ones is kept as their positions


def pieces(file: BinaryIO, lines_above: int) -> Iterator[bytes]:
    """The rows of a file, some at a time, the first with the lines above it; no row may hold a line break."""
    above = b"".join(file.readline() for _ in range(lines_above))
    while piece := above + file.read(SIZE):
        yield piece + file.readline()
        above = b""


def compact(table: pa.Table) -> pa.Table:
    """The table with each column in one stretch of memory, and the positions of encoded words in 16 bits."""
    table = table.unify_dictionaries().combine_chunks()
    return pa.table({name: _narrow(table[name]) for name in table.column_names})


def together(
    tables: Sequence[pa.Table], at_once: Callable[[Sequence[str]], pa.Table], *, leading_zeros: bool
) -> pa.Table:
    """One table of all rows; columns of which the pieces do not tell the type are read again, `at_once`."""
    names = tables[0].column_names
    chunks = {name: [chunk for table in tables for chunk in table[name].chunks] for name in names}
    columns = {name: _joined(each, leading_zeros=leading_zeros) for name, each in chunks.items()}
    torn = [name for name, column in columns.items() if column is None]
    again = at_once(torn) if torn else {}
    return pa.table({name: again[name] if column is None else column for name, column in columns.items()})


def is_text(column: pa.ChunkedArray | pa.Array) -> bool:
    """Whether it is text, also dictionary-encoded."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return bool(pa.types.is_string(kind))


def words_of(column: pa.ChunkedArray) -> pa.Array:
    """The different texts of a column, of which an encoded one has the same dictionary in all its parts."""
    if not pa.types.is_dictionary(column.type):
        return pc.unique(column)
    return column.chunk(0).dictionary if column.num_chunks else pa.array([], pa.string())


def _narrow(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_dictionary(column.type):
        return column
    if not is_text(column) or len(words_of(column)) > FEW_WORDS:
        return column.cast(column.type.value_type)
    chunks = [pa.DictionaryArray.from_arrays(c.indices.cast(pa.int16()), c.dictionary) for c in column.chunks]
    return pa.chunked_array(chunks, pa.dictionary(pa.int16(), pa.string()))


def _joined(chunks: list[pa.Array], *, leading_zeros: bool) -> pa.ChunkedArray | None:
    """One column, or None where its pieces hold numbers and text, or `0x1F` perhaps, which is whole or text."""
    there = [chunk for chunk in chunks if not pa.types.is_null(chunk.type)]
    kinds = {chunk.type for chunk in there}
    if not kinds:
        return pa.chunked_array(chunks, pa.null())
    if all(is_text(chunk) for chunk in there):
        return _encoded(chunks) if kinds == {pa.dictionary(pa.int16(), pa.string())} else _as(pa.string(), chunks)
    if kinds == {pa.int64(), pa.float64()} and not leading_zeros:
        return _as(pa.float64(), chunks, safe=False)  # where digits are lost, it is read again
    return _as(kinds.pop(), chunks) if len(kinds) == 1 else None


def _as(kind: pa.DataType, chunks: list[pa.Array], *, safe: bool = True) -> pa.ChunkedArray:
    return pa.chunked_array([chunk.cast(kind, safe=safe) for chunk in chunks], kind)


def _encoded(chunks: list[pa.Array]) -> pa.ChunkedArray:
    """Encoded words with one dictionary for all, in which no blank is; text where the different words are many."""
    found = pc.unique(pa.chunked_array([chunk.dictionary for chunk in chunks if not pa.types.is_null(chunk.type)]))
    words = found.filter(pc.not_equal(found, ""))
    if len(words) > FEW_WORDS:
        return _as(pa.string(), chunks)
    narrow = pa.int8() if len(words) < 2**7 else pa.int16()
    kind = pa.dictionary(narrow, pa.string())
    return pa.chunked_array([_among(words, chunk, narrow) for chunk in chunks], kind)


def _among(words: pa.Array, chunk: pa.Array, narrow: pa.DataType) -> pa.DictionaryArray:
    if pa.types.is_null(chunk.type):
        return pa.DictionaryArray.from_arrays(pa.nulls(len(chunk), narrow), words)
    positions = pc.index_in(chunk.dictionary, words).cast(narrow)
    return pa.DictionaryArray.from_arrays(positions.take(chunk.indices), words)
