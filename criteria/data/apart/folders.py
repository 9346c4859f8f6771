"""A private folder for each reader, removed with it; what a killed server left behind is swept at the next start."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows, where nothing is swept: a folder is removed by its reader alone
    fcntl = None  # type: ignore[assignment]  # a module where there is one

_CALLED = "feasibility-reader-"
_LOCK = "in-use"


class Folders:
    """The private folders of this server's readers, all in one folder that stays locked while the server lives."""

    def __init__(self) -> None:
        sweep()
        self.place = Path(tempfile.mkdtemp(prefix=_CALLED))
        self._lock = (self.place / _LOCK).open("w")
        _locked(self._lock)
        self.close = weakref.finalize(self, _remove, self.place, self._lock)
        """Remove them all; also when nobody holds this any more, and when the server ends."""

    def new(self) -> Path:
        """One more folder, for nobody else."""
        return Path(tempfile.mkdtemp(dir=self.place))


def _remove(place: Path, lock: IO[str]) -> None:
    lock.close()
    shutil.rmtree(place, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of servers that live no longer."""
    for place in Path(tempfile.gettempdir()).glob(f"{_CALLED}*"):
        try:
            with (place / _LOCK).open("r+") as lock:
                left = _locked(lock)
        except OSError:
            left = False  # another person's, or just being made or removed
        if left:
            shutil.rmtree(place, ignore_errors=True)


def _locked(file: IO[str]) -> bool:
    """Whether the file could be locked: nobody else has it locked."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
