"""The way in for every source: an address to a table as it came, and with its map to checked patients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from criteria.data.dataset import Dataset, Note
from criteria.data.files.kinds import TABLES
from criteria.data.files.opening import read
from criteria.data.mapped.apply import apply
from criteria.data.proposal.together import STRUCTURE
from criteria.data.raw import Raw
from criteria.data.several.bundle import ZIP, Bundle, bundle_of_file, bundle_of_folder, bundle_of_uploads
from criteria.data.several.folder_proposal import Structure, how_to_say_it, propose_structure
from criteria.data.several.folders import DUCKDB, read_together
from criteria.data.several.long_proposal import propose_long
from criteria.data.several.shapes import TRANSPOSED, Visits, at_visit, is_transposed, visit_called, visits_in
from criteria.data.table_map import Measurements, TableMap
from criteria.data.vocabulary.roles import in_role
from criteria.model.problems import Problem, Refused, refuse_if_any

STANDARD = frozenset({"dm", "person", "measurement"})
"""Tables by which SDTM and OMOP are recognised."""

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
    if not isinstance(address, tuple) and _is_folder_or_database(address):
        return read_tables(address, table_map)
    given = address if isinstance(address, tuple) else Path(address)
    if table_map is not None and (table_map.measurements or len(table_map.tables) > 1):
        return _read_beside(given, table_map)
    bundle = (
        bundle_of_file(given, table_map) if table_map is None or not (table_map.sheet or table_map.tables) else None
    )
    if bundle is not None and (table_map is None or bundle.name.lower().endswith(ZIP)):
        structure = propose_structure(bundle)
        if structure.found or bundle.name.lower().endswith(ZIP):
            return read_bundle(bundle, table_map, structure=structure)
    return _shaped(read(given, sheet=_sheet(table_map), said=table_map, progress=progress), table_map)


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
            together, or nothing shows it. The message then holds what to write into the map.
    """
    path = None if "://" in str(address) or Path(address).suffix.lower() in DUCKDB else Path(address)
    if path is not None and not path.is_dir():
        return _read_beside(path, table_map or TableMap())
    if path is not None and (_says_how(table_map) or not is_known(path)):
        return read_bundle(bundle_of_folder(path, table_map), table_map)
    if path is not None and "dm" in _names_in(path):
        from criteria.data.standards.sdtm import read_sdtm

        return read_sdtm(path, table_map)
    from criteria.data.standards.omop import read_omop

    return read_omop(address, table_map)


def read_bundle(
    bundle: Bundle,
    table_map: TableMap | None = None,
    *,
    complete: bool = False,
    structure: Structure | None = None,
) -> Raw:
    """One row per patient from tables that came together, as their map says; without one as it is proposed.

    Args:
        bundle: the tables.
        table_map: how they belong together.
        complete: what a map does not say of that is taken from the proposal.
        structure: the proposal, where it is there already.

    Raises:
        Refused: a map does not say how they belong together, or nothing shows it.
    """
    if table_map is not None and _says_how(table_map):
        return read_together(bundle, table_map)
    structure = structure or propose_structure(bundle)
    if len(structure.unreadable) == len(bundle.places):
        message = f"no table in it; it needs files such as {', '.join(TABLES[:6])}"
        raise Refused(bundle.name, [Problem("no-tables", "folder", message), *structure.unreadable.values()])
    if not structure.found or (table_map is not None and not complete):
        raise Refused(bundle.name, [Problem("map-needed", "tables", how_to_say_it(structure))])
    if structure.strangers:
        tables, patient = ", ".join(structure.table_map.tables), structure.table_map.patient_id
        message = f"no patient of one is in another by {patient}; open them one by one, or mend the column"
        raise Refused(bundle.name, [Problem("no-common-patient", tables, message)])
    return _proposed(bundle, structure, table_map)


def is_known(folder: Path) -> bool:
    """Whether a folder is SDTM or OMOP by the names of its files. Raises `Refused` where two share a name."""
    return bool(_names_in(folder) & STANDARD)


def together(table_map: TableMap | None, proposed: TableMap) -> TableMap:
    """A map completed by what is proposed of how tables belong together."""
    given = table_map or TableMap()
    unsaid = [name for name in STRUCTURE if not getattr(given, name)]
    return given.model_copy(update={name: getattr(proposed, name) for name in unsaid})


def _says_how(table_map: TableMap | None) -> bool:
    return table_map is not None and bool(table_map.tables or table_map.measurements)


