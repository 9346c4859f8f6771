"""Charts as plain Plotly figures ({"data", "layout"}), drawn from what disclosure control has let out.

Colours are given as "light|dark" pairs; the page resolves them by its theme.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from criteria.output.disclosure import Disclosed, Shown, ShownRow, change
from criteria.output.labels import escaped, in_lines, lines

Figure = dict[str, Any]

# Okabe and Ito's vermilion and blue, told apart by people with any colour vision; unknown is grey and hatched.
ONLY = "#D55E00|#F0813A"
ALSO_OTHERS = "#F3C19B|#8A5632"
UNKNOWN = "#8C96A0|#7D8893"
REMAINING = "#0072B2|#5AB0F0"
ELIGIBLE = "#009E73|#4CC9A0"
PROTOCOL = "#1B2430|#E8EDF2"
_TENTHS = 10
NUMBERS_ROOM = 1.36  # the axis over its longest bar: room for the column of numbers
LEGEND: Figure = {  # in a line at the top right, where it takes nothing from the drawing
    "orientation": "h",
    "xref": "container",
    "yref": "container",
    "x": 1,
    "xanchor": "right",
    "y": 1,
    "yanchor": "top",
    "traceorder": "normal",
}
LONGEST_LABEL = 34  # letters of a line; a label has two of them, on a phone more
LONGEST_LABEL_ON_A_PHONE = 17
LONGEST_NUMBER_ON_A_PHONE = 12  # "at screening"
MOST_LINES_ON_A_PHONE = 4
ROW, LINE = 18, 13  # px of a row of one line, and of each further line of its label


class Measure(StrEnum):
    """Which number the bars show."""

    FAILS = "fails"
    ONLY = "only"
    LOST_HERE = "lost_here"
    SHARE = "share"


@dataclass(frozen=True)
class MeasureText:
    """What a measure is called, and what it means, in one sentence."""

    label: str
    explanation: str


MEASURES: dict[Measure, MeasureText] = {
    Measure.FAILS: MeasureText(
        "Fails", "Fail this criterion, whatever else they fail. Bars overlap, so they do not add up to the excluded."
    ),
    Measure.ONLY: MeasureText("Only", "Fail this criterion and no other: what dropping it would buy back."),
    Measure.LOST_HERE: MeasureText(
        "Lost here",
        "First failed criterion, in this order; unknown counts as still there. Another order gives other numbers.",
    ),
    Measure.SHARE: MeasureText(
        "Share",
        "Each excluded patient split equally among the criteria failed: adds up. Not what dropping one buys (that is "
        "Only), and it moves when a criterion is split in two.",
    ),
}


def rows_in_order(shown: Disclosed, measure: Measure, by_size: bool) -> list[ShownRow]:
    """The rows of the chart from top to bottom: protocol order with a group above its parts, or the largest first.

    *Lost here* has the order of the funnel, in which the rows were counted.
    """
    if measure is Measure.LOST_HERE:
        return list(shown.rows)
    if by_size:
        return sorted(shown.rows, key=lambda row: _value(row, measure).drawn, reverse=True)
    heads = {group.id: group for group in shown.groups}
    ordered: list[ShownRow] = []
    for criterion in shown.scenario.protocol.criteria:
        if criterion.group in heads:
            ordered.append(heads.pop(criterion.group))
        ordered.append(shown.row(criterion.id))
    return ordered


def _value(row: ShownRow, measure: Measure) -> Shown:
    shown: Shown = getattr(row, measure.value)
    return shown


def criteria_chart(shown: Disclosed, before: Disclosed, measure: Measure, *, by_size: bool = False) -> Figure:
    """One bar for each criterion; a mark where the protocol's own number is, once it differs.

    Args:
        shown: the scenario.
        before: the protocol's baseline, in the same mode.
        measure: which number is drawn.
        by_size: the largest bar first, instead of protocol order.
    """
    rows = rows_in_order(shown, measure, by_size)
    bars = _attrition_bars(rows) if measure is Measure.LOST_HERE else _bars(rows, measure)
    top = _axis_end(shown, before, measure)
    labels, layout = _end_labels(rows, measure, top), _layout(rows, shown, top, measure)
    heads = {group.id for group in shown.groups}
    for bar in bars:  # a group has no detail that could be opened
        bar["customdata"] = [[None if one in heads else one, *more] for one, *more in bar["customdata"]]
    if measure is Measure.LOST_HERE:
        bars += _left(shown, labels, layout)
    return {"data": [*bars, labels, _protocol_marks(rows, before, measure)], "layout": layout}


def _left(shown: Disclosed, labels: Figure, layout: Figure) -> list[Figure]:
    """A last row for who is left: the eligible and the potential apart. It is added to labels and layout."""
    row = len(labels["y"])
    text = _with_open(shown.eligible, shown.potential)
    labels |= {"y": [*labels["y"], row], "x": [*labels["x"], labels["x"][0]], "text": [*labels["text"], text]}
    labels["customdata"] = [*labels["customdata"], [None]]
    labels["meta"]["narrow"]["text"].append(f"<b>{shown.eligible.text}</b>")
    layout["meta"]["movable"] = row  # the rows before it, whose order decides what is lost where
    axis = layout["yaxis"]
    axis |= {"tickvals": [*axis["tickvals"], row], "range": [row + 0.6, -0.6]}
    for words in (axis["ticktext"], layout["meta"]["narrow"]["yaxis"]["ticktext"]):
        words.append("<b>Left at the end</b> ")
    return [
        _end_bar("eligible", row, shown.eligible, ELIGIBLE),
        _end_bar("potential ?", row, shown.potential, UNKNOWN, hatched=True),
    ]


def _bars(rows: list[ShownRow], measure: Measure) -> list[Figure]:
    if measure is Measure.ONLY:
        return [
            _bar("then eligible", rows, [row.gained for row in rows], ONLY),
            _bar("then potential ?", rows, [row.opened for row in rows], UNKNOWN, hatched=True),
        ]
    if measure is not Measure.FAILS:
        return [_bar(MEASURES[measure].label.lower(), rows, [_value(row, measure) for row in rows], ONLY)]
    return [
        _bar("only this", rows, [row.only for row in rows], ONLY),
        _bar("also others", rows, [row.also_others for row in rows], ALSO_OTHERS),
        _bar("unknown ?", rows, [row.unknown for row in rows], UNKNOWN, hatched=True),
    ]


def _attrition_bars(rows: list[ShownRow]) -> list[Figure]:
    return [
        _bar("remaining", rows, [row.remaining for row in rows], REMAINING),
        _bar("lost here", rows, [row.lost_here for row in rows], ONLY),
    ]


def _end_bar(name: str, row: int, number: Shown, colour: str, *, hatched: bool = False) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [row],
        "x": [number.drawn],
        "marker": _marker(colour, hatched),
        "customdata": [[None, number.text]],
        "hovertemplate": name + ": %{customdata[1]}<extra></extra>",
    }


def _marker(colour: str, hatched: bool) -> Figure:
    pattern = {"pattern": {"shape": "/", "size": 5, "solidity": 0.35}} if hatched else {}
    return {"color": colour, "line": {"width": 0}, **pattern}


def _bar(name: str, rows: list[ShownRow], numbers: list[Shown], colour: str, *, hatched: bool = False) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": list(range(len(rows))),
        "x": [max(number.drawn, 0) if row.on else 0 for row, number in zip(rows, numbers, strict=True)],
        "marker": _marker(colour, hatched),
        "customdata": [[row.id, number.text] for row, number in zip(rows, numbers, strict=True)],
        "text": [escaped(_title(row)) for row in rows],
        "textposition": "none",
        "hovertemplate": "%{text}<br>" + name + ": %{customdata[1]}<extra></extra>",
    }


def _end_labels(rows: list[ShownRow], measure: Measure, top: float) -> Figure:
    """The number itself, in one column at the end of the axis, so that it stays put while the bars move."""
    return {
        "type": "scatter",
        "mode": "text",
        "y": list(range(len(rows))),
        "x": [top] * len(rows),
        "text": [_end_label(row, measure) for row in rows],
        "textposition": "middle left",
        "meta": {"narrow": {"text": [_end_label(row, measure).split(" +")[0] for row in rows]}},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
        "customdata": [[row.id] for row in rows],
    }


def _length(row: ShownRow, measure: Measure) -> float:
    if not row.on:
        return 0
    if measure is Measure.FAILS:
        return row.only.drawn + row.also_others.drawn + row.unknown.drawn
    if measure is Measure.LOST_HERE:
        return row.remaining.drawn + row.lost_here.drawn
    if measure is Measure.ONLY:
        return max(row.only.drawn, row.gained.drawn)
    return _value(row, measure).drawn


def _end_label(row: ShownRow, measure: Measure) -> str:
    if not row.on:
        return "off"
    if measure is Measure.LOST_HERE:
        lost = "" if row.lost_here.number == 0 else f"−{row.lost_here.text} → "
        return f"{lost}<b>{row.remaining.text}</b>"
    if row.at_screening:
        return "at screening"
    if measure is Measure.FAILS:
        return _with_open(row.fails, row.unknown)
    if measure is Measure.ONLY:
        return _with_open(row.gained, row.opened)
    return f"<b>{_value(row, measure).text}</b>"


def _with_open(certain: Shown, open_: Shown) -> str:
    sign = "" if open_.text.startswith("−") else "+"
    return f"<b>{certain.text}</b>" + ("" if open_.number == 0 else f" {sign}{open_.text} ?")


def _protocol_marks(rows: list[ShownRow], before: Disclosed, measure: Measure) -> Figure:
    """A stroke at the protocol's own number, on the rows where it is another one."""
    moved = [(at, _mark(before.row(row.id), measure)) for at, row in enumerate(rows) if _moved(row, before, measure)]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "protocol",
        "y": [at for at, _ in moved],
        "x": [number.drawn for _, number in moved],
        "marker": {"symbol": "line-ns-open", "size": 14, "color": PROTOCOL, "line": {"width": 3}},
        "customdata": [[rows[at].id, number.text] for at, number in moved],
        "hovertemplate": "protocol: %{customdata[1]}<extra></extra>",
        "showlegend": bool(moved),
    }


