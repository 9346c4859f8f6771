"""The dictionary: every variable a table can hold, with its kind, unit and plausible range."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from criteria.model import units

YES_NO = ("N", "Y")
OTHER = units.OTHER


class _Variable(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    name: str = Field(min_length=1)
    label: str


class Number(_Variable):
    """A measured number. `plausible` is inclusive, in the standard unit; a value outside is unknown: implausible.

    Attributes:
        quantity: what is measured; it decides the units and their factors. A number declared outside the dictionary
            may be an `other` quantity.
        unit: the standard unit, the one every limit is written in. An `other` quantity has this unit alone.
        completed: counted in completed units, so 75.9 years is 75.
        fatal: the value that says the patient has died; such rows are left out and counted.
    """

    kind: Literal["number"] = "number"
    quantity: str = units.OTHER
    unit: str = "1"
    plausible: tuple[float, float]
    whole: bool = False
    completed: bool = False
    fatal: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _in_the_unit_of_its_quantity(cls, given: Any) -> Any:
        known = units.FACTORS.get(str(given.get("quantity"))) if isinstance(given, dict) else None
        return {"unit": next(iter(known))} | given if known else given

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.quantity not in (*units.FACTORS, units.OTHER):
            raise ValueError(f"quantity: one of {', '.join(units.FACTORS)}; or leave it out and give a unit")
        if self.quantity != units.OTHER and self.unit != units.standard(self.quantity):
            raise ValueError(f"unit: {self.quantity} is read in {units.standard(self.quantity)}; leave the unit out")
        if not self.plausible[0] < self.plausible[1]:
            raise ValueError("plausible: give the smallest value that can be, then the largest")
        return self

    @property
    def units_in_use(self) -> tuple[str, ...]:
        """The units a column of this variable may be in, the standard one first."""
        return tuple(units.FACTORS.get(self.quantity, (self.unit,)))

    @property
    def needs_unit(self) -> bool:
        """Whether a column must name its unit: true where more than one is in use, and none goes without saying."""
        return units.can_be_mistaken(self.quantity)

    def find_unit(self, written: str) -> str | None:
        """The dictionary's spelling of a unit, or None when a column of this variable cannot be in it."""
        if self.quantity == units.OTHER:
            return self.unit if units.same(written, self.unit) else None
        return units.find(self.quantity, written)

    def factor(self, unit: str | None) -> float | None:
        """What a value in `unit` is multiplied by; None when the unit is needed and missing, or not known."""
        if not unit:
            return None if self.needs_unit else 1.0
        known = self.find_unit(unit)
        return None if known is None else units.FACTORS.get(self.quantity, {}).get(known, 1.0)


class Category(_Variable):
    """One of a few words. No `values` means any word is allowed (a site, a country)."""

    kind: Literal["category"] = "category"
    values: tuple[str, ...] = ()


class Flag(_Variable):
    """Yes or no. `closed_world` allows reading a blank as no, where a protocol's setting says so."""

    kind: Literal["flag"] = "flag"
    closed_world: bool = False


Variable = Annotated[Number | Category | Flag, Field(discriminator="kind")]


def _number(name: str, label: str, quantity: str, low: float, high: float, **more: object) -> Number:
    return Number.model_validate({"name": name, "label": label, "quantity": quantity, "plausible": (low, high)} | more)


def _with_uln(name: str, label: str, quantity: str, low: float, high: float) -> tuple[Number, Number]:
    """A laboratory value and its upper limit of normal, which shares its quantity and range."""
    value = _number(name, label, quantity, low, high)
    return value, _number(f"{name}_uln", f"{label}: upper limit of normal", quantity, low, high)


