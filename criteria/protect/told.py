"""From a table's address to a copy on the disk: the ledger first, then the file, so that nothing is told unwritten."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import pyarrow.parquet as pq

from criteria.data.dataset import Dataset
from criteria.data.files.carried import LISTED
from criteria.model.problems import Problem, Refused, refuse_if_any
from criteria.model.protocol import Protocol
from criteria.protect.accountant import DELTA, epsilon_of, rho_for
from criteria.protect.card import Card, file_table
from criteria.protect.copy import prepare, protect
from criteria.protect.declared import Declared
from criteria.protect.ledger import Entry, Ledger
from criteria.protect.report import private_report


@dataclass(frozen=True)
class Wanted:
    """Where a copy goes and what is kept of its making.

    Attributes:
        out: the Parquet file, which must not be there yet.
        ledger: the ledger of the table.
        again: a further copy is wanted, although each tells more.
        report: the owner's private report, with true counts; None for none.
    """

    out: Path
    ledger: Ledger
    again: bool = False
    report: Path | None = None


def write_copy(dataset: Dataset, protocol: Protocol, declared: Declared, wanted: Wanted, made: date) -> str:
    """Make a copy and write it, with its line in the ledger. Returns what to say of it, which holds no true count.

    Raises `Refused` with every problem; then nothing was measured, or it is in the ledger although no file is there.
    """
    with wanted.ledger.held():
        refuse_unwanted(declared, wanted)  # once more: another copy may have been finished meanwhile
        copy = protect(prepare(dataset, protocol, declared), made=made)
        table = file_table(copy.table, copy.axes, copy.card)
        before = wanted.ledger.spent()
        spent = copy.card.spent
        rho = f"{spent.numerator}/{spent.denominator}"
        entry = Entry(made.isoformat(), protocol.id, declared.epsilon, rho, dataset.digest, str(wanted.out.resolve()))
        wanted.ledger.write(entry)
    _write(wanted.out, lambda file: pq.write_table(table, file, compression="zstd"))
    fingerprint = hashlib.sha256(wanted.out.read_bytes()).hexdigest()
    if wanted.report is not None:
        text = private_report(dataset, copy.table, protocol)
        _write(wanted.report, lambda file: file.write(text.encode()), mode=0o600)
    return _said(copy.card, wanted, before, fingerprint)


def refuse_unwanted(declared: Declared, wanted: Wanted) -> None:
    """Raise `Refused` with all that stands against a copy before its table is read."""
    refuse_if_any(str(wanted.out), [*declared.problems(), *_of_files(wanted), *_of_earlier(wanted, declared)])


def _of_files(wanted: Wanted) -> list[Problem]:
    found = []
    if wanted.out.suffix.lower() != ".parquet":
        found.append(Problem("unknown-format", "--out", "give a .parquet file: the copy carries its card inside"))
    for option, path in (("--out", wanted.out), ("--report", wanted.report)):
        if path is not None and path.exists():
            found.append(Problem("exists", option, f"{path} is there already; give another name"))
        elif path is not None and not path.resolve().parent.is_dir():
            found.append(Problem("no-folder", option, f"there is no folder {path.parent}"))
        elif path is not None and not os.access(path.resolve().parent, os.W_OK):
            found.append(Problem("not-writable", option, f"you may not write into {path.parent}"))
    return found


def _of_earlier(wanted: Wanted, declared: Declared) -> list[Problem]:
    """Why there is no further copy, unless it is told."""
    earlier = wanted.ledger.entries()
    if not earlier or wanted.again or any(declared.problems()):
        return []
    together = _rounded(epsilon_of(wanted.ledger.spent() + rho_for(declared.epsilon)))
    listed = ", ".join(f"{each.made} for {each.protocol} with ε {each.epsilon:g}" for each in earlier)
    message = f"a copy was made already ({listed}); with this one ε is {together} together; say --again to make it"
    return [Problem("copied-before", "ledger", message)]


def _write(path: Path, write: Callable[[BinaryIO], object], mode: int = 0o666) -> None:
    """Write a file that is not there yet, which `mode` lets read; what is half written is taken away again."""
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            try:
                write(file)
            except BaseException:
                path.unlink()
                raise
    except OSError as error:
        raise Refused(str(path), [Problem("not-written", "file", (error.strerror or str(error)).lower())]) from None


def _said(card: Card, wanted: Wanted, before: Fraction, fingerprint: str) -> str:
    content = card.content()
    one, other = card.declared.epsilon, content["epsilon_of_replacing_one_row"]
    lines = [
        f"{wanted.out}: ε {one:g}, δ {float(DELTA):g} for adding or removing one row; for replacing one, ε {other:g}",
        f"the noise alone, 19 times in 20: {', '.join(f'{name} within {most}' for name, most in card.noise.items())}",
    ]
    if before:
        lines.append(f"all copies of this table together: ε {_rounded(epsilon_of(before + card.spent))}")
    if card.not_held:
        lines.append(f"criteria it says nothing of: {', '.join(card.not_held)}")
    if card.cannot:
        lines.append(f"readings it cannot answer: {', '.join(card.cannot)}")
    lines.append(f"ledger: {wanted.ledger.path}")
    lines.append(f"show it: {LISTED}={fingerprint} feasibility app --data {wanted.out}")
    return "\n".join(lines)


def _rounded(epsilon: float) -> str:
    return f"{epsilon + 0.05:.1f}"
