"""Units of each quantity and the factors to its standard unit (conventional x factor = standard)."""

from __future__ import annotations

# Source of the factors: specification section 3.1. Fixed here because published tables contain errors.
HAEMOGLOBIN_G_PER_MMOL = 16.114  # monomer (Fe)
CREATININE_UMOL_PER_MG_DL = 88.4  # not 88.42: fixed and stated, it moves Cockcroft-Gault
BILIRUBIN_UMOL_PER_MG_DL = 17.1

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
    "clearance": {"mL/min": 1.0, "mL/s": 60.0},
    "mass": {"kg": 1.0, "lb": 0.45359237, "g": 0.001},
    "length": {"cm": 1.0, "m": 100.0, "in": 2.54},
    "seconds": {"s": 1.0},
    "days": {"d": 1.0},
    "months": {"mo": 1.0},
    "years": {"a": 1.0},
    "number": {"1": 1.0},
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


_ONE_SPELLING = str.maketrans({"µ": "u", "μ": "u", "^": "*", "⁹": "*9", "³": "*3", "×": "", " ": ""})


def _plain(unit: str) -> str:
    """A unit as it is compared: one spelling of micro, power and case."""
    return unit.translate(_ONE_SPELLING).casefold().removeprefix("x")


def find(quantity: str, unit: str) -> str | None:
    """The table's spelling of `unit` among the units of `quantity`, or None when it is not one of them."""
    given = _plain(unit)
    return next((known for known in FACTORS[quantity] if given in (_plain(known), _plain(in_words(known)))), None)


def factor(quantity: str, unit: str) -> float:
    """What a value in `unit` is multiplied by to be in the quantity's standard unit. KeyError when unknown."""
    return FACTORS[quantity][find(quantity, unit) or unit]


def standard(quantity: str) -> str:
    """The standard unit of a quantity: the first of its table."""
    return next(iter(FACTORS[quantity]))


def can_be_mistaken(quantity: str) -> bool:
    """Whether a header must name its unit: true where more than one unit is in use."""
    return len(FACTORS[quantity]) > 1


def in_use(quantity: str) -> str:
    """The units of a quantity, for a message."""
    return ", ".join(FACTORS[quantity])


def in_words(unit: str) -> str:
    """A unit as a person reads it: `10*9/L` is `×10⁹/L`, `d` is `days`."""
    return _WORDS.get(unit, unit)
