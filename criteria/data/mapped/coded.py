"""Codes that the file itself declares, and that are not the variable's own words or numbers: never read as these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from criteria.data.columns.missing import as_number, is_missing
from criteria.data.columns.values import read_words
from criteria.data.dataset import Words
from criteria.data.raw import Described
from criteria.data.table_map import Reading, TableMap
from criteria.model.problems import Problem
from criteria.model.variables import Category, Flag, Number, Variable

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SHOWN = 40  # letters of a label
_FEW = 6


def coded_values(described: Mapping[str, Described], table_map: TableMap) -> Iterator[Problem]:
    """A problem for each variable whose column is coded otherwise than it would be read.

    Args:
        described: by column, what the file says of it.
        table_map: the map that is applied; its `words` settle what a code stands for, and so does its `agreed`.
    """
    for name, reading in table_map.columns.items():
        variable = table_map.variable(name)
        said = described.get(reading.column or "")
        if variable is None or said is None or table_map.agrees("coded-values", name):
            continue
        other = dict(_otherwise(_unsaid(said, reading), variable))
        if other:
            yield Problem("coded-values", name, _message(reading.column or "", name, other))


def _unsaid(said: Described, reading: Reading) -> dict[str, str]:
    """The codes that the map says nothing of, and that stand for a value."""
    gone = {*reading.words, *reading.missing, *said.missing}
    return {code: label for code, label in said.words.items() if code not in gone and not is_missing(label)}


def _otherwise(words: Mapping[str, str], variable: Variable) -> Iterator[tuple[str, str]]:
    """Codes that would be read as something else than their label says."""
    if isinstance(variable, Number):
        yield from _other_numbers(words, variable)
        return
    for code, label in words.items():
        read, meant = _position(code, variable), _position(label, variable)
        if read != meant and (read is None or meant is not None):
            yield code, label


def _other_numbers(words: Mapping[str, str], variable: Number) -> Iterator[tuple[str, str]]:
    """Codes whose label begins with another number; grades without a number in their labels start at the lowest."""
    numbers = {code: _NUMBER.search(label) for code, label in words.items() if as_number(code) is not None}
    for code, found in numbers.items():
        if found is not None and float(found[0]) != as_number(code):
            yield code, words[code]
    nameless = [code for code, found in numbers.items() if found is None]
    lowest = min((float(code) for code in numbers), default=0.0)
    if variable.whole and len(nameless) > 1 and lowest > variable.plausible[0]:
        yield from ((code, words[code]) for code in nameless)


def _position(word: str, variable: Category | Flag) -> int | None:
    column = read_words(pd.Series([word], dtype="str"), variable).column
    assert isinstance(column, Words), "a word is read as one"
    return int(column.codes[0]) if column.codes[0] >= 0 else None


def _message(column: str, name: str, other: Mapping[str, str]) -> str:
    listed = ", ".join(f"{code} = {label[:_SHOWN]}" for code, label in list(other.items())[:_FEW])
    remedy = f"say under `words` in the map what each code stands for, or `agreed: [coded-values:{name}]`"
    return f"the file says that in `{column}` {listed}, which are no words of {name}; {remedy}"
