"""The form that declares a variable outside the dictionary, for a protocol or for a column of a table."""

from __future__ import annotations

import streamlit as st

import criteria as cr

NO_UNIT = "other"


def declaration(key: str, label: str = "") -> cr.declaring.Filled:
    """Draw the form and return it as it is filled in; its widgets' keys begin with `key`."""
    kind = st.selectbox("Kind", list(cr.declaring.KINDS), format_func=cr.declaring.KINDS.__getitem__, key=f"{key}.kind")
    left, right = st.columns(2, gap="small")
    called = left.text_input("What a person calls it", label, max_chars=60, key=f"{key}.label")
    name = right.text_input(
        "Name in files", max_chars=60, key=f"{key}.name", placeholder="made from the label", help=NAMES
    )
    return FIELDS[kind](key, called, name)


NAMES = "Letters, digits and _; a protocol and a table that call a variable by one name mean the same."


def _number(key: str, label: str, name: str) -> cr.declaring.Filled:
    measures = cr.declaring.quantities()
    left, right = st.columns([2, 1], gap="small")
    quantity = left.selectbox("Measured", list(measures), format_func=measures.__getitem__, key=f"{key}.quantity")
    unit = right.text_input(
        "Unit", max_chars=30, disabled=quantity != NO_UNIT, placeholder="none", help=UNIT, key=f"{key}.unit"
    )
    low, high = st.columns(2, gap="small")
    return cr.declaring.Filled(
        "number",
        label,
        name,
        quantity=quantity,
        unit=unit if quantity == NO_UNIT else "",
        low=low.number_input("Smallest plausible value", value=None, format="%g", key=f"{key}.low"),
        high=high.number_input("Largest plausible value", value=None, format="%g", key=f"{key}.high"),
        whole=st.toggle("Whole numbers only", key=f"{key}.whole"),
    )


UNIT = "Leave it empty for a count, a score or a ratio."


def _category(key: str, label: str, name: str) -> cr.declaring.Filled:
    words = st.text_input("Its words, with commas between; empty: any word", max_chars=600, key=f"{key}.words")
    return cr.declaring.Filled("category", label, name, words=tuple(words.split(",")) if words.strip() else ())


def _flag(key: str, label: str, name: str) -> cr.declaring.Filled:
    closed = st.toggle("A protocol may take a blank for no", key=f"{key}.closed")
    return cr.declaring.Filled("flag", label, name, closed_world=closed)


def _days(key: str, label: str, name: str) -> cr.declaring.Filled:
    del key
    st.caption("A number of days: 0 is the index date itself, 28 is four weeks before it.")
    return cr.declaring.Filled("days", label, name)


FIELDS = {"number": _number, "category": _category, "flag": _flag, "days": _days}
