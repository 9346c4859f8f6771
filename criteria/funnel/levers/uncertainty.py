"""How sure a share of patients is, from counts alone: what is shown can be worked out from shown counts."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # two-sided, 95 %


@dataclass(frozen=True)
class Ratio:
    """A share over another, with the 95 % interval of the first over the second, which is taken as fixed."""

    value: float
    low: float
    high: float


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share, as fractions: 53 of 1,200 gives 3.4 to 5.7 %. Of nobody, 0 to 1.

    Source: Wilson, J Am Stat Assoc 1927; 22: 209-212.
    """
    if of == 0:
        return 0.0, 1.0
    share, spread = count / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    reach = Z * sqrt((share * (1 - share) + spread / 4) / of) / (1 + spread)
    return (middle - reach if count else 0.0), (middle + reach if count < of else 1.0)  # exact at the ends


def rate_ratio(count: int, of: int, all_count: int, all_of: int) -> Ratio | None:
    """The share of a group over the share of all patients, and how sure it is.

    The interval is the Wilson interval of the group's share divided by the overall share, which is taken as fixed: it
    leaves out that the overall share is uncertain too, and that the group is part of it. None where the group or the
    table is empty, or the overall share is 0.
    """
    if of == 0 or all_of == 0 or all_count == 0:
        return None
    overall = all_count / all_of
    low, high = wilson(count, of)
    return Ratio(count / of / overall, low / overall, high / overall)
