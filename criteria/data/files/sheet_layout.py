"""What a sheet hides from the eye or shows once for several rows: hidden rows, and cells merged over rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from criteria.data.dataset import Note
from criteria.data.files.source import Source

_BLOCK = 2**20
_LONGEST = 2**11  # bytes of a tag that a block may cut in two
_HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^>]*?\bhidden=\"(?:1|true)\"[^>]*(?<!/)>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=\"[A-Z]+(\d+):[A-Z]+(\d+)\"")


def layout_notes(source: Source, page: Any, *, below: int) -> Iterator[Note]:
    """Hidden rows, which are read; and cells merged over rows, whose value only the first of the rows has.

    Args:
        source: the workbook.
        page: the sheet, as the library opened it for reading.
        below: the number of the row with the headings.
    """
    hidden, merged = _counts(source, str(page._worksheet_path).lstrip("/"), below)
    if hidden:
        yield Note("hidden-rows", "rows", hidden, "rows are hidden in the sheet, as by a filter; read as all others")
    if merged:
        message = "cells are merged over several rows, of which only the first has the value; unmerge and fill them"
        yield Note("merged-cells", "rows", merged, message)


def _counts(source: Source, part: str, below: int) -> tuple[int, int]:
    """How many rows are hidden, and how many cells merged over rows, from the sheet as it is written."""
    hidden, merged = 0, 0
    with source.open() as file, ZipFile(file) as parts, parts.open(part) as sheet:
        rest = b""
        while block := sheet.read(_BLOCK):
            text = rest + block
            cut = max(text.rfind(b">") + 1, len(text) - _LONGEST)
            done, rest = text[:cut], text[cut:]
            hidden += len(_HIDDEN.findall(done)) if b"hidden=" in done else 0
            merged += sum(int(last) > int(first) > below for first, last in _MERGED.findall(done))
    return hidden, merged
