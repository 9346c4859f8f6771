"""A column of written numbers into their intervals: each different value is read once, by one grammar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from criteria.data.columns.distinct import Positions, words_in
from criteria.data.columns.how import How
from criteria.data.columns.looked import Looked
from criteria.data.columns.missing import is_no_number
from criteria.data.columns.numbers import Spelled, ends, plain, spelled
from criteria.data.columns.signs import EITHER, OTHER, PLAIN, SIGNS
from criteria.data.dataset import Floats
from criteria.model.variables import Number

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Parsed:
    """Numbers as they are written, in no unit yet: the ends of each, and which could not be read.

    `low` and `high` are one array when all are exact; missing is NaN in both. Shape (patients,).

    Attributes:
        marked: how many have a mark of an abnormal value.
        limits: how many upper limits were given as a range or with a sign.
        about: how many are said to be only about right, which is unknown.
        own: each one's position among `own_units`, -1 where it has no unit beside it; None where none has.
        strange: texts beside values that look like a unit and are none of the variable's, with how many.
        words: what could not be read, with how many, the most frequent first.
    """

    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    unreadable: np.ndarray = field(repr=False)
    marked: int = 0
    limits: int = 0
    about: int = 0
    own: Positions | None = field(default=None, repr=False)
    own_units: tuple[str, ...] = ()
    strange: Mapping[str, int] = field(default_factory=dict)
    words: tuple[tuple[str, int], ...] = field(default=(), repr=False)

    def of(self, rows: Bools) -> Parsed:
        """The numbers of some of the patients, of a column that is none of text."""
        low = self.low[rows]
        return replace(
            self, low=low, high=low if self.low is self.high else self.high[rows], unreadable=self.unreadable[rows]
        )

    @property
    def exact(self) -> Floats:
        """The exact values; an interval is NaN, as a missing value is."""
        return self.low if self.low is self.high else np.where(self.low == self.high, self.low, np.nan)


@dataclass(frozen=True)
class Scan:
    """The different values of a column taken apart, before it is settled what `1.234` is in it.

    Attributes:
        low, high: of each different value, as if every doubtful sign were a decimal one; the last is the missing one.
        in_thousands: the same, as if every doubtful sign stood between thousands.
        either: by sign, which values are doubtful by it.
        decimal: decimal signs of which the column holds certain evidence.
        whole: whether a plain whole number stands among them.
    """

    codes: Positions = field(repr=False)
    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    in_thousands: tuple[Floats, Floats] = field(repr=False)
    either: Mapping[str, Bools] = field(repr=False)
    decimal: frozenset[str]
    whole: bool
    unreadable: Bools = field(repr=False)
    marked: Bools = field(repr=False)
    limits: Bools = field(repr=False)
    about: Bools = field(repr=False)
    beside: Mapping[int, tuple[str, str]] = field(repr=False)
    words: Mapping[int, str] = field(default_factory=dict, repr=False)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many patients have each value."""
        return np.bincount(np.where(self.codes < 0, len(self.low) - 1, self.codes), minlength=len(self.low))

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Signs that may be decimal ones as well as signs between thousands in some value."""
        return tuple(sign for sign in SIGNS if self.either[sign].any())

    @property
    def undecided(self) -> tuple[str, ...]:
        """Those of them of which nothing in the column says what they are."""
        return () if len(self.decimal) == 1 else self.doubtful

    @property
    def between_thousands(self) -> frozenset[str]:
        """Signs that stand between thousands, as the column's one certain decimal sign is the other one."""
        return frozenset(OTHER[sign] for sign in self.decimal) if len(self.decimal) == 1 else frozenset()

    def parsed(self, thousands: frozenset[str]) -> Parsed:
        """The numbers of each patient where these signs stand between thousands."""
        low, high = self.low, self.high
        for sign in thousands & frozenset(self.doubtful):
            low = np.where(self.either[sign], self.in_thousands[0], low)
            high = np.where(self.either[sign], self.in_thousands[1], high)
        same = low is high or np.array_equal(low, high, equal_nan=True)
        lows = low[self.codes]
        own, own_units, strange = self._units()
        count = self.counts
        return Parsed(
            lows,
            lows if same else high[self.codes],
            self.unreadable[self.codes],
            marked=int(count[self.marked].sum()),
            limits=int(count[self.limits].sum()),
            about=int(count[self.about].sum()),
            own=own,
            own_units=own_units,
            strange=strange,
            words=tuple(sorted(self._unread(), key=lambda each: -each[1])),
        )

    def _unread(self) -> Iterator[tuple[str, int]]:
        """The texts that could not be read, and how many patients have each."""
        yield from ((text, int(self.counts[at])) for at, text in self.words.items() if self.counts[at])

    def of(self, rows: Bools) -> Scan:
        """The scan of some of the patients; what is doubtful in the others alone is so no more."""
        codes = self.codes[rows]
        there = np.zeros(len(self.low), dtype=bool)
        there[codes] = True
        either = {sign: values & there for sign, values in self.either.items()}
        beside = {at: each for at, each in self.beside.items() if there[at]}
        return replace(self, codes=codes, either=either, beside=beside)

    def to_be_filled(self) -> Scan:
        """A scan with arrays of its own."""
        low, high = self.in_thousands
        return replace(
            self,
            low=self.low.copy(),
            high=self.high.copy(),
            in_thousands=(low.copy(), high.copy()),
            either={sign: values.copy() for sign, values in self.either.items()},
            unreadable=self.unreadable.copy(),
            marked=self.marked.copy(),
            limits=self.limits.copy(),
            about=self.about.copy(),
        )

    def _units(self) -> tuple[Positions | None, tuple[str, ...], dict[str, int]]:
        """Each patient's own unit, and the texts that are none."""
        names = tuple(dict.fromkeys(unit for unit, _ in self.beside.values() if unit))
        strange: dict[str, int] = {}
        table = np.full(len(self.low), -1, dtype=np.int32)
        for at, (unit, text) in self.beside.items():
            if unit:
                table[at] = names.index(unit)
            else:
                strange[text] = strange.get(text, 0) + int(self.counts[at])
        return (table[self.codes] if names else None), names, strange


