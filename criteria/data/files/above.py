"""What stands above the heading of a table: a line that names the delimiter, comments, titles, groups of columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_SEP = re.compile(r"\ufeff?\"?sep=(?P<sign>.)\"?[,;\t|]*", re.IGNORECASE)
_MOST = 0.6  # of the cells that most rows fill; a heading fills at least as many, a title fewer
_NUMBER = re.compile(r"[<>]?[-+]?\d+(?:[.,]\d+)?")

GROUPS = (
    "the heading stands in two rows, groups of columns above their names; write one heading row with a name in each "
    "cell, such as `Hb baseline`"
)
"""What to say of a heading in two rows."""

LINES_ABOVE = "lines of title or comment stand above the heading; left out"
"""What to say of lines above the heading."""


@dataclass(frozen=True)
class Above:
    """What stands above the rows of a table.

    Attributes:
        lines: how many lines, or rows, stand above the heading.
        told: how many of them hold something: a title or a comment, not the delimiter's name and no blank line.
        sign: the delimiter that the first line names.
        heading: the heading without the sign of a comment before it; None where it stands as it is.
        labels: the cells of the first comment, where it has as many as the heading.
        groups: above the names stand groups of columns, which the names alone do not tell.
    """

    lines: int = 0
    told: int = 0
    sign: str | None = None
    heading: str | None = None
    comments: tuple[str, ...] = field(default=(), repr=False)


def comments_above(lines: Sequence[str]) -> Above:
    """The lines above the heading or a title that are told by their beginning: `sep=;`, `#` and blank ones."""
    at, sign = _blank(lines, 0), None
    if at < len(lines) and (named := _SEP.fullmatch(lines[at].strip(" \r"))):
        at, sign = _blank(lines, at + 1), named["sign"]
    first, comments = at, []
    while at < len(lines) and (lines[at].startswith("#") or not lines[at].strip()):
        comments += [lines[at]] if lines[at].strip() else []
        at += 1
    if comments and _is_heading(comments[-1], lines[at] if at < len(lines) else "", sign):
        last = max(number for number in range(first, at) if lines[number].strip())
        return Above(last, len(comments) - 1, sign, lines[last].lstrip("# "), tuple(comments[:-1]))
    return Above(at, len(comments), sign, None, tuple(comments))


def _blank(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _is_heading(comment: str, below: str, sign: str | None) -> bool:
    """Whether a line after `#` is the heading itself: the line below it is one of data, as long as this one."""
    for delimiter in (sign,) if sign else ",;\t|":
        above, first = _cells(comment.lstrip("# "), delimiter), _cells(below, delimiter)
        if len(above) == len(first) > 1:
            return not any(map(is_number, above)) and any(map(is_number, first))
    return not below.strip()


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def is_number(cell: str) -> bool:
    """Whether a cell is plainly a number."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def titles_above(rows: Sequence[Sequence[str]]) -> int:
    """How many rows stand above the heading as titles do, with one filled cell or few of them; blank ones among them.

    A row with names in every cell must follow, as long as most rows are; else none is a title.
    """
    filled = [[at for at, cell in enumerate(row) if cell.strip()] for row in rows]
    usual = _usual([len(each) for each in filled])
    for at, (row, cells) in enumerate(zip(rows, filled, strict=True)):
        enough = len(cells) >= max(2, _MOST * usual)
        if enough or (cells != list(range(len(cells))) and not _stands_apart(filled, at)):
            heads = enough and not any(is_number(row[each]) for each in cells)
            return at if heads and any(filled[:at]) else 0
    return 0


def _stands_apart(filled: Sequence[Sequence[int]], at: int) -> bool:
    """Whether a blank row follows: groups of columns stand right above their names."""
    return at + 1 < len(filled) and not filled[at + 1]


def _usual(counts: Sequence[int]) -> int:
    """How many cells most rows fill, of those that fill more than one: the larger of two."""
    several = Counter(count for count in counts if count > 1)
    return max(several, key=lambda count: (several[count], count)) if several else 0


def are_groups(first: Sequence[str], second: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row is one of groups of columns: with gaps or repeated, above names in all of these, above numbers."""
    often = Counter(cell.strip() for cell in first)
    gaps = [at for at, cell in enumerate(first) if not cell.strip() or often[cell.strip()] > 1]
    wide = max((len(row) for row in below), default=0)
    gaps += range(len(first), min(wide, len(second)))
    if not gaps or not any(cell.strip() for cell in first):
        return False
    names = [second[at] if at < len(second) else "" for at in gaps]
    if not all(name.strip() and not is_number(name) for name in names) or any(map(is_number, second)):
        return False
    return any(is_number(row[at]) for row in below for at in gaps if at < len(row))
