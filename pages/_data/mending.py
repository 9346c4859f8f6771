"""The problems of an opened table that an answer mends, asked like the other questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import criteria as cr
from pages import _own_table
from pages._opened_table import Opened
from pages._words import quoted


def mends(
    findings: Iterable[cr.ShownFinding], table: Opened, subjects: Collection[str] | None = None
) -> Iterator[dict[str, Any]]:
    """The problems that an answer mends, as questions, and those that were mended so; of these subjects, or of any."""
    for key, (question, choice) in table.mended.items():
        if subjects is None or question.column in subjects:
            yield as_question(key, question, choice)
    for each in findings:
        choices = cr.mends(each.code, each.subject, each.message, table.table_map)
        if choices and f"{each.code}:{each.subject}" not in table.mended:
            question = cr.Question(each.code, each.subject, each.message, choices)
            yield as_question(f"{each.code}:{each.subject}", question, None)


def as_question(number: int | str, question: cr.Question, answer: int | None) -> dict[str, Any]:
    """A question as the list draws it; `answer` is the number of a choice."""
    labels = [quoted(each.label) for each in question.choices]
    return {"number": number, "text": quoted(question.text), "choices": labels, "answer": answer}


def mended(table: Opened, key: str, choice: Any) -> dict[str, Any]:
    """A problem answered, or its answer taken back."""
    findings = cr.disclose_check(table.found, _own_table.mode_of(table)).findings
    asked = {each["number"]: each for each in mends(findings, table)}
    rest = {other: each for other, each in table.mended.items() if other != key}
    if key not in asked or (choice is not None and choice not in range(len(asked[key]["choices"]))):
        return {}
    if choice is None:
        return {"mended": rest}
    known = table.mended.get(key)
    question = known[0] if known else _question_of(key, table)
    return {"mended": {**rest, key: (question, choice)}}


def _question_of(key: str, table: Opened) -> cr.Question:
    found = next(each for each in table.found.findings if f"{each.code}:{each.subject}" == key)
    choices = cr.mends(found.code, found.subject, found.message, table.table_map)
    return cr.Question(found.code, found.subject, found.message, choices)
