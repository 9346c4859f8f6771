"""Packed files: what stands in a .gz, .bz2, .xz or .zip, unpacked in memory, never more than is read."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from criteria.data.files.kinds import PACKED, TABLES, kind_of
from criteria.data.files.source import LARGEST, Source

_BLOCK = 2**20
_MOST_TIMES = 1_000  # as large as it was packed: no table is so alike in all its rows
_FEW = 2**24  # bytes that may be unpacked however small the file is
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, BadZipFile, NotImplementedError, RuntimeError, ValueError)
_OPENED: dict[str, Callable[[BinaryIO], BinaryIO]] = {
    ".gz": lambda file: gzip.GzipFile(fileobj=file),  # type: ignore[dict-item,return-value]  # reads as a file does
    ".bz2": lambda file: bz2.BZ2File(file),  # type: ignore[dict-item,return-value]  # it reads as a file does
    ".xz": lambda file: lzma.open(file),  # type: ignore[dict-item,return-value]  # noqa: SIM115  # whoever opens it closes it
}


def unpacked(source: Source) -> list[Source]:
    """The table files in a packed file, or the file itself where it is none. Raises `Refused` when it is damaged,
    holds no table, or is larger than `LARGEST` when unpacked."""
    kind = kind_of(source.name)
    if kind not in PACKED:
        return [source]
    try:
        return list(_of_zip(source)) if kind == ".zip" else [_of_one(source, kind)]
    except _BROKEN:
        source.refuse("not-a-table", "file", f"not a readable {kind} file, or a damaged one; pack the table again")


def the_one_in(source: Source) -> Source:
    """The only table file in a packed file. Raises `Refused`, naming them, when there are several."""
    found = unpacked(source)
    if len(found) > 1:
        names = ", ".join(f"`{each.name}`" for each in found)
        remedy = "give one of them, or unpack them into a folder and give the folder"
        source.refuse("several-tables", "file", f"holds {len(found)} tables: {names}; {remedy}")
    return found[0]


def _of_one(source: Source, kind: str) -> Source:
    inner = source.name[: -len(kind)]
    name = inner if kind_of(inner) in TABLES else f"{inner}.csv"
    with source.open() as packed, _OPENED[kind](packed) as file:
        return _kept(source, name, file)


def _of_zip(source: Source) -> Iterator[Source]:
    with source.open() as packed, ZipFile(packed) as archive:
        tables = [each for each in archive.infolist() if _is_table(each)]
        if not tables:
            source.refuse("no-tables", "file", f"holds no table; it needs a file such as {', '.join(TABLES[:4])}")
        if any(each.flag_bits & 1 for each in tables):
            source.refuse("password", "file", "protected by a password; pack it without one")
        for each in tables:
            with archive.open(each) as file:
                found = _kept(source, PurePosixPath(each.filename).name, file)  # type: ignore[arg-type]  # a binary file
            yield the_one_in(found) if kind_of(found.name) in PACKED else found


def _is_table(part: ZipInfo) -> bool:
    """Whether it is a table, and none that a system has put beside it."""
    path = PurePosixPath(part.filename)
    own = "__MACOSX" in path.parts or path.name.startswith((".", "~$"))
    kinds = (*TABLES, *(kind for kind in PACKED if kind != ".zip"))
    return not part.is_dir() and not own and kind_of(path.name) in kinds


def _kept(source: Source, name: str, file: BinaryIO) -> Source:
    """What a packed file holds, to be opened many times."""
    held, most = BytesIO(), min(LARGEST, max(_FEW, _MOST_TIMES * source.size))
    while block := file.read(_BLOCK):
        held.write(block)
        if held.tell() > most:
            source.refuse("too-large", "file", "larger than any table when unpacked; unpack it and look at it")
    data = held.getvalue()
    if not data:
        source.refuse("empty", "file", "the file in it is empty; export the table again")
    return Source(name, len(data), lambda: BytesIO(data))
