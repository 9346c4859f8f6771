"""A link that asks for what is not here, or not allowed: said before any number, until the visitor chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

import criteria as cr
from pages._words import plain, table

OPENED_ON = {"own-table": ("pages/data.py", "Data"), "own-protocol": ("pages/protocol.py", "Protocol")}
"""Where what is missing can be opened again, by the problem's code."""


class Stopped(StopException):
    """Nothing more of this page is run; whoever runs the page lets it end as if it had come to its end.

    After `st.stop` Streamlit keeps the fragments of the page before, and a change that is still on its way draws them
    into a page that has no place for them.
    """


def stop(
    problems: Sequence[cr.Problem], names: Mapping[str, str], view: cr.View, table_name: str, go_on: Callable[..., None]
) -> NoReturn:
    """Say what is missing and offer what is here; nothing below is run.

    Args:
        problems: what of the link cannot be shown.
        names: what the browser remembers that its visit held, by key.
        view: what is left of the link.
        table_name: what the table is called that would be shown.
        go_on: the visitor's choice; with `unchanged` at the protocol's own limits.
    """
    st.warning(
        "**This link asks for something that is not here, or not allowed.** No number is shown until you choose."
    )
    table([_row(each, names) for each in problems])
    changes = cr.changes(view.scenario)
    with st.container(horizontal=True):
        for code, (page, title) in OPENED_ON.items():
            if any(each.code == code for each in problems) and st.button(f"Open it on the {title} page", key=code):
                go_on(unchanged=False)
                st.switch_page(page)
        if changes:
            st.button("Show what is here of it", on_click=go_on, kwargs={"unchanged": False}, key="go_on")
        label = f"Show {plain(view.scenario.protocol.id)} with its own limits"
        st.button(label, on_click=go_on, kwargs={"unchanged": True}, key="begin")
    st.text(f"What is here: {'; '.join([table_name, *changes])}.")
    raise Stopped


def _row(each: cr.Problem, names: Mapping[str, str]) -> dict[str, str]:
    named = names.get(each.subject) or names.get(f"visit:{each.subject}")
    return {"missing": f"{named} ({each.subject})" if named else each.subject, "what to do": each.message}
