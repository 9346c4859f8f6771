"""The limits panel: every criterion and limit of a protocol on one screen, live while a slider is dragged.

Streamlit's own sliders are too tall for 20 limits and report only on release, so this is one component with native
inputs. `limits.js` describes the data it is given and the state it sends back.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
# One module for the browser, in this order.
SCRIPTS = ("../_elements.js", "../_live.js", "elements.js", "rows.js", "readings.js", "limits.js")


def _read(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


_panel = st.components.v2.component(
    "trial_feasibility_limits",
    css=_read("limits.css"),
    js=_read(*SCRIPTS),
    isolate_styles=False,  # Streamlit's theme variables and focus order reach into the panel
)


def limits_panel(
    data: dict[str, Any], *, key: str, on_change: Callable[[], None] | None = None
) -> dict[str, Any] | None:
    """Draw the panel and return what the user last set, or None before the first touch.

    `data` holds the keys revision, rows, groups, settings, selected, free_entry and live. The answer holds limits and
    settings (those that differ from the protocol), off, selected, settled, revision and serial. An answer whose
    revision is older than the one in `data` was given before the server's latest word, and does not count.
    The limit that somebody is about to move is in `st.session_state[key]["touched"]`.
    `on_change` runs before the page does, when the answer is already in `st.session_state[key]["panel"]`.
    """
    said = _panel(key=key, data=data, on_panel_change=on_change or _nothing_more, on_touched_change=_nothing_more)
    answer: dict[str, Any] | None = said.get("panel")
    return answer


def _nothing_more() -> None:
    """Streamlit keeps only those states of a component that have a callback."""
