"""How the tables of a folder may belong together: proposed from their names and rows, for a person to confirm."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir

from criteria.data.files.quoted import OPEN_QUOTE
from criteria.data.several.databases import files_of, opened
from criteria.data.table_map import Index, Measurements, TableMap
from criteria.model.problems import Refused

# Plain column names (letters and digits alone) that mean one part of a long table, the surest first.
_PATIENT = ("patientid", "usubjid", "subjectid", "personid", "patient", "subject", "subjid", "pid", "caseid", "id")
_NAME = ("labname", "testname", "testcode", "test", "analyte", "parameter", "parametername", "paramcd", "measurement",
         "component", "item", "name", "loinc", "code")  # fmt: skip
_VALUE = ("labvalue", "value", "result", "resultvalue", "numericvalue", "valueasnumber", "aval", "wert")
_UNIT = ("unit", "units", "labunit", "resultunit", "einheit")
_LIMIT = ("upperlimit", "uln", "rangehigh", "upper", "referencehigh", "refhigh", "normalhigh")
_DATE = ("date", "testdate", "labdate", "measurementdate", "collectiondate", "sampledate", "resultdate", "datetime")
_INDEX = ("indexdate", "startdate", "screeningdate", "baselinedate", "enrolmentdate", "enrollmentdate")


@dataclass(frozen=True)
class _Seen:
    """A table of the folder: its file, its columns by plain name, and whether each patient has one row."""

    file: str
    columns: dict[str, str]
    one_row_each: bool

    def first(self, names: tuple[str, ...]) -> str | None:
        """The column that the surest of these names is of."""
        return next((self.columns[name] for name in names if name in self.columns), None)


def propose_tables(folder: str | Path) -> TableMap:
    """Which files have one row per patient, which is the long table, and what joins them.

    What is not found is left out: a map without `tables` says that no file was seen to have one row per patient.
    Files that cannot be read as a table are passed over; one that would lose rows by it is refused.
    """
    folder = Path(folder)
    tables = {path.name: table for path in files_of(folder).values() if (table := _columns(path)) is not None}
    patient = _patient(tables)
    if patient is None:
        return TableMap()
    seen = [_seen(folder, file, columns, patient) for file, columns in tables.items() if patient in columns.values()]
    patients = [each for each in seen if each.one_row_each]
    long = next((each for each in seen if not each.one_row_each and each.first(_NAME) and each.first(_VALUE)), None)
    index = next((column for each in patients if (column := each.first(_INDEX))), None)
    return TableMap(
        tables=tuple(each.file for each in patients),
        patient_id=patient if patients else None,
        measurements=_measurements(long, patient) if long else None,
        index=Index(column=index) if index else None,
    )


def how_to_say_it(folder: Path) -> str:
    """What a person writes into the map so that the folder can be read."""
    proposed = propose_tables(folder)
    if not proposed.tables:
        return (
            "neither SDTM (dm) nor OMOP (person), and no file with one row per patient was found; name them in a map: "
            "`tables: [patients.csv]`, `patient_id: …`, and for a long table `measurements: {table: …, patient: …, "
            "name: …, value: …, unit: …, date: …}`"
        )
    lines = [f"tables: [{', '.join(proposed.tables)}]", f"patient_id: {proposed.patient_id}"]
    if proposed.measurements:
        parts = proposed.measurements.model_dump(exclude_none=True)
        lines.append(f"measurements: {{{', '.join(f'{part}: {column}' for part, column in parts.items())}}}")
        lines.append(f"index: {{column: {proposed.index.column if proposed.index else '…'}}}")
    return f"several tables; say in a map how they belong together, for instance: {'; '.join(lines)}"


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _columns(path: Path) -> dict[str, str] | None:
    try:
        with opened(path.parent, {path.stem.lower()}.__contains__) as tables:
            return {_plain(column): column for table in tables.found.values() for column in table.columns}
    except Refused as refused:
        if any(each.code == OPEN_QUOTE for each in refused.problems):
            raise
        return None


def _patient(tables: dict[str, dict[str, str]]) -> str | None:
    """The column that identifies patients: of the names that mean one, the one most tables have."""
    known = Counter(name for columns in tables.values() for name in _PATIENT if name in columns)
    if not known:
        return None
    most = max(known.values())
    plain = next(name for name in _PATIENT if known[name] == most)
    return next(columns[plain] for columns in tables.values() if plain in columns)


def _seen(folder: Path, file: str, columns: dict[str, str], patient: str) -> _Seen:
    with opened(folder, {Path(file).stem.lower()}.__contains__) as tables:
        (table,) = tables.found.values()
        return _Seen(file, columns, _unique(table, patient))


def _unique(table: ir.Table, column: str) -> bool:
    counts = table.aggregate(rows=table[column].count(), different=table[column].nunique()).to_pyarrow().to_pylist()[0]
    return bool(counts["rows"]) and counts["rows"] == counts["different"]


def _measurements(long: _Seen, patient: str) -> Measurements:
    name, value = long.first(_NAME), long.first(_VALUE)
    assert name is not None, "only a table with names is taken for the long one"
    assert value is not None, "only a table with values is taken for the long one"
    return Measurements(
        table=long.file,
        patient=patient,
        name=name,
        value=value,
        unit=long.first(_UNIT),
        upper_limit=long.first(_LIMIT),
        date=long.first(_DATE),
    )
