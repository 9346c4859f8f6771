"""What a page asks of the browser beside drawing: the address it shows, and what it keeps of this visit.

The address is replaced, not pushed: the browser's history has one entry for each page, not one for each change.
"""

from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent

_browser = st.components.v2.component(
    "trial_feasibility_browser", js=(HERE / "browser.js").read_text(encoding="utf-8"), isolate_styles=False
)


def tell(*, key: str, **data: Any) -> None:
    """Tell the browser an `address` (its query, without the question mark), or `cookies` to keep."""
    _browser(key=key, data=data)
