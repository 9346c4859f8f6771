"""What the words of a column stand for: by the labels that came with the file, else in the words' own language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from criteria.data.columns.distinct import positions
from criteria.data.columns.missing import SENTINELS, is_missing
from criteria.data.columns.parsed import can_be_read
from criteria.data.columns.profile import FEW_WORDS, Profile, occurring, suspected_missing, suspected_zeros
from criteria.data.columns.values import is_known
from criteria.data.raw import Described
from criteria.data.table_map import Reading
from criteria.data.vocabulary.meanings import meaning_of_label, meanings
from criteria.model.variables import Category, Flag, Number, Variable

MANY_WORDS = 2 * FEW_WORDS
_CODES = (*SENTINELS, -1.0, -7.0, -8.0, 77.0, 88.0, 777.0, 888.0, 8888.0, 7777.0)
_SHORT_CODES = (*_CODES, 8.0, 9.0)  # beside grades, which end at 4 or 5, also these


@dataclass(frozen=True)
class Understood:
    """What the words of one column are taken for.

    Attributes:
        words: what the map is to say of them.
        missing: words and codes that stand for a missing value.
        unsure: words whose meaning a person is to confirm, as they stand in the column.
        codes: numbers taken for missing values, to be confirmed.
        suspects: numbers that stand apart and may stand for missing values, and are read as they are.
        open: words that nobody knows.
        other: other ways to read the unsure words.
        from_one: the numbers run from 1 to 5, as ECOG grades do that are coded from 1.
        share: how many of the different words are understood, of those that say something; 1 where there are none.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    other: tuple[Mapping[str, str], ...] = ()
    share: float = 1.0
    from_one: bool = False

    def put_into(self, reading: Reading) -> Reading:
        """The reading with these words."""
        missing = tuple(dict.fromkeys([*reading.missing, *self.missing, *self.codes]))
        return reading.model_copy(update={"words": {**reading.words, **self.words}, "missing": missing})


def words_in_use(series: pd.Series) -> tuple[str, ...]:
    """The different values of a column as a map writes them, the blank ones aside; nothing where they are many."""
    found = positions(series)[1]
    if len(found) > 10 * MANY_WORDS:
        return ()
    written = (f"{value:.12g}" if isinstance(value, float) else str(value).strip() for value in found)
    return tuple(sorted({value for value in written if value}))


def understood(series: pd.Series, seen: Profile, variable: Variable, heading: str, said: Described) -> Understood:
    """What the words of a column are taken for, if it holds this variable.

    Args:
        series: the column.
        seen: what stands in it.
        variable: what it is taken for.
        heading: what it is called.
        said: what the source says of it.
    """
    if isinstance(variable, Number) and not said.words:
        return _of_numbers(series, seen, variable, heading, said)
    words = words_in_use(series)
    if len(words) > MANY_WORDS or (isinstance(variable, Category) and not variable.values and not said.words):
        return Understood(missing=said.missing)
    labelled = _labelled(words, variable, said)
    if isinstance(variable, Number):
        rest = _of_numbers(series, seen, variable, heading, said)
        gone = {*labelled.words, *labelled.missing}
        codes = tuple(code for code in rest.codes if code not in gone)
        others = {word: meant for word, meant in rest.words.items() if word not in gone}
        missing = tuple(dict.fromkeys([*labelled.missing, *rest.missing]))
        left = tuple(word for word in rest.open if word not in gone)
        suspects = tuple(code for code in rest.suspects if code not in gone)
        return Understood({**others, **labelled.words}, missing, (), codes, suspects, (*labelled.open, *left))
    if not variable_values(variable):
        return labelled
    return _of_words(words, variable, heading, labelled)


def variable_values(variable: Category | Flag) -> tuple[str, ...]:
    """What a word of the variable may stand for."""
    return ("Y", "N") if isinstance(variable, Flag) else variable.values


def _labelled(words: tuple[str, ...], variable: Variable, said: Described) -> Understood:
    """The codes of a column through the labels that the source gives them."""
    found: dict[str, str] = {}
    missing, unknown = list(said.missing), []
    for code, label in said.words.items():
        meant = meaning_of_label(label, variable) or _as_it_stands(label, variable)
        if code in missing or (code not in words and meant is None):
            continue
        if meant == "missing":
            missing.append(code)
        elif meant is not None and meant != code:
            found[code] = meant
        elif meant is None and (not isinstance(variable, Category) or variable.values):
            unknown.append(code)
    return Understood(found, tuple(missing), open=tuple(unknown))