def _mark(row: ShownRow, measure: Measure) -> Shown:
    return row.remaining if measure is Measure.LOST_HERE else _value(row, measure)


def _moved(row: ShownRow, before: Disclosed, measure: Measure) -> bool:
    was = before.row(row.id)
    return (_mark(was, measure) != _mark(row, measure)) or was.on != row.on


def _axis_end(shown: Disclosed, before: Disclosed, measure: Measure) -> float:
    """The end of the axis, on a tenth of all patients, with room for the numbers: it jumps as seldom as possible."""
    patients = shown.patients.drawn or 1.0
    rows = [*shown.rows, *shown.groups, *before.rows, *before.groups]
    longest = max((_length(row, measure) for row in rows), default=0.0)
    tenth = patients / _TENTHS
    return max(1, math.ceil(longest / tenth - 1e-9)) * tenth * NUMBERS_ROOM


def _title(row: ShownRow) -> str:
    return f"{row.number} {row.label}"


def _tick(row: ShownRow, heads: set[str], longest: int = LONGEST_LABEL, most: int = 2) -> str:
    text = in_lines(_title(row), longest, most)
    return f"<b>{text}</b> " if row.id in heads else f"{text} "


def _label_width(rows: list[ShownRow], heads: set[str]) -> float:
    """Pixels for the longest line of a label, at the width of an average letter; a group's is bold."""
    widths = (
        len(line) * (8.7 if row.id in heads else 7.2) for row in rows for line in lines(_title(row), LONGEST_LABEL)
    )
    return 24 + max(widths, default=0)


