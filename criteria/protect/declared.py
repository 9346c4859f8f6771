"""What the owner of a table declares about a copy before anything of the table is looked at, and when that is refused.

A refusal tells something too. So none of these depends on the table: the number of patients is the owner's, rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from criteria.model.problems import Problem

FEWEST = 1_000
FEWEST_BELOW_ONE = 4_000
LARGEST_EPSILON = 10.0


@dataclass(frozen=True)
class Declared:
    """What is declared.

    Attributes:
        epsilon: how much adding or removing one patient may change, at most.
        patients: about how many patients there are; only its first two digits are used.
        sites: the words of the site; without them the copy has no site.
        one_row_each: the table has no identifiers, and its owner answers for each person being one row.
        together: words that are not declared are taken together as `other`.
    """

    epsilon: float
    patients: int
    sites: tuple[str, ...] = ()
    one_row_each: bool = False
    together: bool = False

    @property
    def about(self) -> int:
        """The number of patients to two digits."""
        digits = max(0, len(str(self.patients)) - 2)
        return round(self.patients, -digits)

    def problems(self) -> Iterator[Problem]:
        """Why no copy is made of what is declared."""
        if not (math.isfinite(self.epsilon) and self.epsilon > 0):
            yield Problem("epsilon", "--epsilon", "is a number above 0; 3 is usual")
        elif self.epsilon > LARGEST_EPSILON:
            message = f"above {LARGEST_EPSILON:g} a copy hides next to nothing; 3 is usual"
            yield Problem("epsilon", "--epsilon", message)
        elif self.epsilon < 1 and FEWEST <= self.about < FEWEST_BELOW_ONE:
            message = f"below 1 needs {FEWEST_BELOW_ONE:,} patients or more: of fewer, noise is all that is left"
            yield Problem("too-few-patients", "--epsilon", message)
        if self.about < FEWEST:
            message = f"a copy of fewer than {FEWEST:,} patients is mostly noise; show the owner's numbers instead"
            yield Problem("too-few-patients", "--patients", message)
