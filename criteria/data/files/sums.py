"""Does a row sum up its table: are its numbers the sums, means or counts of the columns above them?"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd

from criteria.data.dataset import Floats

_ENOUGH = 0.6  # of a row's numbers
_COLUMNS = 3  # of a row whose first cell is like the others, at least so many must be sums
_DECIMAL = re.compile(r"[-+]?\d+(?:[.,](\d+))?")


def is_summed_up(frame: pd.DataFrame, at: int, cells: dict[str, str], *, only_totals: bool = False) -> str | None:
    """What most of a row's numbers are of the rows above it, such as "totals"; None where it may be a patient's.

    A number that stands in the column as well tells nothing, and a total must be larger than every value.

    Args:
        frame: the table.
        at: the row's position.
        cells: its filled cells by column, without the identifier.
        only_totals: in three columns or more, and nothing else, is it that.
    """
    numbers = {name: text for name, text in cells.items() if _DECIMAL.fullmatch(text)}
    if not numbers or at < 2:
        return None
    above = frame.iloc[:at]
    found = Counter(kind for name, text in numbers.items() for kind in _kinds(above[name], text))
    least = _COLUMNS if only_totals else min(2, len(numbers))
    for kind, count in found.most_common(1):
        if count >= max(least, _ENOUGH * len(numbers)) and (kind == "totals" or not only_totals):
            return kind
    return None


def _kinds(column: pd.Series, text: str) -> list[str]:
    values = _numbers(column)
    decimals = len(_DECIMAL.fullmatch(text)[1] or "")  # type: ignore[index]  # it matched before
    value, near = float(text.replace(",", ".")), 0.5 * 10.0**-decimals + 1e-9
    if len(values) < 2 or (np.abs(values - value) < 1e-9).any():
        return []
    of_all = {"means": values.mean(), "medians": np.median(values), "counts": float(len(values))}
    if len(values) > 2:
        of_all["standard deviations"] = values.std(ddof=1)
    if value > np.abs(values).max():
        of_all["totals"] = values.sum()
    return [kind for kind, each in of_all.items() if abs(each - value) <= near]


def _numbers(column: pd.Series) -> Floats:
    if not pd.api.types.is_numeric_dtype(column.dtype):
        column = pd.to_numeric(column.astype("str").str.strip().str.replace(",", ".", regex=False), errors="coerce")
    values: Floats = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return values[~np.isnan(values)]
