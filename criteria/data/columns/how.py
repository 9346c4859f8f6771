"""How the numbers of a column are to be read: what they are, and what may stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from criteria.data.columns.numbers import Reads
from criteria.model import units
from criteria.model.variables import Number

_NOT_OF_A_LABORATORY = (*units.TIMES, "number", "multiple", "mass", "length", units.OTHER)
_OF_A_LABORATORY = ("inr", "aptt")
# What people write before or behind a grade or a score to say what it is.
_REPEATS = {
    "ecog": frozenset({"ecog", "ps", "who", "zubrod", "ecog-ps", "grade", "grad", "stage"}),
    "kps": frozenset({"kps", "karnofsky", "ki", "%"}),
    "max_residual_tox_grade": frozenset({"g", "grade", "grad", "grado", "grau", "ctcae", "gr", "ctc"}),
    "prior_systemic_lines": frozenset({"line", "lines", "l"}),
    "age": frozenset({"age", "aged", "alter"}),
}


@dataclass(frozen=True)
class How:
    """How the numbers of a column are to be read.

    Attributes:
        variable: what they are; None where nobody knows yet.
        units: words of this table for units, and the units they stand for.
        decimal: the decimal sign, where the owner of the data said it.
    """

    variable: Number | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    decimal: str | None = None

    @property
    def limit(self) -> bool:
        """Whether they are upper limits of normal."""
        return self.variable is not None and self.variable.name.endswith("_uln")

    @property
    def of_a_laboratory(self) -> bool:
        """Whether they are laboratory values, beside which a `+` marks a high one."""
        variable = self.variable
        return variable is not None and (
            variable.quantity not in _NOT_OF_A_LABORATORY or variable.name.removesuffix("_uln") in _OF_A_LABORATORY
        )

    @property
    def counted(self) -> bool:
        """Whether they are counts or grades, of which `none` may be 0."""
        return self.variable is not None and self.variable.whole

    @property
    def reads(self) -> Reads:
        """What may stand beside an amount."""
        name = self.variable.name if self.variable else ""
        years = self.variable is None or self.variable.quantity == "years"
        repeats = _REPEATS.get(name, frozenset()) | ({name.removesuffix("_uln")} if name else frozenset())
        return Reads(self.unit, repeats, decades=years)

    def unit(self, text: str) -> str | None:
        """The unit a text stands for, or None."""
        said = self._said.get(_key(text), text)
        if self.variable is not None:
            return self.variable.find_unit(said)
        return said if units.is_unit(said) else None

    @cached_property
    def _said(self) -> dict[str, str]:
        return {_key(word): unit for word, unit in self.units.items()}


def _key(text: str) -> str:
    return text.strip().casefold()
