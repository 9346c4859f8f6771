"""What is asked of tables that came together: how they belong together, and which of several results counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from criteria.data.proposal.proposed import Proposal
from criteria.data.proposal.questions import Choice, Question
from criteria.data.raw import Raw
from criteria.data.table_map import Measurements, TableMap

STRUCTURE = ("tables", "joins", "measurements", "dictionary", "sheet", "visit", "index", "patient_id")
"""What a map says of how tables belong together."""

_LEFT_OUT = ("table-not-used", "table-unreadable")


def with_structure(proposal: Proposal, raw: Raw) -> Proposal:
    """A proposal with what is proposed of how its tables belong together, and the questions about that first."""
    proposed = raw.proposed
    assert proposed is not None, "there is one"
    said = {part: getattr(proposed, part) for part in STRUCTURE if getattr(proposed, part)}
    questions = (*_questions(proposed, raw), *proposal.questions)
    return replace(proposal, table_map=proposal.table_map.model_copy(update=said), questions=questions)


def _questions(proposed: TableMap, raw: Raw) -> Iterator[Question]:
    patient = proposed.patient_id or ""
    if proposed.visit is not None:
        yield from _visits(proposed, raw)
        return
    yield Question("together", patient, f"{in_words(proposed, raw)}: is that right?", (Choice("yes"),))
    for long in proposed.measurements:
        if long.order is not None:
            text = f"some patients have several results of one test in {long.table}, and nothing orders them"
            yield Question("several-results", long.value, f"{text}: which counts?", tuple(_orders(long)))
        if long.date_order is not None:
            text = f"dates of `{long.date}` such as 03/04/2024 can be read in two ways: which comes first?"
            yield Question("date-order", long.date or "", text, tuple(_date_orders(long)))


def _visits(proposed: TableMap, raw: Raw) -> Iterator[Question]:
    left_out = ", ".join(f"`{note.subject}`" for note in raw.notes if note.code == "other-visit")
    text = (
        f"there is a column for each visit; those of {proposed.visit} are read, and {left_out} left out. Is that the "
        "visit? Else write another one as `visit` into the map"
    )
    yield Question("which-visit", proposed.patient_id or "", text, (Choice(f"yes, {proposed.visit}"),))


def in_words(proposed: TableMap, raw: Raw) -> str:
    """How the tables are put together, as a person would say it."""
    parts = []
    if len(proposed.tables) > 1:
        parts.append(f"{' and '.join(proposed.tables)} are joined by `{proposed.patient_id}`{_otherwise(proposed)}")
    elif proposed.tables:
        parts.append(f"{proposed.tables[0]} has one row for each patient")
    parts += [_long_in_words(long) for long in proposed.measurements]
    parts += [f"`{_index(proposed)}` is the day they are looked at"] if _index(proposed) else []
    parts += [f"{note.message} ({note.subject})" for note in raw.notes if note.code == "id-form"]
    parts += [f"{proposed.dictionary} says what the columns and codes mean"] if proposed.dictionary else []
    parts += [f"{note.subject} is left out" for note in raw.notes if note.code in _LEFT_OUT]
    return "; ".join(parts)


def _otherwise(proposed: TableMap) -> str:
    """The columns of identifiers that are called otherwise."""
    return "".join(f", which {name} calls `{column}`" for name, column in proposed.joins.items())


def _index(proposed: TableMap) -> str | None:
    """The column of index dates that tells which measurements count."""
    return proposed.index.column if proposed.measurements and proposed.index else None


def _long_in_words(long: Measurements) -> str:
    named = {"patient": long.patient, "test": long.name, "value": long.value, "unit": long.unit}
    named |= {"upper limit": long.upper_limit or long.range, "date": long.date, "day": long.day}
    named |= {"baseline": long.baseline, "visit": long.visit}
    columns = ", ".join(f"{part} `{column}`" for part, column in named.items() if column)
    visits = f" (only {', '.join(long.visits)})" if long.visits else ""
    listed = f", whose codes {long.names.table} names" if long.names else ""
    return f"{long.table} has a row for each result ({columns}{visits}{listed})"


def _orders(long: Measurements) -> Iterator[Choice]:
    yield Choice("the last row", measurements=long.model_copy(update={"order": "last"}))
    yield Choice("the first row", measurements=long.model_copy(update={"order": "first"}))


def _date_orders(long: Measurements) -> Iterator[Choice]:
    yield Choice("the day", measurements=long.model_copy(update={"date_order": "day first"}))
    yield Choice("the month", measurements=long.model_copy(update={"date_order": "month first"}))
