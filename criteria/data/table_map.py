"""The map of a table: which column is which variable, in which unit, and what its words mean; a small file."""

from __future__ import annotations

import codecs
import datetime
from collections.abc import Iterable
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from criteria.model.variables import DICTIONARY, PATIENT_ID, Variable

EVERYTHING_ELSE = "everything else"
"""In `unused`: every column that nothing is read from."""


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
        words: a word of the column, as it is written there, and the variable's word or number it stands for; a word
            that is not among them is read as it stands.
        missing: what stands for "missing" in this column, beside the usual words; confirmed by a person.
        decimal: the decimal sign of its numbers, where the table leaves two possible.
        units: a word of the unit column, or a unit beside a value, and the unit it stands for.
        plausible: the smallest and largest plausible value of this table, in the standard unit, in place of the
            dictionary's.
        order: whether the day or the month comes first in its dates, where both are possible.
    """

    column: str | None = None
    constant: float | None = None
    unit: str | None = None
    unit_column: str | None = None
    dated: Literal["birth", "event"] | None = None
    words: dict[str, str] = {}
    missing: tuple[str, ...] = ()
    decimal: Literal[".", ","] | None = None
    units: dict[str, str] = {}
    plausible: tuple[float, float] | None = None
    order: Literal["day first", "month first"] | None = None

    @model_validator(mode="after")
    def _from_one_place(self) -> Self:
        if (self.column is None) == (self.constant is None):
            raise ValueError("give either a column or a constant")
        if self.unit is not None and self.unit_column is not None:
            raise ValueError("give either a unit or a unit_column")
        return self


class NamesTable(_Part):
    """A list of codes beside a long table: `code` is what its column of names holds, `name` what that stands for."""

    table: str
    code: str
    name: str


class Measurements(_Part):
    """A long table: one measurement a row. Each attribute names one of its columns, unless another thing is said.

    Each name that occurs becomes four columns of the patient table: `NAME`, `NAME unit`, `NAME upper limit` and
    `NAME age`, the days from the measurement to the index date. A name with several codes or specimens becomes as many,
    `NAME (CODE)`.

    Attributes:
        table: the file. Without `tables` beside it, its own patients are the patients, and what else is the same in
            all rows of a patient becomes a column.
        patient, name, value: who, what and how much.
        code: a second column that says what was measured, for names that are not known.
        names: a file that says what the codes in `name` stand for; its other columns are read as this table's.
        specimen: what it was measured in, such as blood or urine.
        unit: of the value.
        upper_limit, lower_limit: of normal; the lower one is not used.
        range: both limits as one text, `10-40` or `<40`, of which the upper end is the limit.
        flag: whether a value is high or low; not used.
        date: the day, or the moment, of the measurement.
        day: its day relative to the index, in place of a date; later ones are not used.
        baseline: marks the row that counts; of a name that has such rows no other is used.
        visit, visits: the column of visits, and those of them that are used.
        order: which of several rows of one patient and test counts, where no date or day tells.
        date_order: whether the day or the month comes first in the dates, where both are possible.
    """

    table: str
    patient: str
    name: str
    value: str
    code: str | None = None
    names: NamesTable | None = None
    specimen: str | None = None
    unit: str | None = None
    upper_limit: str | None = None
    lower_limit: str | None = None
    range: str | None = None
    flag: str | None = None
    date: str | None = None
    day: str | None = None
    baseline: str | None = None
    visit: str | None = None
    visits: tuple[str, ...] = ()
    order: Literal["first", "last"] | None = None
    date_order: Literal["day first", "month first"] | None = None

    @model_validator(mode="after")
    def _visits_of_a_column(self) -> Self:
        if (self.visit is None) != (not self.visits):
            raise ValueError("give `visit`, the column, together with `visits`, those that are used")
        return self

    @property
    def tables(self) -> tuple[str, ...]:
        """The file, and that of the names beside it."""
        return (self.table, self.names.table) if self.names else (self.table,)

    @property
    def columns_used(self) -> tuple[str, ...]:
        """Every column of the long table, and of the names beside it, that the map names."""
        parts = (
            *(self.patient, self.name, self.value, self.code, self.specimen, self.unit, self.upper_limit),
            *(self.lower_limit, self.range, self.flag, self.date, self.day, self.baseline, self.visit),
        )
        return tuple(part for part in parts if part is not None)


class Index(_Part):
    """The day a patient is looked at: one for all, or a column of the patient table.

    Attributes:
        column, date: the column, or the one day.
        order: whether the day or the month comes first in the column's dates, where both are possible.
    """

    column: str | None = None
    date: datetime.date | None = None
    order: Literal["day first", "month first"] | None = None

    @model_validator(mode="after")
    def _from_one_place(self) -> Self:
        if (self.column is None) == (self.date is None):
            raise ValueError("give either a column or a date")
        return self


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
        tables: files of a folder, or sheets of a workbook, with one row per patient each; joined by `patient_id`. Empty
            for a single file.
        joins: of those tables in which the column of identifiers is called otherwise than `patient_id`, that column.
        measurements: the long table beside them, or several. Those that are read in the same way, such as the results
            of two years in two files, are one; of others each name stands for itself.
        dictionary: the data dictionary beside them, which says what columns and codes stand for.
        sheet: the sheet of a workbook that has more than one.
        visit: which of the visits that stand in the headings, `hb_v1` and `hb_v2`, is read; its columns are then called
            without it, `hb`.
        encoding: that of a text file, such as `cp1250`, where its letters come out wrong without it.
        patient_id: the column of patient identifiers; row numbers where there is none.
        duplicates: what to do with patients who have several rows: refuse the table, keep the `first` or the `last`
            row, or `join` them where none contradicts another.
        index: the index date, for ages, days and the window of measurements.
        window_days: measurements older than this at the index date are not used; None: however old.
        extract: what is taken from an SDTM folder or an OMOP database.
        variables: variables outside the dictionary, declared by name, which need not be repeated inside.
        columns: how each variable is read, by its name.
        unused: columns left out on purpose; they are dropped before anything else looks at them. `everything else`
            leaves out every column that nothing is read from.
        top_code_age: ages above 89 are read as 90 and above.
        replace_ids: identifiers are replaced by row numbers.
        agreed: what the data's owner has looked at and accepts: codes of identifier warnings, and doubts about the
            values of a variable, such as `unit-mismatch:hb`.
    """

    version: Literal[1] = 1
    tables: tuple[str, ...] = ()
    joins: dict[str, str] = {}
    measurements: tuple[Measurements, ...] = ()
    dictionary: str | None = None
    sheet: str | None = None
    visit: str | None = None
    encoding: str | None = None
    patient_id: str | None = None
    duplicates: Literal["refuse", "first", "last", "join"] = "refuse"
    index: Index | None = None
    window_days: float | None = Field(default=None, ge=0)
    extract: Extract = Extract()
    variables: dict[str, Variable] = {}
    columns: dict[str, Reading] = {}
    unused: tuple[str, ...] = ()
    top_code_age: bool = False
    replace_ids: bool = False
    agreed: tuple[str, ...] = ()

    @field_validator("unused", "measurements", mode="before")
    @classmethod
    def _one_or_several(cls, given: Any) -> Any:
        if given is None:
            return ()
        return (given,) if isinstance(given, (str, dict, Measurements)) else given

    @field_validator("measurements")
    @classmethod
    def _each_table_once(cls, given: tuple[Measurements, ...]) -> tuple[Measurements, ...]:
        twice = sorted({each.table for each in given if sum(each.table == other.table for other in given) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is there twice; give each long table once")
        return given

    @field_validator("encoding")
    @classmethod
    def _known(cls, given: str | None) -> str | None:
        try:
            if given is not None:
                "a".encode(codecs.lookup(given).name)
        except (LookupError, UnicodeError, ValueError):
            raise ValueError("no encoding of this name is known; write one such as utf-8, cp1252 or gb18030") from None
        return given

    @field_validator("variables", mode="before")
    @classmethod
    def _named_by_their_key(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {
            name: {"name": name, "label": str(name).replace("_", " ")} | body if isinstance(body, dict) else body
            for name, body in given.items()
        }

    @model_validator(mode="after")
    def _declares_what_is_new(self) -> Self:
        for name, variable in self.variables.items():
            if name in DICTIONARY or name == PATIENT_ID:
                raise ValueError(f"variables: `{name}` is in the dictionary; leave it out, or choose another name")
            if variable.name != name:
                raise ValueError(f"variables: `{name}` is called `{variable.name}` inside; leave the name out there")
        return self

    @property
    def only_opens(self) -> bool:
        """Whether it says how a file is opened, and nothing of its table: of which a map is proposed as without it."""
        return self == TableMap(sheet=self.sheet, encoding=self.encoding, agreed=self.agreed)

    def variable(self, name: str) -> Variable | None:
        """The variable of this name: one of the dictionary, or declared here."""
        return DICTIONARY.get(name) or self.variables.get(name)

    def agrees(self, code: str, variable: str) -> bool:
        """Whether the owner of the data has accepted this doubt about a variable's values."""
        return f"{code}:{variable}" in self.agreed

    def unused_of(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns of a table that are left out: those named, and with `everything else` all that are not read."""
        rest = [each for each in columns if each not in self.columns_used] if EVERYTHING_ELSE in self.unused else []
        return tuple(dict.fromkeys([*(each for each in self.unused if each != EVERYTHING_ELSE), *rest]))

    @property
    def columns_used(self) -> frozenset[str]:
        """Every column of the table that the map reads."""
        named = {self.patient_id, self.index.column if self.index else None}
        for reading in self.columns.values():
            named |= {reading.column, reading.unit_column}
        return frozenset(name for name in named if name is not None)
