"""One column of a table into numbers or words: units converted, bands and censored values as intervals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from criteria.data.columns.distinct import Positions, words_in
from criteria.data.columns.missing import MISSING_WORDS as MISSING_WORDS
from criteria.data.columns.missing import as_number
from criteria.data.dataset import Codes, Floats, Note, Numbers, Words
from criteria.model.variables import YES_NO, Category, Flag, Number

_YES_NO_WORDS = {"y": "Y", "yes": "Y", "true": "Y", "n": "N", "no": "N", "false": "N"}
_SEX_WORDS = {"male": "M", "female": "F"}
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_CENSORED = re.compile(rf"^(<=|>=|≤|≥|<|>)\s*({_NUMBER})$")
_BAND = re.compile(rf"^({_NUMBER})\s*[-–]\s*({_NUMBER})$")
_AT_LEAST = re.compile(rf"^({_NUMBER})\s*\+$")
# An open end (`<0.5`) is moved inside by more than the tolerance of a comparison, so that it stays open there.
_OPEN = 3e-9


@dataclass(frozen=True)
class Read:
    """A column that was read, with a note for each kind of value that could not be used."""

    column: Numbers | Words
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Parsed:
    """Numbers as they are written, in no unit yet: the ends of each, and which could not be read.

    `low` and `high` are one array when all are exact; missing is NaN in both. Shape (patients,).
    """

    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    unreadable: np.ndarray = field(repr=False)

    @property
    def exact(self) -> Floats:
        """The exact values; an interval is NaN, as a missing value is."""
        return self.low if self.low is self.high else np.where(self.low == self.high, self.low, np.nan)


def said(series: pd.Series, words: Mapping[str, str]) -> pd.Series:
    """The column with each word replaced by what a map says it stands for; other values stay as they are.

    A word is found without regard to case and spaces around it, a number however it is written (1, 1.0).
    """
    if not words:
        return series
    codes, written = pd.factorize(series, use_na_sentinel=True)
    meaning = {_key(word): stands_for for word, stands_for in words.items()}
    table, said = pd.factorize(
        np.array([*(meaning.get(_key(word), str(word)) for word in written), None], dtype=object)
    )
    categories = pd.Index(said, dtype="str")
    return pd.Series(pd.Categorical.from_codes(table[codes], categories), index=series.index)


def _key(word: object) -> str:
    number = as_number(word)
    return str(word).strip().casefold() if number is None else f"{number:.12g}"


def parse(series: pd.Series) -> Parsed:
    """The numbers of a column: exact, censored (`<0.5`), bands (`70-79`) and open ones (`90+`)."""
    return Parsed(*_intervals(series))


def convert(parsed: Parsed, variable: Number, factor: float | Floats) -> Read:
    """Numbers in the standard unit; `factor` is one for all, or one for each patient.

    Unreadable and implausible values become unknown, each kind with its note.
    """
    low, high = parsed.low, parsed.high
    if variable.completed:
        low, high = _completed(low, high)
    if not (isinstance(factor, float) and factor == 1.0):
        low, high = _scaled(low, high, factor)
    implausible = _implausible(low, high, variable)
    if implausible.any():
        low, high = _blanked(low, high, implausible)
    counts = {"unreadable": int(parsed.unreadable.sum()), "implausible": int(implausible.sum())}
    messages = {
        "unreadable": "not a number, a band such as 70-79 or a censored value such as <0.5; taken as unknown",
        "implausible": f"outside {plausible_range(variable)}; taken as unknown",
    }
    notes = (Note(code, variable.name, count, messages[code]) for code, count in counts.items() if count)
    return Read(_kept(low, high), tuple(notes))


def top_coded(numbers: Numbers, above: float) -> Numbers:
    """The numbers with each that lies above read as open: 93 years, above 89, is 90 and more."""
    over = numbers.low > above
    if not over.any():
        return numbers
    return _kept(np.where(over, np.floor(above) + 1, numbers.low), np.where(over, np.inf, numbers.high))


def for_everyone(value: float, patients: int) -> Numbers:
    """One number, typed in once, for every patient."""
    same = np.full(patients, value)
    return _kept(same, same)


def _kept(low: Floats, high: Floats) -> Numbers:
    low.flags.writeable = False
    high.flags.writeable = False
    return Numbers(low, high)


def plausible_range(variable: Number) -> str:
    """The range of a variable, for a message."""
    low, high = variable.plausible
    unit = "" if variable.unit == "1" else f" {variable.unit}"
    return f"{low:g} to {high:g}{unit}" + (" in whole numbers" if variable.whole else "")


def _intervals(series: pd.Series) -> tuple[Floats, Floats, np.ndarray]:
    """Lower and upper ends, the same array twice when all are exact, and which values could not be read."""
    if pd.api.types.is_bool_dtype(series.dtype):
        return _all_unreadable(len(series))
    if pd.api.types.is_numeric_dtype(series.dtype):
        exact = series.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
        return exact, exact, np.zeros(len(series), dtype=bool)
    codes, words = words_in(series)
    ends = [_ends(word) for word in words]
    low = np.array([*(end[0] if end else np.nan for end in ends), np.nan])
    high = np.array([*(end[1] if end else np.nan for end in ends), np.nan])
    wrong = np.array([*(end is None for end in ends), False])
    same = np.array_equal(low, high, equal_nan=True)
    lows = low[codes]
    return lows, lows if same else high[codes], wrong[codes]


def _all_unreadable(patients: int) -> tuple[Floats, Floats, np.ndarray]:
    nothing = np.full(patients, np.nan)
    return nothing, nothing, np.ones(patients, dtype=bool)


def _ends(word: str) -> tuple[float, float] | None:
    """The interval a written value stands for: NaN twice for a missing word, None for one that cannot be read."""
    if word.casefold() in MISSING_WORDS:
        return np.nan, np.nan
    for pattern, read in _FORMS:
        match = pattern.match(word)
        if match:
            return read(*match.groups())
    return None


def _exact(number: str) -> tuple[float, float]:
    return float(number), float(number)


def _band(low: str, high: str) -> tuple[float, float] | None:
    return (float(low), float(high)) if float(low) <= float(high) else None


def _open_ended(sign: str, number: str) -> tuple[float, float]:
    end = float(number)
    inside = _OPEN * max(1.0, abs(end)) if sign in "<>" else 0.0
    return (0.0, end - inside) if sign in "<=≤" else (end + inside, np.inf)


_FORMS: tuple[tuple[re.Pattern[str], Callable[..., tuple[float, float] | None]], ...] = (
    (re.compile(rf"^({_NUMBER})$"), _exact),
    (_BAND, _band),
    (_AT_LEAST, lambda number: (float(number), np.inf)),
    (_CENSORED, _open_ended),
)


def can_be_read(word: str) -> bool:
    """Whether a word is a number, a band, a censored value, or says that the value is missing."""
    return _ends(word.strip()) is not None


def _completed(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Completed units: 75.9 years is 75; an open upper end `<18` is 17."""
    floor = np.floor(low)
    return floor, floor if low is high else np.floor(high)


