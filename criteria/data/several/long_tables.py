"""The long tables of a map as columns beside the patients: the latest value of each name up to the index date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from criteria.data.columns.dates import one_day, parse_dates
from criteria.data.dataset import Note
from criteria.data.raw import Described
from criteria.data.several.long_rows import Rows, rows_of
from criteria.data.table_map import Index, Measurements, TableMap
from criteria.model.problems import Problem, Refused

if TYPE_CHECKING:
    import ibis.expr.types as ir

# The database is imported where it is used: Ibis costs a second at start, and most tables are one wide file.


@dataclass(frozen=True)
class Long:
    """Long tables that are read in the same way, and so are one.

    Attributes:
        tables: what they are called.
        read: how each of them is read.
        frame: their rows, with the names of codes where a list says them.
    """

    tables: tuple[str, ...]
    read: Measurements
    frame: pd.DataFrame = field(repr=False)

    @property
    def name(self) -> str:
        """What a note calls them."""
        return " and ".join(self.tables)


def grouped(named: Sequence[Measurements], frame_of: Callable[[Measurements], pd.DataFrame]) -> list[Long]:
    """The long tables of a map, those together that are read in the same way."""
    groups: dict[str, list[Measurements]] = {}
    for each in named:
        groups.setdefault(each.model_copy(update={"table": ""}).model_dump_json(), []).append(each)
    return [_together(group, [frame_of(each) for each in group]) for group in groups.values()]


def _together(group: list[Measurements], frames: list[pd.DataFrame]) -> Long:
    tables = tuple(each.table for each in group)
    frame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    return Long(tables, group[0].model_copy(update={"table": " and ".join(tables)}), frame)


@dataclass(frozen=True)
class Beside:
    """The patients with their measurements; what is told of them, and what the names of the columns stand for."""

    frame: pd.DataFrame = field(repr=False)
    notes: tuple[Note, ...] = ()
    described: dict[str, Described] = field(default_factory=dict)


def with_measurements(frame: pd.DataFrame, longs: Sequence[Long], table_map: TableMap, name: str) -> Beside:
    """The patients, whose identifiers stand in the first column, with the latest measurements of each.

    A name that two long tables have stands for itself in each: `NAME` in the first, `NAME (TABLE)` in the other.

    Raises:
        Refused: nothing says which of several results of one patient and test counts, or there is no index column.
    """
    done, taken = Beside(frame), set[str]()
    for long in longs:
        rows = _apart(rows_of(long.frame, long.read), taken, long.tables[0])
        taken |= set(rows.frame["name"].dropna().unique())
        wide, notes = _measured(rows, long, table_map, frame, name)
        described = {each: Described(label) for each, label in rows.labels.items() if each in wide.columns}
        done = Beside(
            _beside(done.frame, wide, long.name), (*done.notes, *rows.notes, *notes), done.described | described
        )
    return replace(done, notes=tuple(dict.fromkeys(done.notes)))


def _apart(rows: Rows, taken: set[str], table: str) -> Rows:
    """The rows, those of a name that another table has with this table's name in brackets."""
    names = rows.frame["name"]
    twice = names.isin(taken)
    if not twice.any():
        return rows
    renamed = names.mask(twice, names + f" ({Path(table).stem})")
    labels = {f"{name} ({Path(table).stem})" if name in taken else name: said for name, said in rows.labels.items()}
    return replace(rows, frame=rows.frame.assign(name=renamed), labels=labels)


def _measured(
    rows: Rows, long: Long, table_map: TableMap, frame: pd.DataFrame, name: str
) -> tuple[pd.DataFrame, list[Note]]:
    """A long table as columns, for the patients in their order."""
    from criteria.data.several.measurements import latest

    named = long.read
    patients, notes = _index_days(frame, table_map, name)
    wide = latest(_as_table(rows.frame), patients, table_map.window_days, long.name)
    if wide.tied and named.date is None and named.day is None and named.order is None:
        raise Refused(name, [Problem("several-results", long.name, _several(wide.tied))])
    told = [each for each in wide.told(long.name) if named.order is None or each.code != "several-results"]
    said = _said(wide.frame, named, indexed=table_map.index is not None)
    return said, [*(notes if named.date else []), *wide.notes, *told]


def _as_table(rows: pd.DataFrame) -> ir.Table:
    import ibis
    import pyarrow as pa

    long = ibis.memtable(pa.Table.from_pandas(rows, preserve_index=False))
    return long.mutate(first_day=long["first_day"].cast("date"), last_day=long["last_day"].cast("date"))


def _said(wide: pd.DataFrame, named: Measurements, *, indexed: bool) -> pd.DataFrame:
    """The columns without those parts that the long table does not have; an age needs an index to count from."""
    lacking = {
        " unit": named.unit is None,
        " upper limit": named.upper_limit is None and named.range is None,
        " age": (named.date is None or not indexed) and named.day is None,
    }
    names = {column.removesuffix(suffix) for suffix in lacking for column in wide.columns if column.endswith(suffix)}
    gone = {f"{name}{suffix}" for suffix, is_so in lacking.items() if is_so for name in names}
    return wide[[column for column in wide.columns if column not in gone]]


def _several(count: int) -> str:
    return (
        f"{count} times a patient has several different results of one test, and nothing orders them; name its `date`, "
        "`day`, `baseline` or `visit` (with `visits`) under `measurements` in the map, or write `order: first` or "
        "`order: last`"
    )


def _index_days(frame: pd.DataFrame, table_map: TableMap, name: str) -> tuple[ir.Table, list[Note]]:
    """The day each patient is looked at, and how many have none."""
    import ibis
    import pyarrow as pa

    index = table_map.index or Index.model_construct()
    if index.column is not None and index.column not in frame.columns:
        there = ", ".join(map(str, frame.columns[:20]))
        message = f"not among the columns of the patient tables: {there}; mend the map"
        raise Refused(name, [Problem("unknown-index", index.column, message)])
    days = pd.DataFrame({"patient": frame.iloc[:, 0].astype("string"), "index_day": _whole_days(frame, index)})
    patients = ibis.memtable(pa.Table.from_pandas(days, preserve_index=False))
    patients = patients.mutate(index_day=patients["index_day"].cast("date"))
    if index.column is None:
        return patients, [] if index.date else [Note("no-index", "index", len(frame), _NO_INDEX)]
    without = int(days["index_day"].isna().sum())
    return patients, [Note("no-index", index.column, without, _NO_DAY)] if without else []


def _whole_days(frame: pd.DataFrame, index: Index) -> pd.Series:
    """The index date of each patient where it is a whole one."""
    if index.date is not None:
        return pd.Series(one_day(index.date).first.repeat(len(frame)), frame.index).astype("datetime64[s]")
    if index.column is None:
        return pd.Series(pd.NaT, frame.index, "datetime64[s]")
    dates = parse_dates(frame[index.column], index.order)
    return pd.Series(dates.first, frame.index).where(dates.first == dates.last).astype("datetime64[s]")


_NO_INDEX = "patients looked at on no day, so the latest of all measurements is taken; name an `index` in the map"
_NO_DAY = "patients without a whole index date; their latest values are taken, unless there is a window"


def _beside(frame: pd.DataFrame, wide: pd.DataFrame, name: str) -> pd.DataFrame:
    """The measurements beside the patients' columns; a name that is taken says which table it is from."""
    wide = wide.rename(columns={column: f"{column} ({name})" for column in wide.columns if column in frame.columns})
    return pd.concat([frame, wide.reindex(frame.iloc[:, 0]).set_axis(frame.index)], axis=1)
