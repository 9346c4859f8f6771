"""What stands in a column: how much is missing, numbers in wide bins, words with their counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import floor, log10
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import InstanceOf

from criteria.data.columns.dates import parse_dates
from criteria.data.columns.distinct import Occurring, is_numbers
from criteria.data.columns.looked import Looked
from criteria.data.columns.missing import SENTINELS, is_missing, is_no_number
from criteria.data.columns.parsed import Amounts, Parsed, amounts_of, as_written, each_value
from criteria.data.dataset import Column, Floats, Numbers
from criteria.model.variables import Number

FEW_WORDS = 20
"""A column with more different words is most likely not one whose words stand for something."""
MOST_MAPPED = 300  # words or codes that a person says the meaning of one by one, where the column is read as words
_LONG = 40  # a text longer than this is prose, and prose may name a patient
_LONGEST_MAPPED = 120
_MOST = 0.8  # of the values must be numbers, or dates, for a column to be one of these
_BINS = 8
_ENOUGH_AGES = 20
_TOP_AGES = (75.0, 80.0, 85.0, 89.0, 90.0)
HARDLY_ZERO = {"anc": 0.2, "wbc": 0.2, "age": 0.25, "life_expectancy_months": 0.2}
"""What no patient, or hardly any, has none of: with the share of the middle value above which all others then lie.

An ECOG grade, a number of lines, a grade of toxicity or a number of days is often 0; of what is measured in blood
otherwise 0 is implausible, and unknown.
"""
Kind = Literal["numbers", "words", "dates", "empty"]


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
        words: the words of a column with few of them, with their counts; in a column of numbers, those that are none.
        meant: every word or code that may stand for something, with its count, also of a column with many; as a map
            writes it. To be shown as patients' values are.
        numbers: the numbers as written; never shown.
        different: how many different values, where that was counted; numbers are counted when somebody asks.
        binned: the numbers in bins, where that was done; else they are put into bins when somebody asks.
    """

    kind: Kind
    rows: int
    missing: int
    words: tuple[tuple[str, int], ...] = ()
    meant: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    numbers: InstanceOf[Parsed] | None = field(default=None, repr=False)
    different: int | None = None
    binned: tuple[Bin, ...] | None = None

    @cached_property
    def distinct(self) -> int:
        """How many different values."""
        return int(pd.Series(self.middle).nunique()) if self.different is None else self.different

    @cached_property
    def bins(self) -> tuple[Bin, ...]:
        """Numbers, in bins whose outer ends are open; empty for other kinds."""
        return tuple(_bins(self.middle)) if self.binned is None else self.binned

    @property
    def silent(self) -> Profile:
        """The same without anything of the values."""
        return replace(self, words=(), meant=(), numbers=None, different=self.distinct)

    @property
    def told(self) -> Profile:
        """The same without the numbers of the patients: their bins stand for them."""
        return replace(self, numbers=None, different=self.distinct, binned=self.bins)

    @property
    def middle(self) -> Floats:
        """The exact numbers, missing NaN; empty in a column of another kind."""
        return self.numbers.exact if self.numbers is not None else np.array([])


def profile(series: pd.Series) -> Profile:
    """What stands in a column."""
    return profile_of(Looked(series.to_frame("column")), "column")


def profile_of(looked: Looked, name: str) -> Profile:
    """What stands in a column of a table."""
    return looked.once(("profile", name), lambda: _profile(looked, name))


def _profile(looked: Looked, name: str) -> Profile:
    series = looked.column(name)
    missing = int(series.isna().sum())
    if missing == len(series):
        return Profile("empty", len(series), missing)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return Profile("dates", len(series), missing, different=int(series.nunique()))
    if is_numbers(series):
        return Profile("numbers", len(series), missing, meant=_codes(series), numbers=as_written(looked, name))
    return _of_text(looked, name)


