"""What a column may be: by its heading, by what the source says of it, and by whether its values can be that."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from criteria.data.columns.profile import Profile
from criteria.data.columns.signatures import look
from criteria.data.proposal.words import Understood, understood
from criteria.data.raw import Described
from criteria.data.vocabulary.legend import legend
from criteria.data.vocabulary.naming import Named, look_alike, named
from criteria.model.variables import DICTIONARY, Category, Number, Variable

_FEW = 12  # different values of a category, at most
_MOST = 0.5  # of a column's values must fit a variable


@dataclass(frozen=True)
class Called:
    """What one column is taken for.

    Attributes:
        column: the column.
        named: the variable, the unit in its name, how sure that is, and what is doubtful.
        words: what its words are taken for.
    """

    column: str
    named: Named
    words: Understood

    @property
    def variable(self) -> Variable:
        """The variable of the dictionary."""
        return DICTIONARY[self.named.variable]

    @property
    def alike(self) -> bool:
        """The column is called as the variable is, and is not that variable."""
        return self.named.certainty == "alike"


def called(column: str, series: pd.Series, seen: Profile, said: Described) -> Called | None:
    """What a column is taken for; None where it is called like no variable.

    Args:
        column: what the table calls it.
        series: its values.
        seen: what stands in it.
        said: what the source says of it.
    """
    said = said if said.words else replace(said, words=legend(column) or legend(said.label))
    found = _by_its_names(column, said)
    if found is None:
        return None
    variable = DICTIONARY[found.variable]
    words = understood(series, seen, variable, column, said)
    doubt = _unlike(variable, series, seen, words, said)
    if doubt:
        return Called(column, replace(found, certainty="alike", doubt=doubt), words)
    if found.ambiguous and _looks_like_it(variable, seen, words):
        found = replace(found, certainty="sure", doubt="")
    if found.ambiguous and not found.sure and words.share < 1 - 1e-9:
        found = replace(found, certainty="alike")
    return Called(column, found, words)


def _by_its_names(column: str, said: Described) -> Named | None:
    """The heading, or the label that the source gives it, whichever says it more surely."""
    by_name = named(column) or look_alike(column)
    by_label = (named(said.label) or look_alike(said.label)) if said.label else None
    if by_label is None or by_name is None:
        found = by_label or by_name
    elif by_label.certainty == "alike" and by_label.variable == by_name.variable:
        found = by_label
    elif by_label.variable != by_name.variable and by_label.sure and by_name.sure:
        found = replace(by_label, certainty="likely", doubt=f"it is labelled `{said.label}`")
    else:
        found = by_name if by_name.sure or by_label.certainty == "alike" else by_label
    return _with_the_unit_said(found, said) if found is not None else None


def _with_the_unit_said(found: Named, said: Described) -> Named:
    variable = DICTIONARY[found.variable]
    if not said.unit or not isinstance(variable, Number):
        return found
    unit = variable.find_unit(said.unit)
    if unit is not None:
        return replace(found, unit=None if unit == "1" else unit, strange_unit=None)
    return replace(found, strange_unit=said.unit) if found.unit is None else found


def _unlike(variable: Variable, series: pd.Series, seen: Profile, words: Understood, said: Described) -> str:
    """Why the values cannot be those of the variable; empty where they can."""
    if seen.kind == "empty":
        return ""
    if seen.kind == "dates":
        return "it holds dates"
    if isinstance(variable, Number):
        return "" if seen.kind == "numbers" or _holds_numbers(series, words, said) else "it holds words"
    if isinstance(variable, Category) and not variable.values:
        return ""
    if seen.kind == "numbers" and seen.distinct > _FEW and not said.words:
        return "it holds numbers"
    return ""


def _holds_numbers(series: pd.Series, words: Understood, said: Described) -> bool:
    """Whether most of the different values hold a digit, or are words that stand for a number."""
    if said.words and words.words:
        return True
    texts = [str(value) for value in series.dropna().unique()[:2000]]
    gone = {*words.missing, *words.codes}
    texts = [text for text in texts if text.strip() and text.strip() not in gone]
    fits = sum(any(sign.isdigit() for sign in text) or text.strip() in words.words for text in texts)
    return not texts or fits >= _MOST * len(texts)


def _looks_like_it(variable: Variable, seen: Profile, words: Understood) -> bool:
    """Whether the values are those of the variable beyond doubt, whatever else its short name may mean."""
    if not isinstance(variable, Number):
        return words.share > 1 - 1e-9 and not words.open and seen.kind == "words"
    if seen.kind != "numbers":
        return bool(words.words) and not words.open
    known = seen.middle[np.isfinite(seen.middle)]
    if variable.whole:
        known = known[~np.isin(known, [float(code) for code in words.codes])]
        return bool(len(known)) and bool(((known >= 0) & (known <= variable.plausible[1]) & (known % 1 == 0)).all())
    found = look(variable, seen.middle)
    return found is not None and bool(found.unit)


def is_code_like(series: pd.Series) -> bool:
    """Whether a column holds another short code or whole number for each patient, as identifiers do."""
    values = series.dropna()
    if len(values) < 2 or len(values) < len(series) or values.duplicated().any():
        return False
    texts = values.astype(str).str.strip()
    return bool(texts.str.fullmatch(r"[\w./-]{1,24}").all()) and bool(texts.str.contains(r"\d").all())
