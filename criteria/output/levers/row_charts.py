"""What charts with one row for each group, site or variable have in common: rows, numbers at the right, a legend."""

from __future__ import annotations

from collections.abc import Sequence

from criteria.output.charts import LEGEND, Figure
from criteria.output.labels import SMALL, escaped, in_lines

ROW = 30  # px of a chart for each row
FRAME = 124  # px of a chart around them: legend, axis and download buttons
_LETTER = 7.5  # px, on average
_LONGEST = 54  # letters of a line; a row has two of them
_LONGEST_ON_A_PHONE = 24
_TOP, _BOTTOM = 46, 44


def height(rows: int) -> int:
    """Pixels for a chart with so many rows, its download buttons included."""
    return ROW * max(rows, 2) + FRAME


def bars(name: str, lengths: Sequence[float], marker: Figure, hover: Sequence[str], short: str = "") -> Figure:
    """One bar in each row; `short` is the legend's word on a phone."""
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": list(range(len(lengths))),
        "x": list(lengths),
        "marker": {"line": {"width": 0}, **marker},
        "hovertext": [escaped(each) for each in hover],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": {"narrow": {"name": short or name}},
    }


def numbers(texts: Sequence[str], short: Sequence[str] | None = None) -> Figure:
    """The numbers of the rows, in one column at the right; on a phone in few words."""
    return {
        "type": "scatter",
        "mode": "text",
        "y": list(range(len(texts))),
        "x": [0] * len(texts),
        "text": list(texts),
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": {"narrow": {"text": list(short or texts)}},
    }


def layout(
    labels: Sequence[str],
    axis: Figure,
    *,
    room: float,
    column: str = "",
    legend: bool = True,
    lines: Sequence[str] | None = None,
) -> Figure:
    """Fixed margins, so that the plot stands still.

    Args:
        labels: what each row is called.
        axis: range and title of the axis.
        room: the part of the width left to the column of numbers.
        column: what that column is called; on a phone, the legend needs its place.
        lines: the same for a phone, as Plotly reads it, where labels should not be broken just anywhere.
    """
    rows = {
        "tickvals": list(range(len(labels))),
        "range": [len(labels) - 0.4, -0.6],
        "ticks": "",
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
    }
    words = [f"{in_lines(each, _LONGEST)} " for each in labels]
    few = [f"{each} " for each in lines or [in_lines(each, _LONGEST_ON_A_PHONE) for each in labels]]
    margin = {"r": 8, "t": _TOP, "b": _BOTTOM, "autoexpand": False}
    narrow = {
        "margin": {"l": _width(few), **margin},
        "yaxis": {"ticktext": few, **({"tickfont": {"size": SMALL}} if lines else {})},
    }
    return {
        "bargap": 0.3,
        "margin": {"l": _width(words), **margin},
        "xaxis": {"fixedrange": True, "automargin": False, "domain": [0, 1 - room], **axis},
        "yaxis": {**rows, "ticktext": words},
        "annotations": [_heading(column)] if column else [],
        "meta": {"narrow": narrow | ({"annotations": []} if legend else {})},
        "legend": {**LEGEND, "font": {"size": 12}},
        "showlegend": legend,
        "hovermode": "closest",
    }


def _heading(text: str) -> Figure:
    """What the column of numbers is called, above it."""
    place = {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right", "yanchor": "bottom"}
    return {**place, "yshift": 2, "text": text, "showarrow": False}


def _width(labels: Sequence[str]) -> float:
    """Pixels for the longest line of a label."""
    return 24 + _LETTER * max((len(line) for each in labels for line in each.split("<br>")), default=0)
