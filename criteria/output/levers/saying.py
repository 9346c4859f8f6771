"""What a lever changes, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from criteria.funnel.levers.lever import Kind
from criteria.funnel.levers.moves import Move
from criteria.model.protocol import Group
from criteria.model.scenario import Scenario
from criteria.text import wording

MOST_NAMED = 10  # limits named in a line


@dataclass(frozen=True)
class Said:
    """A change in words: in few, in still fewer for a phone, and in full."""

    title: str
    short: str
    full: str


def say(scenario: Scenario, kind: Kind, criteria: Sequence[str], moves: Sequence[Move]) -> Said:
    """What a lever changes in a scenario: these criteria, by these moves."""
    title, short = _criteria(scenario, criteria)
    if kind is Kind.OFF:
        return Said(title, short, f"{title} switched off")
    if not moves:
        return Said("Nothing moved", "nothing", "Nothing moved")
    full = _moves(scenario, moves, _instead)
    if len(criteria) == 1 or len(moves) == 1:
        return Said(_moves(scenario, moves, _arrow), _arrows_in_short(scenario, criteria[:1], moves), full)
    return Said(title, short, full)


def _instead(scenario: Scenario, move: Move) -> str:
    """A value in full: 16 instead of 18 years."""
    now = scenario.limit(move.limit)
    if now is None:
        return f"{wording.limit_amount(scenario.protocol, move.limit, move.value)} instead of none"
    return f"{wording.number(move.value)} instead of {wording.limit_amount(scenario.protocol, move.limit, now)}"


def _moves(scenario: Scenario, moves: Iterable[Move], said: Callable[[Scenario, Move], str]) -> str:
    """Moves in words; the criterion that several of them belong to is said once."""
    text, before = "", ""
    for each in moves:
        name = wording.limit_name(scenario.protocol, each.limit)
        owner = name.removesuffix(scenario.protocol.limits[each.limit].label)
        again = bool(owner) and owner == before
        text += f"{', ' if again else '; '}{name.removeprefix(owner) if again else name} {said(scenario, each)}"
        before = owner
    return text.removeprefix("; ")


def _arrows_in_short(scenario: Scenario, criteria: Sequence[str], moves: Iterable[Move]) -> str:
    arrows = "; ".join(f"{_value(scenario.limit(each.limit))} → {_value(each.value)}" for each in moves)
    return f"{_criteria(scenario, criteria)[1]}: {arrows}"


def _value(value: float | None) -> str:
    return "none" if value is None else wording.number(value)


def _arrow(scenario: Scenario, move: Move) -> str:
    then = wording.limit_amount(scenario.protocol, move.limit, move.value)
    return f"{_value(scenario.limit(move.limit))} → {then}"


def _criteria(scenario: Scenario, ids: Iterable[str]) -> tuple[str, str]:
    """Criteria by number and label, and by number alone; a group whose parts all change stands for them."""
    protocol, wanted = scenario.protocol, set(ids)
    whole = next((each for each in protocol.groups if wanted == _parts(scenario, each) and len(wanted) > 1), None)
    if whole is not None:
        return f"{whole.number} {whole.label}, all {len(wanted)}", f"{whole.number}, all"
    chosen = [each for each in protocol.criteria if each.id in wanted]
    numbers = [f"{each.number}{each.part}" for each in chosen]
    named = (f"{number} {each.label}" for number, each in zip(numbers, chosen, strict=True))
    return " + ".join(named), " + ".join(numbers)


def _parts(scenario: Scenario, group: Group) -> set[str]:
    """The parts of a group that are in force."""
    return {each.id for each in scenario.active if each.group == group.id}


def limits_in_words(scenario: Scenario, names: Iterable[str]) -> str:
    """Limits by the criterion they belong to, in one line; of many, the first ones and how many more there are."""
    said = [wording.limit_name(scenario.protocol, name) for name in names]
    more = len(said) - MOST_NAMED
    return "; ".join(said[:MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
