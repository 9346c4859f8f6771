"""Is this a unit, as it may stand in a row of its own below the heading?"""

from __future__ import annotations

from criteria.model.units import is_unit

_SHORT = 24  # letters; a unit is no longer
_WORDS = """
    kg g cm m mm s sec seconds min h d days tage jours días giorni dagen dias dni dagar gün 天 日 일 세 歳 岁 years year
    jahre ans años anni jaar anos lat år yaş mo months month monate mois meses mesi maanden miesiące månader ay 月 개월
    か月 sek seg sn 초 秒 u ui iu µg mg fl pg score grade unit units einheit unité unidad unità
"""
_UNITS = frozenset(_WORDS.split())


def looks_like_unit(text: str) -> bool:
    """Whether the text is a unit, or is written as units are."""
    if is_unit(text):
        return True
    return len(text) <= _SHORT and (any(sign in text for sign in "/%°^²³") or text.casefold().strip(".()[] ") in _UNITS)
