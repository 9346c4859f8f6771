"""Curves as tables: one row for each value of one limit, one row for each limit, and everything as CSV."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from criteria.output.levers.curve_panels import shape_in_words
from criteria.output.levers.curves import ShownCurve, ShownPoint
from criteria.output.report import spreadsheet


def curve_frame(curve: ShownCurve) -> pd.DataFrame:
    """One row for each value of a limit, numbers as they are shown."""
    return pd.DataFrame(_value_row(curve, each) for each in curve.everywhere)


def _value_row(curve: ShownCurve, point: ShownPoint) -> dict[str, str]:
    eligible, potential = curve.gained(point)
    return {
        curve.name: curve.amount(point.value),
        "eligible": point.eligible.text,
        "potential": point.potential.text,
        "eligible gained": eligible.text,
        "potential gained": potential.text,
        "": ", ".join(_places(curve, point)),
    }


def _places(curve: ShownCurve, point: ShownPoint) -> list[str]:
    own = None if curve.protocol is None else round(curve.protocol, 9)
    return ["protocol"] * (point.value == own) + ["scenario"] * (point is curve.here)


def curves_frame(curves: Sequence[ShownCurve]) -> pd.DataFrame:
    """One row for each limit: where it stands, what its best value buys, and what its curve looks like."""
    return pd.DataFrame(_limit_row(each) for each in curves)


def _limit_row(curve: ShownCurve) -> dict[str, str]:
    best = curve.best
    eligible, potential = curve.gained(best)
    stays = best is curve.here
    return {
        "limit": curve.name,
        "protocol": curve.amount(curve.protocol),
        "scenario": curve.amount(curve.here.value),
        "best value": "as it stands" if stays else curve.amount(best.value),
        "eligible gained": "0" if stays else eligible.text,
        "potential gained": "0" if stays else potential.text,
        "near misses": _near(curve),
        "curve": shape_in_words(curve),
    }


def _near(curve: ShownCurve) -> str:
    return "; ".join(f"{each.patients.text}, only this {each.only.text}" for each in curve.near)


def curves_csv(curves: Sequence[ShownCurve]) -> str:
    """One line for each value of each limit, safe to open in a spreadsheet."""
    heading = ["limit", "name", "unit", "value", "eligible", "potential", "protocol", "scenario"]
    return spreadsheet(heading, (_line(curve, point) for curve in curves for point in curve.everywhere))


def _line(curve: ShownCurve, point: ShownPoint) -> list[object]:
    places = _places(curve, point)
    own = [str(each in places).lower() for each in ("protocol", "scenario")]
    value = "none" if point.value is None else point.value
    return [curve.limit, curve.name, curve.unit, value, point.eligible, point.potential, *own]