def _of_text(looked: Looked, name: str) -> Profile:
    """Of a column of text, by its different values: what they are does not depend on how often they occur."""
    values = Occurring.of(looked.column(name))
    amounts = looked.once(("amounts", name, ()), lambda: amounts_of(looked.column(name)))
    if isinstance(amounts, Amounts):  # and no answers of yes and no
        found, none = each_value(amounts), np.array([*map(is_no_number, values.words)], dtype=bool)
        if 0 < _MOST * values.count(~none) <= values.count(~np.isnan(found.low)):
            words = _few(values.most_frequent(found.unreadable))
            codes = values.most_frequent(~none) if int((~none).sum()) <= FEW_WORDS else {}
            return _other("numbers", values, none, words, tuple(codes.items()) or words, as_written(looked, name))
    blank = np.array([*map(is_missing, values.words)], dtype=bool)
    parsed = parse_dates(pd.Series(values.words, dtype="str"))
    dates = ~np.isnat(parsed.first) | parsed.doubtful("ambiguous")
    if 0 < _MOST * values.count(~blank) <= values.count(dates):
        return _other("dates", values, blank)
    counts = values.most_frequent(~blank)
    return _other("words", values, blank, _few(counts), _mapped(counts))


def _other(
    kind: Kind,
    values: Occurring,
    blank: np.ndarray,
    words: tuple[tuple[str, int], ...] = (),
    meant: tuple[tuple[str, int], ...] = (),
    numbers: Parsed | None = None,
) -> Profile:
    rows = len(values.codes)
    missing = rows - values.count(~blank)
    return Profile(kind if missing < rows else "empty", rows, missing, words, meant, numbers, int((~blank).sum()))


def _few(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """The words of a column that has few and short ones; nothing for another."""
    if len(counts) > FEW_WORDS or any(len(word) > _LONG for word in counts):
        return ()
    return tuple(counts.items())


def _mapped(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """The words of a column, unless they are too many or too long for anybody to map."""
    if len(counts) > MOST_MAPPED or any(len(word) > _LONGEST_MAPPED for word in counts):
        return ()
    return tuple(counts.items())


def _codes(series: pd.Series) -> tuple[tuple[str, int], ...]:
    """The numbers of a column with few of them, as codes."""
    known = series.dropna()
    if known.iloc[:MOST_MAPPED].nunique() > FEW_WORDS:  # before all are counted
        return ()
    counts = known.value_counts()
    return tuple((_as_written(each), int(count)) for each, count in counts.items()) if len(counts) <= FEW_WORDS else ()


def values_of(column: Profile, series: pd.Series) -> tuple[str, ...]:
    """The different values of a column that has few, as a map writes them: `1` for 1.0; else nothing."""
    if column.distinct > FEW_WORDS:
        return ()
    found = {_as_written(value) for value in series.dropna().unique()}
    return tuple(sorted(value for value in found if not is_missing(value)))


def _as_written(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value).strip()


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


def occurring(codes: Iterable[float], values: Floats) -> list[float]:
    """Which of some numbers occur among known values."""
    if not len(values):
        return []
    low, high = float(values.min()), float(values.max())
    return [code for code in codes if low <= code <= high and (values == code).any()]


def suspected_missing(values: Floats) -> tuple[str, ...]:
    """Numbers that may stand for missing: below zero where no other is, or far above all others.

    Args:
        values: the exact numbers of a column, missing NaN.
    """
    known = values[np.isfinite(values)]
    there = occurring(SENTINELS, known)
    rest = known[~np.isin(known, there)]
    if not there or not len(rest):
        return ()
    # Among platelets, which stand on both sides of it, 99 is a value like any other.
    alone = [code for code in there if (code < 0 <= rest.min()) or (code > 0 and code > 1.02 * rest.max())]
    return tuple(f"{code:g}" for code in alone)


def suspected_zeros(variable: Number, values: Floats) -> int:
    """How many zeros may stand for missing: of what is hardly ever 0, with no small value beside them.

    Args:
        variable: what the column is.
        values: its exact numbers, in whatever unit; missing NaN.
    """
    if variable.name not in HARDLY_ZERO:
        return 0
    known = values[np.isfinite(values)]
    zeros, rest = int((known == 0).sum()), known[known > 0]
    if not zeros or not len(rest):
        return 0
    return zeros if rest.min() >= HARDLY_ZERO[variable.name] * float(np.median(rest)) else 0


def top_coded_at(values: Floats) -> float | None:
    """The age that stands for all above it: many are exactly 80, 85, 89 or 90, and none is above; else None."""
    known = values[np.isfinite(values)]
    if len(known) < _ENOUGH_AGES:
        return None
    oldest = float(known.max())
    below = known[known < oldest]
    at = int((known == oldest).sum())
    as_others = max((int((np.floor(below) == age).sum()) for age in range(int(oldest) - 5, int(oldest))), default=0)
    return oldest if oldest in _TOP_AGES and at >= 3 and at >= 2 * as_others + 1 else None
