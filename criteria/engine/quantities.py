"""The number a criterion compares, for every patient: measured, as a multiple of its upper limit, or derived."""

from __future__ import annotations

from functools import singledispatch

import numpy as np

from criteria.data.dataset import Dataset, Floats, Numbers, Words
from criteria.model.criterion import CreatinineClearance, TimesUln
from criteria.model.units import CREATININE_UMOL_PER_MG_DL
from criteria.model.variables import FALLBACK_ULN

CM_PER_INCH = 2.54
FEMALE_FACTOR = 0.85
BESIDE = ("sex",)  # read without being named by a rule: the fallback table has limits by sex


@singledispatch
def quantity(value: object, _dataset: Dataset) -> Numbers:
    """The interval of a value for every patient, shape (patients,), NaN where nothing is known."""
    raise TypeError(f"no quantity for {type(value).__name__}")


@quantity.register
def _measured(value: str, dataset: Dataset) -> Numbers:
    column = dataset.columns.get(value)
    if column is None:
        return _nothing(dataset.patients)
    assert isinstance(column, Numbers), f"{value} was reviewed to be a number"
    return column


@quantity.register
def _times_uln(value: TimesUln, dataset: Dataset) -> Numbers:
    """The value by its own limit where both are known, else the multiple given, else the value by an assumed limit."""
    measured, uln = _measured(value.variable, dataset), _measured(value.uln, dataset)
    found = _ratio(measured, uln)
    if value.given in dataset.columns:
        found = _first(found, _measured(str(value.given), dataset))
    if value.fallback == "defaults":
        found = _first(found, _ratio(measured, _with_fallback(uln, FALLBACK_ULN.get(value.variable, {}), dataset)))
    return found


def _first(found: Numbers, otherwise: Numbers) -> Numbers:
    """The first where it is known, else the other."""
    unknown = np.isnan(found.low)
    low = np.where(unknown, otherwise.low, found.low)
    if found.exact and otherwise.exact:
        return Numbers(low, low)
    return Numbers(low, np.where(unknown, otherwise.high, found.high))


def _ratio(measured: Numbers, uln: Numbers) -> Numbers:
    with np.errstate(divide="ignore"):  # an upper limit known only as `<40` may be anything down to 0
        low = measured.low / uln.high
        return Numbers(low, low if measured.exact and uln.exact else measured.high / uln.low)


def _with_fallback(uln: Numbers, defaults: dict[str, float], dataset: Dataset) -> Numbers:
    """Missing upper limits by sex; where the sex is unknown, the interval over both."""
    if not defaults:
        return uln
    male, female = _is_male_female(dataset)
    smaller, larger = min(defaults.values()), max(defaults.values())
    low = np.select([male, female], [defaults["M"], defaults["F"]], smaller)
    high = np.select([male, female], [defaults["M"], defaults["F"]], larger)
    missing = np.isnan(uln.low)
    filled = np.where(missing, low, uln.low)
    one_value = uln.exact and np.array_equal(low, high)
    return Numbers(filled, filled if one_value else np.where(missing, high, uln.high))


def _is_male_female(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    column = dataset.columns.get("sex")
    if not isinstance(column, Words):
        nobody = np.zeros(dataset.patients, dtype=bool)
        return nobody, nobody
    return column.codes == column.values.index("M"), column.codes == column.values.index("F")


@quantity.register
def _creatinine_clearance(value: CreatinineClearance, dataset: Dataset) -> Numbers:
    """Measured first. Otherwise both sexes' Cockcroft-Gault where the sex is unknown."""
    measured = _measured(value.measured, dataset)
    male, female = _is_male_female(dataset)
    as_male = _cockcroft_gault(value, dataset, is_male=True)
    as_female = _cockcroft_gault(value, dataset, is_male=False)
    low = np.select([male, female], [as_male.low, as_female.low], np.minimum(as_male.low, as_female.low))
    missing = np.isnan(measured.low)
    low = np.where(missing, low, measured.low)
    if measured.exact and as_male.exact and bool((male | female | ~missing | np.isnan(low)).all()):
        return Numbers(low, low)
    high = np.select([male, female], [as_male.high, as_female.high], np.maximum(as_male.high, as_female.high))
    return Numbers(low, np.where(missing, high, measured.high))


def _cockcroft_gault(value: CreatinineClearance, dataset: Dataset, *, is_male: bool) -> Numbers:
    """(140 - age) x weight / (72 x creatinine in mg/dL), x 0.85 for women; mL/min, unrounded."""
    age = _exact_only(_measured(value.age, dataset))
    weight = _weight(value, dataset, is_male=is_male)
    creatinine = _measured(value.creatinine, dataset)
    factor = (1.0 if is_male else FEMALE_FACTOR) * (140.0 - age) * CREATININE_UMOL_PER_MG_DL / 72.0
    with np.errstate(divide="ignore"):
        low = factor * weight.low / creatinine.high
        exact = weight.exact and creatinine.exact
        return Numbers(low, low if exact else factor * weight.high / creatinine.low)


def _exact_only(numbers: Numbers) -> Floats:
    """The estimate needs an exact age: a band or an open end is unknown to it."""
    return numbers.low if numbers.exact else np.where(numbers.low == numbers.high, numbers.low, np.nan)


def _weight(value: CreatinineClearance, dataset: Dataset, *, is_male: bool) -> Numbers:
    """Actual weight, Devine's ideal weight, or the adjusted weight between them, in kg."""
    actual = _measured(value.weight, dataset)
    if value.weight_basis == "actual":
        return actual
    inches_over_60 = _exact_only(_measured(value.height, dataset)) / CM_PER_INCH - 60.0
    ideal = (50.0 if is_male else 45.5) + 2.3 * inches_over_60
    if value.weight_basis == "ideal":
        return Numbers(ideal, ideal)
    low = ideal + 0.4 * (actual.low - ideal)
    return Numbers(low, low if actual.exact else ideal + 0.4 * (actual.high - ideal))


def _nothing(patients: int) -> Numbers:
    blank = np.full(patients, np.nan)
    return Numbers(blank, blank)
