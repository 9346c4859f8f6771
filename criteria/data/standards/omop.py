"""An OMOP CDM 5.4 database: persons with their latest measurements as columns, whatever holds the tables."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd

from criteria.data.dataset import Note
from criteria.data.raw import Raw
from criteria.data.several.databases import Tables, opened, unused_files
from criteria.data.several.dates import day_ends
from criteria.data.several.measurements import identifier, latest, long_table, text
from criteria.data.standards.concepts import CONDITIONS, ICD, OPERATORS, UNITS, Concepts, number, spelled, whole
from criteria.data.standards.known_maps import raw_of, readings, with_oldest_laboratory_value
from criteria.data.standards.persons import persons_of
from criteria.data.table_map import Reading, TableMap
from criteria.data.vocabulary.known import VOCABULARY
from criteria.model.problems import Problem, refuse_if_any
from criteria.model.variables import DICTIONARY, Number

_NEEDED = {
    "person": ("person_id", "gender_concept_id", "year_of_birth"),
    "measurement": ("measurement_id", "person_id", "measurement_concept_id", "measurement_date", "value_as_number"),
}
_MORE = ("observation", "condition_occurrence", "death", "concept", "cdm_source")
_NOT_LABORATORY = ("ecog", "kps", "weight", "height", "pregnancy_test")
_PERSON = ("age", "sex", "race", "site")


def read_omop(address: str | Path, table_map: TableMap | None = None) -> Raw:
    """The persons of an OMOP CDM with their latest measurements, and the map its concepts imply.

    The index date is the map's, else the release date in CDM_SOURCE, else the day of the latest measurement. Persons
    who died before it are left out, unless the map keeps them (`extract`). A map may read a concept outside the
    dictionary: its `column` is then the concept's number.

    Args:
        address: a DuckDB file, a folder of CSV or Parquet files, or `postgresql://user@host/database?schema=cdm`.
        table_map: index date, window and what is read beside the dictionary.

    Raises:
        Refused: the place cannot be opened, tables or columns are missing, or there is no person.
    """
    given = table_map or TableMap()
    used = {*_NEEDED, *_MORE}
    with opened(address, used.__contains__) as tables:
        refuse_if_any(tables.name, [*_missing(tables), *_index_problems(given)])
        person, concepts = _table(tables, "person"), Concepts(tables.table("concept"))
        index, told = _index_day(tables, given)
        persons = persons_of(person, tables.table("death"), concepts.races(), index, given)
        long = _long(tables, concepts, given)
        days = person.select(patient=identifier(whole(person["person_id"])), index_day=_literal(index)).distinct()
        wide = latest(long, days, given.window_days, "measurement")
        flags = _conditions(tables, concepts, index)
    frame = _joined(persons.frame, wide.frame, flags)
    notes = [told, *_where(tables), *persons.notes, *wide.notes, *_without_unit(frame), *unused_files(address, used)]
    return raw_of(tables.name, frame, notes, _known(frame), table_map)


def _table(tables: Tables, name: str) -> ir.Table:
    table = tables.table(name)
    assert table is not None, "tables were checked"
    return table


def _missing(tables: Tables) -> Iterator[Problem]:
    """Tables and columns that OMOP requires and the database lacks."""
    for name, columns in _NEEDED.items():
        table = tables.table(name)
        if table is None:
            yield Problem("missing-table", name, "an OMOP CDM needs it; finish loading the CDM, or name its schema")
            continue
        for column in columns:
            if column not in table.columns:
                yield Problem("missing-column", f"{name}.{column}", "CDM 5.4 requires it; finish loading the CDM")


def _index_problems(given: TableMap) -> Iterator[Problem]:
    if given.index is not None and given.index.date is None:
        yield Problem(
            "unknown-index", str(given.index.column), "OMOP has no such column; give `index: {date: 2024-01-31}`"
        )


def _literal(day: datetime.date) -> ir.DateValue:
    return ibis.date(day.year, day.month, day.day)


def _index_day(tables: Tables, given: TableMap) -> tuple[datetime.date, Note]:
    """The day everyone is looked at, and a note that says where it comes from."""
    if given.index is not None and given.index.date is not None:
        return given.index.date, Note("index-date", f"{given.index.date}", 1, "the day of everybody, as the map says")
    source = tables.table("cdm_source")
    for column in ("source_release_date", "cdm_release_date"):
        if source is not None and column in source.columns:
            day = day_ends(source[column])[0].max().to_pyarrow().as_py()
            if day is not None:
                return day, Note("index-date", f"{day}", 1, f"the day of everybody: {column} of CDM_SOURCE")
    measurement = _table(tables, "measurement")
    day = day_ends(measurement["measurement_date"])[0].max().to_pyarrow().as_py() or datetime.date.today()
    return day, Note("index-date", f"{day}", 1, "the day of everybody: that of the latest measurement")


def _long(tables: Tables, concepts: Concepts, given: TableMap) -> ir.Table:
    """What is known among measurements and observations, as one long table named by variable."""
    measured = concepts.measured(reading.column or "" for reading in given.columns.values())
    measurements = _rows(_table(tables, "measurement"), "measurement", measured, concepts)
    observation = tables.table("observation")
    if observation is None or not {"observation_id", "observation_concept_id", "value_as_number"} <= set(
        observation.columns
    ):
        return measurements
    return measurements.union(_rows(observation, "observation", measured, concepts))


def _rows(table: ir.Table, kind: str, measured: dict[int, str], concepts: Concepts) -> ir.Table:
    """Measurements or observations of the variables, in the one long shape."""
    concept = whole(table[f"{kind}_concept_id"])
    rows = table.mutate(concept=concept).filter(concept.isin(sorted(measured)))
    rows = _with_units(rows, concepts)
    day, moment = rows[f"{kind}_date"], _optional(rows, f"{kind}_datetime", "timestamp")
    return long_table(
        rows,
        patient=whole(rows["person_id"]),
        name=spelled(rows["concept"], measured),
        value=_value(rows, measured, concepts),
        unit=rows["unit"],
        upper_limit=number(_optional(rows, "range_high", "float64")),
        date=day,
        moment=moment.cast("string").coalesce(day.cast("string")),
        row=whole(rows[f"{kind}_id"]),
    )


def _optional(rows: ir.Table, column: str, kind: str = "int64") -> ir.Value:
    """A column, or missing values where the table lacks it."""
    return rows[column] if column in rows.columns else ibis.null(kind)


def _with_units(rows: ir.Table, concepts: Concepts) -> ir.Table:
    """The rows with `unit`: by the unit's concept; where that says nothing, as the source wrote it."""
    unit_id = whole(_optional(rows, "unit_concept_id"))
    rows = rows.mutate(unit_key=unit_id, unit_known=spelled(unit_id, UNITS))
    written = text(_optional(rows, "unit_source_value", "string"))
    codes = concepts.units()
    if codes is None:
        return rows.mutate(unit=rows["unit_known"].coalesce(written))
    joined = rows.left_join(codes, rows["unit_key"] == codes["unit_id"])
    return joined.mutate(unit=joined["unit_known"].coalesce(joined["unit_code"], written))


