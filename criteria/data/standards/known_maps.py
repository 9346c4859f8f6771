"""The map that a source's own codes and units imply: SDTM and OMOP leave no doubt which column is which variable."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from criteria.data.dataset import Note
from criteria.data.raw import Raw, digest_of
from criteria.data.several.measurements import SUFFIXES
from criteria.data.table_map import Reading, TableMap
from criteria.model.variables import DICTIONARY, Number


def readings(measured: Mapping[str, str], frame: pd.DataFrame) -> dict[str, Reading]:
    """How the variables of the dictionary are read from columns that `measurements.latest` made.

    Args:
        measured: for each variable the name its measurements go by; those the frame lacks are left out.
        frame: the wide frame.
    """
    found: dict[str, Reading] = {}
    for variable, name in measured.items():
        if name not in frame.columns:
            continue
        if variable in DICTIONARY:
            found[variable] = _reading(variable, name, name)
        limit = f"{name}{SUFFIXES['upper_limit']}"
        if f"{variable}_uln" in DICTIONARY and frame[limit].notna().any():
            found[f"{variable}_uln"] = _reading(f"{variable}_uln", limit, name)
    return found


def _reading(variable: str, column: str, name: str) -> Reading:
    """A column with the unit of each row where its quantity can be in several."""
    known = DICTIONARY[variable]
    mixed = isinstance(known, Number) and known.needs_unit
    return Reading(column=column, unit_column=f"{name}{SUFFIXES['unit']}" if mixed else None)


def with_oldest_laboratory_value(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The frame with `labs age`: days of the oldest laboratory value of each patient, so that none hides."""
    ages = [f"{name}{SUFFIXES['age']}" for name in names if f"{name}{SUFFIXES['age']}" in frame.columns]
    return frame.assign(**{"labs age": frame[ages].max(axis=1)}) if ages else frame


def raw_of(name: str, frame: pd.DataFrame, notes: list[Note], known: TableMap, given: TableMap | None) -> Raw:
    """The source's frame with the map it implies, to which a given map adds and which it may overrule.

    The dates have become days, so neither the index nor the tables are in the map any more; columns that nothing
    reads are its `unused`.
    """
    columns = known.columns | (given.columns if given else {})
    used = {part for reading in columns.values() for part in (reading.column, reading.unit_column)}
    unused = tuple(column for column in map(str, frame.columns) if column not in used | {known.patient_id})
    settled = {"patient_id": known.patient_id, "columns": columns, "unused": unused, "index": None}
    complete = (given or known).model_copy(update=settled | {"tables": (), "measurements": ()})
    return Raw(name, frame, digest_of(frame), tuple(notes), complete)
