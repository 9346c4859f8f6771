"""Units of each quantity and the factors to its standard unit (conventional x factor = standard)."""

from __future__ import annotations

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
}
_ENZYME = {"U/L": 1.0, "IU/L": 1.0, "ukat/L": 60.0, "nkat/L": 0.06}

FACTORS: dict[str, dict[str, float]] = {
    "cells": _CELLS,
    "haemoglobin": {"g/L": 1.0, "g/dL": 10.0, "mmol/L": HAEMOGLOBIN_G_PER_MMOL},
    "enzyme": _ENZYME,
    "bilirubin": {"umol/L": 1.0, "mg/dL": BILIRUBIN_UMOL_PER_MG_DL},
    "creatinine": {"umol/L": 1.0, "mg/dL": CREATININE_UMOL_PER_MG_DL, "mmol/L": 1000.0},
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
    "days": {"d": 1.0},
    "months": {"mo": 1.0},
    "years": {"a": 1.0},
    "number": {"1": 1.0},
    "multiple": {"xULN": 1.0},
}

_WORDS = {
    "d": "days",
    "mo": "months",
    "a": "years",
    "s": "s",
    "1": "",
    "10*9/L": "×10⁹/L",
    "umol/L": "µmol/L",
    "xULN": "× ULN",
}

# How laboratories, SDTM and OMOP spell these units, beside the spelling above.
_ALSO = {
    "10*9/L": ("10e9/L", "10**9/L", "10(9)/L", "giga/L", "GI/L", "billion/L", "billion per liter", "10*9 cells/L"),
    "10*3/uL": ("10e3/uL", "thou/uL", "thousand/uL", "1000/uL", "10*3/mcL", "K/mcL", "thousand per microliter"),
    "10*3/mm3": ("10e3/mm3", "thou/mm3", "K/mm3", "10*3/cmm", "K/cumm", "thousand per cubic millimeter"),
    "/uL": ("1/uL", "#/uL", "/mcL", "per uL", "per microliter"),
    "/mm3": ("1/mm3", "/cmm", "/cumm", "per mm3", "per cubic millimeter"),
    "cells/uL": ("{cells}/uL", "cells/mcL", "cells per microliter"),
    "g/L": ("gram per liter",),
    "g/dL": ("gm/dL", "g/100mL", "g%", "gram per deciliter"),
    "U/L": ("unit/L", "units/L", "unit per liter"),
    "IU/L": ("[IU]/L", "international unit per liter"),
    "umol/L": ("mcmol/L", "micromole per liter"),
    "mmol/L": ("millimole per liter",),
    "mg/dL": ("mg/100mL", "mg%", "milligram per deciliter"),
    "mg/dL of nitrogen": ("mg/dL (as N)", "mg{urea nitrogen}/dL"),
    "mg/dL of urea": ("mg/dL (as urea)",),
    "mL/min": ("milliliter per minute",),
    "kg": ("kgs", "kilogram", "kilograms"),
    "lb": ("lbs", "[lb_av]", "pound", "pounds", "pound (us)"),
    "g": ("gram", "grams"),
    "cm": ("centimeter", "centimeters", "centimetre", "centimetres"),
    "m": ("meter", "meters", "metre", "metres"),
    "in": ("inch", "inches", "[in_i]", "inch (us)"),
    "s": ("sec", "secs", "second", "seconds"),
    "d": ("day", "days"),
    "mo": ("month", "months"),
    "a": ("y", "yr", "yrs", "year", "years"),
    "xULN": ("x ULN", "×ULN", "ULN", "times ULN", "multiple of ULN"),
    "1": ("ratio", "{ratio}", "score", "{score}", "grade", "{INR}", "INR"),
}

_ONE_SPELLING = str.maketrans({"µ": "u", "μ": "u", "^": "*", "⁹": "*9", "³": "*3", "×": "", " ": ""})


def _plain(unit: str) -> str:
    """A unit as it is compared: one spelling of micro, power and case."""
    return unit.translate(_ONE_SPELLING).casefold().removeprefix("x")


def can_be_mistaken(quantity: str) -> bool:
    """Whether a value must come with its unit: true where more than one unit is in use."""
    return len(FACTORS.get(quantity, ())) > 1


def in_words(unit: str) -> str:
    """A unit as a person reads it: `10*9/L` is `×10⁹/L`, `d` is `days`."""
    return _WORDS.get(unit, unit)


def spellings(unit: str) -> tuple[str, ...]:
    """Every way in which a unit of the table may be written, the table's own first."""
    return (unit, in_words(unit), *_ALSO.get(unit, ()))


def same(one: str, other: str) -> bool:
    """Whether two texts are spellings of one unit, by case, micro and power."""
    return _plain(one) == _plain(other)


_FOUND = {
    quantity: {_plain(written): known for known in reversed(table) for written in reversed(spellings(known)) if written}
    for quantity, table in FACTORS.items()
}


def find(quantity: str, unit: str) -> str | None:
    """The table's spelling of `unit` among the units of `quantity`, or None when it is not one of them."""
    return _FOUND[quantity].get(_plain(unit))


def is_unit(text: str) -> bool:
    """Whether the text is a unit of any quantity: such a text may be shown, whatever column it comes from."""
    return any(find(quantity, text) for quantity in FACTORS)


def factor(quantity: str, unit: str) -> float:
    """What a value in `unit` is multiplied by to be in the quantity's standard unit. KeyError when unknown."""
    return FACTORS[quantity][find(quantity, unit) or unit]


def standard(quantity: str) -> str:
    """The standard unit of a quantity: the first of its table."""
    return next(iter(FACTORS[quantity]))
