"""The questions of a proposal: each names what the map has, confirms it with the first answer, and offers others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from criteria.data.columns.missing import is_missing
from criteria.data.columns.profile import FEW_WORDS, Profile
from criteria.data.identifiers.gate import Finding
from criteria.data.proposal.questions import Choice, Question
from criteria.data.proposal.words import Understood, variable_values
from criteria.data.several.repeated import blanked, contradictions
from criteria.data.table_map import Index, Reading
from criteria.data.vocabulary.named import Named
from criteria.model import units
from criteria.model.variables import DICTIONARY, PATIENT_ID, Category, Flag, Number, Variable

_LEAVE_OUT = "leave it out"


def listed(columns: Sequence[str]) -> str:
    """Columns in a sentence."""
    return ", ".join(f"`{column}`" for column in columns)


def is_it_this(column: str, named: Named, reading: Reading) -> Question:
    """Whether a column is the variable that the map reads from it."""
    label = DICTIONARY[named.variable].label
    choices = (Choice(f"yes, {label}", named.variable, reading), Choice(_LEAVE_OUT, unused=(column,)))
    return Question("is-it-this", column, f"{named.because}, but {named.doubt}: is it {label}?", choices)


def is_it_another(column: str, variable: str, doubt: str, reading: Reading) -> Question:
    """Whether a column that the map leaves out is a variable after all."""
    label = DICTIONARY[variable].label
    choices = (Choice(f"no, {_LEAVE_OUT}", unused=(column,)), Choice(f"yes, {label}", variable, reading))
    return Question("is-it-this", column, f"`{column}` is left out, as {doubt}: is it {label} all the same?", choices)


def which_column(variable: str, readings: Mapping[str, Reading], best: str) -> Question:
    """Which of several columns a variable is read from; the best one is read unless another is chosen."""
    order = [best, *(column for column in readings if column != best)]
    choices = tuple(
        Choice(f"`{column}`", variable, readings[column], unused=tuple(other for other in order if other != column))
        for column in order
    )
    text = f"{listed(order)} may each be {DICTIONARY[variable].label}: is it `{best}` that is read?"
    return Question("which-column", best, text, choices)


def upper_limits(readings: Mapping[str, Reading]) -> Question:
    """Whether the upper ends of reference ranges are the upper limits of normal."""
    columns = tuple(reading.column or "" for reading in readings.values())
    verb = "holds a reference range" if len(columns) == 1 else "hold reference ranges"
    text = f"{listed(columns)} {verb}: is the upper end the upper limit of normal?"
    choices = (Choice("yes, the upper end is the limit", readings=readings), Choice("no, leave out", unused=columns))
    return Question("upper-limits", columns[0], text, choices)


def left_out(columns: Sequence[str], profiles: Mapping[str, Profile]) -> Question:
    """That columns are called like no variable, and are left out."""
    choices = [Choice("leave out" if len(columns) > 1 else _LEAVE_OUT, unused=tuple(columns))]
    if len(columns) == 1:
        choices += declared_choices(columns[0], profiles[columns[0]])
    many = len(columns) > 1
    text = (
        f"{listed(columns)} {'are' if many else 'is'} left out, as no variable that is still needed is called so: "
        "is that right?"
    )
    return Question("left-out", columns[0], text, tuple(choices))


def patient_id(column: str, others: Sequence[str], why: str) -> Question:
    """Whether a column is the identifier of patients."""
    choices = (
        Choice(f"yes, `{column}`", patient_id=column),
        *(Choice(f"no, `{other}` is", patient_id=other) for other in others),
        Choice("no, leave it out", unused=(column,)),
    )
    return Question("patient-id", column, f"{why}: is it the study's identifier of patients?", choices)


def which_words(readings: Mapping[str, Reading], found: Understood, variable: Variable) -> Question:
    """Whether words, of one column or of several that hold the same, stand for what the map takes them for."""
    columns = [reading.column or "" for reading in readings.values()]
    means = dict(sorted((word, found.words.get(word, word.upper())) for word in found.unsure))
    choices = [Choice(_as_pairs(means), readings=readings)]
    for other in found.other:
        changed = {name: _with_words(reading, other) for name, reading in readings.items()}
        choices.append(Choice(_as_pairs(other), readings=changed))
    unread = {name: _without_words(reading, found.unsure) for name, reading in readings.items()}
    choices.append(Choice("they stand for a missing value", readings=unread))
    of_what = variable.label if len(columns) == 1 else "yes or no"
    text = f"words of {listed(columns)}, {of_what}, are short or have two meanings: is the first reading right?"
    return Question("which-words", columns[0], text, tuple(choices), tuple(found.unsure))


def _as_pairs(words: Mapping[str, str]) -> str:
    return ", ".join(f"{word} is {meant}" for word, meant in words.items())


def _with_words(reading: Reading, words: Mapping[str, str]) -> Reading:
    return reading.model_copy(update={"words": {**reading.words, **words}})


def _without_words(reading: Reading, words: Sequence[str]) -> Reading:
    kept = {word: meant for word, meant in reading.words.items() if word not in words}
    return reading.model_copy(update={"words": kept, "missing": (*reading.missing, *words)})


def open_words(column: str, words: Sequence[str], variable: Variable, reading: Reading) -> Question:
    """What words stand for that nobody knows; they are unknown as long as no one says it."""
    allowed = "a number" if isinstance(variable, Number) else "one of " + ", ".join(variable_values(variable))
    text = (
        f"{len(words)} word{'s' * (len(words) > 1)} of `{column}` {'mean' if len(words) > 1 else 'means'} nothing to "
        f"{variable.label}: say what each stands for, {allowed}, or that it stands for a missing value"
    )
    return Question("which-words", column, text, tuple(_word_choices(variable, reading, words)), tuple(words))


def unmeasured(readings: Mapping[str, Reading], words: Sequence[str]) -> Question:
    """What words stand for that stand among numbers, in several columns: most likely that nothing was measured."""
    columns = [reading.column or "" for reading in readings.values()]
    missing = {name: _without_words(reading, words) for name, reading in readings.items()}
    text = (
        f"{len(words)} word{'s' * (len(words) > 1)} among the numbers of {listed(columns)} are known to nobody, and "
        "stand for unknown as long as no one says what number they mean: do they stand for a missing value?"
    )
    return Question("which-words", columns[0], text, (Choice("yes, missing", readings=missing),), tuple(words))


def _word_choices(variable: Variable, reading: Reading, words: Sequence[str]) -> Iterator[Choice]:
    """Both ways to read a pair of numbers as a sex, or as yes and no; and to take words for missing."""
    if not isinstance(variable, Number):
        for one, other in _pairs(variable, words):
            pairs = {"0": one, "1": other} if "0" in words else {"1": one, "2": other}
            yield Choice(_as_pairs(pairs), variable.name, _with_words(reading, pairs))
    if not all(is_missing(word) for word in words) and not _are_codes(words):
        yield Choice("they stand for a missing value", variable.name, _without_words(reading, words))


def _are_codes(words: Sequence[str]) -> bool:
    return set(words) <= {"0", "1", "2"}


def _pairs(variable: Category | Flag, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What the lower and the higher of two code numbers may stand for."""
    if not _are_codes(words) or set(words) == {"0", "2"} or len(words) > 2:
        return
    if isinstance(variable, Flag):
        first = ("N", "Y") if "0" in words else ("Y", "N")
        yield first
        yield first[::-1]
    elif variable.name == "sex":
        yield "M", "F"
        yield "F", "M"


