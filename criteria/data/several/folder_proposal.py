"""How tables that came together may belong together: proposed from their names and rows, for a person to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from criteria.data.files.quoted import OPEN_QUOTE
from criteria.data.several.bundle import Bundle
from criteria.data.several.dictionary import fields_of, is_dictionary
from criteria.data.several.long_proposal import measurements_in
from criteria.data.several.patient_tables import (
    Seen,
    Tables,
    index_of,
    is_unique,
    joins_of,
    of_patients,
    patient_column,
    strangers,
)
from criteria.data.several.same_person import written as identifiers
from criteria.data.table_map import Measurements, NamesTable, TableMap
from criteria.data.vocabulary.roles import in_role
from criteria.model.problems import Problem, Refused

_COVERED = 0.8  # of a long table's codes a list of codes names at least this share


@dataclass(frozen=True)
class Structure:
    """How tables belong together, as far as it can be seen.

    Attributes:
        table_map: `tables`, `patient_id`, `measurements`, `index`, `dictionary`; empty where nothing was seen.
        left_over: tables that nothing would be read from.
        unreadable: what could not be read as a table, and why.
        strangers: tables of patients of which no two have a patient in common.
    """

    table_map: TableMap
    left_over: tuple[str, ...] = ()
    unreadable: Mapping[str, Problem] = field(default_factory=dict)
    strangers: bool = False

    @property
    def found(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.table_map.tables or self.table_map.measurements)


def propose_structure(bundle: Bundle) -> Structure:
    """Which tables have one row per patient, which is the long one, which says what codes are, and what joins them.

    Files that cannot be read as a table are left over. Raises `Refused` for one that would lose rows by it.
    """
    seen = _readable(bundle)
    _take_dictionary(seen)
    _take_twins(seen)
    _take_longs(seen)
    patient = patient_column(seen)
    joins = joins_of(seen, patient) if patient else {}
    tables = of_patients(seen, patient, joins)
    joins = {name: column for name, column in joins.items() if name in tables and column != patient}
    table_map = TableMap(
        tables=tuple(tables),
        patient_id=patient if tables or not seen.longs else seen.longs[0].patient,
        joins=joins,
        measurements=seen.longs,
        dictionary=seen.dictionary,
        index=index_of(seen, tables) if seen.longs else None,
    )
    listed = [name for long in seen.longs for name in long.tables]
    used = {*tables, seen.dictionary, *listed}
    left_over = tuple(name for name in bundle.places if name not in used and name not in seen.unreadable)
    return Structure(table_map, left_over, seen.unreadable, strangers=strangers(seen.tables, tables, patient, joins))


def how_to_say_it(structure: Structure) -> str:
    """What a person writes into the map so that the tables can be read."""
    proposed = structure.table_map
    if not structure.found:
        return (
            "neither SDTM (dm) nor OMOP (person), and no file with one row per patient was found; name them in a map: "
            "`tables: [patients.csv]`, `patient_id: …`, and for a long table `measurements: {table: …, patient: …, "
            "name: …, value: …, unit: …, date: …}`"
        )
    return f"several tables; say in a map how they belong together, for instance: {'; '.join(lines_of(proposed))}"


def lines_of(proposed: TableMap) -> list[str]:
    """The lines of a map that say how tables belong together."""
    lines = [f"tables: [{', '.join(proposed.tables)}]"] if proposed.tables else []
    lines += [f"patient_id: {proposed.patient_id}"] if proposed.patient_id else []
    lines += [f"joins: {_written(proposed.joins)}"] if proposed.joins else []
    longs = [_written(long.model_dump(exclude_defaults=True)) for long in proposed.measurements]
    lines += [f"measurements: {longs[0]}"] if len(longs) == 1 else []
    lines += [f"measurements: [{', '.join(longs)}]"] if len(longs) > 1 else []
    if any(long.date for long in proposed.measurements):
        lines.append(f"index: {{column: {proposed.index.column if proposed.index else '…'}}}")
    return [*lines, *([f"dictionary: {proposed.dictionary}"] if proposed.dictionary else [])]


def _written(said: object) -> str:
    if isinstance(said, dict):
        return f"{{{', '.join(f'{part}: {_written(each)}' for part, each in said.items())}}}"
    return f"[{', '.join(map(str, said))}]" if isinstance(said, tuple) else str(said)


def _readable(bundle: Bundle) -> Seen:
    seen = Seen({})
    for name in bundle.places:
        try:
            frame = bundle.table(name).frame
        except Refused as refused:
            if any(each.code == OPEN_QUOTE for each in refused.problems):
                raise
            seen.unreadable[name] = refused.problems[0]
            continue
        seen.tables[name] = frame.set_axis([str(column) for column in frame.columns], axis=1)
    return seen


# --- tables that are no data, and tables twice ------------------------------------------------------------------------


def _take_dictionary(seen: Seen) -> None:
    """The data dictionary: of several the one that speaks of most columns."""
    columns = {column.partition("___")[0] for frame in seen.tables.values() for column in frame.columns}
    fields = {name: set(fields_of(frame)) for name, frame in seen.tables.items() if is_dictionary(frame)}
    found = {name: len(columns & each) for name, each in fields.items()}
    best = max(found, key=lambda name: found[name], default=None)
    if best is not None and 2 * found[best] >= len(fields[best]):
        seen.dictionary = best
        seen.tables = {name: frame for name, frame in seen.tables.items() if name not in found}


def _take_twins(seen: Seen) -> None:
    """Of one export with codes and again with labels, one: with a dictionary the codes, else the labels."""
    names = list(seen.tables)
    for one in names:
        for other in names[names.index(one) + 1 :]:
            if one in seen.tables and other in seen.tables and _are_twins(seen.tables[one], seen.tables[other]):
                by_text = sorted((one, other), key=lambda name: _texts(seen.tables[name]))
                codes, labels = by_text
                del seen.tables[labels if seen.dictionary else codes]


def _are_twins(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """The same rows and as many columns, under other headings."""
    if one.shape != other.shape or list(one.columns) == list(other.columns) or one.shape[1] < 3:
        return False
    return list(identifiers(one.iloc[:, 0])) == list(identifiers(other.iloc[:, 0]))


def _texts(frame: pd.DataFrame) -> int:
    return sum(not pd.api.types.is_numeric_dtype(frame[column]) for column in frame.columns)


# --- long tables ------------------------------------------------------------------------------------------------------


def _take_longs(seen: Seen) -> None:
    """The long tables, that with most rows first, each with the list of its codes."""
    people = _people(seen.tables)
    found = {name: each for name, frame in seen.tables.items() if (each := measurements_in(name, frame, people))}
    rest = {name: each for name, each in seen.tables.items() if name not in found}
    in_order = sorted(found, key=lambda name: -len(seen.tables[name]))
    seen.longs = tuple(_with_list(found[name], rest, seen) for name in in_order)


def _people(tables: Tables) -> frozenset[str]:
    """The patients of tables with one row for each, by the surest of their columns."""
    found: set[str] = set()
    for frame in tables.values():
        column = next((each for each in in_role(frame.columns, "patient") if is_unique(frame, each)), None)
        found |= set(identifiers(frame[column]).dropna()) if column else set()
    return frozenset(found)


def _with_list(long: Measurements, others: Tables, seen: Seen) -> Measurements:
    """The long table with the list that says what its codes are, where there is one beside it."""
    lists = {name: frame for name, frame in others.items() if long.name in frame.columns}
    codes = set(identifiers(seen.tables[long.table][long.name].drop_duplicates()).dropna()) if lists else set()
    for name, frame in lists.items():
        listed, called = identifiers(frame[long.name]), in_role(set(frame.columns) - {long.name}, "name")
        if called and not listed.duplicated().any() and len(codes & set(listed)) >= _COVERED * len(codes):
            specimen = next(iter(in_role(frame.columns, "specimen")), None)
            names = NamesTable(table=name, code=long.name, name=called[0])
            code = next(iter(in_role(set(frame.columns) - {long.name}, "code")), None)
            beside = {"specimen": long.specimen or specimen, "code": long.code or code}
            return long.model_copy(update={"names": names, **beside})
    return long
