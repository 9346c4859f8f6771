"""The identifier gate: what in a table may name a person, and what to do about it (specification section 4.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pandas as pd

from criteria.data.columns.looked import Looked, looked_at
from criteria.data.identifiers import groups, names, values
from criteria.data.identifiers.findings import Finding, Findings, as_problems, finding
from criteria.data.table_map import TableMap

__all__ = ["WHOLE_TABLE", "Finding", "Findings", "as_problems", "find", "gate"]

WHOLE_TABLE = "table"


def find(
    table: pd.DataFrame | Looked,
    ids: str | None = None,
    *,
    converted: Collection[str] = (),
    ages: Mapping[str, float] | None = None,
) -> Findings:
    """Everything in the table that may name a person; no value of it is in what is said.

    Args:
        table: one row per patient.
        ids: the column of study identifiers; it may hold another code for each patient, but none that people have
            outside the study.
        converted: columns whose dates become ages or days at once, and are then dropped; they are not looked at.
        ages: columns that hold ages, beside those whose heading says so, with how many of their units make a year.
    """
    if isinstance(table, pd.DataFrame) and (again := table.columns.duplicated()).any():
        first, others = (find(table.loc[:, each], ids, converted=converted, ages=ages) for each in (~again, again))
        return Findings((*first.refuse, *others.refuse), (*first.warn, *others.warn))
    looked = looked_at(table).without(converted)
    with ThreadPoolExecutor() as pool:  # the libraries that look through the values let each other run
        of_several = pool.submit(lambda: list(groups.warned(looked)))
        found = list(pool.map(partial(_found, looked, ids=ids, ages=ages or {}), looked.frame.columns))
        together = [finding(code, WHOLE_TABLE) for code in of_several.result()]
    return Findings(
        tuple(each for column in found for each in column.refuse),
        (*(each for column in found for each in column.warn), *together),
    )


def gate(table: pd.DataFrame | Looked, table_map: TableMap) -> Findings:
    """What is left to mend or to accept where a table is read with this map."""
    dropped = {*table_map.unused, *([table_map.patient_id] if table_map.replace_ids else [])}
    read = table_map.columns.values()
    found = find(
        looked_at(table).without(dropped),
        table_map.patient_id,
        converted={reading.column for reading in read if reading.column and reading.dated} | _index(table_map),
        ages=dict(_ages(table_map)),
    )
    refused = (each for each in found.refuse if not (table_map.top_code_age and each.code == "age-over-89"))
    agreed = set(table_map.agreed)
    return Findings(tuple(refused), tuple(each for each in found.warn if not {each.code, each.agreement} & agreed))


def _ages(table_map: TableMap) -> Iterator[tuple[str, float]]:
    reading = table_map.columns.get("age")
    if reading is not None and reading.column:
        yield reading.column, names.in_a_year(reading.unit or "years") or 1.0


def _index(table_map: TableMap) -> set[str]:
    return {table_map.index.column} if table_map.index and table_map.index.column else set()


def _found(looked: Looked, name: str, *, ids: str | None, ages: Mapping[str, float]) -> Findings:
    """Of one column; what blocks the table need not be looked at as well."""
    is_id, age = name == ids, _age(name, ages)
    return looked.once(("persons", name, is_id, age), lambda: _of_column(looked, name, is_id=is_id, age=age))


def _of_column(looked: Looked, name: str, *, is_id: bool, age: float | None) -> Findings:
    seen = values.values_of(looked, name, age=age, is_id=is_id)
    blocking = tuple(_refused(seen))
    return Findings(blocking, () if blocking else tuple(_warned(seen)))


def _refused(seen: values.Values) -> Iterator[Finding]:
    """The heading's rule first; each rule once."""
    codes = [names.identifying(seen.heading), *values.refused(seen)]
    return (finding(code, seen.heading, is_id=seen.is_id) for code in dict.fromkeys(codes) if code)


def _warned(seen: values.Values) -> Iterator[Finding]:
    """A column of words under a place's name, where numbers would be days in hospital; then what the values say."""
    place = ["place"] if names.is_place(seen.heading) and seen.numbers is None else []
    return (finding(code, seen.heading, is_id=seen.is_id) for code in dict.fromkeys([*place, *values.warned(seen)]))


def _age(name: str, ages: Mapping[str, float]) -> float | None:
    """How many units make a year; None where the column holds no ages."""
    return ages.get(name) or names.years_of_age(name)
