"""The command `feasibility protect`: what was written on the command line, as what is declared and wanted."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from criteria.data.dataset import Dataset
from criteria.model.problems import Problem, Refused
from criteria.model.protocol import Protocol
from criteria.protect.declared import Declared
from criteria.protect.ledger import Ledger
from criteria.protect.told import Wanted, refuse_unwanted, write_copy


def protect_table(options: argparse.Namespace, protocol: Protocol, read: Callable[[], Dataset]) -> str:
    """Make the copy that is asked for. Returns what to say of it. Raises `Refused`.

    `read` reads the table; it is read only when nothing of what is declared stands against the copy.
    """
    declared = Declared(
        epsilon=options.epsilon,
        patients=options.patients,
        sites=tuple(options.site),
        one_row_each=options.one_row_each,
        together=options.together,
    )
    wanted = Wanted(Path(options.out), _ledger(options), again=options.again, report=options.report)
    refuse_unwanted(declared, wanted)
    return write_copy(read(), protocol, declared, wanted, made=datetime.now(UTC).date())


def _ledger(options: argparse.Namespace) -> Ledger:
    found = Ledger(options.ledger) if options.ledger else Ledger.beside(options.data)
    if found is None:
        message = "a database has no file beside it; say where copies are noted"
        raise Refused(options.data, [Problem("no-ledger", "--ledger", message)])
    return found
