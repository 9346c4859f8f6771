"""The subjects of an SDTM study: DM, with the day each is looked at; dates stay here and become days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from criteria.data.dataset import Note
from criteria.data.several.repeated import one_row_each
from criteria.data.table_map import TableMap
from criteria.model.problems import Problem, Refused

_REFERENCE_START = ("RFSTDTC", "RFPENDTC", "DMDTC")
_PER_YEAR = {"YEARS": 1.0, "MONTHS": 12.0, "WEEKS": 365.25 / 7, "DAYS": 365.25, "HOURS": 365.25 * 24}
_UNITS_OF_AGE = _PER_YEAR | {
    "YEAR": 1.0,
    "YRS": 1.0,
    "YR": 1.0,
    "Y": 1.0,
    "A": 1.0,
    "MONTH": 12.0,
    "MO": 12.0,
    "DAY": 365.25,
}


@dataclass(frozen=True)
class Subjects:
    """The subjects of DM.

    Attributes:
        frame: one row each, columns as DM names them, without its dates; AGE in years.
        index: the day each is looked at; missing where there is none.
        start: the reference start, day 1 of study days; missing where it is not known.
        at_reference_start: that day is the reference start, the one that baseline flags are meant for.
        notes: what was left out, or decided for a person.
    """

    frame: pd.DataFrame = field(repr=False)
    index: pd.Series = field(repr=False)
    start: pd.Series = field(repr=False)
    at_reference_start: bool = True
    notes: tuple[Note, ...] = ()

    def index_days(self) -> pa.Table:
        """The columns `patient`, `index_day` and `start_day`."""
        index, start = (
            pa.array(each.dt.date.where(each.notna(), None), pa.date32()) for each in (self.index, self.start)
        )
        patient = pa.array(self.frame["USUBJID"], pa.string())
        return pa.table({"patient": patient, "index_day": index, "start_day": start})

    def said(self, rows: pd.DataFrame) -> tuple[pd.Series, int]:
        """Y or N for each subject, from rows with `patient`, `occurred`, and the `first` and `last` day each can be of.

        Rows after the index do not count, nor those that may be after it: of how many subjects those alone would say
        it is the second.
        """
        index = rows["patient"].map(pd.Series(self.index.to_numpy(), index=self.frame["USUBJID"]))
        first, last = (pd.to_datetime(rows[each]) for each in ("first", "last"))
        known, later = rows[~(last > index)], first > index
        denied = known["occurred"].eq("N")
        answers = pd.Series(None, index=self.frame["USUBJID"], dtype="str")
        answers[answers.index.isin(known.loc[denied, "patient"])] = "N"
        answers[answers.index.isin(known.loc[~denied, "patient"])] = "Y"
        undecided = set(rows.loc[(last > index) & ~later, "patient"]) - set(known["patient"])
        return answers.set_axis(self.frame.index), len(undecided & set(self.frame["USUBJID"]))


def subjects_of(dm: ir.Table, given: TableMap) -> Subjects:
    """The subjects of DM. Raises `Refused` when there is none, one is there twice, or the index column is missing."""
    frame = dm.to_pyarrow().to_pandas()
    frame["USUBJID"] = frame["USUBJID"].astype("string").str.strip()
    nameless = frame["USUBJID"].isna() | frame["USUBJID"].eq("")
    frame, repeated = one_row_each(frame.loc[~nameless], "USUBJID", given.duplicates, "dm")
    if frame.empty:
        raise Refused("dm", [Problem("no-patients", "rows", "DM has no subject; give at least one row")])
    index, at_start, notes = _index_days(frame, given)
    alive, dead = _alive(frame, index, given.extract.dead)
    start = _whole_days(frame["RFSTDTC"]) if "RFSTDTC" in frame.columns else pd.Series(pd.NaT, index=frame.index)
    frame = frame.loc[alive].reset_index(drop=True)
    index, start = (each.loc[alive].reset_index(drop=True) for each in (index, start))
    frame, ages = _ages(frame)
    dates = [column for column in frame.columns if column.endswith("DTC")]
    told = [*_nameless(int(nameless.sum())), *repeated, *notes, *dead, *ages, *_dates(len(dates))]
    return Subjects(frame.drop(columns=dates), index, start, at_start, tuple(told))


def _index_days(frame: pd.DataFrame, given: TableMap) -> tuple[pd.Series, bool, list[Note]]:
    """The day each subject is looked at, whether it is the reference start, and what to tell of it."""
    if given.index is not None and given.index.date is not None:
        return pd.Series(pd.Timestamp(given.index.date), index=frame.index), False, []
    chosen = given.index.column.upper() if given.index is not None and given.index.column else None
    if chosen is not None and chosen not in frame.columns:
        there = ", ".join(column for column in frame.columns if column.endswith("DTC"))
        message = f"not a column of DM; choose one of: {there}; or give a date"
        raise Refused("dm", [Problem("unknown-index", chosen, message)])
    candidates = [c for c in ((chosen,) if chosen else _REFERENCE_START) if c in frame.columns]
    days = {column: _whole_days(frame[column]) for column in candidates}
    index = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    for day in days.values():
        index = index.fillna(day)
    return index, chosen in (None, "RFSTDTC"), list(_index_notes(days, index))


def _index_notes(days: dict[str, pd.Series], index: pd.Series) -> Iterator[Note]:
    if not days:
        yield Note("no-index", "dm", len(index), "DM has no date to look at; the latest findings of all are taken")
        return
    first, *others = days
    replaced = int((days[first].isna() & index.notna()).sum())
    if replaced:
        yield Note("index-replaced", first, replaced, f"subjects without it; looked at on {', else '.join(others)}")
    without = int(index.isna().sum())
    if without:
        message = "subjects without a whole index date; their latest findings are taken, unless there is a window"
        yield Note("no-index", first, without, message)


def _whole_days(dates: pd.Series) -> pd.Series:
    """Days where the date is whole; a month or a year alone is no day to look at somebody."""
    return pd.to_datetime(dates.astype("string").str.strip().str[:10], format="%Y-%m-%d", errors="coerce").astype(
        "datetime64[us]"
    )


def _alive(frame: pd.DataFrame, index: pd.Series, dead: str) -> tuple[pd.Series, list[Note]]:
    """Who has not died before the index date, and how many have."""
    if "DTHDTC" not in frame.columns or dead == "keep":
        return pd.Series(True, index=frame.index), []
    gone = _whole_days(frame["DTHDTC"]) < index
    notes = [Note("left-out", "DTHDTC", int(gone.sum()), "subjects who died before the index date; left out")]
    return ~gone, notes if gone.any() else []


def _ages(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """AGE in years. Years stay as they are written (`>89`); other units are converted; without a unit it is unknown."""
    if "AGE" not in frame.columns or "AGEU" not in frame.columns:
        return frame, []
    unit = frame["AGEU"].astype("string").str.strip().str.upper().map(_UNITS_OF_AGE).astype("float64")
    numbers = pd.to_numeric(frame["AGE"], errors="coerce") / unit
    age = frame["AGE"].astype("string").where(unit.eq(1), numbers.astype("string"))
    unknown = int((frame["AGE"].notna() & unit.isna()).sum())
    notes = [Note("unit-unknown", "AGE", unknown, f"AGEU is none of {', '.join(_PER_YEAR)}; the age is unknown")]
    return frame.assign(AGE=age).drop(columns="AGEU"), notes if unknown else []


def _nameless(count: int) -> Iterator[Note]:
    if count:
        yield Note("no-patient", "dm", count, "rows without USUBJID; not used")


def _dates(count: int) -> Iterator[Note]:
    if count:
        yield Note("dates-dropped", "dm", count, "columns of dates; used for days before the index date, then dropped")
