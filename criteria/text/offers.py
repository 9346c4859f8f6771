"""What a form may offer while a criterion is written: kinds of rules, variables, quantities, limits and their steps."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from criteria.model import units
from criteria.model.protocol import Protocol
from criteria.model.variables import DICTIONARY, MULTIPLE, YES_NO, Category, Flag, Number, Variable
from criteria.text.wording import label

Content = dict[str, Any]

KINDS = {
    "threshold": "At least, or at most, a limit",
    "range": "Between two limits",
    "category": "One of some words",
    "flag": "Recorded as yes",
    "recency": "Recent evidence",
    "conditional": "If … then … otherwise …",
    "all_of": "All of several rules",
    "any_of": "Any of several rules",
    "not": "Not",
    "implication": "Only where it applies",
    "screening": "Assessed at screening",
    "by_setting": "A reading of the text decides",
}
_OUTERMOST = ("implication", "screening")
_CLEARANCE = {"measured": "crcl_measured", "creatinine": "creatinine", "age": "age", "weight": "weight"} | {
    "height": "height",
    "sex": "sex",
}
_STEPS = 20  # of a new limit, around its value
_FINEST = 1000  # steps of a whole plausible range
_SKEWED = 20  # times: a range so wide is one of a laboratory value, whose usual values lie at its lower end
_LIVES = 200  # a whole number above is no age, grade or number of treatments
_MULTIPLES = (0.0, 50.0)
USUAL_WINDOW = 28  # days


@dataclass(frozen=True)
class Quantity:
    """A number that a limit can be set on.

    Attributes:
        value: what a file holds for it: a variable's name, or a derived value.
        low, high, step: what a form offers for its limits, in `unit`.
        known: the table at hand has its variables.
    """

    value: Any
    label: str
    unit: str
    low: float
    high: float
    step: float
    whole: bool = False
    known: bool = True


def kinds(protocol: Protocol, *, outermost: bool) -> tuple[str, ...]:
    """The kinds of rules that may stand here; some only as a whole criterion, one only beside a setting."""
    chosen = any(not setting.many for setting in protocol.settings.values())
    return tuple(kind for kind in KINDS if (outermost or kind not in _OUTERMOST) and (chosen or kind != "by_setting"))


def all_variables(protocol: Protocol) -> dict[str, Variable]:
    """Every variable of the dictionary and those the protocol declares, by name."""
    return {**DICTIONARY, **protocol.variables}


def names(protocol: Protocol, kind: str, columns: Collection[str] = ()) -> tuple[str, ...]:
    """Names of the variables of a kind, those the table at hand has first."""
    found = [name for name, variable in all_variables(protocol).items() if variable.kind == kind]
    return tuple(sorted(found, key=lambda name: name not in columns))


def words_of(protocol: Protocol, name: str) -> tuple[str, ...]:
    """The words a variable may hold; empty where any word is allowed."""
    variable = protocol.variable(name)
    return variable.values if isinstance(variable, Category) else YES_NO if isinstance(variable, Flag) else ()


def quantities_offered(protocol: Protocol, columns: Collection[str] = ()) -> tuple[Quantity, ...]:
    """Every number a limit can be set on: variables, multiples of their upper limits, the clearance."""
    found = (quantity_of(value, protocol, columns) for value in _values(protocol))
    return tuple(sorted(found, key=lambda each: not each.known))


def _values(protocol: Protocol) -> Iterator[Any]:
    numbers = names(protocol, "number")
    for name in (name for name in numbers if not name.endswith(MULTIPLE)):  # offered as what it is a multiple of
        yield name
        if f"{name}_uln" in numbers:
            yield {"kind": "times_uln", "variable": name, "uln": f"{name}_uln"}
    yield {"kind": "creatinine_clearance", **_CLEARANCE}


def quantity_of(value: Any, protocol: Protocol, columns: Collection[str] = ()) -> Quantity:
    """What a form says of a number as a file holds it."""
    if isinstance(value, str):
        return _measured(value, protocol, value in columns)
    if value.get("kind") == "times_uln":
        name = f"{label(str(value.get('variable')), protocol)}, as a multiple of its upper limit of normal"
        return Quantity(value, name, "xULN", *_MULTIPLES, 0.1, known=value.get("variable") in columns)
    return Quantity(value, "Creatinine clearance", "mL/min", 1, 300, 1, known=value.get("creatinine") in columns)


def _measured(name: str, protocol: Protocol, known: bool) -> Quantity:
    variable = protocol.variable(name)
    if not isinstance(variable, Number):
        return Quantity(name, label(name, protocol), "1", 0, 1e6, 1, known=known)
    low, high = variable.plausible
    whole = variable.whole or variable.completed or variable.quantity in ("days", "months")
    step = _step(low, high, whole)
    first, last = math.ceil(low / step - 1e-9) * step, math.floor(high / step + 1e-9) * step
    return Quantity(name, variable.label, variable.unit, _round(first), _round(last), step, whole, known)


def _round(value: float) -> float:
    """Without the noise of arithmetic."""
    return round(value, 9)


def _step(low: float, high: float, whole: bool) -> float:
    """A round step that makes some hundreds of a range: 1, 2 or 5 times a power of ten."""
    finest = (high - low) / _FINEST
    power = 10.0 ** math.floor(math.log10(finest))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= finest - 1e-12)
    return 1.0 if whole else step


def limit_around(quantity: Quantity, value: float, *, minimum: bool) -> Content:
    """A new adjustable limit: a range of round steps around its value, inside what is plausible."""
    wished = _step(0, abs(value) * _FINEST / _STEPS or 1, quantity.whole)
    step = _round(max(1, math.ceil(wished / quantity.step - 1e-9)) * quantity.step)
    down = min(_STEPS // 2, math.floor((value - quantity.low) / step + 1e-9))
    up = min(_STEPS // 2, math.floor((quantity.high - value) / step + 1e-9))
    ends = {"min": _round(value - down * step), "max": _round(value + up * step)}
    words = "at least" if minimum else "at most"
    return {"label": words, "unit": quantity.unit, "value": value, **ends, "step": step}


def starting_value(quantity: Quantity) -> float:
    """A first limit for a number nobody has set one on: on its steps, in the middle of what is plausible."""
    low, high = quantity.low, quantity.high
    skewed = high > _SKEWED * max(low, 1.0) and (not quantity.whole or high > _LIVES)
    middle = math.sqrt(max(low, high / 1000) * high) if skewed else (low + high) / 2
    return _round(round((1.0 if quantity.unit == "xULN" else middle) / quantity.step) * quantity.step)


def in_words(quantity: Quantity) -> str:
    """A quantity in a list: its name, its unit, and whether the table at hand has it."""
    unit = units.in_words(quantity.unit)
    return quantity.label + (f", {unit}" if unit else "") + ("" if quantity.known else " (not in this table)")


def starter(kind: str, protocol: Protocol, columns: Collection[str] = (), around: Content | None = None) -> Content:
    """The smallest valid rule of a kind, of variables the table at hand has where it has any.

    `around` is a rule to keep inside it, where the kind holds other rules.
    """
    place = _PLACES.get(kind)
    if around is not None and place and around["kind"] not in _OUTERMOST:
        made = starter(kind, protocol, columns)
        return made | {place: [around, *made["rules"][1:]] if place == "rules" else around}
    if kind in ("threshold", "range"):
        quantity = quantities_offered(protocol, columns)[0]
        value = starting_value(quantity)
        ends = {"at_least": value} | ({"at_most": quantity.high} if kind == "range" else {})
        return {"kind": kind, "value": quantity.value, **ends}
    smallest: Content = _STARTERS[kind](protocol, columns)
    return smallest


_PLACES = {"not": "rule", "all_of": "rules", "any_of": "rules", "conditional": "otherwise", "implication": "then"} | {
    "recency": "rule"
}


def _flag(protocol: Protocol, columns: Collection[str]) -> Content:
    return {"kind": "flag", "variable": names(protocol, "flag", columns)[0]}


def _category(protocol: Protocol, columns: Collection[str]) -> Content:
    name = next(each for each in names(protocol, "category", columns) if words_of(protocol, each))
    return {"kind": "category", "variable": name, "accept": [words_of(protocol, name)[0]]}


def _recency(protocol: Protocol, columns: Collection[str]) -> Content:
    return {"kind": "recency", "age": ages(protocol, columns)[0], "within": USUAL_WINDOW, "stale": "unknown"}


def _by_setting(protocol: Protocol, columns: Collection[str]) -> Content:
    name, setting = next((name, each) for name, each in protocol.settings.items() if not each.many)
    return {
        "kind": "by_setting",
        "setting": name,
        "choices": {each: _flag(protocol, columns) for each in setting.options},
    }


_STARTERS: dict[str, Any] = {
    "flag": _flag,
    "category": _category,
    "recency": _recency,
    "screening": lambda *_: {"kind": "screening"},
    "not": lambda *at: {"kind": "not", "rule": _flag(*at)},
    "all_of": lambda *at: {"kind": "all_of", "rules": [_flag(*at), starter("threshold", *at)]},
    "any_of": lambda *at: {"kind": "any_of", "rules": [_flag(*at), starter("threshold", *at)]},
    "conditional": lambda *at: {
        "kind": "conditional",
        "when": _flag(*at),
        "then": starter("threshold", *at),
        "otherwise": starter("threshold", *at),
    },
    "implication": lambda *at: {"kind": "implication", "when": _category(*at), "then": _flag(*at)},
    "by_setting": _by_setting,
}


def ages(protocol: Protocol, columns: Collection[str] = ()) -> tuple[str, ...]:
    """Names of the variables that say how many days old some evidence is."""
    found = all_variables(protocol)
    return tuple(each for each in names(protocol, "number", columns) if getattr(found[each], "unit", "") == "d")
