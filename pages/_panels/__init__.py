"""Small curves side by side, each a button that opens its large chart: as many in a row as the window holds.

One large chart of sixty parts would take a second to draw and could not be reached by keyboard. `panels.js` describes
the data.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent

_panels = st.components.v2.component(
    "trial_feasibility_panels",
    css=(HERE / "panels.css").read_text(encoding="utf-8"),
    js="\n".join((HERE / name).read_text(encoding="utf-8") for name in ("../_elements.js", "panels.js")),
    isolate_styles=False,  # Streamlit's theme variables reach into the panels
)


def curve_panels(panels: list[dict[str, Any]], *, key: str, on_click: Callable[[], None]) -> None:
    """Draw the panels; `on_click` runs before the page does, with the id in `st.session_state[key]["clicked"]`."""
    _panels(key=key, data={"panels": panels}, on_clicked_change=on_click)
