"""What stands in a column: how much is missing, numbers in wide bins, words with their counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import floor, log10
from typing import Literal

import numpy as np
import pandas as pd

from criteria.data.columns.dates import parse_dates
from criteria.data.columns.missing import MISSING_WORDS, SENTINELS, is_missing
from criteria.data.columns.values import Parsed, parse
from criteria.data.dataset import Column, Floats, Numbers

FEW_WORDS = 20
"""A column with more different words is not one whose words a person maps."""
_LONG = 40  # a text longer than this is prose, and prose may name a patient
_MOST = 0.8  # of the values must be numbers, or dates, for a column to be one of these
_BINS = 8


@dataclass(frozen=True)
class Bin:
    """How many values lie in [low, high); None is an open end, so that no smallest and no largest value is told."""

    low: float | None
    high: float | None
    count: int

    @property
    def label(self) -> str:
        """The bin in words."""
        if self.low is None:
            return "any" if self.high is None else f"below {self.high:g}"
        return f"{self.low:g} or more" if self.high is None else f"{self.low:g} to below {self.high:g}"


@dataclass(frozen=True)
class Profile:
    """What stands in one column.

    Attributes:
        kind: what most of its values are.
        rows, missing: how many patients, and how many of them without a value (a word such as NA included).
        distinct: how many different values.
        bins: numbers, in bins whose outer ends are open; empty for other kinds.
        words: the words of a column with few of them, with their counts; in a column of numbers, those that are none.
        numbers: the numbers as written; never shown.
    """

    kind: Literal["numbers", "words", "dates", "empty"]
    rows: int
    missing: int
    distinct: int
    bins: tuple[Bin, ...] = ()
    words: tuple[tuple[str, int], ...] = ()
    numbers: Parsed | None = field(default=None, repr=False)

    @property
    def middle(self) -> Floats:
        """The exact numbers, missing NaN; empty in a column of another kind."""
        return self.numbers.exact if self.numbers is not None else np.array([])


def profile(series: pd.Series) -> Profile:
    """What stands in a column of the table."""
    blank = series.isna().to_numpy()
    if not _is_plain_number(series):
        blank = blank | series.astype("string").str.strip().str.casefold().isin(MISSING_WORDS).to_numpy(dtype=bool)
    rows, missing = len(series), int(blank.sum())
    distinct = int(series[~blank].nunique())
    if missing == rows:
        return Profile("empty", rows, missing, 0)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return Profile("dates", rows, missing, distinct)
    parsed = parse(series)
    if (~np.isnan(parsed.low)).sum() >= _MOST * (rows - missing):
        words = _counts(series[parsed.unreadable]) if parsed.unreadable.any() else ()
        return Profile("numbers", rows, missing, distinct, tuple(_bins(parsed.exact)), words, parsed)
    dates = parse_dates(series)
    if (~np.isnat(dates.first)).sum() >= _MOST * (rows - missing):
        return Profile("dates", rows, missing, distinct)
    return Profile("words", rows, missing, distinct, words=_counts(series[~blank]))


def _is_plain_number(series: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(series.dtype) and not pd.api.types.is_bool_dtype(series.dtype)


def values_of(column: Profile, series: pd.Series) -> tuple[str, ...]:
    """The different values of a column that has few, as a map writes them: `1` for 1.0; else nothing."""
    if column.distinct > FEW_WORDS:
        return ()
    found = {_as_written(value) for value in series.dropna().unique()}
    return tuple(sorted(value for value in found if not is_missing(value)))


def _as_written(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value).strip()


def _counts(series: pd.Series) -> tuple[tuple[str, int], ...]:
    """The words of a column that has few and short ones, the most frequent first; nothing for another."""
    counts = series.astype("string").str.strip().value_counts()
    if len(counts) > FEW_WORDS or any(len(str(word)) > _LONG for word in counts.index):
        return ()
    return tuple((str(word), int(count)) for word, count in counts.items())


def standing(column: Column) -> Iterator[tuple[str, int]]:
    """What stands in a column that was read: wide bins of its exact numbers, or its words, with their patients."""
    if isinstance(column, Numbers):
        exact = column.low if column.exact else column.low[column.low == column.high]
        yield from ((each.label, each.count) for each in _bins(exact))
    else:
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
        yield from zip(column.values, counts.tolist(), strict=True)


def _bins(values: Floats) -> Iterator[Bin]:
    known = values[np.isfinite(values)]
    if not len(known):
        return
    low, high = np.quantile(known, [0.05, 0.95])
    step = _round((high - low) / _BINS)
    edges = np.arange(np.floor(low / step) + 1, np.floor(high / step) + 1) * step if step else np.array([])
    counts = np.bincount(np.searchsorted(edges, known, side="right"), minlength=len(edges) + 1)
    ends = [None, *(float(f"{edge:.12g}") for edge in edges), None]
    for low_end, high_end, count in zip(ends[:-1], ends[1:], counts, strict=True):
        yield Bin(low_end, high_end, int(count))


def _round(step: float) -> float:
    """The next of 1, 2, 5, 10, 20 and so on: edges that say nothing of a single value."""
    if step <= 0:
        return 0.0
    power = 10.0 ** floor(log10(step))
    return next(each * power for each in (1, 2, 5, 10) if each * power >= step * (1 - 1e-9))


def suspected_missing(values: Floats) -> tuple[str, ...]:
    """Numbers that may stand for missing: below zero where no other is, or far above all others.

    Args:
        values: the exact numbers of a column, missing NaN.
    """
    known = values[np.isfinite(values)]
    there = [code for code in SENTINELS if (known == code).any()]
    rest = known[~np.isin(known, there)]
    if not there or not len(rest):
        return ()
    # Among platelets, which stand on both sides of it, 99 is a value like any other.
    alone = [code for code in there if (code < 0 <= rest.min()) or (code > 0 and code > 1.02 * rest.max())]
    return tuple(f"{code:g}" for code in alone)
