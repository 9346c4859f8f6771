"""What was already told of a table: every copy of it, written down beside the table before the copy is written.

Two copies tell more than one, so a second is refused unless its maker says that the first is known and counted. The
ledger stands with the true table, for its owner; it is not part of the copy.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

from criteria.model.problems import Problem, Refused

ENDING = ".ledger.json"


@dataclass(frozen=True)
class Entry:
    """One copy that was made.

    Attributes:
        rho: what it spent, as a fraction; of all copies together this adds up, ε does not.
        fingerprint: SHA-256 of the table at the time. An edited table has the same patients, so its copies count too.
    """

    made: str
    protocol: str
    epsilon: float
    rho: str
    fingerprint: str
    out: str


@dataclass(frozen=True)
class Ledger:
    """The ledger of one table, as a file."""

    path: Path

    @classmethod
    def beside(cls, address: str | Path) -> Ledger | None:
        """The ledger of a file or folder, wherever a link to it stands; None for the address of a database."""
        if "://" in str(address):
            return None
        table = Path(address).resolve()
        return cls(table.with_name(table.name + ENDING))

    def entries(self) -> tuple[Entry, ...]:
        """Every copy made so far. Raises `Refused` when the file cannot be read: nobody then knows what was spent."""
        try:
            written = json.loads(self.path.read_text(encoding="utf-8"))
            return tuple(Entry(**each) for each in written["copies"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError):
            message = "cannot be read, so nobody knows which copies were made; mend it, or restore it from a backup"
            raise Refused(str(self.path), [Problem("ledger-unreadable", "ledger", message)]) from None

    def spent(self) -> Fraction:
        """The ρ of all copies so far."""
        try:
            return sum((Fraction(each.rho) for each in self.entries()), Fraction(0))
        except (ValueError, ZeroDivisionError):
            message = "an amount in it is no number; mend it, or restore it from a backup"
            raise Refused(str(self.path), [Problem("ledger-unreadable", "ledger", message)]) from None

    def write(self, entry: Entry) -> None:
        """Add a copy, on the disk before this returns. Raises `Refused` where it cannot be written."""
        content = {
            "what": "Protected copies made of this table. Keep it with the table; without it no further copy is safe.",
            "copies": [asdict(each) for each in (*self.entries(), entry)],
        }
        new = self.path.with_name(self.path.name + ".new")
        try:
            with new.open("w", encoding="utf-8") as file:
                json.dump(content, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path)
        except OSError as error:
            raise Refused(str(self.path), [self._not_written(error)]) from None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else makes a copy of this table meanwhile. Raises `Refused` when somebody does."""
        lock = self.path.with_name(self.path.name + ".lock")
        try:
            lock.touch(exist_ok=False)
        except FileExistsError:
            message = f"another copy of this table is being made; if that was interrupted, remove {lock.name}"
            raise Refused(str(self.path), [Problem("ledger-held", "ledger", message)]) from None
        except OSError as error:
            raise Refused(str(self.path), [self._not_written(error)]) from None
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    def _not_written(self, error: OSError) -> Problem:
        reason = (error.strerror or str(error)).lower()
        return Problem("ledger-not-written", "ledger", f"{reason}; give another file with --ledger")
