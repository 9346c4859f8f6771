"""What stands for a missing value in a table: words that say so, and numbers that may."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from criteria.data.columns.distinct import words_in

# Words that say a value is missing (specification section 1.3).
MISSING_WORDS = frozenset(
    {"", "na", "n/a", "nan", "null", "none", "nk", "nd", "unk", "unknown", "pending", "haemolysed", "not done", "."}
)
# Numbers that may stand for a missing value (the same section): asked about, never taken for missing unasked.
SENTINELS = (-9.0, -99.0, -999.0, -9999.0, 99.0, 999.0, 9999.0)


def is_missing(word: str) -> bool:
    """Whether the word says that there is no value."""
    return word.strip().casefold() in MISSING_WORDS


def as_number(word: object) -> float | None:
    """The number a word stands for, or None."""
    try:
        return float(str(word))
    except ValueError:
        return None


def blank(series: pd.Series, codes: Collection[str]) -> pd.Series:
    """The column with its confirmed missing codes missing. A number is found however it is written (-9, -9.0)."""
    if not codes:
        return series
    numbers = [number for number in map(as_number, codes) if number is not None]
    if pd.api.types.is_numeric_dtype(series.dtype) and not pd.api.types.is_bool_dtype(series.dtype):
        return series.mask(series.isin(numbers))
    words = {code.strip().casefold() for code in codes}
    positions, found = words_in(series)
    text = pd.Series(found, dtype="string")
    gone = text.str.casefold().isin(words) | pd.to_numeric(text, errors="coerce").isin(numbers)
    return series.mask(np.append(gone.fillna(value=False).to_numpy(dtype=bool), False)[positions])
