"""A heading taken apart: the name of a variable, its unit, an upper limit, and whatever makes it another thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from criteria.data.vocabulary.codes import coded
from criteria.data.vocabulary.concepts import meant
from criteria.data.vocabulary.legend import without_legend
from criteria.data.vocabulary.lexicon import Phrase, ambiguous, listed, phrase, phrases
from criteria.data.vocabulary.named import Named
from criteria.data.vocabulary.text import plain, tokens
from criteria.data.vocabulary.yes_or_no import without_yes_or_no
from criteria.model import units
from criteria.model.variables import DICTIONARY, Flag, Number, Variable

_BRACKET = re.compile(r"[\[(（【]([^\[\]()（）【】]*(?:\([^()]*\))?[^\[\]()（）【】]*)[\])）】]")
_EDGES = " _-/,;:.([（"
_LIMITS = "uln|lsn|ogn?|ggn|nüs|n|bovengrens|upper limit(?: of normal)?|limite? superior[e]?|上限|正常值上限|基準値上限"
_MULTIPLE = re.compile(
    rf"(?:/|÷|[x×✕*]|times|multiples? of|fold(?: of)?|fach(?: der)?|fois|veces|volte|vezes|keer|gånger|gange)"
    rf"\s*(?:the\s+)?(?:{_LIMITS})(?![a-z])|(?:上限|ULN)倍",
    re.IGNORECASE,
)
_SPECIMEN = re.compile(r"^(?:f?[BPS]|f?Pt|[AKVC]b|[AKV]B)[-_](?=\w{2})")  # of Nordic and Czech names: B-Hb, fP-Glukos
_URINE = re.compile(r"^(?:d?U|Csv|Sp|Asc|Pf|Li|F)[-_](?=\w{2})")
_FIRST_VISIT = re.compile(r"[\W_]+(?:v|t|d|visit|day|tag|jour|dia|c1d|cycle 1 day)[\W_]?0*[01]\W*$", re.IGNORECASE)
_EDITION = re.compile(r"\b(RECIST|CTCAE|NCI[ -]CTC)[ ,]*(?:v|version)?[ .]*\d(?:[.,]\d)?(?!\d)", re.IGNORECASE)
_CHOICE = re.compile(r"^(?P<asked>.*)\(choice\s*=\s*(?P<choice>[^()]*)\)\s*$")
_SUFFIX = re.compile(r"[\W_]+(?:scr|scrn|screening|bl|base|baseline|last|value|val|result|num)\W*$", re.IGNORECASE)
_SPREAD = re.compile(r"met[aá]st|\bmets?\b|filia|transfer|转移|転移|전이|метаст|гроро", re.IGNORECASE)
_COUNTS = frozenset(
    ("count", "number", "no", "nr", "num", "anzahl", "zahl", "nombre", "numero", "liczba", "antal", "数", "计数", "수")
)
_FLAGS = frozenset(("flag", "fl", "yn", "yesno", "janein", "sino"))
_FLUIDS = frozenset(("plasma", "serum", "plasmatique", "plasmatico"))
"""Of haemoglobin these say that it is outside the cells, which is another quantity."""
_COMMON = ("target_result", "age", "sex", "site", "race", "country")  # named beside others in a heading's explanation


@lru_cache(maxsize=20_000)
def read(column: str) -> Named | None:
    """What a heading says; None where no variable is named in it, or the name of another quantity is."""
    if not column.strip() or len(column) > 300:
        return None
    flag = read(without_yes_or_no(column))
    if flag is not None and isinstance(DICTIONARY[flag.variable], Flag):
        return replace(flag, because=f"`{column}` is called as {DICTIONARY[flag.variable].label} is, and as yes or no")
    if chosen := _CHOICE.match(column):
        return _chosen(column, chosen["asked"], chosen["choice"].strip())
    if coded := _by_code(column):
        return coded if coded.variable else None
    bare = without_legend(column)
    told = read(bare) if bare != column else None
    if told is not None and _holds_codes(DICTIONARY[told.variable]):
        return told
    found = _by_its_phrases(column)
    if found is None or found.certainty == "alike":
        found = _before_its_suffix(column) or found
    return found if found is not None and found.sure and not found.ambiguous else _by_its_concepts(column, found)


def _before_its_suffix(column: str) -> Named | None:
    """What a measurement is called before words that only say which value it is: hb_g_dl_scr, ast_u_l_value."""
    rest = _SUFFIX.sub("", column)
    found = read(rest) if rest != column else None
    return found if found is not None and found.sure and isinstance(DICTIONARY[found.variable], Number) else None


def _holds_codes(variable: Variable) -> bool:
    """Whether the values of a variable are words, codes or grades, which a heading may list."""
    return not isinstance(variable, Number) or variable.whole


def _by_its_concepts(column: str, found: Named | None) -> Named | None:
    """What the words of a heading are about, where no list holds it as a name beyond doubt."""
    about = meant(_EDITION.sub(r"\1 ", column))
    if about is None or (found is not None and found.certainty == "likely" and found.variable != about.variable):
        return found
    if found is not None and found.variable == about.variable and found.certainty == "likely" and about.likely:
        return found
    variable = DICTIONARY[about.variable]
    unit = variable.find_unit(about.time) if isinstance(variable, Number) and about.time else None
    doubt = "no list holds it as a name" if about.likely else ""
    because = f"the words of `{column}` together name {variable.label}"
    strange = about.time if about.time and unit is None else None
    sure = not about.likely and strange is None
    return Named(about.variable, because, unit, strange, "sure" if sure else "likely", doubt)


def _by_its_phrases(column: str) -> Named | None:
    """What the names, units, limits and qualifiers in a heading say together."""
    whole = phrase(tuple(token.text for token in tokens(column)))
    if whole is not None and whole.kind == "other":
        return None
    if whole is not None and whole.kind == "name":
        with_unit = (each for each in _with_units(column) if each.variable == whole.what and each.unit and each.sure)
        return next(with_unit, None) or _judged(column, column)
    # Of all ways to take a unit off, the one that leaves the surest name holds.
    every = list(_with_units(column))
    found = [each for each in every if each.certainty != "alike"]
    bare = _judged(column, column)
    if bare is not None and bare.certainty != "alike" and not found:
        return bare
    if found:
        return min(found, key=lambda each: each.certainty != "sure")
    return _with_strange_unit(column) or next(iter(every), bare)


# --- units ------------------------------------------------------------------------------------------------------------


def _with_units(column: str) -> Iterator[Named]:
    """Every way in which a part of the heading is a unit of the variable that the rest names."""
    for head, tail in _splits(column):
        named = _judged(head, column)
        if named is None:
            continue
        unit = _unit(DICTIONARY[named.variable], tail)
        if unit is not None:
            told = named.ambiguous and unit != "1"  # nothing else that is called so has this unit
            sure = replace(named, certainty="sure", doubt="", ambiguous=False) if told else named
            yield replace(sure, unit=unit)


def _splits(column: str) -> Iterator[tuple[str, str]]:
    """A heading without what stands in brackets, without its last words, or without its first."""
    for match in _BRACKET.finditer(column):
        yield f"{column[: match.start()]} {column[match.end() :]}", match[1]
    words = tokens(column)
    for word in words[1:]:
        head = column[: word.start]
        sign = "/" if head.rstrip().endswith("/") else "#" if head.endswith("#") else ""
        if not word.text.isdecimal() or word is not words[-1]:
            yield head.rstrip(_EDGES + "#"), sign + column[word.start :].strip(" )]）_.")
    for word in words[:-1]:
        if "/" in column[: word.end]:
            yield column[word.end :].lstrip(_EDGES + ")]）"), column[: word.end].strip(" ([（")


def _unit(variable: Variable, written: str) -> str | None:
    """The unit of the variable that is written so, also without its signs: `mg/dL` of `mg_dL`."""
    if not isinstance(variable, Number) or not written:
        return None
    for each in (written, written.removeprefix("/"), written.replace(",", "").strip(), written.replace("_", "/")):
        if unit := variable.find_unit(each):
            return unit
    bare = plain(written).removeprefix("x")
    if len(bare) < 2 or "/" in written.strip("/"):  # g/mL is not gm/L
        return None
    return next((unit for unit in variable.units_in_use if bare in _bare_spellings(unit)), None)


@lru_cache(maxsize=200)
def _bare_spellings(unit: str) -> frozenset[str]:
    used = [each for each in units.spellings(unit)[2:] if each.startswith("per ")]
    spelled = {plain(written).removeprefix("x") for written in (unit, units.in_words(unit), *used)}
    return frozenset(each for each in spelled if len(each) > 1 and not each.isdecimal())


def _with_strange_unit(column: str) -> Named | None:
    """A name with something in brackets that is written as a unit is, but is none of the variable's."""
    for match in _BRACKET.finditer(column):
        named = _judged(f"{column[: match.start()]} {column[match.end() :]}", column)
        inside = match[1].strip()
        if named is None or named.certainty == "alike" or not inside or _is_known(inside):
            continue
        variable = DICTIONARY[named.variable]
        if not isinstance(variable, Number):
            continue
        if units.is_unit(inside):
            doubt = f"`{inside}` is a unit of something else"
            return replace(named, strange_unit=inside, certainty="alike", doubt=doubt)
        if re.search(r"[/^µμ]|\d", inside) or (variable.needs_unit and len(inside) <= 8):
            return replace(named, strange_unit=inside, certainty="likely", doubt=f"`{inside}` is no unit of it")
    return None


