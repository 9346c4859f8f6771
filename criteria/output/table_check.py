"""What a check of a table found, as it may be shown, said and kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from criteria.data.answers import Answer
from criteria.data.check import Check, Finding, Missing
from criteria.data.columns.profile import Profile
from criteria.data.proposal.draft import Proposal, Proposed
from criteria.data.proposal.questions import Question
from criteria.output.disclosure import Mode, Shown, common_words, counted, percent, words_listed
from criteria.output.report import spreadsheet

SMALLEST_SITE = 31
"""Patients a site must have before anything of it alone is shown: 30 (specification section 4.3), and one more, as a
shown ~28 would otherwise be exactly 30."""


@dataclass(frozen=True)
class ShownFinding:
    """Something to mend or to know; see `data.check.Finding`."""

    code: str
    subject: str
    message: str
    count: Shown | None
    refuses: bool
    agreement: str
    words: tuple[tuple[str, Shown], ...] = ()
    lost: bool = False

    @property
    def mend(self) -> bool:
        """Whether there is something to mend: it refuses the table, or lost values."""
        return self.refuses or self.lost


@dataclass(frozen=True)
class ShownSite:
    """Missing values of one site; sites of 30 patients or fewer are not among them."""

    site: str
    missing: Shown
    patients: Shown
    share: str


@dataclass(frozen=True)
class ShownMissing:
    """Missing values of one variable."""

    variable: str
    label: str
    missing: Shown
    share: str
    values: tuple[tuple[str, Shown], ...]
    by_site: tuple[ShownSite, ...]


@dataclass(frozen=True)
class ShownColumn:
    """What a proposal takes a column for, and what stands in it: bins and words with their counts.

    Attributes:
        words: those of the words that may be shown one by one.
    """

    column: str
    role: str
    variable: str | None
    unit: str | None
    because: str
    missing: Shown
    values: tuple[tuple[str, Shown], ...]
    words: tuple[tuple[str, Shown], ...] = ()


@dataclass(frozen=True)
class ShownCheck:
    """A check as it may be shown."""

    mode: Mode
    name: str
    patients: Shown
    usable: bool
    findings: tuple[ShownFinding, ...]
    missing: tuple[ShownMissing, ...]
    answers: tuple[Answer, ...]
    columns: tuple[ShownColumn, ...]
    questions: tuple[Question, ...]

    @property
    def verdict(self) -> str:
        """The whole in one line."""
        if self.usable:
            return f"{self.name} can be used: {self.patients.text} patients."
        refusing = sum(each.refuses for each in self.findings)
        return f"{self.name} cannot be used yet: {refusing} problem{'s' if refusing != 1 else ''} to mend."


def disclose_check(found: Check, mode: Mode) -> ShownCheck:
    """A check as it may be shown in this mode."""
    count = counted(mode)
    patients = count(found.patients)
    proposal = found.proposal
    return ShownCheck(
        mode,
        found.name,
        patients,
        found.usable,
        tuple(_finding(each, count) for each in found.findings),
        tuple(_missing(each, patients, count) for each in found.missing),
        found.answers,
        disclose_columns(proposal, mode) if proposal else (),
        tuple(_question(each, proposal, count) for each in proposal.questions) if proposal else (),
    )


def disclose_columns(proposal: Proposal, mode: Mode) -> tuple[ShownColumn, ...]:
    """What a proposal takes each column for, as it may be shown in this mode."""
    return tuple(_column(each, counted(mode)) for each in proposal.columns)


Count = Callable[[float], Shown]


def _finding(each: Finding, count: Count) -> ShownFinding:
    shown = None if each.count is None else count(each.count)
    words = tuple(common_words(each.words, count))
    return ShownFinding(each.code, each.subject, each.message, shown, each.refuses, each.agreement, words, each.lost)


def _missing(each: Missing, patients: Shown, count: Count) -> ShownMissing:
    missing = count(each.missing)
    sites = (site for site in each.by_site if site.patients >= SMALLEST_SITE)
    by_site = (_site(site.site, count(site.missing), count(site.patients)) for site in sites)
    values = tuple(common_words(each.values, count))
    return ShownMissing(each.variable, each.label, missing, percent(missing, patients), values, tuple(by_site))


def _site(name: str, missing: Shown, patients: Shown) -> ShownSite:
    return ShownSite(name, missing, patients, percent(missing, patients))


def _column(each: Proposed, count: Count) -> ShownColumn:
    because = "; ".join(filter(None, [each.because, each.unit_because]))
    values = tuple(_values(each.profile, count))
    missing = count(each.profile.missing)
    every = [(word, count(patients)) for word, patients in each.profile.meant]
    words = tuple((word, number) for word, number in every if number.number is not None)
    return ShownColumn(each.column, each.role, each.variable, each.unit, because, missing, values, words)


def _question(each: Question, proposal: Proposal, count: Count) -> Question:
    """The question, with those of its words that may be shown."""
    asked = {each.column} | {reading.column for choice in each.choices for reading in choice.readings.values()}
    profiles = (column.profile for column in proposal.columns if column.column in asked)
    words = (of_column for profile in profiles for of_column in profile.words)
    common = {word for word, patients in words if count(patients).number is not None}
    return replace(each, words=tuple(word for word in each.words if word in common))


def _values(profile: Profile, count: Count) -> Iterator[tuple[str, Shown]]:
    yield from ((each.label, count(each.count)) for each in profile.bins)
    yield from common_words(profile.words, count)


# --- said and kept ------------------------------------------------------------------------------------------------


def check_as_text(shown: ShownCheck) -> str:
    """The whole check, as a person reads it in a terminal."""
    parts = [
        shown.verdict,
        *_section("To mend", [_line(each) for each in shown.findings if each.mend]),
        *_section("To know", [_line(each) for each in shown.findings if not each.mend]),
        *_section("Columns", [_column_line(each) for each in shown.columns]),
        *_section("Questions", [f"{each.column}: {each.text}" for each in shown.questions]),
        *_section("Missing values", [f"{each.label}: {each.missing.text} ({each.share})" for each in shown.missing]),
        *_section("Criteria", [_answer_line(each) for each in shown.answers]),
    ]
    return "\n".join(parts)


def _section(heading: str, lines: list[str]) -> list[str]:
    return ["", f"{heading} ({len(lines)})", *(f"  {line}" for line in lines)] if lines else []


def _line(each: ShownFinding) -> str:
    times = f"  {each.count.text}" if each.count else ""
    return f"{each.code}  {each.subject}{times}  {each.message}{words_listed(each.words)}"


def _column_line(each: ShownColumn) -> str:
    meaning = each.variable or each.role
    return f"{each.column} → {meaning}{f' [{each.unit}]' if each.unit else ''}: {each.because}"


def _answer_line(each: Answer) -> str:
    lacking = [f"no {', '.join(each.absent)}"] if each.absent else []
    rare = [f"mostly unknown: {', '.join(each.mostly_unknown)}"] if each.mostly_unknown else []
    why = f" ({'; '.join(lacking + rare)})" if lacking or rare else ""
    return f"{each.number} {each.label}: {each.extent.value}{why}"


def check_as_json(shown: ShownCheck) -> str:
    """The whole check as one JSON object; hidden counts are their text, and choices their labels."""
    questions = [
        {
            "code": each.code,
            "column": each.column,
            "text": each.text,
            "choices": [choice.label for choice in each.choices],
            "words": each.words,
        }
        for each in shown.questions
    ]
    whole = asdict(replace(shown, questions=())) | {"questions": questions}
    return json.dumps(_written(whole), ensure_ascii=False, indent=1)


def _written(part: Any) -> Any:
    if isinstance(part, dict):
        if part.keys() == {"number", "text"}:  # a shown count
            return part["text"] if part["number"] is None else part["number"]
        return {name: _written(each) for name, each in part.items()}
    return [_written(each) for each in part] if isinstance(part, list | tuple) else part


def findings_as_csv(shown: ShownCheck) -> str:
    """The list of problems as a table: code, subject, count, whether it must be mended, what to do."""
    lines = (
        [each.code, each.subject, each.count and each.count.text, "yes" if each.refuses else "no", each.message]
        for each in shown.findings
    )
    return spreadsheet(["code", "where", "count", "must be mended", "what to do"], lines)