@dataclass(frozen=True)
class Amounts:
    """The different values of a column, as far as they are plain amounts.

    Attributes:
        scan: where only these have a place.
        others: by position, the values that are more than an amount, or none.
    """

    scan: Scan
    others: Mapping[int, str] = field(repr=False)


def parse(series: pd.Series, how: How | None = None) -> Parsed:
    """The numbers of a column, its doubtful signs read as the column itself says, else as decimal ones."""
    how = how or How()
    return _by_itself(scan(amounts_of(series), how), how)


def as_written(looked: Looked, name: str) -> Parsed:
    """The numbers of a table's column, whatever they are, as `parse`."""
    return _by_itself(scan(looked.once(("amounts", name, ()), lambda: amounts_of(looked.column(name))), How()), How())


def each_value(amounts: Amounts) -> Parsed:
    """The number that each different value of a column is, whatever it holds."""
    found = scan(amounts, How())
    assert isinstance(found, Scan), "amounts are of text"
    return _by_itself(replace(found, codes=np.arange(len(found.low) - 1)), How())


def _by_itself(found: Scan | Parsed, how: How) -> Parsed:
    if isinstance(found, Parsed):
        return found
    return found.parsed(frozenset({OTHER[how.decimal]}) if how.decimal else found.between_thousands)


def amounts_of(series: pd.Series) -> Amounts | Parsed:
    """The plain amounts of a column, which are the same whatever it holds; its numbers where it is none of text."""
    if pd.api.types.is_bool_dtype(series.dtype):
        nothing = np.full(len(series), np.nan)
        return Parsed(nothing, nothing, np.ones(len(series), dtype=bool))
    if pd.api.types.is_numeric_dtype(series.dtype):
        exact = series.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
        return Parsed(exact, exact, np.zeros(len(series), dtype=bool))
    codes, words = words_in(series)
    return _amounts(codes, words)


