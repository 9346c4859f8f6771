"""A folder of SDTM domains: DM for the subjects, LB, VS and RS for what was measured, MH for two conditions."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd

from criteria.data.columns.missing import MISSING_WORDS
from criteria.data.dataset import Note
from criteria.data.raw import Raw
from criteria.data.several.databases import Tables, opened, unused_files
from criteria.data.several.measurements import latest, long_table, text
from criteria.data.standards.known_maps import raw_of, readings, with_oldest_laboratory_value
from criteria.data.standards.subjects import Subjects, subjects_of
from criteria.data.table_map import Extract, Reading, TableMap
from criteria.data.vocabulary.known import VOCABULARY
from criteria.model.problems import Problem, Refused
from criteria.model.variables import DICTIONARY

FINDINGS = ("lb", "vs", "rs", "qs")
_DEMOGRAPHICS = {"site": "SITEID", "country": "COUNTRY", "race": "RACE", "age": "AGE", "sex": "SEX"}
_MEASURED = {name: known.sdtm for name, known in VOCABULARY.items() if known.sdtm and name not in _DEMOGRAPHICS}
_CODES = frozenset(code for codes in _MEASURED.values() for code in codes)
_BLOOD = ("blood", "serum", "plasma", "serum or plasma", "whole blood", "serum/plasma", "plasma or serum")
# MedDRA preferred terms as MHDECOD spells them: a coded word, so nothing is guessed from what a person wrote.
_CONDITIONS = {"liver_mets": "metastases to liver", "gilbert": "gilbert's syndrome"}


def read_sdtm(folder: str | Path, table_map: TableMap | None = None) -> Raw:
    """The subjects of an SDTM folder with their latest findings as columns, and the map its codes imply.

    The index date is RFSTDTC. A subject without one, such as a screen failure, is looked at on the day participation
    ended (RFPENDTC), else on the day of DMDTC, else without a date. A map may choose another column of DM or one date
    (`index`), a window (`window_days`), and which records and results count (`extract`).

    Raises:
        Refused: DM is missing or unusable, a file cannot be read, or the index column is not in DM.
    """
    given = table_map or TableMap()
    used = {"dm", "mh", *FINDINGS}
    with opened(folder, used.__contains__) as tables:
        subjects = subjects_of(_domain(tables, "dm"), given)
        long, notes = _findings(tables, given, subjects.at_reference_start)
        frame = subjects.frame
        if long is not None:
            wide = latest(long, ibis.memtable(subjects.index_days()), given.window_days, "findings")
            frame, notes = _joined(frame, wide.frame), [*notes, *wide.notes]
        frame = frame.assign(**_conditions(tables, subjects))
    notes = [*subjects.notes, *notes, *unused_files(folder, used)]
    return raw_of(tables.name, frame, notes, _known(frame), table_map)


def _domain(tables: Tables, name: str) -> ir.Table:
    """A domain with columns in upper case. Raises `Refused` when it is missing or lacks its keys."""
    table = tables.table(name, str.upper)
    needed = ("USUBJID",) if name == "dm" else ("USUBJID", f"{name.upper()}TESTCD")
    if table is None:
        message = "an SDTM folder needs dm.csv or dm.xpt, one row a subject"
        raise Refused(tables.name, [Problem("missing-table", name, message)])
    missing = [column for column in needed if column not in table.columns]
    if missing:
        message = f"{name} lacks this column, which SDTM requires; export the domain again"
        raise Refused(tables.name, [Problem("missing-column", column, message) for column in missing])
    return table


def _findings(tables: Tables, given: TableMap, at_start: bool) -> tuple[ir.Table | None, list[Note]]:
    """All findings as one long table, with a note for what was set aside by choice."""
    longs, notes = [], []
    for name in FINDINGS:
        if name in tables.found:
            table = _domain(tables, name)
            rows, note = _chosen_records(table, name, given.extract, at_start)
            longs.append(_long(rows, name, given.extract))
            notes += note
    return (reduce(lambda one, other: one.union(other), longs) if longs else None), notes


def _chosen_records(table: ir.Table, name: str, extract: Extract, at_start: bool) -> tuple[ir.Table, list[Note]]:
    """The records flagged as baseline, where they are asked for and there are any; else all."""
    flag = next((c for c in (f"{name.upper()}BLFL", f"{name.upper()}LOBXFL") if c in table.columns), None)
    if extract.records == "latest" or flag is None or not at_start:
        return table, []
    flagged = (table[flag].cast("string").strip().upper() == "Y").fill_null(False)
    counts = table.aggregate(all=table.count(), flagged=flagged.sum()).to_pyarrow().to_pylist()[0]
    if not counts["flagged"]:
        return table, []
    message = f"rows not flagged as baseline ({flag}); not used; `records: latest` in the map takes the latest instead"
    return table.filter(flagged), [Note("not-flagged", name, int(counts["all"] - counts["flagged"]), message)]


def _long(table: ir.Table, name: str, extract: Extract) -> ir.Table:
    """A findings domain in the one long shape. Value, unit and limit come from one system, standard or original."""
    columns = _Columns(table, name.upper())
    if extract.results == "standard":
        value, unit, limit = columns["STRESN"].coalesce(columns["STRESC"]), columns["STRESU"], columns["STNRHI"]
    else:
        value, unit, limit = columns["ORRES"], columns["ORRESU"], columns["ORNRHI"]
    done = columns["STAT"].upper() != "NOT DONE"
    long = long_table(
        table,
        patient=table["USUBJID"],
        name=_test(columns),
        value=done.fill_null(True).ifelse(value, ibis.null("string")),
        unit=unit,
        upper_limit=limit,
        date=columns["DTC"],
    )
    return long if name in ("lb", "vs") else long.filter(long["name"].isin(sorted(_CODES)))


class _Columns:
    """Columns of a findings domain by the part of their name after the domain's; missing words as missing."""

    def __init__(self, table: ir.Table, prefix: str) -> None:
        self._table = table
        self._prefix = prefix

    def __getitem__(self, part: str) -> ir.StringValue:
        column = f"{self._prefix}{part}"
        if column not in self._table.columns:
            return ibis.null("string")
        given = text(self._table[column])
        return given.lower().isin(sorted(MISSING_WORDS)).ifelse(ibis.null("string"), given)


