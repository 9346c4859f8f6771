"""Units of each quantity and the factors to its standard unit (conventional x factor = standard)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# Source of the factors: specification section 3.1. Fixed here because published tables contain errors.
HAEMOGLOBIN_G_PER_MMOL = 16.114  # monomer (Fe)
CREATININE_UMOL_PER_MG_DL = 88.4  # not 88.42: fixed and stated, it moves Cockcroft-Gault
BILIRUBIN_UMOL_PER_MG_DL = 17.1
CALCIUM_MMOL_PER_MG_DL = 0.2495
GLUCOSE_MMOL_PER_MG_DL = 0.0555
UREA_MMOL_PER_MG_DL_OF_NITROGEN = 0.357
UREA_MMOL_PER_MG_DL_OF_UREA = 0.1665
URATE_UMOL_PER_MG_DL = 59.48

OTHER = "other"
"""The quantity of a declared number: it has one unit, its own, whatever that is."""

_CELLS = {
    "10*9/L": 1.0,
    "10*3/uL": 1.0,
    "10*3/mm3": 1.0,
    "K/uL": 1.0,
    "G/L": 1.0,
    "/uL": 0.001,
    "/mm3": 0.001,
    "cells/uL": 0.001,
    "cells/mm3": 0.001,
    "10*4/uL": 10.0,  # Japan and Korea count in ten thousands
}
DAYS_IN_A_YEAR = 365.25
_ENZYME = {"U/L": 1.0, "IU/L": 1.0, "ukat/L": 60.0, "nkat/L": 0.06}

FACTORS: dict[str, dict[str, float]] = {
    "cells": _CELLS,
    "haemoglobin": {"g/L": 1.0, "g/dL": 10.0, "mmol/L": HAEMOGLOBIN_G_PER_MMOL},
    "enzyme": _ENZYME,
    "bilirubin": {"umol/L": 1.0, "mg/dL": BILIRUBIN_UMOL_PER_MG_DL},
    "creatinine": {"umol/L": 1.0, "mg/dL": CREATININE_UMOL_PER_MG_DL, "mmol/L": 1000.0, "mg/L": 8.84},
    "albumin": {"g/L": 1.0, "g/dL": 10.0},
    "calcium": {"mmol/L": 1.0, "mg/dL": CALCIUM_MMOL_PER_MG_DL},
    "glucose": {"mmol/L": 1.0, "mg/dL": GLUCOSE_MMOL_PER_MG_DL},
    # A bare mg/dL is not among them: of nitrogen or of urea, the two differ by a factor of two.
    "urea": {
        "mmol/L": 1.0,
        "mg/dL of nitrogen": UREA_MMOL_PER_MG_DL_OF_NITROGEN,
        "mg/dL of urea": UREA_MMOL_PER_MG_DL_OF_UREA,
    },
    "urate": {"umol/L": 1.0, "mg/dL": URATE_UMOL_PER_MG_DL},
    "clearance": {"mL/min": 1.0, "mL/s": 60.0},
    "mass": {"kg": 1.0, "lb": 0.45359237, "g": 0.001},
    "length": {"cm": 1.0, "m": 100.0, "in": 2.54},
    "seconds": {"s": 1.0},
    "days": {"d": 1.0, "wk": 7.0, "mo": DAYS_IN_A_YEAR / 12, "a": DAYS_IN_A_YEAR},
    "months": {"mo": 1.0, "d": 12 / DAYS_IN_A_YEAR, "wk": 84 / DAYS_IN_A_YEAR, "a": 12.0},
    "years": {"a": 1.0, "mo": 1 / 12, "wk": 7 / DAYS_IN_A_YEAR, "d": 1 / DAYS_IN_A_YEAR},
    "number": {"1": 1.0},
    "multiple": {"xULN": 1.0},
}

TIMES = frozenset({"days", "months", "years"})
"""Quantities whose variables say in their own name what they are counted in: a bare number is in the standard unit."""

_WORDS = {
    "d": "days",
    "wk": "weeks",
    "mo": "months",
    "a": "years",
    "s": "s",
    "1": "",
    "10*9/L": "×10⁹/L",
    "umol/L": "µmol/L",
    "xULN": "× ULN",
}

# How laboratories, SDTM and OMOP spell these units, beside the spelling above, in many languages; case, blanks, points,
# the sign of micro and the way a power is written make no difference (`_plain`).
_ALSO = {
    "10*9/L": (
        "10*9 cells/L", "10*6/mL", "10e9/L", "10**9/L", "10(9)/L",
        "giga/L", "GI/L", "Gpt/L", "billion/L", "billion per liter", "Mrd/L", "/nL",
        "Tsd/uL", "tys/uL", "tis/uL", "mln/mL", "10*9/dm3", "Г/л", "10*9/л",
        "тыс/мкл",
    ),
    "10*3/uL": (
        "10e3/uL",
        "thou/uL", "thous/uL", "thousand/uL", "1000/uL", "10*3/mcL", "thou/mcL", "thous/mcL", "thousand/mcL", "K/mcL",
        "thousand per microliter", "10*3 cells/uL", "千/uL", "千/mcL", "10*3/мкл", "th/uL", "mila/uL", "mil/uL",
        "miles/uL", "mille/uL",
    ),
    "10*3/mm3": (
        "10e3/mm3",
        "thou/mm3", "thous/mm3", "thousand/mm3", "th/mm3", "K/mm3", "10*3/cmm", "10*3/mmc", "K/cumm", "thou/cumm",
        "thousand per cubic millimeter", "mil/mmc", "mila/mmc", "mil/mm3", "mila/mm3", "miles/mm3", "mille/mm3",
        "Tsd/mm3", "tys/mm3", "千/mm3",
    ),
    "10*4/uL": ("万/uL", "萬/uL", "만/uL", "10*4/mcL", "10*4/mm3", "万/mm3", "萬/mm3", "만/mm3"),
    "/uL": ("1/uL", "#/uL", "/mcL", "per uL", "per microliter", "個/uL", "个/uL", "개/uL", "/мкл", "10*6/L"),
    "/mm3": ("1/mm3", "#/mm3", "/cmm", "/cumm", "/mmc", "per mm3", "per cubic millimeter", "個/mm3", "个/mm3",
             "개/mm3"),
    "cells/uL": ("{cells}/uL", "cells/mcL", "cells per microliter", "Zellen/uL", "cellules/uL", "células/uL",
                 "cellule/uL"),
    "cells/mm3": ("cells/cmm", "cells/cumm", "cells/mmc", "Zellen/mm3", "cellules/mm3", "células/mm3", "cellule/mmc"),
    "g/L": ("gram per liter", "gr/L", "gm/L", "gms/L", "г/л", "克/L", "克/升"),
    "g/dL": ("gm/dL", "gms/dL", "gr/dL", "g/100mL", "gm/100mL", "g%", "gm%", "gr%", "gram per deciliter", "г/дл"),
    "U/L": ("unit/L", "units/L", "unit per liter", "E/L", "mU/mL", "Ед/л", "单位/L", "單位/L"),
    "IU/L": ("[IU]/L", "international unit per liter", "UI/L", "IE/L", "mIU/mL", "МЕ/л", "国际单位/L"),
    "ukat/L": ("mikrokat/L", "mckat/L", "мккат/л"),
    "umol/L": ("mcmol/L", "micromol/L", "mikromol/L", "uM", "ummol/L", "micromole per liter", "nmol/mL", "мкмоль/л"),
    "mmol/L": ("mM", "millimole per liter", "ммоль/л"),
    "mg/dL": ("mg/100mL", "mg%", "milligram per deciliter", "мг/дл"),
    "mg/dL of nitrogen": ("mg/dL (as N)", "mg{urea nitrogen}/dL"),
    "mg/dL of urea": ("mg/dL (as urea)",),
    "mL/min": ("milliliter per minute", "мл/мин"),
    "kg": ("kgs", "kilo", "kilos", "kilogram", "kilograms", "公斤", "千克", "キログラム", "кг"),
    "lb": ("lbs", "[lb_av]", "pound", "pounds", "pound (us)"),
    "g": ("gram", "grams"),
    "cm": ("cms", "centimeter", "centimeters", "centimetre", "centimetres", "厘米", "公分", "センチ", "см"),
    "m": ("meter", "meters", "metre", "metres", "mtr", "米"),
    "in": ("inch", "inches", "[in_i]", "inch (us)"),
    "s": ("sec", "secs", "second", "seconds", "sek", "sekunden", "sekundy", "sekunder", "seg", "segundos", "secondi",
          "secondes", "seconden", "sn", "saniye", "秒", "초", "сек", "с"),
    "d": ("day", "days", "Tag", "Tage", "Tg", "jour", "jours", "día", "días", "giorno", "giorni", "gg", "dag", "dagen",
          "dgn", "dia", "dias", "dzień", "dni", "dagar", "dage", "天", "日", "일", "gün", "дн", "дней"),
    "wk": ("w", "wks", "week", "weeks", "Woche", "Wochen", "Wo", "Wch", "semaine", "semaines", "sem", "semana",
           "semanas", "settimana", "settimane", "sett", "weken", "tydz", "tygodni", "tygodnie", "vecka", "veckor",
           "uge", "uger", "周", "週", "주", "hafta", "нед"),
    "mo": ("mon", "mos", "mth", "mths", "month", "months", "Monat", "Monate", "Monaten", "mois", "mes", "meses",
           "mese", "mesi", "maand", "maanden", "mnd", "mês", "miesiąc", "miesiące", "miesięcy", "mies", "mies.",
           "månad", "månader", "mån", "måned", "måneder", "mdr", "ay",
           "月", "个月", "個月", "ヶ月", "か月", "カ月", "개월",
           "мес", "měs", "měsíce", "hónap", "luni", "kk", "kuukautta", "міс", "μήνες", "Mte"),
    "a": ("y", "yr", "yrs", "yo", "y/o", "year", "years", "years old", "years of age",
          "Jahre alt", "Jahr", "Jahre", "Jahren", "ans", "an", "année",
          "années", "año", "años", "anno", "anni", "jaar", "jr", "ano", "anos", "rok", "lata", "lat", "år", "岁", "歲",
          "év", "ani", "έτη", "aa", "vuotta", "let", "років",
          "歳", "才", "세", "년", "年", "yaş", "yıl", "лет", "год", "года"),
    "1": ("ratio", "{ratio}", "score", "{score}", "grade", "{grade}", "{INR}", "INR"),
    "xULN": ("ULN", "x ULN", "×ULN", "times ULN", "multiple of ULN", "fach OGN", "x OGN", "x LSN", "x N"),
}  # fmt: skip

# Short words that mean one unit of one quantity, and another of another: J is Jahre of an age, jours of days.
_ALSO_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "years": {"a": ("j",)},
    "days": {"d": ("j",)},
    "months": {"mo": ("m",)},
    # After a count or a grade many languages write what is counted: 2차, 1분, 2级, 3rd line.
    "number": {
        "1": (
            "分", "점", "点", "點", "차", "級", "级", "度", "도", "회", "次", "線", "线",
            "st", "nd", "rd", "th", "line", "lines",
            "st line", "nd line", "rd line", "th line", "Linie", "Linien", "ligne", "lignes", "línea", "líneas",
            "linea", "linee", "linha", "linhas", "lijn", "lijnen", "linia", "linie", "Punkte", "Pkt", "points", "pts",
            "puntos", "punti", "pontos", "Grad", "grado", "grau", "graad", "stopień", "derece",
        )
    },
}  # fmt: skip

_ONE_SPELLING = str.maketrans(
    {"µ": "u", "μ": "u", "×": "", "✕": "", "·": "", "•": "", ".": "", "^": "*", "⁄": "/", "∕": "/", "−": "-", "⁻": "-",
     "'": "", '"': "", "[": "", "]": "", "{": "", "}": "", "_": ""}
    | {chr(0xFF01 + at): chr(0x21 + at) for at in range(94)}
    | {raised: str(digit) for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
    | {lowered: str(digit) for digit, lowered in enumerate("₀₁₂₃₄₅₆₇₈₉")}
)  # fmt: skip
_POWER = re.compile(r"^x?(?:10(?:\*\*|\*|e)?\(?|e)([34569])\)?(?=\D)")
_REMARK = re.compile(r"\((?:[^()\d/%]+|\d\d\s*°?\s*C)\)$")


def _plain(unit: str) -> str:
    """A unit as it is compared: one spelling of micro, powers, products and case."""
    text = "".join(unit.translate(_ONE_SPELLING).casefold().split())
    text = _POWER.sub(r"10*\1", text).removeprefix("x")
    return f"{text[:-3]}/l" if text.endswith("l-1") and len(text) > 3 else text


def can_be_mistaken(quantity: str) -> bool:
    """Whether a value must come with its unit: more than one is in use, and none of them goes without saying."""
    return quantity not in TIMES and len(FACTORS.get(quantity, ())) > 1


def in_words(unit: str) -> str:
    """A unit as a person reads it: `10*9/L` is `×10⁹/L`, `d` is `days`."""
    return _WORDS.get(unit, unit)


def spellings(unit: str) -> tuple[str, ...]:
    """Every way in which a unit of the table may be written, the table's own first."""
    return (unit, in_words(unit), *_ALSO.get(unit, ()))


