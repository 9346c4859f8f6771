"""A proposed map as a file: each question stands as a comment above what it is about, and the file reads back equal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from criteria.data.map_file import map_to_yaml
from criteria.data.proposal.proposed import Proposal
from criteria.data.proposal.questions import Question


def proposal_to_yaml(proposal: Proposal) -> str:
    """The proposed map as a file that `read_map` reads back to an equal map, with its questions as comments."""
    above: dict[str, list[str]] = defaultdict(list)
    for question in proposal.questions:
        above[_place(question, proposal)] += _comment(question)
    lines = list(_with(above, map_to_yaml(proposal.table_map).splitlines()))
    return "\n".join([*above.get("", ()), *lines]) + "\n"


def _place(question: Question, proposal: Proposal) -> str:
    """The line of the file a question is about; empty where it is about none, and stands above all."""
    table_map = proposal.table_map
    for name, reading in table_map.columns.items():
        if reading.column == question.column:
            return f"  {name}:"
    if question.column == table_map.patient_id:
        return "patient_id:"
    return "unused:" if question.column in table_map.unused else ""


def _comment(question: Question) -> list[str]:
    """The question and its answers, the one that the map has first."""
    pad = "  "
    answers = " | ".join(choice.label for choice in question.choices)
    return [f"{pad}# {_one_line(question.text)}", *([f"{pad}#   {_one_line(answers)}"] if answers else [])]


def _one_line(text: str) -> str:
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _with(above: dict[str, list[str]], lines: list[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        if not line.startswith(" "):
            inside = line.startswith("columns:")
        for place, comments in above.items():
            if place and line.startswith(place) and (inside or not place.startswith(" ")):
                yield from comments
        yield line
