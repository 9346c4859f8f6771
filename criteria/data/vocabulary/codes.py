"""Codes that stand in place of a name: LOINC codes, which check themselves, and OMOP concepts."""

from __future__ import annotations

import re
from typing import Literal

from criteria.data.vocabulary.known import VOCABULARY

_LOINC = re.compile(r"(?<![\d-])(\d{1,5})-(\d)(?![\d-])")
_LOINC_CODES = {code: name for name, known in VOCABULARY.items() for code in known.loinc}
_CONCEPTS = {str(concept): name for name, known in VOCABULARY.items() for concept in known.omop}


def coded(heading: str) -> tuple[Literal["", "LOINC", "OMOP"], str]:
    """The kind of code in a heading, and the variable that it stands for; no variable where it stands for another."""
    for digits, check in _LOINC.findall(heading):
        name = _LOINC_CODES.get(f"{digits}-{check}", "")
        if name or (len(digits) > 2 and _is_loinc(digits, int(check))):
            return "LOINC", name
    name = _CONCEPTS.get(heading.strip(), "")
    return ("OMOP", name) if name else ("", "")


def _is_loinc(digits: str, check: int) -> bool:
    """Whether the last digit is the check digit of a LOINC code (modulus 10, doubling from the right)."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if at % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return (10 - total % 10) % 10 == check
