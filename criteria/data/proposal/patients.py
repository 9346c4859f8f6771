"""The column of patient identifiers: the surest of those that are called so, or one that looks like codes."""

from __future__ import annotations

import pandas as pd

from criteria.data.columns.looked import Looked, repeats_in
from criteria.data.columns.profile import Profile, profile_of
from criteria.data.proposal import asking
from criteria.data.proposal.called import is_code_like
from criteria.data.proposal.questions import Question
from criteria.data.vocabulary.naming import IDENTIFIERS, UNSURE_IDENTIFIERS, look_alike, named, plain
from criteria.model.variables import PATIENT_ID


def identifier(looked: Looked, joined_by: str | None) -> tuple[str | None, str, Question | None]:
    """The column of identifiers, why it is taken for that, and what is to be confirmed about it.

    Args:
        looked: the table.
        joined_by: the column that its parts were joined by, where it came in several.
    """
    frame = looked.frame
    if joined_by in frame.columns:
        return joined_by, f"the tables were joined by `{joined_by}`", None
    names = [name for name in frame.columns if plain(name) in IDENTIFIERS | UNSURE_IDENTIFIERS | {plain(PATIENT_ID)}]
    names = [name for name in names if frame[name].notna().any()]
    names = sorted(names, key=lambda name: _preference(name, frame)) if len(names) > 1 else names
    if not names:
        return _like_codes(frame)
    best, others = names[0], [name for name in names[1:] if plain(name) != plain(PATIENT_ID)]
    because = f"`{best}` is a name of a patient identifier"
    if plain(best) == plain(PATIENT_ID) or (plain(best) not in UNSURE_IDENTIFIERS and not others):
        return best, because, None
    if plain(best) not in UNSURE_IDENTIFIERS and all(plain(each) in UNSURE_IDENTIFIERS for each in others):
        return best, because, None
    why = f"{asking.listed(names)} may each be one" if others else f"`{best}` may be one"
    return best, because, asking.patient_id(best, others, why)


def profile_of_codes(looked: Looked, name: str) -> Profile:
    """What stands in the column of identifiers: codes, each another, are not looked through one by one."""
    series = looked.frame[name]
    if not isinstance(series.dtype, pd.StringDtype):
        return profile_of(looked, name)
    missing = int(series.isna().sum())
    return Profile("words", len(series), missing, different=len(series) - missing - repeats_in(looked, name))


def _preference(name: str, frame: pd.DataFrame) -> tuple[bool, bool, bool]:
    return plain(name) != plain(PATIENT_ID), plain(name) in UNSURE_IDENTIFIERS, not is_code_like(frame[name])


def _like_codes(frame: pd.DataFrame) -> tuple[str | None, str, Question | None]:
    """A column that holds another code for each patient, where none is called an identifier."""
    if not len(frame.columns):
        return None, "", None
    for name in frame.columns[:3]:
        texts = not pd.api.types.is_float_dtype(frame[name].dtype)
        if texts and len(frame) > 9 and not named(name) and not look_alike(name) and is_code_like(frame[name]):
            question = asking.patient_id(name, [], f"`{name}` holds another code for each patient")
            return name, f"`{name}` holds another code for each patient", question
    return None, "", None