def _value(rows: ir.Table, measured: dict[int, str], concepts: Concepts) -> ir.StringValue:
    """The value as text: a number, behind its operator where it is censored; else the answer its concept stands for."""
    operator = spelled(whole(_optional(rows, "operator_concept_id")), OPERATORS).coalesce("")
    value = operator + number(rows["value_as_number"]).cast("string")
    answer = whole(_optional(rows, "value_as_concept_id"))
    for variable, words in concepts.answers().items():
        asked = rows["concept"].isin([concept for concept, name in measured.items() if name == variable] or [-1])
        value = value.coalesce(asked.ifelse(spelled(answer, words), ibis.null("string")))
    return value


def _conditions(tables: Tables, concepts: Concepts, index: datetime.date) -> dict[str, set[str]]:
    """The persons for whom each condition was recorded up to the index date."""
    table = tables.table("condition_occurrence")
    if table is None or not {"person_id", "condition_concept_id", "condition_start_date"} <= set(table.columns):
        return {}
    source = text(_optional(table, "condition_source_value", "string")).upper()
    found = {}
    for name, ids in concepts.conditions().items():
        numbers = sorted(ids) or [-1]
        coded = whole(table["condition_concept_id"]).isin(numbers)
        coded |= whole(_optional(table, "condition_source_concept_id")).isin(numbers)
        coded |= source.isin([code for code in CONDITIONS[name] if code in ICD])
        known = table.filter(coded.fill_null(False), day_ends(table["condition_start_date"])[1] <= _literal(index))
        rows = known.select(patient=identifier(whole(known["person_id"]))).distinct().to_pyarrow()
        found[name] = set(rows["patient"].to_pylist())
    return found


def _joined(persons: pd.DataFrame, wide: pd.DataFrame, flags: dict[str, set[str]]) -> pd.DataFrame:
    """One row per person. Nobody without the code of a condition is said not to have it."""
    wide = with_oldest_laboratory_value(wide, [name for name in VOCABULARY if name not in _NOT_LABORATORY])
    frame = pd.concat([persons, wide.reindex(persons["person_id"]).set_axis(persons.index)], axis=1)
    said = {name: frame["person_id"].isin(who).map({True: "Y"}) for name, who in flags.items() if who}
    return frame.assign(**said)


def _without_unit(frame: pd.DataFrame) -> Iterator[Note]:
    """Values that cannot be compared, as neither the unit's concept nor the source says their unit."""
    for name, known in DICTIONARY.items():
        if name in frame.columns and isinstance(known, Number) and known.needs_unit:
            count = int((frame[name].notna() & frame[f"{name} unit"].isna()).sum())
            if count:
                yield Note("unit-missing", name, count, "values whose unit is not recorded; taken as unknown")


def _where(tables: Tables) -> Iterator[Note]:
    if tables.remark:
        yield Note("read-from", tables.remark, len(tables.found), "tables of the CDM that were found there")


def _known(frame: pd.DataFrame) -> TableMap:
    """The map that the concepts imply."""
    columns = {name: Reading(column=name) for name in (*_PERSON, *CONDITIONS) if name in frame.columns}
    columns |= readings({name: name for name in VOCABULARY if name not in columns}, frame)
    if "labs age" in frame.columns:
        columns["labs_age_days"] = Reading(column="labs age")
    return TableMap(patient_id="person_id", columns=columns)