def _test(columns: _Columns) -> ir.StringValue:
    """The test's code; of anything but blood with its specimen, as creatinine in urine is another test."""
    specimen = columns["SPEC"].lower()
    urine = (columns["CAT"].upper() == "URINALYSIS").ifelse("urine", ibis.null("string"))
    other = specimen.isin(_BLOOD).ifelse(ibis.null("string"), specimen).coalesce(urine)
    code = columns["TESTCD"].upper()
    return other.isnull().ifelse(code, code + " (" + other.coalesce("") + ")")


def _joined(frame: pd.DataFrame, wide: pd.DataFrame) -> pd.DataFrame:
    laboratory = [code for name, codes in _MEASURED.items() for code in codes if _is_laboratory(name)]
    wide = with_oldest_laboratory_value(wide, laboratory)
    wide = wide.reindex(frame["USUBJID"]).set_axis(frame.index)
    return pd.concat([frame, wide[[column for column in wide.columns if column not in frame.columns]]], axis=1)


def _is_laboratory(variable: str) -> bool:
    return variable not in ("ecog", "kps", "weight", "height", "pregnancy_test")


def _conditions(tables: Tables, subjects: Subjects) -> dict[str, pd.Series]:
    """Y for subjects whose history codes the condition before the index date, N where it is denied, else missing."""
    table = tables.table("mh", str.upper)
    if table is None or not {"USUBJID", "MHDECOD"} <= set(table.columns):
        return {}
    columns = _Columns(table, "MH")
    history = table.select(
        patient=text(table["USUBJID"]),
        term=columns["DECOD"].lower(),
        occurred=columns["OCCUR"].upper(),
        day=columns["STDTC"].left(10),
    )
    rows = history.filter(history["term"].isin(sorted(_CONDITIONS.values()))).to_pyarrow().to_pandas()
    return {name: subjects.said(rows[rows["term"] == term]) for name, term in _CONDITIONS.items()} if len(rows) else {}


def _known(frame: pd.DataFrame) -> TableMap:
    """The map that SDTM's names and codes imply."""
    demographics = {
        name: Reading(column=column, missing=("U", "UNDIFFERENTIATED") if name == "sex" else ())
        for name, column in _DEMOGRAPHICS.items()
        if column in frame.columns
    }
    codes = {name: next((c for c in codes if c in frame.columns), codes[0]) for name, codes in _MEASURED.items()}
    flags = {name: Reading(column=name) for name in _CONDITIONS if name in frame.columns}
    if "labs age" in frame.columns:
        flags["labs_age_days"] = Reading(column="labs age")
    columns = demographics | readings(codes, frame) | flags
    return TableMap(patient_id="USUBJID", columns={n: r for n, r in columns.items() if n in DICTIONARY})
