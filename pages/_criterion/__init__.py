"""The editor of one criterion: its words, its rule as a form or as text, and what it says and counts meanwhile."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages._criterion.place import Content, Place
from pages._criterion.preview import preview
from pages._criterion.rules import rule_form
from pages._criterion.text import text_box
from pages._protocol import draft, opened, table
from pages._protocol.variables import variables
from pages._words import plain


def criterion_editor(found: opened.Open) -> None:
    """The whole page while a criterion is open."""
    protocol = table.protocol_with_its_variables(draft.at_hand().protocol)
    st.subheader(plain(_title(found.now)), anchor=False)
    form, beside = st.columns([1.5, 1], gap="large")
    with form, st.container(key="criterion"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            as_text = _form_or_text(found)
            variables(draft.at_hand())
        now = text_box(found) if as_text else _form(found, protocol)
    opened.keep(now, opened.text_of(found) if as_text else None)
    if opened.is_stale(found):
        st.rerun()
    with beside:
        preview(now)


def _title(now: cr.editing.Written) -> str:
    if now.replaces is None:
        return "New criterion"
    return "Criterion {number}{part} {label}".format(**{"number": "", "part": "", "label": "", **now.criterion})


def _form_or_text(found: opened.Open) -> bool:
    chosen = st.segmented_control(
        "Written as",
        ["Form", "Text"],
        default="Form" if found.text is None else "Text",
        required=True,
        label_visibility="collapsed",
        key=f"{found.serial}.as",
        on_change=opened.show_as,
    )
    return bool(chosen == "Text")


def _form(found: opened.Open, protocol: cr.Protocol) -> cr.editing.Written:
    limits: Content = {}
    key = str(found.serial)
    words = _words(found.now.criterion, protocol, key)
    place = Place(f"{key}.rule", protocol, table.dataset().columns, found.now.limits, limits)
    rule = rule_form(found.now.criterion["rule"], place)
    return cr.editing.rewritten(found.now, {**words, "rule": rule}, limits)


def _words(now: Content, protocol: cr.Protocol, key: str) -> Content:
    number, part, label = st.columns([1, 1, 4], gap="small")
    words: Content = {
        "number": number.text_input("Number", now.get("number", ""), max_chars=10, key=f"{key}.number"),
        "part": part.text_input("Part", now.get("part", ""), max_chars=4, key=f"{key}.part"),
        "label": label.text_input("Name", now.get("label", ""), max_chars=60, key=f"{key}.label"),
        "text": st.text_area("The protocol's own words", now.get("text", ""), height=80, key=f"{key}.text"),
        "reading": st.text_input("How a gap in them is read", now.get("reading", ""), key=f"{key}.reading"),
    }
    groups = {"": "none", **{each.id: f"{each.number} {each.label}" for each in protocol.groups}}
    if protocol.groups:
        listed, group = [*groups], str(now.get("group") or "")
        words["group"] = st.selectbox(
            "Group", listed, listed.index(group), lambda each: groups[each], key=f"{key}.group"
        )
    return words
