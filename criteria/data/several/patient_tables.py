"""Which of several tables have one row for each patient, by which column they are joined, and which is the index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from criteria.data.several.long_proposal import are_dates
from criteria.data.several.same_person import one_way
from criteria.data.several.same_person import written as identifiers
from criteria.data.table_map import Index, Measurements
from criteria.data.vocabulary.naming import BIRTH_DATES, EVENTS, INDEX_DATES, plain
from criteria.data.vocabulary.roles import in_role
from criteria.model.problems import Problem

Tables = Mapping[str, pd.DataFrame]
_OF_DEATH = re.compile(
    r"death|died|dod|deceas|tod|sterbe|d[eé]c[eè]s|muert|morte|overl|[sś]mier|zgon|d[oö]d|[oö]l[uü]m|死亡|사망",
    re.IGNORECASE,
)


@dataclass
class Seen:
    """What has been seen of the tables so far."""

    tables: dict[str, pd.DataFrame]
    dictionary: str | None = None
    longs: tuple[Measurements, ...] = ()
    unreadable: dict[str, Problem] = field(default_factory=dict)


def patient_column(seen: Seen) -> str | None:
    """The column that identifies patients: of the names that mean one, the one most tables have."""
    tables = _others(seen)
    known = Counter(column for frame in tables.values() for column in in_role(frame.columns, "patient"))
    shared = [long.patient for long in seen.longs if known[long.patient]]
    first = [column for column, count in known.most_common(1) if count] if known else []
    found = next(iter([*shared, *first]), None)
    return found or _measured_there(seen, tables) or _first_field(seen, tables) or _shared_key(tables)


def _others(seen: Seen) -> Tables:
    """The tables that are no long ones."""
    long = {each.table for each in seen.longs}
    return {name: frame for name, frame in seen.tables.items() if name not in long}


def _measured_there(seen: Seen, tables: Tables) -> str | None:
    """A column of whatever name that holds, each once, the patients of a long table."""
    measured = _measured(seen)
    return next((column for frame in tables.values() if (column := _that_holds(frame, measured))), None)


def _measured(seen: Seen) -> set[str]:
    return {
        each for long in seen.longs for each in identifiers(seen.tables[long.table][long.patient]).dropna().unique()
    }


def _that_holds(frame: pd.DataFrame, people: Collection[str]) -> str | None:
    """The column that holds most of its identifiers among these, each once; None where it may be another."""
    found = [
        column
        for column in frame.columns
        if is_unique(frame, column)
        and not pd.api.types.is_datetime64_any_dtype(frame[column])
        and 2 * len(set(identifiers(frame[column])) & set(people)) > len(frame)
    ]
    return found[0] if len(found) == 1 else None


def joins_of(seen: Seen, patient: str) -> dict[str, str]:
    """By table, the column of identifiers: the one all have, else the one whose values are those of the others."""
    tables = _others(seen)
    joins = {name: patient for name, frame in tables.items() if patient in frame.columns and is_unique(frame, patient)}
    people = _measured(seen).union(*(identifiers(tables[name][patient]).dropna() for name in joins))
    for name, frame in tables.items():
        if patient in frame.columns:
            continue
        called = [column for column in in_role(frame.columns, "patient") if is_unique(frame, column)]
        own = next((each for each in called if _common(frame[each], people)), None) or _that_holds(frame, people)
        joins |= {name: own} if own else {}
    return joins


def _common(column: pd.Series, people: set[str]) -> bool:
    """Whether a column and the patients have identifiers in common, also where they are written differently."""
    there = pd.Series(sorted(people), dtype="string")
    return bool(set(one_way({"there": there, "here": column})[0](column).dropna()) & people)


def _first_field(seen: Seen, tables: Tables) -> str | None:
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
    return next((column for column in common if all(is_unique(frame, column) for frame in tables.values())), None)


def of_patients(seen: Seen, patient: str | None, joins: Mapping[str, str]) -> list[str]:
    """The tables with one row for each patient; without a column of patients a table that is alone."""
    rest = list(_others(seen))
    if patient is None:
        return rest if len(rest) == 1 and (seen.dictionary or not seen.longs) else []
    if len(rest) == 1 and not seen.longs:
        return rest
    if not seen.longs:
        return [name for name in rest if name in joins]
    measured = _measured(seen)
    return [name for name in rest if name in joins and _common(seen.tables[name][joins[name]], measured)]


def index_of(seen: Seen, tables: Iterable[str]) -> Index | None:
    """The column of the day patients are looked at: the one called so, else the only one of whole dates.

    Dates of birth and of death, and those that the dictionary knows, are none.
    """
    frames = [seen.tables[name] for name in tables]
    called = [column for frame in frames for column in in_role(frame.columns, "index")]
    if not called:
        known = {*BIRTH_DATES, *EVENTS}
        called = list(
            dict.fromkeys(
                column
                for frame in frames
                for column in frame.columns
                if plain(column) not in known and not _OF_DEATH.search(column) and are_dates(frame[column])
            )
        )
        called = called if len(called) == 1 else [column for column in called if plain(column) in INDEX_DATES]
    return Index(column=called[0]) if called else None


def is_unique(frame: pd.DataFrame, column: str) -> bool:
    """Whether a column has values, and none of them twice."""
    given = frame[column].dropna()
    return bool(len(given)) and not given.duplicated().any()


def strangers(tables: Tables, chosen: Sequence[str], patient: str | None, joins: Mapping[str, str]) -> bool:
    """Whether no two of the tables of patients have a patient in common."""
    if len(chosen) < 2 or patient is None:
        return False
    columns = {name: tables[name][joins.get(name, patient)] for name in chosen}
    read, _ = one_way(columns)
    everyone = [each for column in columns.values() for each in read(column).dropna().unique()]
    return bool(everyone) and len(everyone) == len(set(everyone))
