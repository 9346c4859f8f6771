"""The top of the main page: the three statuses against the protocol, and what they were counted on.

Three `st.metric`, a select box and their columns cost the browser more than the chart each time a limit moves, so this
is one component. `statuses.js` describes the data it is given and the state it sends back.
"""

from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
# One module for the browser, in this order.
SCRIPTS = (HERE.parent / "_elements.js", HERE.parent / "_live.js", HERE / "statuses.js")

_board = st.components.v2.component(
    "trial_feasibility_statuses",
    css=(HERE / "statuses.css").read_text(encoding="utf-8"),
    js="\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS),
    isolate_styles=False,  # Streamlit's theme variables reach in
)


def status_board(data: dict[str, Any], *, key: str) -> None:
    """Draw the statuses. The table somebody chose is in `st.session_state[key]["population"]` before the page runs."""
    _board(key=key, data=data, on_population_change=_nothing_more)


def _nothing_more() -> None:
    """Streamlit keeps only those states of a component that have a callback."""
