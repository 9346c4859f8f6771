"""A patient table as the engine reads it: numbers in standard units, words as codes, missing kept as missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from criteria.model.variables import DICTIONARY, Variable

Floats = NDArray[np.float64]
Codes = NDArray[np.int8] | NDArray[np.int32]


@dataclass(frozen=True)
class Numbers:
    """A number per patient, as the interval it is known to lie in; missing is NaN in both.

    `low` and `high` are one and the same array when every value is exact; censored values and bands widen them.
    Shape (patients,), in the variable's standard unit.
    """

    low: Floats = field(repr=False)
    high: Floats = field(repr=False)

    @property
    def exact(self) -> bool:
        """Whether no value is an interval."""
        return self.low is self.high


@dataclass(frozen=True)
class Words:
    """A word per patient, as its position in `values`; missing is -1. Shape (patients,)."""

    codes: Codes = field(repr=False)
    values: tuple[str, ...]


Column = Numbers | Words


TAKEN_AS_UNKNOWN = "taken as unknown"


@dataclass(frozen=True)
class Note:
    """Something of the table that was not used as it stood, with how often.

    Attributes:
        words: what stands there, as it is written, with how often each; only disclosure decides which may be shown.
    """

    code: str
    subject: str
    count: int
    message: str
    words: tuple[tuple[str, int], ...] = field(default=(), repr=False)  # no value slips into a log by a traceback

    @property
    def lost(self) -> bool:
        """Whether these values became unknown: every message of such says so in the same words."""
        return TAKEN_AS_UNKNOWN in self.message


class Identifiers(Sequence[str]):
    """A column of identifiers, or row numbers, made into texts when they are first asked for; compared as a tuple."""

    def __init__(self, column: pd.Series | range) -> None:
        self._column = column

    @property
    def column(self) -> pd.Series:
        """All of them as a column of text, none made into a text of its own."""
        numbers = pd.Series(self._column) if isinstance(self._column, range) else self._column
        return numbers.astype("string").fillna("")

    @property
    def numbered(self) -> bool:
        """Whether these are row numbers, because the table has no identifiers or they are not to be used."""
        return isinstance(self._column, range)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        if isinstance(self._column, range):
            return tuple(str(number) for number in self._column)
        return tuple(self._column.astype("string").fillna("").tolist())

    def __len__(self) -> int:
        return len(self._column)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...

    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        return self._texts[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (Identifiers, tuple)) and self._texts == tuple(other)

    def __hash__(self) -> int:
        return hash(self._texts)


@dataclass(frozen=True)
class Dataset:
    """A checked table of patients.

    Attributes:
        name: what a person calls it.
        patients: number of rows.
        columns: by variable name of the dictionary; a variable the table lacks is not in it.
        ids: patient identifiers as the table has them; they never leave the machine.
        notes: values and rows that were not used, counted.
        synthetic: a data card declares that no row is a person.
        copied: what a protected copy says of itself, in a sentence; empty for any other table.
        unanswered: readings that a protected copy does not hold, each as `setting=option` or the name of a limit.
        digest: SHA-256 of the file it came from and of its map, or its name; the key of caches.
        declared: the variables among `columns` that are not in the dictionary.
    """

    name: str
    patients: int
    columns: Mapping[str, Column] = field(repr=False)  # neither may slip into a log by way of a traceback
    ids: Sequence[str] = field(default=(), repr=False)
    notes: tuple[Note, ...] = ()
    synthetic: bool = False
    copied: str = ""
    unanswered: tuple[str, ...] = ()
    digest: str = field(default="", compare=False)
    declared: Mapping[str, Variable] = field(default_factory=dict)

    def variable(self, name: str) -> Variable | None:
        """The variable of this name: one of the dictionary, or declared for this table."""
        return DICTIONARY.get(name) or self.declared.get(name)
