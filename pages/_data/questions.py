"""What a proposed map leaves open, each a question with the answers that may be given."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _own_table
from pages._opened_table import Opened
from pages._words import plain


def questions(proposal: cr.Proposal, table: Opened) -> None:
    """Every open question, side by side."""
    if not proposal.questions:
        return
    st.markdown("**What the table does not say**")
    with st.grid(columns="auto", min_column_width=380):
        for number, question in enumerate(proposal.questions):
            st.selectbox(
                plain(question.text),
                range(len(question.choices)),
                format_func=lambda at, choices=question.choices: choices[at].label,
                index=table.answers.get(number),
                placeholder="not answered yet",
                key=f"question_{number}",
                on_change=_answer,
                args=(number,),
            )


def _answer(number: int) -> None:
    table = _own_table.opened()
    chosen = st.session_state[f"question_{number}"]
    if table is not None:
        rest = {at: choice for at, choice in table.answers.items() if at != number}
        _own_table.again(answers=rest if chosen is None else {**rest, number: chosen})
