"""The table of a chart and its download, which stand below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

MOST_ROWS = 15


def table(title: str, frame: Any, as_csv: Callable[[], str], name: str, *, expanded: bool = False) -> None:
    """A table that opens at a click, with its file to download."""
    right = {column: st.column_config.TextColumn(alignment="right") for column in frame.columns[1:]}
    words = {each: st.column_config.TextColumn() for each in frame.columns[1:] if frame[each].map(_in_words).any()}
    with st.expander(f"{title}: table and download", expanded=expanded):
        st.dataframe(
            frame,
            hide_index=True,
            height="content" if len(frame) <= MOST_ROWS else 460,
            column_config=right | words,
            alt=title,
        )
        st.download_button(
            "Table (CSV)",
            as_csv,
            f"{name}.csv",
            "text/csv",
            icon=":material/download:",
            key=f"csv_{name}",
        )


def _in_words(cell: object) -> bool:
    """Words stand at the left of their column, numbers at the right."""
    return str(cell)[:1].isalpha() or ": " in str(cell)
