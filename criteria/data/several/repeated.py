"""Patients who have several rows where there should be one: the first, the last, or all of them joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import pandas as pd

from criteria.data.dataset import Note
from criteria.model.problems import Problem, Refused

Choice = Literal["refuse", "first", "last", "join"]
INSTRUMENTS = "redcap_repeat_instrument"
"""With this column each row holds the variables of one instrument, and is blank in those of every other."""


def one_row_each(frame: pd.DataFrame, patient: str, choice: Choice, subject: str) -> tuple[pd.DataFrame, list[Note]]:
    """The frame with one row a patient, and notes that count the rows left out, and the values lost with them.

    Raises:
        Refused: identifiers repeat and the map does not say which row to keep, or rows to be joined contradict.
    """
    count = int(frame[patient].duplicated().sum())
    if not count:
        return frame, []
    if choice == "refuse":
        message = f"{count} rows repeat an identifier; write `duplicates: first` or `last` in the map, or mend the file"
        raise Refused(subject, [Problem("duplicate-patient", patient, message)])
    kept, notes, problems = reduced(frame, patient, choice, subject)
    if problems:
        raise Refused(subject, problems)
    return kept, notes


def reduced(
    frame: pd.DataFrame,
    patient: str,
    choice: Literal["first", "last", "join"],
    subject: str,
    *,
    instruments: bool | None = None,
) -> tuple[pd.DataFrame, list[Note], list[Problem]]:
    """One row for each identifier; rows without one all stay. What it loses, and what stands against it.

    Args:
        frame: identifiers, and the columns that are read.
        patient: the column of identifiers.
        choice: what the map says.
        subject: what a note calls the rows.
        instruments: each row holds one instrument's variables; None: when the frame says so by `INSTRUMENTS`.
    """
    instruments = INSTRUMENTS in frame.columns if instruments is None else instruments
    known = frame[patient].notna()
    again = int(frame.loc[known, patient].duplicated().sum())
    if not again:
        return frame, [], []
    if choice == "join":
        problems = [_contradicting(patient, column, count) for column, count in contradictions(frame, patient)]
        notes = [Note("duplicate-patient", subject, again, "further rows of a patient; joined, as none contradicts")]
        return _filled(frame, patient, "first"), notes, problems
    if instruments:
        message = f"further rows of a patient; of each column the {choice} value is kept, as its rows hold instruments"
        return _filled(frame, patient, choice), [Note("duplicate-patient", subject, again, message)], []
    kept = frame.loc[~(frame[patient].duplicated(keep=choice) & known)]
    message = f"rows repeat an identifier; the {choice} row of each patient was kept, as the map says"
    notes = [Note("duplicate-patient", subject, again, message), *_blanked(frame, patient, choice)]
    return kept, notes, []


def blanked(frame: pd.DataFrame, patient: str, choice: Literal["first", "last"]) -> dict[str, int]:
    """By column, the patients who lose its value when only the first, or the last, of their rows is kept."""
    rows = frame.loc[frame[patient].notna()]
    groups = rows.groupby(patient, sort=False)
    kept = rows.loc[~rows[patient].duplicated(keep=choice)].set_index(patient)
    held = groups.count().reindex(kept.index)
    lost = {str(column): int((kept[column].isna() & (held[column] > 0)).sum()) for column in held.columns}
    return {column: count for column, count in lost.items() if count}


def contradictions(frame: pd.DataFrame, patient: str) -> list[tuple[str, int]]:
    """The columns that have two different values for one patient, with how many patients."""
    rows = frame.loc[frame[patient].notna()]
    different = rows.groupby(patient, sort=False).nunique()
    counts = ((str(column), int((different[column] > 1).sum())) for column in different.columns)
    return [(column, count) for column, count in counts if count]


def _contradicting(patient: str, column: str, count: int) -> Problem:
    message = f"{count} patients have two different values of it, so their rows cannot be joined by {patient}"
    return Problem("duplicate-patient", column, f"{message}; write `duplicates: first` or `last`, or mend the file")


def _filled(frame: pd.DataFrame, patient: str, choice: Literal["first", "last"]) -> pd.DataFrame:
    """Of each patient the first, or the last, value there is of each column, in the order of their first rows."""
    known = frame[patient].notna()
    groups = frame.loc[known].groupby(patient, sort=False, as_index=False)
    joined = groups.first() if choice == "first" else groups.last()
    rows = joined.reindex(columns=frame.columns)
    return rows if known.all() else pd.concat([rows, frame.loc[~known]], ignore_index=True)


def _blanked(frame: pd.DataFrame, patient: str, choice: Literal["first", "last"]) -> Iterator[Note]:
    other = "later" if choice == "first" else "earlier"
    for column, count in blanked(frame, patient, choice).items():
        message = f"patients whose {choice} row is blank there, while {an(other)} {other} one is not; taken as unknown"
        yield Note("duplicate-blanks", column, count, message)


def an(word: str) -> str:
    """The article of a word."""
    return "an" if word[0] in "aeiou" else "a"


def told(columns: Iterable[tuple[str, int]]) -> str:
    """Columns with their counts, as a person reads them."""
    return ", ".join(f"`{column}` ({count})" for column, count in columns)
