"""What a column is taken for, by its name: the variable, the unit that stands in it, how sure that is, and why."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from criteria.data.vocabulary.heading import read
from criteria.data.vocabulary.lexicon import listed, long_names, phrases
from criteria.data.vocabulary.named import Certainty as Certainty
from criteria.data.vocabulary.named import Named as Named
from criteria.data.vocabulary.text import plain as plain
from criteria.data.vocabulary.text import tokens
from criteria.model.variables import DICTIONARY, PATIENT_ID

_UNIT_WORDS = frozenset(
    [
        "unit",
        "units",
        "uom",
        "einheit",
        "unite",
        "unidad",
        "unita",
        "eenheid",
        "unidade",
        "jednostka",
        "jednotka",
        "enhet",
        "enhed",
        "yksikko",
        "birim",
    ]
) | {"单位", "單位", "単位", "단위"}
_BRACKETS = re.compile(r"[\[(（【].*?[\])）】]")
_NEAR = 87
"""Of a hundred: names that are less alike than that are not even asked about."""


@lru_cache(maxsize=1)
def _lists() -> Any:
    return listed("names.json")


def _plain_of(names: Any) -> frozenset[str]:
    return frozenset(plain(each) for each in names)


IDENTIFIERS = _plain_of(name for names in _lists()["patient identifiers"].values() for name in names)
UNSURE_IDENTIFIERS = _plain_of(_lists()["identifiers that are asked about"])
"""Identifiers by names that other columns also have, such as code and number."""
INDEX_DATES = _plain_of(_lists()["dates"]["index"])
BIRTH_DATES = _plain_of(_lists()["dates"]["birth"])
EVENTS = {
    plain(name): variable
    for variable in ("target_specimen_age_days", "labs_age_days")
    for name in _lists()["dates"][variable]
}
"""Dates whose days before the index date are a variable."""


@lru_cache(maxsize=20_000)
def named(column: str) -> Named | None:
    """What the name of a column says, surely or likely; None when it says nothing, or names something else."""
    if plain(column) == plain(PATIENT_ID):
        return None
    found = read(column)
    if found is not None:
        return found if found.certainty != "alike" else None
    return _roughly(column)


@lru_cache(maxsize=20_000)
def look_alike(column: str) -> Named | None:
    """The variable whose name stands in the name of a column together with what makes it another thing."""
    found = read(column)
    return found if found is not None and found.certainty == "alike" else None


def without_limit(column: str) -> str | None:
    """The variable whose upper limit of normal a column is called after, though the dictionary has no such limit."""
    found = phrases(column)
    names = {each.entry.what for each in found if each.entry and each.entry.kind == "name"}
    limits = any(each.entry and each.entry.kind in ("limit", "range") for each in found)
    name = names.pop() if len(names) == 1 and limits else None
    return name if name is not None and f"{name}_uln" not in DICTIONARY else None


def unit_column_of(column: str) -> str | None:
    """The rest of a name that says it holds units: `ast` of `ast unit`; None for any other name."""
    words = [token.text for token in tokens(column)]
    rest = [word for word in words if word not in _UNIT_WORDS]
    return "".join(word for word in rest if word != "#") if rest and rest != words else None


def _roughly(column: str) -> Named | None:
    """A name that resembles one: a slip of the pen, to be asked about."""
    if any(each.entry and each.entry.kind in ("name", "other", "qualifier") for each in phrases(column)):
        return None
    name = plain(_BRACKETS.sub(" ", column))
    if len(name) < 6:
        return None
    found = process.extractOne(name, long_names().keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    entry = long_names()[found[0]] if found and found[0][0] == name[0] else None
    if entry is None or entry.kind == "other":
        return None
    because = f"`{column}` resembles a name of {DICTIONARY[entry.what].label}"
    return Named(entry.what, because, certainty="likely", doubt="its name only resembles one")
