"""A table whose headers are the dictionary's names with their unit, `hb [g/dL]`, is its own map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from criteria.data.table_map import Reading, TableMap
from criteria.data.vocabulary.naming import look_alike, named, without_limit
from criteria.model.near import nearest
from criteria.model.problems import Problem
from criteria.model.variables import DICTIONARY, PATIENT_ID

"""Of a hundred: a name of the dictionary that is less alike is not suggested."""
_HEADER = re.compile(r"^\s*(?P<name>[^\[\]]+?)\s*(?:\[\s*(?P<unit>[^\[\]]*?)\s*\])?\s*$")


@dataclass(frozen=True)
class Header:
    """A column header: the variable's name and, in brackets, its unit."""

    written: str
    name: str
    unit: str | None


def header(written: str) -> Header:
    """A header taken apart; one that is not of the form `name [unit]` is all name."""
    match = _HEADER.match(written)
    return Header(written, match["name"], match["unit"]) if match else Header(written, written, None)


def map_of_headers(columns: Sequence[str]) -> tuple[TableMap, list[Problem]]:
    """The map that the headers themselves are, and what is wrong with them.

    Args:
        columns: the headers as written, in the table's order.
    """
    headers = [header(column) for column in columns]
    found = {each.name: each for each in reversed(headers) if each.name in DICTIONARY}
    ids = next((each.written for each in headers if each.name == PATIENT_ID), None)
    readings = {
        name: Reading(column=found[name].written, unit=found[name].unit)
        for name in dict.fromkeys(each.name for each in headers)
        if name in found
    }
    return TableMap(patient_id=ids, columns=readings), list(_problems(headers))


def _problems(headers: list[Header]) -> Iterator[Problem]:
    """Columns of one name, and columns that are not in the dictionary."""
    for name, count in Counter(each.name for each in headers).items():
        if count > 1:
            yield Problem("duplicate-column", name, f"{count} columns of this name; keep one")
    for each in headers:
        if each.name not in DICTIONARY and each.name != PATIENT_ID:
            yield Problem("unknown-variable", each.written, _remedy(each.name))


def _remedy(name: str) -> str:
    if called := named(name):
        return f"not in the dictionary; did you mean `{called.variable}`?"
    if value := without_limit(name):
        return f"not in the dictionary; {DICTIONARY[value].label} has no upper limit in it; drop the column"
    if other := look_alike(name):
        what = f"it is called as `{other.variable}` is, but {other.doubt}"
        return f"not in the dictionary; {what}; drop the column, or rename it if it is that"
    close = nearest(name, DICTIONARY)
    remedy = f"did you mean `{close}`?" if close else "drop the column or rename it to a name of the dictionary"
    return f"not in the dictionary; {remedy}"
