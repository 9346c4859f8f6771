"""A heading by what its words are about, in any language, order and ending: specimen and age, last and line.

A name that no list holds is recognised when every word of it is about something that belongs to one variable, and all
that this variable needs is there. One word that says anything else, and the heading is not read so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from criteria.data.vocabulary.lexicon import listed, phrase
from criteria.data.vocabulary.text import EAST, bare, tokens

_ENDING = 5  # letters that may follow a stem, and never more than it has itself; a long one may go on as it likes
_LONG = 8
_ALIKE = 3  # a stem that is shorter by that much than another is another word's
_PART = 4  # letters of a part of a compound, but for these, which stand before others
_BEFORE = frozenset(("vor", "rest", "ziel", "rt", "rth", "ihc"))
_SHORTEST = 3  # letters of an abbreviation
_LINK = 2  # letters between the parts of a compound: Gewebe-n-alter
_CONNECTING = frozenset(("upto", "since", "presence", "because"))
"""What prepositions are about, which may stand in any heading."""


@dataclass(frozen=True)
class Rule:
    """What a heading of a variable must speak of, and what it may speak of besides.

    Attributes:
        variable: the variable of the dictionary.
        needs: what must be there, each in a word of its own.
        allows: what may be there.
        likely: it is to be confirmed all the same.
    """

    variable: str
    needs: tuple[str, ...]
    allows: frozenset[str]
    likely: bool


@dataclass(frozen=True)
class Meant:
    """The variable that a heading speaks of, whether that is to be confirmed, and the unit of time it names."""

    variable: str
    likely: bool
    time: str | None


def meant(text: str) -> Meant | None:
    """The one variable whose concepts a heading holds, and nothing else; None where there is none, or several."""
    words = understood(text)
    if not words or len(words) > 12:
        return None
    fits = [rule for rule in _rules() if _fits(rule, words)]
    most = max((len(rule.needs) for rule in fits), default=0)
    fits = [rule for rule in fits if len(rule.needs) == most or not rule.likely]
    variables = {rule.variable for rule in fits}
    if len(variables) != 1:
        return None
    times = [unit for concepts in words for name, unit in _TIMES.items() if name in concepts]
    return Meant(variables.pop(), all(rule.likely for rule in fits), times[0] if len(set(times)) == 1 else None)


_TIMES: Mapping[str, str] = {"months": "mo", "days": "d", "years": "a", "weeks": "wk"}


def _fits(rule: Rule, words: tuple[frozenset[str], ...]) -> bool:
    if not all(word & rule.allows for word in words):
        return False
    return _each_has_its_own(rule.needs, list(words))


def _each_has_its_own(needs: tuple[str, ...], words: list[frozenset[str]]) -> bool:
    """Whether each thing that is needed is in a word that no other takes."""
    if not needs:
        return True
    left = ([*words[:at], *words[at + 1 :]] for at, word in enumerate(words) if needs[0] in word)
    return any(_each_has_its_own(needs[1:], each) for each in left)


# --- words ------------------------------------------------------------------------------------------------------------


def understood(text: str) -> tuple[frozenset[str], ...]:
    """What each word is about, those that only connect others left out; nothing where one is not known."""
    found: list[frozenset[str]] = []
    for token in tokens(text):
        parts = _parts(token.text)
        if parts is None and text[token.end : token.end + 1] == ".":
            parts = _abbreviated(token.text)
        if parts is None:
            return ()
        found += parts
    return tuple(found)


@lru_cache(maxsize=20_000)
def _parts(word: str) -> tuple[frozenset[str], ...] | None:
    """What a word, or each part of a compound, is about; none of them where it only connects; None: not known."""
    if EAST.search(word):
        return _east(word)
    known = _simple(word)
    if known is not None:
        if "connecting" in known:
            return ()
        return () if known <= _CONNECTING and _is_neutral(word) else (known,)
    return () if _is_neutral(word) else _compound(word)


@lru_cache(maxsize=20_000)
def _abbreviated(word: str) -> tuple[frozenset[str]] | None:
    """What a word with a full stop is short for: what the words that begin so are about, where that is one thing."""
    if len(word) < _SHORTEST:
        return None
    begun = [of for listed_words in _words() for each, of in listed_words.items() if each.startswith(word)]
    shared = frozenset.intersection(*begun) if begun else frozenset()
    return (shared,) if shared else None


def _is_neutral(word: str) -> bool:
    entry = phrase((word,))
    return entry is not None and entry.kind == "neutral"


def _simple(word: str, ending: int | None = None) -> frozenset[str] | None:
    """What a word is about by itself: as it is listed, or a stem with an ending."""
    exact, stems = _words()
    sizes = (size for size in range(len(word), 1, -1) if word[:size] in stems)
    fit = [size for size in sizes if len(word) - size <= _ending_of(size, ending)]
    if word not in exact and not fit:
        return None
    near = (stems[word[:size]] for size in fit if size > fit[0] - _ALIKE)
    return exact.get(word, frozenset()).union(*near)


def _ending_of(stem: int, ending: int | None) -> int:
    """The most letters that may follow a stem of so many."""
    return ending if ending is not None else stem if stem >= _LONG else _ENDING + 2 if stem > _PART else stem


def _compound(word: str) -> tuple[frozenset[str], ...] | None:
    """The parts of a word that is put together of known ones: Rezidivsicherung, hoitolinjat."""
    for size in range(len(word) - _PART, 1, -1):
        head = word[:size]
        first = _simple(head, _LINK) or _linked(head)
        if first is None or (size < _PART and head not in _BEFORE):
            continue
        rest = _simple(word[size:])
        others = (rest,) if rest is not None else _compound(word[size:])
        if others is not None:
            return (first, *others)
    return None


def _linked(head: str) -> frozenset[str] | None:
    """A listed word with the letters that link it to the next part."""
    ends = (head[: -len(link)] for link in ("s", "es", "n", "en", "e", "o") if head.endswith(link))
    return next((_words()[0][end] for end in ends if len(end) >= _PART and end in _words()[0]), None)


def _east(word: str) -> tuple[frozenset[str], ...] | None:
    """A text without blanks, cut into known words, the longest first; particles are left out."""
    found: list[frozenset[str]] = []
    at, exact = 0, _words()[0]
    while at < len(word):
        known = next((word[at:stop] for stop in range(len(word), at, -1) if word[at:stop] in exact), "")
        neutral = next((word[at:stop] for stop in range(len(word), at, -1) if _is_neutral(word[at:stop])), "")
        if not known and not neutral:
            return None
        if len(known) >= len(neutral) and "connecting" not in exact[known]:
            found.append(exact[known])
        at += max(len(known), len(neutral))
    return tuple(found)


# --- lists ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _words() -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]:
    """What each listed word is about: those that stand as they are, and stems."""
    exact: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for concept, lines in listed("concepts.json")["concepts"].items():
        for word in " ".join(lines).split():
            for spelled in _spelled(word.rstrip("*")):
                (stems if word.endswith("*") else exact).setdefault(spelled, set()).add(concept)
    return {each: frozenset(of) for each, of in exact.items()}, {each: frozenset(of) for each, of in stems.items()}


def _spelled(word: str) -> Iterator[str]:
    """A word as it is compared, with and without its umlauts written out."""
    yield bare(word)
    other = re.sub("[äöüøå]", lambda sign: {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}[sign[0]], word)
    if other != word:
        yield bare(other)


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(variable, needs, frozenset((*needs, *told["allows"].split())), bool(each.get("likely")))
        for variable, told in listed("concepts.json")["variables"].items()
        for each in told["rules"]
        for needs in (tuple(each["needs"]),)
    )
