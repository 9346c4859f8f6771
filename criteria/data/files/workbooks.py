"""One sheet of an Excel workbook: numbers as numbers, dates as dates, all else as text."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zipfile import BadZipFile, ZipFile

import pandas as pd

from criteria.data.dataset import Note
from criteria.data.files.above import GROUPS, LINES_ABOVE, are_groups, titles_above
from criteria.data.files.cells import as_text, kind_of_cell, readable
from criteria.data.files.headings import is_identifier, named
from criteria.data.files.sheet_layout import layout_notes
from criteria.data.files.source import LARGEST, Progress, Source
from criteria.data.files.table import Table
from criteria.model.problems import Mend, Refused

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old .xls files and of encrypted workbooks
_SAMPLE_ROWS = 100
_MOST_BLANK = 1000  # rows in a stretch that are kept: a cell in the last row of a sheet has a million above it
_MOST_ROWS = 2**20  # of a sheet; a damaged one may say of a cell that it stands a thousand million rows below
_DAMAGED = "not an Excel workbook, or a damaged one; open it in Excel and save it again"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(source: Source, sheet: str | None = None, progress: Progress | None = None) -> Table:
    """The table of a sheet; the only one unless `sheet` names it. Raises `Refused` when there is none to read."""
    with _book(source) as book:
        return _read(source, book, _sheet(source, book, sheet), progress)


def sheet_names(source: Source) -> tuple[str, ...]:
    """The sheets that are shown and hold a cell, in the workbook's order. Raises `Refused` when it is no workbook."""
    with _book(source) as book, _refusing_damage(source):
        return tuple(page.title for page in _shown(book))


def read_sheet(source: Source, sheet: str) -> pd.DataFrame:
    """The table of one sheet. Raises `Refused` when there is none of this name, or no table in it."""
    return read_workbook(source, sheet).frame


@contextmanager
def _book(source: Source) -> Iterator[Any]:
    _refuse_what_is_no_workbook(source)
    with warnings.catch_warnings(), source.open() as file:
        warnings.simplefilter("ignore")  # of drawings and validations, which a table does not need
        with _refusing_damage(source):
            book = _opened(file)
        yield book


@contextmanager
def _refusing_damage(source: Source) -> Iterator[None]:
    """Refuse whatever the library raises on a workbook it never foresaw; its message may quote a cell."""
    try:
        yield
    except Refused:
        raise
    except Exception:
        source.refuse("not-a-table", "file", _DAMAGED)


def _shown(book: Any) -> list[Any]:
    return [page for page in book.worksheets if page.sheet_state == "visible" and any(_rows(page))]


def _read(source: Source, book: Any, chosen: str, progress: Progress | None) -> Table:
    every = list(_cells(book[chosen], progress))
    headings, rows, titles = _table(source, every)
    _refuse_unsaved_formulas(source, chosen)
    columns, notes = {}, [Note("lines-above", "heading", titles, LINES_ABOVE)] if titles else []
    notes += layout_notes(source, book[chosen], below=len(every) - len(rows))
    for at, name in enumerate(headings):
        cells, told = readable(name, [row[at] if at < len(row) else None for row in rows])
        columns[name] = _column(cells, text=is_identifier(name))
        notes += told
    return Table(pd.DataFrame(columns), tuple(notes))


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
        source.refuse("not-a-table", "file", _DAMAGED)
    if unpacked > LARGEST:
        source.refuse("too-large", "file", f"larger than {LARGEST // 2**30} GiB when unpacked; save it as CSV")


def _opened(file: Any, *, formulas: bool = False) -> Any:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # it has no types

    return load_workbook(file, read_only=True, data_only=not formulas, keep_links=False)


