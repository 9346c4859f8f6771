"""The data card inside a copy: what it is, what it promises, what it cannot answer, and how its columns are read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
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
from criteria.model.variables import DICTIONARY, PATIENT_ID, Number, Variable
from criteria.protect.accountant import DELTA, epsilon_of, replacing, rho_of
from criteria.protect.axes import Axis, NumberAxis
from criteria.protect.compared import unanswered
from criteria.protect.declared import Declared
from criteria.protect.measures import Plan
from criteria.protect.parts import Profile, Verdict

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

NINETEEN_IN_TWENTY = 1.96
"""Standard deviations of a normal distribution on each side."""

DOUBTS = ("missing-code", "other-quantity", "unit-mismatch", "unit-mixed", "uln-mismatch")
"""What a reader may suspect of numbers that were drawn, and of a copy need not."""


@dataclass(frozen=True)
class Card:
    """What a copy says of itself. Nothing here depends on a patient.

    Attributes:
        spent: the ρ of the copy.
        not_held: criteria of which the table had nothing, or that are only asked at screening.
        cannot: readings of the protocol that ask for what the copy does not hold.
        noise: what the noise of a count stays within, 19 times in 20, in patients.
    """

    protocol: Protocol
    declared: Declared
    spent: Fraction
    made: date
    not_held: tuple[str, ...]
    cannot: tuple[str, ...]
    noise: Mapping[str, int]

    @property
    def in_words(self) -> str:
        """The sentence that stands beside the numbers of the copy."""
        noise = ", ".join(f"{name} ±{most}" for name, most in self.noise.items())
        cannot = f" Readings it cannot answer: {', '.join(self.cannot)}." if self.cannot else ""
        return (
            f"Differentially private copy, ε {self.declared.epsilon:g}, made {self.made.isoformat()} for "
            f"{self.protocol.id}: no row is a patient. The noise alone, 19 times in 20: {noise}; what is smaller "
            f"cannot be told from none, and groups and combinations of changes are modelled.{cannot}"
        )

    def content(self) -> dict[str, Any]:
        """The card as it is written into the file, but for how the columns are read."""
        return {
            "title": f"Protected copy for {self.protocol.id}",
            "synthetic": True,
            "copied": self.in_words,
            "promise": PROMISE,
            "limits": LIMITS,
            "epsilon": self.declared.epsilon,
            "delta": float(DELTA),
            "epsilon_of_replacing_one_row": _above(epsilon_of(replacing(self.spent))),
            "made": self.made.isoformat(),
            "protocol": {"id": self.protocol.id, "sha256": self.protocol.digest},
            "patients_declared": self.declared.about,
            "noise_19_times_in_20": dict(self.noise),
            "criteria_not_held": list(self.not_held),
            "readings_not_answered": list(self.cannot),
        }


def card_of(plan: Plan, declared: Declared, spread: Sequence[Fraction], made: date) -> Card:
    """The card of a copy. `spread` is the variance of the noise in each histogram of the plan."""
    asked = plan.asked
    held = {each.id for each in asked.criteria}
    return Card(
        asked.protocol,
        declared,
        rho_of(spread),
        made,
        tuple(each.id for each in asked.protocol.criteria if each.id not in held),
        unanswered(asked.protocol, asked.axes),
        _noise(plan, spread),
    )


def _noise(plan: Plan, spread: Sequence[Fraction]) -> dict[str, int]:
    """What the noise of a count stays within, in patients; the fit makes it smaller, of rare findings also larger."""
    by_part = {type(part): each for each, hist in zip(spread, plan.histograms, strict=True) for part in hist.parts[:1]}
    cell, fails = by_part[Profile], by_part[Verdict]
    counts = {"eligible": cell, "potential": cell, "only": 2 * cell, "fails": fails}
    return {name: math.ceil(NINETEEN_IN_TWENTY * math.sqrt(variance)) for name, variance in counts.items()}


def _above(number: float) -> float:
    """Rounded up to a tenth: never less than is promised."""
    return math.ceil(number * 10) / 10


def file_table(copy: Dataset, axes: Sequence[Axis], card: Card) -> pa.Table:
    """The copy as the table of a Parquet file, its card inside."""
    columns = {_header(each.variable): _values(copy, each) for each in axes}
    frame = pd.DataFrame({PATIENT_ID: [f"C{row}" for row in range(1, copy.patients + 1)]} | columns)
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
    numbers = [each.name for each in axes if isinstance(each, NumberAxis)]
    agreed = tuple(f"{code}:{name}" for name in numbers for code in DOUBTS)
    said = TableMap(patient_id=PATIENT_ID, columns=columns, variables=variables, top_code_age=True, agreed=agreed)
    return map_to_yaml(said)
