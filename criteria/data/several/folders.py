"""Tables of patients that came together, read by a map: joined, and a long table as columns beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from criteria.data.dataset import Note
from criteria.data.raw import Described, Raw
from criteria.data.several.bundle import Bundle
from criteria.data.several.dictionary import described_by
from criteria.data.several.long_rows import day_problems, with_names
from criteria.data.several.long_tables import Long, grouped, with_measurements
from criteria.data.several.repeated import one_row_each
from criteria.data.several.same_person import one_way
from criteria.data.table_map import Measurements, TableMap
from criteria.model.problems import Problem, Refused, refuse_if_any

DUCKDB = (".duckdb", ".ddb", ".db")


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
    longs = grouped(table_map.measurements, lambda named: _long_table(bundle, named))
    read, forms = _one_way(bundle, table_map, longs)
    longs = [replace(long, frame=_identified(long.frame, long.read.patient, read)) for long in longs]
    joined = _patients(bundle, table_map, read) if table_map.tables else _of_the_long(longs)
    described = _described(bundle, table_map, joined.frame)
    notes = [*_told_of_files(bundle, table_map), *forms, *joined.notes]
    done = with_measurements(joined.frame, longs, table_map, bundle.name)
    digest = bundle.digest(tables_of(bundle, table_map))
    return Raw(bundle.name, done.frame, digest, (*notes, *done.notes), described=described | done.described)


def tables_of(bundle: Bundle, table_map: TableMap) -> list[str]:
    """The tables of a bundle that a map names, as the bundle calls them."""
    longs = [name for long in table_map.measurements for name in long.tables]
    named = dict.fromkeys([*table_map.tables, *longs, table_map.dictionary])
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
    for name in table_map.joins:
        if name not in table_map.tables:
            yield Problem(
                "missing-table", f"joins: {name}", "not among the `tables` of the map; write it as it is there"
            )
    for name in table_map.tables:
        patient = _joined_by(table_map, name)
        yield from _lacking(bundle, name, [patient] if patient else [])
    if table_map.dictionary:
        yield from _lacking(bundle, table_map.dictionary, [])
    for long in table_map.measurements:
        yield from _long_problems(bundle, long)


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


def _joined_by(table_map: TableMap, name: str) -> str | None:
    """The column of identifiers of one of the tables of patients."""
    return table_map.joins.get(name, table_map.patient_id)


def _identified(frame: pd.DataFrame, patient: str, read: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
    return frame.assign(**{patient: read(frame[patient])})


def _one_way(
    bundle: Bundle, table_map: TableMap, longs: Sequence[Long]
) -> tuple[Callable[[pd.Series], pd.Series], list[Note]]:
    """How the identifiers of all tables are read, so that those of one patient are the same."""
    by = {name: _joined_by(table_map, name) for name in table_map.tables}
    columns = {name: _frame(bundle, name)[column] for name, column in by.items() if column is not None}
    return one_way(columns | {long.name: long.frame[long.read.patient] for long in longs})


def _patients(bundle: Bundle, table_map: TableMap, read: Callable[[pd.Series], pd.Series]) -> _Joined:
    """The tables of patients side by side."""
    patient = table_map.patient_id
    if patient is None or (len(table_map.tables) == 1 and not table_map.measurements):
        return _Joined(_frame(bundle, table_map.tables[0]))  # as if it came alone
    frames, notes = {}, []
    for name in table_map.tables:
        rows = _called(_frame(bundle, name), _joined_by(table_map, name) or patient, patient)
        rows = _identified(rows, patient, read)
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


def _called(rows: pd.DataFrame, own: str, patient: str) -> pd.DataFrame:
    """The rows with the column of identifiers called as in the other tables."""
    return rows if own == patient else rows.drop(columns=patient, errors="ignore").rename(columns={own: patient})


def _of_the_long(longs: Sequence[Long]) -> _Joined:
    """The patients of long tables that are alone, with what is the same in all rows of each."""
    patient, columns, varying = longs[0].read.patient, dict[str, pd.Series](), list[str]()
    everyone = pd.Index(dict.fromkeys(each for long in longs for each in long.frame[long.read.patient].dropna()))
    for long in longs:
        rows = long.frame.dropna(subset=[long.read.patient])
        rest = [column for column in rows.columns if column not in long.read.columns_used]
        groups = rows.groupby(long.read.patient, sort=False)[rest]
        same = groups.nunique().max() <= 1
        _add(columns, groups.first()[list(same.index[same])].reindex(everyone), long.name)
        varying += list(same.index[~same])
    frame = pd.DataFrame(columns, index=everyone.rename(patient)).reset_index()
    message = "columns that differ between a patient's rows; not used"
    return _Joined(frame, (Note("column-not-used", ", ".join(varying), len(varying), message),) if varying else ())


def _described(bundle: Bundle, table_map: TableMap, frame: pd.DataFrame) -> dict[str, Described]:
    """What the files, and the dictionary beside them, say of the columns."""
    columns = {str(column): frame[column] for column in frame.columns}
    found: dict[str, Described] = {}
    for name in tables_of(bundle, table_map):
        said = bundle.table(name).described
        found |= {column: each for column, each in said.items() if column in columns and column not in found}
    return found | (described_by(_frame(bundle, table_map.dictionary), columns) if table_map.dictionary else {})


# --- long tables ------------------------------------------------------------------------------------------------------


def _long_table(bundle: Bundle, named: Measurements) -> pd.DataFrame:
    """A long table, with names of its codes where a list of them is beside it."""
    table = _frame(bundle, named.table)
    if named.names is None:
        return table
    listed = _frame(bundle, named.names.table)
    rest = listed.drop(columns=[named.names.code, named.names.name])
    return with_names(table, listed[named.names.code], listed[named.names.name], rest, named.name)
