"""One quantity as the criteria compare it, or the words of one variable, in cells that are declared beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from criteria.model.criterion import CreatinineClearance, TimesUln
from criteria.model.variables import Number, Variable

OTHER = "other"
"""The word of the copy for every word of a variable without a list of words that nobody declared."""


@dataclass(frozen=True)
class NumberAxis:
    """A compared number.

    Attributes:
        value: what is compared, bound; the engine reads it off a table.
        variable: the variable of the copy that holds it, in its standard unit.
        cuts: ascending; a number lies in the cell whose index is how many cuts it has reached.
        deciding: those of the cuts at which a verdict changes under the protocol as it is.
        low, high: where the outermost cells end; larger and smaller numbers lie in them too.
    """

    value: str | TimesUln | CreatinineClearance
    variable: Number
    cuts: tuple[float, ...]
    deciding: tuple[float, ...]
    low: float
    high: float

    @property
    def name(self) -> str:
        """The name of the variable in the copy."""
        return self.variable.name

    @property
    def missing(self) -> int:
        """The code of a missing number: the one after the last cell."""
        return len(self.cuts) + 1

    @property
    def size(self) -> int:
        """How many codes there are."""
        return len(self.cuts) + 2

    def ends(self) -> tuple[float, ...]:
        """Where the cells begin and end, ascending; cell i lies between ends i and i + 1."""
        return (self.low, *self.cuts, self.high)


@dataclass(frozen=True)
class WordAxis:
    """The words of a variable. `words` are declared; `other` stands among them where any word is allowed."""

    variable: Variable
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the variable."""
        return self.variable.name

    @property
    def missing(self) -> int:
        """The code of a missing word."""
        return len(self.words)

    @property
    def size(self) -> int:
        """How many codes there are."""
        return len(self.words) + 1


Axis = NumberAxis | WordAxis
