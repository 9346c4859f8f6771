"""What a page asks of the browser beside drawing: the address it shows, what it keeps of this visit, what it says of a
server that is away, how it prints.

The address is replaced, not pushed: the browser's history has one entry for each page, not one for each change.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent

SCRIPTS = (HERE / "away.js", HERE / "paper.js", HERE / "browser.js")  # one module for the browser, in this order

_browser = st.components.v2.component(
    "trial_feasibility_browser",
    js="\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS),
    isolate_styles=False,
)


def tell(*, key: str, on_other: Callable[[], None] | None = None, **data: Any) -> None:
    """Tell the browser an `address` (its query, without the question mark), or the `visit` and `cookies` to keep.

    `on_other` runs where the browser keeps another visit's token by now, which is in `st.session_state[key]["other"]`.
    """
    _browser(key=key, data=data, on_back_change=_nothing_more, on_other_change=on_other or _nothing_more)


def _nothing_more() -> None:
    """Streamlit keeps only those triggers of a component that have a callback."""