def _as_it_stands(label: str, variable: Variable) -> str | None:
    if isinstance(variable, Number):
        return label.strip() if can_be_read(label, variable) and not is_missing(label) else None
    allowed = {value.casefold(): value for value in variable_values(variable)}
    short = {"yes": "Y", "no": "N", "male": "M", "female": "F", "m": "M", "f": "F"}
    text = label.strip().casefold()
    return allowed.get(text) or (short.get(text) if short.get(text) in allowed.values() else None)


def _of_words(words: tuple[str, ...], variable: Category | Flag, heading: str, labelled: Understood) -> Understood:
    """The words of a category or a flag, as far as labels do not say it."""
    rest = [word for word in words if word not in labelled.words and word not in labelled.missing]
    rest = [word for word in rest if word not in labelled.open]
    meant = meanings(rest, variable, heading)
    known = {word for word in rest if word not in meant.unsure and is_known(word, variable)}
    found = {word: to for word, to in meant.words.items() if word not in known or word in meant.unsure}
    codes = tuple(word for word in meant.open if word not in known and _is_code(word))
    left = tuple(word for word in meant.open if word not in known and word not in codes)
    if left and all(word.isdecimal() for word in left) and codes:
        codes = tuple(code for code in codes if code not in ("9", "99") or not set(left) <= {code})
    missing = tuple(word for word in (*labelled.missing, *meant.missing) if not is_missing(word) or word in known)
    missing = tuple(word for word in missing if word not in found)
    saying = [word for word in words if word not in meant.missing and word not in codes and not is_missing(word)]
    share = 1 - sum(word in left for word in saying) / len(saying) if saying else 1.0
    words_of_map = {**found, **labelled.words}
    return Understood(words_of_map, missing, meant.unsure, codes, (), (*labelled.open, *left), meant.other, share)


def _is_code(word: str) -> bool:
    try:
        return float(word) in _SHORT_CODES
    except ValueError:
        return False


def _of_numbers(series: pd.Series, seen: Profile, variable: Number, heading: str, said: Described) -> Understood:
    """The words that stand among numbers, or for them, and numbers that may stand for missing values."""
    words = tuple(word for word, _ in seen.words)
    if variable.whole and seen.kind == "words":
        words = words_in_use(series)
    if variable.whole and variable.name != "kps":
        words = tuple(dict.fromkeys([*words, *(word for word in words_in_use(series) if word.casefold() == "none")]))
    words = tuple(word for word in words if word not in said.missing)
    meant = meanings(words, variable, heading)
    found = {word: to for word, to in meant.words.items() if not can_be_read(word, variable) or word in meant.unsure}
    graded = variable.whole  # of other numbers, what holds a digit is for the reader of numbers
    left = tuple(word for word in meant.open if not can_be_read(word, variable) and (graded or not _has_digit(word)))
    missing = tuple(word for word in meant.missing if not is_missing(word))
    zeros = ("0",) if suspected_zeros(variable, seen.middle) else ()
    impossible = tuple(code for code in (*_codes(seen, variable), *zeros) if code not in said.missing)
    apart = (code for code in suspected_missing(seen.middle) if code not in (*said.missing, *impossible))
    share = 1 - len(left) / len(words) if words else 1.0
    shifted = variable.name == "ecog" and not said.words and _runs_from_one(seen, impossible)
    missing = (*said.missing, *missing)
    return Understood(found, missing, meant.unsure, impossible, tuple(apart), left, (), share, shifted)


def _runs_from_one(seen: Profile, codes: tuple[str, ...]) -> bool:
    """Whether grades run from 1 to 5: 5 is death, and a table without a grade 0 and with the dead is seldom meant."""
    known = seen.middle[np.isfinite(seen.middle)]
    known = known[~np.isin(known, [float(code) for code in codes])]
    return bool(len(known)) and known.min() == 1 and known.max() == 5


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _codes(seen: Profile, variable: Number) -> tuple[str, ...]:
    """Numbers that no patient can have and that are used as codes."""
    if seen.kind != "numbers":
        return ()
    known = seen.middle[np.isfinite(seen.middle)]
    low, high = variable.plausible[0], variable.fatal or variable.plausible[1]
    codes = _SHORT_CODES if variable.whole else _CODES
    there = occurring((code for code in codes if code < 0 <= low or (variable.whole and code > high)), known)
    rest = known[~np.isin(known, there)]
    return tuple(f"{code:g}" for code in there if len(rest) and (code < rest.min() or code > rest.max()))
