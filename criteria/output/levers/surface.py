"""Two limits together, as it may be shown: patients at each pair of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from criteria.funnel.levers.curves import Surface, using
from criteria.model.scenario import LimitValue, Scenario
from criteria.output.disclosure import Mode, change, counted
from criteria.output.levers.curves import ShownCurve, ShownPoint, allowed, by_gain
from criteria.output.report import spreadsheet
from criteria.text import wording

Cells = tuple[tuple[ShownPoint, ...], ...]


@dataclass(frozen=True)
class ShownSurface:
    """Patients at each pair of values of two limits, as they may be shown.

    Attributes:
        limits: names of the limit of the rows and of that of the columns.
        values: their values, ascending; None, that is no limit, is in neither.
        cells: a row of points for each value of the first limit. A point's own value is that of the column.
        without: the best point among those that have no limit in one way or the other, said in words; empty if none.
    """

    scenario: Scenario
    limits: tuple[str, str]
    values: tuple[tuple[float, ...], tuple[float, ...]]
    cells: Cells
    without: str

    @property
    def empty(self) -> bool:
        """Whether no pair of values leaves anybody who can be shown."""
        return not any(point.remaining for row in self.cells for point in row)

    @property
    def names(self) -> tuple[str, str]:
        """What the two limits are called."""
        protocol = self.scenario.protocol
        return wording.limit_name(protocol, self.limits[0]), wording.limit_name(protocol, self.limits[1])

    def amount(self, axis: int, value: LimitValue) -> str:
        """A value of the first (0) or the second limit (1) with its unit."""
        return wording.limit_amount(self.scenario.protocol, self.limits[axis], value)

    @property
    def protocol(self) -> tuple[LimitValue, LimitValue]:
        """The protocol's own values."""
        first, second = (self.scenario.protocol.limits[name].value for name in self.limits)
        return first, second

    @property
    def here(self) -> tuple[LimitValue, LimitValue]:
        """The scenario's values."""
        return self.scenario.limit(self.limits[0]), self.scenario.limit(self.limits[1])

    @property
    def now(self) -> ShownPoint | None:
        """The cell in which the scenario stands; None where one of its limits is none."""
        row, column = (None if value is None else round(value, 9) for value in self.here)
        if row is None or column is None:
            return None
        return self.cells[self.values[0].index(row)][self.values[1].index(column)]

    @property
    def best(self) -> tuple[float, ShownPoint]:
        """The row's value and the cell with most eligible, then with most eligible or potential patients."""
        cells = ((row, cell) for row, cells in zip(self.values[0], self.cells, strict=True) for cell in cells)
        return max(cells, key=lambda found: (found[1].eligible.drawn, found[1].remaining))


def two_best(curves: Sequence[ShownCurve]) -> tuple[str, str] | None:
    """The two limits that buy most alone and belong to different criteria; any two where there are no such two."""
    ordered = by_gain(curves)
    for at, first in enumerate(ordered):
        for second in ordered[at + 1 :]:
            if not _share_a_criterion(first, second):
                return first.limit, second.limit
    return (ordered[0].limit, ordered[1].limit) if len(ordered) > 1 else None


def _share_a_criterion(first: ShownCurve, second: ShownCurve) -> bool:
    ids = [{each.id for each in using(curve.scenario, [curve.limit])} for curve in (first, second)]
    return bool(ids[0] & ids[1])


def disclose_surface(found: Surface, scenario: Scenario, mode: Mode) -> ShownSurface:
    """A surface as it may be shown; in protected mode at the steps of the two ranges alone."""
    kept = [
        [at for at, value in enumerate(values) if value in allowed(scenario, name, values, mode)]
        for name, values in zip(found.limits, found.values, strict=True)
    ]
    rows, columns = (
        [at for at in axis if values[at] is not None] for axis, values in zip(kept, found.values, strict=True)
    )
    count = counted(mode)

    def point(row: int, column: int) -> ShownPoint:
        at = row, column
        return ShownPoint(found.values[1][column], count(int(found.eligible[at])), count(int(found.potential[at])))

    values = _numbers(found.values[0], rows), _numbers(found.values[1], columns)
    cells = tuple(tuple(point(row, column) for column in columns) for row in rows)
    left_out = [(r, c) for r in kept[0] for c in kept[1] if None in (found.values[0][r], found.values[1][c])]
    shown = ShownSurface(scenario, found.limits, values, cells, "")
    if not left_out:
        return shown
    best = max(left_out, key=lambda at: (point(*at).eligible.drawn, point(*at).remaining))
    pair = found.values[0][best[0]], found.values[1][best[1]]
    return ShownSurface(scenario, found.limits, values, cells, _without(shown, pair, point(*best)))


def _numbers(values: Sequence[LimitValue], kept: Sequence[int]) -> tuple[float, ...]:
    return tuple(value for at in kept if (value := values[at]) is not None)


def _without(shown: ShownSurface, pair: tuple[LimitValue, LimitValue], point: ShownPoint) -> str:
    said = " and ".join(f"{name} {shown.amount(axis, pair[axis])}" for axis, name in enumerate(shown.names))
    return f"Not drawn is where a limit is none; at best {said}: {in_words(point)}."


def in_words(point: ShownPoint) -> str:
    """The numbers of a point."""
    return f"{point.eligible.text} eligible, {point.potential.text} potential"


def surface_in_words(shown: ShownSurface) -> str:
    """The message of a surface in words."""
    value, cell = shown.best
    first, second = shown.names
    where = f"{first} {shown.amount(0, value)} and {second} {shown.amount(1, cell.value)}"
    if shown.now is None:
        return f"Most eligible with {where}: {in_words(cell)}."
    if cell.said == shown.now.said:
        return f"As the scenario stands, {in_words(cell)}; no pair of values visibly buys more."
    eligible, potential = change(cell.eligible, shown.now.eligible), change(cell.potential, shown.now.potential)
    return (
        f"Most eligible with {where}: {in_words(cell)}; gained: eligible {eligible.text}, potential {potential.text}."
    )


def surface_frame(shown: ShownSurface) -> pd.DataFrame:
    """A row for each value of the first limit, a column for each of the second: eligible, then potential."""
    heads, name = [wording.number(value) for value in shown.values[1]], shown.names[0]
    return pd.DataFrame(
        {name: wording.number(value), **{head: _both(cell) for head, cell in zip(heads, cells, strict=True)}}
        for value, cells in zip(shown.values[0], shown.cells, strict=True)
    )


def _both(cell: ShownPoint) -> str:
    return f"{cell.eligible.text} + {cell.potential.text} ?"


def surface_csv(shown: ShownSurface) -> str:
    """One line for each pair of values, safe to open in a spreadsheet."""
    lines = (
        [value, cell.value, cell.eligible, cell.potential]
        for value, cells in zip(shown.values[0], shown.cells, strict=True)
        for cell in cells
    )
    return spreadsheet([*shown.limits, "eligible", "potential"], lines)
