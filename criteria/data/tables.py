"""The way in for every source: an address to a table as it came, and with its map to checked patients."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from criteria.data.dataset import Dataset
from criteria.data.files.opening import read
from criteria.data.mapped.apply import apply
from criteria.data.raw import Raw
from criteria.data.several.folders import DUCKDB, is_several_tables, read_folder
from criteria.data.table_map import TableMap
from criteria.model.problems import Problem, Refused, refuse_if_any

_OMOP = frozenset({"person", "measurement"})

# Databases and standards are imported where they are used: Ibis costs a second at start, and most tables are one file.


def read_table(
    address: str | Path,
    table_map: TableMap | None = None,
    *,
    progress: Callable[[float], None] | None = None,
) -> Dataset:
    """Read the patients of a file, a folder or a database. Arguments and refusals as `read_raw`, `dataset_from`."""
    return dataset_from(read_raw(address, table_map, progress=progress), table_map)


def read_raw(
    address: str | Path | tuple[str, bytes],
    table_map: TableMap | None = None,
    *,
    progress: Callable[[float], None] | None = None,
) -> Raw:
    """One row per patient as it stands. Raises `Refused`.

    Args:
        address: a file, a folder, a DuckDB file or a `postgresql://` address; or an upload as its name and bytes.
        table_map: what it says of sheets, tables, measurements and the index date decides what is read.
        progress: told how much of a file has been read, from 0 to 1.
    """
    if not isinstance(address, tuple) and is_several_tables(address, table_map):
        return read_tables(address, table_map)
    path = address if isinstance(address, tuple) else Path(address)
    return read(path, sheet=table_map.sheet if table_map else None, said=table_map, progress=progress)


def dataset_of(frame: pd.DataFrame, name: str, *, synthetic: bool = False, digest: str = "") -> Dataset:
    """A table made in memory, whose headers are the dictionary's names with their unit.

    The caller answers for it: neither the identifier gate nor doubts about units look at it. Raises `Refused` naming
    the table.
    """
    return dataset_from(Raw(name, frame, digest or name, card={"synthetic": synthetic}, trusted=True))


def dataset_from(raw: Raw, table_map: TableMap | None = None) -> Dataset:
    """The patients of any source. Raises `Refused` naming the table, with every problem found.

    Args:
        raw: the table as it came, one row per patient.
        table_map: which column is which variable; without one the source's own, else the headers'.
    """
    applied = apply(raw, table_map)
    refuse_if_any(raw.name, applied.problems)
    return applied.dataset


def read_tables(address: str | Path, table_map: TableMap | None = None) -> Raw:
    """One row per patient from a folder, a DuckDB file or a PostgreSQL address.

    A folder whose map names tables is read by it, and so is a file of patients with a long table beside it. Otherwise
    SDTM is recognised by its DM domain and OMOP by its PERSON table; DuckDB files and servers are taken for OMOP.
    The map that comes with SDTM and OMOP (`Raw.known`) holds all of the map given, and what the codes add to it.

    Raises:
        Refused: it cannot be read; or it is a folder of other tables and the map does not say how they belong
            together. The message then holds what to write into the map (`folder_proposal.propose_tables`).
    """
    path = None if "://" in str(address) or Path(address).suffix.lower() in DUCKDB else Path(address)
    if path is not None and table_map is not None and (table_map.tables or table_map.measurements):
        tables = table_map.tables if path.is_dir() else (path.name, *table_map.tables)
        folder = path if path.is_dir() else path.parent
        return read_folder(folder, table_map.model_copy(update={"tables": tables}))
    if path is not None and path.is_dir():
        return _read_known(path, table_map)
    from criteria.data.standards.omop import read_omop

    return read_omop(address, table_map)


def is_known(folder: Path) -> bool:
    """Whether a folder is SDTM or OMOP by the names of its files. Raises `Refused` where two share a name."""
    from criteria.data.several.databases import files_of

    return bool(files_of(folder).keys() & {"dm", *_OMOP})


def _read_known(folder: Path, table_map: TableMap | None) -> Raw:
    """A folder that is recognised by the names of its files."""
    from criteria.data.several.databases import files_of

    names = files_of(folder)
    if not names:
        message = "no table in it; it needs .csv, .tsv, .parquet or .xpt files"
        raise Refused(str(folder), [Problem("no-tables", "folder", message)])
    if "dm" in names:
        from criteria.data.standards.sdtm import read_sdtm

        return read_sdtm(folder, table_map)
    if names.keys() & _OMOP:
        from criteria.data.standards.omop import read_omop

        return read_omop(folder, table_map)
    from criteria.data.several.folder_proposal import how_to_say_it

    raise Refused(str(folder), [Problem("map-needed", "folder", how_to_say_it(folder))])
