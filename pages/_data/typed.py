"""What no column of an opened table holds, typed in once: an upper limit of normal, the day patients are looked at."""

from __future__ import annotations

import datetime

import streamlit as st

import criteria as cr
from pages import _own_table, _session
from pages._opened_table import Opened

ULN = "_uln"


def typed_once(table: Opened) -> None:
    """A field for each upper limit that the protocol reads and the table lacks, and one for the day."""
    limits = _limits(table)
    with st.expander(
        "What no column holds, and is the same for everyone: upper limits of normal, the index date",
        icon=":material/edit:",
        expanded=bool(table.typed or table.day),
    ):
        with st.grid(columns="auto", min_column_width=300):
            for name in limits:
                _limit(name, table)
        st.date_input(
            "The day every patient is looked at, where no column holds it",
            value=table.day,
            min_value=datetime.date(1990, 1, 1),
            key="typed_day",
            on_change=_day,
        )
        st.caption("A patient's own upper limit is better than one for all: a column or a range beside the value wins.")


def _limits(table: Opened) -> list[str]:
    """The upper limits that the protocol reads, whose value the table has, and that no column of it holds."""
    read, columns = _session.view().scenario.protocol.variables_read, table.table_map.columns
    lacking = (name for name in sorted(read) if name.endswith(ULN) and name.removesuffix(ULN) in columns)
    return [name for name in lacking if name not in columns or columns[name].constant is not None]


def _limit(name: str, table: Opened) -> None:
    variable = cr.DICTIONARY[name]
    assert isinstance(variable, cr.Number), "an upper limit is a number"
    number, unit = table.typed.get(name, (None, _unit_beside(name, table)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            variable.label,
            value=number,
            min_value=0.0,
            format="%g",
            key=f"typed.{name}",
            on_change=_typed,
            args=(name,),
        )
        units = list(variable.units_in_use)
        if len(units) > 1:
            at = units.index(unit) if unit in units else 0
            st.selectbox("Unit", units, at, key=f"typed_unit.{name}", on_change=_typed, args=(name,))


def _unit_beside(name: str, table: Opened) -> str | None:
    """The unit of the value whose limit it is: a limit is most often printed in the same."""
    beside, variable = table.table_map.columns.get(name.removesuffix(ULN)), cr.DICTIONARY[name]
    written = beside.unit if beside else None
    return variable.find_unit(written) if written and isinstance(variable, cr.Number) else None


def _typed(name: str) -> None:
    table, number = _own_table.opened(), st.session_state[f"typed.{name}"]
    if table is None:
        return
    others = {other: each for other, each in table.typed.items() if other != name}
    variable = cr.DICTIONARY[name]
    units = variable.units_in_use if isinstance(variable, cr.Number) else ()
    unit = st.session_state.get(f"typed_unit.{name}", units[0] if units and units[0] != "1" else None)
    _own_table.again(typed=others if number is None else {**others, name: (float(number), unit)})


def _day() -> None:
    _own_table.again(day=st.session_state["typed_day"])
