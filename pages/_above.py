"""What stands above every page but the main one, where it moves with the limits."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _budget, _notices, _own_protocol, _session
from pages._heading import heading, heading_data


def above(view: cr.View) -> None:
    """The trial, the table and what was changed; whose protocol it is where it is the visitor's own."""
    heading(heading_data(view, _session.table_name(view)))
    _own_protocol.notice()
    _notices.another_table()
    _notices.copied()
    few_left = _budget.few_left()
    if few_left:
        st.info(few_left)
