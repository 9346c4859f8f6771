"""One limit over its whole range as a large Plotly figure: a click on it takes the value."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.model.protocol import Limit
from criteria.model.scenario import LimitValue
from criteria.output.charts import LEGEND, ONLY, PROTOCOL, REMAINING, UNKNOWN, Figure
from criteria.output.labels import escaped
from criteria.output.levers.curves import ShownCurve, ShownPoint
from criteria.text import wording

POTENTIAL = "rgba(0,114,178,0.26)|rgba(90,176,240,0.28)"
NEAR = "rgba(213,94,0,0.10)|rgba(240,129,58,0.18)"
FEW = 60  # points that can be told apart as marks
MOST_TICKS = 12  # steps that are each written on the axis
ROW = 16  # px of a label
BESIDE = 0.1  # of the range: how far beyond it the point without a limit stands


def taking(moves: Mapping[str, LimitValue]) -> str:
    """What a clicked point asks for, as a component sends it: `plt_min=65&hb_min=80`."""
    return "&".join(f"{name}={'none' if value is None else wording.number(value)}" for name, value in moves.items())


def curve_chart(curve: ShownCurve) -> Figure:
    """Eligible, and eligible or potential, patients over the range of a limit; each point says what taking it asks."""
    points = list(curve.points)
    return {
        "data": [
            _area(curve, points),
            _line(curve, points),
            *([_stretch(curve, curve.steepest, ONLY, 5)] if curve.steepest else []),
            *(_stretch(curve, each, UNKNOWN, 4) for each in curve.plateaus),
            _places(curve),
        ],
        "layout": _layout(curve),
    }


def _across(curve: ShownCurve, point: ShownPoint) -> float:
    low, high = curve.span
    return high + BESIDE * (high - low) if point.value is None else point.value


def _line(curve: ShownCurve, points: list[ShownPoint]) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(points) <= FEW else "lines",
        "name": "eligible",
        "x": [_across(curve, each) for each in points],
        "y": [each.eligible.drawn for each in points],
        "line": {"color": REMAINING, "width": 3},
        "marker": {"color": REMAINING, "size": 6},
        "hoverinfo": "skip",
    }


def _area(curve: ShownCurve, points: list[ShownPoint]) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "eligible and potential",
        "x": [_across(curve, each) for each in points],
        "y": [each.remaining for each in points],
        "line": {"color": POTENTIAL, "width": 1},
        "fill": "tozeroy",
        "fillcolor": POTENTIAL,
        "hoverinfo": "skip",
    }


def _stretch(curve: ShownCurve, stretch: tuple[int, int], colour: str, width: int) -> Figure:
    steep = colour == ONLY
    points = list(curve.points[stretch[0] : stretch[1] + 1])
    return _line(curve, points) | {
        "mode": "lines",
        "name": "steepest" if steep else "no visible change",
        "line": {"color": colour, "width": width},
        "showlegend": steep or stretch == curve.plateaus[0],
    }


def _places(curve: ShownCurve) -> Figure:
    """The points a pointer finds: one for each value, also where there is no limit."""
    points = curve.everywhere
    sizes = [9 if each.value is None else 1 for each in points]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_across(curve, each) for each in points],
        "y": [each.eligible.drawn for each in points],
        "marker": {"color": REMAINING, "size": sizes, "symbol": "diamond"},
        "customdata": [_asked(curve, each) for each in points],
        "hovertemplate": "<b>%{customdata[1]}</b><br>eligible %{customdata[2]}<br>potential %{customdata[3]}"
        "<br>%{customdata[4]}<extra></extra>",
        "showlegend": False,
    }


def _asked(curve: ShownCurve, point: ShownPoint) -> list[str]:
    eligible, potential = curve.gained(point)
    moved = (
        "as it stands"
        if point is curve.here
        else f"eligible {eligible.text}, potential {potential.text}; click to take it"
    )
    return [taking({curve.limit: point.value}), escaped(curve.amount(point.value)), *point.said, moved]


def _layout(curve: ShownCurve) -> Figure:
    low, high = curve.span
    room = (high - low) * 0.02
    end = high + (BESIDE * (high - low) if curve.without else 0)
    return {
        "margin": {"l": 56, "r": 16, "t": 64, "b": 52},
        "xaxis": {
            "title": {"text": escaped(f"{curve.name}, {curve.unit}".removesuffix(", "))},
            "range": [low - room, end + room * (3 if curve.without else 1)],
            "fixedrange": True,
            "zeroline": False,
            **ticks(curve.scenario.protocol.limits[curve.limit]),
        },
        "yaxis": {"title": {"text": "patients"}, "rangemode": "tozero", "fixedrange": True},
        "shapes": [*_lines(curve), *_near(curve)],
        "annotations": _labels(curve),
        "legend": LEGEND,
        "hovermode": "x",
        "hoverdistance": -1,
    }


def ticks(limit: Limit) -> Figure:
    """A tick for each step of an axis where there are few: half a grade is none."""
    few = (limit.max - limit.min) / limit.step <= MOST_TICKS
    return {"tick0": limit.min, "dtick": limit.step} if few else {}


def _marked(curve: ShownCurve) -> dict[str, float | None]:
    """The values that get a stroke: the protocol's, and the scenario's where it is another."""
    now = curve.here.value
    if curve.protocol is not None and now is not None and round(curve.protocol, 9) == now:
        return {"protocol and scenario": now}
    return {"protocol": curve.protocol, "scenario": now}


def _lines(curve: ShownCurve) -> list[Figure]:
    return [
        {
            "type": "line",
            "x0": value,
            "x1": value,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"color": PROTOCOL, "width": 2, "dash": "dot" if name == "protocol" else "solid"},
        }
        for name, value in _marked(curve).items()
        if value is not None
    ]


def _near(curve: ShownCurve) -> list[Figure]:
    """The stretch of a limit a tenth looser."""
    now, missed = curve.here.value, curve.missed
    if now is None or not missed:
        return []
    low, high = curve.span
    then = min(max(missed[0].value, low), high)
    place = {"x0": min(now, then), "x1": max(now, then), "y0": 0, "y1": 1, "yref": "paper"}
    return [{"type": "rect", "layer": "below", "fillcolor": NEAR, "line": {"width": 0}, **place}]


def _labels(curve: ShownCurve) -> list[Figure]:
    """The strokes' names in two rows above, on the side where there is room."""
    middle = sum(curve.span) / 2
    strokes = [
        _label(value, 1, f" {name} {wording.number(value)} ", "right" if value > middle else "left")
        | {"yref": "paper", "yshift": row * ROW}
        for row, (name, value) in enumerate(_marked(curve).items())
        if value is not None
    ]
    if curve.without is None:
        return strokes
    place = _across(curve, curve.without), curve.without.eligible.drawn
    return [*strokes, _label(*place, _none(curve), "center") | {"yshift": 8}]


def _none(curve: ShownCurve) -> str:
    names = [name for name, value in _marked(curve).items() if value is None]
    return "no limit" + (f"<br>({' and '.join(names)})" if names else "")


def _label(x: float, y: float, text: str, side: str) -> Figure:
    return {"x": x, "y": y, "text": text, "xanchor": side, "yanchor": "bottom", "showarrow": False}
