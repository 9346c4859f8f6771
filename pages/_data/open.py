"""The way in for another table, and what became of the last one."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _own_reading, _own_table, _reading, _uploads, _visit
from pages._under_way import UnderWay
from pages._words import plain, quoted, show_problems, show_refusal

POPOVER = "way_in"


def way_in() -> bool:
    """Choose files, and a map for them where there is one; whether they are to be read now."""
    with st.popover(
        "Open another table", icon=":material/upload_file:", width="stretch", key=POPOVER, on_change="rerun"
    ):
        _own_reading.readers().warm()
        chosen = _uploads.choosers()
        wanted = st.button(_read_it(), icon=":material/input:", on_click=_shut, disabled=not chosen, key="read_table")
        st.caption(
            "Several files may be an SDTM folder, an OMOP CDM, or tables of patients and a long table of dated "
            "measurements; a DuckDB file is opened alone. They stay in the memory of this visit and are gone with it. "
            "Larger ones, and PostgreSQL, are given on the command line: `feasibility app --data PATH --map FILE`."
        )
    return wanted


def _read_it() -> str:
    """What reading does; whatever is opened and not used makes place for it."""
    table = _own_table.opened()
    return f"Read it, and put {plain(table.found.dataset.name)} away" if table else "Read it"


def _shut() -> None:
    st.session_state[POPOVER] = False


def watch(work: UnderWay) -> None:
    """Show how far the reading is, which this page has begun or another one, and then what was found."""
    with _reading.shown("the table") as progress:
        st.button("Cancel", icon=":material/close:", on_click=_own_reading.cancel, key="cancel_reading")
        work.watch(progress)
    _own_reading.finish(work)
    st.rerun()


def what_became_of_it() -> None:
    """Why the last files were refused, if they were."""
    refused, away = _own_table.refused(), _own_table.put_away()
    if refused is not None:
        show_refusal(refused)
        _mends(refused)
    if away is not None:
        st.error("The table may name persons. Nothing of it was kept.", icon=":material/person_off:")
        show_problems([each for each in away.findings if each.refuses])
        _leave_out()
        _read_dates(cr.lines_for_dates(away))


def _mends(refused: cr.Refused) -> None:
    """What can be chosen so that the files are read after all; their process still holds them."""
    ways = {quoted(each.label): each for problem in refused.problems for each in problem.mends}
    if not ways or _own_table.stuck() is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox("Which is right?", list(ways), key="mend")
        st.button(
            "Read it so", icon=":material/input:", on_click=_own_reading.choose, args=(ways[picked],), key="mend_it"
        )


def _leave_out() -> None:
    if _visit.held().get("leave_out"):
        st.info("Open it again: these columns will be left out of it.")
    elif _own_table.as_proposed():
        st.info("Open it again: it will be read so that it names nobody, and every column can be looked at then.")
    else:
        st.button(
            "Read it so that it names nobody next time", on_click=_own_table.as_proposed_next_time, key="as_proposed"
        )
        st.caption(
            "Without these columns, with row numbers for identifiers, ages for dates of birth, 90 for all above."
        )
        st.button("Leave these columns out next time", on_click=_own_table.leave_out_next_time, key="leave_out_next")


def _read_dates(lines: str) -> None:
    """How a map reads dates as ages and days, where dates stopped the table."""
    if not lines:
        return
    st.markdown(
        "Dates can be **read as ages and days** instead, by a map. For one to begin with, leave these columns out and "
        "open the table again: *Map (YAML)* saves the map that is proposed then. Add lines such as these to it, where "
        "the index date is the day each patient is looked at, and choose it as *Their map* beside the same files."
    )
    st.code(lines, language="yaml")