def _scaled(low: Floats, high: Floats, factor: float | Floats) -> tuple[Floats, Floats]:
    scaled = low * factor
    return scaled, scaled if low is high else high * factor


def _implausible(low: Floats, high: Floats, variable: Number) -> np.ndarray:
    """Values wholly outside the plausible range (inclusive), or not whole where only whole numbers exist."""
    smallest, largest = variable.plausible
    outside = (high < smallest) | (low > largest)
    return outside | ((low == high) & (low != np.floor(low))) if variable.whole else outside


def _blanked(low: Floats, high: Floats, where: np.ndarray) -> tuple[Floats, Floats]:
    blank = np.where(where, np.nan, low)
    return blank, blank if low is high else np.where(where, np.nan, high)


def read_words(series: pd.Series, variable: Category | Flag) -> Read:
    """Words of a column as codes; a word the variable does not know becomes unknown and is counted."""
    codes, words = _numbered(series) if pd.api.types.is_float_dtype(series.dtype) else words_in(series)
    values = _allowed(variable) or tuple(sorted({word for word in words if word.casefold() not in MISSING_WORDS}))
    positions = {value.casefold(): position for position, value in enumerate(values)}
    known = [_position(word, positions, variable) for word in words]
    table = np.array([*(-1 if position is None else position for position in known), -1])
    wrong = np.array([*(position is None for position in known), False])
    unrecognised = _counted(words, wrong, codes) if wrong.any() else ()
    of_each: Codes = table.astype(np.int8)[codes] if len(values) < 128 else table.astype(np.int32)[codes]
    of_each.flags.writeable = False
    return Read(Words(of_each, values), tuple(_unrecognised(variable, unrecognised, values)))


def _numbered(series: pd.Series) -> tuple[Positions, list[str]]:
    """Numbers as words: a site numbered 1.0 is 1."""
    codes, found = pd.factorize(series, use_na_sentinel=True)
    return codes, [f"{number:.12g}" for number in found]


def _allowed(variable: Category | Flag) -> tuple[str, ...]:
    return YES_NO if isinstance(variable, Flag) else variable.values


def is_known(word: str, variable: Category | Flag) -> bool:
    """Whether a variable knows a word as it stands, or as one that says the value is missing."""
    values = _allowed(variable)
    return not values or _position(word.strip(), {each.casefold(): 0 for each in values}, variable) is not None


def _position(word: str, positions: dict[str, int], variable: Category | Flag) -> int | None:
    """The code of a word: -1 for a missing word, None for one that is not known."""
    text = word.casefold()
    if text in positions:
        return positions[text]
    if text in MISSING_WORDS:
        return -1
    synonym = _YES_NO_WORDS.get(text) if isinstance(variable, Flag) else _SEX_WORDS.get(text)
    return positions.get(synonym.casefold()) if synonym else None


def _counted(words: list[str], wrong: np.ndarray, codes: Positions) -> tuple[tuple[str, int], ...]:
    """The words that are wrong, with how often each stands there; the most frequent first."""
    often = np.bincount(codes[wrong[codes]], minlength=len(words))
    found = [(word, int(count)) for word, count in zip(words, often, strict=True) if count]
    return tuple(sorted(found, key=lambda each: -each[1]))


def _unrecognised(
    variable: Category | Flag, words: tuple[tuple[str, int], ...], values: tuple[str, ...]
) -> Iterator[Note]:
    if words:
        message = f"none of {', '.join(values)}; taken as unknown"
        yield Note("unrecognised", variable.name, sum(count for _, count in words), message, words)
