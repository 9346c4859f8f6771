"""The data card inside a copy: what it is, what it promises, what it cannot answer, and how its columns are read."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import pyarrow as pa

from criteria.data.dataset import Dataset, Numbers
from criteria.data.files.carried import KEY, ROWS, rows_digest
from criteria.data.map_file import map_to_yaml
from criteria.data.table_map import Reading, TableMap
from criteria.model.protocol import Protocol
from criteria.model.variables import DICTIONARY, Number, Variable
from criteria.protect.accountant import DELTA, epsilon_of, replacing
from criteria.protect.declared import Declared
from criteria.protect.grids import Axis, unanswered
from criteria.protect.seen import Asked

PROMISE = (
    "This table is (ε, δ)-differentially private towards adding or removing one row of the table it was made of, "
    "however many questions are asked of it, if each person was one row there. No row is a patient."
)
LIMITS = (
    "Counts differ from the true ones by noise that is the same for few and for many patients. Small counts cannot be "
    "told from none. Single criteria, and what each limit's moving changes, were measured; combinations are modelled. "
    "Between the edges of its grid a limit's curve is interpolated. Which columns the table has was taken to be known. "
    "How the table was prepared, and that a copy could be made of it at all, is answered for by its owner."
)


@dataclass(frozen=True)
class Card:
    """What a copy says of itself. Nothing here depends on a patient.

    Attributes:
        spent: the ρ of the copy.
        not_held: criteria of which the table had nothing, or that are only asked at screening.
        cannot: readings of the protocol that ask for what the copy does not hold.
    """

    protocol: Protocol
    declared: Declared
    spent: Fraction
    made: date
    not_held: tuple[str, ...]
    cannot: tuple[str, ...]
    eligible_within: int

    def content(self) -> dict[str, Any]:
        """The card as it is written into the file, but for how the columns are read."""
        return {
            "title": f"Protected copy for {self.protocol.id}",
            "synthetic": True,
            "promise": PROMISE,
            "limits": LIMITS,
            "epsilon": self.declared.epsilon,
            "delta": float(DELTA),
            "epsilon_of_replacing_one_row": _above(epsilon_of(replacing(self.spent))),
            "made": self.made.isoformat(),
            "protocol": {"id": self.protocol.id, "sha256": self.protocol.digest},
            "patients_declared": self.declared.about,
            "noise": {"eligible": self.eligible_within, "potential": self.eligible_within},
            "criteria_not_held": list(self.not_held),
            "readings_not_answered": list(self.cannot),
        }


def card_of(asked: Asked, declared: Declared, spent: Fraction, profile_sd: float, made: date) -> Card:
    """The card of a copy. `profile_sd` is the standard deviation of the noise in the failure profile, in patients."""
    held = {each.id for each in asked.criteria}
    return Card(
        asked.protocol,
        declared,
        spent,
        made,
        tuple(each.id for each in asked.protocol.criteria if each.id not in held),
        unanswered(asked.protocol, asked.axes),
        math.ceil(1.96 * profile_sd),
    )


def _above(number: float) -> float:
    """Rounded up to a tenth: never less than is promised."""
    return math.ceil(number * 10) / 10


def file_table(copy: Dataset, axes: Sequence[Axis], card: Card) -> pa.Table:
    """The copy as the table of a Parquet file, its card inside."""
    frame = pd.DataFrame({_header(each.variable): _values(copy, each) for each in axes})
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    written = card.content() | {"map": _map(axes), ROWS: rows_digest(table)}
    return table.replace_schema_metadata({KEY: json.dumps(written, ensure_ascii=False).encode()})


def _header(variable: Variable) -> str:
    named = isinstance(variable, Number) and variable.needs_unit
    return f"{variable.name} [{variable.unit}]" if named and isinstance(variable, Number) else variable.name


def _values(copy: Dataset, axis: Axis) -> Any:
    column = copy.columns[axis.name]
    if isinstance(column, Numbers):
        whole = isinstance(axis.variable, Number) and (axis.variable.whole or axis.variable.completed)
        return pd.array(column.low, dtype="Float64").astype("Int64") if whole else column.low
    words = pd.Series([*column.values, None], dtype="str")
    return words.iloc[column.codes].reset_index(drop=True)


def _map(axes: Sequence[Axis]) -> str:
    """How the columns are read: the same without it, but for variables outside the dictionary."""
    columns = {
        each.name: Reading(
            column=_header(each.variable),
            unit=each.variable.unit if isinstance(each.variable, Number) and each.variable.needs_unit else None,
        )
        for each in axes
    }
    variables = {each.name: each.variable for each in axes if each.name not in DICTIONARY}
    return map_to_yaml(TableMap(columns=columns, variables=variables, top_code_age=True))
