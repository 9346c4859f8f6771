"""One sheet of an Excel workbook: numbers as numbers, dates as dates, all else as text."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zipfile import BadZipFile, ZipFile

import pandas as pd

from criteria.data.files.headings import is_identifier, named
from criteria.data.files.source import LARGEST, MOST_COLUMNS, Progress, Source

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old .xls files and of encrypted workbooks
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(source: Source, sheet: str | None = None, progress: Progress | None = None) -> pd.DataFrame:
    """The table of a sheet; the only one unless `sheet` names it. Raises `Refused` when there is none to read."""
    _refuse_what_is_no_workbook(source)
    with warnings.catch_warnings(), source.open() as file:
        warnings.simplefilter("ignore")  # of drawings and validations, which a table does not need
        book = _opened(file)
        chosen = _sheet(source, book, sheet)
        headings, rows = _table(source, _cells(book[chosen], progress))
        _refuse_unsaved_formulas(source, chosen)
    return pd.DataFrame(
        {name: _column([row[at] if at < len(row) else None for row in rows], text=is_identifier(name))
         for at, name in enumerate(headings)}
    )  # fmt: skip


def _refuse_what_is_no_workbook(source: Source) -> None:
    if source.start(8) == _COMPOUND:
        with source.open() as file:
            if _ENCRYPTED in file.read():
                source.refuse("password", "file", "protected by a password; save it without one")
        source.refuse("old-workbook", "file", "an old Excel format; save it as .xlsx")
    try:
        with source.open() as file, ZipFile(file) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        message = "not an Excel workbook, or a damaged one; open it in Excel and save it again"
        source.refuse("not-a-table", "file", message)
    if unpacked > LARGEST:
        source.refuse("too-large", "file", f"larger than {LARGEST // 2**30} GiB when unpacked; save it as CSV")


def _opened(file: Any, *, formulas: bool = False) -> Any:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # it has no types

    return load_workbook(file, read_only=True, data_only=not formulas, keep_links=False)


def _sheet(source: Source, book: Any, sheet: str | None) -> str:
    tables = [each.title for each in book.worksheets if each.sheet_state == "visible" or each.title == sheet]
    if sheet in tables:
        return str(sheet)
    listed = ", ".join(f"`{name}`" for name in tables)
    if sheet is not None:
        source.refuse("no-such-sheet", "sheet", f"there is no sheet of this name; choose one of: {listed}")
    if len(tables) > 1:
        source.refuse("several-sheets", "sheet", f"choose one of the sheets: {listed}")
    if not tables:
        source.refuse("not-a-table", "file", "the workbook has no sheet with cells; save the table as .xlsx again")
    return str(tables[0])


def _cells(page: Any, progress: Progress | None) -> Iterator[tuple[Any, ...]]:
    """Rows of values."""
    rows = page.max_row or 0
    for number, row in enumerate(page.iter_rows(values_only=True, max_col=_width(page)), start=1):
        if progress is not None and rows and number % 1000 == 0:
            progress(min(number / rows, 1.0))
        yield _trimmed(row)


def _width(page: Any) -> int | None:
    """As many columns as the sheet says it has, if it says so; some say 16,384 and have ten."""
    return None if page.max_column is None else min(page.max_column, MOST_COLUMNS + 1)


def _trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    filled = len(row)
    while filled and row[filled - 1] is None:
        filled -= 1
    return row[:filled]


def _table(source: Source, rows: Iterator[tuple[Any, ...]]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The first row that has a value, and the rows below it that have one."""
    filled = (row for row in rows if row)
    first = next(filled, ())
    if not first:
        source.refuse("empty", "sheet", "the sheet is empty; choose another one, or export the table again")
    below = list(filled)
    cells = max(len(row) for row in (first, *below))
    written = [_as_text(cell) or "" for cell in first] + [""] * (cells - len(first))
    return named(source, written), below


def _refuse_unsaved_formulas(source: Source, sheet: str) -> None:
    """Refuse formulas whose results are not in the file, as programs write them that do not calculate."""
    with source.open() as file, ZipFile(file) as parts:
        if not any(_has_formula(parts, name) for name in parts.namelist() if name.startswith("xl/worksheets/")):
            return
    with source.open() as one, source.open() as other:
        written = _opened(one, formulas=True)[sheet].iter_rows()
        results = _opened(other)[sheet].iter_rows(values_only=True)
        count = sum(
            cell.data_type == "f" and value is None
            for row, values in zip(written, results, strict=False)
            for cell, value in zip(row, values, strict=False)
        )
    if count:
        message = f"{count} cells hold a formula without its result; open the workbook in Excel and save it"
        source.refuse("formulas", "sheet", message)


def _has_formula(parts: ZipFile, name: str) -> bool:
    last = b""
    with parts.open(name) as part:
        while block := part.read(2**20):
            if b"<f" in last + block:
                return True
            last = block[-1:]
    return False


def _column(cells: list[Any], *, text: bool) -> pd.Series:
    """Numbers or dates where all cells are, else text."""
    kinds = {_kind(cell) for cell in cells if cell is not None}
    if kinds <= {"number"} and not text:
        return pd.to_numeric(pd.Series(cells, dtype="object" if kinds else "float64"))
    if kinds == {"date"}:
        return pd.to_datetime(pd.Series(cells))
    return pd.Series([_as_text(cell) for cell in cells], dtype="str")


def _kind(cell: Any) -> str:
    if isinstance(cell, bool):
        return "text"
    if isinstance(cell, (int, float)):
        return "number"
    return "date" if isinstance(cell, date) else "text"


def _as_text(cell: Any) -> str | None:
    """A cell as it is read on screen: a whole number without `.0`, a date without midnight; None when blank."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    return None if cell is None or cell == "" else str(cell)
