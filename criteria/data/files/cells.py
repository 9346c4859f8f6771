"""Cells of a workbook: as they are read on screen, errors missing, and dates that a program made of something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from criteria.data.dataset import Note

_ERRORS = frozenset({"#N/A", "#VALUE!", "#DIV/0!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_FEW_DATES = 0.5  # of the filled cells; a column with more of them is one of dates


def kind_of_cell(cell: Any) -> str:
    """What a cell holds: a number, a date or text."""
    if isinstance(cell, bool):
        return "text"
    if isinstance(cell, (int, float)):
        return "number"
    return "date" if isinstance(cell, date) else "text"


def as_text(cell: Any) -> str | None:
    """A cell as it is read on screen: a whole number without `.0`, a date without midnight; None when blank."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    return None if cell is None or cell == "" else str(cell)


def readable(column: str, cells: list[Any]) -> tuple[list[Any], list[Note]]:
    """The cells of a column without errors and without dates among numbers or words, which are counted."""
    errors = [at for at, cell in enumerate(cells) if isinstance(cell, str) and cell in _ERRORS]
    dates = list(_dates_among_others(cells, len(errors)))
    if not errors and not dates:
        return cells, []
    kept = list(cells)
    for at in (*errors, *dates):
        kept[at] = None
    return kept, list(_notes(column, len(errors), len(dates)))


def _dates_among_others(cells: list[Any], errors: int) -> Iterator[int]:
    dates = [at for at, cell in enumerate(cells) if isinstance(cell, date)]
    filled = sum(cell is not None for cell in cells) - errors
    if dates and len(dates) <= _FEW_DATES * filled and len(dates) < filled:
        yield from dates


def _notes(column: str, errors: int, dates: int) -> Iterator[Note]:
    if errors:
        yield Note("error-cells", column, errors, "cells hold an error such as #N/A; taken as missing")
    if dates:
        message = (
            "cells are dates among numbers or words, as Excel makes them of 1-2 or 3/4; taken as missing: write them "
            "as text"
        )
        yield Note("date-in-numbers", column, dates, message)
