"""One row for each column of an opened table: what stands in it, what it is, and whatever is asked about it.

`columns.js` describes the data and what it tells.
"""

from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
KEY = "columns"

_list = st.components.v2.component(
    "trial_feasibility_columns",
    css=(HERE / "columns.css").read_text(encoding="utf-8"),
    js="\n".join((HERE / name).read_text(encoding="utf-8") for name in ("../_elements.js", "columns.js")),
    isolate_styles=False,  # Streamlit's theme variables reach in
)


def column_list(data: dict[str, Any]) -> None:
    """Draw the list."""
    _list(key=KEY, data={**data, "serial": st.session_state.get("columns_taken", 0)}, on_told_change=lambda: None)


def told() -> dict[str, Any] | None:
    """What a person has just said in the list, once; None when nothing."""
    found = (st.session_state.get(KEY) or {}).get("told")
    if not isinstance(found, dict) or found.get("serial", 0) <= st.session_state.get("columns_taken", 0):
        return None
    st.session_state["columns_taken"] = found["serial"]
    return found
