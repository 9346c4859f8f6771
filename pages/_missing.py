"""A link that asks for what is not here, or not allowed: said before any number, until the visitor chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

import criteria as cr
from pages._words import plain, table

OPENED_ON = {"own-table": "data", "own-protocol": "protocol"}
"""The page on which what is missing can be opened again, by the problem's code."""
UNUSED = {"opened": "data", "written": "protocol"}
"""The same of what a visit before this one held and did not use yet, by its key."""


class Stopped(StopException):
    """Nothing more of this page is run; whoever runs the page lets it end as if it had come to its end.

    After `st.stop` Streamlit keeps the fragments of the page before, and a change that is still on its way draws them
    into a page that has no place for them.
    """


def say(
    problems: Sequence[cr.Problem],
    names: Mapping[str, str],
    view: cr.View,
    table_name: str,
    go_on: Callable[..., None],
    page: str,
) -> None:
    """Say what is missing and offer what is here. Raises `Stopped` on a page where none of it can be opened.

    Args:
        problems: what of the link cannot be shown.
        names: what the browser remembers that its visit held, by key.
        view: what is left of the link.
        table_name: what the table is called that would be shown.
        go_on: the visitor's choice; with `unchanged` at the protocol's own limits.
        page: the page this is said on.
    """
    st.warning("**This asks for something that is not here, or not allowed.** No number is shown until you choose.")
    table([_row(each, names) for each in problems])
    changes = cr.changes(view.scenario)
    opened_on = [OPENED_ON[each.code] for each in problems if each.code in OPENED_ON]
    with st.container(horizontal=True):
        for other in dict.fromkeys(each for each in opened_on if each != page):
            if st.button(f"Open it on the {other.capitalize()} page", key=f"open_on_{other}"):
                st.switch_page(f"pages/{other}.py")
        if changes:
            st.button("Show what is here of it", on_click=go_on, kwargs={"unchanged": False}, key="go_on")
        label = f"Show {plain(view.scenario.protocol.id)} with its own limits"
        st.button(label, on_click=go_on, kwargs={"unchanged": True}, key="begin")
    st.text(f"What is here: {'; '.join([table_name, *changes])}.")
    if page not in opened_on:
        raise Stopped


def _row(each: cr.Problem, names: Mapping[str, str]) -> dict[str, str]:
    named = names.get(each.subject) or names.get(f"visit:{each.subject}")
    if not named:
        return {"missing": each.subject, "what to do": each.message}
    page = OPENED_ON.get(each.code, "data").capitalize()
    message = (
        f"it was yours, and is gone: the server was started anew, or put it away. Open it again on the {page} page"
    )
    return {"missing": f"{named} ({each.subject})", "what to do": message}


def unused(lost: dict[str, str]) -> None:
    """Say what was opened or written and not used yet when the server was started anew; until it is given up."""
    for key, page in UNUSED.items():
        if key not in lost:
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(
                f"**{plain(lost[key])}** was {key} and not used yet when the server was started anew, and is gone: "
                f"open it again on the {page.capitalize()} page.",
                icon=":material/history:",
            )
            st.button("Never mind", on_click=_give_up, args=(lost, key), key=f"give_up_{key}")


def _give_up(lost: dict[str, str], key: str) -> None:
    lost.pop(key, None)
