"""A table's columns, looked at once: what a look has found is shared by all that ask for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import TypeVar, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from criteria.data.columns.distinct import encoded, repeated

_Found = TypeVar("_Found")


class Looked:
    """A table, with what was found out about its columns so far.

    It lives as long as whoever looks: a second check of one table finds what the first has found. Text that repeats is
    held as positions among its different values, which is less than the text itself.
    """

    def __init__(self, frame: pd.DataFrame, found: dict[Hashable, object] | None = None) -> None:
        """Of a frame whose columns all have another name."""
        self.frame = frame
        self._found: dict[Hashable, object] = {} if found is None else found

    def without(self, columns: Collection[str | None]) -> Looked:
        """The same look at fewer columns."""
        return Looked(self.frame.loc[:, ~self.frame.columns.isin(list(columns))], self._found)

    def column(self, name: str) -> pd.Series:
        """A column; text that repeats as positions among its different values."""
        series = self.frame[name]
        if not isinstance(series.dtype, pd.StringDtype):
            return series
        return self.once(("column", name), lambda: encoded(series))

    def rows(self, which: NDArray[np.bool_]) -> pd.DataFrame:
        """Some of its rows, with what is held of its texts."""
        columns = {name: self.column(name).loc[which] for name in self.frame.columns}
        return pd.DataFrame(columns, columns=self.frame.columns, index=self.frame.index[which])

    def once(self, what: Hashable, find: Callable[[], _Found]) -> _Found:
        """What is found out once; `what` names it, and all that it depends on beside the table."""
        if what not in self._found:
            self._found[what] = find()
        return cast("_Found", self._found[what])


def looked_at(table: pd.DataFrame | Looked) -> Looked:
    """A look at a table, or the one there is."""
    return table if isinstance(table, Looked) else Looked(table)


def repeats_in(looked: Looked, name: str) -> int:
    """How many values of a column repeat one that stands above them, the missing aside."""
    return looked.once(("repeats", name), lambda: repeated(looked.frame[name]))
