"""How delimited text is written: its delimiter, its headings and what stands above them, quotation marks, zeros."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from typing import NoReturn

import numpy as np

from criteria.data.files.above import GROUPS, Above, are_groups, comments_above, titles_above
from criteria.data.files.headings import named
from criteria.data.files.source import Source

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "|"}
FORMULA_TEXT = re.compile(r'^="(.*)"$')
"""A cell as a spreadsheet writes it to keep a text."""

NO_ROWS = "cannot be cut into rows and cells; is a quotation mark not closed? Export the table again"
_OTHER_DELIMITERS = "^~:!\x01\x1f "
_GAP = re.compile(r" {2,}")
_SAMPLE = 2**20
_BLOCK = 2**17  # what a pass over the file makes of it stays in the cache
_SAMPLE_ROWS = 100


@dataclass(frozen=True)
class Layout:
    """How the text is written.

    Attributes:
        lines_above: how many stand above the heading.
        quoted: there is a quotation mark somewhere.
        broken_lines: and perhaps a line break within quotation marks.
        odd_quotes: the number of quotation marks is odd.
        leading_zeros: some cell may start with a zero that a number would lose.
        told: how many of the lines above are titles or comments.
        named_sign: a line above names the delimiter, as `sep=;` does.
        labels: what a comment says of each column; empty where none does.
    """

    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    lines_above: int
    quoted: bool
    broken_lines: bool
    odd_quotes: bool
    leading_zeros: bool
    told: int = 0
    named_sign: bool = False
    labels: tuple[str, ...] = ()


# --- layout -------------------------------------------------------------------------------------------------------


def layout_of(source: Source, encoding: str) -> Layout:
    """How the text is written. Raises `Refused` when that cannot be told."""
    lines = _sample(source, encoding)
    above = comments_above(lines)
    below = lines[above.lines :] if above.heading is None else [above.heading, *lines[above.lines + 1 :]]
    if not any(line.strip() for line in below):
        source.refuse("empty", "file", "holds no text; export the table again")
    delimiter = above.sign or _delimiter(source, below)
    titles = _titles(below, delimiter)
    told = above.told + sum(bool(line.strip()) for line in below[:titles])
    below = below[titles:]
    rows = _cells(below, delimiter)
    _refuse_groups(source, rows)
    headings = named(source, [FORMULA_TEXT.sub(r"\1", cell) for cell in _as_long_as_rows(rows)])
    if len(lines) < _SAMPLE_ROWS and not "".join(below[1:]):
        source.refuse("no-patients", "rows", "the table has no patient; give at least one row below the heading")
    return Layout(
        encoding, delimiter, headings, above.lines + titles, *_signs(source, encoding, delimiter),
        told=told, named_sign=above.sign is not None, labels=_labels(above, delimiter, headings),
    )  # fmt: skip


def _titles(lines: Sequence[str], delimiter: str) -> int:
    """How many lines stand above the heading as titles do; a line is a row, as long as no quotation mark is open."""
    some = [line for line in lines if line.count('"') % 2 == 0]
    return titles_above([_one(line, delimiter) for line in lines]) if len(some) == len(lines) else 0


def _one(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # longer than any cell
        return [line]


def _refuse_groups(source: Source, rows: Sequence[Sequence[str]]) -> None:
    if len(rows) > 2 and are_groups(rows[0], rows[1], rows[2:]):
        source.refuse("two-headings", "heading", GROUPS)


def _as_long_as_rows(rows: Sequence[list[str]]) -> list[str]:
    """The heading, with a nameless column more or less where it or all rows end in a delimiter and the other not."""
    heading, below = rows[0], rows[1:]
    lengths = {len(row) for row in below}
    if lengths == {len(heading) + 1} and not any(row[-1].strip() for row in below):
        return [*heading, ""]
    if lengths == {len(heading) - 1} and not heading[-1].strip() and len(heading) > 2:
        return heading[:-1]
    return heading


def _labels(above: Above, delimiter: str, headings: Sequence[str]) -> tuple[str, ...]:
    """What the first comment says of each column, where it has as many cells as the heading, all cut by tabs."""
    cells = _one(above.comments[0].lstrip("#"), delimiter) if above.comments else []
    fits = delimiter == "\t" and len(cells) == len(headings) > 1
    return tuple(cell.strip() for cell in cells) if fits else ()


def layout_by(source: Source, encoding: str, headings: Sequence[str]) -> Layout | None:
    """How text is written whose headings another reader has found; None where no delimiter of ours makes as many."""
    lines = _sample(source, encoding)
    blank = next((at for at, line in enumerate(lines) if line.strip()), 0)
    for delimiter in DELIMITERS:
        if len(next(_rows(lines[blank:], delimiter), [])) == len(headings):
            return Layout(encoding, delimiter, tuple(headings), blank, *_signs(source, encoding, delimiter))
    return None


def beginning(source: Source, layout: Layout) -> str:
    """The first lines below what stands above the heading."""
    return "\n".join(_sample(source, layout.encoding)[layout.lines_above + 1 :])


def _sample(source: Source, encoding: str) -> list[str]:
    """The first lines, as text."""
    with source.open() as file, TextIOWrapper(file, encoding, newline="") as text:
        try:
            return StringIO(text.read(_SAMPLE), newline=None).read().split("\n")[:_SAMPLE_ROWS]
        except UnicodeError:
            refuse_encoding(source, encoding)


def _cells(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """Rows of cells, blank lines left out."""
    return list(_rows(lines, delimiter))


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    return (row for row in csv.reader((f"{line}\n" for line in lines), delimiter=delimiter) if row)


def _delimiter(source: Source, lines: list[str]) -> str:
    """The sign that cuts most rows into as many cells as the heading. Refused when that is none or more than one."""
    fits = {sign: _fit(lines, sign) for sign in DELIMITERS}
    best = max(fits.values())
    if best[1] > 1:
        candidates = [DELIMITERS[sign] for sign, fit in fits.items() if fit == best]
        if len(candidates) > 1:
            message = f"cells may be separated by {' or '.join(candidates)}; quote the cells that hold the other sign"
            source.refuse("delimiter", "file", message)
        return next(sign for sign, fit in fits.items() if fit == best)
    if any(_separates(lines, sign) for sign in _OTHER_DELIMITERS) or _in_columns(lines):
        message = "cells are not separated by comma, semicolon, tab or |; export the table with one of these"
        source.refuse("delimiter", "file", message)
    return ","


def _fit(lines: list[str], sign: str) -> tuple[float, int]:
    """The share of rows with as many cells as the heading, and how many these are; no share for a single cell."""
    try:
        rows = _cells(lines[_titles(lines, sign) :], sign)
    except csv.Error:
        return 0.0, 0
    cells = len(rows[0]) if rows else 0
    return (sum(len(row) == cells for row in rows) / len(rows) if cells > 1 else 0.0), cells


def _separates(lines: list[str], sign: str) -> bool:
    counts = {line.strip().count(sign) for line in lines if line.strip()}
    return len(counts) == 1 and counts.pop() > 0 and len(lines) > 1


def _in_columns(lines: list[str]) -> bool:
    """Whether cells stand below one another, with blanks between."""
    counts = {len(_GAP.findall(line.strip())) for line in lines if line.strip()}
    return len(counts) == 1 and counts.pop() > 0 and len(lines) > 1


def _signs(source: Source, encoding: str, delimiter: str) -> tuple[bool, bool, bool, bool]:
    """What `Layout` says of quotation marks and of leading zeros; in UTF-16 everything may be."""
    if encoding.startswith("utf-16"):
        return (True,) * 4
    quotes, broken, zeros = 0, False, False
    with source.open() as file:
        while block := file.read(_BLOCK) + file.readline():
            signs = np.frombuffer(block, np.uint8)
            here = block.count(b'"')
            quotes += here
            broken = broken or (here > 0 and _breaks_lines(signs))
            zeros = zeros or _hexadecimal(block, signs) or _leading_zero(signs, ord(delimiter))
    return quotes > 0, broken, quotes % 2 > 0, zeros


def _breaks_lines(block: np.ndarray) -> bool:
    """Whether a line end stands after an odd number of quotation marks."""
    ends = np.flatnonzero((block == 10) | (block == 13))
    return bool((np.searchsorted(np.flatnonzero(block == 34), ends) & 1).any())


def _hexadecimal(block: bytes, signs: np.ndarray) -> bool:
    """Whether `0` is followed by `x`."""
    if b"x" not in block and b"X" not in block:
        return False
    return bool(((signs[:-1] == 48) & ((signs[1:] | 32) == 120)).any())


def _leading_zero(block: np.ndarray, delimiter: int) -> bool:
    """Whether `0` is followed by a digit, and follows a delimiter or a sign that sorts before the minus."""
    before, here, after = block[:-2], block[1:-1], block[2:]
    zeros = here == 48
    zeros &= after - np.uint8(48) < 10
    zeros &= (before <= 45) if delimiter <= 45 else (before <= 45) | (before == delimiter)
    return bool(zeros.any())


def refuse_encoding(source: Source, encoding: str) -> NoReturn:
    """Refuse text that is not in the encoding its beginning is in."""
    source.refuse("encoding", "file", f"not {encoding} text throughout; save it as UTF-8")
