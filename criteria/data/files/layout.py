"""How delimited text is written: its encoding, delimiter and headings, quotation marks and leading zeros."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from typing import NoReturn

import numpy as np

from criteria.data.dataset import Note
from criteria.data.files.headings import named
from criteria.data.files.source import Source

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "|"}
NO_ROWS = "cannot be cut into rows and cells; is a quotation mark not closed? Export the table again"
_OTHER_DELIMITERS = "^~:!\x01\x1f "
_SAMPLE = 2**20
_BLOCK = 2**17  # what a pass over the file makes of it stays in the cache
_SAMPLE_ROWS = 100
_TELLING_LINES = 1000  # enough to tell an encoding by


@dataclass(frozen=True)
class Layout:
    """How the text is written.

    Attributes:
        blank_lines: how many stand above the heading.
        quoted: there is a quotation mark somewhere.
        broken_lines: and perhaps a line break within quotation marks.
        odd_quotes: the number of quotation marks is odd.
        leading_zeros: some cell may start with a zero that a number would lose.
    """

    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    blank_lines: int
    quoted: bool
    broken_lines: bool
    odd_quotes: bool
    leading_zeros: bool


# --- encoding -----------------------------------------------------------------------------------------------------


def _encoding(source: Source) -> tuple[str, list[Note]]:
    start = source.start(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", []
    if len(start) == 4 and start[1::2] == b"\0\0" and start[0] and start[2]:
        return "utf-16-le", []
    strange, count = _lines_not_utf8(source)
    if not count:
        return "utf-8-sig", []
    encoding = _guess(source, strange)
    message = f"lines are not UTF-8; read as {encoding}; look whether letters with accents are right"
    return encoding, [Note("encoding", "file", count, message)]


def _lines_not_utf8(source: Source) -> tuple[list[bytes], int]:
    """Some of the lines that are not UTF-8, and how many they are; a NUL byte is refused."""
    some: list[bytes] = []
    count = 0
    with source.open() as file:
        while block := file.read(_BLOCK) + file.readline():
            if b"\0" in block:
                source.refuse("nul-bytes", "file", "holds NUL bytes, which no text has; export the table as CSV again")
            if not block.isascii():
                lines = _not_utf8(block)
                some += lines[: _TELLING_LINES - len(some)]
                count += len(lines)
    return some, count


def _not_utf8(block: bytes) -> list[bytes]:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return [line for line in block.split(b"\n") if not _is_utf8(line)]
    return []


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess(source: Source, lines: Sequence[bytes]) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(b"\n".join(lines), cp_isolation=["cp1252", "gb18030"]).best()
    if best is None:
        source.refuse("encoding", "file", "neither UTF-8, UTF-16, Windows-1252 nor GB18030 text; save it as UTF-8")
    return {"cp1252": "Windows-1252"}.get(best.encoding, best.encoding.upper())


# --- layout -------------------------------------------------------------------------------------------------------


def layout_of(source: Source) -> tuple[Layout, list[Note]]:
    """How the text is written, and a note when it is not Unicode. Raises `Refused` when that cannot be told."""
    encoding, note = _encoding(source)
    return _layout(source, encoding), note


def _layout(source: Source, encoding: str) -> Layout:
    lines = _sample(source, encoding)
    blank = next((at for at, line in enumerate(lines) if line.strip()), None)
    if blank is None:
        source.refuse("empty", "file", "holds no text; export the table again")
    delimiter = _delimiter(source, lines[blank:])
    headings = named(source, _cells(lines[blank:], delimiter)[0])
    if len(lines) < _SAMPLE_ROWS and not "".join(lines[blank + 1 :]):
        source.refuse("no-patients", "rows", "the table has no patient; give at least one row below the heading")
    return Layout(encoding, delimiter, headings, blank, *_signs(source, encoding, delimiter))


def layout_by(source: Source, encoding: str, headings: Sequence[str]) -> Layout | None:
    """How text is written whose headings another reader has found; None where no delimiter of ours makes as many."""
    lines = _sample(source, encoding)
    blank = next((at for at, line in enumerate(lines) if line.strip()), 0)
    for delimiter in DELIMITERS:
        if len(next(_rows(lines[blank:], delimiter), [])) == len(headings):
            return Layout(encoding, delimiter, tuple(headings), blank, *_signs(source, encoding, delimiter))
    return None


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
    if any(_separates(lines, sign) for sign in _OTHER_DELIMITERS):
        message = "cells are not separated by comma, semicolon, tab or |; export the table with one of these"
        source.refuse("delimiter", "file", message)
    return ","


def _fit(lines: list[str], sign: str) -> tuple[float, int]:
    """The share of rows with as many cells as the heading, and how many these are; no share for a single cell."""
    try:
        rows = _cells(lines, sign)
    except csv.Error:
        return 0.0, 0
    cells = len(rows[0]) if rows else 0
    return (sum(len(row) == cells for row in rows) / len(rows) if cells > 1 else 0.0), cells


def _separates(lines: list[str], sign: str) -> bool:
    counts = {line.strip().count(sign) for line in lines if line.strip()}
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
