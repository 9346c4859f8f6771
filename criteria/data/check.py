"""What is wrong with a table, all at once, and what it can be used for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import yaml

from criteria.data.answers import Answer, answers, missing
from criteria.data.columns.at_once import at_once
from criteria.data.columns.profile import standing
from criteria.data.dataset import Column, Dataset, Words
from criteria.data.identifiers.gate import Findings
from criteria.data.mapped.apply import Applied, apply
from criteria.data.mapped.headers import map_of_headers
from criteria.data.proposal.draft import Proposal, propose, tried
from criteria.data.proposal.local_codes import propose_codes
from criteria.data.proposal.patients import identifier
from criteria.data.raw import Raw
from criteria.data.table_map import TableMap
from criteria.model.problems import Problem, refuse_if_any
from criteria.model.protocol import Protocol

_HEADERS = frozenset(
    {"unknown-variable", "unit-missing", "unit-unknown", "map-needed"}
)  # these say: not the dictionary's headers
_WORDS = frozenset({"sex-words", "none-words"})  # these can be asked about, with a map that says what the words mean


@dataclass(frozen=True)
class Finding:
    """One thing that somebody should know or mend.

    Attributes:
        code: stable.
        subject: the variable, the column or the part of the file.
        message: what is wrong, what is allowed and what to do; without any patient's value.
        count: how many values, rows or patients; None where nothing is counted. It is a true count, to be disclosed.
        refuses: the table cannot be used before it is mended; otherwise it is used, and this is told beside it.
        agreement: what the owner of the data writes into the map's `agreed` to accept it; empty where nothing can be.
        words: what stands there, with true counts; only disclosure decides which may be shown.
        lost: these values became unknown; whoever mends them has more patients decided.
    """

    code: str
    subject: str
    message: str
    count: int | None
    refuses: bool
    agreement: str = ""
    words: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    lost: bool = False


@dataclass(frozen=True)
class SiteMissing:
    """Patients of one site without a value."""

    site: str
    missing: int
    patients: int


@dataclass(frozen=True)
class Missing:
    """Patients without a value of one variable, also of each site where the table has a site. True counts.

    Attributes:
        values: what stands in it: wide bins of its exact numbers, or its words, with their patients.
    """

    variable: str
    label: str
    missing: int
    patients: int
    values: tuple[tuple[str, int], ...] = ()
    by_site: tuple[SiteMissing, ...] = ()


@dataclass(frozen=True)
class Check:
    """What a check has found.

    Attributes:
        name: the table's.
        patients: rows that are read.
        table_map: the map that was applied: the one given, the source's own, or the headers'.
        problems: what refuses the table under that map.
        findings: everything to mend or to know; what refuses comes first.
        missing: by variable, in the map's order; of the variables that can be read.
        answers: by criterion, in the protocol's order; empty without a protocol.
        dataset: the patients, as far as they can be read; to be used only when `usable`.
        proposal: where no map was given and the headers are not the dictionary's, or a standard holds codes of the
            source's own, a map to confirm; `missing` and `answers` are then those of the proposed map.
        stopped: the columns for which the identifier gate did not let the table through; nothing of it may be kept.
    """

    name: str
    patients: int
    table_map: TableMap
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]
    answers: tuple[Answer, ...]
    dataset: Dataset = field(repr=False)
    proposal: Proposal | None = None
    stopped: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the table can be used as it stands."""
        return not any(finding.refuses for finding in self.findings)

    @property
    def to_accept(self) -> tuple[Finding, ...]:
        """What only the owner of the data may accept."""
        return tuple(each for each in self.findings if each.agreement)


def check(raw: Raw, table_map: TableMap | None = None, protocol: Protocol | None = None) -> Check:
    """Check a table as it would be read.

    Args:
        raw: the table as it came.
        table_map: its map; without one the source's own, else the headers'.
        protocol: whose criteria the table should answer.
    """
    applied = apply(raw, table_map, suspect=True, patients=_patients(raw) if table_map is None else None)
    if applied.blocked:
        return _check_of_blocked(raw, applied, propose_one=table_map is None)
    unread = table_map is None and raw.known is None and any(each.code in _HEADERS for each in applied.problems)
    asked = table_map is None and (
        any(each.code in _WORDS for each in applied.problems) or (raw.known is None and _means_nothing(applied))
    )
    proposed = tried(raw) if unread or asked else propose_codes(raw) if table_map is None else None
    proposal, dataset = (proposed.proposal, proposed.applied.dataset) if proposed else (None, applied.dataset)
    return Check(
        name=applied.dataset.name,
        patients=applied.dataset.patients,
        table_map=applied.table_map,
        problems=applied.problems,
        findings=(*(_to_confirm(applied, proposal) if unread and proposal else _refusing(applied)), *_told(applied)),
        missing=tuple(_missing(dataset)) if dataset.patients else (),
        answers=answers(dataset, protocol) if protocol and dataset.patients else (),
        dataset=applied.dataset,
        proposal=proposal,
    )


def refuse_unusable(found: Check) -> None:
    """Raise `Refused` with everything that has to be mended before the table can be used."""
    refuse_if_any(found.name, found.problems)


