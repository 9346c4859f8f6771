"""Some patients of a table, and their verdicts: those among whom a change decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from criteria.data.dataset import Column, Dataset, Numbers
from criteria.engine import truth
from criteria.engine.memory import MemoryEngine
from criteria.engine.quantities import BESIDE
from criteria.engine.truth import Words


@dataclass(frozen=True, eq=False)
class Part:
    """Some patients of an engine's table.

    Attributes:
        patients: who they are, as bits of the engine's table.
        taken: who was taken out of the table of the part before to make this table; None where it is the same table.
    """

    engine: MemoryEngine
    patients: Words
    taken: Words | None = None

    @classmethod
    def whole(cls, engine: MemoryEngine) -> Part:
        """Every patient of a table."""
        return cls(engine, engine.everyone)

    def narrowed(self, patients: Words, variables: Iterable[str]) -> Part:
        """Those of its patients who are in these bits, to be judged by rules that read these variables.

        An engine that keeps the verdicts of every step serves on. From a larger table they are taken out, so that a
        step costs no more than there are of them.
        """
        inside = self.patients & patients
        if self.engine.keeps_every_step:
            return Part(self.engine, inside)
        read = {*BESIDE, *variables}
        engine = MemoryEngine(among(self.engine.dataset, inside, read), quantities_kept=len(read))
        return Part(engine, engine.everyone, inside)

    def bits(self, words: Words) -> Words:
        """Bits of the table of the part before as bits of this one's."""
        if self.taken is None:
            return words
        size = words.size * truth.WORD
        return truth.pack(truth.unpack(words, size)[truth.unpack(self.taken, size)])

    def each(self, words: Words) -> NDArray[np.bool_]:
        """For each of its patients whether the bit is set. Shape (patients of this part,)."""
        of = self.engine.dataset.patients
        return truth.unpack(words, of)[truth.unpack(self.patients, of)]


def among(dataset: Dataset, patients: Words, variables: Iterable[str]) -> Dataset:
    """Some patients of a dataset, given as bits, with some of its variables."""
    rows = np.flatnonzero(truth.unpack(patients, dataset.patients))  # by position it is faster than by truth values
    columns = {name: _some(dataset.columns[name], rows) for name in variables if name in dataset.columns}
    return replace(dataset, patients=len(rows), columns=columns, ids=(), notes=())


def _some(column: Column, rows: NDArray[np.intp]) -> Column:
    if isinstance(column, Numbers):
        low = column.low.take(rows)
        return Numbers(low, low if column.exact else column.high.take(rows))
    return replace(column, codes=column.codes.take(rows))
