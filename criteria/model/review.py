"""Is this protocol usable, and does it make sense? Errors stop it; notes are told to the person who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from criteria.model.criterion import (
    AllOf,
    BySetting,
    Category,
    Conditional,
    CreatinineClearance,
    Criterion,
    Flag,
    Implication,
    LimitRef,
    Node,
    Range,
    Recency,
    Screening,
    SettingRef,
    Threshold,
    TimesUln,
    limits_used,
    parts,
    settings_used,
    variables_read,
)
from criteria.model.problems import Problem
from criteria.model.protocol import Protocol
from criteria.model.scenario import Scenario
from criteria.model.variables import DICTIONARY, PATIENT_ID, Number
from criteria.model.variables import Category as CategoryVariable
from criteria.model.variables import Flag as FlagVariable

OPTIONS = {
    (TimesUln, "fallback"): ("none", "defaults"),
    (CreatinineClearance, "weight_basis"): ("actual", "ideal", "adjusted"),
    (Recency, "stale"): ("unknown", "fail"),
}
RESERVED_IDS = ("patient_id", "status")
_KINDS: dict[type[Node], type] = {Category: CategoryVariable, Flag: FlagVariable}


# --- errors: the protocol cannot be evaluated -----------------------------------------------------------------


def errors(protocol: Protocol) -> list[Problem]:
    """Everything that stops this protocol from being evaluated."""
    found = [*_declaration_errors(protocol), *_limit_errors(protocol), *_setting_errors(protocol)]
    found += _name_errors(protocol)
    for criterion in protocol.criteria:
        for part in parts(criterion.rule):
            found += _variable_errors(protocol, criterion, part)
            found += _option_errors(protocol, criterion, part)
            found += _unit_errors(protocol, criterion, part)
            found += _optional_errors(protocol, criterion, part)
        found += _nesting_errors(criterion)
    return list(dict.fromkeys(found))


def _declaration_errors(protocol: Protocol) -> Iterator[Problem]:
    for name, variable in protocol.variables.items():
        if name in DICTIONARY or name == PATIENT_ID:
            yield Problem(
                "known-variable", name, "has its meaning already; drop the declaration or choose another name"
            )
        elif variable.name != name:
            yield Problem("two-names", name, f"is declared under this name as `{variable.name}`; give it one name")


def _limit_errors(protocol: Protocol) -> Iterator[Problem]:
    for name, limit in protocol.limits.items():
        if limit.min > limit.max:
            yield Problem("empty-range", name, f"min {limit.min:g} is above max {limit.max:g}")
        elif not limit.holds(limit.value):
            yield Problem("out-of-range", name, f"value {limit.value} is outside {limit.min:g} to {limit.max:g}")
        elif not limit.on_grid(limit.value):
            yield Problem("off-grid", name, f"value {limit.value} is no step of {limit.step:g} from {limit.min:g}")


def _setting_errors(protocol: Protocol) -> Iterator[Problem]:
    for name, setting in protocol.settings.items():
        if not setting.holds(setting.value):
            yield Problem("unknown-option", name, f"{setting.value} is not one of: {', '.join(setting.options)}")


def _name_errors(protocol: Protocol) -> Iterator[Problem]:
    for group in protocol.groups:
        if not protocol.parts_of(group.id):
            yield Problem("empty-group", group.id, "no criterion names this group; drop it or give it parts")
    for criterion in protocol.criteria:
        if criterion.id in RESERVED_IDS:
            message = "is a column of the verdicts' own table; choose another id"
            yield Problem("reserved-id", criterion.id, message)


def _optional_errors(protocol: Protocol, criterion: Criterion, part: Node) -> Iterator[Problem]:
    """Only a window may be none: a comparison needs its limit."""
    for side in ("at_least", "at_most"):
        reference = getattr(part, side, None)
        if isinstance(reference, LimitRef) and protocol.limits[reference.limit].optional:
            yield Problem("optional-limit", criterion.id, f"{side}: {reference.limit} may be none, but is needed here")


def _variable_errors(protocol: Protocol, criterion: Criterion, part: Node) -> Iterator[Problem]:
    for name in part.reads():
        variable = protocol.variable(name)
        if variable is None:
            message = f"`{name}` is not in the dictionary of variables; declare it under variables"
            yield Problem("unknown-variable", criterion.id, message)
        elif not isinstance(variable, _kind_read(part, name)):
            yield Problem("wrong-kind", criterion.id, f"`{name}` is a {variable.kind}; this rule cannot read it")
        elif isinstance(part, Category) and isinstance(variable, CategoryVariable) and variable.values:
            for word in sorted({*part.accept, *part.undecided} - set(variable.values)):
                allowed = ", ".join(variable.values)
                yield Problem("unknown-value", criterion.id, f"`{word}` is no value of `{name}`; there are: {allowed}")


def _kind_read(part: Node, name: str) -> type:
    """The kind of variable a node reads under this name."""
    if isinstance(part, CreatinineClearance) and name == part.sex:
        return CategoryVariable
    return _KINDS.get(type(part), Number)


def _option_errors(protocol: Protocol, criterion: Criterion, part: Node) -> Iterator[Problem]:
    for (kind, field), allowed in OPTIONS.items():
        if isinstance(part, kind):
            given = getattr(part, field)
            chosen = tuple(protocol.settings[given.setting].options) if isinstance(given, SettingRef) else (given,)
            for option in (option for option in chosen if option not in allowed):
                yield Problem("unknown-option", criterion.id, f"{field}: {option} is not one of: {', '.join(allowed)}")
    if isinstance(part, Flag) and isinstance(part.blank_is_no, SettingRef):
        yield from _kind_of_setting(protocol, criterion, part.blank_is_no.setting, many=True)
    if isinstance(part, BySetting) and part.setting in protocol.settings:
        yield from _kind_of_setting(protocol, criterion, part.setting, many=False)
        options = protocol.settings[part.setting].options
        for option in sorted(set(options) ^ set(part.choices)):
            side = "has no rule" if option in options else "is no option of the setting"
            yield Problem("unmatched-option", criterion.id, f"{part.setting}: {option} {side}")
    elif isinstance(part, BySetting):
        yield Problem("unknown-setting", criterion.id, f"no setting named {part.setting}")


def _kind_of_setting(protocol: Protocol, criterion: Criterion, name: str, *, many: bool) -> Iterator[Problem]:
    if protocol.settings[name].many != many:
        needed = "any number of options (value: [])" if many else "one option"
        yield Problem("unmatched-option", criterion.id, f"{name}: a setting of {needed} is needed here")


def _unit_errors(protocol: Protocol, criterion: Criterion, part: Node) -> Iterator[Problem]:
    """A limit is written in the standard unit of what it is compared with."""
    expected = _unit_of(protocol, part)
    for side in ("at_least", "at_most", "within"):
        reference = getattr(part, side, None)
        if expected and isinstance(reference, LimitRef):
            unit = protocol.limits[reference.limit].unit
            both_plain_numbers = {unit, expected} == {"1", "xULN"}
            if unit != expected and not both_plain_numbers:
                message = f"{reference.limit} is in {unit}, but what it limits is in {expected}"
                yield Problem("wrong-unit", criterion.id, message)


def _unit_of(protocol: Protocol, part: Node) -> str | None:
    match part:
        case Threshold(value=TimesUln()) | Range(value=TimesUln()):
            return "xULN"
        case Threshold(value=CreatinineClearance()) | Range(value=CreatinineClearance()):
            return "mL/min"
        case Threshold(value=str(name)) | Range(value=str(name)) | Recency(age=name):
            variable = protocol.variable(name)
            return variable.unit if isinstance(variable, Number) else None
    return None


def _nesting_errors(criterion: Criterion) -> Iterator[Problem]:
    """`not applicable` and `deferred` are verdicts of a whole criterion, so their nodes stand outermost."""
    allowed = {id(node) for node in _outermost(criterion.rule)}
    for part in parts(criterion.rule):
        if isinstance(part, Screening | Implication) and id(part) not in allowed:
            yield Problem("nested", criterion.id, f"kind: {part.kind} must be the outermost rule of a criterion")


def _outermost(rule: Node) -> Iterator[Node]:
    yield rule
    if isinstance(rule, BySetting):
        for choice in rule.choices.values():
            yield from _outermost(choice)
    elif isinstance(rule, Screening) and rule.documented is not None:
        yield from _outermost(rule.documented)


# --- notes: it can be evaluated, but somebody should look -----------------------------------------------------


def notes(scenario: Scenario) -> list[Problem]:
    """What a careful reader would question in this scenario of a protocol."""
    protocol = scenario.protocol
    active = scenario.active
    rules = {criterion.id: scenario.rule(criterion) for criterion in active}
    return [
        *_unused(protocol),
        *_duplicates(rules),
        *_empty_ranges(rules),
        *_contradictions(rules),
        *_crossed_branches(rules),
    ]


def _unused(protocol: Protocol) -> Iterator[Problem]:
    for name in sorted(set(protocol.limits) - {n for c in protocol.criteria for n in limits_used(c)}):
        yield Problem("unused-limit", name, "no criterion uses this limit")
    for name in sorted(set(protocol.settings) - {n for c in protocol.criteria for n in settings_used(c)}):
        yield Problem("unused-setting", name, "no criterion uses this setting")
    for name in sorted(set(protocol.variables) - set(protocol.variables_read)):
        yield Problem("unused-variable", name, "no criterion reads this variable")


def _duplicates(rules: dict[str, Node]) -> Iterator[Problem]:
    for (first, rule), (second, other) in combinations(rules.items(), 2):
        if rule == other and variables_read(rule):
            yield Problem("duplicate", second, f"asks exactly what {first} asks")


def _empty_ranges(rules: dict[str, Node]) -> Iterator[Problem]:
    for identifier, rule in rules.items():
        for part in parts(rule):
            if isinstance(part, Range) and _number(part.at_least) > _number(part.at_most):
                message = f"nobody is both at least {part.at_least} and at most {part.at_most}"
                yield Problem("empty-range", identifier, message)


def _contradictions(rules: dict[str, Node]) -> Iterator[Problem]:
    """Two criteria that no value can meet together."""
    required = [(name, part) for name, rule in rules.items() for part in _required(rule)]
    for (first, one), (second, other) in combinations(required, 2):
        if first != second and _exclude(one, other):
            yield Problem("contradiction", second, f"no patient can meet this and {first}")


def _required(rule: Node) -> Iterator[Node]:
    """The parts that every passing patient meets."""
    yield rule
    for inner in rule.rules if isinstance(rule, AllOf) else ():
        yield from _required(inner)
    if isinstance(rule, Recency) and rule.rule is not None:
        yield from _required(rule.rule)


def _exclude(one: Node, other: Node) -> bool:
    match one, other:
        case ((Threshold() | Range()), (Threshold() | Range())) if one.value == other.value:
            return _low(one) > _high(other) or _low(other) > _high(one)
        case Category(), Category() if one.variable == other.variable:
            return not set(one.accept) & set(other.accept)
    return False


def _low(part: Threshold | Range) -> float:
    return float("-inf") if part.at_least is None else _number(part.at_least)


def _high(part: Threshold | Range) -> float:
    return float("inf") if part.at_most is None else _number(part.at_most)


def _number(bound: float | LimitRef) -> float:
    """The number of a bound rule."""
    assert not isinstance(bound, LimitRef)
    return bound


def _crossed_branches(rules: dict[str, Node]) -> Iterator[Problem]:
    """A relaxed branch stricter than the ordinary one: verdicts stay sound, but fewer can be decided."""
    for identifier, rule in rules.items():
        for part in parts(rule):
            match part:
                case Conditional(then=Threshold() as then, otherwise=Threshold() as otherwise):
                    if _high(then) < _high(otherwise) or _low(then) > _low(otherwise):
                        yield Problem("crossed-branches", identifier, "the special limit is stricter than the general")
