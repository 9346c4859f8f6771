"""The unit of an OMOP row: by its concept, else as the source wrote it; where the two differ it is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from criteria.data.dataset import Note
from criteria.data.several.measurements import text
from criteria.data.standards.concepts import UNITS, Concepts, optional, spelled, whole
from criteria.model.variables import DICTIONARY, Number


def with_units(rows: ir.Table, measured: Mapping[int, str]) -> tuple[ir.Table, list[Note]]:
    """Rows from `both_units`, which have a `name`, with `unit`; missing where concept and source name different units.

    The notes are of these, and of unit concepts that are not known, by variable.
    """
    grouped = rows.group_by("name", "said", "written", "unit_key").aggregate(rows=rows.count()).to_pyarrow().to_pylist()
    differing = set(_differing(grouped, measured))
    unit = rows["said"].coalesce(rows["written"])
    wrong = [
        (rows["name"] == name) & (rows["said"] == said) & (rows["written"] == written)
        for name, said, written in sorted(differing)
    ]
    if wrong:
        unit = ibis.cases(*((each, ibis.null("string")) for each in wrong), else_=unit)
    return rows.mutate(unit=unit), list(_conflicts(grouped, differing, set(measured.values())))


def _conflicts(
    grouped: Iterable[Mapping[str, Any]], differing: Collection[Any], variables: Collection[str]
) -> Iterator[Note]:
    twice: Counter[tuple[str, str]] = Counter()
    strange: Counter[tuple[str, str]] = Counter()
    for row in grouped:
        name, said, written, count = row["name"], row["said"], row["written"], int(row["rows"])
        if (name, said, written) in differing:
            twice[name, f"{said} and {written}"] += count
        elif said is None and written is None and row["unit_key"] and name in variables and _needs_unit(name):
            strange[name, f"concept {row['unit_key']}"] += count
    message = "rows whose unit_concept_id and unit_source_value name different units; taken as unknown; correct one"
    yield from _notes("unit-conflict", twice, message)
    message = "rows whose unit_concept_id is no unit that is known; taken as unknown; correct it, or load CONCEPT"
    yield from _notes("unit-concept", strange, message)


def _notes(code: str, found: Counter[tuple[str, str]], message: str) -> Iterator[Note]:
    for name in dict.fromkeys(name for name, _ in found):
        words = tuple((word, count) for (of, word), count in found.most_common() if of == name)
        yield Note(code, name, sum(count for _, count in words), message, words)


def both_units(rows: ir.Table, concepts: Concepts) -> ir.Table:
    """The rows with `said`, the unit of the concept, and `written`, that of the source; either may be missing."""
    unit_id = whole(optional(rows, "unit_concept_id"))
    source = text(optional(rows, "unit_source_value", "string"))
    rows = rows.mutate(
        unit_key=unit_id,
        unit_known=spelled(unit_id, UNITS),
        written=source.nullif(""),
    )
    codes = concepts.units()
    if codes is None:
        return rows.mutate(said=rows["unit_known"])
    joined = rows.left_join(codes, rows["unit_key"] == codes["unit_id"])
    return joined.mutate(said=joined["unit_known"].coalesce(joined["unit_code"]))


def _needs_unit(name: str) -> bool:
    variable = DICTIONARY.get(name)
    return isinstance(variable, Number) and variable.needs_unit


def _differing(pairs: Iterable[Mapping[str, Any]], measured: Mapping[int, str]) -> Iterator[tuple[str, str, str]]:
    """Of the variables, the units of concept and source that are both right and not the same amount."""
    for row in pairs:
        variable = DICTIONARY.get(row["name"]) if row["name"] in measured.values() else None
        if isinstance(variable, Number) and row["said"] and row["written"]:
            said, written = variable.factor(row["said"]), variable.factor(row["written"])
            if said and written and abs(said - written) > 1e-9 * said:
                yield row["name"], row["said"], row["written"]
