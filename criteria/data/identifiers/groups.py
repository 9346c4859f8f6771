"""What several columns tell together: small groups of alike patients, and too many traits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import numpy as np
import pandas as pd

from criteria.data.columns.distinct import Positions, positions
from criteria.data.identifiers import names

SMALLEST_GROUP = 5
MOST_TRAITS = 15


def warned(frame: pd.DataFrame) -> Iterator[str]:
    """Codes of the rules that columns break together."""
    described = {column for column in frame.columns if names.is_trait(column)}
    if len(described) > MOST_TRAITS:
        yield "many-traits"
    if _has_small_groups(frame):
        yield "small-groups"


def _has_small_groups(frame: pd.DataFrame) -> bool:
    """Whether fewer than five share their country, sex, age by tens and race, of which two at least are there."""
    found = [(name, at) for name in ("country", "sex", "age", "race") for at in _named(frame, name)]
    if len({name for name, _ in found}) < 2:
        return False
    keys = [_by_tens(frame.iloc[:, at]) if name == "age" else frame.iloc[:, at] for name, at in found]
    sizes = np.bincount(reduce(_both, (positions(key)[0] for key in keys)))
    return bool(((sizes > 0) & (sizes < SMALLEST_GROUP)).any())


def _both(one: Positions, other: Positions) -> Positions:
    """A number for each pair of numbers, counted from 0."""
    pair = one.astype(np.int64) * (int(other.max(initial=-1)) + 2) + other
    return pd.factorize(pair)[0]


def _named(frame: pd.DataFrame, variable: str) -> list[int]:
    """Positions, as two columns may share a name."""
    return [at for at, column in enumerate(frame.columns) if names.is_variable(column, variable)]


def _by_tens(ages: pd.Series) -> pd.Series:
    return ages // 10 if pd.api.types.is_numeric_dtype(ages.dtype) else ages
