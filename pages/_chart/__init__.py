"""A Plotly chart that is changed in place, so that nothing blinks while a limit moves.

`st.plotly_chart` of Streamlit 1.67 is rebuilt from nothing on every change: empty for about 90 ms, zoom and hover lost.
This component keeps the drawing and calls `Plotly.react`. `chart.js` says what the figure may contain.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
# One module for the browser, in this order.
SHARED = ("../_elements.js", "../_live.js")
OWN = ("theme.js", "picture.js", "labels.js", "legend.js", "moving.js", "controls.js", "chart.js")
SCRIPTS = tuple(HERE / name for name in (*SHARED, *OWN))
# The part of plotly.js that draws what has two axes: a third of the whole, and a first visitor waits for it. Its
# version is the plotly package's; it stands in the file's name, so that a browser never keeps an outdated one.
PLOTLY = "app/static/plotly-cartesian-4.1.1.min.js"

_chart = st.components.v2.component(
    "trial_feasibility_chart",
    css=(HERE / "chart.css").read_text(encoding="utf-8"),
    js="\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS),
    isolate_styles=False,  # Plotly puts its own styles into the page's head
)


def plotly_chart(
    figure: dict[str, Any],
    *,
    key: str,
    alt: str,
    height: int,
    picture: dict[str, Any] | None = None,
    controls: dict[str, Any] | None = None,
    hint: str = "",
    live: dict[str, Any] | None = None,
    on_click: Callable[[], None] | None = None,
) -> str | None:
    """Draw `figure` ({"data", "layout"}) and return the id of the criterion just clicked, else None.

    The id is the clicked point's customdata[0]; `on_click` runs before the page does, with the id in
    `st.session_state[key]["clicked"]`. `alt` says the chart's message in words. `height` in pixels includes the
    download buttons, which appear when `picture` gives filename, title and caption (and width, height) for a picture
    that must stand on its own. `controls` stand above the drawing, see `chart.js`; what was picked there is in
    `st.session_state[key]` as "choice" and "order", and the ids of rows that were moved as "sequence".
    `hint` is a word below the drawing. `live` is the server's word in `_live.js`, where figure, alt and picture follow
    a limit.
    """
    data = {
        "figure": figure,
        "alt": alt,
        "height": height,
        "picture": picture,
        "controls": controls,
        "hint": hint,
        "live": live,
        "plotly": PLOTLY,
    }
    said = _chart(
        key=key,
        data=data,
        on_clicked_change=on_click or _nothing_more,
        on_choice_change=_nothing_more,
        on_order_change=_nothing_more,
        on_sequence_change=_nothing_more,
    )
    clicked: str | None = said.get("clicked")
    return clicked


def _nothing_more() -> None:
    """Streamlit keeps only those states and triggers of a component that have a callback."""
