"""Tables of patients that came together, read by a map: joined, and a long table as columns beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from criteria.data.columns.dates import one_day, parse_dates
from criteria.data.dataset import Note
from criteria.data.raw import Described, Raw
from criteria.data.several.bundle import Bundle
from criteria.data.several.dictionary import described_by
from criteria.data.several.long_rows import Rows, day_problems, identifiers, rows_of, with_names
from criteria.data.several.repeated import one_row_each
from criteria.data.table_map import Index, Measurements, TableMap
from criteria.model.problems import Problem, Refused, refuse_if_any

if TYPE_CHECKING:
    import ibis.expr.types as ir

# The database is imported where it is used: Ibis costs a second at start, and most tables are one wide file.

DUCKDB = (".duckdb", ".ddb", ".db")


def is_several_tables(address: str | Path, table_map: TableMap | None = None) -> bool:
    """Whether the address is a folder or a database, or a file to which the map adds another one."""
    several = table_map is not None and (table_map.measurements is not None or len(table_map.tables) > 1)
    if "://" in str(address) or several:
        return True
    path = Path(address)
    return path.is_dir() or path.suffix.lower() in DUCKDB


@dataclass(frozen=True)
class _Joined:
    """The tables of patients side by side, and what is to be told of them."""

    frame: pd.DataFrame
    notes: tuple[Note, ...] = ()


def read_together(bundle: Bundle, table_map: TableMap) -> Raw:
    """Tables read by their map: those of patients joined, the long one as columns beside them.

    Patients keep the order of the first table. A patient whom one of the tables lacks is kept and counted. Where two
    tables have a column of one name, it is kept once if they agree, and twice, with the table in brackets, if not.
    Where the long table is alone, its patients are the patients.

    Raises:
        Refused: a table or a column that the map names is not there, identifiers repeat, a file cannot be read, or
            nothing says which of several results of one patient and test counts.
    """
    refuse_if_any(bundle.name, _problems(bundle, table_map))
    named, long = table_map.measurements, _long_table(bundle, table_map.measurements)
    joined = _patients(bundle, table_map) if table_map.tables else _of_the_long(long, named)
    frame, described = joined.frame, _described(bundle, table_map, joined.frame)
    notes = [*_told_of_files(bundle, table_map), *joined.notes]
    if named is not None and long is not None:
        rows = rows_of(long, named)
        wide, more = _measured(rows, named, table_map, frame, bundle.name)
        described |= {name: Described(label) for name, label in rows.labels.items() if name in wide.columns}
        frame, notes = _beside(frame, wide, named.table), [*notes, *rows.notes, *more]
    return Raw(bundle.name, frame, bundle.digest(tables_of(bundle, table_map)), tuple(notes), described=described)


def tables_of(bundle: Bundle, table_map: TableMap) -> list[str]:
    """The tables of a bundle that a map names, as the bundle calls them."""
    long = table_map.measurements
    listed = [long.table, long.names.table if long.names else None] if long else []
    named = dict.fromkeys([*table_map.tables, *listed, table_map.dictionary])
    return [found for name in named if name is not None and (found := bundle.find(name)) is not None]


def _frame(bundle: Bundle, name: str) -> pd.DataFrame:
    found = bundle.find(name)
    assert found is not None, "the map was checked"
    frame = bundle.table(found).frame
    return frame.set_axis([str(column) for column in frame.columns], axis=1)


def _told_of_files(bundle: Bundle, table_map: TableMap) -> Iterator[Note]:
    for name in tables_of(bundle, table_map):
        yield from (note for note in bundle.table(name).notes if note.code != "no-identifier")  # told as `no-patient`


# --- what the map names ---------------------------------------------------------------------------------------------


def _problems(bundle: Bundle, table_map: TableMap) -> Iterator[Problem]:
    """Tables and columns that the map names and the folder lacks."""
    if not table_map.tables and table_map.measurements is None:
        yield Problem("missing-table", "tables", "name the files with one row per patient: `tables: [patients.csv]`")
    if table_map.patient_id is None and (len(table_map.tables) > 1 or table_map.measurements):
        yield Problem("missing-column", "patient_id", "name the column by which the tables are joined: `patient_id: …`")
    patient = [table_map.patient_id] if table_map.patient_id else []
    for name in table_map.tables:
        yield from _lacking(bundle, name, patient)
    if table_map.dictionary:
        yield from _lacking(bundle, table_map.dictionary, [])
    if table_map.measurements:
        yield from _long_problems(bundle, table_map.measurements)


def _long_problems(bundle: Bundle, long: Measurements) -> Iterator[Problem]:
    beside: list[str] = []
    if long.names is not None:
        yield from _lacking(bundle, long.names.table, [long.names.code, long.names.name])
        found = bundle.find(long.names.table)
        beside = list(_frame(bundle, found).columns) if found else []
    problems = list(_lacking(bundle, long.table, [each for each in long.columns_used if each not in beside]))
    yield from problems
    if not problems:
        yield from day_problems(_frame(bundle, long.table), long)


def _lacking(bundle: Bundle, name: str, needed: list[str]) -> Iterator[Problem]:
    if bundle.find(name) is None:
        yield Problem("missing-table", name, "no such table there; check its name in the map")
        return
    try:
        columns = _frame(bundle, name).columns
    except Refused as refused:
        yield from (Problem(each.code, f"{name}: {each.subject}", each.message) for each in refused.problems)
        return
    for column in needed:
        if column not in columns:
            there = ", ".join(columns[:20])
            yield Problem("missing-column", f"{name}: {column}", f"not among its columns: {there}; mend the map")


# --- tables of patients ---------------------------------------------------------------------------------------------


def _patients(bundle: Bundle, table_map: TableMap) -> _Joined:
    """The tables of patients side by side."""
    patient = table_map.patient_id
    if patient is None or (len(table_map.tables) == 1 and table_map.measurements is None):
        return _Joined(_frame(bundle, table_map.tables[0]))  # as if it came alone
    frames, notes = {}, []
    for name in table_map.tables:
        rows = _frame(bundle, name)
        rows = rows.assign(**{patient: identifiers(rows[patient])})
        nameless = int(rows[patient].isna().sum())
        if nameless:
            notes.append(Note("no-patient", name, nameless, f"rows without {patient}; not used"))
        rows, repeated = one_row_each(rows.dropna(subset=[patient]), patient, table_map.duplicates, name)
        frames[name] = rows.set_index(patient)
        notes += repeated
    everyone = pd.Index(dict.fromkeys(each for rows in frames.values() for each in rows.index), name=patient)
    if everyone.empty:
        raise Refused(bundle.name, [Problem("no-patients", "rows", "the tables have no patient; give at least one")])
    columns: dict[str, pd.Series] = {}
    for name, rows in frames.items():
        absent = len(everyone) - len(rows)
        if absent:
            notes.append(Note("not-in-table", name, absent, "patients of other tables who are missing here; kept"))
        _add(columns, rows.reindex(everyone), name)
    return _Joined(pd.DataFrame(columns, index=everyone).reset_index(), tuple(notes))


def _add(columns: dict[str, pd.Series], rows: pd.DataFrame, name: str) -> None:
    """The columns of one more table, those already there only where they say something else."""
    for column in map(str, rows.columns):
        if column not in columns:
            columns[column] = rows[column]
        elif not columns[column].equals(rows[column]):
            columns[f"{column} ({name})"] = rows[column]


def _of_the_long(long: pd.DataFrame | None, named: Measurements | None) -> _Joined:
    """The patients of a long table that is alone, with what is the same in all rows of each."""
    assert long is not None, "the map was checked"
    assert named is not None, "the map was checked"
    rows = long.assign(**{named.patient: identifiers(long[named.patient])}).dropna(subset=[named.patient])
    rest = [column for column in rows.columns if column == named.patient or column not in named.columns_used]
    groups = rows[rest].groupby(named.patient, sort=False)
    same = groups.nunique().max() <= 1
    frame = groups.first()[list(same.index[same])].reset_index()
    varying = ", ".join(same.index[~same])
    note = Note(
        "column-not-used", varying, int((~same).sum()), "columns that differ between a patient's rows; not used"
    )
    return _Joined(frame, (note,) if varying else ())


def _described(bundle: Bundle, table_map: TableMap, frame: pd.DataFrame) -> dict[str, Described]:
    """What the files, and the dictionary beside them, say of the columns."""
    columns = {str(column): frame[column] for column in frame.columns}
    found: dict[str, Described] = {}
    for name in tables_of(bundle, table_map):
        said = bundle.table(name).described
        found |= {column: each for column, each in said.items() if column in columns and column not in found}
    return found | (described_by(_frame(bundle, table_map.dictionary), columns) if table_map.dictionary else {})


# --- the long table -------------------------------------------------------------------------------------------------


def _long_table(bundle: Bundle, named: Measurements | None) -> pd.DataFrame | None:
    """The long table, with names of its codes where a list of them is beside it."""
    if named is None:
        return None
    table = _frame(bundle, named.table)
    if named.names is None:
        return table
    listed = _frame(bundle, named.names.table)
    rest = listed.drop(columns=[named.names.code, named.names.name])
    return with_names(table, listed[named.names.code], listed[named.names.name], rest, named.name)


def _measured(
    rows: Rows, named: Measurements, table_map: TableMap, frame: pd.DataFrame, name: str
) -> tuple[pd.DataFrame, list[Note]]:
    """The long table as columns, for the patients in their order."""
    import ibis
    import pyarrow as pa

    from criteria.data.several.measurements import latest

    patients, notes = _index_days(frame, table_map, named, name)
    long = ibis.memtable(pa.Table.from_pandas(rows.frame, preserve_index=False))
    long = long.mutate(first_day=long["first_day"].cast("date"), last_day=long["last_day"].cast("date"))
    wide = latest(long, patients, table_map.window_days, named.table)
    if wide.tied and named.date is None and named.day is None and named.order is None:
        raise Refused(name, [Problem("several-results", named.table, _several(wide.tied))])
    told = [each for each in wide.told(named.table) if named.order is None or each.code != "several-results"]
    return _said(wide.frame, named, indexed=table_map.index is not None), [
        *(notes if named.date else []),
        *wide.notes,
        *told,
    ]


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


def _index_days(
    frame: pd.DataFrame, table_map: TableMap, named: Measurements, name: str
) -> tuple[ir.Table, list[Note]]:
    """The day each patient is looked at, and how many have none."""
    import ibis
    import pyarrow as pa

    index = table_map.index or Index.model_construct()
    if index.column is not None and index.column not in frame.columns:
        there = ", ".join(map(str, frame.columns[:20]))
        message = f"not among the columns of the patient tables: {there}; mend the map"
        raise Refused(name, [Problem("unknown-index", index.column, message)])
    patient = table_map.patient_id if table_map.patient_id in frame.columns else named.patient
    days = pd.DataFrame({"patient": frame[patient].astype("string"), "index_day": _whole_days(frame, index)})
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
