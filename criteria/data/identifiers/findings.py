"""The rules of the gate in words: what each found, what to do, and what of a map mends it; never a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from criteria.model.problems import Problem

Fix = Literal["unused", "top_code_age", "replace_ids", "dated"]

_LEAVE_OUT = "leave the column out (`unused`)"
_REPLACE_IDS = "replace the identifiers by row numbers (`replace_ids: true`)"
_READ_AS_DAYS = "leave the column out (`unused`), or read it as an age or as days before the index date (`dated`)"
_LOOK = "look at it; leave the column out (`unused`), or accept it"


@dataclass(frozen=True)
class Rule:
    """What a rule says when it fires."""

    found: str
    remedy: str
    fixes: tuple[Fix, ...] = ("unused",)


REFUSE: dict[str, Rule] = {
    "name": Rule("the heading says that it holds names of persons", _LEAVE_OUT),
    "identity-number": Rule("the heading says that it holds record or identity numbers", _LEAVE_OUT),
    "phone": Rule("telephone or fax numbers", _LEAVE_OUT),
    "email": Rule("e-mail addresses", _LEAVE_OUT),
    "address": Rule("the heading says that it holds addresses or postal codes", _LEAVE_OUT),
    "zip3": Rule("three-digit postal codes of fewer than 20,000 people", "write 000 for them, or " + _LEAVE_OUT),
    "birth-date": Rule("the heading says that it holds dates of birth", _READ_AS_DAYS, ("unused", "dated")),
    "contract-number": Rule("the heading says that it holds numbers of policies, licences or devices", _LEAVE_OUT),
    "link": Rule("web addresses", _LEAVE_OUT),
    "ip-address": Rule("internet (IP) addresses", _LEAVE_OUT),
    "likeness": Rule("the heading says that it holds pictures or biometric marks", _LEAVE_OUT),
    "ssn": Rule("numbers written as social security numbers are", _LEAVE_OUT),
    "chinese-id": Rule("Chinese identity numbers (the check character fits)", _LEAVE_OUT),
    "nhs-number": Rule("ten-digit numbers whose last digit checks as an NHS number's does", _LEAVE_OUT),
    "date": Rule("full dates", _READ_AS_DAYS, ("unused", "dated")),
    "age-over-89": Rule(
        "ages above 89", "read them as 90 and above (`top_code_age: true`), or write 90+", ("top_code_age", "unused")
    ),
}  # fmt: skip
WARN: dict[str, Rule] = {
    "year": Rule("years in a column that is named as dates are", _LOOK),
    "partial-date": Rule("months of a year", "write years or days before the index date, or " + _LEAVE_OUT),
    "free-text": Rule("free text, which may name anybody", _LOOK),
    "unique-text": Rule("a different text for most patients, as codes and names have", _LOOK),
    "record-number": Rule("a different number of 6 to 12 digits for each patient, as record numbers are", _LOOK),
    "age-decimals": Rule(
        "ages with more than one decimal, as birth dates give them", "write completed years, or accept it", ()
    ),
    "place": Rule("cities, districts or hospitals", "write a code, leave the column out (`unused`), or accept it"),
    "small-groups": Rule(
        "country, sex, age by tens and race, as far as they are there, together leave groups of fewer than 5 patients",
        "leave one of these columns out (`unused`), or accept it",
    ),
    "many-traits": Rule(
        "more than 15 columns describe a person rather than an illness",
        "leave out those the trial does not ask for (`unused`), or accept it",
    ),
}


@dataclass(frozen=True)
class Finding:
    """One column that may name a person.

    Attributes:
        code: stable name of the rule.
        column: the column, or `table` for several together.
        rule: what was found, in words; never a value.
        remedy: what to do.
        fixes: what of a `TableMap` mends it.
    """

    code: str
    column: str
    rule: str
    remedy: str
    fixes: tuple[Fix, ...]

    @property
    def agreement(self) -> str:
        """What a map's `agreed` holds once the owner of the data has accepted this warning."""
        return f"{self.code}:{self.column}"


@dataclass(frozen=True)
class Findings:
    """What blocks a table, and what its owner has to look at and accept."""

    refuse: tuple[Finding, ...] = ()
    warn: tuple[Finding, ...] = ()


def finding(code: str, column: str, *, is_id: bool = False) -> Finding:
    """The words of a rule for a column; the identifier of patients can be replaced instead of left out."""
    rule = REFUSE.get(code) or WARN[code]
    if is_id:
        return Finding(code, column, rule.found, _REPLACE_IDS, ("replace_ids",))
    return Finding(code, column, rule.found, rule.remedy, rule.fixes)


def as_problems(findings: Iterable[Finding]) -> list[Problem]:
    """Findings as the problems of a refused table."""
    return [Problem(f"identifier-{each.code}", each.column, f"{each.rule}: {each.remedy}") for each in findings]
