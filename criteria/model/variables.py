"""The dictionary: every variable a table can hold, with its kind, unit and plausible range."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from criteria.model import units

YES_NO = ("N", "Y")
OTHER = "other"


class _Variable(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    name: str = Field(min_length=1)
    label: str


class Number(_Variable):
    """A measured number. `plausible` is inclusive, in the standard unit; a value outside is unknown: implausible.

    `unit` is the one every limit is written in: the standard unit of the quantity, or any text where a declared
    number is of no quantity in the table of factors (`other`); such a number is never converted.
    """

    kind: Literal["number"] = "number"
    quantity: str = OTHER
    unit: str = "1"
    plausible: tuple[float, float]
    whole: bool = False
    completed: bool = False  # counted in completed units, so 75.9 years is 75
    fatal: float | None = None  # the value that says the patient has died; such rows are left out and counted

    @model_validator(mode="before")
    @classmethod
    def _standard_unit(cls, content: Any) -> Any:
        """A quantity brings its standard unit."""
        if not isinstance(content, dict) or content.get("quantity", OTHER) not in units.FACTORS:
            return content
        return {"unit": units.standard(content["quantity"]), **content}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.quantity != OTHER and self.quantity not in units.FACTORS:
            raise ValueError(f"quantity is not one of: {', '.join(units.FACTORS)}, {OTHER}")
        if self.quantity != OTHER and self.unit != units.standard(self.quantity):
            raise ValueError(f"unit must be {units.standard(self.quantity)}, the standard unit of {self.quantity}")
        if self.plausible[0] >= self.plausible[1]:
            raise ValueError("the first end of plausible must be below the second")
        return self


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
    _number("plt", "Platelet count", "cells", 1, 2000),
    _number("hb", "Haemoglobin", "haemoglobin", 20, 250),
    *_with_uln("ast", "AST", "enzyme", 1, 10_000),
    *_with_uln("alt", "ALT", "enzyme", 1, 10_000),
    *_with_uln("tbil", "Total bilirubin", "bilirubin", 0.5, 800),
    Flag(name="liver_mets", label="Liver metastasis", closed_world=True),
    Flag(name="gilbert", label="Gilbert syndrome", closed_world=True),
    _number("creatinine", "Creatinine", "creatinine", 15, 2000),
    _number("weight", "Weight", "mass", 25, 250),
    _number("height", "Height", "length", 120, 220),
    _number("crcl_measured", "Measured creatinine clearance", "clearance", 1, 300),
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
