"""What can be chosen above the chart of all criteria: which number its bars show, and in which order."""

from __future__ import annotations

from typing import Any

import criteria as cr


def controls(view: cr.View) -> dict[str, Any]:
    """Which number the bars show, in which order, and what it means."""
    return {
        "name": "Measure",
        "choices": [{"value": each.value, "label": text.label} for each, text in cr.MEASURES.items()],
        "choice": view.measure.value,
        "order": order(view),
        "explanation": cr.MEASURES[view.measure].explanation + (HOW_TO_MOVE if movable(view) else ""),
    }


def order(view: cr.View) -> dict[str, Any]:
    """The switch beside the measures: the rows by size, or back from an order of the visitor's own."""
    if movable(view):
        return {"label": "Own order", "on": bool(view.order), "disabled": not view.order, "own": True}
    return {"label": "Largest first", "on": view.by_size, "disabled": False, "own": False}


def movable(view: cr.View) -> bool:
    """Whether the rows stand in the order of the funnel, which can be changed."""
    return view.measure is cr.Measure.LOST_HERE


HOW_TO_MOVE = " Drag a name to another place, or move it by the arrow keys."
