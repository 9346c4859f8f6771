"""The map of a table: which column is which variable, in which unit, and what its words mean; a small file."""

from __future__ import annotations

import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from criteria.model.variables import Variable


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Reading(_Part):
    """How one variable is read.

    Attributes:
        column: the column of the table it stands in.
        constant: one number for everyone, typed in once, such as a laboratory's upper limit of normal.
        unit, unit_column: the unit of all values, or the column that holds each value's own unit.
        dated: the column holds a date: of `birth` gives completed years at the index date, of an `event` the days
            from it to the index date.
        words: a word of the column, as it is written there, and the variable's word or number it stands for.
        missing: what stands for "missing" in this column, beside the usual words; confirmed by a person.
    """

    column: str | None = None
    constant: float | None = None
    unit: str | None = None
    unit_column: str | None = None
    dated: Literal["birth", "event"] | None = None
    words: dict[str, str] = {}
    missing: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _from_one_place(self) -> Self:
        if (self.column is None) == (self.constant is None):
            raise ValueError("give either a column or a constant")
        if self.unit is not None and self.unit_column is not None:
            raise ValueError("give either a unit or a unit_column")
        return self


class Measurements(_Part):
    """A long table: one dated measurement a row. Each attribute names one of its columns, but for `table`, a file.

    Each name that occurs becomes four columns of the patient table: `NAME`, `NAME unit`, `NAME upper limit` and
    `NAME age`, the days from the measurement to the index date.
    """

    table: str
    patient: str
    name: str
    value: str
    unit: str | None = None
    upper_limit: str | None = None
    date: str | None = None


class Index(_Part):
    """The day a patient is looked at: one for all, or a column of the patient table."""

    column: str | None = None
    date: datetime.date | None = None


class Extract(_Part):
    """What is taken from an SDTM folder or an OMOP database where more than one reading is right.

    Attributes:
        results: of SDTM findings, the standardised results with their limits or the original ones; never a mix.
        records: of SDTM findings, those that the sponsor `flagged` as baseline, where a domain flags any and the index
            is the reference start; or the `latest` at or before the index date, which domains without a flag always
            give.
        dead: patients who died before the index date are left out, or kept.
    """

    results: Literal["standard", "original"] = "standard"
    records: Literal["flagged", "latest"] = "flagged"
    dead: Literal["leave out", "keep"] = "leave out"


class TableMap(_Part):
    """Which column is which variable.

    Attributes:
        tables: files of a folder with one row per patient each; joined by `patient_id`. Empty for a single file.
        measurements: the long table beside them.
        sheet: the sheet of a workbook that has more than one.
        patient_id: the column of patient identifiers; row numbers where there is none.
        duplicates: what to do with patients who have several rows.
        index: the index date, for ages, days and the window of measurements.
        window_days: measurements older than this at the index date are not used; None: however old.
        extract: what is taken from an SDTM folder or an OMOP database.
        variables: variables outside the dictionary, declared by name.
        columns: how each variable is read, by its name.
        unused: columns left out on purpose; they are dropped before anything else looks at them.
        top_code_age: ages above 89 are read as 90 and above.
        replace_ids: identifiers are replaced by row numbers.
        agreed: codes of identifier warnings that the data's owner has looked at and accepts.
    """

    version: Literal[1] = 1
    tables: tuple[str, ...] = ()
    measurements: Measurements | None = None
    sheet: str | None = None
    patient_id: str | None = None
    duplicates: Literal["refuse", "first", "last"] = "refuse"
    index: Index | None = None
    window_days: float | None = Field(default=None, ge=0)
    extract: Extract = Extract()
    variables: dict[str, Variable] = {}
    columns: dict[str, Reading] = {}
    unused: tuple[str, ...] = ()
    top_code_age: bool = False
    replace_ids: bool = False
    agreed: tuple[str, ...] = ()
