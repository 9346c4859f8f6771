"""A table to scroll and to sort on the screen, whose rows are all there on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st


def grid(rows: pd.DataFrame | Sequence[Mapping[str, Any]], *, alt: str, **how: Any) -> Any:
    """Draw it as `st.dataframe` does, which takes `how`; a cell with a drawing has no words on paper."""
    drawn = st.dataframe(rows, hide_index=True, alt=alt, **how)
    frame = pd.DataFrame(rows)
    words = [name for name in frame if not frame[name].map(lambda each: isinstance(each, list)).any()]
    st.html(frame[words].to_html(index=False, border=0, classes="on-paper"))  # _layout.css shows it instead
    return drawn