def _sheet(source: Source, book: Any, sheet: str | None) -> str:
    every = [page.title for page in book.worksheets]
    if sheet in every:
        return str(sheet)
    tables = [page.title for page in _shown(book)]
    listed = ", ".join(f"`{name}`" for name in tables)
    if sheet is not None:
        message = f"there is no sheet of this name; choose one of: {listed}"
        source.refuse("no-such-sheet", "sheet", message, _each(tables))
    if len(tables) > 1:
        joined = ", ".join(tables)
        remedy = f"choose one in the map (`sheet: {tables[0]}`), or join them (`tables: [{joined}]`)"
        source.refuse("several-sheets", "sheet", f"several sheets hold a table: {listed}; {remedy}", _each(tables))
    if not every:
        source.refuse("not-a-table", "file", "the workbook has no sheet with cells; save the table as .xlsx again")
    return str(tables[0] if tables else every[0])


def _each(sheets: list[str]) -> list[Mend]:
    return [Mend(f"read `{name}`", {"sheet": name}) for name in sheets]


def _cells(page: Any, progress: Progress | None) -> Iterator[tuple[Any, ...]]:
    """Rows of values, the blank ones between others too."""
    rows = page.max_row or 0
    for number, row in enumerate(_rows(page), start=1):
        if progress is not None and rows and number % 1000 == 0:
            progress(min(number / rows, 1.0))
        yield row


def _rows(page: Any) -> Iterator[tuple[Any, ...]]:
    """The rows as far as they have a value: of the cells that are there, whatever range the sheet says it has."""
    with _however_large(page):
        blank = 0
        for number, row in enumerate(map(_trimmed, page.iter_rows(values_only=True))):
            if number == _MOST_ROWS:
                raise ValueError("more rows than a sheet has")
            if row:
                yield from [()] * min(blank, _MOST_BLANK)
                yield row
            blank = 0 if row else blank + 1


@contextmanager
def _however_large(page: Any) -> Iterator[None]:
    """The sheet without the range it says it has, which programs write that never counted."""
    said = page._max_row, page._max_column
    page.reset_dimensions()
    try:
        yield
    finally:
        page._max_row, page._max_column = said


def _trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    filled = len(row)
    while filled and _is_blank(row[filled - 1]):
        filled -= 1
    return row[:filled]


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _table(source: Source, rows: list[tuple[Any, ...]]) -> tuple[tuple[str, ...], list[tuple[Any, ...]], int]:
    """The headings, the rows below them, and how many rows of title stand above."""
    rows = rows[next((at for at, row in enumerate(rows) if row), len(rows)) :]
    if not rows:
        source.refuse("empty", "sheet", "the sheet is empty; choose another one, or export the table again")
    first = [[as_text(cell) or "" for cell in row] for row in rows[:_SAMPLE_ROWS]]
    heading = titles_above(first)
    written, below = first[heading], [row for row in first[heading + 1 :] if row]
    if len(below) > 1 and are_groups(written, below[0], below[1:]):
        source.refuse("two-headings", "heading", GROUPS)
    cells = max(len(row) for row in rows[heading:])
    titles = sum(bool(row) for row in rows[:heading])
    return named(source, written + [""] * (cells - len(written))), rows[heading + 1 :], titles


def _refuse_unsaved_formulas(source: Source, sheet: str) -> None:
    """Refuse formulas whose results are not in the file, as programs write them that do not calculate."""
    with source.open() as file, ZipFile(file) as parts:
        if not any(_has_formula(parts, name) for name in parts.namelist() if name.startswith("xl/worksheets/")):
            return
    with source.open() as one, source.open() as other:
        formulas, results = _opened(one, formulas=True)[sheet], _opened(other)[sheet]
        with _however_large(formulas), _however_large(results):
            count = sum(
                cell.data_type == "f" and value is None
                for row, values in zip(formulas.iter_rows(), results.iter_rows(values_only=True), strict=False)
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
    kinds = {kind_of_cell(cell) for cell in cells if cell is not None}
    if kinds <= {"number"} and not text:
        return pd.to_numeric(pd.Series(cells, dtype="object" if kinds else "float64"))
    if kinds == {"date"}:
        return pd.to_datetime(pd.Series(cells))
    return pd.Series([as_text(cell) for cell in cells], dtype="str")
