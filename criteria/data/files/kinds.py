"""The one list of endings of files that are read, and what to do with others."""

from __future__ import annotations

from pathlib import PurePath

TEXT = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
PARQUET = (".parquet", ".pq")
STATISTICS = (".xpt", ".sas7bdat", ".sav", ".zsav", ".por", ".dta")
PACKED = (".gz", ".bz2", ".xz", ".zip")

TABLES = (*TEXT, *PARQUET, *WORKBOOKS, *STATISTICS)
"""Files that are one table, or sheets of them."""

FILE_KINDS = (*TABLES, *PACKED)
"""Every file that is read as a table, also one that is packed."""

REMEDIES = {
    ".xls": "an old Excel format; save it as .xlsx",
    ".xlsb": "a binary Excel format; save it as .xlsx",
    ".ods": "save it as .xlsx",
    ".sas7bcat": "a catalogue of formats without a table; give the .sas7bdat file",
    ".rds": "an R object; write it as CSV or Parquet",
    ".rdata": "an R workspace; write the table as CSV or Parquet",
    ".7z": "unpack it and give the files in it",
    ".rar": "unpack it and give the files in it",
    ".pdf": "export the table as CSV",
    ".json": "JSON, such as a FHIR bundle; export the table as CSV, one row per patient, or one row per result",
    ".ndjson": "JSON, such as FHIR resources; export the table as CSV, one row per patient, or one row per result",
}

DATABASE_KINDS = (".duckdb", ".ddb", ".db")
"""Files that hold the tables of a database."""


def kind_of(name: str) -> str:
    """The ending of a file, in lower case."""
    return PurePath(name).suffix.lower()
