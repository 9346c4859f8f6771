"""Numbers that the file leaves in doubt stay as written: `1.234` among whole numbers, or beside decimal commas."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from criteria.data.columns.signs import EITHER, PLAIN
from criteria.data.files.pieces import is_text, words_of

# A cell with a decimal comma, or with points that can only stand between thousands.
_NOT_BY_POINTS = r"^[\s<>≤≥=~'\"]*[-+]?(?:\d[\d.]*,\d|\d{1,3}(?:\.\d{3}){2,})"
_PADDED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d\d0(?!\d)")
_MOSTLY_WHOLE = 0.3  # of numbers with three decimals one in a thousand is whole
_SURELY_SHORTER = 4  # so many decimals of one or two digits are no thousands that happen to end in zeros
_SAMPLE = 2_000

Again = Callable[[Sequence[str]], pa.Table]


def as_written_where_doubtful(table: pa.Table, again: Again, beginning: str) -> pa.Table:
    """The table with those columns of numbers as text that may hold thousands.

    Args:
        table: as a reader of decimal points reads it.
        again: reads columns as written.
        beginning: the first lines as written: where none of them has `2.100`, few decimals are no rounded thousands.
    """
    pointed = not any(_shows_commas(table[name]) for name in table.column_names if is_text(table[name]))
    floats = [name for name in table.column_names if pa.types.is_float64(table[name].type)]
    padded = bool(floats) and _PADDED.search(beginning) is not None
    asked = [name for name in floats if _may_hold_thousands(table[name], only_few=pointed, padded=padded)]
    if not asked:
        return table
    text = again(asked)
    for name in asked:
        if not _has_certain_point(text[name]):
            table = table.set_column(table.column_names.index(name), name, text[name])
    return table


def _shows_commas(column: pa.ChunkedArray) -> bool:
    words = words_of(column) if pa.types.is_dictionary(column.type) else column
    signed = pc.or_(pc.match_substring(words, ","), pc.match_substring(words, "."))
    if not pc.any(signed).as_py():  # as in most columns of words and identifiers, found without an expression
        return False
    return bool(pc.any(pc.match_substring_regex(words.filter(signed), _NOT_BY_POINTS)).as_py())


def _may_hold_thousands(column: pa.ChunkedArray, *, only_few: bool, padded: bool) -> bool:
    """Whether every decimal number of a column may be one of thousands: of three digits behind the point.

    Args:
        column: read as numbers with decimal points.
        only_few: only where many of its numbers are whole ones.
        padded: some number is written with three decimals of which the last is zero.
    """
    values = column.to_numpy()
    if only_few and not _mostly_whole(values[:: max(1, len(values) // _SAMPLE)]):
        return False
    parts = values[np.isfinite(values) & (values != np.floor(values))]
    if not len(parts):
        return padded
    if only_few and not _mostly_whole(values):
        return False
    size = np.abs(parts)
    if size.min() < 1 or size.max() >= 1000 or not _whole(size * 1000).all():
        return False
    if padded:
        return True
    short = int(_whole(size * 100).sum())
    return short < _SURELY_SHORTER or 2 * short < len(parts)


def _mostly_whole(values: np.ndarray) -> bool:
    known = values[np.isfinite(values)]
    return bool((known == np.floor(known)).mean() >= _MOSTLY_WHOLE) if len(known) else False


def _whole(values: np.ndarray) -> np.ndarray:
    near: np.ndarray = np.abs(values - np.round(values)) < 1e-6
    return near


def _has_certain_point(column: pa.ChunkedArray) -> bool:
    """Whether a number of a column has a decimal point for certain."""
    words = pc.utf8_trim_whitespace(words_of(column))
    pointed = pc.and_(pc.match_substring_regex(words, PLAIN), pc.match_substring(words, "."))
    return bool(pc.any(pc.and_(pointed, pc.invert(pc.match_substring_regex(words, EITHER)))).as_py())
