"""What a folder or an address is, and reading a folder of tables by its map."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from criteria.data.dataset import Note
from criteria.data.raw import Raw, digest_of
from criteria.data.several.repeated import one_row_each
from criteria.data.table_map import Index, Measurements, TableMap
from criteria.model.problems import Problem, Refused, refuse_if_any

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from criteria.data.several.databases import Tables

# The databases are imported where they are used: Ibis costs a second at start, and most tables are one wide file.

DUCKDB = (".duckdb", ".ddb", ".db")


def is_several_tables(address: str | Path, table_map: TableMap | None = None) -> bool:
    """Whether the address is a folder or a database, or a file to which the map adds another one."""
    if "://" in str(address) or (table_map is not None and table_map.measurements is not None):
        return True
    path = Path(address)
    return path.is_dir() or path.suffix.lower() in DUCKDB


def read_folder(folder: str | Path, table_map: TableMap) -> Raw:
    """A folder read by its map: its tables of patients joined, its long table as columns beside them.

    Patients keep the order of the first table. A patient whom one of the tables lacks is kept and counted. Where two
    tables have a column of one name, it is kept once if they agree, and twice, with the table in brackets, if not.

    Raises:
        Refused: a table or a column that the map names is not there, identifiers repeat, or a file cannot be read.
    """
    from criteria.data.several.databases import opened

    folder = Path(folder)
    wanted = {name: _stem(name) for name in table_map.tables}
    long_name = table_map.measurements.table if table_map.measurements else None
    stems = {*wanted.values(), *([_stem(long_name)] if long_name else [])}
    with opened(folder, stems.__contains__) as tables:
        refuse_if_any(tables.name, _problems(tables, table_map))
        frame, notes = _patients(tables, table_map)
        if table_map.measurements is not None:
            wide, more = _measured(tables, table_map, table_map.measurements, frame)
            frame, notes = _beside(frame, wide, long_name or ""), [*notes, *more]
    return Raw(tables.name, frame, digest_of(frame), tuple(notes))


def _stem(name: str) -> str:
    """A table as `opened` calls it."""
    return Path(name).stem.lower()


def _problems(tables: Tables, table_map: TableMap) -> Iterator[Problem]:
    """Tables and columns that the map names and the folder lacks."""
    if not table_map.tables:
        yield Problem("missing-table", "tables", "name the files with one row per patient: `tables: [patients.csv]`")
    if table_map.patient_id is None:
        yield Problem("missing-column", "patient_id", "name the column by which the tables are joined: `patient_id: …`")
    patient = [table_map.patient_id] if table_map.patient_id else []
    named = [(name, patient) for name in table_map.tables]
    if table_map.measurements:
        long = table_map.measurements
        columns = (long.patient, long.name, long.value, long.unit, long.upper_limit, long.date)
        named.append((long.table, [column for column in columns if column is not None]))
    for name, needed in named:
        yield from _lacking(tables, name, needed)


def _lacking(tables: Tables, name: str, needed: list[str]) -> Iterator[Problem]:
    table = tables.found.get(_stem(name))
    if table is None:
        yield Problem("missing-table", name, "no such table in the folder; check its name in the map")
        return
    for column in needed:
        if column not in table.columns:
            there = ", ".join(table.columns[:20])
            yield Problem("missing-column", f"{name}: {column}", f"not among its columns: {there}; mend the map")


def _patients(tables: Tables, table_map: TableMap) -> tuple[pd.DataFrame, list[Note]]:
    """The tables of patients side by side."""
    patient = table_map.patient_id or ""
    frames, notes = {}, []
    for name in table_map.tables:
        rows = _identified(tables.found[_stem(name)].to_pyarrow().to_pandas(), patient)
        nameless = int(rows[patient].isna().sum())
        if nameless:
            notes.append(Note("no-patient", name, nameless, f"rows without {patient}; not used"))
        rows, repeated = one_row_each(rows.dropna(subset=[patient]), patient, table_map.duplicates, name)
        frames[name] = rows.set_index(patient)
        notes += repeated
    everyone = pd.Index(dict.fromkeys(each for rows in frames.values() for each in rows.index), name=patient)
    if everyone.empty:
        raise Refused(tables.name, [Problem("no-patients", "rows", "the tables have no patient; give at least one")])
    columns: dict[str, pd.Series] = {}
    for name, rows in frames.items():
        absent = len(everyone) - len(rows)
        if absent:
            notes.append(Note("not-in-table", name, absent, "patients of other tables who are missing here; kept"))
        _add(columns, rows.reindex(everyone), name)
    return pd.DataFrame(columns, index=everyone).reset_index(), notes


def _identified(rows: pd.DataFrame, patient: str) -> pd.DataFrame:
    """The rows with their identifier as text, as the long table has it; blank is missing."""
    given = rows[patient]
    whole = given.astype("Int64") if pd.api.types.is_float_dtype(given) else given
    words = whole.astype("string").str.strip()
    return rows.assign(**{patient: words.where(words.ne(""))})


def _add(columns: dict[str, pd.Series], rows: pd.DataFrame, name: str) -> None:
    """The columns of one more table, those already there only where they say something else."""
    for column in map(str, rows.columns):
        if column not in columns:
            columns[column] = rows[column]
        elif not columns[column].equals(rows[column]):
            columns[f"{column} ({name})"] = rows[column]


def _measured(
    tables: Tables, table_map: TableMap, named: Measurements, frame: pd.DataFrame
) -> tuple[pd.DataFrame, list[Note]]:
    """The long table as columns, for the patients in their order."""
    from criteria.data.several.measurements import latest, long_table

    table = tables.found[_stem(named.table)]
    columns = {"unit": named.unit, "upper_limit": named.upper_limit, "date": named.date}
    long = long_table(
        table,
        patient=table[named.patient],
        name=table[named.name],
        value=table[named.value],
        **{part: table[column] for part, column in columns.items() if column is not None},
    )
    patients, notes = _index_days(frame, table_map, tables.name)
    wide = latest(long, patients, table_map.window_days, named.table)
    return wide.frame, [*(notes if named.date else []), *wide.notes]


def _index_days(frame: pd.DataFrame, table_map: TableMap, name: str) -> tuple[ir.Table, list[Note]]:
    """The day each patient is looked at, and how many have none."""
    import ibis

    from criteria.data.several.dates import day_ends

    index = table_map.index or Index.model_construct()
    if index.column is not None and index.column not in frame.columns:
        message = (
            f"not among the columns of the patient tables: {', '.join(map(str, frame.columns[:20]))}; mend the map"
        )
        raise Refused(name, [Problem("unknown-index", index.column, message)])
    given = {"patient": pa.array(frame[table_map.patient_id], pa.string())}
    if index.column is None:
        patients = ibis.memtable(pa.table(given)).mutate(index_day=_one_day(index))
        return patients, [] if index.date else [Note("no-index", "index", len(frame), _NO_INDEX)]
    dates = ibis.memtable(pa.table(given | {"written": pa.array(frame[index.column], from_pandas=True)}))
    first, last = day_ends(dates["written"])
    whole = (first == last).ifelse(first, ibis.null("date"))
    patients = dates.select("patient", index_day=whole)
    without = int(whole.isnull().sum().to_pyarrow().as_py() or 0)
    return patients, [Note("no-index", index.column, without, _NO_DAY)] if without else []


_NO_INDEX = "patients looked at on no day, so the latest of all measurements is taken; name an `index` in the map"
_NO_DAY = "patients without a whole index date; their latest values are taken, unless there is a window"


def _one_day(index: Index) -> ir.DateValue:
    import ibis

    return ibis.null("date") if index.date is None else ibis.date(index.date.year, index.date.month, index.date.day)


def _beside(frame: pd.DataFrame, wide: pd.DataFrame, name: str) -> pd.DataFrame:
    """The measurements beside the patients' columns; a name that is taken says which table it is from."""
    wide = wide.rename(columns={column: f"{column} ({name})" for column in wide.columns if column in frame.columns})
    return pd.concat([frame, wide.reindex(frame.iloc[:, 0]).set_axis(frame.index)], axis=1)
