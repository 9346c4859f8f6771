"""Does a row sum up its table: are its numbers the sums, means or counts of the columns above them?"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd

from criteria.data.dataset import Floats

_ENOUGH = 0.6  # of a row's numbers
_DECIMAL = re.compile(r"[-+]?\d+(?:[.,](\d+))?")


def is_summed_up(frame: pd.DataFrame, at: int, cells: dict[str, str], least: int = 1) -> str | None:
    """What most of a row's numbers are of the rows above it, such as "totals"; None where it may be a patient's.

    Args:
        frame: the table.
        at: the row's position.
        cells: its filled cells by column, without the identifier.
        least: how many of them must be so.
    """
    numbers = {name: text for name, text in cells.items() if _DECIMAL.fullmatch(text)}
    if not numbers or at < 2:
        return None
    above = frame.iloc[:at]
    found = Counter(kind for name, text in numbers.items() for kind in _kinds(above[name], text))
    if not found:
        return None
    kind, count = found.most_common(1)[0]
    return kind if count >= max(least, 2 if len(numbers) > 1 else 1, _ENOUGH * len(numbers)) else None


def _kinds(column: pd.Series, text: str) -> list[str]:
    values = _numbers(column)
    if len(values) < 2 or (values == values[0]).all():  # what is the same everywhere tells nothing
        return []
    decimals = len(_DECIMAL.fullmatch(text)[1] or "")  # type: ignore[index]  # it matched before
    value, near = float(text.replace(",", ".")), 0.5 * 10.0**-decimals + 1e-9
    of_all = {"totals": values.sum(), "means": values.mean(), "counts": float(len(values))}
    if len(values) > 2:
        of_all |= {"medians": np.median(values), "standard deviations": values.std(ddof=1)}
    return [kind for kind, each in of_all.items() if abs(each - value) <= near]


def _numbers(column: pd.Series) -> Floats:
    if not pd.api.types.is_numeric_dtype(column.dtype):
        column = pd.to_numeric(column.astype("str").str.strip().str.replace(",", ".", regex=False), errors="coerce")
    values: Floats = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return values[~np.isnan(values)]