def _row_height(rows: list[ShownRow], longest: int = LONGEST_LABEL, most: int = 2) -> int:
    needed = max((len(lines(_title(row), longest, most)) for row in rows), default=1)
    return ROW + LINE * (needed - 1) - (needed > 1)


def _layout(rows: list[ShownRow], shown: Disclosed, top: float, measure: Measure) -> Figure:
    heads = {group.id for group in shown.groups}
    axis = {"range": [0, top], "fixedrange": True, "title": {"text": _axis_title(shown, measure)}}
    return {
        "barmode": "stack",
        "bargap": 0.28,
        # Fixed margins: the plot stands still while numbers, marks and legend entries come and go.
        "margin": {"l": _label_width(rows, heads), "r": 8, "t": 26, "b": 46, "autoexpand": False},
        "xaxis": axis,
        "yaxis": {
            "tickvals": list(range(len(rows))),
            "ticktext": [_tick(row, heads) for row in rows],
            "range": [len(rows) - 0.4, -0.6],
            "fixedrange": True,
            "zeroline": False,
        },
        "meta": {
            "row": _row_height(rows),
            "end": top / NUMBERS_ROOM,
            "numbers": 2 * len(shown.patients.text) + 4,
            "narrow": _narrow(rows, heads, axis),
        },
        "legend": {**LEGEND, "font": {"size": 12}},
        "showlegend": True,
        "hovermode": "closest",
    }


def _narrow(rows: list[ShownRow], heads: set[str], axis: Figure) -> Figure:
    """What the layout becomes on a phone: shorter lines of the labels, hence taller rows; fewer numbers below."""
    return {
        "row": _row_height(rows, LONGEST_LABEL_ON_A_PHONE, MOST_LINES_ON_A_PHONE),
        "numbers": LONGEST_NUMBER_ON_A_PHONE,
        "margin": {"l": 158, "r": 6, "t": 26, "b": 46, "autoexpand": False},
        "xaxis": {**axis, "nticks": 3, "tickangle": 0},
        "yaxis": {"ticktext": [_tick(row, heads, LONGEST_LABEL_ON_A_PHONE, MOST_LINES_ON_A_PHONE) for row in rows]},
    }


def _axis_title(shown: Disclosed, measure: Measure) -> str:
    counted = "patients remaining" if measure is Measure.LOST_HERE else "patients"
    return f"{counted}, of {shown.patients.text}"


def takeaway(shown: Disclosed, before: Disclosed, measure: Measure) -> str:
    """The chart's message in words, for people who do not see it."""
    active = [row for row in shown.rows if row.on]
    largest = sorted(active, key=lambda row: _value(row, measure).drawn, reverse=True)[:3]
    listed = "; ".join(f"{_title(row)}: {_value(row, measure).text}" for row in largest) or "no criterion is on"
    moved = change(shown.eligible, before.eligible).text
    return (
        f"Bar chart of {MEASURES[measure].label.lower()} for each criterion, of {shown.patients.text} patients. "
        f"Largest: {listed}. Eligible: {shown.eligible.text}, change against the protocol: {moved}."
    )
