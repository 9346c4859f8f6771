"""Which rows of a table may be no patients: found at once in all of it, so that a table without any costs little."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from criteria.data.files.headings import is_identifier
from criteria.data.files.totals import total_kind

_BLANKS = ["", "na", "n/a", "nan", "null", "."]
_AT_EITHER_END = 12
_TELLING = 500  # rows by which a column is known to hold identifiers
_FIRST_COLUMNS = 3
_MANY = 1_000
_NO_DIGIT = r"^[^0-9]*$|\s|[:=]"

Positions = NDArray[np.intp]


def key_of(frame: pd.DataFrame, identifier: str | None = None) -> tuple[str, bool]:
    """The column by which rows are told apart, and whether it holds identifiers; else it is the first column."""
    named = identifier if identifier in frame.columns else next(filter(is_identifier, map(str, frame.columns)), None)
    if named is None:
        named = next((name for name in frame.columns[:_FIRST_COLUMNS] if _tells_apart(frame[name])), None)
    if named is not None:
        return named, True
    return next((name for name in frame.columns if frame[name].notna().any()), frame.columns[0]), False


def _tells_apart(column: pd.Series) -> bool:
    """Whether nearly every text of its first rows occurs once, and holds a digit, or its whole numbers go up by one."""
    some = column.iloc[:_TELLING].dropna()
    if len(some) < 3 or len(some) < 0.5 * min(len(column), _TELLING):
        return False
    if pd.api.types.is_integer_dtype(some.dtype):
        return bool((np.diff(some.to_numpy()) == 1).all())
    if not isinstance(some.dtype, (pd.StringDtype, pd.CategoricalDtype)):
        return False
    texts = some.astype("str")
    as_numbers = pd.to_numeric(texts.str.replace(",", ".", regex=False), errors="coerce")
    ordered = bool((as_numbers.dropna().diff().dropna() == 1).mean() > 0.9)
    named = bool((texts.str.contains(r"\d") & texts.str.contains(r"[^\W\d_]")).mean() > 0.6)
    return texts.nunique() >= 0.95 * len(texts) and (named or ordered)


def candidates(frame: pd.DataFrame, key: str) -> Positions:
    """Positions of the rows at either end, and of those whose key is blank or looks like no identifier."""
    rows = len(frame)
    ends = np.r_[: min(_AT_EITHER_END, rows), max(0, rows - _AT_EITHER_END) : rows]
    odd = _blank_or_odd(frame[key])
    found = np.union1d(ends, np.flatnonzero(odd)) if odd.any() else np.unique(ends)
    return found.astype(np.intp)


def _blank_or_odd(column: pd.Series) -> NDArray[np.bool_]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        categories = _odd_texts(pa.array(column.cat.categories.astype("str"), type=pa.string()))
        found: NDArray[np.bool_] = np.append(categories, True)[column.cat.codes.to_numpy()]
        return found
    if isinstance(column.dtype, pd.StringDtype) or column.dtype == object:
        return _odd_texts(_arrow(column))
    missing: NDArray[np.bool_] = column.isna().to_numpy()
    return missing


def _odd_texts(texts: pa.Array) -> NDArray[np.bool_]:
    """Texts that are blank, or differ from most in length or in that they do not end in a digit, and have no digit."""
    missing: NDArray[np.bool_] = texts.is_null().to_numpy(zero_copy_only=False)
    lengths = pc.fill_null(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False)
    if not len(lengths):
        return missing
    suspect = (lengths != np.bincount(np.minimum(lengths, 64)).argmax()) | ~_end_in_digit(texts, lengths)
    at = np.flatnonzero(suspect & ~missing)
    if not len(at):
        return missing
    some = texts.take(pa.array(at))
    odd = pc.match_substring_regex(some, _NO_DIGIT)
    if pc.sum(odd).as_py() > _MANY:  # words without a digit, as pseudonyms are: only those that are known can tell
        odd = pc.is_in(some, pa.array([word for word in pc.unique(some).to_pylist() if total_kind(word)], pa.string()))
    found = missing.copy()
    found[at[odd.to_numpy(zero_copy_only=False)]] = True
    return found


def _end_in_digit(texts: pa.Array, lengths: NDArray[Any]) -> NDArray[np.bool_]:
    _, offsets, data = texts.buffers()
    if data is None or not data.size:
        return np.zeros(len(texts), dtype=bool)
    ends = np.frombuffer(offsets, np.int32)[texts.offset + 1 : texts.offset + len(texts) + 1]
    last = np.frombuffer(data, np.uint8)[np.maximum(ends - 1, 0)]
    digits: NDArray[np.bool_] = (last >= 48) & (last <= 57) & (lengths > 0)
    return digits


def _arrow(column: pd.Series) -> pa.Array:
    found = pa.array(
        column if isinstance(column.dtype, pd.StringDtype) else column.astype("str"), type=pa.string(), from_pandas=True
    )
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def is_blank(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows have no value: every cell is missing, blank or says no more than that."""
    blank = np.ones(len(rows), dtype=bool)
    for name in rows.columns:
        if not blank.any():
            break
        blank &= _is_blank_cell(rows[name])
    return blank


def _is_blank_cell(column: pd.Series) -> NDArray[np.bool_]:
    missing: NDArray[np.bool_] = column.isna().to_numpy()
    if missing.all() or pd.api.types.is_numeric_dtype(column.dtype) or column.dtype.kind == "M":
        return missing
    texts = column.astype("str").str.strip().str.casefold()
    said: NDArray[np.bool_] = texts.isin(_BLANKS).to_numpy(dtype=bool)
    return missing | said
