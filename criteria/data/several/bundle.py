"""Tables that came together: files of a folder, several uploads, files of a zip file, sheets of a workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from criteria.data.files.containers import unpacked
from criteria.data.files.kinds import FILE_KINDS, WORKBOOKS, kind_of
from criteria.data.files.opening import read
from criteria.data.files.source import Source, source_of
from criteria.data.files.workbooks import sheet_names
from criteria.data.raw import Raw
from criteria.data.table_map import TableMap
from criteria.model.problems import Problem, Refused

ZIP = ".zip"
Given = Path | tuple[str, bytes]


@dataclass(frozen=True)
class Bundle:
    """Tables by their names, each read when it is first asked for.

    Attributes:
        name: what a person calls them together.
        places: how each is read; by a file's name with its ending, or a sheet's.
    """

    name: str
    places: Mapping[str, Callable[[], Raw]] = field(repr=False)

    @cached_property
    def _read(self) -> dict[str, Raw]:
        return {}

    def table(self, name: str) -> Raw:
        """One of the tables. Raises `Refused` when it cannot be read."""
        if name not in self._read:
            self._read[name] = self.places[name]()
        return self._read[name]

    def find(self, name: str) -> str | None:
        """The table of this name, whatever its case and with or without its ending; None where there is none.

        Raises:
            Refused: two tables could be meant.
        """
        if name in self.places:
            return name
        stem = Path(name).stem.casefold()
        found = [each for each in self.places if Path(each).stem.casefold() == stem or each.casefold() == stem]
        if len(found) > 1:
            message = f"{' and '.join(found)} are the same table twice; keep one of them"
            raise Refused(self.name, [Problem("duplicate-table", name, message)])
        return found[0] if found else None

    def digest(self, names: Iterable[str]) -> str:
        """SHA-256 of some of the tables."""
        return hashlib.sha256(" ".join(self.table(name).digest for name in names).encode()).hexdigest()


def bundle_of_folder(folder: Path, said: TableMap | None = None) -> Bundle:
    """The files of a folder that can be tables; `said` is the map, as far as it is about letters."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and _can_be_read(path.name))
    return Bundle(folder.name, {path.name: _reading(path, said) for path in paths})


def bundle_of_uploads(name: str, files: Sequence[tuple[str, bytes]], said: TableMap | None = None) -> Bundle:
    """Uploaded files by their names."""
    return Bundle(name, {file: _reading((file, data), said) for file, data in files if _can_be_read(file)})


def bundle_of_file(given: Given, said: TableMap | None = None) -> Bundle | None:
    """The sheets of a workbook, or the files of a zip file, where it has more than one; None for any other file.

    Raises:
        Refused: it is not what its ending says, or is too large.
    """
    kind = kind_of(str(given[0] if isinstance(given, tuple) else given))
    if kind not in (ZIP, *WORKBOOKS):
        return None
    source = source_of(given)
    if kind == ZIP:
        places = {each.name: _reading((each.name, _bytes(each)), said) for each in unpacked(source)}
    else:
        places = {name: _reading(given, said, name) for name in sheet_names(source)}
    return Bundle(source.name, places) if len(places) > 1 else None


def _can_be_read(name: str) -> bool:
    return kind_of(name) in FILE_KINDS and not name.startswith((".", "~$"))


def _reading(given: Given, said: TableMap | None, sheet: str | None = None) -> Callable[[], Raw]:
    """A reader that is told nothing of identifiers, so that a table is the same before and after the map is there."""
    letters = TableMap(encoding=said.encoding, agreed=said.agreed) if said else None
    return lambda: read(given, sheet=sheet, said=letters)


def _bytes(source: Source) -> bytes:
    with source.open() as file:
        return file.read()
