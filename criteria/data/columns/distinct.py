"""The different values of a column: found once, so that what is made of a value is made once for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Positions = NDArray[np.integer[Any]]


def is_numbers(series: pd.Series) -> bool:
    """Whether a column holds numbers, and not as text."""
    return pd.api.types.is_numeric_dtype(series.dtype) and not pd.api.types.is_bool_dtype(series.dtype)


def words_in(series: pd.Series) -> tuple[Positions, list[str]]:
    """Each patient's position among the different values, and these as text without the blanks around them.

    Missing is -1. A text may occur twice, as it may stand with blanks around it and without.
    """
    codes, found = positions(series if _made_into_text_alike(series) else series.astype("string"))
    if isinstance(found.dtype, pd.StringDtype):
        texts = pa.array(found, type=pa.string(), from_pandas=True)
    else:
        texts = pa.array([str(value) for value in found], pa.string())
    stripped: list[str] = pc.utf8_trim_whitespace(texts).to_pylist()
    return codes, stripped


def positions(series: pd.Series) -> tuple[Positions, pd.Index]:
    """Each patient's position among the different values, -1 where it is missing, and these values."""
    if not isinstance(series.dtype, pd.CategoricalDtype):
        codes, values = pd.factorize(series, use_na_sentinel=True)
        return codes, pd.Index(values)
    at_all: Positions = series.cat.codes.to_numpy()
    found = series.cat.categories
    there = _there(at_all, len(found))
    if there.all():
        return at_all, found
    among_those = np.append(np.cumsum(there) - 1, -1)  # the last is that of -1
    return among_those[at_all], found[there]


def made_of_each(series: pd.Series, make: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """What is made of a column, worked out once for each different value; of a missing value it is missing."""
    codes, found = positions(
        series if _made_into_text_alike(series) or _is_decimal(series) else series.astype("string")
    )
    made = make(pd.Series(found)).array
    return pd.Series(made.take(codes, allow_fill=True), series.index)


def _is_decimal(series: pd.Series) -> bool:
    return pd.api.types.is_float_dtype(series.dtype)


@dataclass(frozen=True)
class Occurring:
    """The different values of a column and how often each occurs.

    Attributes:
        codes: each patient's position among them, -1 where it is missing.
        words: them as text without the blanks around it, as `words_in` gives them.
        often: by position, how often each occurs.
    """

    codes: Positions = field(repr=False)
    words: list[str] = field(repr=False)
    often: NDArray[np.int64] = field(repr=False)

    @classmethod
    def of(cls, series: pd.Series) -> Occurring:
        """Those of a column."""
        codes, words = words_in(series)
        return cls(codes, words, np.bincount(codes[codes >= 0], minlength=len(words)))

    def count(self, which: NDArray[np.bool_]) -> int:
        """How many patients have one of these values."""
        return int(self.often[which].sum())

    def most_frequent(self, which: NDArray[np.bool_]) -> dict[str, int]:
        """How often these words occur: the most frequent first, and of those alike the first to occur."""
        first = np.zeros(len(self.words) + 1, dtype=np.int64)  # the last is the missing one
        first[self.codes[::-1]] = np.arange(len(self.codes))[::-1]
        counts: dict[str, int] = {}
        for at in (each for each in np.argsort(first[:-1], kind="stable") if which[each]):
            counts[self.words[at]] = counts.get(self.words[at], 0) + int(self.often[at])
        return dict(sorted(counts.items(), key=lambda each: -each[1]))


def encoded(series: pd.Series) -> pd.Series:
    """A column of text as positions among its different values, where most of it repeats; else as it is."""
    codes, values = pd.factorize(series, use_na_sentinel=True)
    if len(values) > len(series) / 2:
        return series
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(values)), index=series.index, name=series.name)


def texts_in(series: pd.Series) -> pa.Array:
    """The different texts of a column, without the missing."""
    if isinstance(series.dtype, pd.CategoricalDtype) and _made_into_text_alike(series):
        series = pd.Series(positions(series)[1])
    return pc.unique(all_texts(series))


def all_texts(series: pd.Series) -> pa.Array:
    """The texts of a column, without the missing."""
    texts = series if isinstance(series.dtype, pd.StringDtype) else series.dropna().astype(str)
    found = pc.drop_null(pa.array(texts, type=pa.string(), from_pandas=True))
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def repeated(series: pd.Series) -> int:
    """How many values repeat one that stands above them, the missing aside."""
    if not isinstance(series.dtype, pd.StringDtype):
        return int(series.dropna().duplicated().sum())
    texts = all_texts(series)
    if pc.all(pc.less(texts[:-1], texts[1:])).as_py():  # in order, as identifiers often are
        return 0
    return len(texts) - int(pc.count_distinct(texts).as_py())


def _there(codes: Positions, count: int) -> NDArray[np.bool_]:
    """Which of the positions occur."""
    there = np.zeros(count + 1, dtype=bool)
    there[codes] = True
    return there[:-1]


def _made_into_text_alike(series: pd.Series) -> bool:
    """Whether values that are one value are one text: of objects, 1 and True are not."""
    kind = series.cat.categories.dtype if isinstance(series.dtype, pd.CategoricalDtype) else series.dtype
    return isinstance(kind, pd.StringDtype) or pd.api.types.is_integer_dtype(kind)
