"""`none` in a column of yes and no: no to one hospital, and no information to another; never read unasked."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from criteria.data.columns.distinct import positions
from criteria.data.columns.values import is_known
from criteria.data.table_map import TableMap
from criteria.data.vocabulary.spelled import key
from criteria.model.problems import Problem
from criteria.model.variables import Flag

_DOUBTFUL = frozenset(("none", "nil", "brak"))
_MOST = 24  # different words of a column of yes and no


def none_problems(frame: pd.DataFrame, table_map: TableMap, *, strict: bool) -> Iterator[Problem]:
    """That a column of yes and no has a word for none beside its yes and no, and no map says what it stands for."""
    for name, reading in table_map.columns.items():
        variable = table_map.variable(name)
        series = frame.get(reading.column) if reading.column else None
        if not isinstance(variable, Flag) or not isinstance(series, pd.Series) or table_map.agrees("none-words", name):
            continue
        settled = {key(word) for word in (*reading.words, *reading.missing)}
        words = [str(word).strip() for word in positions(series)[1]]
        doubtful = [word for word in words if key(word) in _DOUBTFUL - settled] if len(words) <= _MOST else []
        if doubtful and any(is_known(word, variable) or word in reading.words for word in words):
            yield Problem("none-words", name, _message(doubtful[0], reading.column or "", name, strict=strict))


def _message(word: str, column: str, name: str, *, strict: bool) -> str:
    where = "in a map" if strict else "in the map"
    write = f"`{name}: {{column: {column}, words: {{{word}: N}}}}`, or `missing: [{word}]` in place of the words,"
    return (
        f"holds `{word}` beside yes and no, which may be no, or that nothing is known; write {write} {where}; or "
        f"`agreed: [none-words:{name}]` if it is to be unknown"
    )
