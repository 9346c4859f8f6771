"""A text as names and words are compared: without case, accents, spaces and signs, whatever script it is in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_MARKS = re.compile("[\u0300-\u036f]")  # of Latin, Greek and Cyrillic; the marks of kana are part of the letter
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "γ": "g"})
_SIGNS = str.maketrans({"µ": "u", "μ": "u", "％": "%", "＃": "#", "ˊ": "'", "´": "'", "’": "'", "`": "'", "′": "'"})
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[%#]")
_SCRIPTS = re.compile(
    r"[\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff々〇]+|[\uac00-\ud7af]+"
    r"|[^\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff々〇\uac00-\ud7af]+"
)
EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A sign of a script that is written without blanks between the words."""


@dataclass(frozen=True)
class Token:
    """A word of a text, as it is compared, and where it stands in the text."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """A name as it is compared: without case, accents, spaces and signs. A per cent sign is a word of its own."""
    return "".join(token.text for token in tokens(text) if token.text != "#")


@lru_cache(maxsize=100_000)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text: `AgeAtIndex`, `age_at_index` and `Age at index` are three words each."""
    found = []
    for match in _TOKEN.finditer(text.translate(_SIGNS)):
        at = match.start()
        for script in _SCRIPTS.findall(match[0]):
            for part in _humps(script):
                found.append(Token(bare(part), at, at + len(part)))
                at += len(part)
    return tuple(token for token in found if token.text)


def _humps(word: str) -> Iterator[str]:
    """The parts of a word such as `AgeAtIndex`, where a small letter is followed by a capital."""
    start = 0
    for at in range(1, len(word)):
        if word[at].isupper() and word[at - 1].islower():
            yield word[start:at]
            start = at
    yield word[start:]


@lru_cache(maxsize=100_000)
def bare(word: str) -> str:
    """One word without case and accents."""
    if word == "%":
        return "percent"
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("'", "")).translate(_LETTERS)
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed)).translate(_SIGNS)
