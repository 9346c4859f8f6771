"""Whom do we have? The table in use, what is wrong with it and what it can answer; and the way in for another."""

import streamlit as st

import criteria as cr
from pages import _above, _own_reading, _own_table, _session, _together
from pages._data import open as opening
from pages._data.mapping import mapping
from pages._data.report import report
from pages._data.saying import take_what_was_said
from pages._statuses.data import kind_of
from pages._words import plain

view = _session.enter("data")
if not _session.stopped():
    _session.write_address()
    _above.above(view)

title, other = st.columns([3, 1], vertical_alignment="bottom")
title.subheader("Data", anchor=False)
with other:
    wanted = opening.way_in()
says = _own_reading.chosen()
if wanted:
    _own_reading.open_files()
elif says is not None:
    _own_reading.open_again(says)
under_way = _own_reading.reading()
if under_way is not None:
    opening.watch(under_way)
take_what_was_said()
_together.tell()
opening.what_became_of_it()

if _own_table.opened() is not None:
    mapping()
elif not _session.stopped():
    table = _session.population(view)
    shown = table.check
    kind = kind_of(table)
    st.markdown(f"In use: **{plain(table.name)}**, {shown.patients.text} patients ({kind}, {shown.mode.value} counts).")
    # The good news of one table must not stand beside the refusal of another.
    refused = _own_table.refused() is not None or _own_table.put_away() is not None
    with st.expander("What the table in use holds") if refused else st.container():
        report(shown, cr.answers(table.engine.dataset, view.scenario.protocol))
_together.drawn(_own_table.OPENED)