def _is_known(inside: str) -> bool:
    """Whether what stands in brackets says something other than a unit."""
    return any(each.entry is not None for each in phrases(inside))


# --- names ------------------------------------------------------------------------------------------------------------


def _judged(text: str, column: str) -> Named | None:
    """What a heading says that holds no unit, or whose unit was taken off."""
    text = _EDITION.sub(r"\1 ", text)
    visit = _FIRST_VISIT.search(text)
    if visit and phrase(tuple(token.text for token in tokens(text))) is None:
        found = _judged(text[: visit.start()], column)
        doubt = "its name says that it is of one visit"
        return replace(found, certainty="likely", doubt=doubt) if found is not None and found.sure else found
    multiple = _MULTIPLE.search(text)
    if multiple and phrase(tuple(token.text for token in tokens(text))) is None:
        text = f"{text[: multiple.start()]} {text[multiple.end() :]}"
    else:
        multiple = None
    if _URINE.match(text):
        text = f"urine {text[_URINE.match(text).end() :]}"  # type: ignore[union-attr]  # it matched
    elif phrase(tuple(token.text for token in tokens(text))) is None:
        text = _SPECIMEN.sub("", text)
    parts = phrases(text)
    kinds = {each.entry.kind for each in parts if each.entry}
    names = list(dict.fromkeys(each.entry.what for each in parts if each.entry and each.entry.kind == "name"))
    if not names or "other" in kinds or any(each.entry and each.entry.what == "limit_low" for each in parts):
        return None
    first = next((each for each in names if each not in _COMMON), names[0])
    called = next(each for each in parts if each.entry and each.entry.what == first)
    alone = text.strip() if len(parts) == 1 and multiple is None else column
    because = f"`{alone}` {called.entry.because} {DICTIONARY[first].label}"  # type: ignore[union-attr]  # a name has an entry
    strange = [text[each.start : each.end] for each in parts if _is_strange(each, first)]
    if multiple is not None:
        return _of_the_multiple(first, because, strange)
    if kinds & {"limit", "range"}:
        return _of_the_limit(first, because, strange, ranged="limit" not in kinds)
    return _of_the_value(first, because, strange, called)


