"""What an OMOP measurement was made of: its row of SPECIMEN, to which FACT_RELATIONSHIP leads."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from criteria.data.several.databases import Tables
from criteria.data.several.measurements import text
from criteria.data.standards.concepts import Concepts, optional, whole

_MEASUREMENT, _SPECIMEN = 21, 36
"""The concepts of the two domains in FACT_RELATIONSHIP."""
_URINE = r"(^|[^a-z])(urine|urinary|urin|orina|urina|harn)([^a-z]|$)"
_NEEDED = {
    "specimen": {"specimen_id", "specimen_concept_id"},
    "fact_relationship": {"domain_concept_id_1", "fact_id_1", "domain_concept_id_2", "fact_id_2"},
}


def says_urine(written: ir.StringValue) -> ir.BooleanValue:
    """Whether a text names urine."""
    return written.lower().re_search(_URINE).fill_null(False)


def of_urine(tables: Tables, concepts: Concepts) -> ir.Table | None:
    """The measurements made of urine: their numbers, as the column `fact`; None where the database says of none."""
    found = {name: tables.table(name) for name in _NEEDED}
    specimens, links = found["specimen"], found["fact_relationship"]
    if specimens is None or links is None:
        return None
    if any(not _NEEDED[name] <= set(table.columns) for name, table in found.items() if table is not None):
        return None
    concept = whole(specimens["specimen_concept_id"])
    named = says_urine(text(optional(specimens, "specimen_source_value", "string")))
    urine = specimens.filter(named | concept.isin(sorted(concepts.of_urine()) or [-1]))
    ids = urine.select(specimen=whole(urine["specimen_id"]))
    one, other = whole(links["domain_concept_id_1"]), whole(links["domain_concept_id_2"])
    first, second = whole(links["fact_id_1"]), whole(links["fact_id_2"])
    there = links.filter((one == _MEASUREMENT) & (other == _SPECIMEN) & second.isin(ids["specimen"])).select(fact=first)
    back = links.filter((other == _MEASUREMENT) & (one == _SPECIMEN) & first.isin(ids["specimen"])).select(fact=second)
    return tables.keep(ibis.union(there, back))
