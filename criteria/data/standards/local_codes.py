"""A hospital's own codes in OMOP: rows of concept 0 or of local concepts, named by what the source wrote of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce

import ibis
import ibis.expr.types as ir

from criteria.data.dataset import Note
from criteria.data.several.measurements import identifier, text
from criteria.data.standards.concepts import FIRST_LOCAL, Concepts, optional, whole
from criteria.data.vocabulary.known import VOCABULARY
from criteria.data.vocabulary.naming import named
from criteria.model.variables import DICTIONARY

MOST = 50
OWN = " (source)"
_TAKEN = sorted({*VOCABULARY, *DICTIONARY, "person_id"})


@dataclass(frozen=True)
class LocalCodes:
    """What stands under local and zero concepts, by the name of its column.

    Attributes:
        rows: how many rows each name has; the most frequent first.
        likely: the variable that a name, or the name of its concept, is a name of.
        elsewhere: standard concepts that hold no variable of ours, with their rows.
        patients: of each of these names and concepts, how many patients have it.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    likely: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    patients: Mapping[str, int] = field(default_factory=dict)

    def read(self, asked: Collection[str]) -> list[str]:
        """The names that become columns: those asked for, those that look like a variable, and the most frequent."""
        return [name for at, name in enumerate(self.rows) if name in self.likely or name in asked or at < MOST]

    def notes(self, used: Collection[str]) -> Iterator[Note]:
        """What was not used, by name."""
        left = {name: rows for name, rows in self.rows.items() if name not in used}
        if left:
            message = "rows under local or zero concepts, not used; what a code is can be said in the map, as in "
            message += "`columns: {anc: {column: ANC, unit: 10*9/L}}`, and `check … --propose FILE` writes such a map; "
            message += "their patients"
            yield Note("local-codes", "measurement", sum(left.values()), message, self._words(left))
        if self.elsewhere:
            message = "rows of concepts that hold no variable of ours; not used; the map may read one by its number; "
            message += "their patients"
            yield Note(
                "concept-not-used", "measurement", sum(self.elsewhere.values()), message, self._words(self.elsewhere)
            )

    def _words(self, names: Iterable[str]) -> tuple[tuple[str, int], ...]:
        """The most frequent names with their patients: rows may all be of one."""
        return tuple((name, self.patients[name]) for name in names)[:MOST]


def is_local(concept: ir.IntegerValue) -> ir.BooleanValue:
    """Whether a concept is none of the standard vocabularies: zero, or one of the source's own."""
    return (concept == 0) | (concept >= FIRST_LOCAL)


def name_of(table: ir.Table, kind: str, concept: ir.IntegerValue, concepts: Concepts) -> ir.StringValue:
    """What the source calls a row under a local or zero concept; missing for rows under other concepts.

    Its source value; where there is none, the code of a local concept. A name that is one of ours gets a mark, as
    what it means is still to be said.
    """
    column = f"{kind}_source_value"
    written = text(optional(table, column, "string")).nullif("")
    codes = {number: code for number, (code, _) in concepts.local().items()}
    code = concept.cases(*codes.items(), else_=ibis.null("string")) if codes else ibis.null("string")
    found = written.coalesce(code)
    marked = found.isin(_TAKEN).ifelse(found + OWN, found)
    return is_local(concept).ifelse(marked, ibis.null("string"))


def local_codes(kinds: Mapping[str, ir.Table], measured: Mapping[int, str], concepts: Concepts) -> LocalCodes:
    """The local codes of measurements and observations. One query of both tables."""
    rows: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    likely: dict[str, str] = {}
    called = concepts.local()
    seen = _seen(kinds, measured, concepts)
    counted = seen.group_by("label", "concept", "own").aggregate(rows=seen.count()).to_pyarrow().to_pylist()
    people = seen.group_by("label").aggregate(patients=seen["person"].nunique()).to_pyarrow().to_pylist()
    for row in sorted(counted, key=lambda each: (-each["rows"], each["label"])):
        name = str(row["label"])
        (rows if row["own"] else elsewhere)[name] += int(row["rows"])
        variable = _likely(name.removesuffix(OWN), *called.get(int(row["concept"]), ())) if row["own"] else None
        if variable:
            likely.setdefault(name, variable)
    patients = {str(row["label"]): int(row["patients"]) for row in people}
    return LocalCodes(_frequent(rows), likely, _frequent(elsewhere), patients)


def _seen(kinds: Mapping[str, ir.Table], measured: Mapping[int, str], concepts: Concepts) -> ir.Table:
    """Of each row under a concept that holds no variable: its label, whether that is the source's own, and who."""
    found = []
    for kind, table in kinds.items():
        concept = whole(table[f"{kind}_concept_id"]).fill_null(0)
        rows = table.select(
            person=identifier(whole(table["person_id"])), concept=concept, name=name_of(table, kind, concept, concepts)
        )
        rows = rows.filter(~rows["concept"].isin(sorted(measured) or [-1]))
        label = rows["name"].coalesce(ibis.literal("concept ") + rows["concept"].cast("string"))
        found.append(rows.select("person", "concept", label=label, own=rows["name"].notnull()))
    return reduce(lambda one, other: one.union(other), found)


def _frequent(rows: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(rows.items(), key=lambda each: (-each[1], each[0])))


def _likely(*called: str) -> str | None:
    """The variable that one of these names is a name of, which is asked about; one that only resembles one is none."""
    found = [each for name in called if (each := named(name)) is not None and not each.strange_unit]
    names = [each for each in found if each.sure or each.ambiguous]
    return next((each.variable for each in sorted(names, key=lambda each: not each.sure)), None)
