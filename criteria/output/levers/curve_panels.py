"""All limits on one screen: small curves on one scale, as plain data that the page's own component draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from criteria.output.disclosure import Shown, change
from criteria.output.levers.curves import ShownCurve, ShownPoint, Stretch
from criteria.text import wording

Panel = dict[str, Any]
DIGITS = 4  # of a place in a panel, whose width and height are 1


def scale_of(curves: Sequence[ShownCurve], *, eligible_only: bool) -> float:
    """The top of the one scale that all panels share, in patients."""
    every = (point for curve in curves for point in curve.everywhere)
    return max((_height(each, eligible_only) for each in every), default=0.0) or 1.0


def _height(point: ShownPoint, eligible_only: bool) -> float:
    return point.eligible.drawn if eligible_only else point.remaining


def curve_panels(curves: Sequence[ShownCurve], *, eligible_only: bool = False) -> list[Panel]:
    """One small picture for each limit: places from 0 to 1, from the left and from below, and the words around them."""
    top = scale_of(curves, eligible_only=eligible_only)
    return [_Panel(each, top, eligible_only).drawn() for each in curves]


def by_whether_it_gains(panels: Sequence[Panel]) -> tuple[list[Panel], list[Panel]]:
    """The panels whose limit buys anybody, and those whose limit buys nobody."""
    return [each for each in panels if each["potential"]], [each for each in panels if not each["potential"]]


class _Panel:
    """One curve in the frame that all share."""

    def __init__(self, curve: ShownCurve, top: float, eligible_only: bool) -> None:
        self._curve, self._top, self._eligible_only = curve, top, eligible_only
        low = min(curve.span[0], curve.number(0))
        self._low, self._width = low, (max(curve.span[1], curve.number(len(curve.points) - 1)) - low) or 1.0

    def drawn(self) -> Panel:
        """Everything the component needs for this panel."""
        curve, best = self._curve, self._curve.best
        moves = best is not curve.here
        return {
            "id": curve.limit,
            "title": curve.criterion,
            "label": curve.label,
            "now": curve.amount(curve.here.value),
            "gain": _gained(best.eligible, curve.here.eligible) if moves else "buys nothing",
            "potential": _gained(best.potential, curve.here.potential) if moves else "",
            "low": wording.number(self._low),
            "high": wording.number(self._low + self._width),
            "line": self._line(0, len(curve.points) - 1),
            "area": [] if self._eligible_only else self._line(0, len(curve.points) - 1, remaining=True),
            "flat": [self._line(*each) for each in curve.plateaus],
            "steep": self._line(*curve.steepest) if curve.steepest else [],
            "protocol": self._across(curve.protocol),
            "scenario": self._across(curve.here.value),
            "level": self._up(curve.here.eligible.drawn),
            "near": self._near(),
            "without": self._up(curve.without.eligible.drawn) if curve.without else None,
            "alt": curve_in_words(curve),
        }

    def _across(self, value: float | None) -> float | None:
        return None if value is None else round((value - self._low) / self._width, DIGITS)

    def _up(self, patients: float) -> float:
        return round(min(patients / self._top, 1.0), DIGITS)

    def _line(self, first: int, last: int, *, remaining: bool = False) -> list[list[float | None]]:
        points = self._corners(first, last)
        return [[self._across(each.value), self._up(_height(each, not remaining))] for each in points]

    def _corners(self, first: int, last: int) -> list[ShownPoint]:
        """The ends, and the points on which a line through them turns: the others would only be sent in vain."""
        points, kept = self._curve.points, [first]
        for at in range(first + 1, last):
            if not points[at - 1].said == points[at].said == points[at + 1].said:
                kept.append(at)
        return [points[at] for at in dict.fromkeys([*kept, last])]

    def _near(self) -> list[float | None]:
        """The stretch in which a limit a tenth looser would gain those who miss it by little."""
        missed, now = self._curve.missed, self._curve.here.value
        if not missed or now is None:
            return []
        ends = now, min(max(missed[0].value, self._low), self._low + self._width)
        return [self._across(min(ends)), self._across(max(ends))]


def _gained(now: Shown, before: Shown) -> str:
    """The change, or what is reached where the change is hidden."""
    moved = change(now, before)
    return f"→ {now.text}" if moved.number is None else moved.text


def curve_in_words(curve: ShownCurve) -> str:
    """The message of a curve in words."""
    best = curve.best
    eligible, potential = curve.gained(best)
    moves = (
        "no other value has more eligible patients"
        if best is curve.here
        else f"most at {curve.amount(best.value)}: eligible {eligible.text}, potential {potential.text}"
    )
    here = f"{curve.here.eligible.text} eligible, {curve.here.potential.text} potential"
    return f"{curve.name}, now {curve.amount(curve.here.value)} ({here}); {moves}. {shape_in_words(curve)}"


def shape_in_words(curve: ShownCurve) -> str:
    """Where a curve is steep and where it is flat."""
    if curve.flat:
        return "No visible change anywhere."
    steep = f"Steepest {_between(curve, curve.steepest)}." if curve.steepest else "Nowhere visibly steep."
    flat = "; ".join(_between(curve, each) for each in curve.plateaus)
    return steep + (f" No visible change {flat}." if flat else "")


def _between(curve: ShownCurve, stretch: Stretch) -> str:
    first, last = (wording.number(curve.number(at)) for at in stretch)
    return f"from {first} to {curve.amount(curve.number(stretch[1]))}" if first != last else f"at {first}"


def near_in_words(curve: ShownCurve) -> str:
    """Who misses the limit by a tenth or less."""
    said = [
        f"{each.patients.text} miss it by a tenth or less, {each.only.text} of them fail nothing else"
        for each in curve.missed
    ]
    return f"Orange shade: {'; '.join(said)}." if said else ""