def scan(found: Amounts | Parsed, how: How) -> Scan | Parsed:
    """The amounts of a column with its values that are more than an amount, as this column writes them."""
    if isinstance(found, Parsed):
        return found
    return _with_others(found, how) if found.others else found.scan


def can_be_read(word: str, variable: Number | None = None) -> bool:
    """Whether a word is a number, a band, a censored value, or says that the value is missing."""
    found = parse(pd.Series([word], dtype="str"), How(variable))
    return not found.unreadable.any() and not found.strange


def _amounts(codes: Positions, words: list[str]) -> Amounts:
    texts = pa.array([*words, None], pa.string())
    simple = _true(pc.match_substring_regex(texts, PLAIN))
    low = pc.cast(pc.if_else(pa.array(simple), pc.replace_substring(texts, ",", "."), None), pa.float64())
    low = low.to_numpy(zero_copy_only=False)
    maybe = simple & _true(pc.match_substring_regex(texts, EITHER))
    has = {sign: simple & _true(pc.match_substring(texts, sign)) for sign in SIGNS}
    either: dict[str, Bools] = {sign: maybe & has[sign] for sign in SIGNS}
    decimal = frozenset(sign for sign in SIGNS if (has[sign] & ~maybe).any())
    whole = bool((simple & ~has["."] & ~has[","]).any())
    others = {at: words[at] for at in np.flatnonzero(~simple[:-1]).tolist()}
    thousands = np.where(maybe, np.round(low * 1000), low) if maybe.any() else low
    none = np.zeros(len(texts), dtype=bool)
    made = Scan(codes, low, low, (thousands, thousands), either, decimal, whole, none, none, none, none, {})
    return Amounts(made, others)


def _true(found: pa.Array) -> Bools:
    matched: Bools = pc.fill_null(found, False).to_numpy(zero_copy_only=False)
    return matched


def _with_others(amounts: Amounts, how: How) -> Scan:
    """The scan with the values that are more than an amount."""
    made, others, reads = amounts.scan.to_be_filled(), amounts.others, how.reads
    taken = {at: spelled(word, reads) for at, word in others.items()}
    found = {at: each for at, each in taken.items() if each is not None}
    plus_is_mark = how.of_a_laboratory or any(each.marked for each in found.values())
    read = {at: each for at, each in found.items() if _put(made, at, each, how, plus_is_mark=plus_is_mark)}
    for at in others.keys() - read.keys():
        made.unreadable[at] = not is_no_number(plain(others[at]), counted=how.counted)
    return replace(
        made,
        words={at: word for at, word in others.items() if made.unreadable[at]},
        decimal=made.decimal.union(*({each.low.decimal, each.high.decimal} - {""} for each in read.values())),
        whole=made.whole or any(each.whole for each in read.values()),
        beside={at: (each.unit, each.beside) for at, each in read.items() if each.unit is not None},
    )


def _put(made: Scan, at: int, each: Spelled, how: How, *, plus_is_mark: bool) -> bool:
    """Put a number into its place; False where it stands for no interval."""
    decimal, thousands = (
        ends(each, limit=how.limit, plus_is_mark=plus_is_mark, thousands=signs)
        for signs in (frozenset(), frozenset(SIGNS))
    )
    if decimal is None or thousands is None:
        return False
    if each.unit != "":  # else it has a unit that is none of the variable's
        made.low[at], made.high[at] = decimal
        made.in_thousands[0][at], made.in_thousands[1][at] = thousands
    made.marked[at] = each.marked or (plus_is_mark and each.sign in ("+", "-"))
    made.limits[at] = how.limit and each.ranged
    made.about[at] = each.sign == "~" and not made.limits[at]
    for sign in SIGNS:
        made.either[sign][at] = sign in (each.low.either, each.high.either)
    return True
