"""Grades and numbers of lines in words: the number that stands in them, or what they say in their language."""

from __future__ import annotations

import re
import unicodedata

from criteria.data.vocabulary.spelled import key, nones, said, says_missing
from criteria.model.variables import Number

_GRADES = {"ecog": "ecog", "max_residual_tox_grade": "grade", "prior_systemic_lines": "grade"}
_LEADING = re.compile(r"^[(\[]?\s*(\d)\s*(?:[-:=.)\]、，,]|\s(?=\D))\s*(?!\d+\s*$)(?=\D)")
_ONE_DIGIT = re.compile(r"^\D*(\d)\D*$")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


def number_said(word: str, variable: Number) -> tuple[str | None, bool]:
    """The grade, or the number, that a word stands for."""
    section = _GRADES.get(variable.name)
    if section is None:
        return None, True
    text = unicodedata.normalize("NFKC", word).strip()
    low, high = variable.plausible[0], variable.fatal or variable.plausible[1]
    if key(word) in nones() and variable.name != "ecog":
        return "0", key(word) not in ("none", "brak")
    if says_missing(word):
        return None, True
    if found := _LEADING.match(text) or _ONE_DIGIT.match(text):
        return (found[1], True) if low <= float(found[1]) <= high and not _is_a_range(text) else (None, True)
    if variable.name == "prior_systemic_lines":
        return None, True
    roman = re.sub(r"^(?:grade?|grado|grau|who|ecog|ps|ctcae|g|stopien)\s+", "", key(word))
    if roman in _ROMAN:
        return _ROMAN[roman], False
    return said(word, section), True


def _is_a_range(text: str) -> bool:
    """`0-1`, `5 or 2`, `>2`: more than one grade."""
    return bool(re.match(r"^\D*\d\s*(?:-|–|to|or|oder|bis|/)\s*\d\D*$", text)) or bool(
        re.search(r"^\s*[<>≤≥]|\d\s*\+", text)
    )
