"""Line breaks within quotation marks: told where a cell holds them, refused where rows would be lost in one cell."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from typing import TextIO

from criteria.data.dataset import Note
from criteria.data.files.layout import Layout, layout_by, refuse_encoding
from criteria.data.files.source import Source
from criteria.model.problems import Problem, refuse_if_any

OPEN_QUOTE = "open-quote"
_LINE_END = re.compile(r"\r\n|\r|\n")
_NOT_CLOSED = (
    "a quotation mark opened in line {} is not closed at the end of its cell; close it there (one that belongs to the "
    "text is written twice)"
)
_ROWS = (
    "a quotation mark opened in line {0} is closed in line {1}, and these lines look like rows of this table; close it "
    "in line {0}, or, if they are one cell, write it without line breaks"
)


@dataclass(frozen=True)
class _Broken:
    """A cell that holds line breaks: its position in the row, and its first and last line in the file."""

    at: int
    first: int
    last: int
    parts: list[str] = field(repr=False)


@dataclass(frozen=True)
class _Row:
    """A row with a quotation mark in it: its first line in the file, its lines as they are written, its cells."""

    first: int
    lines: list[str] = field(repr=False)
    cells: list[str] = field(repr=False)

    @property
    def over_lines(self) -> bool:
        """Whether it takes more than one, or the end of the last line is part of a cell."""
        return len(self.lines) > 1 or self.cells[-1].endswith(("\n", "\r"))

    @property
    def all_quoted(self) -> bool:
        """Whether every cell stands in quotation marks; one within a cell is written twice."""
        marks = sum(line.count('"') for line in self.lines)
        return marks == 2 * (len(self.cells) + sum(cell.count('"') for cell in self.cells))

    def broken(self) -> Iterator[_Broken]:
        """Its cells that hold line breaks."""
        line = self.first
        for at, cell in enumerate(self.cells):
            parts = _LINE_END.split(cell)
            if len(parts) > 1:
                yield _Broken(at, line, line + len(parts) - 1, parts)
            line += len(parts) - 1


def line_breaks(source: Source, layout: Layout) -> list[Note]:
    """A note of each column whose cells hold line breaks.

    Raises `Refused` where a quotation mark is not closed: where it ends within a cell or not at all, and where the
    lines until the next one would be rows of the table.
    """
    faults: dict[str, list[str]] = {}
    broken: dict[str, list[_Broken]] = {}
    for row in _quoted_rows(source, layout):
        if not row.over_lines and not layout.odd_quotes:
            continue
        for subject, message in _faults(row, layout):
            faults.setdefault(subject, []).append(message)
        for cell in row.broken():
            if not _is_heading(row, layout):
                broken.setdefault(_column(cell.at, layout), []).append(cell)
    refuse_if_any(source.name, (Problem(OPEN_QUOTE, each, _first(said)) for each, said in faults.items()))
    return [_note(column, cells) for column, cells in broken.items()]


def refuse_open_quotes(source: Source, encoding: str, headings: Sequence[str]) -> None:
    """Refuse text, whose headings another reader has found, where `line_breaks` would."""
    layout = layout_by(source, encoding, headings)
    if layout is not None and (layout.broken_lines or layout.odd_quotes):
        line_breaks(source, layout)


def _quoted_rows(source: Source, layout: Layout) -> Iterator[_Row]:
    """The rows with a quotation mark in them; what has none is passed over line by line."""
    with source.open() as file, TextIOWrapper(file, layout.encoding, newline="") as text:
        last = 0
        try:
            for line in text:
                lines = [line]
                if '"' in line:
                    yield _Row(last + 1, lines, next(csv.reader(_kept(lines, text), delimiter=layout.delimiter)))
                last += len(lines)
        except csv.Error:  # longer than any cell
            source.refuse(OPEN_QUOTE, "rows", _NOT_CLOSED.format(last + 1))
        except UnicodeError:
            refuse_encoding(source, layout.encoding)


def _kept(lines: list[str], text: TextIO) -> Iterator[str]:
    """The line that is there, and those after it as far as they are asked for, which are added to it."""
    yield lines[0]
    for line in text:
        lines.append(line)
        yield line


def _faults(row: _Row, layout: Layout) -> Iterator[tuple[str, str]]:
    """Where a quotation mark was not closed in this row, and what to say of it."""
    broken = list(row.broken())
    if _ends_within_a_cell(row, layout.delimiter):
        first = broken[0].first if broken else row.first
        yield _subject(row, broken[0] if broken else None, layout), _NOT_CLOSED.format(first)
        return
    if row.all_quoted:  # then so would be the cells of a row that was swallowed, and end the cell
        return
    for cell in broken:
        if _are_rows(cell, len(row.cells) - 1 - cell.at, layout):
            yield _subject(row, cell, layout), _ROWS.format(cell.first, cell.last)


def _ends_within_a_cell(row: _Row, delimiter: str) -> bool:
    try:
        next(csv.reader(row.lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _are_rows(cell: _Broken, after: int, layout: Layout) -> bool:
    """Whether each line of the cell makes a row as long as the heading, the first and last with the cells beside it.

    A delimiter before a space is one of prose. Of one column nothing can be told: any text is as long as its heading.
    """
    signs = [len(re.findall(rf"{re.escape(layout.delimiter)}(?! )", part)) for part in cell.parts]
    signs[0] += cell.at
    signs[-1] += after
    rows = [count for count, part in zip(signs, cell.parts, strict=True) if count or part.strip()]
    return len(rows) > 1 and set(rows) == {len(layout.headings) - 1} != {0}


def _is_heading(row: _Row, layout: Layout) -> bool:
    return row.first == layout.lines_above + 1


def _subject(row: _Row, cell: _Broken | None, layout: Layout) -> str:
    if _is_heading(row, layout):
        return "heading"  # what was swallowed would be named
    return "rows" if cell is None else _column(cell.at, layout)


def _column(at: int, layout: Layout) -> str:
    return " ".join(layout.headings[at].split()) if at < len(layout.headings) else f"column {at + 1}"


def _first(messages: list[str]) -> str:
    more = len(messages) - 1
    return messages[0] + (f" ({more:,} more like it in this column)" if more else "")


def _note(column: str, cells: list[_Broken]) -> Note:
    longest = max(cells, key=lambda cell: cell.last - cell.first)
    message = (
        f"cells hold line breaks within quotation marks, the longest in lines {longest.first:,} to {longest.last:,} of "
        f"the file; if these are rows of their own, close the quotation mark in line {longest.first:,}"
    )
    return Note("line-breaks", column, len(cells), message)
