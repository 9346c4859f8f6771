"""Levers as a chart: eligible patients gained beside potential ones, one row for each."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from criteria.output.charts import REMAINING, UNKNOWN, Figure
from criteria.output.disclosure import Shown
from criteria.output.levers.ranked import ShownLever

MOST_ROWS = 10
_LONGEST = 62  # letters of a label
_LONGEST_ON_A_PHONE = 14
_LETTER = 7.2  # px, on average
_NUMBER_ROOM = 0.3  # over a panel's bars, for the number beside the longest
_NUMBER_ROOM_ON_A_PHONE = 1.0
_PANELS = ((0.0, 0.39), (0.44, 0.82))  # the column of shares has the rest
_PANELS_ON_A_PHONE = ((0.0, 0.46), (0.54, 1.0))


def levers_chart(levers: Sequence[ShownLever]) -> Figure:
    """The first ten levers, from top to bottom; each panel has a scale of its own. customdata[0] is the row."""
    shown = list(levers[:MOST_ROWS])
    eligible = [each.eligible_gained for each in shown]
    potential = [each.potential_gained for each in shown]
    return {
        "data": [
            _bars("eligible gained", shown, eligible, {"color": REMAINING}, ""),
            _bars("potential gained", shown, potential, _HATCHED, "2"),
            _shares(shown),
        ],
        "layout": {
            "bargap": 0.3,
            "margin": {"l": _width(shown), "r": 8, "t": 30, "b": 8, "autoexpand": False},
            "xaxis": _axis("Eligible gained", eligible, _PANELS[0]),
            "xaxis2": _axis("Potential gained", potential, _PANELS[1]),
            "yaxis": _rows(shown),
            "annotations": [_heading("Eligible then (95 %)")],
            "meta": {"narrow": _narrow(shown, eligible, potential)},
            "showlegend": False,
            "hovermode": "closest",
        },
    }


_HATCHED = {"color": UNKNOWN, "pattern": {"shape": "/", "size": 5, "solidity": 0.35}}


def _bars(name: str, shown: list[ShownLever], gained: list[Shown], marker: Figure, axis: str) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "xaxis": f"x{axis}",
        "yaxis": "y",
        "y": list(range(len(shown))),
        "x": [each.drawn for each in gained],
        "marker": {**marker, "line": {"width": 0}},
        "customdata": [[str(at), each.text] for at, each in enumerate(gained)],
        "text": [each.text for each in gained],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "hovertext": [_escaped(each.said.full) for each in shown],
        "hovertemplate": "%{hovertext}<br>" + name + ": %{customdata[1]}<extra></extra>",
    }


def _shares(shown: list[ShownLever]) -> Figure:
    """The share of patients eligible then, with its interval, in a column of its own at the right."""
    return {
        "type": "scatter",
        "mode": "text",
        "y": list(range(len(shown))),
        "text": [each.share.text for each in shown],
        "hoverinfo": "skip",
        "meta": {"narrow": {"text": [""] * len(shown)}},
    }


def _heading(text: str) -> Figure:
    """What the column of shares is called, on the line of the panels' titles."""
    place = {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right", "yanchor": "bottom"}
    return {**place, "yshift": 2, "text": text, "showarrow": False}


def _range(gained: list[Shown], room: float = _NUMBER_ROOM) -> tuple[float, float]:
    """The ends of a panel's axis, with room for a number beside its longest bar on either side."""
    low, high = min([0.0, *(each.drawn for each in gained)]), max([0.0, *(each.drawn for each in gained)])
    beside = max(high - low, 1.0) * room
    return low - beside if low < 0 else 0.0, high + beside


def _axis(title: str, gained: list[Shown], domain: tuple[float, float], room: float = _NUMBER_ROOM) -> Figure:
    """An axis without numbers: each bar has its own beside it."""
    return {
        "domain": list(domain),
        "range": list(_range(gained, room)),
        "side": "top",
        "title": {"text": title, "standoff": 4},
        "showticklabels": False,
        "ticks": "",
        "showgrid": False,
        "fixedrange": True,
        "automargin": False,
    }


def _rows(shown: list[ShownLever]) -> Figure:
    return {
        "tickvals": list(range(len(shown))),
        "ticktext": [_label(each.said.title, _LONGEST) for each in shown],
        "range": [len(shown) - 0.4, -0.6],
        "ticks": "",
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
    }


def _narrow(shown: list[ShownLever], eligible: list[Shown], potential: list[Shown]) -> Figure:
    """What the layout becomes on a phone: criteria by their numbers, more room for those of the bars, no shares."""
    labels = [_label(each.said.short, _LONGEST_ON_A_PHONE) for each in shown]
    return {
        "margin": {"l": 24 + _LETTER * max(map(len, labels), default=0), "r": 6, "t": 30, "b": 8, "autoexpand": False},
        "yaxis": {"ticktext": labels},
        "xaxis": _axis("Eligible", eligible, _PANELS_ON_A_PHONE[0], _NUMBER_ROOM_ON_A_PHONE),
        "xaxis2": _axis("Potential", potential, _PANELS_ON_A_PHONE[1], _NUMBER_ROOM_ON_A_PHONE),
        "annotations": [],
    }


def _width(shown: list[ShownLever]) -> float:
    """Pixels for the longest label."""
    return 24 + _LETTER * max((min(len(each.said.title), _LONGEST) for each in shown), default=0)


def _label(text: str, longest: int) -> str:
    return _escaped(text if len(text) <= longest else text[: longest - 1] + "…") + " "


def _escaped(text: str) -> str:
    """Plotly reads a little markup in its texts; a protocol's words are plain."""
    return escape(text, quote=False)


def levers_takeaway(levers: Sequence[ShownLever], what: str) -> str:
    """The chart's message in words, for people who do not see it."""
    listed = "; ".join(f"{each.said.full}: {each.gain}" for each in levers[:3])
    return f"Bar chart of patients gained by {what}. Best: {listed or 'none'}."
