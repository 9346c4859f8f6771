"""The words of headings in many languages, as the files beside this module list them: loaded once, looked up often."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from criteria.data.vocabulary.known import VOCABULARY
from criteria.data.vocabulary.text import EAST, Token, plain, tokens
from criteria.model.variables import DICTIONARY

Kind = Literal["name", "other", "limit", "range", "qualifier", "neutral"]
_MOST = 12  # words of the longest phrase
_SHORT = 5  # a phrase with fewer letters is found as the words it has, not where two others happen to meet


@dataclass(frozen=True)
class Entry:
    """What a phrase says in a heading: of a name the variable, of a qualifier its kind; and why, for a person."""

    kind: Kind
    what: str = ""
    because: str = ""


@dataclass(frozen=True)
class Phrase:
    """A phrase found in a heading. One that is in no list has no entry."""

    entry: Entry | None
    start: int
    end: int
    text: str


def listed(file: str) -> Any:
    """One of the files beside this module."""
    return json.loads((Path(__file__).parent / file).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _entries() -> tuple[Mapping[str, Entry], Mapping[str, Entry]]:
    """Every phrase with its words apart, and as one word."""
    apart: dict[str, Entry] = {}
    joined: dict[str, Entry] = {}
    for written, entry in _everything():
        words = [token.text for token in tokens(written)]
        for spelled in dict.fromkeys((" ".join(words), *_umlauts(written))):
            apart.setdefault(spelled, entry)
            joined.setdefault(spelled.replace(" ", ""), entry)
    apart.pop("", None)
    joined.pop("", None)
    return apart, joined


def _umlauts(written: str) -> Iterator[str]:
    """The same phrase as it is typed where there are no umlauts: Haemoglobin, Koerpergroesse."""
    other = written.casefold()
    for sign, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ø", "oe"), ("å", "aa")):
        other = other.replace(sign, letters)
    if other != written.casefold():
        yield " ".join(token.text for token in tokens(other))


def _everything() -> Iterator[tuple[str, Entry]]:
    """All phrases; of one that is listed twice the first holds."""
    yield from _of_the_dictionary()
    names, headings = listed("names.json"), listed("headings.json")
    for name, languages in names["variables"].items():
        for written in (each for listed_names in languages.values() for each in listed_names):
            yield written, Entry("name", name, "is a name of")
    for written in headings["other quantities"]:
        yield written, Entry("other")
    for kind, part in (("limit", "upper limit"), ("range", "reference range")):
        yield from ((written, Entry(kind)) for written in headings[part])  # type: ignore[arg-type]  # the kinds are the words above
    for what, phrases in headings["qualifiers"].items():
        yield from ((written, Entry("qualifier", what)) for written in phrases)
    yield from ((written, Entry("neutral")) for written in headings["neutral"])


def _of_the_dictionary() -> Iterator[tuple[str, Entry]]:
    for name, variable in DICTIONARY.items():
        if not name.endswith(("_uln", "_xuln")):
            yield name, Entry("name", name, "is the dictionary's name of")
            yield variable.label, Entry("name", name, "is the dictionary's label of")
    for name, known in VOCABULARY.items():
        yield from ((written, Entry("name", name, "is a name of")) for written in known.names)
        yield from ((code, Entry("name", name, "is the SDTM code of")) for code in known.sdtm)


@lru_cache(maxsize=1)
def ambiguous() -> frozenset[tuple[str, str]]:
    """Names so short or so common that they may say something else: the variable and the name."""
    other = listed("names.json")["also something else"]
    return frozenset((variable, plain(written)) for variable, names in other.items() for written in names)


@lru_cache(maxsize=1)
def long_names() -> Mapping[str, Entry]:
    """Names long enough to be recognised with a slip of the pen, and those of other quantities, as one word each."""
    return {each: entry for each, entry in _entries()[1].items() if len(each) > 5 and entry.kind in ("name", "other")}


def phrase(words: tuple[str, ...]) -> Entry | None:
    """What a few words in a row say together."""
    apart, joined = _entries()
    whole = "".join(words)
    together = len(words) == 1 or len(whole) >= _SHORT or EAST.search(whole)
    return apart.get(" ".join(words)) or (joined.get(whole) if together else None)


def phrases(text: str) -> tuple[Phrase, ...]:
    """A text taken apart into the phrases that are known, the longest first, and the words that are not."""
    words = tuple(_cut(tokens(text)))
    found: list[tuple[int, int, Entry]] = []
    for start, stop in _windows(len(words), words):
        if all(stop <= a or start >= b for a, b, _ in found):
            entry = phrase(tuple(word.text for word in words[start:stop]))
            if entry is not None:
                found.append((start, stop, entry))
    known = {at for a, b, _ in found for at in range(a, b)}
    found_phrases = [_phrase(words[a:b], entry) for a, b, entry in found]
    rest = [_phrase((word,), None) for at, word in enumerate(words) if at not in known]
    return tuple(sorted((*found_phrases, *rest), key=lambda each: each.start))


def _phrase(words: tuple[Token, ...], entry: Entry | None) -> Phrase:
    return Phrase(entry, words[0].start, words[-1].end, "".join(word.text for word in words))


def _windows(count: int, words: tuple[Token, ...]) -> list[tuple[int, int]]:
    """Every stretch of words, that with most letters first."""
    starts = [0, *(0 for _ in words)]
    for at, word in enumerate(words):
        starts[at + 1] = starts[at] + len(word.text)
    windows = [(a, b) for a in range(count) for b in range(a + 1, min(count, a + _MOST) + 1)]
    return sorted(windows, key=lambda each: (starts[each[0]] - starts[each[1]], each[0]))


def _cut(words: tuple[Token, ...]) -> Iterator[Token]:
    """Words of scripts without blanks, cut where known phrases begin and end."""
    for word in words:
        if (
            len(word.text) < 2
            or not EAST.search(word.text)
            or word.end - word.start != len(word.text)
            or _entries()[0].get(word.text) is not None
        ):
            yield word
        else:
            yield from _pieces(word)


def _pieces(word: Token) -> Iterator[Token]:
    """The longest known phrase from each place on; what is between them is one piece."""
    known, text, at, unknown = _entries()[0], word.text, 0, 0
    while at < len(text):
        length = next((size for size in range(len(text) - at, 0, -1) if text[at : at + size] in known), 0)
        if length:
            if unknown < at:
                yield Token(text[unknown:at], word.start + unknown, word.start + at)
            yield Token(text[at : at + length], word.start + at, word.start + at + length)
            unknown = at + length
        at += length or 1
    if unknown < len(text):
        yield Token(text[unknown:], word.start + unknown, word.end)
