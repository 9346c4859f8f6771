"""What OMOP's concepts mean here: measurements, units, operators and answers, by their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ibis
import ibis.expr.types as ir

from criteria.data.vocabulary.known import VOCABULARY

SEX = {8507: "M", 8532: "F"}  # 8551 is unknown, which missing says already
RACE = {
    8515: "Asian",
    8516: "Black or African American",
    8527: "White",
    8557: "Native Hawaiian or Other Pacific Islander",
    8657: "American Indian or Alaska Native",
}
OPERATORS = {4171756: "<", 4172704: ">", 4171754: "<=", 4171755: ">="}  # 4172703 is =, the same as none
# Checked against the UCUM concepts of a CDM 5.4 vocabulary. By unit, never by what was measured: one concept of
# neutrophils is in use with units three orders of magnitude apart.
UNITS = {
    8713: "g/dL", 8636: "g/L", 8753: "mmol/L", 8749: "umol/L", 8840: "mg/dL",
    8848: "10*3/uL", 8961: "10*3/mm3", 9444: "10*9/L", 8647: "/uL", 8784: "cells/uL", 8785: "/mm3",
    8645: "U/L", 8923: "IU/L", 32995: "ukat/L", 33013: "nkat/L", 8795: "mL/min", 44777614: "mL/s",
    9529: "kg", 8504: "g", 8739: "lb", 8582: "cm", 9327: "in", 9330: "in", 8555: "s",
}  # fmt: skip
FIRST_LOCAL = 2_000_000_000
"""OMOP leaves the concepts from here on to whoever makes a vocabulary of their own."""
# LOINC answers to 89247-1, and the two whose concepts were seen.
_ECOG_ANSWERS = {"LA9622-7": "0", "LA9623-5": "1", "LA9624-3": "2", "LA9625-0": "3", "LA9626-8": "4"}
_ANSWERS = {
    "ecog": {36309661: "0", 36310827: "1"},
    "pregnancy_test": {9191: "positive", 45884084: "positive", 9189: "negative", 45878583: "negative"},
}
# Codes that mean the condition and nothing else (ICD-10; SNOMED CT for Gilbert's syndrome).
CONDITIONS = {"liver_mets": ("C78.7",), "gilbert": ("E80.4", "27503000")}
ICD = ("C78.7", "E80.4")


class Concepts:
    """The CONCEPT table, as far as it is there.

    Args:
        table: CONCEPT with columns in lower case; None where the database has no vocabulary.
    """

    def __init__(self, table: ir.Table | None) -> None:
        needed = {"concept_id", "concept_code", "vocabulary_id", "concept_name"}
        self._own: dict[int, tuple[str, str]] | None = None
        self._table = table if table is not None and needed <= set(table.columns) else None

    def _ids(self, codes: Iterable[str], vocabularies: str) -> dict[int, str]:
        """Concepts of these codes, by number, in vocabularies whose name begins so."""
        if self._table is None:
            return {}
        rows = self._table.filter(
            self._table["concept_code"].cast("string").isin(sorted(codes)),
            self._table["vocabulary_id"].startswith(vocabularies),
        ).select("concept_id", "concept_code")
        found = rows.to_pyarrow().to_pylist()
        return {int(row["concept_id"]): str(row["concept_code"]) for row in found if row["concept_id"] is not None}

    def measured(self, more: Iterable[str] = ()) -> dict[int, str]:
        """Which concept measures which variable; `more` are concept numbers that a map asks for by themselves."""
        by_code = {code: name for name, known in VOCABULARY.items() for code in known.loinc}
        found = {concept: by_code[code] for concept, code in self._ids(by_code, "LOINC").items()}
        found |= {concept: name for name, known in VOCABULARY.items() for concept in known.omop}
        return found | {int(number): number for number in more if number.isdecimal()}

    def local(self) -> dict[int, tuple[str, str]]:
        """The code and the name of each concept of a vocabulary of the source's own, by number."""
        if self._table is None:
            return {}
        if self._own is None:
            number = whole(self._table["concept_id"])
            rows = self._table.filter(number >= FIRST_LOCAL).select(
                number=whole(self._table["concept_id"]),
                code=self._table["concept_code"].cast("string"),
                name=self._table["concept_name"].cast("string"),
            )
            found = rows.to_pyarrow().to_pylist()
            self._own = {int(row["number"]): (row["code"] or "", row["name"] or "") for row in found}
        return self._own

    def answers(self) -> dict[str, dict[int, str]]:
        """What an answer given as a concept stands for, by variable."""
        ecog = {concept: _ECOG_ANSWERS[code] for concept, code in self._ids(_ECOG_ANSWERS, "LOINC").items()}
        return _ANSWERS | {"ecog": _ANSWERS["ecog"] | ecog}

    def conditions(self) -> dict[str, set[int]]:
        """The concepts of each condition."""
        coded = self._ids((code for codes in CONDITIONS.values() for code in codes), "")
        return {name: {n for n, code in coded.items() if code in codes} for name, codes in CONDITIONS.items()}

    def units(self) -> ir.Table | None:
        """The UCUM codes of units outside `UNITS`: columns `unit_id` and `unit_code`."""
        if self._table is None:
            return None
        ucum = self._table.filter(self._table["vocabulary_id"] == "UCUM")
        return ucum.select(unit_id=whole(ucum["concept_id"]), unit_code=ucum["concept_code"].cast("string"))

    def of_urine(self) -> set[int]:
        """The concepts of specimens whose name is urine."""
        if self._table is None or "concept_name" not in self._table.columns:
            return set()
        called = self._table["concept_name"].cast("string").lower()
        rows = self._table.filter(called.re_search(r"^urine( specimen|$)|urine specimen").fill_null(False))
        return {int(each) for each in rows.select(number=whole(rows["concept_id"])).to_pyarrow()["number"].to_pylist()}

    def races(self) -> dict[int, str]:
        """Names of races by concept."""
        if self._table is None:
            return RACE
        rows = self._table.filter(self._table["vocabulary_id"] == "Race").select("concept_id", "concept_name")
        return RACE | {int(row["concept_id"]): str(row["concept_name"]) for row in rows.to_pyarrow().to_pylist()}


def whole(column: ir.Value) -> ir.IntegerValue:
    """A whole number, also where a file holds it as text."""
    return (number(column) if column.type().is_string() else column).cast("int64")


def number(column: ir.Value) -> ir.NumericValue:
    """A number, also where a file holds it as text; text that is none becomes missing."""
    return column.try_cast("float64") if column.type().is_string() else column


def optional(rows: ir.Table, column: str, kind: str = "int64") -> ir.Value:
    """A column, or missing values where the table lacks it."""
    return rows[column] if column in rows.columns else ibis.null(kind)


def spelled(concept: ir.Value, words: Mapping[int, str]) -> ir.StringValue:
    """The word each concept stands for; missing for the others."""
    if not words:
        return ibis.null("string")
    return concept.cases(*words.items(), else_=ibis.null("string"))
