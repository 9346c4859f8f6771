"""Findings domains of SDTM: which rows count, of which specimen, with which value, unit, limit and day."""

from __future__ import annotations

import re
from functools import reduce

import ibis
import ibis.expr.types as ir

from criteria.data.columns.missing import MISSING_WORDS
from criteria.data.dataset import Note
from criteria.data.several.databases import Tables
from criteria.data.several.measurements import long_table, text
from criteria.data.standards.subjects import Subjects
from criteria.data.table_map import Extract
from criteria.data.vocabulary.known import VOCABULARY
from criteria.model.problems import Problem, Refused

FINDINGS = ("lb", "vs", "rs", "qs")
DEMOGRAPHICS = {"site": "SITEID", "country": "COUNTRY", "race": "RACE", "age": "AGE", "sex": "SEX"}
MEASURED = {name: known.sdtm for name, known in VOCABULARY.items() if known.sdtm and name not in DEMOGRAPHICS}
_CODES = frozenset(code for codes in MEASURED.values() for code in codes)
_BLOOD = r"\b(blood|serum|plasma)\b"
_NO_BLOOD_OF_THE_PATIENT = r"\b(cord|occult)\b"
_URINE = r"\b(urine|urinary|urinalysis|dipstick)\b"
_CENSORED = r"^[<>≤≥]"
_READ = (
    "TESTCD", "TEST", "CAT", "SCAT", "SPEC", "METHOD", "STAT", "ORRES", "ORRESU", "ORNRHI", "ORNRHC", "STRESC",
    "STRESN", "STRESU", "STNRHI", "STNRHC", "DTC", "DY",
)  # fmt: skip
_BEFORE = ("BASELINE", "SCREENING")
"""What visits before treatment are called, the later one first."""
_AFTER = re.compile(r"POST|AFTER|FOLLOW|FAIL|\bEND\b")
_NOBODYS_DAY = ibis.date(1960, 1, 1)  # days of subjects without an index only order their rows


def domain(tables: Tables, name: str) -> ir.Table:
    """A domain with columns in upper case. Raises `Refused` when it is missing or lacks its keys."""
    table = tables.table(name, str.upper)
    needed = ("USUBJID",) if name == "dm" else ("USUBJID", f"{name.upper()}TESTCD")
    if table is None:
        message = "an SDTM folder needs dm.csv or dm.xpt, one row a subject"
        raise Refused(tables.name, [Problem("missing-table", name, message)])
    missing = [column for column in needed if column not in table.columns]
    if missing:
        message = f"{name} lacks this column, which SDTM requires; export the domain again"
        raise Refused(tables.name, [Problem("missing-column", column, message) for column in missing])
    return table


def findings(tables: Tables, extract: Extract, subjects: Subjects) -> tuple[ir.Table | None, list[Note]]:
    """All findings as one long table, with a note for what was set aside by choice."""
    longs, notes = [], []
    days = ibis.memtable(subjects.index_days())
    for name in FINDINGS:
        if name in tables.found:
            rows, flagged = _chosen_records(domain(tables, name), name, extract, subjects.at_reference_start)
            long, told = _long(rows, name, extract, days)
            longs.append(long)
            notes += [*flagged, *told]
    return (reduce(lambda one, other: one.union(other), longs) if longs else None), notes


def _chosen_records(table: ir.Table, name: str, extract: Extract, at_start: bool) -> tuple[ir.Table, list[Note]]:
    """The records flagged as baseline, where they are asked for and there are any; else all.

    Of the two flags that SDTM has had, the sponsor's own (BLFL) and the derived one of later versions (LOBXFL), the
    first that flags anything.
    """
    if extract.records == "latest" or not at_start:
        return table, []
    for flag in (c for c in (f"{name.upper()}BLFL", f"{name.upper()}LOBXFL") if c in table.columns):
        flagged = (table[flag].cast("string").strip().upper() == "Y").fill_null(False)
        counts = table.aggregate(all=table.count(), flagged=flagged.sum()).to_pyarrow().to_pylist()[0]
        if counts["flagged"] == counts["all"]:
            return table, []
        if counts["flagged"]:
            message = f"rows not flagged as baseline ({flag}); not used; `extract: {{records: latest}}` in the map "
            message += "takes the latest instead"
            return table.filter(flagged), [Note("not-flagged", name, int(counts["all"] - counts["flagged"]), message)]
    return table, []


