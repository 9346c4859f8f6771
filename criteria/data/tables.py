"""From a table as it came, and its map, to the patients the engine reads: one way for every source."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import yaml

from criteria.data.dataset import Column, Dataset, Note
from criteria.data.doubts import doubts
from criteria.data.headers import header, map_of_headers
from criteria.data.map_review import map_problems, row_problems
from criteria.data.raw import Raw
from criteria.data.reading import Written, column_of, constant, words, written
from criteria.data.table_map import Reading, TableMap
from criteria.model.problems import Problem, Refused, refuse_if_any
from criteria.model.variables import PATIENT_ID, Number, Variable

CARD = "SOURCE.md"


@dataclass(frozen=True)
class Applied:
    """A map applied to a table: what could be read, and all that stands against using it.

    Attributes:
        table_map: the map that was applied; made from the headers where none was given.
        problems: what refuses the table. A variable they name may be absent from `dataset`.
        doubts: those of the problems that lie in the values, with how many they are.
        dataset: the patients, as far as they can be read.
    """

    table_map: TableMap
    problems: tuple[Problem, ...]
    doubts: tuple[Note, ...]
    dataset: Dataset = field(repr=False)


def read_table(
    path: str | Path,
    table_map: TableMap | None = None,
    *,
    progress: Callable[[float], None] | None = None,
) -> Dataset:
    """Read a table from a file. Raises `Refused` with every problem found.

    Args:
        path: the file.
        table_map: which column is which variable; without one the headers have to say so: `hb [g/dL]`.
        progress: told how much has been read, from 0 to 1.
    """
    sheet = table_map.sheet if table_map else None
    return dataset_from(read_raw(Path(path), sheet=sheet, progress=progress), table_map)


def dataset_of(frame: pd.DataFrame, name: str, *, synthetic: bool = False, digest: str = "") -> Dataset:
    """A table whose headers are the dictionary's names with their unit. Raises `Refused` naming the table."""
    return dataset_from(Raw(name, frame, digest or name, card={"synthetic": synthetic}))


def dataset_from(raw: Raw, table_map: TableMap | None = None) -> Dataset:
    """The patients of any source. Raises `Refused` naming the table, with every problem found.

    Args:
        raw: the table as it came, one row per patient.
        table_map: which column is which variable; without one the source's own, else the headers'.
    """
    applied = apply(raw, table_map)
    refuse_if_any(raw.name, applied.problems)
    return applied.dataset


def apply(raw: Raw, table_map: TableMap | None = None) -> Applied:
    """Apply a map to a table, telling all problems instead of raising them. Arguments as `dataset_from`."""
    frame = raw.frame.set_axis([str(column) for column in raw.frame.columns], axis=1)
    strict = table_map is None and raw.known is None
    asked, problems = map_of_headers(list(frame.columns)) if strict else (table_map or raw.known or TableMap(), [])
    frame = _past_the_gate(_without(frame, asked.unused), asked)
    if not strict:
        problems = list(_twice(frame))
    problems += map_problems(list(frame.columns), asked, strict=strict)
    problems += row_problems(frame, asked)
    wrong = {each.subject for each in problems}
    frame, notes = _one_row_each(frame, asked)
    usable = {name: each for name, each in asked.columns.items() if name not in wrong and _there(each, frame)}
    frame, left_out = _without_the_dead(frame, usable, asked)
    columns, read_notes, doubted = _columns(frame, usable, asked, strict=strict)
    problems += [Problem(note.code, note.subject, note.message) for note in doubted]
    dataset = Dataset(
        name=str(raw.card.get("title") or raw.name),
        patients=len(frame),
        columns=columns,
        ids=_ids(frame, asked),
        notes=(*raw.notes, *notes, *left_out, *read_notes),
        synthetic=raw.card.get("synthetic") is True,
        digest=raw.digest if table_map is None else _digest(raw.digest, table_map),
        declared={name: each for name, each in asked.variables.items() if name in columns},
    )
    return Applied(asked, tuple(dict.fromkeys(problems)), tuple(doubted), dataset)


def _past_the_gate(frame: pd.DataFrame, table_map: TableMap) -> pd.DataFrame:  # noqa: ARG001 - what the gate will ask
    """The identifier gate stands here: nothing after this line sees a table that it has not let through."""
    return frame


def _without(frame: pd.DataFrame, unused: tuple[str, ...]) -> pd.DataFrame:
    return frame.drop(columns=[column for column in unused if column in frame.columns]) if unused else frame


def _digest(digest: str, table_map: TableMap) -> str:
    """One table read by two maps is two tables to a cache."""
    return hashlib.sha256(f"{digest} {table_map.model_dump_json()}".encode()).hexdigest()


def _twice(frame: pd.DataFrame) -> Iterator[Problem]:
    for name in frame.columns[frame.columns.duplicated()].unique():
        yield Problem("duplicate-column", name, "several columns of this name; keep one")


def _there(reading: Reading, frame: pd.DataFrame) -> bool:
    """Whether the columns of a reading are in the table, once each."""
    named = [column for column in (reading.column, reading.unit_column) if column is not None]
    return all(isinstance(frame.get(column), pd.Series) for column in named)


