"""Levers as a chart: eligible patients gained beside potential ones, one row for each."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from criteria.output.charts import REMAINING, UNKNOWN, Figure
from criteria.output.disclosure import Shown
from criteria.output.levers.ranked import ShownLever

MOST_ROWS = 10
_LONGEST = 62  # letters of a label
_LONGEST_ON_A_PHONE = 20
_LETTER = 7.2  # px, on average
_NUMBER_ROOM = 0.34  # of a panel, for the number beside its longest bar
_PANELS = ((0.0, 0.47), (0.53, 1.0))


def levers_chart(levers: Sequence[ShownLever]) -> Figure:
    """The first ten levers, from top to bottom; each panel has a scale of its own. customdata[0] is the row."""
    shown = list(levers[:MOST_ROWS])
    eligible = [each.eligible_gained for each in shown]
    potential = [each.potential_gained for each in shown]
    return {
        "data": [
            _bars("eligible gained", shown, eligible, {"color": REMAINING}, ""),
            _bars("potential gained", shown, potential, _HATCHED, "2"),
        ],
        "layout": {
            "bargap": 0.3,
            "margin": {"l": _width(shown), "r": 8, "t": 30, "b": 8, "autoexpand": False},
            "xaxis": _axis("Eligible gained", eligible, _PANELS[0]),
            "xaxis2": _axis("Potential gained", potential, _PANELS[1]),
            "yaxis": _rows(shown),
            "meta": {"narrow": _narrow(shown)},
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


def _axis(title: str, gained: list[Shown], domain: tuple[float, float]) -> Figure:
    """An axis without numbers: each bar has its own beside it."""
    low, high = min([0.0, *(each.drawn for each in gained)]), max([0.0, *(each.drawn for each in gained)])
    room = max(high - low, 1.0) * _NUMBER_ROOM
    return {
        "domain": list(domain),
        "range": [low - room if low < 0 else 0.0, high + room],
        "side": "top",
        "title": {"text": title, "standoff": 4},
        "showticklabels": False,
        "showgrid": False,
        "fixedrange": True,
        "automargin": False,
    }


def _rows(shown: list[ShownLever]) -> Figure:
    return {
        "tickvals": list(range(len(shown))),
        "ticktext": [_label(each.said.title, _LONGEST) for each in shown],
        "range": [len(shown) - 0.4, -0.6],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
    }


def _narrow(shown: list[ShownLever]) -> Figure:
    """What the layout becomes on a phone: criteria by their numbers."""
    labels = [_label(each.said.short, _LONGEST_ON_A_PHONE) for each in shown]
    return {
        "margin": {"l": 24 + _LETTER * max(map(len, labels), default=0), "r": 6, "t": 30, "b": 8, "autoexpand": False},
        "yaxis": {"ticktext": labels},
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
