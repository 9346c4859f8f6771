"""An OMOP CDM 5.4 database: persons with their latest measurements as columns, whatever holds the tables."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd

from criteria.data.dataset import Note
from criteria.data.raw import Raw
from criteria.data.several.databases import Tables, opened, unused_files
from criteria.data.several.dates import day_ends
from criteria.data.several.measurements import identifier, latest, long_table, text
from criteria.data.standards.concepts import CONDITIONS, ICD, OPERATORS, Concepts, number, optional, spelled, whole
from criteria.data.standards.known_maps import raw_of, readings, with_oldest_laboratory_value
from criteria.data.standards.local_codes import LocalCodes, is_local, local_codes, name_of
from criteria.data.standards.persons import persons_of
from criteria.data.standards.specimens import of_urine, says_urine
from criteria.data.standards.unit_concepts import both_units, with_units
from criteria.data.table_map import Reading, TableMap
from criteria.data.vocabulary.known import VOCABULARY
from criteria.model.problems import Problem, refuse_if_any

_NEEDED = {
    "person": ("person_id", "gender_concept_id", "year_of_birth"),
    "measurement": ("measurement_id", "person_id", "measurement_concept_id", "measurement_date", "value_as_number"),
}
_MORE = ("observation", "condition_occurrence", "death", "concept", "cdm_source", "specimen", "fact_relationship")
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
        asked = [reading.column or "" for reading in given.columns.values()]
        measured = concepts.measured(asked)
        kinds = {kind: table for kind in ("measurement", "observation") if (table := _kind(tables, kind)) is not None}
        codes = local_codes(kinds, measured, concepts)
        rows = [_rows(tables, table, kind, measured, concepts, codes.read(asked)) for kind, table in kinds.items()]
        conflicts = [note for _, notes in rows for note in notes]
        long = tables.keep(reduce(lambda one, other: one.union(other), (table for table, _ in rows)))
        days = person.select(patient=identifier(whole(person["person_id"])), index_day=_literal(index)).distinct()
        wide = latest(long, days, given.window_days, "measurement")
        flags, undecided = _conditions(tables, concepts, index)
    frame = _joined(persons.frame, wide.frame, flags)
    notes = [
        told,
        *_where(tables),
        *persons.notes,
        *wide.notes,
        *wide.told("measurement"),
        *conflicts,
        *undecided,
        *codes.notes(asked),
    ]
    raw = raw_of(tables.name, frame, [*notes, *unused_files(address, used)], _known(frame), table_map)
    return replace(raw, likely={} if given.columns else _likely(codes, frame))


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


def _kind(tables: Tables, kind: str) -> ir.Table | None:
    """Measurements or observations, as far as they can be read."""
    table, needed = tables.table(kind), {f"{kind}_id", f"{kind}_concept_id", "person_id"}
    return table if table is not None and needed <= set(table.columns) else None


def _rows(
    tables: Tables, table: ir.Table, kind: str, measured: dict[int, str], concepts: Concepts, local: list[str]
) -> tuple[ir.Table, list[Note]]:
    """Measurements or observations of the variables and of local codes, in the one long shape; what of their units."""
    concept = whole(table[f"{kind}_concept_id"]).fill_null(0)
    table = table.filter(
        concept.isin(sorted(measured)) | is_local(concept) if local else concept.isin(sorted(measured))
    )
    concept = whole(table[f"{kind}_concept_id"]).fill_null(0)
    urine = of_urine(tables, concepts) if kind == "measurement" else None
    own, known = name_of(table, kind, concept, concepts), _known_name(table, kind, concept, measured, urine)
    named = known.coalesce(own.isin(local).ifelse(own, ibis.null("string")))
    rows = table.mutate(concept=concept, name=named, stage=ibis.row_number())  # nothing is worked out twice
    rows = both_units(rows.filter(rows["name"].notnull()), concepts)
    rows, conflicts = with_units(tables.keep(rows.select(*_used(rows, kind))), measured)
    day, moment = rows[f"{kind}_date"], optional(rows, f"{kind}_datetime", "timestamp")
    rows = rows.mutate(
        moment=moment.cast("string").coalesce(day.cast("string")),
        value=_value(rows, measured, concepts),
        stage=ibis.row_number(),
    )
    long = long_table(
        rows,
        patient=whole(rows["person_id"]),
        name=rows["name"],
        value=rows["value"],
        unit=rows["unit"],
        upper_limit=number(optional(rows, "range_high", "float64")),
        date=rows[f"{kind}_date"],
        moment=rows["moment"],
        row=whole(rows[f"{kind}_id"]),
    )
    return long, conflicts


def _used(rows: ir.Table, kind: str) -> list[str]:
    """The columns of measurements or observations that are read."""
    of_kind = [f"{kind}_{part}" for part in ("id", "date", "datetime")]
    made = ["concept", "name", "said", "written", "unit_key"]
    values = ["value_as_number", "value_source_value", "value_as_concept_id", "value_as_string", "operator_concept_id"]
    wanted = [*made, "person_id", *of_kind, *values, "range_high"]
    return [column for column in wanted if column in rows.columns]


def _known_name(
    table: ir.Table, kind: str, concept: ir.IntegerValue, measured: dict[int, str], urine: ir.Table | None
) -> ir.StringValue:
    """The variable of a row's concept; of urine, where the source or the specimen says so, it is another one."""
    name = spelled(concept, measured)
    is_urine = says_urine(text(optional(table, f"{kind}_source_value", "string")))
    if urine is not None:
        is_urine |= whole(table[f"{kind}_id"]).isin(urine["fact"])
    return is_urine.ifelse(name + " (urine)", name)


