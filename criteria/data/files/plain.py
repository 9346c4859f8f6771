"""Columns of text that hold nothing but plain numbers once the rows that are no patients are gone."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from criteria.data.files.headings import is_identifier

PLAIN = r"^\s*[-+]?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][-+]?\d{1,2})?\s*$"


def as_numbers_again(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The frame with those columns as numbers whose every value is plainly one, without a zero that would be lost."""
    numbers = {name: _numbers(frame[name]) for name in columns if _may_be(frame, name)}
    return frame.assign(**{name: column for name, column in numbers.items() if column is not None})


def _may_be(frame: pd.DataFrame, name: str) -> bool:
    kind = frame[name].dtype
    return not is_identifier(name) and (isinstance(kind, (pd.CategoricalDtype, pd.StringDtype)) or kind.kind == "O")


def _numbers(column: pd.Series) -> pd.Series | None:
    texts = pa.array(column.astype("str"), type=pa.string(), from_pandas=True)
    if len(texts) == texts.null_count or not pc.all(pc.match_substring_regex(texts, PLAIN)).as_py():
        return None
    return pd.to_numeric(column.astype("str").str.strip())
