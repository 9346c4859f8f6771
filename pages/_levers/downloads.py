"""The table of a chart and its download, which stand below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages._download import download
from pages._grid import grid

MOST_ROWS = 15


def table(
    title: str, frame: Any, as_csv: Callable[[], str], name: str, *, words: tuple[str, ...] = (), expanded: bool = False
) -> None:
    """A table that opens at a click, with its file to download; numbers stand at the right, `words` at the left."""
    right = {
        column: st.column_config.TextColumn(alignment="right") for column in frame.columns[1:] if column not in words
    }
    with st.expander(f"{title}: table and download", expanded=expanded):
        grid(frame, alt=title, height="content" if len(frame) <= MOST_ROWS else 460, column_config=right)
        download("Table (CSV)", as_csv, f"{name}.csv", key=f"csv_{name}")