def _value(rows: ir.Table, measured: dict[int, str], concepts: Concepts) -> ir.StringValue:
    """The value as text: a number, behind its operator where it is censored; else the answer its concept stands for."""
    operator = spelled(whole(optional(rows, "operator_concept_id")), OPERATORS).coalesce("")
    value = operator + number(optional(rows, "value_as_number", "float64")).cast("string")
    written = text(optional(rows, "value_source_value", "string"))
    censored = (operator == "") & written.re_search(r"^[<>≤≥]=?\s*[0-9]").fill_null(False)
    value = censored.ifelse(written, value)
    answer = whole(optional(rows, "value_as_concept_id"))
    for variable, words in concepts.answers().items():
        asked = rows["concept"].isin([concept for concept, name in measured.items() if name == variable] or [-1])
        value = value.coalesce(asked.ifelse(spelled(answer, words), ibis.null("string")))
    return value.coalesce(text(optional(rows, "value_as_string", "string")))


def _conditions(tables: Tables, concepts: Concepts, index: datetime.date) -> tuple[dict[str, set[str]], list[Note]]:
    """The persons for whom each condition was recorded up to the index date, and where that is undecided."""
    table = tables.table("condition_occurrence")
    if table is None or not {"person_id", "condition_concept_id", "condition_start_date"} <= set(table.columns):
        return {}, []
    source = text(optional(table, "condition_source_value", "string")).upper()
    first, last = day_ends(table["condition_start_date"])
    day = _literal(index)
    found: dict[str, set[str]] = {}
    notes = []
    for name, ids in concepts.conditions().items():
        numbers = sorted(ids) or [-1]
        coded = whole(table["condition_concept_id"]).isin(numbers)
        coded |= whole(optional(table, "condition_source_concept_id")).isin(numbers)
        coded |= source.isin([code for code in CONDITIONS[name] if code in ICD])
        found[name] = _persons(table.filter(coded.fill_null(False), last <= day))
        undecided = _persons(table.filter(coded.fill_null(False), first <= day, last > day)) - found[name]
        if undecided:
            message = "persons with a condition whose date may lie after the index date; taken as unknown"
            notes.append(Note("undecided-date", name, len(undecided), message))
    return found, notes


def _persons(rows: ir.Table) -> set[str]:
    found = rows.select(patient=identifier(whole(rows["person_id"]))).distinct().to_pyarrow()
    return set(found["patient"].to_pylist())


def _joined(persons: pd.DataFrame, wide: pd.DataFrame, flags: dict[str, set[str]]) -> pd.DataFrame:
    """One row per person. Nobody without the code of a condition is said not to have it."""
    wide = with_oldest_laboratory_value(wide, [name for name in VOCABULARY if name not in _NOT_LABORATORY])
    frame = pd.concat([persons, wide.reindex(persons["person_id"]).set_axis(persons.index)], axis=1)
    said = {name: frame["person_id"].isin(who).map({True: "Y"}) for name, who in flags.items() if who}
    return frame.assign(**said)


def _likely(codes: LocalCodes, frame: pd.DataFrame) -> dict[str, Reading]:
    """How the local codes that look like a variable would be read; not of a variable that a concept names already."""
    found: dict[str, str] = {}
    for name, variable in codes.likely.items():
        if name in frame.columns and variable not in frame.columns:
            found.setdefault(variable, name)
    return readings(found, frame)


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
