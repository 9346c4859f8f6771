"""A column of dates into completed years, or days before the index date; a date known in part gives an interval."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from criteria.data.columns.distinct import words_in
from criteria.data.columns.missing import is_missing
from criteria.data.dataset import Floats

Days = NDArray[np.datetime64]
_MONTHS = {word: at for at, word in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), 1)}
_ISO = re.compile(r"^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?$")
_SLASHED_ISO = re.compile(r"^(\d{4})/(\d\d?)/(\d\d?)$")
_DOTTED = re.compile(r"^(\d\d?)\.(\d\d?)\.(\d{4})$")  # with dots the day comes first; with slashes nobody knows
_NAMED = re.compile(r"^(\d\d?)[-\s]?([A-Za-z]{3})[-\s]?(\d{4})$")
HOW = "write dates as 2024-03-31, or a month or year alone as 2024-03 or 2024"


@dataclass(frozen=True)
class Dates:
    """A day per patient, as the days between which it lies; NaT in both where it is missing. Shape (patients,)."""

    first: Days
    last: Days
    unreadable: NDArray[np.bool_]


def parse_dates(series: pd.Series) -> Dates:
    """The dates of a column: ISO 8601 whole or in part, `31.03.2024`, `31-MAR-2024`, or a column of dates."""
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        naive = series.dt.tz_localize(None) if getattr(series.dt, "tz", None) is not None else series
        days = naive.to_numpy().astype("datetime64[D]")
        return Dates(days, days, np.zeros(len(series), dtype=bool))
    if pd.api.types.is_float_dtype(series.dtype):  # years, made decimal by a missing one
        series = series.map(lambda year: f"{year:g}", na_action="ignore")
    codes, words = words_in(series)
    ends = [_ends(word) for word in words]
    first = np.array([*(end[0] if end else None for end in ends), None], dtype="datetime64[D]")
    last = np.array([*(end[1] if end else None for end in ends), None], dtype="datetime64[D]")
    wrong = np.array([*(end is None for end in ends), False])
    return Dates(first[codes], last[codes], wrong[codes])


def one_day(day: date) -> Dates:
    """One day for everyone. Shape (1,), which broadcasts."""
    days = np.array([day], dtype="datetime64[D]")
    return Dates(days, days, np.zeros(1, dtype=bool))


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


def _ends(word: str) -> tuple[date | None, date | None] | None:
    """The first and last day a written date can mean: None twice for a missing word, None when it cannot be read."""
    if is_missing(word):
        return None, None
    try:
        if match := _ISO.match(word) or _SLASHED_ISO.match(word):
            year, month, day = (int(part) if part else None for part in match.groups())
            return _between(year or 0, month, day)  # there is no year 0, which is then refused as any wrong date
        if match := _DOTTED.match(word):
            return _between(int(match[3]), int(match[2]), int(match[1]))
        if match := _NAMED.match(word):
            return _between(int(match[3]), _MONTHS[match[2].casefold()], int(match[1]))
    except (ValueError, KeyError):  # a 31st of February, or a word that is no month
        return None
    return None


def _between(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    last_month = month or 12
    last_day = day or calendar.monthrange(year, last_month)[1]
    return date(year, month or 1, day or 1), date(year, last_month, last_day)
