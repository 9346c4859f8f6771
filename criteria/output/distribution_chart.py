"""The distribution of what one criterion compares, with its limits drawn in, as a plain Plotly figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from criteria.model.protocol import Protocol
from criteria.output.charts import ONLY, REMAINING, Figure
from criteria.output.distribution import ShownBar, ShownDistribution
from criteria.text import wording

FILLED = 0.94  # of its bin, that a bar takes
GAP = 0.25  # of its width, between a bar that gathers what lies beyond and the others
NARROWEST = 0.1  # of the bins together: a bar that gathers has room for its words
HIGHEST_OVERFLOW = 1.3  # times the longest bin: a longer bar would flatten those around the limit, and is cut
ABOVE = 1.12
PAD = 0.01
MOST_TICKS = 7
NEXT_TO = 0.18  # of the axis: words nearer to each other would touch
_WORD = 0.6 / FILLED


@dataclass(frozen=True)
class Line:
    """A limit on the axis of a distribution."""

    label: str
    value: float
    protocol: float | None
    minimum: bool = True


@dataclass(frozen=True)
class _Drawn:
    """A bar and where it stands."""

    bar: ShownBar
    x: float
    width: float


@dataclass(frozen=True)
class _Axis:
    """The drawn bars, and the smallest and largest number that may be written below them."""

    bars: tuple[_Drawn, ...]
    low: float
    high: float
    whole: bool

    @property
    def drawn(self) -> Figure:
        """Plotly's axis: round numbers below the bins, and below what is gathered that it is (`≥ 170`)."""
        ends = [each.x - each.width / 2 for each in self.bars] + [each.x + each.width / 2 for each in self.bars]
        start, end = min(ends), max(ends)
        gathered = {each.x: _compared(each.bar) for each in self.bars if each.bar.sign}
        near = NEXT_TO * (end - start)
        ticks = {x: wording.number(x) for x in self._round() if all(abs(x - other) > near for other in gathered)}
        ticks |= gathered
        pad = PAD * (end - start)
        places = {
            "tickmode": "array",
            "ticklabeloverflow": "allow",
            "tickvals": list(ticks),
            "ticktext": list(ticks.values()),
        }
        return {"range": [start - pad, end + pad], **places}

    def _round(self) -> list[float]:
        least = max((self.high - self.low) / MOST_TICKS, 1.0 if self.whole else 0.0) or 1.0
        power = 10.0 ** math.floor(math.log10(least))
        step = next(times * power for times in (1, 2, 5, 10) if times * power >= least * (1 - 1e-9))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(at * step, 9) for at in range(first, last + 1)]


def _compared(bar: ShownBar) -> str:
    end = bar.high if bar.low is None else bar.low
    return escape(f"{bar.sign} {wording.number(end or 0.0)}")


def distribution_chart(shown: ShownDistribution, lines: Sequence[Line], protocol: Protocol | None = None) -> Figure:
    """Bars of a quantity with the limits drawn in; words as one bar each. A protocol may declare what it is called."""
    title = _title(shown, protocol)
    return _of_numbers(shown, lines, title) if any(bar.sign for bar in shown.bars) else _of_words(shown, title)


def _of_words(shown: ShownDistribution, title: str) -> Figure:
    bars = [_Drawn(bar, 0, _WORD) for bar in shown.bars]
    trace = _trace(bars) | {"x": [wording.word(bar.label) for bar in shown.bars]}
    return {"data": [trace], "layout": _layout(title)}


def _of_numbers(shown: ShownDistribution, lines: Sequence[Line], title: str) -> Figure:
    axis = _axis(shown)
    inner = max((each.bar.patients.drawn for each in axis.bars if not each.bar.sign), default=0)
    tallest = max((each.bar.patients.drawn for each in axis.bars), default=0)
    top = (min(tallest, inner * HIGHEST_OVERFLOW) if inner else tallest) or 1
    layout = _layout(title)
    layout["xaxis"] |= axis.drawn
    layout["yaxis"] |= {"range": [0, top * ABOVE]}
    layout["shapes"] = [_stroke(line, _place(line, shown.whole)) for line in lines]
    strokes = [_stroke_label(line, _place(line, shown.whole), at) for at, line in enumerate(lines)]
    layout["annotations"] = strokes + [_gathered(each, top) for each in axis.bars if each.bar.sign]
    return {"data": [_trace(axis.bars)], "layout": layout}


