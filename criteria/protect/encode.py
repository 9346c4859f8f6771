"""A table as codes on the declared axes, and codes as a table the dashboard reads; what the codes lose is refused.

The codes of a true table are true values of patients, if coarse ones: they are neither stored nor logged nor returned
by anything outside this room.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from criteria.data.dataset import Column, Dataset, Floats, Identifiers, Numbers, Words
from criteria.engine.memory import MemoryEngine
from criteria.engine.quantities import quantity
from criteria.model.problems import Problem
from criteria.model.protocol import Protocol
from criteria.model.scenario import baseline
from criteria.model.variables import DICTIONARY
from criteria.protect.axes import OTHER, Axis, NumberAxis, WordAxis
from criteria.protect.grids import SITE

Codes = NDArray[np.int16]

_DECIMALS = range(8)
_NO_WIDTH = 1e-6  # a cell narrower than this holds one number


@dataclass(frozen=True)
class Coded:
    """Patients on the axes. `codes` by the name of the axis, each of shape (patients,)."""

    patients: int
    codes: Mapping[str, Codes] = field(repr=False)

    def of(self, rows: NDArray[np.int64]) -> Coded:
        """Some of the patients, each as often as it is named."""
        return Coded(len(rows), {name: codes[rows] for name, codes in self.codes.items()})


def encode(dataset: Dataset, axes: Sequence[Axis]) -> Coded:
    """Every patient on every axis. A word that is not declared is `other` where there is such a word, else missing."""
    return Coded(dataset.patients, {each.name: _codes(dataset, each) for each in axes})


def decode(coded: Coded, axes: Sequence[Axis], rng: Generator | None = None, name: str = "copy") -> Dataset:
    """A table of codes, into which no true value enters: words as they are, each number from within its cell.

    With a generator numbers are drawn evenly; without one each is the middle of its cell, so that what is read off a
    row depends on that row alone.
    """
    columns = {each.name: _column(coded.codes[each.name], each, rng) for each in axes}
    declared = {each.name: each.variable for each in axes if each.name not in DICTIONARY}
    numbered = Identifiers(range(1, coded.patients + 1))
    return Dataset(name, coded.patients, columns, numbered, synthetic=True, declared=declared)


def settled(coded: Coded, axes: Sequence[Axis]) -> tuple[Dataset, Coded]:
    """The codes as a table, and that table's own codes: a missing clearance may be estimated from what is there."""
    table = decode(coded, axes)
    return table, encode(table, axes)


def differing(dataset: Dataset, protocol: Protocol, axes: Sequence[Axis]) -> tuple[str, ...]:
    """The criteria of which some patient's verdict is another once the table is encoded. For the owner alone."""
    true, scenario = MemoryEngine(dataset), baseline(protocol)
    again = MemoryEngine(decode(encode(dataset, axes), axes))
    found = []
    for criterion in protocol.criteria:
        one, other = true.verdicts(criterion, scenario), again.verdicts(criterion, scenario)
        parts = ("passed", "failed", "unknown", "not_applicable", "deferred")
        if any(not np.array_equal(getattr(one, part), getattr(other, part)) for part in parts):
            found.append(criterion.id)
    return tuple(found)


def undeclared_words(dataset: Dataset, axes: Sequence[Axis]) -> Iterator[Problem]:
    """A problem for each variable with words that nobody declared, naming them. For the owner alone."""
    for axis in axes:
        column = dataset.columns.get(axis.name)
        if isinstance(axis, WordAxis) and OTHER in axis.words and isinstance(column, Words):
            strange = sorted(_used(column) - set(axis.words))
            if strange:
                listed = ", ".join(strange[:6]) + (f" and {len(strange) - 6} more" if len(strange) > 6 else "")
                remedy = f"take them together as `{OTHER}` with --together"
                declare = "declare them with --site, or " if axis.name == SITE else ""
                message = f"not declared: {listed}; {declare}{remedy}"
                yield Problem("word-not-declared", axis.name, message)


def _used(column: Words) -> set[str]:
    return {column.values[at] for at in np.unique(column.codes).tolist() if at >= 0}


# --- to codes -----------------------------------------------------------------------------------------------------


def _codes(dataset: Dataset, axis: Axis) -> Codes:
    return _of_numbers(dataset, axis) if isinstance(axis, NumberAxis) else _of_words(dataset, axis)


def _of_numbers(dataset: Dataset, axis: NumberAxis) -> Codes:
    """The cell of each number. One known only as an interval lies in the middle's, unless it may decide a verdict.

    An interval across a deciding edge is unknown to the criteria, and so it is missing here.
    """
    numbers = quantity(axis.value, dataset)
    known = ~np.isnan(numbers.low)
    if numbers.exact:
        return np.where(known, _cell(numbers.low, axis.cuts), axis.missing).astype(np.int16)
    one_side = _cell(numbers.low, axis.deciding) == _cell(numbers.high, axis.deciding)
    low, high = np.clip(numbers.low, axis.low, axis.high), np.clip(numbers.high, axis.low, axis.high)
    inside = np.clip((low + high) / 2, numbers.low, numbers.high)
    return np.where(known & one_side, _cell(inside, axis.cuts), axis.missing).astype(np.int16)


def _cell(values: Floats, cuts: tuple[float, ...]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.searchsorted(np.array(cuts), values, side="right")
    return found


def _of_words(dataset: Dataset, axis: WordAxis) -> Codes:
    column = dataset.columns.get(axis.name)
    if not isinstance(column, Words):
        return np.full(dataset.patients, axis.missing, dtype=np.int16)
    place = {word: at for at, word in enumerate(axis.words)}
    otherwise = place.get(OTHER, axis.missing)
    table = np.array([*(place.get(word, otherwise) for word in column.values), axis.missing], dtype=np.int16)
    return table[column.codes]  # a missing word is -1: the last of the table


# --- and back -----------------------------------------------------------------------------------------------------


def _column(codes: Codes, axis: Axis, rng: Generator | None) -> Column:
    if isinstance(axis, WordAxis):
        return Words(np.where(codes == axis.missing, -1, codes).astype(np.int32), axis.words)
    values = _drawn(codes, axis, rng)
    return Numbers(values, values)


def _drawn(codes: Codes, axis: NumberAxis, rng: Generator | None) -> Floats:
    """A number in each cell, to as many decimals as the cell is wide; NaN where missing."""
    ends = np.array(axis.ends())
    share = np.full(len(codes), 0.5) if rng is None else rng.random(len(codes))
    values = np.full(len(codes), np.nan)
    for cell in np.unique(codes).tolist():
        if cell != axis.missing:
            here = codes == cell
            values[here] = _within(float(ends[cell]), float(ends[cell + 1]), share[here], axis)
    return values


def _within(start: float, stop: float, share: Floats, axis: NumberAxis) -> Floats:
    """Numbers from `start` to below `stop`."""
    if axis.variable.whole or axis.variable.completed:
        first, last = math.ceil(start), math.ceil(stop) - 1
        return np.asarray(np.minimum(first + np.floor(share * (last - first + 1)), last))
    drawn = start + (stop - start) * share
    if stop - start < _NO_WIDTH:
        return np.full(len(share), (start + stop) / 2)
    decimals = next((each for each in _DECIMALS if 10.0**-each <= (stop - start) / 20), max(_DECIMALS))
    rounded = np.round(drawn, decimals)
    kept: Floats = np.where((rounded >= start) & (rounded < stop), rounded, drawn)
    return kept
