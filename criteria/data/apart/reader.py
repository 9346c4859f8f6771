"""One reader as the server sees it: a process that is asked, waited for, and ended."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from pydantic import TypeAdapter

from criteria.data.apart.limits import Limits
from criteria.data.apart.told import (
    Looked,
    Told,
    hear_check,
    hear_dataset,
    hear_looked,
    hear_map,
    hear_refused,
    tell_map,
)
from criteria.data.apart.wire import LARGEST_TOLD, receive, send
from criteria.data.check import Check
from criteria.data.dataset import Dataset
from criteria.data.table_map import TableMap
from criteria.data.uploads import LongTable
from criteria.model.problems import Problem, Refused
from criteria.model.protocol import Protocol

_Answer = TypeVar("_Answer")
_NONSENSE = (OSError, ValueError, LookupError, TypeError, AttributeError)  # what comes of an answer that is none
_PIPE = 2**20  # bytes on their way
_OFTEN = 0.1  # seconds between two signs of life to whoever waits
_KEPT = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")  # the others may hold secrets


class Heard:
    """Who wants to know how far it is read, and does not unless it says otherwise; what it raises ends the waiting."""

    def read(self, part: float) -> None:
        """How much of the file has been read, from 0 to 1."""

    def checking(self, rows: int) -> None:
        """Everything has been read, and is now looked at."""

    def waiting(self) -> None:
        """Nothing new."""

    def queued(self, before: int) -> None:
        """All processes are taken, and so many others wait as well, who came before."""


class Reader:
    """A process that reads one visitor's files, and holds their table until it is handed over or closed.

    Every request raises `Refused` where the table, or the process, fails; afterwards the process is gone where it could
    not go on.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._limits = limits
        self._since = time.monotonic()
        self._died = _DIED
        self._name = "the table"
        self._told: queue.Queue[tuple[Told, list[bytes]] | None] = queue.Queue()
        self._process = _start(folder, limits)
        self._lock = threading.Lock()
        self.close = weakref.finalize(self, _end, self._process, folder)
        """End the process and remove its folder; also when nobody holds this reader any more."""
        threading.Thread(target=_listen, args=(self._process, self._told, limits), daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return bool(self.close.alive) and self._process.poll() is None

    @property
    def process_id(self) -> int:
        """Of the process, as the system knows it."""
        return self._process.pid

    @property
    def idle(self) -> float:
        """Seconds since it was last asked; 0 while it is at work."""
        return 0.0 if self._lock.locked() else time.monotonic() - self._since

    def put_away(self) -> None:
        """End it for others' sake: whoever asks it again is told that."""
        self._died = _PUT_AWAY
        self.close()

    def open(
        self,
        files: Sequence[tuple[str, bytes]],
        protocol: Protocol,
        *,
        given: tuple[str, str] | None = None,
        leave_out: Sequence[str] = (),
        as_proposed: bool = False,
        heard: Heard | None = None,
    ) -> Looked:
        """Read and check files.

        Args:
            files: names and bytes.
            protocol: whose criteria the table should answer.
            given: text and name of the map that came with them.
            leave_out: columns that are not to be read.
            as_proposed: where a column may name a person, read the table as is proposed for that: without the column,
                or with row numbers for identifiers, ages for dates of birth.
            heard: is told how far it is.
        """
        text, name = given or (None, "the map")
        self._name = _called([each for each, _ in files])
        asked: Told = {"names": [each for each, _ in files], "map": text, "map_name": name}
        asked |= {"leave_out": list(leave_out), "as_proposed": as_proposed}
        return self._ask("open", asked | _under(protocol), hear_looked, [data for _, data in files], heard)

    def open_again(
        self,
        says: Mapping[str, Any],
        protocol: Protocol,
        *,
        as_proposed: bool = False,
        heard: Heard | None = None,
    ) -> Looked:
        """Read and check the same files once more.

        Args:
            says: what the map says in addition of how they are opened, as a `Mend` has it.
            protocol, as_proposed, heard: as for `open`.
        """
        asked: Told = {"says": dict(says), "as_proposed": as_proposed}
        return self._ask("again", asked | _under(protocol), hear_looked, heard=heard)

    def read_map(self, text: str) -> TableMap:
        """The map that somebody wrote."""
        return self._ask("map", {"map": text}, hear_map)

    def check(self, table_map: TableMap, protocol: Protocol) -> Check:
        """Check the table under another map."""
        return self._ask("check", {"map": tell_map(table_map), **_under(protocol)}, hear_check)

    def long_tables(self, table_map: TableMap, *, rows: bool) -> tuple[LongTable, ...]:
        """The long tables that a map names, as they came; with two rows of each, without their patients, if asked."""
        return self._ask("long tables", {"map": tell_map(table_map), "rows": rows}, _hear_long_tables)

    def hand_over(self) -> Dataset:
        """The table itself, which nothing may stand against."""
        return self._ask("hand over", {}, hear_dataset)

    def _ask(
        self,
        what: str,
        asked: Told,
        hear: Callable[..., _Answer],
        parts: Sequence[bytes] = (),
        heard: Heard | None = None,
    ) -> _Answer:
        """The answer to a request. Whatever ends the waiting, a visitor's cancelling included, ends the process."""
        with self._lock:
            try:
                told, data = self._asked(what, asked, parts, heard or Heard())
                return hear(told, *(each for each in data if each))
            except Refused:
                raise
            except _NONSENSE:  # it died, or says what makes no sense
                self.close()
                raise self._refused("reading-ended", self._died) from None
            except BaseException:  # a visitor who cancels: the run that waits is stopped
                self.close()
                raise
            finally:
                self._since = time.monotonic()

    def _asked(self, what: str, asked: Told, parts: Sequence[bytes], heard: Heard) -> tuple[Told, list[bytes]]:
        send(cast(BinaryIO, self._process.stdin), {"ask": what, **asked}, parts)
        last = time.monotonic() + self._limits.seconds
        while True:
            told, data = self._next(last, heard)
            match told:
                case {"done": answer}:
                    return answer, data
                case {"refused": refused}:
                    raise hear_refused(refused)
                case {"failed": "memory"}:
                    self.close()
                    raise self._refused("too-large", _MEMORY.format(self._limits.memory / 2**30))
                case {"failed": kind}:
                    raise self._refused("not-a-table", _FAILED.format(str(kind)[:40]))
                case {"read": part}:
                    heard.read(float(part))
                case {"checking": rows}:
                    heard.checking(int(rows))

    def _next(self, last: float, heard: Heard) -> tuple[Told, list[bytes]]:
        while True:
            try:
                found = self._told.get(timeout=_OFTEN)
            except queue.Empty:
                heard.waiting()
                if time.monotonic() > last:
                    self.close()
                    raise self._refused("too-long", _LONG.format(self._limits.seconds)) from None
                continue
            if found is None:
                raise OSError("it ended")
            return found

    def _refused(self, code: str, message: str) -> Refused:
        return Refused(self._name, [Problem(code, "file", message)])


_LONG_TABLES = TypeAdapter(tuple[LongTable, ...])
_DIED = (
    "reading it made the process that reads it stop, which hurts nobody else; export the table again, as CSV, "
    "or with the columns the trial asks for only"
)
_PUT_AWAY = "nobody asked for it for a while, and others waited to read a table; open it again"
_MEMORY = (
    "reading it takes more than the {:g} GiB of memory that an upload may take; give the columns the trial asks for "
    "only, or let the owner of the server open it with `feasibility app --data`"
)
_LONG = (
    "reading it takes longer than the {:g} seconds that an upload may take; give the columns the trial asks for only, "
    "or let the owner of the server open it with `feasibility app --data`"
)
_FAILED = "it cannot be read as a table ({}); export it again, or as CSV"


def _hear_long_tables(told: Told) -> tuple[LongTable, ...]:
    return _LONG_TABLES.validate_python(told["tables"])


def _under(protocol: Protocol) -> Told:
    return {"protocol": protocol.model_dump(mode="json")}


def _called(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} files"


def _start(folder: Path, limits: Limits) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    places = {"TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)}
    command = [sys.executable, "-m", "criteria.data.apart.child", str(folder), str(limits.memory)]
    return subprocess.Popen(
        [*command, str(limits.seconds), str(limits.written)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pipesize=_PIPE,
        stderr=subprocess.DEVNULL,  # a library's complaint may quote a value, and a log is read by many
        env={**kept, **places, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def _listen(process: subprocess.Popen[bytes], told: queue.Queue[Any], limits: Limits) -> None:
    """Hear what the process says, until it says no more. It holds no reader, so that one nobody holds can end."""
    try:
        while True:
            told.put(receive(cast(BinaryIO, process.stdout), max(limits.memory, LARGEST_TOLD)))
    except (EOFError, *_NONSENSE):
        process.kill()
        process.wait()
        told.put(None)
    finally:
        cast(BinaryIO, process.stdout).close()


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    process.kill()
    process.wait()
    with contextlib.suppress(OSError):
        cast(BinaryIO, process.stdin).close()
    shutil.rmtree(folder, ignore_errors=True)
