"""How tables that came together may belong together: proposed from their names and rows, for a person to confirm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from criteria.data.files.quoted import OPEN_QUOTE
from criteria.data.several.bundle import Bundle
from criteria.data.several.dictionary import fields_of, is_dictionary
from criteria.data.several.long_proposal import measurements_in
from criteria.data.several.long_rows import identifiers
from criteria.data.table_map import Index, Measurements, NamesTable, TableMap
from criteria.data.vocabulary.roles import in_role
from criteria.model.problems import Problem, Refused

Tables = Mapping[str, pd.DataFrame]
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


@dataclass
class _Seen:
    """What has been seen of the tables so far."""

    tables: dict[str, pd.DataFrame]
    dictionary: str | None = None
    long: Measurements | None = None
    unreadable: dict[str, Problem] = field(default_factory=dict)


def propose_structure(bundle: Bundle) -> Structure:
    """Which tables have one row per patient, which is the long one, which says what codes are, and what joins them.

    Files that cannot be read as a table are left over. Raises `Refused` for one that would lose rows by it.
    """
    seen = _readable(bundle)
    _take_dictionary(seen)
    _take_twins(seen)
    _take_long(seen)
    patient = _patient(seen)
    tables = _of_patients(seen, patient)
    used = {*tables, seen.dictionary, *([seen.long.table] if seen.long else [])}
    used |= {seen.long.names.table} if seen.long and seen.long.names else set()
    index = next(
        (found[0] for name in tables if (found := in_role(map(str, seen.tables[name].columns), "index"))), None
    )
    table_map = TableMap(
        tables=tuple(tables),
        patient_id=patient if tables or seen.long is None else seen.long.patient,
        measurements=seen.long,
        dictionary=seen.dictionary,
        index=Index(column=index) if index and seen.long else None,
    )
    left_over = tuple(name for name in bundle.places if name not in used and name not in seen.unreadable)
    return Structure(table_map, left_over, seen.unreadable, strangers=_strangers(seen.tables, tables, patient))


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
    if proposed.measurements:
        parts = proposed.measurements.model_dump(exclude_defaults=True)
        lines.append(f"measurements: {{{', '.join(f'{part}: {_written(said)}' for part, said in parts.items())}}}")
        if proposed.measurements.date:
            lines.append(f"index: {{column: {proposed.index.column if proposed.index else '…'}}}")
    return [*lines, *([f"dictionary: {proposed.dictionary}"] if proposed.dictionary else [])]


def _written(said: object) -> str:
    if isinstance(said, dict):
        return f"{{{', '.join(f'{part}: {each}' for part, each in said.items())}}}"
    return f"[{', '.join(map(str, said))}]" if isinstance(said, tuple) else str(said)


def _readable(bundle: Bundle) -> _Seen:
    seen = _Seen({})
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


def _take_dictionary(seen: _Seen) -> None:
    """The data dictionary: of several the one that speaks of most columns."""
    columns = {column.partition("___")[0] for frame in seen.tables.values() for column in frame.columns}
    fields = {name: set(fields_of(frame)) for name, frame in seen.tables.items() if is_dictionary(frame)}
    found = {name: len(columns & each) for name, each in fields.items()}
    best = max(found, key=lambda name: found[name], default=None)
    if best is not None and 2 * found[best] >= len(fields[best]):
        seen.dictionary = best
        seen.tables = {name: frame for name, frame in seen.tables.items() if name not in found}


def _take_twins(seen: _Seen) -> None:
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


# --- the long table ---------------------------------------------------------------------------------------------------


def _take_long(seen: _Seen) -> None:
    """The long table, of several the one with most rows, and the list of its codes."""
    found = {name: each for name, frame in seen.tables.items() if (each := measurements_in(name, frame))}
    if not found:
        return
    long = found[max(found, key=lambda name: len(seen.tables[name]))]
    seen.long = _with_list(long, {name: each for name, each in seen.tables.items() if name not in found}, seen)


def _with_list(long: Measurements, others: Tables, seen: _Seen) -> Measurements:
    """The long table with the list that says what its codes are, where there is one beside it."""
    codes = set(identifiers(seen.tables[long.table][long.name]).dropna())
    for name, frame in others.items():
        if long.name not in frame.columns:
            continue
        listed, called = identifiers(frame[long.name]), in_role(set(frame.columns) - {long.name}, "name")
        if called and not listed.duplicated().any() and len(codes & set(listed)) >= _COVERED * len(codes):
            specimen = next(iter(in_role(frame.columns, "specimen")), None)
            names = NamesTable(table=name, code=long.name, name=called[0])
            code = next(iter(in_role(set(frame.columns) - {long.name}, "code")), None)
            beside = {"specimen": long.specimen or specimen, "code": long.code or code}
            return long.model_copy(update={"names": names, **beside})
    return long


# --- tables of patients -----------------------------------------------------------------------------------------------


def _patient(seen: _Seen) -> str | None:
    """The column that identifies patients: of the names that mean one, the one most tables have."""
    long = seen.long.table if seen.long else None
    tables = {name: frame for name, frame in seen.tables.items() if name != long}
    known = Counter(column for frame in tables.values() for column in in_role(frame.columns, "patient"))
    shared = [seen.long.patient] if seen.long and known[seen.long.patient] else []
    first = [column for column, count in known.most_common(1) if count] if known else []
    found = next(iter([*shared, *first]), None)
    return found or _first_field(seen, tables) or _shared_key(tables)


def _first_field(seen: _Seen, tables: Tables) -> str | None:
    """The first field of a dictionary, which identifies the records."""
    if seen.dictionary is None:
        return None
    return next((str(frame.columns[0]) for frame in tables.values() if not frame.iloc[:, 0].duplicated().any()), None)


def _shared_key(tables: Tables) -> str | None:
    """A column of whatever name that all tables have, in which no row of one repeats another."""
    if len(tables) < 2:
        return None
    common = [
        column for column in next(iter(tables.values())).columns if all(column in each for each in tables.values())
    ]
    return next((column for column in common if all(_unique(frame, column) for frame in tables.values())), None)


def _of_patients(seen: _Seen, patient: str | None) -> list[str]:
    """The tables with one row for each patient; without a column of patients a table that is alone."""
    rest = [name for name in seen.tables if seen.long is None or name != seen.long.table]
    if patient is None:
        return rest if len(rest) == 1 and (seen.dictionary or seen.long is None) else []
    if len(rest) == 1 and seen.long is None:
        return rest
    tables = [name for name in rest if patient in seen.tables[name].columns and _unique(seen.tables[name], patient)]
    if seen.long is None or not tables:
        return tables
    measured = set(identifiers(seen.tables[seen.long.table][seen.long.patient]).dropna())
    return [name for name in tables if measured & set(identifiers(seen.tables[name][patient]).dropna())]


def _unique(frame: pd.DataFrame, column: str) -> bool:
    given = frame[column].dropna()
    return bool(len(given)) and not given.duplicated().any()


def _strangers(tables: Tables, chosen: Iterable[str], patient: str | None) -> bool:
    """Whether no two of the tables of patients have a patient in common."""
    everyone = [each for name in chosen if patient for each in set(identifiers(tables[name][patient]).dropna())]
    return len([*chosen]) > 1 and bool(everyone) and len(everyone) == len(set(everyone))
