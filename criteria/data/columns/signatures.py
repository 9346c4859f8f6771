"""Which unit do the values look like? The middle of a column says so, and values of another unit stand apart from it.

Ranges of the middle: specification section 3.3; those of variables it does not list are drawn in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from criteria.data.columns.missing import SENTINELS
from criteria.data.dataset import Floats
from criteria.model.variables import Number

ENOUGH = 10
"""A column with fewer values has no middle to speak of."""
_SAMPLE = 50_000  # of a longer column every so-manieth value is looked at
_RAISED_ALL_THE_SAME = 0.5  # of the values that look like another unit must be above its normal range as well
_FEW, _SHARE = 3, 0.02  # values of another unit are two units mixed when there are so many, else single mistakes


@dataclass(frozen=True)
class Look:
    """Between `low` and `high` the middle of a column looks like this unit, or like another thing altogether."""

    low: float
    high: float
    unit: str = ""
    thing: str = ""

    def holds(self, middle: float) -> bool:
        """Whether a column with this middle looks like it."""
        return self.low <= middle <= self.high


_COUNTS = (Look(0.3, 30, "10*9/L"), Look(300, 30_000, "/uL"))
_ENZYMES = (Look(5, 300, "U/L"), Look(0.08, 3, "ukat/L"))
_MASS = (Look(35, 120, "kg"), Look(120.1, 265, "lb"), Look(35_000, 120_000, "g"))

LOOKS: Mapping[str, tuple[Look, ...]] = {
    "hb": (Look(30, 250, "g/L"), Look(10.5, 20, "g/dL"), Look(4, 9, "mmol/L")),
    "anc": (*_COUNTS[:1], Look(30.1, 95, thing="per cent of the white cells"), *_COUNTS[1:]),
    "wbc": (Look(0.5, 50, "10*9/L"), Look(500, 50_000, "/uL")),
    "plt": (Look(50, 600, "10*9/L"), Look(5_000, 1_000_000, "/uL")),
    "ast": _ENZYMES,
    "alt": _ENZYMES,
    "alp": (Look(30, 400, "U/L"), Look(0.5, 6, "ukat/L")),
    "ggt": _ENZYMES,
    "ldh": (Look(80, 900, "U/L"), Look(1.3, 15, "ukat/L")),
    "tbil": (Look(4, 60, "umol/L"), Look(0.2, 2, "mg/dL")),
    "creatinine": (Look(35, 250, "umol/L"), Look(0.4, 3, "mg/dL"), Look(0.03, 0.25, "mmol/L")),
    "albumin": (Look(15, 60, "g/L"), Look(1.5, 6, "g/dL")),
    "calcium": (
        Look(1.5, 3.5, "mmol/L"),
        Look(6, 14, "mg/dL"),
        Look(0.9, 1.45, thing="ionised calcium"),
        Look(3.6, 5.8, thing="ionised calcium"),
    ),
    "glucose": (Look(3, 20, "mmol/L"), Look(54, 360, "mg/dL")),
    "urate": (Look(120, 800, "umol/L"), Look(2, 13, "mg/dL")),
    "inr": (
        Look(0.8, 1.5, "1"),
        Look(9, 16, thing="a prothrombin time in seconds"),
        Look(60, 140, thing="a prothrombin time in per cent"),
    ),
    "aptt": (Look(20, 60, "s"), Look(0.7, 1.6, thing="a ratio to the normal time")),
    "crcl_measured": (Look(20, 200, "mL/min"), Look(0.3, 3.3, "mL/s")),
    "weight": _MASS,
    "height": (Look(120, 220, "cm"), Look(1.2, 2.2, "m"), Look(47, 87, "in")),
    "ecog": (Look(0, 4, "1"), Look(10, 100, thing="a Karnofsky index")),
    "kps": (Look(10, 100, "1"), Look(0, 4, thing="an ECOG grade")),
    # Upper limits differ little between laboratories, so each of their values tells its unit.
    "ast_uln": (Look(15, 150, "U/L"), Look(0.25, 2.5, "ukat/L"), Look(300, 2_500, "nkat/L")),
    "alt_uln": (Look(15, 150, "U/L"), Look(0.25, 2.5, "ukat/L"), Look(300, 2_500, "nkat/L")),
    "ggt_uln": (Look(15, 150, "U/L"), Look(0.25, 2.5, "ukat/L"), Look(300, 2_500, "nkat/L")),
    "alp_uln": (Look(60, 400, "U/L"), Look(1, 7, "ukat/L"), Look(1_000, 7_000, "nkat/L")),
    "ldh_uln": (Look(120, 700, "U/L"), Look(2, 12, "ukat/L"), Look(2_000, 12_000, "nkat/L")),
    "tbil_uln": (Look(10, 40, "umol/L"), Look(0.6, 2.2, "mg/dL")),
    "creatinine_uln": (Look(50, 160, "umol/L"), Look(0.6, 1.8, "mg/dL"), Look(0.05, 0.16, "mmol/L")),
    "inr_uln": (Look(0.8, 1.6, "1"), Look(9, 16, thing="a prothrombin time in seconds")),
    "aptt_uln": (Look(25, 60, "s"), Look(1, 1.6, thing="a ratio to the normal time")),
}


@dataclass(frozen=True)
class Beside:
    """Columns that help to tell a unit, as they are written: the upper limit of the value, the height of the patient.

    Shape (patients,), missing NaN; None where the table has none.
    """

    upper_limit: Floats | None = None
    height: Floats | None = None


def every_so_manieth(values: Floats) -> Floats:
    """Some of many values, spread over all of them."""
    return values[:: max(1, len(values) // _SAMPLE)]


def sampled(values: Floats) -> Floats:
    """The known values that may be looked at: of many every so-manieth, and none that may stand for missing."""
    some = every_so_manieth(values)
    return some[np.isfinite(some) & ~np.isin(some, SENTINELS)]


def look(variable: Number, values: Floats, beside: Beside | None = None) -> Look | None:
    """What the values look like; None where they are too few, or where nobody can tell.

    Args:
        variable: what the column is taken for.
        values: the column as it is written, in no unit yet; missing NaN.
        beside: the columns beside it that help.
    """
    beside = beside or Beside()
    known = sampled(values)
    if len(known) < ENOUGH or variable.name not in LOOKS:
        return None
    middle = float(np.median(known))
    if variable.name == "weight" and beside.height is not None:
        return _weight(values, beside.height) or _first(variable, middle)
    if variable.name in ("ast", "alt", "alp", "ggt", "ldh") and beside.upper_limit is not None:
        limit = sampled(beside.upper_limit)
        # Nanokatal and units per litre overlap; the upper limit tells them apart.
        if len(limit) and _nanokatal(variable.name, float(np.median(limit))) and middle >= 80:
            return Look(80, 30_000, "nkat/L")
    return _first(variable, middle)


def _first(variable: Number, middle: float) -> Look | None:
    return next((each for each in LOOKS[variable.name] if each.holds(middle)), None)


def _nanokatal(name: str, upper_limit: float) -> bool:
    return next(each for each in LOOKS[f"{name}_uln"] if each.unit == "nkat/L").holds(upper_limit)


def _weight(weight: Floats, height: Floats) -> Look | None:
    """Kilograms and pounds overlap: the body-mass index tells them apart."""
    index = _body_mass(weight, height)
    index = index[np.isfinite(index)]
    if len(index) < ENOUGH:
        return None
    middle = float(np.median(index))
    if 15 <= middle <= 38:
        return _MASS[0]
    return _MASS[1] if 15 <= middle * 0.45359237 <= 38 else None


def _body_mass(weight: Floats, height: Floats) -> Floats:
    """Weight as written over the square of the height in metres, whatever unit each height is in."""
    metres = np.full(len(height), np.nan)
    for each, factor in zip(LOOKS["height"], (0.01, 1.0, 0.0254), strict=True):
        there = (height >= each.low) & (height <= each.high)
        metres[there] = height[there] * factor
    index: Floats = weight / metres**2
    return index


def strangers(variable: Number, values: Floats, unit: str, beside: Beside | None = None) -> dict[str, int]:
    """How many values look like another unit than that of their column, by unit; empty when it is only a few.

    Args:
        variable: what the column is taken for.
        values: the column as it is written; missing NaN.
        unit: the unit that most of the column is in.
        beside: the height, for weights; the upper limits of the same rows, which bear out the unit of the column.
    """
    if beside is not None and beside.upper_limit is not None and f"{variable.name}_uln" in LOOKS:
        values = _unless_borne_out(variable, values, unit, beside.upper_limit)
    known = _known(values)
    if len(known) < ENOUGH:
        return {}
    if variable.name == "weight" and beside is not None and beside.height is not None:
        found = _strange_weights(values, beside.height, unit)
    else:
        found = _outside(variable, known, unit) or _apart(variable, known, unit)
    enough = max(_FEW, _SHARE * len(known))
    return {name: count for name, count in found.items() if count >= enough}


def borne_out(variable: Number, values: Floats, unit: str, other: str, beside: Beside) -> bool:
    """Whether the rows' own upper limits bear out the unit of a column whose values look like another one.

    True jaundice in mg/dL looks like µmol/L. Its upper limit is then one of mg/dL, and were it µmol/L, most of the
    values would still be normal: where they are, nobody can tell.
    """
    limit, looks = beside.upper_limit, {each.unit: each for each in LOOKS.get(f"{variable.name}_uln", ())}
    if limit is None or unit not in looks or other not in looks:
        return False
    theirs, some = sampled(limit), sampled(values)
    if not len(theirs) or not len(some) or not looks[unit].holds(float(np.median(theirs))):
        return False
    normal = float(np.sqrt(looks[other].low * looks[other].high))
    return float((some > normal).mean()) >= _RAISED_ALL_THE_SAME


def _unless_borne_out(variable: Number, values: Floats, unit: str, limit: Floats) -> Floats:
    """The values without those that look like another unit, and that their own rows' upper limits bear out."""
    own = next((each for each in LOOKS.get(variable.name, ()) if each.unit == unit), None)
    if own is None or len(limit) != len(values):
        return values
    for other in LOOKS[variable.name]:
        theirs = (values > own.high) & (values >= other.low) & (values <= other.high)
        if other.unit and other is not own and theirs.any():
            beside = Beside(upper_limit=limit[theirs])
            if borne_out(variable, values[theirs], unit, other.unit, beside):
                values = np.where(theirs, np.nan, values)
    return values


