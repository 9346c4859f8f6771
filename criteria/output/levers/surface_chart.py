"""Two limits together as a heat map with contours: a click on a cell takes both values."""

from __future__ import annotations

from collections.abc import Sequence

from criteria.model.scenario import LimitValue
from criteria.output.charts import PROTOCOL, Figure
from criteria.output.labels import escaped
from criteria.output.levers.curve_chart import taking, ticks
from criteria.output.levers.surface import ShownSurface

# Words and contours are written on it: its far end keeps a contrast of 4:1 to them.
SCALE = [[0, "#F4F8FB|#16212B"], [0.5, "#B4D5EA|#23506F"], [1, "#4A9BD0|#37789F"]]
CONTOUR = "rgba(27,36,48,0.55)|rgba(232,237,242,0.6)"
MOST_CONTOURS = 7
MOST_WRITTEN_DOWN, MOST_WRITTEN_ACROSS = 16, 14  # cells with a number in each


def surface_chart(shown: ShownSurface, *, with_potential: bool = False) -> Figure:
    """Eligible patients, or eligible and potential ones, at each pair of values; the second limit goes to the right."""
    contours = [] if _whole(shown) else [_contours(shown, with_potential)]
    return {"data": [_cells(shown, with_potential), *contours, *_places(shown)], "layout": _layout(shown)}


def _whole(shown: ShownSurface) -> bool:
    """Whether a limit has a few whole numbers alone: no line runs between two grades."""
    limits = [shown.scenario.protocol.limits[name] for name in shown.limits]
    whole = [float(each.step).is_integer() and float(each.min).is_integer() for each in limits]
    return any(each and len(values) <= MOST_WRITTEN_DOWN for each, values in zip(whole, shown.values, strict=True))


def _written(shown: ShownSurface, with_potential: bool) -> Figure:
    """The numbers in the cells, where there is room for them."""
    rows, columns = shown.values
    if len(rows) > MOST_WRITTEN_DOWN or len(columns) > MOST_WRITTEN_ACROSS:
        return {}
    text = [[" + ".join(each.said) + " ?" if with_potential else each.said[0] for each in row] for row in shown.cells]
    return {"text": text, "texttemplate": "%{text}", "textfont": {"size": 13, "color": PROTOCOL}}


def _heights(shown: ShownSurface, with_potential: bool) -> list[list[float]]:
    return [[each.remaining if with_potential else each.eligible.drawn for each in row] for row in shown.cells]


def _grid(shown: ShownSurface, with_potential: bool) -> Figure:
    rows, columns = shown.values
    return {"x": list(columns), "y": list(rows), "z": _heights(shown, with_potential)}


def _cells(shown: ShownSurface, with_potential: bool) -> Figure:
    grid = _grid(shown, with_potential)
    return {
        "type": "heatmap",
        **grid,
        "colorscale": SCALE,
        "zmin": 0,
        "zmax": max(1, *map(max, grid["z"])),
        "colorbar": {"title": {"text": "eligible<br>and potential" if with_potential else "eligible"}, "thickness": 14},
        **_written(shown, with_potential),
        "customdata": _asked(shown),
        "hovertemplate": "<b>%{customdata[1]}<br>%{customdata[2]}</b><br>eligible %{customdata[3]}"
        "<br>potential %{customdata[4]}<br>click to take both<extra></extra>",
        "meta": {"narrow": {"showscale": False}},
    }


def _asked(shown: ShownSurface) -> list[list[list[str]]]:
    """For each cell what taking it asks for, its two values and its two numbers."""
    (first, second), (rows, columns) = shown.limits, shown.values
    said = [
        [escaped(f"{name} {shown.amount(axis, value)}") for value in shown.values[axis]]
        for axis, name in enumerate(shown.names)
    ]
    return [
        [
            [taking({first: value, second: columns[column]}), said[0][row], said[1][column], *cell.said]
            for column, cell in enumerate(shown.cells[row])
        ]
        for row, value in enumerate(rows)
    ]


def _contours(shown: ShownSurface, with_potential: bool) -> Figure:
    return {
        "type": "contour",
        **_grid(shown, with_potential),
        "contours": {"coloring": "none", "showlabels": True, "labelfont": {"size": 13, "color": PROTOCOL}},
        "ncontours": MOST_CONTOURS,
        "line": {"color": CONTOUR, "width": 1.2},
        "showscale": False,
        "hoverinfo": "skip",
    }


def _places(shown: ShownSurface) -> list[Figure]:
    """Where the protocol and the scenario stand, unless a limit is none there."""
    same = all(_equal(*pair) for pair in zip(shown.protocol, shown.here, strict=True))
    if same:
        return _place(shown, "protocol and scenario", shown.here, "circle")
    return [*_place(shown, "protocol", shown.protocol, "circle-open"), *_place(shown, "scenario", shown.here, "circle")]


def _equal(one: LimitValue, other: LimitValue) -> bool:
    return one == other or (one is not None and other is not None and round(one, 9) == round(other, 9))


def _place(shown: ShownSurface, name: str, at: tuple[LimitValue, LimitValue], symbol: str) -> list[Figure]:
    row, column = at
    if row is None or column is None:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [column],
            "y": [row],
            "text": [name],
            "textposition": f"top {_side(column, shown.values[1])}",
            "textfont": {"color": PROTOCOL, "weight": 700},
            "marker": {"symbol": symbol, "size": 13, "color": PROTOCOL, "line": {"width": 3, "color": PROTOCOL}},
            "hoverinfo": "skip",
            "showlegend": False,
        }
    ]


def _side(value: float, values: Sequence[LimitValue]) -> str:
    """On which side of a place its name stands, so that no edge cuts it."""
    numbers = [each for each in values if each is not None]
    part = (value - min(numbers)) / (max(numbers) - min(numbers))
    return "right" if part < 1 / 3 else "left" if part > 2 / 3 else "center"


def _layout(shown: ShownSurface) -> Figure:
    return {
        "margin": {"l": 70, "r": 16, "t": 18, "b": 52},
        "xaxis": _axis(shown, 1),
        "yaxis": _axis(shown, 0),
        "hovermode": "closest",
        "showlegend": False,
    }


def _axis(shown: ShownSurface, axis: int) -> Figure:
    name = shown.names[axis]
    unit = shown.amount(axis, 0.0).partition(" ")[2]
    title = escaped(f"{name}, {unit}" if unit else name)
    steps = ticks(shown.scenario.protocol.limits[shown.limits[axis]])
    return {"title": {"text": title}, "fixedrange": True, "zeroline": False, "showgrid": False, **steps}
