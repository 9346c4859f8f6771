"""One criterion as YAML: for rules too deep for a form, checked while it is written."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages._protocol import draft, opened
from pages._words import show_refusal


def text_box(found: opened.Open) -> cr.editing.Written:
    """The criterion of the text, or the last one that could be read, with what is wrong with the text."""
    st.text_area(
        "The criterion as YAML, with the limits, settings and variables it brings along",
        found.text if found.text is not None else cr.editing.as_text(found.now),
        height=420,
        key=opened.text_key(found),
    )
    st.caption("It is checked when you leave the box, or with Ctrl+Enter.")
    try:
        now = cr.editing.from_text(opened.text_of(found), found.now)
        cr.editing.with_criterion(draft.at_hand(), now)
    except cr.Refused as refused:
        show_refusal(refused)
        return found.now
    return now