# Plausible ranges: specification section 3.3; the remaining ones are wide enough for any real patient.
_ALL: tuple[Number | Category | Flag, ...] = (
    Category(name="site", label="Site"),
    Category(name="country", label="Country"),
    Category(name="race", label="Race"),
    _number("age", "Age", "years", 0, 120, completed=True),
    Category(name="sex", label="Sex", values=("M", "F")),
    _number("life_expectancy_months", "Life expectancy", "months", 0, 600),
    _number("ecog", "ECOG performance status", "number", 0, 4, whole=True, fatal=5),
    _number("kps", "Karnofsky performance status", "number", 10, 100, whole=True),
    Category(name="target_result", label="Target test", values=("positive", "negative", "indeterminate")),
    _number("target_specimen_age_days", "Age of the target specimen", "days", 0, 36525),
    Flag(name="measurable_disease", label="Measurable lesion (RECIST 1.1)", closed_world=True),
    Category(
        name="disease_status",
        label="Disease status",
        values=(
            "metastatic",
            "recurrent",
            "recurrent_and_metastatic",
            "locally_advanced",
            "no_evidence_of_disease",
        ),
    ),
    Flag(name="recurrence_path_confirmed", label="Recurrence confirmed by pathology", closed_world=True),
    _number("months_rt_to_recurrence", "Months from radiotherapy to recurrence", "months", 0, 1200),
    _number("prior_systemic_lines", "Prior systemic lines", "number", 0, 20, whole=True),
    Category(
        name="last_line_outcome",
        label="Outcome of the last line",
        values=("progression", "intolerance", "ongoing_response", "stable"),
    ),
    Flag(name="apheresis_ok", label="Blood cell separation possible"),
    _number("labs_age_days", "Age of the laboratory panel", "days", 0, 36525),
    _number("anc", "Neutrophil count", "cells", 0, 100),
    _number("wbc", "White cell count", "cells", 0, 1000),
    _number("plt", "Platelet count", "cells", 1, 2000),
    _number("hb", "Haemoglobin", "haemoglobin", 20, 250),
    *_with_uln("ast", "AST", "enzyme", 1, 10_000),
    *_with_uln("alt", "ALT", "enzyme", 1, 10_000),
    *_with_uln("alp", "Alkaline phosphatase", "enzyme", 1, 20_000),
    *_with_uln("ggt", "Gamma-glutamyl transferase", "enzyme", 1, 10_000),
    *_with_uln("ldh", "Lactate dehydrogenase", "enzyme", 10, 50_000),
    *_with_uln("tbil", "Total bilirubin", "bilirubin", 0.5, 800),
    Flag(name="liver_mets", label="Liver metastasis", closed_world=True),
    Flag(name="gilbert", label="Gilbert syndrome", closed_world=True),
    *_with_uln("creatinine", "Creatinine", "creatinine", 15, 2000),
    _number("weight", "Weight", "mass", 25, 250),
    _number("height", "Height", "length", 120, 220),
    _number("crcl_measured", "Measured creatinine clearance", "clearance", 1, 300),
    _number("albumin", "Albumin", "albumin", 5, 80),
    _number("calcium", "Total calcium", "calcium", 0.5, 6),
    _number("glucose", "Glucose", "glucose", 0.5, 100),
    _number("urea", "Urea", "urea", 0.1, 150),
    _number("urate", "Urate", "urate", 10, 3000),
    *_with_uln("inr", "INR", "number", 0.5, 15),
    *_with_uln("aptt", "aPTT", "seconds", 10, 200),
    _number("max_residual_tox_grade", "Worst residual toxicity (CTCAE 5.0)", "number", 0, 5, whole=True),
    Flag(name="childbearing_potential", label="Childbearing potential", closed_world=True),
    Category(name="pregnancy_test", label="Pregnancy test", values=("positive", "negative")),
    Flag(name="hbv", label="Hepatitis B surface antigen"),
    Flag(name="bone_mets", label="Bone metastasis"),
    Flag(name="lung_mets", label="Lung metastasis"),
)

DICTIONARY: dict[str, Number | Category | Flag] = {variable.name: variable for variable in _ALL}
PATIENT_ID = "patient_id"

# Upper limits of normal used only where a protocol's setting asks for them: specification section 3.2.
FALLBACK_ULN: dict[str, dict[str, float]] = {
    "ast": {"M": 40.0, "F": 35.0},
    "alt": {"M": 50.0, "F": 40.0},
    "tbil": {"M": 26.0, "F": 21.0},
    "inr": {"M": 1.2, "F": 1.2},
    "aptt": {"M": 40.0, "F": 40.0},
}
