"""Reads one statistics file in a process of its own: the C library under it may end the process on damaged bytes.

Run as a script, `statistics_child.py KIND FILE FOLDER MEMORY`: writes `table.arrow` and `said.json` into the folder.
It imports nothing of ours, so that it starts fast.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

_BYTES_AS_LETTERS = "ISO-8859-1"  # each byte is a letter: whoever asked decodes them
_UNDECODED = (".xpt", ".dta")  # formats that do not say, or not always, in which encoding they are


def main(kind: str, file: str, folder: str, memory: str) -> None:
    """Read the file and write what it holds and what it says of itself."""
    _bound(int(memory))
    import pyarrow as pa
    import pyarrow.feather as feather

    frame, meta, letters = _read(kind, file)
    table = pa.Table.from_pandas(_plain(frame), preserve_index=False).replace_schema_metadata(None)
    feather.write_feather(table, str(Path(folder, "table.arrow")), compression="uncompressed")
    said = {
        "bytes_as_letters": letters,
        "names": list(meta.column_names),
        "labels": {name: label for name, label in meta.column_names_to_labels.items() if label},
        "words": {name: _pairs(words) for name, words in meta.variable_value_labels.items()},
        "missing": _user_missing(kind, file),
        "formats": {name: form or "" for name, form in meta.original_variable_types.items()},
    }
    Path(folder, "said.json").write_text(json.dumps(said), encoding="utf-8")


def _bound(memory: int) -> None:
    """No more memory than this, in bytes, where the system can say so."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass


def _read(kind: str, file: str) -> tuple[Any, Any, bool]:
    """The frame, what the file says of it, and whether each letter of its texts is one byte."""
    import pyreadstat

    readers: dict[str, Any] = {
        ".sav": pyreadstat.read_sav, ".zsav": pyreadstat.read_sav, ".por": pyreadstat.read_por,
        ".dta": pyreadstat.read_dta, ".xpt": pyreadstat.read_xport, ".sas7bdat": pyreadstat.read_sas7bdat,
    }  # fmt: skip
    read: Any = readers[kind]
    options: dict[str, Any] = {"disable_datetime_conversion": True}
    if kind in _UNDECODED and not _says_its_encoding(file):
        return (*read(file, encoding=_BYTES_AS_LETTERS, **options), True)
    try:
        return (*read(file, **options), False)
    except (UnicodeDecodeError, pyreadstat.ReadstatError) as error:
        if kind == ".por" or (not isinstance(error, UnicodeDecodeError) and "convert" not in str(error)):
            raise
    return (*read(file, encoding=_BYTES_AS_LETTERS, **options), True)


def _user_missing(kind: str, file: str) -> dict[str, list[list[Any]]]:
    """The values that an SPSS file declares to stand for a missing one; in the table they are missing."""
    import pyreadstat

    if kind not in (".sav", ".zsav"):
        return {}
    try:
        _, meta = pyreadstat.read_sav(file, metadataonly=True, user_missing=True)
    except Exception:  # the names beside it are in no encoding of Unicode's: the values are missing all the same
        return {}
    return {name: _ranges(ranges) for name, ranges in (meta.missing_ranges or {}).items()}


def _says_its_encoding(file: str) -> bool:
    """Whether it is a Stata file of version 118 or later, all of which are UTF-8."""
    with open(file, "rb") as opened:
        start = opened.read(60)
    return start.startswith(b"<stata_dta>") and not start.startswith(b"<stata_dta><header><release>117")


def _plain(frame: Any) -> Any:
    """Texts as texts: a column of objects may hold numbers beside them."""
    for name in frame.columns:
        if frame[name].dtype == object:
            frame[name] = frame[name].map(lambda value: None if value is None or value != value else str(value))
    return frame


def _pairs(words: dict[Any, str]) -> list[list[Any]]:
    return [[value, str(label)] for value, label in words.items() if isinstance(value, (int, float, str))]


def _ranges(ranges: Any) -> list[list[Any]]:
    return [[each["lo"], each["hi"]] for each in ranges if isinstance(each, dict)]


if __name__ == "__main__":
    main(*sys.argv[1:])
