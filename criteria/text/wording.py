"""Every rule in one plain sentence, with the words and units a clinician uses."""

from __future__ import annotations

from functools import lru_cache, singledispatch

from criteria.model import units
from criteria.model.criterion import (
    AllOf,
    AnyOf,
    Category,
    Conditional,
    CreatinineClearance,
    Criterion,
    Flag,
    Implication,
    Node,
    Not,
    Range,
    Recency,
    Screening,
    Threshold,
    TimesUln,
)
from criteria.model.protocol import Protocol, Scope
from criteria.model.scenario import Scenario
from criteria.model.variables import DICTIONARY, Number, Variable

_NAMES = ("Gilbert",)  # people keep their capital within a sentence
_WORDS = {"M": "male", "F": "female", "Y": "yes", "N": "no"}


def sentence(criterion: Criterion, scenario: Scenario) -> str:
    """What the criterion asks under a scenario's limits, as one sentence."""
    return _sentence(scenario.rule(criterion), scenario.protocol)


@lru_cache(maxsize=2048)  # half a kilobyte each: while one limit moves, all others say the same
def _sentence(rule: Node, protocol: Protocol) -> str:
    return _capital(_said(rule, protocol)) + "."


def _capital(text: str) -> str:
    return text if text[1:2].isupper() else text[0].upper() + text[1:]


SCOPES: dict[Scope, str] = {
    "inclusion criteria only": "Inclusion criteria only: every eligible count is an upper bound",
    "inclusion and exclusion criteria": "Inclusion and exclusion criteria",
    "not said": "Whether all exclusion criteria are among these is not said; if not, eligible counts are upper bounds",
}


def scope(protocol: Protocol) -> str:
    """What an eligible count of this protocol means."""
    return SCOPES[protocol.scope]


def changes(scenario: Scenario) -> list[str]:
    """What differs from the protocol, one line each."""
    protocol = scenario.protocol
    lines = [
        f"{limit_name(protocol, name)} {limit_amount(protocol, name, value)}, "
        f"protocol {limit_amount(protocol, name, limit.value)}"
        for name, value in scenario.limits.items()
        for limit in [protocol.limits[name]]
    ]
    lines += [
        f"{protocol.settings[name].label}: {_options(protocol, name, value)}"
        for name, value in scenario.settings.items()
    ]
    return lines + [
        f"{each.number}{each.part} {each.label}: off" for each in protocol.criteria if each.id in scenario.off
    ]


def limit_name(protocol: Protocol, name: str) -> str:
    """The criterion a limit belongs to, unless several share it, and the limit's label. KeyError when there is none."""
    users = [each for each in protocol.criteria if name in protocol.names_used[each.id][0]]
    owner = f"{users[0].number}{users[0].part} {users[0].label}, " if len(users) == 1 else ""
    return owner + protocol.limits[name].label


def limit_amount(protocol: Protocol, name: str, value: float | None) -> str:
    """A value of a limit with its unit: `80 ×10⁹/L`; `none` where there is no limit."""
    return "none" if value is None else f"{number(value)} {units.in_words(protocol.limits[name].unit)}".strip()


def _options(protocol: Protocol, name: str, value: str | tuple[str, ...]) -> str:
    options = protocol.settings[name].options
    return options[value] if isinstance(value, str) else ", ".join(options[each] for each in value) or "nothing"


def label(value: object, protocol: Protocol | None = None) -> str:
    """What a compared quantity is called, in the words of the protocol that declares it or of the dictionary."""
    match value:
        case str(name):
            variable = _variable(name, protocol)
            return variable.label if variable else name.replace("_", " ")
        case TimesUln():
            return label(value.variable, protocol)
        case CreatinineClearance():
            return "Creatinine clearance"
    raise TypeError(f"{type(value).__name__} is no quantity")


def _variable(name: str, protocol: Protocol | None) -> Variable | None:
    return protocol.variable(name) if protocol else DICTIONARY.get(name)


def _said_value(value: object, protocol: Protocol) -> str:
    """What a compared quantity is called, with the choice it was made by where that is not the usual one."""
    match value:
        case CreatinineClearance(weight_basis=("ideal" | "adjusted") as basis):
            return f"{label(value, protocol)} (Cockcroft-Gault with {basis} weight)"
        case TimesUln(fallback="defaults"):
            return f"{label(value, protocol)} (a missing upper limit of normal is taken from the fallback table)"
    return label(value, protocol)


