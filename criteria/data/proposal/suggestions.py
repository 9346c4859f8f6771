"""What the words of a column may mean: suggested where they say it themselves, asked where they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from criteria.data.columns.missing import is_missing
from criteria.data.columns.profile import FEW_WORDS, Profile
from criteria.data.columns.values import can_be_read, is_known
from criteria.data.identifiers.gate import Finding
from criteria.data.proposal.questions import Choice, Question
from criteria.data.several.repeated import blanked, contradictions
from criteria.data.table_map import Reading
from criteria.data.vocabulary.naming import plain
from criteria.model import units
from criteria.model.variables import DICTIONARY, PATIENT_ID, Category, Flag, Number, Variable

_ONE_DIGIT = re.compile(r"^\D*(\d)\D*$")
_GRADES = frozenset({"ecog", "max_residual_tox_grade"})
_SAME = {
    "pos": "positive", "neg": "negative", "reactive": "positive", "nonreactive": "negative",
    "man": "M", "woman": "F", "men": "M", "women": "F", "boy": "M", "girl": "F",
}  # fmt: skip
_YES = {"pos": "Y", "positive": "Y", "present": "Y", "neg": "N", "negative": "N", "absent": "N"}

# Karnofsky to ECOG: two tables are in use (specification section 1.2, C03 and C04). Each is offered by name, and
# neither is ever applied unasked. 0 is death in both scales.
KARNOFSKY_TO_ECOG: Mapping[str, Mapping[str, str]] = {
    "100-90 is 0, 80-70 is 1, 60-50 is 2, 40-30 is 3": {
        "100": "0", "90": "0", "80": "1", "70": "1", "60": "2", "50": "2", "40": "3", "30": "3", "20": "4", "10": "4",
        "0": "5",
    },
    "100 is 0, 90-80 is 1, 70-60 is 2": {
        "100": "0", "90": "1", "80": "1", "70": "2", "60": "2", "50": "3", "40": "3", "30": "4", "20": "4", "10": "4",
        "0": "5",
    },
}  # fmt: skip


def suggested(words: Sequence[str], variable: Variable) -> dict[str, str]:
    """The words that say themselves what they mean, with their meaning: `1 - restricted` is ECOG 1."""
    found = ((word, _meaning(word, variable)) for word in words if not is_known_word(word, variable))
    return {word: meaning for word, meaning in found if meaning is not None}


def is_known_word(word: str, variable: Variable) -> bool:
    """Whether a word can be read without a map."""
    return can_be_read(word) if isinstance(variable, Number) else is_known(word, variable)


def _meaning(word: str, variable: Variable) -> str | None:
    if isinstance(variable, Number):
        digit = _ONE_DIGIT.match(word) if variable.name in _GRADES else None
        low, high = variable.plausible
        return digit[1] if digit and low <= float(digit[1]) <= high else None
    if isinstance(variable, Flag):
        return _YES.get(plain(word))
    meant = _SAME.get(plain(word), word)
    return next((value for value in variable.values if plain(value) == plain(meant)), None)


def word_questions(column: str, words: Sequence[str], variable: Variable, reading: Reading) -> Iterator[Question]:
    """A question for the words that can neither be read nor be guessed."""
    open_words = [word for word in words if word not in reading.words and not is_known_word(word, variable)]
    if not open_words:
        return
    allowed = "a number" if isinstance(variable, Number) else "one of " + ", ".join(_values(variable))
    yield Question(
        "which-words",
        column,
        f"{len(open_words)} words of `{column}` mean nothing to {variable.label}: say what each stands for, {allowed}, "
        "or that it stands for a missing value",
        tuple(_word_choices(variable, reading, open_words)),
        tuple(open_words),
    )


def _values(variable: Category | Flag) -> tuple[str, ...]:
    return ("Y", "N") if isinstance(variable, Flag) else variable.values


def _word_choices(variable: Variable, reading: Reading, words: list[str]) -> Iterator[Choice]:
    """Both ways to read a pair of numbers as a sex, or as yes and no; and to take words for missing."""
    if not isinstance(variable, Number):
        for one, other in _pairs(variable, words):
            pairs = {"0": one, "1": other} if "0" in words else {"1": one, "2": other}
            label = ", ".join(f"{word} is {value}" for word, value in pairs.items())
            changed = reading.model_copy(update={"words": {**reading.words, **pairs}})
            yield Choice(label, variable.name, changed)
    if not all(is_missing(word) for word in words) and not _are_codes(words):
        changed = reading.model_copy(update={"missing": (*reading.missing, *words)})
        yield Choice("they stand for a missing value", variable.name, changed)


def _are_codes(words: list[str]) -> bool:
    return set(words) <= {"0", "1", "2"}


def _pairs(variable: Category | Flag, words: list[str]) -> Iterator[tuple[str, str]]:
    """What the lower and the higher of two code numbers may stand for."""
    if not _are_codes(words) or set(words) == {"0", "2"} or len(words) > 2:
        return
    if isinstance(variable, Flag):
        yield "N", "Y"
        yield "Y", "N"
    elif variable.name == "sex":
        yield "M", "F"
        yield "F", "M"


def karnofsky_question(column: str, missing: tuple[str, ...] = ()) -> Question:
    """Whether, and by which of the two tables, a Karnofsky index is read as an ECOG grade."""
    tables = (
        Choice(f"ECOG from it: {name}", "ecog", Reading(column=column, words=dict(words), missing=missing))
        for name, words in KARNOFSKY_TO_ECOG.items()
    )
    return Question(
        "karnofsky",
        column,
        f"`{column}` is a Karnofsky index, and the table has no ECOG grade. Two tables are in use to read one from the "
        "other; which is meant here, if any?",
        (*tables, Choice("the Karnofsky index alone", "kps", Reading(column=column, missing=missing))),
    )


def missing_question(column: str, codes: tuple[str, ...], variable: str, reading: Reading) -> Question:
    """Whether numbers such as -9 and 999 stand for a missing value."""
    changed = reading.model_copy(update={"missing": (*reading.missing, *codes)})
    return Question(
        "missing-code",
        column,
        f"`{column}` holds {', '.join(codes)}, apart from its other values: do they stand for a missing value?",
        (
            Choice("yes, missing", variable, changed),
            Choice("no, they are values", variable, reading, agreed=f"missing-code:{variable}"),
        ),
    )


def duplicates_question(frame: pd.DataFrame, column: str) -> Question:
    """Which of a patient's rows holds, with what each answer would lose."""
    joined = [] if contradictions(frame, column) else [Choice("join them: none contradicts another", duplicates="join")]
    kept = (_keep(frame, column, choice) for choice in ("first", "last"))
    text = f"rows repeat an identifier of `{column}`: which of them holds?"
    return Question("duplicates", column, text, (*joined, *kept))


