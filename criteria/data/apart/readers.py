"""The readers of a server: as many processes as it allows, one kept warm, and a queue where all are taken."""

from __future__ import annotations

import threading
import time
import weakref
from collections import deque

from criteria.data.apart.folders import Folders
from criteria.data.apart.limits import Limits
from criteria.data.apart.reader import Heard, Reader

_OFTEN = 0.1  # seconds between two looks at whether a place is free
PATIENCE = 600.0  # seconds without a request after which a reader makes place for somebody who waits


class Readers:
    """The readers of a server.

    Args:
        limits: of each reader.
        most: how many may be at work, or hold a table that is being mapped, at once.
        patience: seconds without a request after which one makes place for somebody who waits.
    """

    def __init__(self, limits: Limits | None = None, most: int = 8, patience: float = PATIENCE) -> None:
        self.limits, self.most = limits or Limits(), most
        self._patience = patience
        self._folders = Folders()
        self.place = self._folders.place
        """Where their private folders are."""
        self._lock = threading.Lock()
        self._queue: deque[object] = deque()
        self._taken: list[weakref.ref[Reader]] = []
        self._spare: Reader | None = None

    def warm(self) -> None:
        """Let a process be ready before somebody asks for it."""
        with self._lock:
            self._warm()

    def take(self, heard: Heard | None = None) -> Reader:
        """A reader for one visitor, who waits until there is a place; whatever `heard` raises ends the waiting."""
        heard, ticket = heard or Heard(), object()
        with self._lock:
            self._queue.append(ticket)
        try:
            while (found := self._next(ticket)) is None:
                heard.queued(self._queue.index(ticket))
                time.sleep(_OFTEN)
            return found
        finally:
            with self._lock:
                self._queue.remove(ticket)

    def close(self) -> None:
        """End all of them, and remove what they have on the disk."""
        with self._lock:
            for each in (*self.taken, self._spare):
                if each is not None:
                    each.close()
            self._spare = None
            self._folders.close()

    def _next(self, ticket: object) -> Reader | None:
        """A reader, if it is this one's turn and a place is free."""
        with self._lock:
            taken = self.taken
            if len(taken) >= self.most:
                for each in taken:
                    if each.idle > self._patience:
                        each.put_away()
            if self._queue[0] is not ticket or len(self.taken) >= self.most:
                return None
            self._warm()
            found, self._spare = self._spare, None
            assert found is not None, "one is warm"
            self._taken.append(weakref.ref(found))
            if len(self._taken) < self.most:
                self._warm()
            return found

    @property
    def taken(self) -> list[Reader]:
        """Those that still run; one that nobody holds any more, or that was closed, has given its place back."""
        found = [each for ref in self._taken if (each := ref()) is not None and each.alive]
        self._taken = [weakref.ref(each) for each in found]
        return found

    def _warm(self) -> None:
        if self._spare is None or not self._spare.alive:
            self._spare = Reader(self._folders.new(), self.limits)
