"""The map of an opened table: what each column is taken for, what has to be asked, and the person's word on it."""

from __future__ import annotations

import streamlit as st

import criteria as cr
from pages import _own_table, _session
from pages._data.report import report
from pages._deployment import deployment

LEFT_OUT, PATIENT = "(left out)", "(patient identifier)"


def mapping() -> None:
    """From a proposal to a table that can be used."""
    table = _own_table.opened()
    assert table is not None, "the page asks only for an opened table"
    dataset = table.found.dataset
    mode = cr.mode_for(synthetic=dataset.synthetic, deployed=deployment().mode)
    shown = cr.disclose_check(table.found, mode)
    (st.success if shown.usable else st.warning)(shown.verdict)
    if table.table_map.tables:
        st.caption(_together(table.table_map))
    with st.container(horizontal=True):
        ready = _own_table.may_be_used()
        st.button("Use this table", type="primary", disabled=not ready, on_click=_own_table.use, key="use_table")
        st.button("Put it away", on_click=_own_table.close, key="close_table")
        st.download_button(
            "Map (YAML)", lambda: cr.map_to_yaml(table.table_map), "map.yaml", "application/yaml", key="save_map"
        )
    _to_accept(table, mode)
    if table.proposal is None:
        report(shown, shown.answers)
    else:
        _questions(table.proposal, table)
        _columns(cr.disclose_columns(table.proposal, mode), table)
        report(shown, shown.answers)
    _as_a_file(table)


def _together(made: cr.TableMap) -> str:
    """How several files were put together, in a sentence."""
    said = [f"{' and '.join(made.tables)}, one row for each patient, joined by {made.patient_id}"]
    if made.measurements:
        said.append(f"measurements from {made.measurements.table}")
    if made.index:
        said.append(f"index date {made.index.column or made.index.date}")
    window = f"at most {made.window_days:g} days old" if made.window_days is not None else "however old"
    said += [f"the latest of each, {window}"] if made.measurements else []
    return _session.plain("Put together: " + "; ".join(said) + ".")


def _to_accept(table: _own_table.Opened, mode: cr.Mode) -> None:
    """Warnings of the identifier gate: only who owns the data may accept them."""
    for each in table.found.to_accept:
        st.warning(f"{_session.plain(each.subject)}: {each.message}", icon=":material/visibility:")
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


def _questions(proposal: cr.Proposal, table: _own_table.Opened) -> None:
    if not proposal.questions:
        return
    st.markdown("**What the table does not say**")
    with st.grid(columns="auto", min_column_width=380):
        for number, question in enumerate(proposal.questions):
            st.selectbox(
                question.text,
                range(len(question.choices)),
                format_func=lambda at, choices=question.choices: choices[at].label,
                index=table.answers.get(number),
                placeholder="not answered yet",
                key=f"question_{number}",
                on_change=_answer,
                args=(number,),
            )


def _answer(number: int) -> None:
    table = _own_table.opened()
    chosen = st.session_state[f"question_{number}"]
    if table is not None:
        rest = {at: choice for at, choice in table.answers.items() if at != number}
        _own_table.again(answers=rest if chosen is None else {**rest, number: chosen})


def _columns(columns: tuple[cr.ShownColumn, ...], table: _own_table.Opened) -> None:
    """Every column with what it is taken for, which can be corrected here."""
    st.markdown("**What each column is taken for** – correct it here")
    rows = [_row(each, table) for each in columns]
    fixed = ["column", "because", "what stands in it"]
    options = [LEFT_OUT, PATIENT, *cr.DICTIONARY]
    config = {"read as": st.column_config.SelectboxColumn(options=options)}
    st.data_editor(rows, hide_index=True, disabled=fixed, column_config=config, key="columns", on_change=_correct)


def _row(each: cr.ShownColumn, table: _own_table.Opened) -> dict[str, str | None]:
    made = table.table_map
    named = (name for name, reading in made.columns.items() if reading.column == each.column)
    left_out = LEFT_OUT if each.column in made.unused else None
    role = PATIENT if each.role == "patient_id" else left_out
    read_as = next(named, role)
    reading = made.columns.get(read_as or "")
    return {
        "column": each.column,
        "read as": read_as,
        "unit": reading.unit if reading else None,
        "because": each.because.replace("`", "\N{RIGHT SINGLE QUOTATION MARK}"),
        "what stands in it": "; ".join(f"{value}: {number.text}" for value, number in each.values),
    }


def _correct() -> None:
    table = _own_table.opened()
    if table is None or table.proposal is None:
        return
    corrections = dict(table.corrections)
    for row, edited in st.session_state["columns"]["edited_rows"].items():
        each = table.proposal.columns[int(row)]
        variable, unit = corrections.get(each.column, (each.variable, each.unit))
        variable, unit = edited.get("read as", variable), edited.get("unit", unit)
        corrections[each.column] = (variable, unit) if variable in cr.DICTIONARY else (None, None)
    _own_table.again(corrections=corrections)


def _as_a_file(table: _own_table.Opened) -> None:
    with st.expander("The map as a file: words, missing codes, dates, declared variables can be written here"):
        text = st.text_area("Map", cr.map_to_yaml(table.table_map), height=320, label_visibility="collapsed")
        st.button("Check with this map", on_click=_own_table.read_map, args=(text,), key="read_map")
