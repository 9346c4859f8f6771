"""Rows of another length than the heading that are no patients: remarks and totals at the end, titles between pages."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from io import TextIOWrapper
from itertools import islice

from criteria.data.dataset import Note
from criteria.data.files.above import is_number
from criteria.data.files.layout import DELIMITERS, Layout
from criteria.data.files.source import Source
from criteria.data.files.totals import total_kind

_MOST = 1_000  # uneven rows; more of them are no footers
_FIRST = 3
_NOTHING = " \t\xa0\x1a"  # the last is how DOS ends a file


def footers(source: Source, layout: Layout, count: int) -> list[Note]:
    """What the rows of another length than the heading are, when none may be a patient's.

    Raises `Refused`, naming the first, when one may.
    """
    numbers: list[int] = []
    kinds: Counter[str] = Counter()
    open_rows: list[int] = []  # single cells so far that need the heading again, or the end of the file, below them
    with source.open() as file, TextIOWrapper(file, layout.encoding, newline="") as text:
        for _ in range(layout.lines_above):
            text.readline()
        rows = csv.reader(text, delimiter=layout.delimiter)
        for number, row in enumerate(rows, start=layout.lines_above + 1):
            cells = [cell.strip() for cell in row if cell.strip(_NOTHING)]
            if not cells:
                continue
            if len(row) != len(layout.headings):
                kind = _kind(row, cells, len(layout.headings)) if count <= _MOST else None
                kinds[kind or ""] += 1
                open_rows.append(number)
                numbers += [] if kind else [number]
            elif [cell.strip() for cell in row] == list(layout.headings) or total_kind(cells[0]):
                open_rows = [] if total_kind(cells[0]) is None else open_rows
            else:
                numbers += open_rows
                open_rows = []
    if numbers:
        _refuse(source, layout, count, sorted(set(numbers)))
    return [Note("not-patients", kind, n, f"rows are no patients but {kind}; left out") for kind, n in kinds.items()]


def _kind(row: Sequence[str], cells: Sequence[str], width: int) -> str | None:
    """What a row is that is shorter than the heading; None where it may be a patient's."""
    if len(cells) > width:
        return None
    kind = total_kind(cells[0])
    if kind is not None and (len(cells) == 1 or row[0].strip() or len(cells) < width):
        return kind
    words = sum(sign.isalpha() for sign in cells[0])
    return "remarks" if len(cells) == 1 and words > 1 and not is_number(cells[0]) else None


def _refuse(source: Source, layout: Layout, count: int, numbers: Sequence[int]) -> None:
    first = ", ".join(str(number) for number in islice(numbers, _FIRST))
    rows = f"{count} row{'s have' if count != 1 else ' has'}"
    message = (
        f"{rows} more or fewer cells than the heading ({len(layout.headings)}), first in row {first} of the file; "
        f"quote cells that hold a {DELIMITERS[layout.delimiter]}, and write blank cells as blank"
    )
    source.refuse("uneven-rows", "rows", message)