def _keep(frame: pd.DataFrame, column: str, choice: Literal["first", "last"]) -> Choice:
    lost = blanked(frame, column, choice)
    warning = f"; it is blank where another row is not in {', '.join(f'`{each}`' for each in lost)}" if lost else ""
    return Choice(f"keep the {choice} row of each patient{warning}", duplicates=choice)


def personal_questions(found: Finding) -> Iterator[Question]:
    """What mends a column that may name a person; a date is asked about as what it may be counted from."""
    choices = {
        "unused": Choice("leave it out", unused=(found.column,)),
        "top_code_age": Choice("read ages above 89 as 90 and more", top_code_age=True),
        "replace_ids": Choice("replace the identifiers by row numbers", replace_ids=True),
    }
    offered = tuple(choices[fix] for fix in found.fixes if fix in choices)
    if "dated" not in found.fixes:
        yield Question("personal", found.column, f"`{found.column}` may name a person: {found.rule}", offered)


def date_question(code: str, column: str, variable: Variable, reading: Reading, *, indexed: bool) -> Question:
    """Whether a variable is counted from a date to the index date, which the table may lack."""
    needs = "" if indexed else "; an index date is needed too"
    text = f"is {variable.label} to be counted from `{column}` to the index date{needs}?"
    choices = (Choice(f"yes, {variable.label}", variable.name, reading), Choice("no, left out", unused=(column,)))
    return Question(code, column, text, choices)


def unit_question(column: str, variable: Number, reading: Reading) -> Question:
    """Which of the units in use a column is in."""
    choices = tuple(
        Choice(units.in_words(unit), variable.name, reading.model_copy(update={"unit": unit}))
        for unit in variable.units_in_use
    )
    return Question("which-unit", column, f"in which unit is `{column}`, {variable.label}?", choices)


def other_choices(column: str, seen: Profile) -> Iterator[Choice]:
    """Leave a column out, or declare it as a variable of its own."""
    yield Choice("leave it out", unused=(column,))
    name = re.sub(r"\W+", "_", column.casefold()).strip("_") or "column"
    name = f"{name}_column" if name in DICTIONARY or name == PATIENT_ID else name
    label = column.replace("_", " ").strip() or name
    reading = Reading(column=column)
    if seen.kind == "numbers":
        top = 10.0 ** np.ceil(np.log10(max(1.0, np.nanquantile(np.abs(seen.middle), 0.95)) * 2))
        low = -top if (seen.middle < 0).any() else 0.0
        yield Choice("a number", name, reading, Number(name=name, label=label, plausible=(low, float(top))))
    if seen.kind == "words" or (seen.kind == "numbers" and seen.distinct <= FEW_WORDS):
        yield Choice("a category", name, reading, Category(name=name, label=label))
    if seen.kind == "words" and seen.distinct <= 2:
        yield Choice("yes or no", name, reading, Flag(name=name, label=label))
    elif set(seen.middle[np.isfinite(seen.middle)]) == {0.0, 1.0}:
        coded = reading.model_copy(update={"words": {"1": "Y", "0": "N"}})
        yield Choice("yes or no: 1 is yes, 0 is no", name, coded, Flag(name=name, label=label))