def _is_strange(each: Phrase, first: str) -> bool:
    """Whether a phrase makes the variable another thing, or nobody knows what it says."""
    if each.entry is None:
        return True
    if each.entry.kind == "neutral":
        variable = DICTIONARY[first]
        others = _FLAGS if isinstance(variable, Number) else _COUNTS
        return each.text in others or (first == "hb" and each.text in _FLUIDS)
    return each.entry.kind == "qualifier" or (each.entry.kind == "name" and each.entry.what != first)


def _of_the_multiple(name: str, because: str, strange: list[str]) -> Named | None:
    multiple = f"{name}_xuln"
    if multiple in DICTIONARY and not strange:
        return Named(multiple, because, certainty="likely", doubt="it is taken for the multiple of the upper limit")
    return Named(name, because, certainty="alike", doubt="it is a ratio to the upper limit of normal")


def _of_the_limit(name: str, because: str, strange: list[str], *, ranged: bool) -> Named | None:
    limit = f"{name}_uln"
    if limit not in DICTIONARY:
        return None
    because = because.replace(" is ", " is the upper limit of what is ", 1)
    if strange:
        return Named(limit, because, certainty="alike", doubt=_said(strange))
    doubt = "the upper end of a reference range is the upper limit of normal" if ranged else ""
    return Named(limit, because, certainty="likely" if ranged else "sure", doubt=doubt, range_of=ranged)


def _of_the_value(name: str, because: str, strange: list[str], called: Phrase) -> Named:
    if strange:
        return Named(name, because, certainty="alike", doubt=_said(strange))
    if (name, called.text) in ambiguous():
        return Named(name, because, certainty="likely", doubt="the name may mean something else", ambiguous=True)
    return Named(name, because)


def _said(strange: list[str]) -> str:
    return f"its name also says {' and '.join(f'`{each}`' for each in strange)}"


# --- codes and boxes --------------------------------------------------------------------------------------------------


def _by_code(column: str) -> Named | None:
    """What a LOINC code or an OMOP concept in the heading says; a code of something else names no variable."""
    kind, name = coded(column)
    if not name:
        return Named("", f"`{column}` holds a LOINC code of something else", certainty="alike") if kind else None
    label = DICTIONARY[name].label
    if kind == "LOINC":
        return Named(name, f"`{column}` holds the LOINC code of {label}", _unit_beside(column, name))
    return Named(name, f"`{column}` is the OMOP concept of {label}")


def _unit_beside(column: str, name: str) -> str | None:
    brackets = (_unit(DICTIONARY[name], match[1]) for match in _BRACKET.finditer(column))
    return next((unit for unit in brackets if unit), None)


@lru_cache(maxsize=1)
def _organs() -> dict[str, str]:
    return {plain(word): variable for variable, words in listed("words.json")["organs"].items() for word in words}


def _chosen(column: str, asked: str, choice: str) -> Named | None:
    """One box of a question with several, as REDCap writes it: `Sites of metastasis (choice=Liver)`."""
    organ = _organs().get(plain(choice))
    if organ is not None and _SPREAD.search(asked):
        return Named(organ, f"`{column}` is the box of {DICTIONARY[organ].label}")
    found = read(choice)
    if found is None or found.certainty == "alike" or not isinstance(DICTIONARY[found.variable], Flag):
        return None
    return replace(found, certainty="likely", doubt="it is one box of a question")