def _one_row_each(frame: pd.DataFrame, table_map: TableMap) -> tuple[pd.DataFrame, list[Note]]:
    """The rows with the first, or the last, of each patient, as the map says; those without an identifier all stay."""
    ids = frame.get(table_map.patient_id) if table_map.patient_id else None
    if not isinstance(ids, pd.Series) or table_map.duplicates == "refuse":
        return frame, []
    again = (ids.duplicated(keep=table_map.duplicates) & ids.notna()).to_numpy(dtype=bool)
    if not again.any():
        return frame, []
    message = f"rows repeat an identifier; the {table_map.duplicates} row of each patient was kept, as the map says"
    return frame.loc[~again], [Note("duplicate-patient", PATIENT_ID, int(again.sum()), message)]


def _without_the_dead(
    frame: pd.DataFrame, usable: Mapping[str, Reading], table_map: TableMap
) -> tuple[pd.DataFrame, list[Note]]:
    """The rows of living patients, and a note counting the others (ECOG 5 is death)."""
    dead = np.zeros(len(frame), dtype=bool)
    named = []
    for name, reading in usable.items():
        variable = table_map.variable(name)
        if isinstance(variable, Number) and variable.fatal is not None and reading.column is not None:
            dead |= written(frame, reading, variable, table_map).parsed.exact == variable.fatal
            named.append(f"{name} {variable.fatal:g}")
    if not dead.any():
        return frame, []
    note = Note("left-out", ", ".join(named), int(dead.sum()), "rows of patients who have died; left out")
    return frame.loc[~dead], [note]


def _columns(
    frame: pd.DataFrame, usable: Mapping[str, Reading], table_map: TableMap, *, strict: bool
) -> tuple[dict[str, Column], list[Note], list[Note]]:
    """The columns by variable, the notes of what was not used in them, and doubts about their values."""
    numbers = {
        name: written(frame, reading, variable, table_map)
        for name, reading in usable.items()
        if isinstance(variable := table_map.variable(name), Number) and reading.column is not None
    }
    doubted = doubts(numbers, table_map, strict=strict)
    columns: dict[str, Column] = {}
    notes: list[Note] = []
    for name, reading in usable.items():
        columns[name], some = _column(frame, name, reading, numbers, table_map)
        notes += some
    return columns, notes, doubted


def _column(
    frame: pd.DataFrame, name: str, reading: Reading, numbers: dict[str, Written], table_map: TableMap
) -> tuple[Column, tuple[Note, ...]]:
    variable: Variable | None = table_map.variable(name)
    assert variable is not None, "the map was checked"
    if name in numbers:
        return column_of(numbers.pop(name), top_code=table_map.top_code_age and name == "age")
    if isinstance(variable, Number):
        return constant(reading, variable, len(frame)), ()
    return words(frame, reading, variable)


def _ids(frame: pd.DataFrame, table_map: TableMap) -> tuple[str, ...]:
    """Identifiers as the table has them, else row numbers from 1."""
    ids = frame.get(table_map.patient_id) if table_map.patient_id else None
    if isinstance(ids, pd.DataFrame):  # of two columns of identifiers, which the problems tell, the first
        ids = ids.iloc[:, 0]
    if ids is None or table_map.replace_ids:
        return tuple(str(number) for number in range(1, len(frame) + 1))
    return tuple(ids.astype("string").fillna("").tolist())


# --- a file, until the sources read it ----------------------------------------------------------------------------


def read_raw(
    path: Path,
    *,
    sheet: str | None = None,  # noqa: ARG001 - a workbook's
    progress: Callable[[float], None] | None = None,
) -> Raw:
    """A file as it stands: CSV or Parquet. Raises `Refused`."""
    frame = _frame(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if progress:
        progress(1.0)
    return Raw(path.name, frame, digest, card=_card(path, digest))


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
        columns = next(csv.reader(file), [])
    if not columns:
        raise ValueError("the file is empty")
    _refuse_longer_rows(path, len(columns))
    text = [position for position, name in enumerate(columns) if header(name).name == PATIENT_ID]
    frame = pd.read_csv(
        path,
        header=None,
        skiprows=1,
        names=range(len(columns)),
        dtype=dict.fromkeys(text, "string"),
        index_col=False,
        low_memory=False,
        skip_blank_lines=len(columns) > 1,
        encoding="utf-8-sig",
    )
    frame.columns = pd.Index(columns)
    return frame


def _refuse_longer_rows(path: Path, cells: int) -> None:
    """A cell too many, such as a decimal comma makes, shifts every value after it; nobody may count on those."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        longer = sum(len(row) > cells for row in csv.reader(file))
    if longer:
        raise ValueError(f"{longer} rows have more cells than the heading; is there a comma within a value?")


def _card(path: Path, digest: str) -> dict[str, Any]:
    """What the data card beside the table says of exactly this file; nothing when there is no such card."""
    try:
        text = (path.parent / CARD).read_text(encoding="utf-8")
        tables = yaml.safe_load(text.split("---")[1])["tables"]
        entry = tables.get(path.name) or {}
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, yaml.YAMLError):
        return {}
    return entry if entry.get("sha256") == digest else {}
