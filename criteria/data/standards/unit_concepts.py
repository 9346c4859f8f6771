"""The unit of an OMOP row: by its concept, else as the source wrote it; where the two differ it is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import ibis
import ibis.expr.types as ir

from criteria.data.dataset import Note
from criteria.data.several.measurements import text
from criteria.data.standards.concepts import UNITS, Concepts, optional, spelled, whole
from criteria.model.variables import DICTIONARY, Number


def with_units(rows: ir.Table, concepts: Concepts, measured: Mapping[int, str]) -> ir.Table:
    """The rows, which have a `name`, with `unit`; missing where concept and source name two different units."""
    rows = _both(rows, concepts)
    pairs = rows.select("name", "said", "written").distinct()
    wrong = [
        (rows["name"] == name) & (rows["said"] == said) & (rows["written"] == written)
        for name, said, written in _differing(pairs, measured)
    ]
    unit = rows["said"].coalesce(rows["written"])
    if wrong:
        unit = ibis.cases(*((each, ibis.null("string")) for each in wrong), else_=unit)
    return rows.mutate(unit=unit)


def unit_conflicts(table: ir.Table, kind: str, measured: Mapping[int, str], concepts: Concepts) -> Iterator[Note]:
    """Rows whose unit concept and unit text differ, and unit concepts that are not known, by variable."""
    concept = whole(table[f"{kind}_concept_id"])
    rows = _both(table.mutate(name=spelled(concept, measured)).filter(concept.isin(sorted(measured))), concepts)
    differing = set(_differing(rows.select("name", "said", "written").distinct(), measured))
    grouped = rows.group_by("name", "said", "written", "unit_key").aggregate(rows=rows.count())
    twice: Counter[tuple[str, str]] = Counter()
    strange: Counter[tuple[str, str]] = Counter()
    for row in grouped.to_pyarrow().to_pylist():
        name, said, written, count = row["name"], row["said"], row["written"], int(row["rows"])
        if (name, said, written) in differing:
            twice[name, f"{said} and {written}"] += count
        elif said is None and written is None and row["unit_key"] and _needs_unit(name):
            strange[name, f"concept {row['unit_key']}"] += count
    message = "rows whose unit_concept_id and unit_source_value name different units; taken as unknown; correct one"
    yield from _notes("unit-conflict", twice, message)
    message = "rows whose unit_concept_id is no unit that is known; taken as unknown; correct it, or load CONCEPT"
    yield from _notes("unit-concept", strange, message)


def _notes(code: str, found: Counter[tuple[str, str]], message: str) -> Iterator[Note]:
    for name in dict.fromkeys(name for name, _ in found):
        words = tuple((word, count) for (of, word), count in found.most_common() if of == name)
        yield Note(code, name, sum(count for _, count in words), message, words)


def _both(rows: ir.Table, concepts: Concepts) -> ir.Table:
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


def _differing(pairs: ir.Table, measured: Mapping[int, str]) -> Iterator[tuple[str, str, str]]:
    """Of the variables, the units of concept and source that are both right and not the same amount."""
    for row in pairs.to_pyarrow().to_pylist():
        variable = DICTIONARY.get(row["name"]) if row["name"] in measured.values() else None
        if isinstance(variable, Number) and row["said"] and row["written"]:
            said, written = variable.factor(row["said"]), variable.factor(row["written"])
            if said and written and abs(said - written) > 1e-9 * said:
                yield row["name"], row["said"], row["written"]
