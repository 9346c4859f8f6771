"""A wide table, one row per patient, whose headers are the dictionary's names with their unit."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import yaml

from criteria.data.dataset import Column, Dataset, Note
from criteria.data.values import Read, read_numbers, read_words, unit_factor
from criteria.model import units
from criteria.model.problems import Problem, Refused, refuse_if_any
from criteria.model.variables import DICTIONARY, PATIENT_ID, Number

_HEADER = re.compile(r"^\s*(?P<name>[^\[\]]+?)\s*(?:\[\s*(?P<unit>[^\[\]]*?)\s*\])?\s*$")
CARD = "SOURCE.md"


@dataclass(frozen=True)
class Header:
    """A column header: the variable's name and, in brackets, its unit."""

    written: str
    name: str
    unit: str | None


def read_table(path: str | Path) -> Dataset:
    """Read a CSV or Parquet table. Raises `Refused` with every problem found."""
    path = Path(path)
    frame = _frame(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    card = _card(path, digest)
    return dataset_of(
        frame, str(card.get("title") or path.name), synthetic=card.get("synthetic") is True, digest=digest
    )


def dataset_of(frame: pd.DataFrame, name: str, *, synthetic: bool = False, digest: str = "") -> Dataset:
    """Check and convert a table, one row per patient. Raises `Refused` naming the table, with every problem."""
    headers = [_header(str(column)) for column in frame.columns]
    refuse_if_any(name, [*_header_problems(headers), *_row_problems(frame, headers)])
    frame, left_out = _without_the_dead(frame, headers)
    columns: dict[str, Column] = {}
    notes: list[Note] = list(left_out)
    for position, header in enumerate(headers):
        if header.name != PATIENT_ID:
            read = _read(frame.iloc[:, position], header)
            columns[header.name] = read.column
            notes += read.notes
    return Dataset(name, len(frame), columns, _ids(frame, headers), tuple(notes), synthetic, digest or name)


def _frame(path: Path) -> pd.DataFrame:
    kind = path.suffix.lower()
    try:
        if kind in (".parquet", ".pq"):
            return pd.read_parquet(path)
        if kind == ".csv":
            return _csv(path)
    except OSError as error:
        problem = Problem("unreadable", "file", f"{error.strerror or error}".lower() + "; give a .csv or .parquet file")
    except (ValueError, csv.Error, pa.ArrowException) as error:
        problem = Problem("not-a-table", "file", str(error).strip().split("\n")[0][:160])
    else:
        problem = Problem("unknown-format", kind or "file", "give a .csv or .parquet file")
    raise Refused(str(path), [problem])


def _csv(path: Path) -> pd.DataFrame:
    with path.open(newline="", encoding="utf-8-sig") as file:
        written = next(csv.reader(file), [])
    if not written:
        raise ValueError("the file is empty")
    _refuse_longer_rows(path, len(written))
    text = [position for position, name in enumerate(written) if _header(name).name == PATIENT_ID]
    frame = pd.read_csv(
        path,
        header=None,
        skiprows=1,
        names=range(len(written)),
        dtype=dict.fromkeys(text, "string"),
        index_col=False,
        low_memory=False,
        skip_blank_lines=len(written) > 1,
        encoding="utf-8-sig",
    )
    frame.columns = pd.Index(written)
    return frame


def _refuse_longer_rows(path: Path, cells: int) -> None:
    """A cell too many, such as a decimal comma makes, shifts every value after it; nobody may count on those."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        longer = sum(len(row) > cells for row in csv.reader(file))
    if longer:
        raise ValueError(f"{longer} rows have more cells than the heading; is there a comma within a value?")


def _header(written: str) -> Header:
    match = _HEADER.match(written)
    return Header(written, match["name"], match["unit"]) if match else Header(written, written, None)


def _header_problems(headers: list[Header]) -> Iterator[Problem]:
    """Columns that are not in the dictionary, twice there, or without the unit they need."""
    for name, count in Counter(header.name for header in headers).items():
        if count > 1:
            yield Problem("duplicate-column", name, f"{count} columns of this name; keep one")
    for header in headers:
        variable = DICTIONARY.get(header.name)
        if variable is None and header.name != PATIENT_ID:
            yield Problem("unknown-variable", header.written, _remedy(header.name))
        elif isinstance(variable, Number):
            yield from _unit_problem(header, variable)


def _remedy(name: str) -> str:
    close = get_close_matches(name.casefold(), DICTIONARY, n=1)
    remedy = f"did you mean `{close[0]}`?" if close else "drop the column or rename it to a name of the dictionary"
    return f"not in the dictionary; {remedy}"


def _unit_problem(header: Header, variable: Number) -> Iterator[Problem]:
    if unit_factor(variable, header.unit) is not None:
        return
    allowed = units.in_use(variable.quantity)
    remedy = f"write `{header.name} [{variable.unit}]` in the header"
    if header.unit:
        yield Problem("unit-unknown", header.name, f"`{header.unit}` is not one of: {allowed}; {remedy}")
    else:
        yield Problem("unit-missing", header.name, f"needs a unit: {allowed}; {remedy}")


def _row_problems(frame: pd.DataFrame, headers: list[Header]) -> Iterator[Problem]:
    if frame.empty:
        yield Problem("no-patients", "rows", "the table has no patient; give at least one row")
    ids = [position for position, header in enumerate(headers) if header.name == PATIENT_ID]
    if len(ids) == 1:
        repeated = int(frame.iloc[:, ids[0]].dropna().duplicated().sum())
        if repeated:
            message = f"{repeated} rows repeat an identifier; keep one row for each patient"
            yield Problem("duplicate-patient", PATIENT_ID, message)


def _without_the_dead(frame: pd.DataFrame, headers: list[Header]) -> tuple[pd.DataFrame, list[Note]]:
    """The rows of living patients, and a note counting the others (ECOG 5 is death)."""
    dead = np.zeros(len(frame), dtype=bool)
    named = []
    for position, header in enumerate(headers):
        variable = DICTIONARY.get(header.name)
        if isinstance(variable, Number) and variable.fatal is not None:
            dead |= (pd.to_numeric(frame.iloc[:, position], errors="coerce") == variable.fatal).to_numpy(
                dtype=bool, na_value=False
            )
            named.append(f"{header.name} {variable.fatal:g}")
    if not dead.any():
        return frame, []
    note = Note("left-out", ", ".join(named), int(dead.sum()), "rows of patients who have died; left out")
    return frame.loc[~dead], [note]


def _read(series: pd.Series, header: Header) -> Read:
    variable = DICTIONARY[header.name]
    if isinstance(variable, Number):
        factor = unit_factor(variable, header.unit)
        assert factor is not None, "headers were checked"
        return read_numbers(series, variable, factor)
    return read_words(series, variable)


def _ids(frame: pd.DataFrame, headers: list[Header]) -> tuple[str, ...]:
    """Identifiers as the table has them, else row numbers from 1."""
    for position, header in enumerate(headers):
        if header.name == PATIENT_ID:
            return tuple(frame.iloc[:, position].astype("string").fillna("").tolist())
    return tuple(str(number) for number in range(1, len(frame) + 1))


def _card(path: Path, digest: str) -> dict[str, Any]:
    """What the data card beside the table says of exactly this file; nothing when there is no such card."""
    try:
        text = (path.parent / CARD).read_text(encoding="utf-8")
        tables = yaml.safe_load(text.split("---")[1])["tables"]
        entry = tables.get(path.name) or {}
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, yaml.YAMLError):
        return {}
    return entry if entry.get("sha256") == digest else {}
