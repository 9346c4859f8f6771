"""A protocol's texts, a refusal and its problems, as a person reads them on a page."""

from __future__ import annotations

from typing import Any

import streamlit as st

import criteria as cr


def show_refusal(refused: cr.Refused) -> None:
    """A refusal as a person reads it: what, each problem, each remedy."""
    st.error(f"**{plain(refused.what)}** cannot be used", icon=":material/error:")
    show_problems(refused.problems)


def show_problems(problems: Any) -> None:
    """Problems as a short table."""
    st.table([{"code": each.code, "where": each.subject, "what to do": each.message} for each in problems])


def plain(text: str) -> str:
    """A text whose characters Markdown does not read as markup."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!|<>$~:" else sign for sign in text)
