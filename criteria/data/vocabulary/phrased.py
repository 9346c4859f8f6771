"""What a phrase in a column says by what its words are about: recurrence and distant metastases, stopped for toxicity.

A phrase with a word that is about nothing known, or that says not, is left to a person.
"""

from __future__ import annotations

import re
from functools import lru_cache

from criteria.data.vocabulary.concepts import understood

_M1 = re.compile(r"\bM(?:1[a-d]?\b|\+)")
_STATUS = frozenset(
    (
        *("recurrence", "mets", "local", "distant", "advanced", "disease", "tumor"),
        *("negation", "sign", "free", "remission", "whole", "partly"),
    )
)
_OUTCOME = frozenset(
    (
        *("progression", "stable", "response", "whole", "partly", "toxicity", "intolerance", "stopping", "because"),
        *("disease", "tumor", "therapy"),
    )
)
_USELESS = frozenset(("unusable", "specimen", "blood", "cells"))


@lru_cache(maxsize=20_000)
def phrased(word: str, section: str) -> str | None:
    """What a phrase says of the status of a disease, or of the outcome of the last line."""
    if section == "disease status":
        return _status(_about(_M1.sub(" metastasis ", word), _STATUS))
    return _outcome(_about(word, _OUTCOME)) if section == "last line" else None


@lru_cache(maxsize=20_000)
def says_useless(word: str) -> bool:
    """Whether a phrase says that the sample could not be measured: haemolysed, clotted, clumped."""
    return "unusable" in _about(word, _USELESS)


def _about(word: str, allowed: frozenset[str]) -> frozenset[str]:
    """Everything that the words are about; nothing where one of them is about something else."""
    words = [each & allowed for each in understood(word)]
    return frozenset().union(*words) if words and all(words) and len(words) <= 8 else frozenset()


def _status(about: frozenset[str]) -> str | None:
    spread, back = "mets" in about, "recurrence" in about
    if about & {"negation", "sign", "free", "remission"}:
        gone = about & {"disease", "tumor", "remission"} and not about & {"partly", "local", "advanced"}
        return "no_evidence_of_disease" if gone and not spread and not back else None
    if spread:
        return "recurrent_and_metastatic" if back else None if "local" in about else "metastatic"
    if back:
        return None if "distant" in about or "advanced" in about else "recurrent"
    return "locally_advanced" if {"local", "advanced"} <= about and "distant" not in about else None


def _outcome(about: frozenset[str]) -> str | None:
    found = {meant for name, meant in _OUTCOMES.items() if name in about}
    return found.pop() if len(found) == 1 else None


_OUTCOMES = {
    "progression": "progression",
    "stable": "stable",
    "response": "ongoing_response",
    "toxicity": "intolerance",
    "intolerance": "intolerance",
}
