"""The long tables of an opened table: which of their columns is what, which row counts; changed in place."""

from __future__ import annotations

from typing import Any

import streamlit as st

import criteria as cr
from pages import _own_reading, _own_table
from pages._opened_table import HOW, Opened
from pages._words import plain, table

NONE = "none"
PARTS = {
    "patient": "Patient",
    "name": "Test",
    "value": "Value",
    "code": "Code of the test",
    "specimen": "Specimen",
    "unit": "Unit",
    "upper_limit": "Upper limit of normal",
    "range": "Reference range",
    "date": "Date",
    "day": "Day, counted from the index",
    "baseline": "Mark of the row that counts",
}
NEEDED = ("patient", "name", "value")
ORDERS = {"": "its date, day or mark says", "last": "the last row", "first": "the first row"}
DATE_ORDERS = {"": "as its dates say", "day first": "the day comes first", "month first": "the month comes first"}


def long_tables(opened: Opened) -> None:
    """A form for each long table, with two of its rows where those may be shown."""
    if not opened.table_map.measurements:
        return
    with st.expander(
        "How the results are read: test, value, unit, limit, day, and which row counts", icon=":material/table_rows:"
    ):
        if not st.toggle("Show the long tables", key=_key("shown", opened)):
            return
        exact = _own_table.mode_of(opened) is cr.Mode.EXACT
        if not exact:
            st.caption("No row is shown where counts are protected.")
        for long, seen in zip(opened.table_map.measurements, _own_table.long_tables(rows=exact), strict=True):
            _long_table(opened, long, seen)


def _long_table(opened: Opened, long: Any, seen: cr.LongTable) -> None:
    st.markdown(f"**{plain(seen.table)}**")
    if seen.rows:
        table([dict(zip(seen.columns, row, strict=True)) for row in seen.rows])
    with st.form(_key(f"form.{seen.table}", opened)):
        said: dict[str, Any] = {}
        with st.grid(columns="auto", min_column_width=240):
            for part, label in PARTS.items():
                options = [*([] if part in NEEDED else [NONE]), *seen.columns]
                now = getattr(long, part) or NONE
                at = options.index(now) if now in options else 0
                picked = st.selectbox(label, options, at, key=_key(f"{seen.table}.{part}", opened))
                said[part] = None if picked == NONE else picked
            said["order"] = _word("Of several results counts", ORDERS, long.order, f"{seen.table}.order", opened)
            said["date_order"] = _word(
                "Dates such as 03/04", DATE_ORDERS, long.date_order, f"{seen.table}.dates", opened
            )
        if st.form_submit_button("Read it so: what was said of its columns goes"):
            changed = [each.model_copy(update=said) if each is long else each for each in opened.table_map.measurements]
            _own_reading.choose(cr.Mend("long tables", _says(opened.table_map, changed)))
            st.rerun()


def _word(label: str, words: dict[str, str], now: str | None, name: str, opened: Opened) -> str | None:
    at = list(words).index(now or "")
    picked = st.selectbox(label, list(words), at, format_func=words.__getitem__, key=_key(name, opened))
    return picked or None


def _says(table_map: cr.TableMap, measurements: list[Any]) -> dict[str, Any]:
    """What the map says of how the files are put together, with other long tables."""
    made = table_map.model_copy(update={"measurements": tuple(measurements)})
    return made.model_dump(mode="json", include={*HOW, "index"}, exclude_defaults=True)


def _key(name: str, opened: Opened) -> str:
    """The key of a field; another one for another reading."""
    return f"long.{name}.{opened.reader.process_id}.{len(opened.columns)}"
