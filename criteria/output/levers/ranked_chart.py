"""Levers as a chart: eligible patients gained beside potential ones, one row for each."""

from __future__ import annotations

from collections.abc import Sequence

from criteria.output.charts import REMAINING, UNKNOWN, Figure
from criteria.output.disclosure import Shown
from criteria.output.labels import escaped
from criteria.output.levers.ranked import ShownLever

MOST_ROWS = 10
_LONGEST = 62  # letters of a label
_LONGEST_ON_A_PHONE = 14
_LETTER = 7.2  # px, on average
_PANEL, _PANEL_ON_A_PHONE = 200.0, 100.0  # px of a panel, where the page is narrow
_DIGIT, _BESIDE_BAR = 8.6, 8.0  # px of a number's letter, and between number and bar
_MOST_ROOM = 0.84  # of a panel, for the numbers beside its bars
_PANELS = ((0.0, 0.47), (0.53, 1.0))
_SHARE = "Eligible then (95 %)"  # what the column beside the panels is called


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
            "annotations": [_heading(_SHARE)],
            "meta": {"numbers": len(_SHARE), "narrow": _narrow(shown, eligible, potential)},
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
        "hovertext": [escaped(each.said.full) for each in shown],
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
    return {**place, "xshift": _LETTER * len(text), "yshift": 2, "text": text, "showarrow": False}


def _range(gained: list[Shown], panel: float) -> tuple[float, float]:
    """The ends of an axis whose panel is so many px wide, with room for the numbers beside its bars on either side."""
    low, high = min([0.0, *(each.drawn for each in gained)]), max([0.0, *(each.drawn for each in gained)])
    sides = [each for each in gained if each.drawn < 0], [each for each in gained if each.drawn >= 0]
    left, right = (_room(side, panel) for side in sides)
    fits = min(1.0, _MOST_ROOM / (left + right)) if gained else 0.0
    whole = max(high - low, 1.0) / (1 - fits * (left + right))
    return low - fits * left * whole, high + fits * right * whole


def _room(beside: list[Shown], panel: float) -> float:
    """The part of a panel that the longest of these numbers needs."""
    longest = max((len(each.text) for each in beside), default=0)
    return (_BESIDE_BAR + _DIGIT * longest) / panel if longest else 0.0


def _axis(title: str, gained: list[Shown], domain: tuple[float, float], panel: float = _PANEL) -> Figure:
    """An axis without numbers: each bar has its own beside it."""
    return {
        "domain": list(domain),
        "range": list(_range(gained, panel)),
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
        "xaxis": _axis("Eligible", eligible, _PANELS[0], _PANEL_ON_A_PHONE),
        "xaxis2": _axis("Potential", potential, _PANELS[1], _PANEL_ON_A_PHONE),
        "annotations": [],
        "numbers": 0,
    }


def _width(shown: list[ShownLever]) -> float:
    """Pixels for the longest label."""
    return 24 + _LETTER * max((min(len(each.said.title), _LONGEST) for each in shown), default=0)


def _label(text: str, longest: int) -> str:
    return escaped(text if len(text) <= longest else text[: longest - 1] + "…") + " "


def levers_takeaway(levers: Sequence[ShownLever], what: str) -> str:
    """The chart's message in words, for people who do not see it."""
    listed = "; ".join(f"{each.said.full}: {each.gain}" for each in levers[:3])
    return f"Bar chart of patients gained by {what}. Best: {listed or 'none'}."
