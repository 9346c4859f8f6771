"""A folder of SDTM domains: DM for the subjects, LB, VS and RS for what was measured, MH for two conditions."""

from __future__ import annotations

from pathlib import Path

import ibis
import pandas as pd

from criteria.data.dataset import Note
from criteria.data.raw import Raw
from criteria.data.several.databases import Tables, opened, unused_files
from criteria.data.several.dates import day_ends
from criteria.data.several.measurements import latest, text
from criteria.data.standards.findings import DEMOGRAPHICS, FINDINGS, MEASURED, Columns, domain, findings
from criteria.data.standards.known_maps import raw_of, readings, with_oldest_laboratory_value
from criteria.data.standards.subjects import Subjects, subjects_of
from criteria.data.table_map import Reading, TableMap
from criteria.model.variables import DICTIONARY

_NO_SEX = ("U", "UN", "UNDIFFERENTIATED", "INTERSEX")  # controlled words that are neither M nor F
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
        subjects = subjects_of(domain(tables, "dm"), given)
        long, notes = findings(tables, given.extract, subjects)
        frame = subjects.frame
        if long is not None:
            wide = latest(long, ibis.memtable(subjects.index_days()), given.window_days, "findings")
            frame, notes = _joined(frame, wide.frame), [*notes, *wide.notes, *wide.told("findings")]
        said, undecided = _conditions(tables, subjects)
    frame = frame.assign(**said)
    notes = [*subjects.notes, *notes, *undecided, *unused_files(folder, used)]
    return raw_of(tables.name, frame, notes, _known(frame), table_map)


def _joined(frame: pd.DataFrame, wide: pd.DataFrame) -> pd.DataFrame:
    laboratory = [code for name, codes in MEASURED.items() for code in codes if _is_laboratory(name)]
    wide = with_oldest_laboratory_value(wide, laboratory)
    wide = wide.reindex(frame["USUBJID"]).set_axis(frame.index)
    return pd.concat([frame, wide[[column for column in wide.columns if column not in frame.columns]]], axis=1)


def _is_laboratory(variable: str) -> bool:
    return variable not in ("ecog", "kps", "weight", "height", "pregnancy_test")


def _conditions(tables: Tables, subjects: Subjects) -> tuple[dict[str, pd.Series], list[Note]]:
    """Y for subjects whose history codes the condition before the index date, N where it is denied, else missing."""
    table = tables.table("mh", str.upper)
    if table is None or not {"USUBJID", "MHDECOD"} <= set(table.columns):
        return {}, []
    columns = Columns(table, "MH")
    history = table.select(
        patient=text(table["USUBJID"]),
        term=columns["DECOD"].lower(),
        occurred=columns["OCCUR"].upper(),
        first=day_ends(columns["STDTC"])[0],
        last=day_ends(columns["STDTC"])[1],
    )
    rows = history.filter(history["term"].isin(sorted(_CONDITIONS.values()))).to_pyarrow().to_pandas()
    found = {name: subjects.said(rows[rows["term"] == term]) for name, term in _CONDITIONS.items() if len(rows)}
    message = "conditions whose date may lie after the index date; taken as unknown (write dates as 2024-05-17)"
    notes = [Note("undecided-date", name, count, message) for name, (_, count) in found.items() if count]
    return {name: answers for name, (answers, _) in found.items()}, notes


def _known(frame: pd.DataFrame) -> TableMap:
    """The map that SDTM's names and codes imply."""
    demographics = {
        name: Reading(column=column, missing=_NO_SEX if name == "sex" else ())
        for name, column in DEMOGRAPHICS.items()
        if column in frame.columns
    }
    codes = {name: next((c for c in codes if c in frame.columns), codes[0]) for name, codes in MEASURED.items()}
    flags = {name: Reading(column=name) for name in _CONDITIONS if name in frame.columns}
    if "labs age" in frame.columns:
        flags["labs_age_days"] = Reading(column="labs age")
    columns = demographics | readings(codes, frame) | flags
    return TableMap(patient_id="USUBJID", columns={n: r for n, r in columns.items() if n in DICTIONARY})
