"""Words of a link, a file or a protocol on a page: Streamlit reads Markdown nearly everywhere, they are plain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

import criteria as cr


def show_refusal(refused: cr.Refused) -> None:
    """A refusal as a person reads it: what, each problem, each remedy."""
    st.error(f"**{plain(refused.what)}** cannot be used", icon=":material/error:")
    show_problems(refused.problems)


def show_problems(problems: Any) -> None:
    """Problems as a short table; nothing where there is none."""
    if problems:
        table([{"code": each.code, "where": each.subject, "what to do": each.message} for each in problems])


def table(rows: Sequence[Mapping[str, str]]) -> None:
    """Rows of texts as a table that shows them as they are; an image's address in one of them is not asked for."""
    st.table([{name: plain(text) for name, text in row.items()} for row in rows])


def plain(text: str) -> str:
    """A text whose characters Markdown does not read as markup, nor its addresses as links."""
    broken = _ADDRESS.sub(lambda found: found[0] + _WORD_JOINER, text)
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!|<>$~:" else sign for sign in broken)


def quoted(text: str) -> str:
    """A message as it stands where no Markdown is read: a name in backticks is a name in quotes."""
    return text.replace("`", "\N{RIGHT SINGLE QUOTATION MARK}")


_ADDRESS = re.compile(r":(?=//)|\bwww(?=\.)|@", re.IGNORECASE)  # where Streamlit would see that one begins
_WORD_JOINER = "\N{WORD JOINER}"  # without width; escaped signs are read as an address all the same
