"""The identifier gate: what in a table may name a person, and what to do about it (specification section 4.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from criteria.data.identifier_rules import groups, names, values
from criteria.data.identifier_rules.findings import Finding, Findings, as_problems, finding
from criteria.data.table_map import TableMap

__all__ = ["WHOLE_TABLE", "Finding", "Findings", "as_problems", "find", "gate"]

WHOLE_TABLE = "table"


def find(
    frame: pd.DataFrame, ids: str | None = None, *, converted: Collection[str] = (), ages: Collection[str] = ()
) -> Findings:
    """Everything in the table that may name a person; no value of it is in what is said.

    Args:
        frame: one row per patient, columns all different.
        ids: the column of study identifiers; it may hold another code for each patient, but none that people have
            outside the study.
        converted: columns whose dates become ages or days at once, and are then dropped; they are not looked at.
        ages: columns that hold ages in years, beside those whose heading says so.
    """
    looked_at = frame[[name for name in frame.columns if name not in converted]].reset_index(drop=True)
    refused: list[Finding] = []
    warned: list[Finding] = []
    for name in looked_at.columns:
        seen = values.values_of(looked_at[name], age=_age(name, ages), is_id=name == ids)
        blocking = list(_refused(seen))
        refused += blocking
        warned += [] if blocking else _warned(seen)
    together = (finding(code, WHOLE_TABLE) for code in groups.warned(looked_at))
    return Findings(tuple(refused), (*warned, *together))


def gate(frame: pd.DataFrame, table_map: TableMap) -> Findings:
    """What is left to mend or to accept where a table is read with this map."""
    dropped = {*table_map.unused, *([table_map.patient_id] if table_map.replace_ids else [])}
    read = table_map.columns.values()
    found = find(
        frame[[name for name in frame.columns if name not in dropped]],
        table_map.patient_id,
        converted={reading.column for reading in read if reading.column and reading.dated} | _index(table_map),
        ages={reading.column for name, reading in table_map.columns.items() if name == "age" and reading.column},
    )
    refused = (each for each in found.refuse if not (table_map.top_code_age and each.code == "age-over-89"))
    agreed = set(table_map.agreed)
    return Findings(tuple(refused), tuple(each for each in found.warn if not {each.code, each.agreement} & agreed))


def _index(table_map: TableMap) -> set[str]:
    return {table_map.index.column} if table_map.index and table_map.index.column else set()


def _refused(seen: values.Values) -> Iterator[Finding]:
    """The heading's rule first; each rule once."""
    codes = [names.identifying(seen.heading), *values.refused(seen)]
    return (finding(code, seen.heading, is_id=seen.is_id) for code in dict.fromkeys(codes) if code)


def _warned(seen: values.Values) -> Iterator[Finding]:
    """A column of words under a place's name, where numbers would be days in hospital; then what the values say."""
    place = ["place"] if names.is_place(seen.heading) and seen.numbers is None else []
    return (finding(code, seen.heading, is_id=seen.is_id) for code in dict.fromkeys([*place, *values.warned(seen)]))


def _age(name: str, ages: Collection[str]) -> float | None:
    """How many units make a year; None where the column holds no ages."""
    return names.years_of_age(name) or (1.0 if name in ages else None)
