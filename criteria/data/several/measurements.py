"""A long table of dated measurements into columns: for each patient and name the latest value up to the index date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir
import pandas as pd

from criteria.data.columns.missing import MISSING_WORDS
from criteria.data.columns.signs import EITHER
from criteria.data.dataset import Note
from criteria.data.several.dates import day_ends
from criteria.model.problems import Problem, Refused

SUFFIXES = {"value": "", "unit": " unit", "upper_limit": " upper limit", "age": " age"}
MOST_NAMES = 500

_REASONS = {
    "no-patient": "rows without a patient; not used",
    "unknown-patient": "rows of patients who are not in the patient table; not used",
    "no-name": "rows that do not say what was measured; not used",
    "no-value": "rows without a value; not used",
    "no-date": "rows whose date is missing or cannot be read; not used (write dates as 2024-05-17)",
    "no-index": "rows of patients without an index date; not used, as their age cannot be told",
    "after-index": "rows after the index date, or that may be after it; not used",
    "outside-window": "rows older than the window at the index date; not used",
}
_TIED = "values of the same moment as another of their patient and name; the last row counts"
_HIDES = "values that are no numbers although an earlier one of their patient and name is; taken as unknown"
_NUMBER = r"^[<>=≤≥~\s(]*[-+]?[.,]?\d"
"""How a text begins that holds a number."""
_PARTIAL = "rows whose date lacks the day or the month; taken as the first day it can be"
_USED = "used"


@dataclass(frozen=True)
class Wide:
    """Measurements as columns.

    Attributes:
        frame: one row per patient, in the order of the patients given; for each name `NAME`, `NAME unit`,
            `NAME upper limit` and `NAME age` (days from the measurement to the index date).
        notes: rows that were not used, counted by reason.
        tied: values picked among several different ones of one moment, of which only the row's place says which counts.
        hides: values that are no number while an earlier one of the patient and name is.
    """

    frame: pd.DataFrame = field(repr=False)
    notes: tuple[Note, ...] = ()
    tied: int = 0
    hides: int = 0

    def told(self, subject: str) -> Iterator[Note]:
        """What of the values that were picked a person should know."""
        for code, count, message in (("several-results", self.tied, _TIED), ("text-result", self.hides, _HIDES)):
            if count:
                yield Note(code, subject, count, message)


def long_table(
    table: ir.Table,
    *,
    patient: ir.Value,
    name: ir.Value,
    value: ir.Value,
    unit: ir.Value | None = None,
    upper_limit: ir.Value | None = None,
    date: ir.Value | None = None,
    moment: ir.Value | None = None,
    row: ir.Value | None = None,
) -> ir.Table:
    """The one shape in which measurements are compared, whatever they are called in their table.

    `date` is a day, a moment or ISO 8601 text, also partial; `moment` tells the time where the date does not. Without
    `row`, rows keep their order in the file; a server's table has none, so there `row` must say which of two rows of
    one moment is the later.
    """
    nothing = ibis.null("string")
    first, last = (ibis.null("date"),) * 2 if date is None else day_ends(date)
    return table.select(
        patient=identifier(patient),
        name=text(name),
        value=_present(text(value)),
        unit=nothing if unit is None else _present(text(unit)),
        upper_limit=nothing if upper_limit is None else _present(text(upper_limit)),
        first_day=first,
        last_day=last,
        moment=nothing if date is None else (date if moment is None else moment).cast("string"),
        dated=ibis.literal(date is not None),
        before=ibis.null("int64"),
        row=ibis.row_number() if row is None else row.cast("int64"),
    )


def text(column: ir.Value) -> ir.StringValue:
    """A column as text without the blanks around it."""
    return column.cast("string").strip()


def identifier(column: ir.Value) -> ir.StringValue:
    """A patient identifier as text; a whole number that was read as a decimal one loses its `.0` again."""
    return text(column.cast("int64") if column.type().is_floating() else column)


def _present(column: ir.StringValue) -> ir.StringValue:
    """The column with the words for "missing" as missing."""
    return column.lower().isin(sorted(MISSING_WORDS)).ifelse(ibis.null("string"), column)


def latest(long: ir.Table, patients: ir.Table, window_days: float | None, subject: str) -> Wide:
    """For each patient and name the latest value at or before the index date and within the window.

    Of several on one day the last counts: by time where there is one, then by row. A patient without an index date
    gets the latest value of all where there is no window, and none where there is one.

    Args:
        long: from `long_table`; `before` are days before the index, where the table counts them itself.
        patients: columns `patient` (text, each once) and `index_day` (date or missing), in the order of the result.
        window_days: how old a measurement may be at the index date; None: however old.
        subject: what a note calls the long table.

    Raises:
        Refused: where the names are so many that the column of names can hardly be one.
    """
    patients = patients.select("index_day", known_patient="patient")
    joined = long.left_join(patients, long["patient"] == patients["known_patient"])
    counted = joined["index_day"].delta(joined["first_day"], unit="day")
    judged = joined.mutate(days=joined["before"].coalesce(counted))
    judged = judged.mutate(status=_status(judged, window_days))
    notes = tuple(_counted(judged, subject))
    picked = _picked(judged).to_pyarrow().to_pandas()
    order = patients.select("known_patient").to_pyarrow()["known_patient"].to_pandas()
    wide = _columns(picked, pd.Index(order, name="patient"))
    return Wide(wide, notes, int(picked["tied"].sum()), int(picked["hides"].sum()))


def _status(row: ir.Table, window_days: float | None) -> ir.StringValue:
    """Why a row is not used; its first reason, in the order of `_REASONS`."""
    window = [] if window_days is None else [(row["days"] > window_days, "outside-window")]
    undated, unindexed = row["first_day"].isnull() & row["before"].isnull(), row["index_day"].isnull()
    unplaced = [] if window_days is None else [(row["dated"] & unindexed & row["before"].isnull(), "no-index")]
    return ibis.cases(
        (row["patient"].isnull() | (row["patient"] == ""), "no-patient"),
        (row["known_patient"].isnull(), "unknown-patient"),
        (row["name"].isnull() | (row["name"] == ""), "no-name"),
        (row["value"].isnull(), "no-value"),
        (row["dated"] & undated, "no-date"),
        *unplaced,
        ((row["last_day"] > row["index_day"]) | (row["before"] < 0), "after-index"),
        *window,
        else_=_USED,
    )


def _counted(judged: ir.Table, subject: str) -> Iterator[Note]:
    """A note for each reason that occurs. Raises `Refused` when there are too many names."""
    partial = (judged["first_day"] < judged["last_day"]).fill_null(False)
    counts = judged.group_by("status").aggregate(
        rows=judged.count(), partial=partial.sum(), names=judged["name"].nunique()
    )
    found = {str(row["status"]): row for row in counts.to_pyarrow().to_pylist()}
    used = found.get(_USED, {"partial": 0, "names": 0})
    if used["names"] > MOST_NAMES:
        message = f"{used['names']} different names; name the column that says what was measured"
        raise Refused(subject, [Problem("too-many-names", "name", message)])
    for code, message in _REASONS.items():
        if code in found:
            yield Note(code, subject, int(found[code]["rows"]), message)
    if used["partial"]:
        yield Note("partial-date", subject, int(used["partial"]), _PARTIAL)


def _picked(judged: ir.Table) -> ir.Table:
    used = judged.filter(judged["status"] == _USED)
    one, moment = [used["patient"], used["name"]], [used["before"], used["first_day"], used["moment"]]
    newest = ibis.window(group_by=one, order_by=[ibis.asc(used["before"], nulls_first=False), *_latest_first(used)])
    of_it, at_once = ibis.window(group_by=one), ibis.window(group_by=[*one, *moment])
    number = used["value"].re_search(_NUMBER)
    ranked = used.mutate(
        rank=ibis.row_number().over(newest),
        tied=used["value"].min().over(at_once) != used["value"].max().over(at_once),
        hides=~number & (number.ifelse(1, 0).max().over(of_it) == 1),
    )
    picked = ranked.filter(ranked["rank"] == 0)
    return picked.select("patient", "name", "value", "unit", "upper_limit", "tied", "hides", age="days")


def _latest_first(used: ir.Table) -> list[ir.Value]:
    return [ibis.desc(used[by], nulls_first=False) for by in ("first_day", "moment", "row")]


def _columns(picked: pd.DataFrame, patients: pd.Index) -> pd.DataFrame:
    """One row per (patient, name) into one row per patient."""
    columns: dict[str, pd.Series] = {}
    for name, rows in picked.groupby("name", sort=True):
        of_patient = rows.set_index("patient").reindex(patients)
        for part, suffix in SUFFIXES.items():
            columns[f"{name}{suffix}"] = numbers_if_all(of_patient[part])
    return pd.DataFrame(columns, index=patients)


def numbers_if_all(column: pd.Series) -> pd.Series:
    """The column as numbers when every value is one, and none may be one of thousands (`1.234`); else as it is."""
    if pd.api.types.is_string_dtype(column.dtype) and column.str.match(EITHER, na=False).any():
        return column
    try:
        return pd.to_numeric(column)
    except (ValueError, TypeError):
        return column
