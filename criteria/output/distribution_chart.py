"""The distribution of what one criterion compares, with its limits drawn in, as a plain Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from criteria.model.protocol import Protocol
from criteria.output.charts import ONLY, REMAINING, Figure
from criteria.output.distribution import ShownBar, ShownDistribution
from criteria.text import wording


@dataclass(frozen=True)
class Line:
    """A limit on the axis of a distribution."""

    label: str
    value: float
    protocol: float | None
    minimum: bool = True


def distribution_chart(shown: ShownDistribution, lines: Sequence[Line], protocol: Protocol | None = None) -> Figure:
    """Bars of a quantity with the limits drawn in; words as one bar each. A protocol may declare what it is called."""
    numeric = any(bar.low is not None or bar.high is not None for bar in shown.bars)
    bars = _trimmed(shown) if numeric else list(shown.bars)
    width = next((bar.high - bar.low for bar in bars if bar.low is not None and bar.high is not None), 1.0)
    return {
        "data": [
            {
                "type": "bar",
                "x": [_middle(bar, width, shown.whole) for bar in bars] if numeric else _words(shown),
                "y": [bar.patients.drawn for bar in bars],
                "width": width * 0.94 if numeric else 0.6,
                "marker": {"color": REMAINING, "line": {"width": 0}},
                "customdata": [[bar.label, bar.patients.text] for bar in bars],
                "hovertemplate": "%{customdata[0]}: %{customdata[1]} patients<extra></extra>",
                "showlegend": False,
            }
        ],
        "layout": _distribution_layout(shown, lines, numeric, protocol),
    }


def _trimmed(shown: ShownDistribution) -> list[ShownBar]:
    """Without the empty bins at both ends."""
    filled = [at for at, bar in enumerate(shown.bars) if bar.patients.drawn]
    return list(shown.bars[filled[0] : filled[-1] + 1]) if filled else []


def _words(shown: ShownDistribution) -> list[str]:
    return [wording.word(bar.label) for bar in shown.bars]


def _middle(bar: ShownBar, width: float, whole: bool) -> float:
    """Where a bar stands: in the middle of its bin, or on its whole number."""
    if bar.low is None:
        return (bar.high or 0.0) - width / 2
    return bar.low if whole else bar.low + width / 2


def _place(line: Line, whole: bool) -> float:
    """Where a limit is drawn: on its value, or between the whole number that meets it and the one that does not."""
    if not whole:
        return line.value
    return line.value - 0.5 if line.minimum else line.value + 0.5


def _distribution_layout(
    shown: ShownDistribution, lines: Sequence[Line], numeric: bool, protocol: Protocol | None
) -> Figure:
    unit = wording.unit(shown.value, protocol)
    unknown = f"{shown.missing.text} unknown" if shown.missing.number != 0 else ""
    inexact = f"{shown.inexact.text} in bands or censored" if shown.inexact.number else ""
    left_out = "; ".join(filter(None, [unknown, inexact]))
    title = (
        wording.label(shown.value, protocol) + (f", {unit}" if unit else "") + (f"  ({left_out})" if left_out else "")
    )
    return {
        "bargap": 0.06,
        "margin": {"l": 8, "r": 8, "t": 22, "b": 36},
        "xaxis": {"title": {"text": title}, "fixedrange": True, "zeroline": False},
        "yaxis": {"title": {"text": "patients"}, "fixedrange": True, "automargin": True, "rangemode": "tozero"},
        "shapes": [_stroke(line, _place(line, shown.whole)) for line in lines] if numeric else [],
        "annotations": [_stroke_label(line, _place(line, shown.whole), at) for at, line in enumerate(lines)]
        if numeric
        else [],
        "showlegend": False,
    }


def _stroke(line: Line, x: float) -> Figure:
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": ONLY, "width": 2.5, "dash": "solid" if line.value == line.protocol else "dash"},
    }


def _stroke_label(line: Line, x: float, at: int) -> Figure:
    return {
        "x": x,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "left" if at % 2 else "right",
        "text": f"{line.label} {wording.number(line.value)}",
        "showarrow": False,
    }