def _long(table: ir.Table, name: str, extract: Extract, days: ir.Table) -> tuple[ir.Table, list[Note]]:
    """A findings domain in the one long shape. Value, unit and limit come from one system, standard or original."""
    prefix = name.upper()
    dated = bool({f"{prefix}DTC", f"{prefix}DY", "VISITDY"} & set(table.columns))
    table, visits = (table, []) if dated else _at_baseline(table, name)
    rows = _cleaned(table, prefix)
    rows = rows.left_join(days, rows["subject"] == days["patient"])
    standard = extract.results == "standard"
    high, high_text = ("STNRHI", "STNRHC") if standard else ("ORNRHI", "ORNRHC")
    done = (rows["STAT"].upper() != "NOT DONE").fill_null(True)
    rows = rows.mutate(
        value=done.ifelse(_standard(rows) if standard else rows["ORRES"], ibis.null("string")),
        high=rows[high].coalesce(rows[high_text]).re_replace(r"^(<=?|≤)\s*", ""),
        code=_test(rows),
        day=_day(rows),
        stage=ibis.row_number(),  # what is worked out so far is not worked out again wherever it is used
    )
    long = long_table(
        rows,
        patient=rows["subject"],
        name=rows["code"],
        value=rows["value"],
        unit=rows["STRESU"] if standard else rows["ORRESU"],
        upper_limit=rows["high"],
        date=rows["day"] if dated else None,
        row=rows["row"],
    )
    long = long if name in ("lb", "vs") else long.filter(long["name"].isin(sorted(_CODES)))
    notes = _stand_ins(rows, name) if standard else []
    if dated:
        return long, notes
    one_each, told = _that_need_no_order(long, name)
    return one_each, [*notes, *visits, *told]


def _at_baseline(table: ir.Table, name: str) -> tuple[ir.Table, list[Note]]:
    """Where no day orders the rows, those of the visit that is called screening or baseline, if there is one."""
    if "VISIT" not in table.columns:
        return table, []
    visit = text(table["VISIT"]).upper()
    called = [str(each) for each in table.select(visit=visit).distinct().to_pyarrow()["visit"].to_pylist() if each]
    before = [each for each in called if not _AFTER.search(each)]
    best = next((found for word in _BEFORE if (found := [each for each in before if word in each])), [])
    if not best or len(best) == len(called):
        return table, []
    there = visit.isin(sorted(best)).fill_null(False)
    other = int(table.aggregate(rows=(~there).sum()).to_pyarrow()["rows"][0].as_py() or 0)
    message = f"rows of other visits than {' and '.join(sorted(best))}; not used, as no day orders them; export "
    message += f"{name.upper()}DTC or {name.upper()}DY to have the latest"
    return table.filter(there), [Note("other-visit", name, other, message)]


def _cleaned(table: ir.Table, prefix: str) -> ir.Table:
    """The columns of a domain that are read, by the part of their name after the domain's; the status as written."""
    columns = Columns(table, prefix)
    parts = {part: columns[part] for part in _READ} | {"STAT": columns.written("STAT")}
    return table.select(
        subject=text(table["USUBJID"]), VISITDY=columns.named("VISITDY"), row=ibis.row_number(), **parts
    )


def _standard(rows: ir.Table) -> ir.StringValue:
    """The standardised result; below or above what can be measured, where any text says so.

    STRESN then holds a stand-in: the limit of quantitation, or half of it.
    """
    result, original = rows["STRESC"], rows["ORRES"]
    return ibis.cases(
        (_is(result, _CENSORED), result),
        (_is(original, _CENSORED) & _same_unit(rows), original),
        (_is(original, _CENSORED), ibis.null("string")),
        else_=rows["STRESN"].coalesce(result),
    )


def _same_unit(rows: ir.Table) -> ir.BooleanValue:
    return (rows["STRESU"].upper() == rows["ORRESU"].upper()).fill_null(False)


