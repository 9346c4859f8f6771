"""How the table is read as a whole: which sheet, in which letters, whose rows; what a map says beside its columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages import _own_reading, _own_table
from pages._opened_table import Opened
from pages._words import quoted

AS_IT_IS = "as it is read now"
DUPLICATES = {"refuse": "refuse the table", "first": "keep the first", "last": "keep the last", "join": "join them"}
EXTRACT = {
    "results": ("Results of findings (SDTM)", {"standard": "standardised, with their limits", "original": "original"}),
    "records": (
        "Records of findings (SDTM)",
        {"flagged": "flagged as baseline", "latest": "the latest at or before the index date"},
    ),
    "dead": ("Patients who died before the index date", {"leave out": "left out", "keep": "kept"}),
}


def settings(table: Opened) -> None:
    """A field for each thing that a map can say of this kind of table."""
    with (
        st.expander("How the table is read: sheet, letters, several rows of a patient, ages", icon=":material/tune:"),
        st.grid(columns="auto", min_column_width=300),
    ):
        _opened_as(table)
        _patients(table)
        if table.table_map.measurements or table.standard:
            _window(table)
        if table.standard:
            _extract(table)


def _opened_as(table: Opened) -> None:
    """The sheet of a workbook, the encoding of a text: another one is another table, and what was said of it goes."""
    if not table.opened_as:
        return
    ways = {quoted(each.label): each for each in table.opened_as}
    with st.container():
        picked = st.selectbox("Open the file as", [AS_IT_IS, *ways], key=_key("opened_as", table))
        if picked in ways and st.button("Open it so: what was said of its columns goes", key="open_so"):
            _own_reading.choose(ways[picked])
            st.rerun()


def _patients(table: Opened) -> None:
    made = table.table_map
    if made.patient_id is not None:
        _select("Several rows of one patient", DUPLICATES, made.duplicates, table, "duplicates", _take)
        _switch("Identifiers are replaced by row numbers", made.replace_ids, table, "replace_ids")
    if "age" in made.columns:
        _switch("Ages above 89 are read as 90 and more", made.top_code_age, table, "top_code_age")


def _window(table: Opened) -> None:
    st.number_input(
        "Measurements older than so many days are not used (empty: however old)",
        value=table.table_map.window_days,
        min_value=0.0,
        step=1.0,
        format="%g",
        key=_key("window_days", table),
        on_change=_take,
        args=("window_days",),
    )


def _extract(table: Opened) -> None:
    """What is taken of SDTM and OMOP where more than one reading is right."""
    for name, (label, options) in EXTRACT.items():
        _select(label, options, getattr(table.table_map.extract, name), table, name, _take_extract)


def _select(
    label: str, options: dict[str, str], now: str, table: Opened, name: str, take: Callable[[str], None]
) -> None:
    st.selectbox(
        label,
        list(options),
        list(options).index(now),
        format_func=options.__getitem__,
        key=_key(name, table),
        on_change=take,
        args=(name,),
    )


def _switch(label: str, now: bool, table: Opened, name: str) -> None:
    st.checkbox(label, now, key=_key(name, table), on_change=_take, args=(name,))


def _key(name: str, table: Opened) -> str:
    """The key of a field; another one for another table."""
    return f"setting.{name}.{table.reader.process_id}"


def _take(name: str) -> None:
    table = _own_table.opened()
    if table is not None:
        _own_table.again(settings={**table.settings, name: st.session_state[_key(name, table)]})


def _take_extract(name: str) -> None:
    table = _own_table.opened()
    if table is not None:
        said: dict[str, Any] = {name: st.session_state[_key(name, table)]}
        extract = table.table_map.extract.model_copy(update=said)
        _own_table.again(settings={**table.settings, "extract": extract})