def unit(value: object, protocol: Protocol | None = None) -> str:
    """The unit a quantity is compared in, as a person reads it; empty for a plain number."""
    match value:
        case TimesUln():
            return units.in_words("xULN")
        case CreatinineClearance():
            return "mL/min"
    variable = _variable(str(value), protocol)
    return units.in_words(variable.unit) if isinstance(variable, Number) else ""


def word(value: str) -> str:
    """A recorded word as a person reads it."""
    return _WORDS.get(value, value.replace("_", " "))


def number(value: float) -> str:
    """A number without a tail of zeros: 80, 2.5, 0.25."""
    return f"{value:.10g}"


def _amount(limit: object, value: object, protocol: Protocol) -> str:
    assert isinstance(limit, int | float), "sentences are said of bound rules"
    in_unit = unit(value, protocol)
    return f"{number(limit)} {in_unit}" if in_unit else number(limit)


@singledispatch
def _said(rule: Node, _protocol: Protocol) -> str:
    raise TypeError(f"no sentence for {type(rule).__name__}")


@_said.register
def _threshold(rule: Threshold, protocol: Protocol) -> str:
    side, limit = ("at least", rule.at_least) if rule.at_least is not None else ("at most", rule.at_most)
    return f"{_said_value(rule.value, protocol)} is {side} {_amount(limit, rule.value, protocol)}"


@_said.register
def _range(rule: Range, protocol: Protocol) -> str:
    assert isinstance(rule.at_least, int | float), "sentences are said of bound rules"
    highest = _amount(rule.at_most, rule.value, protocol)
    return f"{_said_value(rule.value, protocol)} is from {number(rule.at_least)} to {highest}"


@_said.register
def _category(rule: Category, protocol: Protocol) -> str:
    return f"{label(rule.variable, protocol)} is {' or '.join(map(word, rule.accept))}"


@_said.register
def _flag(rule: Flag, protocol: Protocol) -> str:
    return f"{label(rule.variable, protocol)} is recorded as yes" + (" (a blank means no)" if rule.blank_is_no else "")


@_said.register
def _not(rule: Not, protocol: Protocol) -> str:
    return f"it is not so that {_inside(rule.rule, protocol)}"


@_said.register
def _all_of(rule: AllOf, protocol: Protocol) -> str:
    return "; and ".join(_inside(each, protocol) for each in rule.rules)


@_said.register
def _any_of(rule: AnyOf, protocol: Protocol) -> str:
    return "either " + ", or ".join(_inside(each, protocol) for each in rule.rules)


@_said.register
def _conditional(rule: Conditional, protocol: Protocol) -> str:
    when, then, otherwise = (_inside(each, protocol) for each in (rule.when, rule.then, rule.otherwise))
    return f"if {when}: {then}; otherwise: {otherwise}"


@_said.register
def _implication(rule: Implication, protocol: Protocol) -> str:
    return f"only if {_inside(rule.when, protocol)}: {_inside(rule.then, protocol)}"


@_said.register
def _recency(rule: Recency, protocol: Protocol) -> str:
    stale = "older evidence fails" if rule.stale == "fail" else "older evidence is unknown"
    window = (
        ""
        if rule.within is None
        else f"{label(rule.age, protocol)} is at most {_amount(rule.within, rule.age, protocol)} ({stale})"
    )
    if rule.rule is None:
        return window or f"{label(rule.age, protocol)} does not matter"
    return f"{_inside(rule.rule, protocol)}, where {window}" if window else _said(rule.rule, protocol)


@_said.register
def _screening(rule: Screening, protocol: Protocol) -> str:
    if rule.documented is None:
        return "assessed at screening; no data can answer it"
    return f"assessed at screening; it fails where a record already denies: {_inside(rule.documented, protocol)}"


def _inside(rule: Node, protocol: Protocol) -> str:
    """A rule within a sentence: in lower case unless it begins with an abbreviation, in brackets if it is compound."""
    said = _said(rule, protocol)
    keep = said[1:2].isupper() or said.startswith(_NAMES)
    said = said if keep else said[0].lower() + said[1:]
    return f"({said})" if isinstance(rule, AllOf | AnyOf | Conditional) else said
