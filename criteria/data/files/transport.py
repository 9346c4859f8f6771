"""SAS transport files (version 5, `.xpt`): text decoded, dates as dates, SAS's missing values missing."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pandas as pd

from criteria.data.files.headings import named
from criteria.data.files.source import Progress, Source

_START = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"
_DATES = {"DATE", "MMDDYY", "DDMMYY", "YYMMDD", "E8601DA", "IS8601DA", "B8601DA"}  # days since 1960
_TIMES = {"DATETIME", "E8601DT", "IS8601DT", "B8601DT"}  # seconds since 1960
_EPOCH = pd.Timestamp("1960-01-01")


def read_transport(source: Source, _sheet: str | None = None, progress: Progress | None = None) -> pd.DataFrame:
    """The first table of the file. Raises `Refused` unless it is a transport file of version 5."""
    return pd.concat(transport_parts(source, progress), ignore_index=True)


def transport_parts(source: Source, progress: Progress | None = None) -> Iterator[pd.DataFrame]:
    """The first table of the file, some rows at a time; the first part may be empty. Raises as `read_transport`."""
    from pandas.io.sas.sas_xport import XportReader

    if not source.start(len(_START)).startswith(_START):
        remedy = "write it with PROC COPY and the XPORT engine (version 5), or as CSV"
        source.refuse("not-a-table", "file", f"not a SAS transport file of version 5; {remedy}")
    with source.open() as file:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # the reader warns of a file that ends too early
            reader: Any = XportReader(file, encoding=None, chunksize=100_000)  # type: ignore[call-arg]  # stubs lack it
        reader.nobs = _rows(source, reader.record_start, reader.record_length)
        names = named(source, list(reader.columns))
        formats = [str(_decoded(field["nform"])).strip().upper() for field in reader.fields]
        if not reader.nobs:
            yield pd.DataFrame(columns=list(names))
        for part in reader:
            frame = _told(part, reader, progress).set_axis(list(names), axis="columns")
            yield frame.assign(**{n: _column(frame[n], form) for n, form in zip(names, formats, strict=True)})


def _rows(source: Source, start: int, length: int) -> int:
    """How many rows the file holds. It is filled with blanks to a multiple of 80 bytes: rows of nothing but filling.

    pandas takes every blank word of the last 80 bytes for filling, and so loses rows with blank cells.
    """
    total = source.size - start
    rows = total // length
    with source.open() as file:
        while rows and total - (rows - 1) * length < 80 + length:
            file.seek(start + (rows - 1) * length)
            if file.read(length).strip(b" ") or total - (rows - 1) * length >= 80:
                break
            rows -= 1
    return rows


def _told(part: pd.DataFrame, reader: Any, progress: Progress | None) -> pd.DataFrame:
    if progress is not None and reader.nobs:
        progress(min(reader._lines_read / reader.nobs, 1.0))
    return part


def _column(column: pd.Series, form: str) -> pd.Series:
    if column.dtype == object:
        return column.map(_decoded, na_action="ignore").astype("str").str.rstrip().replace("", None)
    if form in _DATES or form in _TIMES:
        return _EPOCH + pd.to_timedelta(column, unit="D" if form in _DATES else "s")
    return column


def _decoded(text: Any) -> Any:
    """Text of one cell: UTF-8, or else Windows-1252, which SAS sessions in the west write."""
    if not isinstance(text, bytes):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1252", errors="replace")
