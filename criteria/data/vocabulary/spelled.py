"""Words as they are compared, and the lists of words that the file beside this module holds, by what they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from criteria.data.vocabulary.lexicon import listed
from criteria.data.vocabulary.phrased import says_useless
from criteria.data.vocabulary.text import EAST, plain

_MARKS = re.compile("[\u0300-\u036f]")
_REMARK = re.compile(r"\s*\([^()]*\)$")


def says_missing(word: str) -> bool:
    """Whether a word says, in any of the languages, that there is no value."""
    text = word.strip("*[]()<> ") or word
    listed_so = key(text) in _missing() or (len(plain(text)) > 2 and plain(text) in _missing())
    return listed_so or key(word) in _missing() or says_useless(word)


@lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """A word as it is compared: without case, accents, a full stop at its end and needless blanks; signs are kept."""
    text = unicodedata.normalize("NFKC", word.replace("−", "-").replace("–", "-").replace("—", "-")).casefold()
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    text = unicodedata.normalize("NFC", text).replace("ł", "l").replace("ø", "o").replace("ı", "i").replace("æ", "ae")
    return re.sub(r"\s*([+/])\s*", r"\1", " ".join(text.split())).rstrip(".") or text


@lru_cache(maxsize=1)
def lists() -> Any:
    """The file of words."""
    return listed("words.json")


@lru_cache(maxsize=1)
def _missing() -> frozenset[str]:
    spelled = [each for word in lists()["missing"] for each in (key(word), plain(word))]
    return frozenset(each for each in spelled if each)


@lru_cache(maxsize=1)
def nones() -> frozenset[str]:
    """Words that say none, which is no of a flag, 0 of a grade, and a missing value of a laboratory."""
    return frozenset(map(key, lists()["none"]))


@lru_cache(maxsize=16)
def known_words(section: str) -> Mapping[str, str]:
    """Each word of a section of the file and its meaning; letters that need their pair are left out."""
    found: dict[str, str] = {}
    for meant, words in lists()[section].items():
        for word in words:
            if word.isdecimal():
                continue  # codes say nothing without their labels
            if len(word.strip(".")) > 1 or not word.isalpha() or EAST.search(word):
                found.setdefault(key(word), meant)
                if len(plain(word)) > 2:
                    found.setdefault(plain(word), meant)
    return found


def said(word: str, section: str) -> str | None:
    """The meaning of a whole word or phrase, with or without a remark in brackets after it."""
    known = known_words(section)
    for text in (word, _REMARK.sub("", word)):
        if key(text) in known:
            return known[key(text)]
        if len(plain(text)) > 2 and plain(text) in known:
            return known[plain(text)]
    return None
