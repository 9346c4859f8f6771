"""What `1.234` is in a column, a decimal number or thousands: the column says it, or the table, or its variable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from criteria.data.columns.parsed import Parsed, Scan
from criteria.data.columns.signatures import LOOKS
from criteria.data.columns.signs import OTHER
from criteria.data.dataset import Floats, Note
from criteria.data.table_map import Reading
from criteria.model.variables import Number

Notes = tuple[Note, ...]


@dataclass(frozen=True)
class Settled:
    """The numbers of a column, what is told of their signs, and what is asked; `commas`: a comma is a decimal sign."""

    parsed: Parsed
    told: Notes = ()
    asked: Notes = ()
    commas: bool = False


@dataclass(frozen=True)
class _Column:
    """A column whose doubtful values are to be settled, with what they may be."""

    scan: Scan
    variable: Number
    factor: float | Floats
    plausible: tuple[float, float]

    def count(self, sign: str) -> int:
        """How many patients have a value that is doubtful by this sign."""
        return int(self.scan.counts[self.scan.either[sign]].sum())

    def fits(self, sign: str) -> tuple[bool, bool]:
        """Whether the values that are doubtful by a sign can be what they should as decimal numbers, as thousands."""
        asked = self.scan.either[sign]
        decimal = _end(self.scan.low, self.scan.high)[asked]
        thousands = _end(*self.scan.in_thousands)[asked]
        if not isinstance(self.factor, float):
            factor = _factor_of_each(self.scan, self.factor)[asked]
            return self._plausible(decimal * factor), self._plausible(thousands * factor)
        found = self._plausible(decimal * self.factor), self._plausible(thousands * self.factor)
        if found != (True, True):
            return found
        seen = self._as_usual(decimal), self._as_usual(thousands)
        return seen if seen != (False, False) else found

    def _plausible(self, values: Floats) -> bool:
        smallest, largest = self.plausible
        known = values[np.isfinite(values)]  # one that is only about right says nothing
        return bool(((known >= smallest) & (known <= largest)).all())

    def _as_usual(self, values: Floats) -> bool:
        """Whether the middle of some values is one that columns of this variable have in this unit."""
        looks = [each for each in LOOKS.get(self.variable.name, ()) if each.unit and self._in_its_unit(each.unit)]
        return any(each.holds(float(np.nanmedian(values))) for each in looks) if np.isfinite(values).any() else False

    def _in_its_unit(self, unit: str) -> bool:
        return self.variable.factor(unit) == self.factor


def settled(
    scan: Scan,
    reading: Reading,
    variable: Number,
    factor: float | Floats,
    signs: frozenset[str],
) -> Settled:
    """What the numbers of a column are, its signs settled as far as they can be.

    Args:
        scan: the column taken apart.
        reading: what the map says of it.
        variable, factor: what the numbers are, and what they are multiplied by.
        signs: the decimal signs of which the table holds certain evidence.
    """
    column = _Column(scan, variable, factor, reading.plausible or variable.plausible)
    reads = {sign: _reads(column, sign, reading.decimal, signs) for sign in scan.doubtful}
    asked = [sign for sign, by_thousands in reads.items() if by_thousands is None]
    thousands = frozenset(sign for sign, by_thousands in reads.items() if by_thousands)
    return Settled(
        scan.parsed(thousands),
        tuple(_told(column, sign) for sign in thousands),
        (_question(column, asked),) if asked else (),
        "," in scan.decimal or reads.get(",") is False,
    )


def _reads(column: _Column, sign: str, said: str | None, signs: frozenset[str]) -> bool | None:
    """Whether a doubtful sign stands between thousands; None where a person must say."""
    if said is not None:
        return sign != said
    decimal, thousands = column.fits(sign)
    own = column.scan.decimal
    if len(own) == 1:
        return _by_the_column(sign in own, decimal=decimal, thousands=thousands)
    if own or len(column.scan.doubtful) > 1:
        return False if own and decimal and not thousands else None
    if signs == {OTHER[sign]}:
        return True if thousands and not decimal else None
    if column.scan.whole or len(signs) != 1:
        return False if decimal and not thousands else None
    return False if decimal or not thousands else None


def _by_the_column(is_decimal: bool, *, decimal: bool, thousands: bool) -> bool | None:
    """What a column's own decimal sign says, unless that makes a value impossible that else is none."""
    if is_decimal:
        return None if thousands and not decimal else False
    return None if decimal and not thousands else True


def _end(low: Floats, high: Floats) -> Floats:
    """The end of each value that is written: the upper one, but for those without."""
    return np.where(np.isfinite(high), high, low)


def _factor_of_each(scan: Scan, factor: Floats) -> Floats:
    """A factor for each different value: that of some patient who has it."""
    of_each = np.full(len(scan.low), np.nan)
    of_each[scan.codes] = factor
    return of_each


def _question(column: _Column, asked: Sequence[str]) -> Note:
    name, listed = column.variable.name, " or ".join(f"`{sign}`" for sign in asked)
    message = (
        f"{listed} may be the decimal sign or separate thousands in these values; write `decimal: '.'` or "
        f"`decimal: ','` under {name} in the map, or write a decimal point and no thousands"
    )
    return Note("decimal-sign", name, sum(map(column.count, asked)), message)


def _told(column: _Column, sign: str) -> Note:
    message = f"`{sign}` stands between thousands in these values; read so, as the decimal sign is `{OTHER[sign]}`"
    return Note("thousands", column.variable.name, column.count(sign), message)


def certain_signs(scans: Iterable[Scan | Parsed]) -> frozenset[str]:
    """The decimal signs of which a table holds certain evidence; its numbers say one only where no text does."""
    scans = list(scans)
    found = frozenset(sign for each in scans if isinstance(each, Scan) for sign in each.decimal)
    if found or not any(isinstance(each, Parsed) and _has_decimals(each.low) for each in scans):
        return found
    return frozenset({"."})


def _has_decimals(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return bool((known != np.floor(known)).any())
