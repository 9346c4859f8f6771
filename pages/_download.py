"""A file that is made when it is asked for: the one way to download anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

import streamlit as st

MIME = {".csv": "text/csv", ".json": "application/json", ".yaml": "application/yaml"}


def download(label: str, made: Callable[[], str], file: str, *, key: str | None = None) -> None:
    """A button that saves what `made` gives as `file`, whose ending says of which kind it is.

    The page is not drawn anew by a download: a run at that moment could withdraw the file before it was made.
    """
    kind = MIME[PurePath(file).suffix]
    st.download_button(label, made, file, kind, icon=":material/download:", key=key, on_click="ignore")
