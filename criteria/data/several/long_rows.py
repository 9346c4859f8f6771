"""The rows of a long table as its map names them, in the shape in which measurements are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from criteria.data.columns.dates import is_ambiguous, parse_dates, times_of_day
from criteria.data.columns.distinct import made_of_each
from criteria.data.columns.missing import MISSING_WORDS
from criteria.data.dataset import Note
from criteria.data.several.same_person import written as _written
from criteria.data.table_map import Measurements
from criteria.model.problems import Problem

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_STUDY_DAY = re.compile(r"^[A-Z]{0,6}DY$")
"""Columns that count days as CDISC does: day 1 is the index, and there is no day 0."""
_NO = frozenset(
    {"n", "no", "0", "0.0", "false", "f", "nein", "non", "nee", "nej", "nie", "não", "hayır", "否", "아니오"}
)

_NOT_MEASURED = (
    r"h[aeä]*mol|heemol|emoli[sz]|clot|coag|koagul|koagel|geronnen|pıhtı|skrzep|lip[aeä]*mi|insuffi|"
    r"溶血|凝固|凝块|乳び|脂血|용혈|응고"
)
"""What says that a sample could not be measured: a result, if one without a number, and not a blank."""


@dataclass(frozen=True)
class Rows:
    """Rows in one shape: patient, name, value, unit, upper_limit, first_day, last_day, moment, dated, before, row.

    Attributes:
        labels: of each name a second thing that is written beside it, such as its code, where that is one.
        notes: rows that are not among them, counted by reason.
    """

    frame: pd.DataFrame = field(repr=False)
    labels: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def rows_of(table: pd.DataFrame, named: Measurements) -> Rows:
    """The rows that the map wants of a long table whose columns it names rightly."""
    wanted, notes = _wanted(table, named)
    table = table.loc[wanted]
    names, labels = _names(table, named)
    first, last = _days(table, named)
    rows = pd.DataFrame(
        {
            "patient": _written(table[named.patient]),
            "name": names,
            "value": made_of_each(table[named.value], _results),
            "unit": _text(table, named.unit),
            "upper_limit": _limits(table, named),
            "first_day": first,
            "last_day": last,
            "moment": _moments(table, named),
            "dated": named.date is not None or named.day is not None,
            "before": _before(table, named),
            "row": np.arange(len(table)) * (-1 if named.order == "first" else 1),
        }
    )
    return Rows(rows, labels, tuple(notes))


def day_problems(table: pd.DataFrame, named: Measurements) -> Iterator[Problem]:
    """Dates of a long table in which nothing says whether the day or the month comes first."""
    if named.date is not None and named.date_order is None and is_ambiguous(table[named.date]):
        message = "day and month can be exchanged in its dates; write `date_order: day first` (or `month first`)"
        yield Problem("date-order", f"{named.table}: {named.date}", f"{message} under `measurements`")


def with_names(table: pd.DataFrame, code: pd.Series, name: pd.Series, rest: pd.DataFrame, column: str) -> pd.DataFrame:
    """A long table whose codes are replaced by what a list says they stand for, with the list's other columns.

    Codes that the list calls the same are kept apart: by what else it says of them, else by the code.
    """
    used = set(_written(table[column]).dropna())
    here = _written(code).isin(used)
    names = _apart(_written(code)[here], _written(name)[here], rest[here])
    listed = pd.concat([names.rename("\0name"), rest[here]], axis=1).set_axis(_written(code)[here])
    listed = listed.loc[~listed.index.duplicated() & listed.index.notna()]
    codes = _written(table[column])
    beside = listed.reindex(codes).set_axis(table.index)
    known = beside.pop("\0name")
    kept = beside[[each for each in beside.columns if each not in table.columns]]
    return pd.concat([table.assign(**{column: known.where(known.notna(), codes)}), kept], axis=1)


def _apart(code: pd.Series, name: pd.Series, rest: pd.DataFrame) -> pd.Series:
    """The names of codes, each different where its code is."""
    codes = pd.DataFrame({"code": code, "name": name, **{f"rest {at}": rest[at] for at in rest.columns}})
    codes = codes.drop_duplicates("code")
    twice = codes["name"].duplicated(keep=False) & codes["name"].notna()
    for beside in [column for column in codes.columns if column not in ("code", "name")] + ["code"]:
        if not twice.any():
            break
        said = codes["name"] + " (" + _written(codes[beside]) + ")"
        if said[twice].notna().all() and not said[twice].duplicated().any():
            return name.mask(code.isin(codes.loc[twice, "code"]), code.map(dict(zip(codes["code"], said, strict=True))))
    return name


def _present(given: pd.Series) -> pd.Series:
    words = _written(given)
    return words.mask(words.str.casefold().isin(MISSING_WORDS) | words.str.fullmatch("_+").fillna(value=False))


def _results(given: pd.Series) -> pd.Series:
    """The results; one that says that nothing could be measured stands, lest an older number be taken for it."""
    words = _written(given)
    return _present(given).where(~words.str.contains(_NOT_MEASURED, case=False).fillna(value=False), words)


def _text(table: pd.DataFrame, column: str | None) -> pd.Series:
    return pd.Series(pd.NA, table.index, "string") if column is None else made_of_each(table[column], _present)


def _limits(table: pd.DataFrame, named: Measurements) -> pd.Series:
    """The upper limit, and where there is none the range as it is written."""
    limit = _text(table, named.upper_limit)
    return limit if named.range is None else limit.where(limit.notna(), _text(table, named.range))


def _wanted(table: pd.DataFrame, named: Measurements) -> tuple[pd.Series, list[Note]]:
    """The rows of the visits that are used and, of names with rows marked as baseline, these."""
    wanted, notes = pd.Series(True, table.index), []
    if named.visit is not None:
        visits = {visit.casefold() for visit in named.visits}
        wanted = _written(table[named.visit]).str.casefold().isin(visits)
        notes.append(Note("other-visit", named.table, int((~wanted).sum()), "rows of other visits; not used"))
    if named.baseline is not None:
        flag = made_of_each(table[named.baseline], _present)
        marked = flag.notna() & ~flag.str.casefold().isin(_NO) & wanted
        names = _written(table[named.name])
        other = wanted & ~marked & names.isin(names[marked])
        wanted = wanted & ~other
        notes.append(Note("not-baseline", named.table, int(other.sum()), "rows not marked as baseline; not used"))
    return wanted.fillna(value=False).astype(bool), [note for note in notes if note.count]


def _names(table: pd.DataFrame, named: Measurements) -> tuple[pd.Series, dict[str, str]]:
    """What was measured; a name with several codes, or in several specimens, says which in brackets."""
    names, labels = _written(table[named.name]), {}
    for column in (named.specimen, named.code):
        if column is None:
            continue
        beside = _written(table[column])
        pairs = pd.DataFrame({"name": names, "beside": beside}).dropna().drop_duplicates()
        several = set(pairs.loc[pairs["name"].duplicated(), "name"])
        if column == named.code:
            labels = dict(pairs.loc[~pairs["name"].isin(several), ["name", "beside"]].to_numpy())
        names = names.where(~names.isin(several) | beside.isna(), names + " (" + beside + ")")
    return names, labels


def _days(table: pd.DataFrame, named: Measurements) -> tuple[pd.Series, pd.Series]:
    if named.date is None:
        nothing = pd.Series(pd.NaT, table.index, "datetime64[s]")
        return nothing, nothing
    dates = parse_dates(table[named.date], named.date_order)
    first, last = (pd.Series(each, table.index).astype("datetime64[s]") for each in (dates.first, dates.last))
    return first, last


def _moments(table: pd.DataFrame, named: Measurements) -> pd.Series:
    """The time of the day as text that can be compared."""
    times = np.full(len(table), np.nan) if named.date is None else times_of_day(table[named.date])
    return made_of_each(pd.Series(times, table.index), lambda each: each.astype("Int64").astype("string").str.zfill(5))


def _before(table: pd.DataFrame, named: Measurements) -> pd.Series:
    """Days before the index, where the table counts them itself."""
    if named.day is None:
        return pd.Series(pd.NA, table.index, "Int64")
    found = _written(table[named.day]).str.extract(f"({_NUMBER.pattern})", expand=False)
    days = pd.to_numeric(found, errors="coerce").astype("Float64")
    if _STUDY_DAY.match(named.day.upper()) and not (days == 0).any():
        days = days.where(days < 0, days - 1)
    return (-days).apply(np.floor).astype("Int64")
