"""The months of the year by the names that tables write them with, in the languages of the vocabulary."""

from __future__ import annotations

import unicodedata

_STEMS = (
    "jan janv ene gen sty oca",
    "feb fev fevr lut sub",
    "mar marz mars mrz mrt maer mart",
    "apr avr abr kwi nis",
    "may mai mag mei maj",
    "jun juin giu cze haz",
    "jul juil lug lip tem",
    "aug aou ago sie agu",
    "sep sept set wrz eyl",
    "oct okt ott out paz eki",
    "nov lis kas",
    "dec dez dic des gru ara",
)
_LONGEST = 13  # października
_MONTHS = {stem: at for at, stems in enumerate(_STEMS, 1) for stem in stems.split()}


def month_of(name: str) -> int | None:
    """The month that a name or its abbreviation begins like, whatever its case and accents; None for another word."""
    bare = plain(name)
    if len(bare) > _LONGEST:
        return None
    return _MONTHS.get(bare[:4]) or (None if bare[:3] == "jui" else _MONTHS.get(bare[:3]))


def plain(name: str) -> str:
    """A word without case and accents."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ł", "l"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).strip(". ")
