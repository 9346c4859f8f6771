"""Files of SAS, SPSS and Stata: zeros are zeros, dates are dates, and what the file says of its columns is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.feather as feather

from criteria.data.files.encodings import guessed
from criteria.data.files.headings import is_identifier, named
from criteria.data.files.kinds import kind_of
from criteria.data.files.source import LARGEST, Progress, Source
from criteria.data.files.table import Table
from criteria.data.files.when import as_dates
from criteria.data.raw import Described

_CHILD = Path(__file__).with_name("statistics_child.py")
_MEMORY = 4 * LARGEST + 2**31  # bytes; the libraries take two thousand million of addresses before they read
_SECONDS = 1_800
_STARTS: dict[str, tuple[bytes, ...]] = {
    ".xpt": (b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", b"HEADER RECORD*******LIBV8   HEADER RECORD!!!!!!!"),
    ".sav": (b"$FL2", b"$FL3"),
    ".zsav": (b"$FL2", b"$FL3"),
    ".dta": (b"<stata_dta>", *(bytes([version]) for version in range(102, 116))),
    ".sas7bdat": (bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c\x18\x1f\x10\x11",),
}
_CALLED = {
    ".xpt": "SAS transport file (version 5 or 8)",
    ".sav": "SPSS file",
    ".zsav": "SPSS file",
    ".por": "portable SPSS file",
    ".dta": "Stata file",
    ".sas7bdat": "SAS data set",
}


@dataclass(frozen=True)
class _Said:
    """What a file says of its columns, by their names in it."""

    bytes_as_letters: bool
    names: list[str]
    labels: Mapping[str, str]
    words: Mapping[str, list[list[Any]]]
    missing: Mapping[str, list[list[Any]]]
    formats: Mapping[str, str]
    encoding: str = field(default="utf-8")


def read_statistics(source: Source, _sheet: str | None = None, progress: Progress | None = None) -> Table:
    """The first table of the file, with its labels. Raises `Refused` where it is damaged or of another kind."""
    kind = kind_of(source.name)
    if not _may_be(source, kind):
        source.refuse("not-a-table", "file", f"not a {_CALLED[kind]}; export the table again, or as CSV")
    with TemporaryDirectory(prefix="feasibility-", ignore_cleanup_errors=True) as folder:
        said = _read_apart(source, kind, Path(folder))
        frame = feather.read_table(Path(folder, "table.arrow"), memory_map=False).to_pandas()
    if progress is not None:
        progress(1.0)
    if said.bytes_as_letters:
        frame, said = _decoded(frame, said)
    names = named(source, said.names)
    frame = frame.set_axis(list(names), axis="columns")
    forms = dict(zip(names, said.formats.values(), strict=True))
    columns = {name: _column(frame[name], forms[name], kind, text=is_identifier(name)) for name in names}
    described = {name: each for own, name in zip(said.names, names, strict=True) if (each := _described(own, said))}
    return Table(pd.DataFrame(columns), (), described)


def _may_be(source: Source, kind: str) -> bool:
    if kind == ".por":
        return b"SPSSPORT" in source.start(600)
    return source.start(64).startswith(_STARTS[kind])


def _read_apart(source: Source, kind: str, folder: Path) -> _Said:
    """What the child process makes of the file, in the folder. Raises `Refused` where it fails, however it does."""
    file = folder / f"given{kind}"
    with source.open() as given, file.open("wb") as copy:
        copyfileobj(given, copy)
    command = [sys.executable, "-I", str(_CHILD), kind, str(file), str(folder), str(_MEMORY)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        said = json.loads((folder / "said.json").read_text("utf-8")) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, OSError, ValueError):
        said = None
    finally:
        file.unlink(missing_ok=True)
    if said is None:
        message = f"not a readable {_CALLED[kind]}, or a damaged one; export the table again, or as CSV"
        source.refuse("not-a-table", "file", message)
    said["formats"] = {name: said["formats"].get(name, "") for name in said["names"]}
    return _Said(**said)


# --- text ---------------------------------------------------------------------------------------------------------


def _decoded(frame: pd.DataFrame, said: _Said) -> tuple[pd.DataFrame, _Said]:
    """The frame and what is said of it, with their texts decoded: each is UTF-8, or in the encoding of all others."""
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name].dtype)]
    found = {text for name in texts for text in frame[name].dropna().unique().tolist() if not text.isascii()}
    found |= {label for label in said.labels.values() if not label.isascii()}
    found |= {str(label) for pairs in said.words.values() for _, label in pairs if not str(label).isascii()}
    strange = [data for text in found if not _is_utf8(data := text.encode("latin-1", "replace"))]
    encoding = guessed(strange) or "cp1252" if strange else "utf-8"
    meaning = {text: _as_text(text.encode("latin-1", "replace"), encoding) for text in found}
    frame = frame.assign(
        **{name: frame[name].map(lambda text: meaning.get(text, text), na_action="ignore") for name in texts}
    )
    labels = {name: meaning.get(label, label) for name, label in said.labels.items()}
    words = {
        name: [[code, meaning.get(str(label), label)] for code, label in pairs] for name, pairs in said.words.items()
    }
    return frame, _Said(False, said.names, labels, words, said.missing, said.formats, encoding)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_text(data: bytes, encoding: str) -> str:
    return data.decode("utf-8") if _is_utf8(data) else data.decode(encoding, errors="replace")


# --- columns ------------------------------------------------------------------------------------------------------


def _column(column: pd.Series, form: str, kind: str, *, text: bool) -> pd.Series:
    if not pd.api.types.is_numeric_dtype(column.dtype):
        return column.astype("str").str.strip().replace("", None)
    dates = as_dates(column, form, kind)
    if dates is not None:
        return dates
    return _as_identifiers(column) if text else column


def _as_identifiers(column: pd.Series) -> pd.Series:
    """Whole numbers as text, so that 7 stays 7: these files know no other numbers than those with a decimal point."""
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    if not np.isfinite(values).any() or (np.floor(values) != values)[np.isfinite(values)].any():
        return column
    return column.map(lambda value: f"{value:.0f}", na_action="ignore").astype("str")


def _described(name: str, said: _Said) -> Described | None:
    words = {_code(code): label for code, label in said.words.get(name, [])}
    missing = tuple(_code(low) for low, high in said.missing.get(name, []) if low == high)
    found = Described(label=said.labels.get(name, ""), words=words, missing=missing)
    return found if found != Described() else None


def _code(code: Any) -> str:
    return f"{code:.12g}" if isinstance(code, (int, float)) else str(code).strip()


# --- parts, for a database ----------------------------------------------------------------------------------------

_ROWS = 100_000


def statistics_parts(source: Source, progress: Progress | None = None) -> Iterator[pd.DataFrame]:
    """The first table of the file, some rows at a time; the first part may be empty. Raises as `read_statistics`."""
    frame = read_statistics(source, None, progress).frame
    yield frame.iloc[:_ROWS]
    for at in range(_ROWS, len(frame), _ROWS):
        yield frame.iloc[at : at + _ROWS]
