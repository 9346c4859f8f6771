"""The process that reads uploads: one table of one visitor, asked through its standard input until that ends.

It keeps the table's rows; what leaves it is a check without a patient, and the table once nothing stands against it.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import BinaryIO

from criteria.data.apart.limits import Limits, shut_in
from criteria.data.apart.told import (
    Looked,
    Told,
    hear_map,
    tell_check,
    tell_dataset,
    tell_looked,
    tell_map,
    tell_refused,
)
from criteria.data.apart.wire import receive, send
from criteria.data.check import Check, check, leave_out, refuse_unusable
from criteria.data.map_file import parse_map
from criteria.data.proposal.listed import listed
from criteria.data.raw import Raw
from criteria.data.table_map import TableMap
from criteria.data.uploads import is_database, long_tables, read_uploads, ways_to_open
from criteria.model.problems import Refused
from criteria.model.protocol import Protocol

_LARGEST = 2**40  # bytes of one request: the server that sends it has counted them
_Answer = tuple[Told, bytes | memoryview]
# What a map says of how the files are read.
_READ_BY = ("tables", "joins", "measurements", "sheet", "encoding", "window_days", "extract")
_OFTEN = 0.05  # seconds between two words about the progress


class _Desk:
    """The table that is open, and what may be asked of it."""

    def __init__(self, tell: Callable[[Told], None]) -> None:
        self._tell = tell
        self._next = 0.0
        self._files: list[tuple[str, bytes]] = []
        self._left_out: tuple[str, ...] = ()
        self._given: TableMap | None = None
        self._says: Told = {}
        self._read_under = TableMap()
        self._raw: Raw | None = None
        self._found: Check | None = None

    def open(self, asked: Told, parts: list[bytes]) -> _Answer:
        """Read files and check them; rows of a table that may name a person are not kept."""
        self._given = parse_map(asked["map"], asked["map_name"]) if asked["map"] is not None else None
        self._files = list(zip(asked["names"], parts, strict=True))
        self._left_out, self._says = tuple(asked["leave_out"]), {}
        return self.open_again({"says": {}, **asked}, [])

    def open_again(self, asked: Told, _parts: list[bytes]) -> _Answer:
        """Read the same files with more said of how they are opened, and check them."""
        self._says |= asked["says"]
        says = (self._given or TableMap()).model_dump(exclude_unset=True) | self._says
        said = TableMap.model_validate(says) if says else None
        given = said if said is not None and said.columns else None  # without columns it says how the files are read
        raw, together = read_uploads(self._files, said, progress=self._read)
        raw = leave_out(raw, self._left_out)
        self._tell({"checking": len(raw.frame)})
        found = check(raw, given, _protocol(asked))
        if found.stopped and found.proposal and asked["as_proposed"]:
            as_proposed = check(raw, found.proposal.table_map, _protocol(asked))
            found = found if as_proposed.stopped else replace(as_proposed, proposal=found.proposal)
        columns = tuple(map(str, raw.frame.columns))
        if found.stopped:
            self._files = []
            return tell_looked(Looked(replace(found, proposal=None), columns)), b""
        self._raw, self._found = raw, found
        self._read_under = together or (found.proposal.table_map if found.proposal else found.table_map)
        looked = Looked(
            found,
            columns,
            together=together if given is None else None,
            given=given,
            opened_as=tuple(ways_to_open(self._files)),
            standard=raw.known is not None,
            listed=None if found.proposal else listed(raw, found.table_map),
        )
        return tell_looked(looked), b""

    def read_map(self, asked: Told, _parts: list[bytes]) -> _Answer:
        """A map that somebody wrote."""
        return tell_map(parse_map(asked["map"])), b""

    def check(self, asked: Told, _parts: list[bytes]) -> _Answer:
        """Check the open table under another map; the files are read again where it would read them otherwise."""
        assert self._raw is not None, "asked only of a table that is open"
        asked_for = hear_map(asked["map"])
        if self._reads_otherwise(asked_for):
            self._raw = leave_out(read_uploads(self._files, asked_for)[0], self._left_out)
            self._read_under = asked_for
        self._found = check(self._raw, asked_for, _protocol(asked))
        return tell_check(self._found), b""

    def _reads_otherwise(self, asked_for: TableMap) -> bool:
        one_table = len(self._files) == 1 and not asked_for.measurements and not is_database(self._files[0][0])
        names = _READ_BY if one_table else (*_READ_BY, "index")
        return any(getattr(asked_for, name) != getattr(self._read_under, name) for name in names)

    def long_tables(self, asked: Told, _parts: list[bytes]) -> _Answer:
        """The long tables among the files, with two rows of each where they may be shown."""
        found = long_tables(self._files, hear_map(asked["map"]), rows=asked["rows"])
        return {"tables": [asdict(each) for each in found]}, b""

    def hand_over(self, _asked: Told, _parts: list[bytes]) -> _Answer:
        """The table itself, once nothing stands against its use."""
        assert self._found is not None, "asked only of a table that is open"
        refuse_unusable(self._found)
        return tell_dataset(self._found.dataset)

    def _read(self, part: float) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _OFTEN
            self._tell({"read": part})


def _protocol(asked: Told) -> Protocol:
    return Protocol.model_validate(asked["protocol"])


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nobody asks any more. What goes wrong is told by its kind alone: a message may quote a value."""
    desk = _Desk(lambda told: send(answers, told))
    asked_for: dict[str, Callable[[Told, list[bytes]], _Answer]] = {
        "open": desk.open,
        "again": desk.open_again,
        "check": desk.check,
        "map": desk.read_map,
        "long tables": desk.long_tables,
        "hand over": desk.hand_over,
    }
    send(answers, {"ready": True})
    while True:
        try:
            asked, parts = receive(requests, _LARGEST)
        except EOFError:
            return
        try:
            told, data = asked_for[asked["ask"]](asked, parts)
            send(answers, {"done": told}, [data])
        except Refused as refused:
            send(answers, {"refused": tell_refused(refused)})
        except MemoryError:
            send(answers, {"failed": "memory"})
        except Exception as error:  # whatever a file makes a library do is told, and ends nothing but this request
            send(answers, {"failed": type(error).__name__})
        del parts


def main(folder: Path, limits: Limits) -> None:
    """Be the process: its own folder for temporary files, and gone when the server is gone."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not break a message
    threading.Thread(target=_end_with, args=(os.getppid(), folder), daemon=True).start()
    shut_in(limits)
    serve(requests, answers)


def _end_with(parent: int, folder: Path) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    _folder, _memory, _seconds, _written = sys.argv[1:]
    main(Path(_folder), Limits(int(_memory), float(_seconds), int(_written)))
