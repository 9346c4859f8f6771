"""Patients who have several rows where there should be one."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from criteria.data.dataset import Note
from criteria.model.problems import Problem, Refused

Choice = Literal["refuse", "first", "last"]


def one_row_each(frame: pd.DataFrame, patient: str, choice: Choice, subject: str) -> tuple[pd.DataFrame, list[Note]]:
    """The frame with one row a patient, and a note counting the rows left out.

    Raises:
        Refused: identifiers repeat and the map does not say which row to keep.
    """
    repeated = frame[patient].duplicated(keep="last" if choice == "last" else "first")
    count = int(repeated.sum())
    if not count:
        return frame, []
    if choice == "refuse":
        message = f"{count} rows repeat an identifier; write `duplicates: first` or `last` in the map, or mend the file"
        raise Refused(subject, [Problem("duplicate-patient", patient, message)])
    return frame.loc[~repeated], [Note("duplicate-patient", subject, count, f"further rows; the {choice} one is kept")]