def missing_codes(readings: Mapping[str, Reading], codes: tuple[str, ...]) -> Question:
    """Whether numbers such as -9 and 999 stand for a missing value, in one column or several."""
    columns = [reading.column or "" for reading in readings.values()]
    without = {
        name: reading.model_copy(update={"missing": tuple(each for each in reading.missing if each not in codes)})
        for name, reading in readings.items()
    }
    agreed = tuple(f"missing-code:{name}" for name in readings)
    verb = "holds" if len(columns) == 1 else "hold"
    return Question(
        "missing-code",
        columns[0],
        f"{listed(columns)} {verb} {', '.join(codes)}, apart from the other values: do they stand for a missing value?",
        (
            Choice("yes, missing", readings=readings),
            Choice("no, they are values", readings=without, agreed=agreed),
        ),
    )


def suspected_codes(variable: str, reading: Reading, codes: tuple[str, ...]) -> Question:
    """Whether numbers that a patient may well have mean missing; they are values until someone says so."""
    without = reading.model_copy(update={"missing": (*reading.missing, *codes)})
    text = (
        f"`{reading.column}` holds {', '.join(codes)}, apart from the other values: do they stand for a missing value?"
    )
    no = Choice("no, they are values", variable, reading, agreed=(f"missing-code:{variable}",))
    return Question("missing-code", reading.column or "", text, (no, Choice("yes, missing", variable, without)))