def _known(values: Floats) -> Floats:
    """The values that are known, and none that may stand for missing."""
    known = values[np.isfinite(values)]
    codes = [code for code in SENTINELS if len(known) and known.min() <= code <= known.max()]
    return known[~np.isin(known, codes)] if codes else known


def _outside(variable: Number, known: Floats, unit: str) -> dict[str, int]:
    """Values that cannot be in the column's unit, and can be in another."""
    own = variable.factor(unit)
    assert own is not None, "the unit is one of the variable's"
    smallest, largest = variable.plausible
    limits = {each.unit: each for each in LOOKS.get(variable.name, ())} if variable.name.endswith("_uln") else {}
    low, high = (limits[unit].low / 2, limits[unit].high * 2) if unit in limits else (smallest, largest)
    values = known if unit in limits else known * own
    if low <= values.min() and values.max() <= high:
        return {}
    left = known[(values < low) | (values > high)]
    found: dict[str, int] = {}
    for other, factor in _other_units(variable, own):
        if other in limits:
            theirs = (left >= limits[other].low) & (left <= limits[other].high)
        else:
            theirs = (left * factor >= smallest) & (left * factor <= largest)
        found[other] = int(theirs.sum())
        left = left[~theirs]
    return {other: count for other, count in found.items() if count}