def _stand_ins(rows: ir.Table, name: str) -> list[Note]:
    """A note of numbers beside an original result that is censored, in another unit."""
    lost = _is(rows["ORRES"], _CENSORED) & ~_is(rows["STRESC"], _CENSORED) & ~_same_unit(rows)
    count = int(rows.aggregate(lost=(lost & rows["STRESN"].notnull()).sum()).to_pyarrow()["lost"][0].as_py() or 0)
    message = "original results such as <0.5 whose standardised number is a stand-in; taken as unknown; write "
    message += "`extract: {results: original}` in the map to read the original results"
    return [Note("stand-in", name, count, message)] if count else []


def _is(column: ir.StringValue, pattern: str) -> ir.BooleanValue:
    return column.re_search(pattern).fill_null(False)


class Columns:
    """Columns of a domain by the part of their name after the domain's; missing words as missing."""

    def __init__(self, table: ir.Table, prefix: str) -> None:
        self._table = table
        self._prefix = prefix

    def __getitem__(self, part: str) -> ir.StringValue:
        return self.named(f"{self._prefix}{part}")

    def named(self, column: str) -> ir.StringValue:
        """A column by its whole name; missing throughout where the domain lacks it."""
        if column not in self._table.columns:
            return ibis.null("string")
        given = text(self._table[column])
        return given.lower().isin(sorted(MISSING_WORDS)).ifelse(ibis.null("string"), given)

    def written(self, part: str) -> ir.StringValue:
        """A column as it is written: `NOT DONE` is a missing word everywhere but in a status."""
        column = f"{self._prefix}{part}"
        return text(self._table[column]) if column in self._table.columns else ibis.null("string")


def _day(rows: ir.Table) -> ir.StringValue:
    """The date of each row, else the one that its study day gives.

    Day 1 is the reference start, day -1 the day before; a planned day (VISITDY) stands in for one that is not
    recorded. Of a subject whose reference start nobody knows, days only order the rows up to day 1.
    """
    day = rows["DY"].coalesce(rows["VISITDY"]).try_cast("float64").cast("int64")
    after_start = (day > 0).ifelse(day - 1, day)
    unplaced = rows["index_day"].isnull() & (after_start <= 0)
    start = rows["start_day"].coalesce(unplaced.ifelse(_NOBODYS_DAY, ibis.null("date")))
    placed = (start + after_start.as_interval("D")).cast("date").cast("string")
    return rows["DTC"].coalesce(placed)


def _that_need_no_order(long: ir.Table, name: str) -> tuple[ir.Table, list[Note]]:
    """The rows of subjects who have one value of a test; where there are several, nothing says which counts."""
    values = long.group_by(subject="patient", test="name").aggregate(values=long["value"].nunique())
    judged = long.join(values, [long["patient"] == values["subject"], long["name"] == values["test"]])
    several = judged["values"] > 1
    count = int(judged.aggregate(several=several.sum()).to_pyarrow()["several"][0].as_py() or 0)
    prefix = name.upper()
    message = f"rows of a test that a subject has several values of, without a date ({prefix}DTC), a study day "
    message += f"({prefix}DY), a baseline flag ({prefix}BLFL) or a VISIT called baseline; not used; export one of them"
    kept = judged.filter(~several).select(*long.columns)
    return kept, ([Note("unordered", name, count, message)] if count else [])


def _test(rows: ir.Table) -> ir.StringValue:
    """The test's code; of anything but blood with its specimen, as creatinine in urine is another test."""
    specimen = rows["SPEC"].lower()
    blood = _is(specimen, _BLOOD) & ~_is(specimen, _NO_BLOOD_OF_THE_PATIENT)
    of_urine = [_is(rows[part].lower(), _URINE) for part in ("CAT", "SCAT", "TEST", "METHOD")]
    urine = reduce(lambda one, other: one | other, of_urine).ifelse("urine", ibis.null("string"))
    other = blood.ifelse(ibis.null("string"), specimen).coalesce(urine)
    code = rows["TESTCD"].upper()
    return other.isnull().ifelse(code, code + " (" + other.coalesce("") + ")")
