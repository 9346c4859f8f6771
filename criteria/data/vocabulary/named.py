"""What a name says: a variable, how sure that is, and what a person is to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Certainty = Literal["sure", "likely", "alike"]


@dataclass(frozen=True)
class Named:
    """What a name says.

    Attributes:
        variable: the variable of the dictionary.
        because: why, as a sentence for a person.
        unit: the unit in the name, in the dictionary's spelling.
        strange_unit: what stands where a unit stands, but is none of the variable's.
        certainty: `sure`; `likely`, to be confirmed; `alike`: the name of this variable with what makes it another.
        doubt: what a person is to look at, where it is not sure.
        range_of: the column is called a reference range, whose upper end is the limit.
        ambiguous: the name also means something else, and the values may tell.
    """

    variable: str
    because: str
    unit: str | None = None
    strange_unit: str | None = None
    certainty: Certainty = "sure"
    doubt: str = ""
    range_of: bool = False
    ambiguous: bool = False

    @property
    def sure(self) -> bool:
        """Nothing about it needs to be asked."""
        return self.certainty == "sure"
