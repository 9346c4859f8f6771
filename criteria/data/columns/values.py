"""One column of a table into numbers in the standard unit, or into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from criteria.data.columns.distinct import Positions, words_in
from criteria.data.columns.missing import as_number, is_missing
from criteria.data.columns.parsed import Parsed
from criteria.data.columns.parsed import can_be_read as can_be_read
from criteria.data.dataset import Codes, Floats, Note, Numbers, Words
from criteria.model import units
from criteria.model.variables import YES_NO, Category, Flag, Number

_YES_NO_WORDS = {"y": "Y", "yes": "Y", "true": "Y", "n": "N", "no": "N", "false": "N"}
_SEX_WORDS = {"male": "M", "female": "F"}
_ROUNDING = 1e-9  # years; far below a second, and above what a factor leaves


@dataclass(frozen=True)
class Read:
    """A column that was read, with a note for each kind of value that could not be used."""

    column: Numbers | Words
    notes: tuple[Note, ...]


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


def convert(
    parsed: Parsed, variable: Number, factor: float | Floats, plausible: tuple[float, float] | None = None
) -> Read:
    """Numbers in the standard unit; `factor` is one for all, or one for each patient.

    Unreadable and implausible values become unknown, each kind with its note.

    Args:
        plausible: the smallest and largest plausible value of this table, in place of the variable's own.
    """
    low, high = parsed.low, parsed.high
    if not (isinstance(factor, float) and factor == 1.0):
        low, high = _scaled(low, high, factor)
    if variable.completed:
        low, high = _completed(low, high)
    smallest, largest = plausible or variable.plausible
    implausible = _implausible(low, high, smallest, largest, whole=variable.whole)
    if implausible.any():
        low, high = _blanked(low, high, implausible)
    told = (*_as_written(parsed), *_unusable(parsed, implausible, variable, plausible))
    words = {"unreadable": parsed.words}
    notes = (Note(code, variable.name, count, text, words.get(code, ())) for code, count, text in told if count)
    return Read(_kept(low, high), tuple(notes))


def _as_written(parsed: Parsed) -> Iterator[tuple[str, int, str]]:
    """What was read although it is more than a number."""
    yield "mark", parsed.marked, "with a mark of an abnormal value beside the number; the number is read"
    with_unit = 0 if parsed.own is None else int((parsed.own >= 0).sum())
    yield (
        "unit-in-value",
        with_unit,
        f"with its own unit ({', '.join(map(units.in_words, parsed.own_units))}) beside the number; read in it",
    )
    yield "range", parsed.limits, "given as a range or with a sign; its upper end is the upper limit of normal"


def _unusable(
    parsed: Parsed, implausible: np.ndarray, variable: Number, plausible: tuple[float, float] | None
) -> Iterator[tuple[str, int, str]]:
    """What became unknown."""
    yield (
        "unreadable",
        int(parsed.unreadable.sum()),
        "not a number, a band such as 70-79 or a censored value such as <0.5; taken as unknown",
    )
    yield "about", parsed.about, "said to be only about right (`~`, `ca.`); taken as unknown"
    widen = f"if they are real, widen it in the map: `plausible: [{variable.plausible[0]:g}, …]` under {variable.name}"
    message = f"outside {plausible_range(variable, plausible)}; taken as unknown; {widen}"
    yield "implausible", int(implausible.sum()), message


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


def plausible_range(variable: Number, plausible: tuple[float, float] | None = None) -> str:
    """The range of a variable, or that of this table, for a message."""
    low, high = plausible or variable.plausible
    unit = "" if variable.unit == "1" else f" {variable.unit}"
    return f"{low:g} to {high:g}{unit}" + (" in whole numbers" if variable.whole else "")


def _completed(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Completed units: 75.9 years is 75; an open upper end `<18` is 17. 216 months are 18 years, by whatever factor."""
    floor = np.floor(low + _ROUNDING)
    return floor, floor if low is high else np.floor(high + _ROUNDING)


def _scaled(low: Floats, high: Floats, factor: float | Floats) -> tuple[Floats, Floats]:
    scaled = low * factor
    return scaled, scaled if low is high else high * factor


def _implausible(low: Floats, high: Floats, smallest: float, largest: float, *, whole: bool) -> np.ndarray:
    """Values wholly outside the plausible range (inclusive), or not whole where only whole numbers exist."""
    outside = (high < smallest) | (low > largest)
    return outside | ((low == high) & (low != np.floor(low))) if whole else outside


def _blanked(low: Floats, high: Floats, where: np.ndarray) -> tuple[Floats, Floats]:
    blank = np.where(where, np.nan, low)
    return blank, blank if low is high else np.where(where, np.nan, high)


def read_words(series: pd.Series, variable: Category | Flag) -> Read:
    """Words of a column as codes; a word the variable does not know becomes unknown and is counted."""
    codes, words = _numbered(series) if pd.api.types.is_float_dtype(series.dtype) else words_in(series)
    values = _allowed(variable) or tuple(sorted({word for word in words if not is_missing(word)}))
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
    if is_missing(word):
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
