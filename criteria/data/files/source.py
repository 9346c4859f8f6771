"""A file on a disk or an upload in memory, opened anew by whoever reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NoReturn

from criteria.model.problems import Mend, Problem, Refused

Progress = Callable[[float], None]

LARGEST = 2 * 2**30  # bytes; above it a database serves better, and a browser's upload fails
MOST_COLUMNS = 10_000


@dataclass(frozen=True)
class Source:
    """Bytes that can be opened many times.

    Attributes:
        name: what a person calls it, such as a file's name.
        size: in bytes.
        open: gives the bytes from their beginning.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO] = field(repr=False)

    def refuse(self, code: str, subject: str, message: str, mends: Iterable[Mend] = ()) -> NoReturn:
        """Raise `Refused` with this one problem, and what can be chosen to mend it."""
        raise Refused(self.name, [Problem(code, subject, message, tuple(mends))])

    def digest(self) -> str:
        """SHA-256 of the bytes."""
        with self.open() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a binary file

    def start(self, length: int) -> bytes:
        """The first bytes."""
        with self.open() as file:
            return file.read(length)


def source_of(given: Path | tuple[str, bytes]) -> Source:
    """The source of a path, or of an upload's name and bytes. Raises `Refused` unless it can be opened and is not
    larger than `LARGEST`."""
    source = _in_memory(*given) if isinstance(given, tuple) else _on_disk(given)
    if source.size > LARGEST:
        remedy = "give the columns the trial asks for only, or load the table into a database"
        source.refuse("too-large", "file", f"larger than {LARGEST // 2**30} GiB, the most that is read; {remedy}")
    if not source.size:
        source.refuse("empty", "file", "the file is empty; export the table again")
    return source


def _in_memory(name: str, data: bytes) -> Source:
    return Source(name, len(data), lambda: BytesIO(data))


def _on_disk(path: Path) -> Source:
    source = Source(path.name, 0, lambda: path.open("rb"))
    try:
        if path.is_dir():
            source.refuse("unreadable", "file", "is a directory; give one file of it")
        with source.open():
            return Source(path.name, path.stat().st_size, source.open)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = (getattr(error, "strerror", None) or "not a path").lower()
        source.refuse("unreadable", "file", f"{reason}; check the path and that you may read the file")