def _sheet(table_map: TableMap | None) -> str | None:
    return table_map.sheet or next(iter(table_map.tables), None) if table_map else None


def _shaped(raw: Raw, table_map: TableMap | None) -> Raw:
    """A single table with one row per patient; without a map also one of another shape, as proposed."""
    if table_map is not None and table_map.only_opens:
        table_map = None
    if table_map is not None and table_map.visit is None:
        return raw
    visits = visits_in(map(str, raw.frame.columns))
    if table_map is not None:
        return _at_visit(raw, visits, str(table_map.visit))
    if proposed := propose_long(raw.name, raw.frame):
        return _proposed(Bundle(raw.name, {raw.name: lambda: raw}), Structure(proposed))
    if is_transposed(raw.frame):
        raise Refused(raw.name, [TRANSPOSED])
    if visits is None:
        return raw
    patient = next(iter(in_role(map(str, raw.frame.columns), "patient")), None)
    return replace(_at_visit(raw, visits, visits.first), proposed=TableMap(visit=visits.first, patient_id=patient))


def _at_visit(raw: Raw, visits: Visits | None, visit: str) -> Raw:
    called = visit_called(visits, visit) if visits else None
    if visits is None or called is None:
        there = (
            f"those in its headings are {', '.join(visits.columns)}" if visits else "no visits stand in its headings"
        )
        raise Refused(raw.name, [Problem("unknown-visit", visit, f"{there}; correct `visit` in the map")])
    frame, notes = at_visit(raw.frame, visits, called)
    return replace(raw, frame=frame, notes=(*raw.notes, *notes))


def _is_folder_or_database(address: str | Path) -> bool:
    path = Path(address)
    return "://" in str(address) or path.is_dir() or path.suffix.lower() in DUCKDB


def _names_in(folder: Path) -> set[str]:
    from criteria.data.several.databases import files_of

    return set(files_of(folder))


def _read_beside(given: Path | tuple[str, bytes], table_map: TableMap) -> Raw:
    """A file to whose patients the map adds another table: one of its own, or one beside it."""
    own = bundle_of_file(given, table_map)
    if own is not None:
        return read_together(own, table_map)
    name = given[0] if isinstance(given, tuple) else given.name
    alone = name in {each.table for each in table_map.measurements}
    tables = table_map.tables if alone or name in table_map.tables else (name, *table_map.tables)
    bundle = (
        bundle_of_uploads(name, [given], table_map)
        if isinstance(given, tuple)
        else bundle_of_folder(given.parent, table_map)
    )
    return read_together(bundle, table_map.model_copy(update={"tables": tables}))


def _proposed(bundle: Bundle, structure: Structure, table_map: TableMap | None = None) -> Raw:
    """Tables as it is proposed to read them, with the map that says so."""
    asked = together(table_map, structure.table_map)
    raw, asked = _read_asking(bundle, asked)
    return replace(raw, notes=(*raw.notes, *_left_out(structure)), proposed=asked)


def _left_out(structure: Structure) -> Iterator[Note]:
    """The tables from which nothing is read, and those from which nothing can be."""
    if structure.left_over:
        message = "tables from which nothing is read; name them in the map if they are needed"
        yield Note("table-not-used", ", ".join(structure.left_over), len(structure.left_over), message)
    for name, problem in structure.unreadable.items():
        yield Note(
            "table-unreadable", name, 1, f"table cannot be read, and is left out: {problem.code}, {problem.message}"
        )


def _read_asking(bundle: Bundle, proposed: TableMap) -> tuple[Raw, TableMap]:
    """The tables, with a first answer to what only a person can say; it is asked about, as the map then says it."""
    answers = {"several-results": {"order": "last"}, "date-order": {"date_order": "day first"}}
    for _ in range(2 * len(proposed.measurements)):
        try:
            return read_together(bundle, proposed), proposed
        except Refused as refused:
            codes = {each.code for each in refused.problems}
            if not codes <= answers.keys():
                raise
            proposed = proposed.model_copy(update={"measurements": tuple(_answering(proposed, refused, answers))})
    return read_together(bundle, proposed), proposed


def _answering(proposed: TableMap, refused: Refused, answers: Mapping[str, dict[str, str]]) -> Iterator[Measurements]:
    """The long tables, each with the first answers to what was refused of it."""
    for long in proposed.measurements:
        codes = [each.code for each in refused.problems if long.table in each.subject]
        yield long.model_copy(update={key: said for code in codes for key, said in answers[code].items()})
