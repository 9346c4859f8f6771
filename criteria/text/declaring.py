"""Variables outside the dictionary: declared in a form, checked all at once, taken back while nothing reads them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from criteria.model import units
from criteria.model.criterion import variables_read
from criteria.model.problems import Problem, refuse_if_any
from criteria.model.protocol import Protocol
from criteria.model.scenario import Scenario
from criteria.model.variables import DICTIONARY, PATIENT_ID, Category, Flag, Number, Variable
from criteria.text.editing import carried, free_name
from criteria.text.protocol_file import content_of, protocol_of

KINDS = {
    "number": "A number",
    "category": "One of some words",
    "flag": "Yes or no",
    "days": "Days from a date to the index date",
}
MOST_DAYS = 36525.0
_LONGEST = 60


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in.

    Attributes:
        kind: one of `KINDS`.
        label: what a person calls it.
        name: what files call it; made from the label where it is empty.
        quantity: of a number, what is measured, one of `quantities()`.
        unit: of a number that is an `other` quantity, its unit; empty: none, it is a count or a score.
        low, high: of a number, what is plausible, both inclusive.
        whole: of a number, whether it is counted in whole numbers.
        words: of a category, its words; none: any word.
        closed_world: of a flag, whether a protocol's reading may take a blank for no.
    """

    kind: str
    label: str
    name: str = ""
    quantity: str = units.OTHER
    unit: str = ""
    low: float | None = None
    high: float | None = None
    whole: bool = False
    words: tuple[str, ...] = ()
    closed_world: bool = False


def quantities() -> dict[str, str]:
    """What a number may measure, in words with its units; those with several units are converted when they are read."""
    known = {name: f"{name}: {', '.join(map(units.in_words, found))}" for name, found in units.FACTORS.items()}
    return {units.OTHER: "in a unit of its own"} | {name: text.rstrip(": ") for name, text in known.items()}


def variable_of(filled: Filled, taken: Collection[str] = ()) -> Variable:
    """The variable that a form declares. Raises `Refused` with everything that is wrong with the form.

    `taken` are names that are already declared where it is going to be.
    """
    name = filled.name.strip() or free_name(filled.label.casefold(), [*DICTIONARY, PATIENT_ID, *taken])
    refuse_if_any("The declaration", _problems(filled, name, taken))
    if filled.kind == "category":
        return Category(name=name, label=filled.label.strip(), values=_words(filled))
    if filled.kind == "flag":
        return Flag(name=name, label=filled.label.strip(), closed_world=filled.closed_world)
    head = {"name": name, "label": filled.label.strip()}
    if filled.kind == "days":
        return Number.model_validate(head | {"quantity": "days", "plausible": (0, MOST_DAYS)})
    measured: dict[str, Any] = {"quantity": filled.quantity}
    if filled.quantity == units.OTHER:
        measured["unit"] = filled.unit.strip() or "1"
    return Number.model_validate(head | measured | {"plausible": (filled.low, filled.high), "whole": filled.whole})


def _words(filled: Filled) -> tuple[str, ...]:
    return tuple(word for each in filled.words if (word := each.strip()))


def _problems(filled: Filled, name: str, taken: Collection[str]) -> Iterator[Problem]:
    if not filled.label.strip():
        yield Problem("missing", "label", "say what a person calls it")
    elif len(filled.label.strip()) > _LONGEST:
        yield Problem("too-long", "label", f"at most {_LONGEST} characters")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,59}", name):
        yield Problem("not-a-name", "name", "begin with a letter; then letters, digits and _ only, at most 60")
    elif name in DICTIONARY or name == PATIENT_ID:
        yield Problem("in-dictionary", name, "the dictionary has it already; use that one, or choose another name")
    elif name in taken:
        yield Problem("declared-twice", name, "already declared; remove that one first, or choose another name")
    yield from _OF_KIND.get(filled.kind, _of_no_kind)(filled)


def _of_no_kind(filled: Filled) -> Iterator[Problem]:
    yield Problem("unknown-option", "kind", f"`{filled.kind}` is none of: {', '.join(KINDS)}")


def _of_number(filled: Filled) -> Iterator[Problem]:
    if filled.quantity not in quantities():
        yield Problem("unknown-option", "quantity", f"`{filled.quantity}` is none of: {', '.join(quantities())}")
    if filled.low is None or filled.high is None:
        yield Problem("missing", "plausible", "give the smallest and the largest value that can be; others are unknown")
    elif not filled.low < filled.high:
        yield Problem("out-of-range", "plausible", "the smallest value must be below the largest")
    elif filled.whole and not (float(filled.low).is_integer() and float(filled.high).is_integer()):
        yield Problem("out-of-range", "plausible", "of whole numbers both ends are whole")


def _of_category(filled: Filled) -> Iterator[Problem]:
    words = [each.casefold() for each in _words(filled)]
    twice = sorted({each for each in words if words.count(each) > 1})
    if twice:
        yield Problem("duplicate-word", ", ".join(twice), "the same word twice; capitals make no difference")
    if len(words) == 1:
        yield Problem("missing", "words", "give at least two words, or none to allow any")


def _of_nothing_more(filled: Filled) -> Iterator[Problem]:  # noqa: ARG001 # a flag or a date has no field of its own
    yield from ()


_OF_KIND = {"number": _of_number, "category": _of_category, "flag": _of_nothing_more, "days": _of_nothing_more}


# --- in a protocol ----------------------------------------------------------------------------------------------


def with_variable(draft: Scenario, variable: Variable) -> Scenario:
    """The draft with a variable declared. Raises `Refused` where its name is taken."""
    if draft.protocol.variable(variable.name) is not None:
        message = "already declared; remove that one first, or choose another name"
        refuse_if_any("The declaration", [Problem("declared-twice", variable.name, message)])
    content = content_of(draft.protocol)
    said = variable.model_dump(mode="json", exclude={"name"}, exclude_defaults=True) | {"kind": variable.kind}
    content["variables"] = content.get("variables", {}) | {variable.name: said}
    return carried(draft, protocol_of(content, "The declaration"))


def without_variable(draft: Scenario, name: str) -> Scenario:
    """The draft without a declared variable. Raises `Refused` while a criterion reads it."""
    readers = readers_of(draft.protocol, name)
    message = f"read by {', '.join(readers)}; change or remove {'these' if len(readers) > 1 else 'it'} first"
    refuse_if_any("The change", [Problem("in-use", name, message)] if readers else [])
    content = content_of(draft.protocol)
    content["variables"] = {key: each for key, each in content["variables"].items() if key != name}
    return carried(draft, protocol_of(content, "The change"))


def readers_of(protocol: Protocol, name: str) -> tuple[str, ...]:
    """Ids of the criteria that read a variable."""
    return tuple(each.id for each in protocol.criteria if name in variables_read(each))


def in_words(variable: Variable) -> str:
    """What is declared, in a few words: `a number in U/mL, plausible from 0 to 500`."""
    if isinstance(variable, Category):
        return f"one of {', '.join(variable.values)}" if variable.values else "any word"
    if isinstance(variable, Flag):
        return "yes or no"
    unit = units.in_words(variable.unit)
    low, high = variable.plausible
    kind = "a whole number" if variable.whole else "a number"
    return f"{kind}{f' in {unit}' if unit else ''}, plausible from {low:g} to {high:g}"
