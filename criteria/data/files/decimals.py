"""Numbers with a decimal comma: read as numbers where it is certain, asked about where `1,234` could be either."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from criteria.data.columns.missing import MISSING_WORDS
from criteria.data.dataset import Note
from criteria.data.files.pieces import is_text, words_of
from criteria.data.files.source import Source

_SIGN = r"[<>≤≥=]*\s*[-+]?"
# three digits after a comma could also be thousands, unless a zero stands before it
_COMMA = rf"^\s*{_SIGN}(?:\d+,\d+)(?:\s*[-–]\s*\d+(?:,\d+)?)?\s*\+?\s*$"
_MAYBE_THOUSANDS = rf"^\s*{_SIGN}[1-9]\d{{0,2}},\d{{3}}\s*\+?\s*$"
_CERTAINLY_THOUSANDS = rf"^\s*{_SIGN}[1-9]\d{{0,2}}(?:(?:,\d{{3}}){{2,}}(?:\.\d+)?|(?:,\d{{3}})+\.\d+)\s*\+?\s*$"
_POINT_THOUSANDS = r"^\s*[-+]?[1-9]\d{0,2}(?:\.\d{3})+\s*$"

Again = Callable[[Sequence[str]], pa.Table]


def decimal_commas(
    source: Source, table: pa.Table, again: Again, *, separated_by_comma: bool
) -> tuple[pa.Table, list[Note]]:
    """The table with decimal commas read; `again` reads columns once more as they are written.

    Refused: a table where a comma or point may be a decimal sign as well as a thousands separator.
    """
    every = {name: words_of(table[name]) for name in table.column_names if is_text(table[name])}
    words = {name: each for name, each in every.items() if _any(each, ",")}
    texts = list(words)
    certain = [name for name in texts if _any(words[name], _COMMA, but=_MAYBE_THOUSANDS)]
    unsure = [name for name in texts if name not in certain and _any(words[name], _MAYBE_THOUSANDS)]
    thousands = [name for name in texts if _any(words[name], _CERTAINLY_THOUSANDS)]
    if thousands or not certain:
        both = bool(thousands and certain)
        if both or (unsure and not thousands and not separated_by_comma):
            _ask(source, certain + unsure, ",")
        return table, []
    points = [name for name in table.column_names if pa.types.is_float64(table[name].type)]
    doubtful = [name for name in points if _all(again([name])[name], _POINT_THOUSANDS)]
    if doubtful:
        _ask(source, doubtful, ".")
    for name in certain + unsure:
        table = table.set_column(table.column_names.index(name), name, _read(table[name]))
    return table, [Note("decimal-comma", "columns", len(certain + unsure), "columns have a decimal comma; read so")]


def _ask(source: Source, columns: Sequence[str], sign: str) -> NoReturn:
    message = f"`{sign}` may be a decimal sign or separate thousands; write a decimal point and no thousands"
    source.refuse("decimal-sign", ", ".join(columns), message)


def _any(words: pa.ChunkedArray, pattern: str, but: str = r"^\b$") -> bool:
    found = pc.and_(pc.match_substring_regex(words, pattern), pc.invert(pc.match_substring_regex(words, but)))
    return bool(pc.any(found).as_py())


def _all(words: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(words, pattern)).as_py())


def _read(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column with decimal points; numbers when all of it are."""
    column = column.cast(pa.string())
    pointed = pc.if_else(pc.match_substring_regex(column, _COMMA), pc.replace_substring(column, ",", "."), column)
    missing = pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(pointed)), pa.array(sorted(MISSING_WORDS)))
    present = pc.if_else(missing, pa.scalar(None, pa.string()), pointed)
    try:
        return pc.cast(pc.utf8_trim_whitespace(present), pa.float64())
    except pa.ArrowInvalid:
        return pointed
