"""A table that is being read beside the page's runs: a reload, another page or another tab do not end it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import criteria as cr
from pages._reading import Progress

OFTEN = 0.05  # seconds between two looks at how far it is


class _Cancelled(Exception):
    """Nobody wants it any more."""


class UnderWay(cr.Heard):
    """A reader at work, in a thread of its own.

    Attributes:
        reader: the process that reads; None while others are read first.
        found, refused: what came of it, once it is done.
    """

    def __init__(self, take: Callable[[cr.Heard], cr.Reader], read: Callable[[cr.Reader, cr.Heard], cr.Looked]) -> None:
        """Begin.

        Args:
            take: gives the process, perhaps after a while.
            read: lets it read.
        """
        self.reader: cr.Reader | None = None
        self.found: cr.Looked | None = None
        self.refused: cr.Refused | None = None
        self._said: list[Callable[[Progress], None]] = []
        self._cancelled = False
        self._done = threading.Event()
        threading.Thread(target=self._work, args=(take, read), daemon=True).start()

    def watch(self, progress: Progress) -> None:
        """Show how far it is until it is done. A page's run that ends meanwhile ends nothing but the watching."""
        shown = 0
        while True:
            done = self._done.wait(OFTEN)
            for say in self._said[shown:]:
                say(progress)
                shown += 1
            if done:
                return
            progress.waiting()

    def cancel(self) -> None:
        """End it, and the process with it."""
        self._cancelled = True
        if self.reader is not None:
            self.reader.close()

    def _work(self, take: Callable[[cr.Heard], cr.Reader], read: Callable[[cr.Reader, cr.Heard], cr.Looked]) -> None:
        try:
            self.reader = take(self)
            self.found = read(self.reader, self)
        except cr.Refused as refused:
            self.refused = refused
        except _Cancelled:
            pass
        finally:
            self._done.set()

    # --- what the reader says -------------------------------------------------------------------------------------

    def read(self, part: float) -> None:
        """How much has been read."""
        self._hear(lambda progress: progress.read(part))

    def checking(self, rows: int) -> None:
        """That it is looked at."""
        self._hear(lambda progress: progress.checking(rows))

    def queued(self, before: int) -> None:
        """That others are read first."""
        self._hear(lambda progress: progress.queued(before))

    def waiting(self) -> None:
        """Nothing new."""
        self._go_on()

    def _hear(self, say: Callable[[Progress], None]) -> None:
        self._said.append(say)
        self._go_on()

    def _go_on(self) -> None:
        if self._cancelled:
            raise _Cancelled
