"""A column of dates into completed years, or days before the index date; a date known in part gives an interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from criteria.data.columns.days import HOW as HOW
from criteria.data.columns.days import Day, Doubt, Order, day_of, order_in, time_of
from criteria.data.columns.distinct import Positions, positions
from criteria.data.dataset import Floats

Days = NDArray[np.datetime64]
_WHOLE_ISO = r"^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"[T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?$"
_TIME_AT_ALL = r"[T ,].*\d[:.h]\d\d.*$|^\d{14}$"


@dataclass(frozen=True)
class Dates:
    """A day per patient, as the days between which it lies; NaT in both where it is missing. Shape (patients,).

    Attributes:
        doubts: by what makes a date doubtful, which dates it is. Neither `unreadable` ones nor those `ambiguous`
            between day and month have a day; the others were read.
    """

    first: Days
    last: Days
    doubts: dict[Doubt, NDArray[np.bool_]] = field(default_factory=dict)

    @cached_property
    def unreadable(self) -> NDArray[np.bool_]:
        """Which dates have no day because of how they are written."""
        return self.doubtful("unreadable") | self.doubtful("ambiguous")

    def doubtful(self, doubt: Doubt) -> NDArray[np.bool_]:
        """Which dates are doubtful in this way."""
        return self.doubts.get(doubt, np.zeros(len(self.first), dtype=bool))


def parse_dates(series: pd.Series, order: Order | None = None) -> Dates:
    """The dates of a column, in whatever form they can only mean one day, month or year; or a column of dates.

    Args:
        series: texts, dates, years, or a spreadsheet's numbers of days.
        order: what stands first in `03/04/2024`; None: what the column's other dates say.
    """
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        days = _naive(series).to_numpy().astype("datetime64[D]")
        return Dates(days, days)
    at, texts = _texts(series)
    codes, words = _different(at, pc.replace_substring_regex(texts, _TIME, ""))  # or nearly all would be different
    if (whole := _all_iso(words)) is not None:
        days = np.append(whole, np.datetime64("NaT"))[codes]
        return Dates(days, days)
    order = order or order_in(words)
    found = [*(day_of(word, order) for word in words), Day()]
    first = np.array([each.first for each in found], dtype="datetime64[D]")
    last = np.array([each.last for each in found], dtype="datetime64[D]")
    doubts = np.array([each.doubt for each in found])
    return Dates(first[codes], last[codes], {each: (doubts == each)[codes] for each in _occurring(found)})


def times_of_day(series: pd.Series) -> Floats:
    """The seconds since midnight that stand beside each date; NaN where none do. Shape (patients,)."""
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        since = _naive(series)
        seconds: Floats = (since - since.dt.normalize()).dt.total_seconds().to_numpy(dtype=float)
        return seconds
    at, texts = _texts(series)
    found = pc.struct_field(pc.extract_regex(texts, rf"(?P<time>{_TIME_AT_ALL})"), "time")
    codes, words = _different(at, found)
    return np.array([*(time_of(word) for word in words), None], dtype=float)[codes]


def is_ambiguous(series: pd.Series) -> bool:
    """Whether day and month can be exchanged in some of a column's dates, and no other date of it says which is it."""
    return bool(parse_dates(series).doubtful("ambiguous").any())


def _occurring(found: list[Day]) -> Iterator[Doubt]:
    yield from dict.fromkeys(each.doubt for each in found if each.doubt)


def _naive(series: pd.Series) -> pd.Series:
    return series.dt.tz_localize(None) if getattr(series.dt, "tz", None) is not None else series


def _texts(series: pd.Series) -> tuple[Positions | None, pa.Array]:
    """Dates as texts without the blanks around them, numbers without a `.0`; and each patient's among them if not each.

    A column of which the different values are known is one of these, with the missing at the end.
    """
    at, found = None, series
    if isinstance(series.dtype, pd.CategoricalDtype) and isinstance(series.cat.categories.dtype, pd.StringDtype):
        at, values = positions(series)
        found = pd.Series([*values, None], dtype=values.dtype)
    if pd.api.types.is_float_dtype(found.dtype):
        found = found.map(lambda number: f"{number:.12g}", na_action="ignore")
    texts = pc.utf8_trim_whitespace(pa.array(found.astype("string"), pa.string(), from_pandas=True))
    return at, texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts


def _different(at: Positions | None, texts: pa.Array) -> tuple[NDArray[np.int64], list[str]]:
    """Each text's place among the different ones, -1 where it is missing."""
    found = texts.dictionary_encode()
    codes = found.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes if at is None else codes[at], found.dictionary.to_pylist()


def _all_iso(words: list[str]) -> Days | None:
    """The days of texts that are all whole ISO dates, as most columns are; None where any is not."""
    texts = pa.array(words, pa.string())
    if not len(texts) or not pc.all(pc.match_substring_regex(texts, _WHOLE_ISO)).as_py():
        return None
    try:
        days = pc.utf8_slice_codeunits(texts, 0, 10).cast(pa.date32())
    except pa.ArrowInvalid:  # a 31st of February
        return None
    found: Days = days.to_numpy(zero_copy_only=False).astype("datetime64[D]")
    return found


def one_day(day: date) -> Dates:
    """One day for everyone. Shape (1,), which broadcasts."""
    days = np.array([day], dtype="datetime64[D]")
    return Dates(days, days)


def days_before(event: Dates, index: Dates) -> tuple[Floats, Floats]:
    """Days from the event to the index date, fewest and most: negative where it lies after it."""
    return _whole(index.first - event.last), _whole(index.last - event.first)


def years_before(birth: Dates, index: Dates) -> tuple[Floats, Floats]:
    """Completed years from birth to the index date, fewest and most."""
    return _birthdays(birth.last, index.first), _birthdays(birth.first, index.last)


def _whole(days: NDArray[np.timedelta64]) -> Floats:
    return np.where(np.isnat(days), np.nan, days.astype(np.float64))


def _birthdays(birth: Days, day: Days) -> Floats:
    years = day.astype("datetime64[Y]").astype(float) - birth.astype("datetime64[Y]").astype(float)
    found = years - (_within_year(day) < _within_year(birth))
    return np.where(np.isnat(birth) | np.isnat(day), np.nan, found)


def _within_year(day: Days) -> NDArray[np.int64]:
    """A number that orders days by month and day of the month, in leap years and others alike."""
    month = day.astype("datetime64[M]")
    number = (month - day.astype("datetime64[Y]").astype("datetime64[M]")).astype(np.int64)
    ordered: NDArray[np.int64] = number * 100 + (day - month.astype("datetime64[D]")).astype(np.int64)
    return ordered
