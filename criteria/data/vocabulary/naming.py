"""What a column is taken for, by its name: the variable, the unit that stands in the name, and why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from criteria.data.vocabulary.known import VOCABULARY
from criteria.model import units
from criteria.model.variables import DICTIONARY, PATIENT_ID, Number, Variable

_BRACKETS = re.compile(r"^(?P<head>.*?)[\s_]*[\[(](?P<unit>[^\[\]()]*)[\])]\s*$")
_AFTER_COMMA = re.compile(r"^(?P<head>[^,]+),\s*(?P<unit>[^,]+)$")
_UPPER_LIMIT = re.compile(
    r"\b(uln|upper (normal )?limit( of normal)?|(reference|ref|normal|range) (range )?high|(st|a)?nrhi)\b"
)
_UNIT_WORD = re.compile(r"\b(units?|uom)\b")
_LOINC = re.compile(r"\b\d{1,5}-\d\b")
_NOISE = re.compile(r"\b(values?|results?)\b")

IDENTIFIERS = frozenset(
    {"patientid", "patient", "subjectid", "subject", "subjid", "usubjid", "personid", "patid", "ptid", "id", "studyid",
     "recordid", "caseid", "subjectno", "patientno", "patientnumber"}
)  # fmt: skip
INDEX_DATES = frozenset({"indexdate", "dateindex", "indexdt", "screeningdate", "dateofscreening", "rfstdtc"})
BIRTH_DATES = frozenset({"birthdate", "dateofbirth", "dob", "birthday", "brthdtc", "yearofbirth", "birthyear"})
EVENTS = {
    "specimendate": "target_specimen_age_days", "dateofspecimen": "target_specimen_age_days",
    "targetspecimendate": "target_specimen_age_days", "biopsydate": "target_specimen_age_days",
    "labdate": "labs_age_days", "labsdate": "labs_age_days", "dateoflabs": "labs_age_days",
}  # fmt: skip
"""Dates whose days before the index date are a variable."""


@dataclass(frozen=True)
class Named:
    """What a name says.

    Attributes:
        variable: the variable of the dictionary.
        because: why, as a sentence for a person.
        unit: the unit in the name, in the dictionary's spelling.
        strange_unit: what stands where a unit stands, but is none of the variable's.
        sure: the name is this variable's; otherwise it only resembles it.
    """

    variable: str
    because: str
    unit: str | None = None
    strange_unit: str | None = None
    sure: bool = True


def plain(text: str) -> str:
    """A name as it is compared: without case, accents, spaces and signs. A per cent sign is a word of its own."""
    return re.sub(r"[^a-z0-9]", "", _lower(text))


def _lower(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("µ", "u").replace("%", " percent "))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def _all_names() -> Iterator[tuple[str, str, str]]:
    """Every name, the variable it names, and how it comes to be its name."""
    for name in (*DICTIONARY, *VOCABULARY):
        yield name, name, "is the dictionary's name of"
    for name, known in VOCABULARY.items():
        for written in known.names:
            yield written, name, "is a name of"
    for name, variable in DICTIONARY.items():
        yield variable.label, name, "is the dictionary's label of"
    for name, known in VOCABULARY.items():
        for code in known.sdtm:
            yield code, name, "is the SDTM code of"


_NAMES: dict[str, tuple[str, str]] = {}
for _written, _variable, _how in _all_names():
    _NAMES.setdefault(plain(_written), (_variable, _how))
_LOINC_CODES = {code: name for name, known in VOCABULARY.items() for code in known.loinc}
_CONCEPTS = {str(concept): name for name, known in VOCABULARY.items() for concept in known.omop}


def named(column: str) -> Named | None:
    """What the name of a column says; None when it says nothing."""
    return _exactly(column) or _with_unit(column) or _roughly(column)


def unit_column_of(column: str) -> str | None:
    """The rest of a name that says it holds units: `ast` of `ast unit`; None for any other name."""
    spaced = _spaced(column)
    rest = _UNIT_WORD.sub(" ", spaced).strip()
    return plain(rest) if rest and rest != spaced else None


def _spaced(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", _lower(text)).strip()


def _exactly(column: str) -> Named | None:
    found = _lookup(column)
    return Named(found[0], _reason(column, found)) if found else None


def _reason(column: str, found: tuple[str, str]) -> str:
    return f"`{column}` {found[1]} {DICTIONARY[found[0]].label}"


def _lookup(text: str) -> tuple[str, str] | None:
    """The variable of a name or a code, and how it comes to be its name."""
    if plain(text) == plain(PATIENT_ID):
        return None
    if found := _NAMES.get(plain(text)) or _by_code(text):
        return found
    spaced = _NOISE.sub(" ", _spaced(text))
    value = _UPPER_LIMIT.sub(" ", spaced)
    found = _NAMES.get(plain(value)) or _by_code(_UPPER_LIMIT.sub(" ", text.casefold()))
    if found is None or value == spaced:
        return found
    limit = f"{found[0]}_uln"
    return (limit, "is the upper limit of a name of") if limit in DICTIONARY else None


def _by_code(text: str) -> tuple[str, str] | None:
    for code in _LOINC.findall(text):
        if code in _LOINC_CODES:
            return _LOINC_CODES[code], "holds the LOINC code of"
    digits = text.strip()
    return (_CONCEPTS[digits], "is the OMOP concept of") if digits in _CONCEPTS else None


def _with_unit(column: str) -> Named | None:
    """A name with its unit in brackets, after a comma, or as its last words."""
    for pattern in (_BRACKETS, _AFTER_COMMA):
        match = pattern.match(column)
        found = _lookup(match["head"]) if match else None
        if match and found:
            variable = DICTIONARY[found[0]]
            unit = variable.find_unit(match["unit"]) if isinstance(variable, Number) else None
            strange = None if unit else match["unit"].strip()
            return Named(found[0], _reason(match["head"], found), unit, strange or None)
    words = re.findall(r"[0-9A-Za-zµμ%]+", column)
    for size in range(1, min(5, len(words))):
        head, tail = " ".join(words[:-size]), "".join(words[-size:])
        found = _lookup(head)
        unit = _unit_called(DICTIONARY[found[0]], tail) if found else None
        if found and unit:
            return Named(found[0], _reason(head.replace(" ", "_"), found), unit)
    return None


def _unit_called(variable: Variable, tail: str) -> str | None:
    """The unit whose spelling, without its signs, is the end of a name: `mg/dL` of `_mg_dL`."""
    if not isinstance(variable, Number):
        return None
    for unit in variable.units_in_use:
        if plain(tail).removeprefix("x") in {plain(written) for written in units.spellings(unit) if plain(written)}:
            return unit
    return None


def _roughly(column: str) -> Named | None:
    """A name that resembles one: a slip of the pen, to be asked about."""
    bare = _BRACKETS.match(column)
    name = plain(bare["head"] if bare else column)
    close = get_close_matches(name, [each for each in _NAMES if len(each) > 3], n=1, cutoff=0.85)
    if len(name) < 4 or not close:
        return None
    variable = _NAMES[close[0]][0]
    return Named(variable, f"`{column}` resembles a name of {DICTIONARY[variable].label}", sure=False)
