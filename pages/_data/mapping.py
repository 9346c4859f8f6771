"""The map of an opened table: what each column is taken for, what has to be asked, and the person's word on it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

import criteria as cr
from pages import _own_table, _session
from pages._data.answers import extents_in_words
from pages._data.columns import columns_list
from pages._data.declared import declare
from pages._data.long_tables import long_tables
from pages._data.report import report
from pages._data.settings import settings
from pages._data.typed import typed_once
from pages._download import download
from pages._opened_table import Opened
from pages._words import plain


def mapping() -> None:
    """From a proposal to a table that can be used."""
    table = _own_table.opened()
    assert table is not None, "the page asks only for an opened table"
    mode = _own_table.mode_of(table)
    shown = cr.disclose_check(table.found, mode)
    _where_one_is(shown, table)
    if table.table_map.tables:
        st.caption(_together(table.table_map))
    asked_for = _session.asks_for_table(cr.own_table_key(table.found.dataset.digest))
    if table.may_be_used and not asked_for:
        st.warning(
            "**This is not the table that the link asks for**: its content, or what its map says, is another.",
            icon=":material/difference:",
        )
    with st.container(horizontal=True):
        st.button(
            "Use this table" if asked_for else "Use this table instead",
            icon=":material/play_arrow:",
            disabled=not table.may_be_used,
            on_click=_own_table.use,
            key="use_table",
        )
        st.button("Put it away", on_click=_own_table.close, key="close_table")
        download("Map (YAML)", lambda: cr.map_to_yaml(table.map_as_told()), "map.yaml", key="save_map")
    _to_accept(table, mode)
    if table.proposal is not None:
        asked = cr.disclose_check(replace(table.found, proposal=table.proposal), mode)
        columns_list(asked, table)
        declare(table)
        typed_once(table)
        long_tables(table)
        settings(table)
    report(shown, shown.answers)
    _as_a_file(table)


def _where_one_is(shown: cr.ShownCheck, table: Opened) -> None:
    """The way from a file to its numbers, what is left to do, and what the numbers would be."""
    left = len(table.unanswered)
    if shown.usable and left:
        verdict = f"{shown.name} cannot be used yet: {left} question{'s' * (left > 1)} to answer."
    elif shown.usable and table.found.to_accept:
        verdict = f"{shown.name} can be used once its owner has accepted what stands below."
    else:
        verdict = shown.verdict
    (st.success if table.may_be_used else st.warning)(plain(verdict))
    at = "use" if table.may_be_used else "check" if not left else "columns"
    steps = (f"**{each}**" if each == at else each for each in ("file", "columns", "check", "use"))
    protocol = _session.view().scenario.protocol.id
    answered = f"criteria of {plain(protocol)} answered: {extents_in_words(shown.answers)}"
    said = [" → ".join(steps), f"{shown.patients.text} patients", answered]
    would_be = None if _session.stopped() else _own_table.would_be()
    if would_be is not None:
        statuses = f"{would_be.eligible.text} eligible, {would_be.potential.text} potential"
        said.append(f"as it is mapped now: **{statuses}, {would_be.excluded.text} excluded**")
    st.markdown(" · ".join(said))


def _together(made: cr.TableMap) -> str:
    """How several files were put together, in a sentence."""
    said = [f"{' and '.join(made.tables)}, one row for each patient, joined by {made.patient_id}"]
    if made.measurements:
        said.append(f"measurements from {' and '.join(each.table for each in made.measurements)}")
    if made.index:
        said.append(f"index date {made.index.column or made.index.date}")
    window = f"at most {made.window_days:g} days old" if made.window_days is not None else "however old"
    said += [f"the latest of each, {window}"] if made.measurements else []
    return plain("Put together: " + "; ".join(said) + ".")


def _to_accept(table: Opened, mode: cr.Mode) -> None:
    """Warnings of the identifier gate: only who owns the data may accept them."""
    for each in table.found.to_accept:
        st.warning(f"{plain(each.subject)}: {plain(each.message)}", icon=":material/visibility:")
        if mode is cr.Mode.EXACT:
            more = (*table.agreed, each.agreement)
            st.button(
                "I have looked at it and accept it",
                key=f"agree_{each.agreement}",
                on_click=_own_table.again,
                kwargs={"agreed": more},
            )
    if table.found.to_accept and mode is cr.Mode.PROTECTED:
        codes = ", ".join(each.agreement for each in table.found.to_accept)
        st.caption(f"The owner of the data can accept this in the table's map, with `agreed: [{codes}]`.")


def _as_a_file(table: Opened) -> None:
    with st.expander("The map as a file: words, missing codes, dates, declared variables can be written here"):
        text = st.text_area("Map", cr.map_to_yaml(table.map_as_told()), height=320, label_visibility="collapsed")
        if st.button("Check with this map", key="read_map"):
            _own_table.read_map(text)
            st.rerun()
