"""The chosen files: handed over once to be read, then forgotten by everything that holds their bytes."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

import criteria as cr

KINDS = [kind.removeprefix(".") for kind in (*cr.FILE_KINDS, *cr.DATABASE_KINDS)]


def choosers() -> bool:
    """Draw the two choosers; whether a table is chosen."""
    st.file_uploader(
        "A table with one row for each patient, or several files that belong together",
        type=KINDS,
        accept_multiple_files=True,
        key=_key("table_file"),
    )
    st.file_uploader("Their map, if there is one (YAML)", type=["yaml", "yml", "json"], key=_key("map_file"))
    return bool(_chosen("table_file"))


def _key(name: str) -> str:
    """The key of a chooser; another one after each reading, so that the page does not keep the files."""
    return f"{name}_{st.session_state.get('files_read', 0)}"


def _chosen(name: str) -> list[Any]:
    chosen = st.session_state.get(_key(name))
    return chosen if isinstance(chosen, list) else [chosen] if chosen else []


def tables() -> list[tuple[str, bytes]]:
    """Names and bytes of the chosen tables."""
    return [(each.name, each.getvalue()) for each in _chosen("table_file")]


def table_map() -> tuple[str, str] | None:
    """Text and name of the chosen map."""
    return next(((each.getvalue().decode("utf-8", "replace"), each.name) for each in _chosen("map_file")), None)


def forget() -> None:
    """Drop the files from the server's memory, where Streamlit would keep them until the visit ends."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for each in [*_chosen("table_file"), *_chosen("map_file")]:
            context.uploaded_file_mgr.remove_file(context.session_id, each.file_id)
    st.session_state["files_read"] = st.session_state.get("files_read", 0) + 1