def _other_units(variable: Number, own: float) -> list[tuple[str, float]]:
    """One unit for each factor other than the column's own, those that columns look like first."""
    likely = [each.unit for each in LOOKS.get(variable.name, ()) if each.unit]
    found: dict[float, str] = {}
    for each in (*likely, *variable.units_in_use):
        factor = variable.factor(each)
        if factor is not None and factor != own:
            found.setdefault(factor, each)
    return [(each, factor) for factor, each in found.items()]


def _apart(variable: Number, known: Floats, unit: str) -> dict[str, int]:
    """Values that all lie where another unit or thing has its middle, with an empty stretch between."""
    own = next((each for each in LOOKS.get(variable.name, ()) if each.unit == unit), None)
    if own is None:
        return {}
    found = {}
    ends = known.min(), known.max()
    for other in LOOKS[variable.name]:
        if other is own or not any(other.low <= end <= other.high for end in ends):
            continue  # what lies above or below all others holds an end of the column
        theirs = (known >= other.low) & (known <= other.high)
        rest = known[~theirs]
        if len(rest) > theirs.sum() and _gap(known[theirs], rest):
            found[other.unit or other.thing] = int(theirs.sum())
    return found


def _gap(few: Floats, many: Floats) -> bool:
    """Whether the few lie above or below all of the many, by at least a factor of two."""
    return bool(few.min() >= 2 * many.max() > 0 or 0 < few.max() <= many.min() / 2)


def _strange_weights(weight: Floats, height: Floats, unit: str) -> dict[str, int]:
    """Weights that give nobody's body-mass index in their column's unit, and an ordinary one in another."""
    factors = {"kg": 1.0, "lb": 0.45359237}
    if unit not in factors:
        return {}
    index = _body_mass(weight, height)
    strange = index[(index * factors[unit] < 12) | (index * factors[unit] > 75)]
    found = {
        other: int(((strange * factor >= 15) & (strange * factor <= 45)).sum())
        for other, factor in factors.items()
        if other != unit
    }
    return {other: count for other, count in found.items() if count}
