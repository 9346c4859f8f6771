"""Protocols as files: open one, begin a new one, save the one at hand."""

from __future__ import annotations

import json

import streamlit as st

import criteria as cr
from pages import _session
from pages._download import download
from pages._protocol import draft, opened, table
from pages._words import plain, show_problems, show_refusal

LARGEST = 1  # MB in the browser; the library is stricter


def files(now: cr.Scenario) -> None:
    """Three ways in and out of the page, each behind its button."""
    with st.popover("Open", icon=":material/folder_open:"):
        _chooser()
    with st.popover("New", icon=":material/note_add:"):
        st.text_input("Title", "New protocol", max_chars=120, key="new_title")
        st.caption("It begins with one criterion, on a variable of the table.")
        st.button("Begin", on_click=_begin, key="begin")
    with st.popover("Save", icon=":material/save:"):
        _save(now.protocol)


def open_again() -> None:
    """The way in for the protocol that a link asks for; another one is used only where a person says so."""
    _chooser()
    refused = draft.refused()
    if refused:
        show_refusal(refused)
    written = draft.at_hand()
    if not draft.is_in_use():
        problems = table.not_allowed(written.protocol)
        st.markdown(f"**{plain(written.protocol.id)}** is open, and is not the protocol that the link asks for.")
        show_problems(problems)
        st.button("Use this protocol", on_click=draft.use, disabled=bool(problems), key="use_instead")


def _chooser() -> None:
    st.file_uploader(
        "A protocol file, YAML or JSON",
        type=["yaml", "yml", "json"],
        max_upload_size=LARGEST,
        key="protocol_file",
        on_change=_open,
    )


def _open() -> None:
    """Take over the file; where it is refused, what was there stays."""
    file = st.session_state["protocol_file"]
    if file is None:
        return
    try:
        read = cr.baseline(cr.protocol_from(file.getvalue(), file.name))
    except cr.Refused as refused:
        draft.refuse(refused)
        return
    draft.put(read)
    if _session.asks_for(read.protocol) and not table.not_allowed(read.protocol):
        draft.use()


def _begin() -> None:
    """A protocol of one criterion, which is then open to be written."""
    dataset = table.dataset()
    made = cr.editing.new_protocol(st.session_state["new_title"], dataset.declared, dataset.columns)
    draft.put(cr.baseline(made))
    opened.open_criterion(cr.editing.written(made, made.criteria[0].id))


def _save(protocol: cr.Protocol) -> None:
    name = protocol.id
    download("Protocol (YAML)", lambda: cr.to_yaml(protocol), f"{name}.yaml")
    download("Protocol (JSON)", lambda: cr.to_json(protocol), f"{name}.json")
    schema = "protocol-schema.json"
    download("Schema of protocol files (JSON)", lambda: json.dumps(cr.json_schema(), indent=1), schema)
    st.caption("A file holds every criterion with the protocol's own limits; which are switched off is not in it.")
