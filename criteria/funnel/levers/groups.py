"""The groups of patients a table tells apart: by age, sex, race, country, site and features of the disease."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from criteria.data.dataset import Column, Dataset, Numbers
from criteria.data.dataset import Words as WordColumn
from criteria.engine import truth
from criteria.engine.truth import Words
from criteria.model.protocol import Protocol
from criteria.model.variables import DICTIONARY

NOT_KNOWN = "not known"
PEOPLE = ("age", "sex", "race", "country", "site")
AGES = (18.0, 40.0, 50.0, 60.0, 65.0, 70.0, 75.0)
"""Where the bands of age begin, in completed years; the first band lies below."""


def group_variables(dataset: Dataset, protocol: Protocol) -> tuple[str, ...]:
    """The variables of the table that make groups: who the patients are, then features in the table's order.

    A feature is a flag or a category which the protocol reads or the dictionary knows; of numbers only age makes
    groups.
    """
    known = {*DICTIONARY, *protocol.variables_read}
    features = [name for name, each in dataset.columns.items() if isinstance(each, WordColumn) and name in known]
    return tuple(dict.fromkeys([*(name for name in PEOPLE if _makes_groups(name, dataset)), *features]))


def _makes_groups(name: str, dataset: Dataset) -> bool:
    wanted = Numbers if name == "age" else WordColumn
    return isinstance(dataset.columns.get(name), wanted)


def members(dataset: Dataset, variable: str) -> dict[str, Words]:
    """Who is in each group of a variable, as bits; every patient is in one. *Not known* comes last.

    A word that nobody has is a group too. ValueError when the variable makes no groups in this table.
    """
    column = dataset.columns.get(variable)
    if column is None or (isinstance(column, Numbers) and variable != "age"):
        raise ValueError(f"{variable} makes no groups in this table")
    found = dict(_of_column(column))
    found.pop(NOT_KNOWN, None)  # a table may have a word for it
    known = np.bitwise_or.reduce([truth.nobody(dataset.patients), *found.values()], axis=0)
    return found | {NOT_KNOWN: truth.everyone(dataset.patients) & ~known}


def _of_column(column: Column) -> Iterator[tuple[str, Words]]:
    if isinstance(column, Numbers):
        return _bands(column)
    return ((word, truth.pack(column.codes == code)) for code, word in enumerate(column.values))


def _bands(ages: Numbers) -> Iterator[tuple[str, Words]]:
    """Bands of age; an age known only as an interval is in a band when all of the interval is."""
    for low, high in pairwise([-np.inf, *AGES, np.inf]):
        reached = truth.where(np.greater_equal, ages.low, low)
        yield _band(low, high), reached & truth.where(np.less if high < np.inf else np.less_equal, ages.high, high)


def _band(low: float, high: float) -> str:
    if low == -np.inf:
        return f"<{high:g}"
    return f"≥{low:g}" if high == np.inf else f"{low:g}–{high - 1:g}"
