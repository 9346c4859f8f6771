"""The unit of a column whose name says none: what its values look like, or that of the value an upper limit is of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from criteria.data.columns.profile import Profile
from criteria.data.columns.signatures import Beside, look
from criteria.data.table_map import Reading
from criteria.model.variables import DICTIONARY, Number


@dataclass(frozen=True)
class Neighbours:
    """What stands beside a column.

    Attributes:
        beside: the columns that help to tell a unit.
        limited: of an upper limit, how its value is read.
    """

    beside: Beside
    limited: Reading | None = None


def by_its_values(variable: Number, seen: Profile, beside: Neighbours) -> tuple[str | None, str | None, str]:
    """The unit, or the column with the unit of each value, and why; nothing where nobody can tell."""
    found = look(variable, seen.middle, beside.beside) if seen.kind == "numbers" else None
    value, looks = beside.limited, found.unit if found is not None else ""
    if value is not None and (value.unit_column or (value.unit and _agree(looks, value, variable))):
        return value.unit, value.unit_column, f"`{value.column}`, its value, has it"
    return (looks, None, f"the middle of the values looks like {looks}") if looks else (None, None, "")


def _agree(looks: str, value: Reading, variable: Number) -> bool:
    """Whether a limit that looks like a unit may be in that of its value: the same, or as large."""
    return not looks or variable.factor(looks) == variable.factor(value.unit)


def any_over_89(seen: Profile, reading: Reading) -> bool:
    """Whether ages above 89 stand in a column, by which a person may be known."""
    age = DICTIONARY["age"]
    assert isinstance(age, Number)
    codes = [float(code) for code in reading.missing if code.lstrip("-").isdecimal()]
    known = seen.middle[np.isfinite(seen.middle) & ~np.isin(seen.middle, codes)]
    return bool((known * (age.factor(reading.unit) or 1.0) >= 90).any())
