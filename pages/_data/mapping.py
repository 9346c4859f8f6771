"""The map of an opened table: what each column is taken for, what has to be asked, and the person's word on it."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _own_table
from pages._data.columns import columns_table, declare
from pages._data.questions import questions
from pages._data.report import report
from pages._deployment import deployment
from pages._download import download
from pages._opened_table import Opened
from pages._words import plain


def mapping() -> None:
    """From a proposal to a table that can be used."""
    table = _own_table.opened()
    assert table is not None, "the page asks only for an opened table"
    dataset = table.found.dataset
    mode = cr.mode_for(synthetic=dataset.synthetic, deployed=deployment().mode)
    shown = cr.disclose_check(table.found, mode)
    if shown.usable and table.unanswered:
        count = len(table.unanswered)
        st.warning(f"{plain(shown.name)} cannot be used yet: {count} question{'s' * (count > 1)} to answer.")
    else:
        (st.success if shown.usable else st.warning)(plain(shown.verdict))
    if table.table_map.tables:
        st.caption(_together(table.table_map))
    with st.container(horizontal=True):
        st.button(
            "Use this table",
            icon=":material/play_arrow:",
            disabled=not table.may_be_used,
            on_click=_own_table.use,
            key="use_table",
        )
        st.button("Put it away", on_click=_own_table.close, key="close_table")
        download("Map (YAML)", lambda: cr.map_to_yaml(table.table_map), "map.yaml", key="save_map")
    _to_accept(table, mode)
    if table.proposal is None:
        report(shown, shown.answers)
    else:
        questions(table.proposal, table)
        columns_table(cr.disclose_columns(table.proposal, mode), table)
        declare(table)
        report(shown, shown.answers)
    _as_a_file(table)


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
        text = st.text_area("Map", cr.map_to_yaml(table.table_map), height=320, label_visibility="collapsed")
        if st.button("Check with this map", key="read_map"):
            _own_table.read_map(text)
            st.rerun()
