"""The way in for another table, and what became of the last file."""

from __future__ import annotations

import streamlit as st

from pages import _own_table, _session

KINDS = ["csv", "tsv", "txt", "parquet", "pq", "xlsx", "xpt"]


def way_in() -> None:
    """Choose a file, and a map for it where there is one."""
    with st.popover("Open another table", icon=":material/upload_file:", width="stretch"):
        st.file_uploader("A table: one row for each patient", type=KINDS, key=_own_table.uploader())
        st.file_uploader("Its map, if there is one (YAML)", type=["yaml", "yml", "json"], key="map_file")
        chosen = st.session_state.get(_own_table.uploader()) is not None
        st.button("Read it", type="primary", on_click=_own_table.open_file, disabled=not chosen, key="read_table")
        st.caption(
            "The table stays in the memory of this visit and is gone with it. Long tables of measurements, SDTM "
            "folders and OMOP databases are given on the command line: `feasibility app --data PATH --map FILE`."
        )
    _what_became_of_it()


def _what_became_of_it() -> None:
    refused, away = _own_table.refused(), _own_table.put_away()
    if refused is not None:
        _session.show_refusal(refused)
    if away is not None:
        st.error("The file may name persons. Nothing of it was kept.", icon=":material/person_off:")
        _session.show_problems([each for each in away.findings if each.refuses])
        if st.session_state.get("leave_out"):
            st.info("Open the file again: these columns will be left out of it.")
        else:
            st.button(
                "Leave these columns out next time", on_click=_own_table.leave_out_next_time, key="leave_out_next"
            )
