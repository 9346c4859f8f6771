"""The bar above every page: which trial and which table it is about, what was changed, and the link to exactly this."""

from pathlib import Path
from typing import Any

import streamlit as st

import criteria as cr

HERE = Path(__file__).parent
SCRIPTS = (HERE.parent / "_elements.js", HERE.parent / "_live.js", HERE / "heading.js")  # one module for the browser

_bar = st.components.v2.component(
    "trial_feasibility_heading",
    css=(HERE / "heading.css").read_text(encoding="utf-8"),
    js="\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS),
    isolate_styles=False,  # Streamlit's theme variables reach in
)


def heading_data(view: cr.View, table: str) -> dict[str, Any]:
    """The bar's data, as `heading.js` describes it; words of the protocol and names, no counts."""
    protocol = view.scenario.protocol
    held = [name for name, own in (("table", cr.is_own_table(view.population)), ("protocol", view.own)) if own]
    return {
        "id": protocol.id,
        "title": protocol.title,
        "table": table,
        "changes": cr.changes(view.scenario),
        "held": " and ".join(held),
    }


def heading(data: dict[str, Any]) -> None:
    """Draw the bar."""
    _bar(key="heading", data=data)