def _trace(bars: Sequence[_Drawn]) -> Figure:
    """The bars; one that gathers what lies beyond the others is hatched, and says so when it is touched."""
    beyond = [each.bar.label + (", all in this bar" if each.bar.sign else "") for each in bars]
    return {
        "type": "bar",
        "x": [each.x for each in bars],
        "y": [each.bar.patients.drawn for each in bars],
        "width": [each.width * FILLED for each in bars],
        "marker": {
            "color": REMAINING,
            "line": {"width": 0},
            "pattern": {"shape": ["/" if each.bar.sign else "" for each in bars], "size": 5, "solidity": 0.35},
        },
        "customdata": [[label, each.bar.patients.text] for label, each in zip(beyond, bars, strict=True)],
        "hovertemplate": "%{customdata[0]}: %{customdata[1]} patients<extra></extra>",
        "showlegend": False,
    }


def _axis(shown: ShownDistribution) -> _Axis:
    """Where each bar stands: in the middle of its bin or on its whole number; what lies beyond, apart from them."""
    first, *inner, last = shown.bars
    low, high = first.high or 0.0, last.low or 0.0
    width = (high - low) / len(inner) if inner else 1.0
    shift = width / 2 if shown.whole else 0.0
    start, end = low - shift, high - shift
    slot = max(2 * width, NARROWEST * (end - start))
    bars = [_Drawn(bar, start + width * (at + 0.5), width) for at, bar in enumerate(inner)]
    bars = [_Drawn(first, start - slot * (0.5 + GAP), slot)] * _is_drawn(first) + bars
    bars += [_Drawn(last, end + slot * (0.5 + GAP), slot)] * _is_drawn(last)
    return _Axis(tuple(bars), low, high - 2 * shift, shown.whole)


def _is_drawn(bar: ShownBar) -> bool:
    """Whether a bar beyond the others is there: it has patients, or a hidden number of them where some may be."""
    return bool(bar.patients.drawn) or (bar.expected and bar.patients.number is None)


def _gathered(each: _Drawn, top: float) -> Figure:
    """The number over a bar that gathers; with an arrow where it is too long for the drawing."""
    cut = each.bar.patients.drawn > top
    place = {"y": 1, "yref": "paper"} if cut else {"y": each.bar.patients.drawn}
    return {
        "x": each.x,
        **place,
        "yanchor": "bottom",
        "text": ("↑ " if cut else "") + each.bar.patients.text,
        "showarrow": False,
    }


def _place(line: Line, whole: bool) -> float:
    """Where a limit is drawn: on its value, or between the whole number that meets it and the one that does not."""
    if not whole:
        return line.value
    return line.value - 0.5 if line.minimum else line.value + 0.5


def _title(shown: ShownDistribution, protocol: Protocol | None) -> str:
    unit = wording.unit(shown.value, protocol)
    unknown = f"{shown.missing.text} unknown" if shown.missing.number != 0 else ""
    inexact = f"{shown.inexact.text} in bands or censored" if shown.inexact.number else ""
    left_out = "; ".join(filter(None, [unknown, inexact]))
    return (
        wording.label(shown.value, protocol) + (f", {unit}" if unit else "") + (f"  ({left_out})" if left_out else "")
    )


def _layout(title: str) -> Figure:
    return {
        "bargap": 0.06,
        "margin": {"l": 8, "r": 16, "t": 22, "b": 36},
        "xaxis": {"title": {"text": title}, "fixedrange": True, "zeroline": False},
        "yaxis": {"title": {"text": "patients"}, "fixedrange": True, "automargin": True, "rangemode": "tozero"},
        "shapes": [],
        "annotations": [],
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