def lines_for_dates(found: Check) -> str:
    """What a map may say of the dates that stopped a table, so that they become ages and days; empty where none did.

    The index date is a guess: the first column of dates that is none of birth.
    """
    stopped = [(each.code, each.subject) for each in found.findings if each.refuses]
    born = [column for code, column in stopped if code == "identifier-birth-date"]
    dated = [column for code, column in stopped if code == "identifier-date" and column not in born]
    if not born and not dated:
        return ""
    age = {"columns": {"age": {"column": born[0], "dated": "birth"}}} if born else {}
    rest = [*born[1:], *dated[1:]]
    said = age | {"index": {"column": dated[0] if dated else "…"}} | ({"unused": rest} if rest else {})
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True)


def leave_out(raw: Raw, columns: Iterable[str]) -> Raw:
    """The table without some of its columns."""
    return replace(raw, frame=raw.frame.drop(columns=[name for name in columns if name in raw.frame.columns]))


def _check_of_blocked(raw: Raw, applied: Applied, *, propose_one: bool) -> Check:
    """Of a table that may name a person: why, and a map for what is left when those columns are left out."""
    stopped = tuple(dict.fromkeys(each.column for each in applied.identifying.refuse))
    proposal = _proposed_without(raw, applied.identifying) if propose_one else None
    findings = tuple(each for each in _refusing(applied) if proposal is None or each.code not in _HEADERS)
    return Check(raw.name, 0, applied.table_map, applied.problems, findings, (), (), applied.dataset, proposal, stopped)


def _proposed_without(raw: Raw, identifying: Findings) -> Proposal:
    """A proposal without what may name a person; dates, great ages and identifiers can be read otherwise."""
    stay = {"dated", "top_code_age", "replace_ids"}
    patients = _patients(raw)
    refused = (each.column for each in identifying.refuse if not stay & set(each.fixes))
    left_out = tuple(dict.fromkeys(column for column in refused if column != patients))
    proposal = propose(leave_out(raw, left_out))
    table_map = proposal.table_map
    return replace(proposal, table_map=table_map.model_copy(update={"unused": (*left_out, *table_map.unused)}))


def _patients(raw: Raw) -> str | None:
    """The column that a proposal takes for the identifiers of patients; None for headers that say it themselves."""
    if raw.known is not None or not any(each.code in _HEADERS for each in map_of_headers(list(raw.frame.columns))[1]):
        return None
    return identifier(raw.looked, raw.proposed.patient_id if raw.proposed else None)[0]


def _refusing(applied: Applied) -> Iterator[Finding]:
    counts = {(note.code, note.subject, note.message): note.count for note in applied.doubts}
    for each in applied.problems:
        count = counts.get((each.code, each.subject, each.message))
        yield Finding(each.code, each.subject, each.message, count, refuses=True)


def _to_confirm(applied: Applied, proposal: Proposal) -> Iterator[Finding]:
    """In place of every header that is not the dictionary's: that the proposed map needs a person's word."""
    count = len(proposal.questions)
    message = (
        "the headers are not the dictionary's names with their units; look at the proposed map, answer its "
        f"{count} question{'s' if count != 1 else ''}, and confirm it"
    )
    yield Finding("map-needed", "columns", message, None, refuses=True)
    yield from (each for each in _refusing(applied) if each.code not in _HEADERS)


def _told(applied: Applied) -> Iterator[Finding]:
    for each in applied.identifying.warn:
        code, message = f"identifier-{each.code}", f"{each.rule}: {each.remedy}"
        yield Finding(code, each.column, message, None, refuses=False, agreement=each.agreement)
    for note in (*applied.dataset.notes, *applied.suspected):
        yield Finding(note.code, note.subject, note.message, note.count, False, words=note.words, lost=note.lost)


def _means_nothing(applied: Applied) -> bool:
    """Whether no word of some column means anything to its variable: in another language, or in codes."""
    told = {note.subject for note in applied.dataset.notes if note.code == "unrecognised"}
    return any(missing(applied.dataset.columns[name]).all() for name in told if name in applied.dataset.columns)


def _missing(dataset: Dataset) -> Iterator[Missing]:
    site = dataset.columns.get("site")
    stands = at_once({name: partial(_standing, column) for name, column in dataset.columns.items()})
    for name, column in dataset.columns.items():
        blank = missing(column)
        variable = dataset.variable(name)
        label = variable.label if variable else name
        by_site = tuple(_by_site(site, blank)) if isinstance(site, Words) and name != "site" else ()
        yield Missing(name, label, int(blank.sum()), dataset.patients, stands[name], by_site)


def _standing(column: Column) -> tuple[tuple[str, int], ...]:
    return tuple(standing(column))


def _by_site(site: Words, blank: np.ndarray) -> Iterator[SiteMissing]:
    """Of each site; patients whose site is missing are in none."""
    known = site.codes >= 0
    patients = np.bincount(site.codes[known], minlength=len(site.values))
    without = np.bincount(site.codes[known & blank], minlength=len(site.values))
    for name, some, all_of_them in zip(site.values, without, patients, strict=True):
        yield SiteMissing(name, int(some), int(all_of_them))
