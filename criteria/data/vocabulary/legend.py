"""What a heading says of its own values, in brackets: `Sex (1=male, 2=female)`, `Geslacht (M/V)`, `ECOG (0-4)`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_PAIR = r"\s*[+-]?\w{1,2}\s*[=:]\s*[^()\[\]（）=:,;/|]+"
_LEGEND = re.compile(rf"[\[(（【](?P<pairs>{_PAIR}(?:[,;/|]{_PAIR})+)[\])）】]")
_LETTERS = re.compile(r"[\[(（【]\s*[^\W\d_]\s*(?:[/,|;·-]\s*[^\W\d_]\s*){1,2}[\])）】]")
_GRADES = re.compile(r"[\[(（【]\s*[01]\s*(?:-|–|/|to|bis|à|a|al|até|tot|do|~|～)\s*[345]\s*[\])）】]")


@lru_cache(maxsize=20_000)
def legend(heading: str) -> Mapping[str, str]:
    """What the codes of a column stand for, as its heading says it."""
    found = _LEGEND.search(heading)
    pairs = re.split(r"[,;/|]", found["pairs"]) if found else []
    split = (re.split(r"[=:]", pair, maxsplit=1) for pair in pairs)
    return {code.strip(): label.strip() for code, label in split}


@lru_cache(maxsize=20_000)
def without_legend(heading: str) -> str:
    """A heading without what it says of its values."""
    for pattern in (_LEGEND, _LETTERS, _GRADES):
        heading = pattern.sub(" ", heading)
    return heading.strip()