def same(one: str, other: str) -> bool:
    """Whether two texts are spellings of one unit, by case, micro and power."""
    return _plain(one) == _plain(other)


def _spelt(quantity: str) -> Iterator[tuple[str, str]]:
    """Every spelling of a unit of a quantity with the unit, the less certain first, as a later one counts."""
    for known in reversed(FACTORS[quantity]):
        for written in reversed((*spellings(known), *_ALSO_OF.get(quantity, {}).get(known, ()))):
            if _plain(written):
                yield _plain(written), known


_FOUND = {quantity: dict(_spelt(quantity)) for quantity in FACTORS}


@lru_cache(maxsize=4096)
def find(quantity: str, unit: str) -> str | None:
    """The table's spelling of `unit` among the units of `quantity`, or None when it is not one of them.

    A remark behind it in brackets, `U/L (37 °C)`, makes no difference; but behind a clearance, where it may name a
    body surface.
    """
    found = _FOUND[quantity]
    known = found.get(_plain(unit))
    return found.get(_plain(_REMARK.sub("", unit.strip()))) if known is None and quantity != "clearance" else known


def is_unit(text: str) -> bool:
    """Whether the text is a unit of any quantity: such a text may be shown, whatever column it comes from."""
    return any(find(quantity, text) for quantity in FACTORS)


def factor(quantity: str, unit: str) -> float:
    """What a value in `unit` is multiplied by to be in the quantity's standard unit. KeyError when unknown."""
    return FACTORS[quantity][find(quantity, unit) or unit]


def standard(quantity: str) -> str:
    """The standard unit of a quantity: the first of its table."""
    return next(iter(FACTORS[quantity]))