def coded_from_one(reading: Reading) -> Question:
    """Whether ECOG grades that run from 1 to 5 are coded from 1, as forms do that number their answers."""
    codes = {str(at + 1): str(at) for at in range(5)}
    text = f"`{reading.column}` runs from 1 to 5, and 5 is death as it stands: are the grades coded from 1?"
    no = Choice("no, they are the grades, and 5 is death", "ecog", reading, agreed=("coded-values:ecog",))
    yes = Choice("yes: 1 is grade 0, 5 is grade 4", "ecog", _with_words(reading, codes))
    return Question("coded-values", reading.column or "", text, (no, yes))


def duplicates(frame: pd.DataFrame, column: str) -> Question:
    """Which of a patient's rows holds, with what each answer would lose."""
    joined = [] if contradictions(frame, column) else [Choice("join them: none contradicts another", duplicates="join")]
    kept = (_keep(frame, column, choice) for choice in ("first", "last"))
    text = f"rows repeat an identifier of `{column}`: which of them holds?"
    return Question("duplicates", column, text, (*joined, *kept))


def _keep(frame: pd.DataFrame, column: str, choice: Literal["first", "last"]) -> Choice:
    lost = blanked(frame, column, choice)
    warning = f"; it is blank where another row is not in {', '.join(f'`{each}`' for each in lost)}" if lost else ""
    return Choice(f"keep the {choice} row of each patient{warning}", duplicates=choice)


def personal(found: Finding) -> Iterator[Question]:
    """What mends a column that may name a person; a date is asked about as what it may be counted from."""
    choices = {
        "unused": Choice(_LEAVE_OUT, unused=(found.column,)),
        "top_code_age": Choice("read ages above 89 as 90 and more", top_code_age=True),
        "replace_ids": Choice("replace the identifiers by row numbers", replace_ids=True),
    }
    offered = tuple(choices[fix] for fix in found.fixes if fix in choices)
    if "dated" not in found.fixes:
        yield Question("personal", found.column, f"`{found.column}` may name a person: {found.rule}", offered)


def old_ages(column: str) -> Question:
    """That ages above 89 are read as 90 and more, so that nobody is known by a great age."""
    choices = (
        Choice("read ages above 89 as 90 and more", top_code_age=True),
        Choice("leave the age out", unused=(column,)),
    )
    return Question("personal", column, f"`{column}` may name a person: it holds ages above 89", choices)


def from_date(code: str, column: str, variable: Variable, reading: Reading, *, indexed: bool) -> Question:
    """Whether a variable is counted from a date to the index date, which the table may lack."""
    yes = Choice(f"yes, {variable.label}", variable.name, reading)
    no = Choice("no, left out", unused=(column,))
    needs = "" if indexed else "; an index date is needed too, and without one the column is left out"
    text = f"is {variable.label} to be counted from `{column}` to the index date{needs}?"
    return Question(code, column, text, (yes, no) if indexed else (no, yes))


def index_date(columns: Sequence[str]) -> Question:
    """Which of the dates is the day each patient is looked at, from which ages and days are counted."""
    choices = (Choice("none of them"), *(Choice(f"`{column}`", index=Index(column=column)) for column in columns))
    text = f"on which day is each patient looked at, from which ages and days are counted: {listed(columns)}?"
    return Question("index-date", columns[0], text, choices)


def which_unit(column: str, variable: Number, reading: Reading, strange: str | None) -> Question:
    """Which of the units in use a column is in."""
    choices = tuple(
        Choice(units.in_words(unit), variable.name, reading.model_copy(update={"unit": unit}))
        for unit in variable.units_in_use
    )
    unread = f"; `{strange}` is none of those that are known" if strange else ""
    text = f"in which unit is `{column}`, {variable.label}{unread}?"
    return Question("which-unit", column, text, choices)


def declared_choices(column: str, seen: Profile) -> Iterator[Choice]:
    """The ways to declare a column as a variable of its own."""
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


def which_age(columns: Sequence[str]) -> Question:
    """Which of the ages of measurements stands for the age of the laboratory panel."""
    choices = (Choice(f"`{column}`", "labs_age_days", Reading(column=column)) for column in columns)
    text = f"which age stands for {DICTIONARY['labs_age_days'].label}, if a criterion asks for one?"
    return Question("which-age", columns[0], text, (Choice("none of them"), *choices))
