"""What several columns tell together: small groups of alike patients, and too many traits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np
import pandas as pd

from criteria.data.columns.distinct import Positions, positions
from criteria.data.columns.looked import Looked
from criteria.data.identifiers import names

SMALLEST_GROUP = 5
MOST_TRAITS = 15
_TRAITS = ("country", "sex", "age", "race")


def warned(looked: Looked) -> Iterator[str]:
    """Codes of the rules that columns break together."""
    columns = list(looked.frame.columns)
    if len({column for column in columns if names.is_trait(column)}) > MOST_TRAITS:
        yield "many-traits"
    found = [(variable, name) for variable in _TRAITS for name in columns if names.is_variable(name, variable)]
    if len({variable for variable, _ in found}) < 2:
        return
    if looked.once(("groups", *found), lambda: _has_small_groups(looked, found)):
        yield "small-groups"


def _has_small_groups(looked: Looked, found: Sequence[tuple[str, str]]) -> bool:
    """Whether fewer than five share their country, sex, age by tens and race, as far as these are there."""
    keys = (_by_tens(looked.column(name)) if variable == "age" else looked.column(name) for variable, name in found)
    sizes = np.bincount(reduce(_both, (positions(key)[0] for key in keys)))
    return bool(((sizes > 0) & (sizes < SMALLEST_GROUP)).any())


def _both(one: Positions, other: Positions) -> Positions:
    """A number for each pair of numbers, counted from 0."""
    pair = one.astype(np.int64) * (int(other.max(initial=-1)) + 2) + other
    return pd.factorize(pair)[0]


def _by_tens(ages: pd.Series) -> pd.Series:
    return ages // 10 if pd.api.types.is_numeric_dtype(ages.dtype) else ages
