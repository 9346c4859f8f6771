"""Dates of statistics files: numbers counted from a day of the program's own, told by the column's format."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

_SAS_DATES = re.compile(
    r"(?:DATE|MMDDYY|DDMMYY|YYMMDD|YYMMDDD?|E8601DA|IS8601DA|B8601DA|JULIAN|NLDATE)[A-Z]?\d*(?:\.\d*)?"
)
_SAS_TIMES = re.compile(r"(?:DATETIME|E8601DT|IS8601DT|B8601DT|NLDATM|DATEAMPM)\d*(?:\.\d*)?")
_SPSS = re.compile(r"(?:A|E|S|J)?DATE(?:TIME)?\d*(?:\.\d*)?|YMDHMS\d*(?:\.\d*)?")
_STATA_DAYS = re.compile(r"%-?t?d.*")
_STATA_TIMES = re.compile(r"%-?t[cC].*")
_STATA_MONTHS = re.compile(r"%-?tm.*")
_SAS_DAY, _SPSS_DAY = np.datetime64("1960-01-01"), np.datetime64("1582-10-14")
_FIRST, _LAST = np.datetime64("1680-01-01"), np.datetime64("2260-01-01")  # beyond them no moment is counted


def as_dates(column: pd.Series, form: str, kind: str) -> pd.Series | None:
    """The numbers of a column as dates where its format says that they are; None where it does not."""
    form = form.strip()
    if kind == ".dta":
        return _of_stata(column, form)
    form = form.upper()
    if kind in (".sav", ".zsav", ".por"):
        return _since(column, _SPSS_DAY, "s") if _SPSS.fullmatch(form) else None
    if _SAS_TIMES.fullmatch(form):
        return _since(column, _SAS_DAY, "s")
    return _since(column, _SAS_DAY, "D") if _SAS_DATES.fullmatch(form) else None


def _of_stata(column: pd.Series, form: str) -> pd.Series | None:
    if _STATA_TIMES.fullmatch(form):
        return _since(column, _SAS_DAY, "ms")
    if _STATA_MONTHS.fullmatch(form):
        return _since(column, np.datetime64("1960-01"), "M")
    return _since(column, _SAS_DAY, "D") if _STATA_DAYS.fullmatch(form) else None


def _since(column: pd.Series, day: np.datetime64, unit: str) -> pd.Series:
    """A moment for each number; what lies centuries off is none."""
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.isfinite(values) & (np.abs(values) < 1e15)
    counted = np.where(known, np.floor(values), 0).astype("int64").astype(f"timedelta64[{unit}]")
    moments = (day.astype(f"datetime64[{unit}]") + counted).astype("datetime64[s]")
    known &= (moments > _FIRST) & (moments < _LAST)
    return pd.Series(np.where(known, moments, np.datetime64("NaT")).astype("datetime64[ns]"), index=column.index)
