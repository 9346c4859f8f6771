"""The persons of an OMOP database: age at the index date, sex, race and site; the dead are left out and counted."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis.expr.types as ir
import pandas as pd

from criteria.data.dataset import Note
from criteria.data.several.dates import day_ends
from criteria.data.several.measurements import identifier, text
from criteria.data.several.repeated import one_row_each
from criteria.data.standards.concepts import SEX, number, whole
from criteria.data.table_map import TableMap
from criteria.model.problems import Problem, Refused


@dataclass(frozen=True)
class Persons:
    """Persons in the order of their numbers: `person_id` as text, `age`, `sex`, `race`, and `site` where there is one.

    An age is in completed years; where the month or day of birth is missing it may be a band such as `33-34`.
    """

    frame: pd.DataFrame = field(repr=False)
    notes: tuple[Note, ...] = ()


def persons_of(
    person: ir.Table, death: ir.Table | None, races: Mapping[int, str], index: datetime.date, given: TableMap
) -> Persons:
    """The persons of PERSON, alive at the index date. Raises `Refused` when there is none, or one is there twice."""
    rows = _rows(person)
    if rows.empty:
        raise Refused("person", [Problem("no-patients", "person", "PERSON is empty; finish loading the CDM")])
    rows, repeated = one_row_each(rows, "person_id", given.duplicates, "person")
    rows, dead = _alive(rows, death, index) if given.extract.dead == "leave out" else (rows, [])
    race = rows["race_concept_id"].map(dict(races)).astype("str")
    frame = pd.DataFrame(
        {
            "person_id": rows["person_id"],
            "age": _ages(rows, index),
            "sex": rows["gender_concept_id"].map(SEX).astype("str"),
            "race": race.fillna(rows["race_source_value"].astype("str")),
        }
    )
    if rows["care_site_id"].notna().any():
        frame["site"] = rows["care_site_id"]
    return Persons(frame.reset_index(drop=True), (*repeated, *dead))


def _rows(person: ir.Table) -> pd.DataFrame:
    """The columns of PERSON that are used; those the table lacks are missing throughout."""
    numbers = ("gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth", "race_concept_id")
    words = ("race_source_value", "care_site_id")
    selected: dict[str, ir.Value] = {"person_id": identifier(whole(person["person_id"]))}
    selected |= {name: number(person[name]).cast("float64") for name in numbers if name in person.columns}
    selected |= {name: text(person[name]) for name in words if name in person.columns}
    chosen = person.select(**selected, order=whole(person["person_id"])).order_by("order")
    frame: pd.DataFrame = chosen.to_pyarrow().to_pandas()
    return frame.reindex(columns=["person_id", *numbers, *words])


def _alive(rows: pd.DataFrame, death: ir.Table | None, index: datetime.date) -> tuple[pd.DataFrame, list[Note]]:
    if death is None or not {"person_id", "death_date"} <= set(death.columns):
        return rows, []
    before = death.filter(day_ends(death["death_date"])[1] < pd.Timestamp(index).date())
    gone = before.select(patient=identifier(whole(before["person_id"]))).distinct().to_pyarrow()["patient"].to_pylist()
    dead = rows["person_id"].isin(gone)
    message = "persons who died before the index date; left out (`extract: {dead: keep}` in the map keeps them)"
    notes = [Note("left-out", "death", int(dead.sum()), message)] if dead.any() else []
    return rows.loc[~dead], notes


def _ages(rows: pd.DataFrame, index: datetime.date) -> pd.Series:
    """Completed years; a band where what is known of the day of birth leaves two possible."""
    oldest = _completed(rows, index, month=1, day=1)
    youngest = _completed(rows, index, month=12, day=31)
    if youngest.equals(oldest):
        return oldest
    exact = oldest.map("{:.0f}".format, na_action="ignore")
    band = youngest.map("{:.0f}".format, na_action="ignore") + "-" + exact
    return exact.where(youngest == oldest, band)


def _completed(rows: pd.DataFrame, index: datetime.date, *, month: int, day: int) -> pd.Series:
    """Completed years at the index date, with a month and a day of birth for those that lack them."""
    of_year = rows["month_of_birth"].fillna(month) * 100 + rows["day_of_birth"].fillna(day)
    return index.year - rows["year_of_birth"] - (index.month * 100 + index.day < of_year)
