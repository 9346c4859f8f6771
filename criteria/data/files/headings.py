"""The headings of a table: one name for each column, all different."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from criteria.data.dataset import Note
from criteria.data.files.source import MOST_COLUMNS, Source
from criteria.model.problems import Problem, refuse_if_any

_UNNAMED = re.compile(r"\(column (\d+)\)")
_NO_NAME = re.compile(r"|Unnamed: \d+|__index_level_\d+__|\.\.\.\d+")  # the last three: pandas', pyarrow's and R's own

_IDENTIFIERS = re.compile(
    r"(?:usubj|subj|subject|case|person|patient|participant|pat|record|study|hospital|sample|enrol+ment|screening)"
    r"[ _.-]?(?:id|identifier|no|nr|number|num|key|code)?"
    r"|id|ids|uid|pid|identifier|mrn|ssn|nhs.*|zip.*|post.?code|phone.*|tel|mobile|fax|account.*"
    r"|.*(?:编号|病历号|住院号|门诊号|病案号|身份证.*|电话|手机.*|号码)",
    re.IGNORECASE,
)


def is_identifier(name: str) -> bool:
    """Whether a column is named as identifiers are: it stays text, so that no digit is lost."""
    return _IDENTIFIERS.fullmatch(name.strip()) is not None


def named(source: Source, written: Sequence[str]) -> tuple[str, ...]:
    """The headings, trimmed; a column without one is called by its position until it is known to be blank.

    Refused: two of one name, more than `MOST_COLUMNS`.
    """
    names = [str(name).strip() for name in written]
    names = [f"(column {at})" if _NO_NAME.fullmatch(name) else name for at, name in enumerate(names, start=1)]
    refuse_if_any(source.name, _problems(names))
    return tuple(names)


def _problems(names: Sequence[str]) -> Iterator[Problem]:
    if len(names) > MOST_COLUMNS:
        remedy = "give the columns the trial asks for only; if it is a matrix, patients must be its rows"
        yield Problem("too-many-columns", "columns", f"{len(names):,}; at most {MOST_COLUMNS:,} are read: {remedy}")
        return
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem("duplicate-column", name, f"{count} columns of this name; keep one, or rename the others")


def without_unnamed(source: Source, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """The frame without blank columns that have no name, which are counted; one that is not blank is refused."""
    frame, numbered = _without_row_numbers(frame)
    unnamed = [name for name in frame.columns if _UNNAMED.fullmatch(name)]
    filled = [name for name in unnamed if frame[name].notna().any()]
    message = "has no name; write one heading row with a name in each cell (no merged cells, no title above it)"
    refuse_if_any(source.name, (Problem("unnamed-column", name.strip("()"), message) for name in filled))
    if not unnamed:
        return frame, numbered
    note = Note("blank-column", "columns", len(unnamed), "columns have neither name nor value; left out")
    return frame.drop(columns=unnamed), [*numbered, note]


def _without_row_numbers(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """The frame without a first column that has no name and counts the rows, as statistics programs write it."""
    first = frame.columns[0] if len(frame.columns) > 1 else ""
    if not _UNNAMED.fullmatch(first) or not pd.api.types.is_integer_dtype(frame[first].dtype):
        return frame, []
    numbers = frame[first].to_numpy()
    if not len(numbers) or numbers[0] not in (0, 1) or (np.diff(numbers) != 1).any():
        return frame, []
    return frame.drop(columns=first), [
        Note("row-numbers", "columns", 1, "column without a name counts the rows; left out")
    ]
