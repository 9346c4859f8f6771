"""What one file holds, as every reader of a format gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from criteria.data.dataset import Note
from criteria.data.raw import Described


@dataclass(frozen=True)
class Table:
    """The rows of a file, what a person should know of how they were read, and what it says of its own columns."""

    frame: pd.DataFrame = field(repr=False)
    notes: tuple[Note, ...] = ()
    described: Mapping[str, Described] = field(default_factory=dict)
