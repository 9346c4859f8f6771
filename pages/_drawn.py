"""What the main page shows of one scenario, part by part: all that follows a limit while it moves."""

from __future__ import annotations

from typing import Any

import criteria as cr
from pages import _session
from pages._heading import heading_data
from pages._limits.data import panel_counts
from pages._populations import Population
from pages._statuses.data import statuses_data

FRAME = 100  # px of the chart around them: axis and download buttons


def drawn(shown: cr.Disclosed, population: Population, view: cr.View) -> dict[str, Any]:
    """What the components `heading`, `statuses`, `chart` and `limits` are given of a scenario, by that name."""
    figure = cr.criteria_chart(shown, population.before, view.measure, by_size=view.by_size)
    rows = len(figure["layout"]["yaxis"]["tickvals"])
    chart = {
        "figure": figure,
        "alt": cr.takeaway(shown, population.before, view.measure),
        "height": figure["layout"]["meta"]["row"] * max(rows, 6) + FRAME,
        "picture": _session.picture(shown, population, view),
    }
    return {
        "heading": heading_data(view, _session.table_name(view)),
        "statuses": statuses_data(shown, population, view),
        "chart": chart,
        "limits": panel_counts(shown),
    }
