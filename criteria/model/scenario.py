"""A scenario: which limits, settings and switches differ from the protocol, and the rules that follow."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from criteria.model import units
from criteria.model.criterion import BySetting, Criterion, Flag, LimitRef, Node, Recency, SettingRef, TimesUln, parts
from criteria.model.near import nearest
from criteria.model.problems import Problem, refuse_if_any
from criteria.model.protocol import Limit, Protocol, Setting
from criteria.model.variables import Number

_WITH_UNIT = re.compile(r"^\s*(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(?P<unit>\D.*|10\*.*)$")
_WITH_COMMA = re.compile(r"^\s*[-+]?\d+,\d")
_DIGITS = 10  # of a limit: as many as are written and shown
MOST_NAMED = 6  # names listed in a message

LimitValue = float | None
SettingValue = str | tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """Changes over one protocol; what is not named here is as the protocol has it.

    Attributes:
        limits: changed limits by name, in the limit's unit.
        settings: changed settings by name.
        off: ids of the criteria that are switched off.
    """

    protocol: Protocol
    limits: Mapping[str, LimitValue] = field(default_factory=dict)
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    off: frozenset[str] = frozenset()

    @property
    def is_baseline(self) -> bool:
        """Whether nothing differs from the protocol."""
        return not (self.limits or self.settings or self.off)

    @property
    def active(self) -> tuple[Criterion, ...]:
        """The criteria that are on, in protocol order."""
        return tuple(each for each in self.protocol.criteria if each.id not in self.off)

    def limit(self, name: str) -> LimitValue:
        """The value of a limit in this scenario."""
        return self.limits[name] if name in self.limits else self.protocol.limits[name].value

    def at(self, name: str, value: LimitValue) -> Scenario:
        """This scenario with one limit at a value; at the protocol's own it is no change."""
        others = {each: at for each, at in self.limits.items() if each != name}
        changed = {} if value == self.protocol.limits[name].value else {name: value}
        return replace(self, limits={**others, **changed})

    def setting(self, name: str) -> SettingValue:
        """The value of a setting in this scenario."""
        return self.settings.get(name, self.protocol.settings[name].value)

    @property
    def assumes_uln(self) -> bool:
        """Whether a missing upper limit of normal is taken from the fallback table."""
        return _assumes_uln(self.protocol, tuple(sorted(self.settings.items())))

    def key(self, criterion: Criterion) -> Hashable:
        """What the verdicts of this criterion depend on: equal keys, equal rules."""
        limits, settings = self.protocol.names_used[criterion.id]
        values = (*map(self.limit, limits), *map(self.setting, settings))
        return self.protocol.digests[criterion.id], values

    def rule(self, criterion: Criterion) -> Node:
        """The criterion's rule with every limit and setting replaced by its value in this scenario."""
        limits, settings = self.protocol.names_used[criterion.id]
        return _rule(
            self.protocol,
            criterion.id,
            tuple((name, self.limit(name)) for name in limits),
            tuple((name, self.setting(name)) for name in settings),
        )

    def bound(self, part: Any) -> Any:
        """Any part of a rule, with every limit and setting replaced by its value in this scenario."""
        return _bind(part, self)


@lru_cache(maxsize=1024)  # a few hundred bytes each; every drag of a slider asks for all rules again
def _rule(
    protocol: Protocol,
    identifier: str,
    limits: tuple[tuple[str, LimitValue], ...],
    settings: tuple[tuple[str, SettingValue], ...],
) -> Node:
    rule: Node = Scenario(protocol, dict(limits), dict(settings)).bound(protocol.criterion(identifier).rule)
    return rule


@lru_cache(maxsize=64)
def _assumes_uln(protocol: Protocol, settings: tuple[tuple[str, SettingValue], ...]) -> bool:
    now = Scenario(protocol, settings=dict(settings))
    nodes = (node for criterion in protocol.criteria for node in parts(now.rule(criterion)))
    return any(isinstance(node, TimesUln) and node.fallback == "defaults" for node in nodes)


def baseline(protocol: Protocol) -> Scenario:
    """The protocol's own limits, settings and criteria."""
    return Scenario(protocol)


def scenario(
    protocol: Protocol,
    values: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    *,
    grid_only: bool = False,
) -> Scenario:
    """A scenario from names and values as a person writes them, refused with every problem at once.

    Args:
        protocol: the protocol the names belong to.
        values: limits and settings by name; numbers may be text, lists may be comma-separated text.
        off: ids of criteria, or of a group for all its parts.
        grid_only: refuse a limit that is not on the steps of its range (shared, protected use).
    """
    made, problems = lenient_scenario(protocol, values or {}, off, grid_only=grid_only)
    refuse_if_any("the change", problems)
    return made


def lenient_scenario(
    protocol: Protocol, values: Mapping[str, Any], off: Iterable[str], *, grid_only: bool = False
) -> tuple[Scenario, list[Problem]]:
    """The scenario of everything that could be used, and a problem for each thing that could not."""
    problems: list[Problem] = []
    limits: dict[str, LimitValue] = {}
    settings: dict[str, SettingValue] = {}
    for name, given in values.items():
        try:
            if name in protocol.limits:
                limits[name] = _limit_value(protocol.limits[name], _in_its_unit(protocol, name, given), grid_only)
            elif name in protocol.settings:
                settings[name] = _setting_value(protocol.settings[name], given)
            else:
                problems.append(unknown_name("limit", name, [*protocol.limits, *protocol.settings]))
        except ValueError as error:
            problems.append(Problem("out-of-range" if name in protocol.limits else "unknown-option", name, str(error)))
    switched, unknown = _criteria_of(protocol, off)
    changed_limits = {name: value for name, value in limits.items() if value != protocol.limits[name].value}
    changed_settings = {name: value for name, value in settings.items() if value != protocol.settings[name].value}
    return Scenario(protocol, changed_limits, changed_settings, switched), [*problems, *unknown]


def _in_its_unit(protocol: Protocol, name: str, given: Any) -> Any:
    """A limit that is written with a unit (`1.5 mg/dL`) as the number in the limit's own; anything else as it is."""
    if isinstance(given, str) and _WITH_COMMA.match(given):
        point = _written(given.strip().replace(",", "."))
        raise ValueError(
            f"{_written(given)} has a comma: write a decimal point ({point}); thousands have no sign between"
        )
    match = _WITH_UNIT.match(given) if isinstance(given, str) and not _is_number(given) else None
    if match is None:
        return given
    number, written, own = float(match["number"]), match["unit"].strip(), protocol.limits[name].unit
    if units.same(written, own) or units.find("multiple", written) == own:
        return number
    for variable in _limited(protocol, name):
        if (factor := variable.factor(written)) is not None:
            return _as_shown(number * factor)
    allowed = [unit for variable in _limited(protocol, name) for unit in variable.units_in_use] or [own]
    raise ValueError(f"{_written(given)} is in a unit that is none of: {', '.join(dict.fromkeys(allowed))}")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _limited(protocol: Protocol, name: str) -> Iterator[Number]:
    """The variables that are compared with a limit as they are, no multiple and nothing derived."""
    for part in (part for each in protocol.criteria for part in parts(each.rule)):
        sides = (getattr(part, side, None) for side in ("at_least", "at_most", "within"))
        value = part.age if isinstance(part, Recency) else getattr(part, "value", None)
        variable = protocol.variable(value) if isinstance(value, str) else None
        if LimitRef(limit=name) in sides and isinstance(variable, Number):
            yield variable


def _limit_value(limit: Limit, given: Any, grid_only: bool) -> LimitValue:
    value = _number(given)
    if isinstance(given, str) and value is not None:  # what somebody wrote; what was worked out keeps its digits
        shown = _as_shown(value)
        if value != shown:
            raise ValueError(f"{given} has more than the {_DIGITS} digits that can be shown; use {shown:.{_DIGITS}g}")
    if not limit.holds(value):
        raise ValueError(f"{_written(given)} is outside {_allowed(limit)}")
    if grid_only and not limit.on_grid(value):
        raise ValueError(f"{_written(given)} is between two steps; use {_allowed(limit)} in steps of {limit.step:g}")
    return value


def _as_shown(value: float) -> float:
    """A limit to as many digits as a page and an address show, so that patients are counted at what is read there."""
    return float(f"{value:.{_DIGITS}g}")


def _number(given: Any) -> float | None:
    if given is None or str(given).strip().lower() in ("none", "null"):
        return None
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = float("nan")
    if number != number:
        raise ValueError(f"{_written(given)} is not a number")
    return number


def _written(given: Any) -> str:
    """What was given, short enough for a message."""
    text = f"{given:g}" if isinstance(given, float) else str(given)
    return text if len(text) <= 24 else text[:23] + "…"


def _allowed(limit: Limit) -> str:
    return f"{limit.min:g} to {limit.max:g}" + (" or none" if limit.optional else "")


def _setting_value(setting: Setting, given: Any) -> SettingValue:
    value: SettingValue
    if setting.many:
        items = list(given) if isinstance(given, list | tuple | set | frozenset) else str(given).split(",")
        chosen = {str(item).strip() for item in items} - {""}
        value = tuple(option for option in setting.options if option in chosen)
        wrong = sorted(chosen - set(setting.options))
    else:
        value = _truth_word(given)
        wrong = [] if value in setting.options else [value]
    if wrong:
        raise ValueError(f"{', '.join(map(_written, wrong))} is not one of: {', '.join(setting.options)}")
    return value


def _truth_word(given: Any) -> str:
    return {True: "true", False: "false"}.get(given, str(given)) if isinstance(given, bool) else str(given)


def _criteria_of(protocol: Protocol, names: Iterable[str]) -> tuple[frozenset[str], list[Problem]]:
    """Ids of criteria, a group standing for its parts, and a problem for each unknown one."""
    known = [criterion.id for criterion in protocol.criteria]
    groups = {group.id: [part.id for part in protocol.parts_of(group.id)] for group in protocol.groups}
    found: set[str] = set()
    problems: list[Problem] = []
    for name in names:
        if name in groups:
            found.update(groups[name])
        elif name in known:
            found.add(name)
        else:
            problems.append(unknown_name("criterion", name, [*known, *groups]))
    return frozenset(found), problems


def unknown_name(what: str, name: str, known: list[str]) -> Problem:
    """The problem of a name that is not among those known, with the closest one."""
    close = nearest(name, known)
    some = ", ".join(known[:MOST_NAMED]) + (f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else "")
    remedy = f"did you mean `{close}`?" if close else f"there are: {some}"
    return Problem(f"unknown-{what}", _written(name), f"no {what} of this name; {remedy}")


def _bind(part: Any, scenario: Scenario) -> Any:
    match part:
        case LimitRef():
            return scenario.limit(part.limit)
        case SettingRef():
            return scenario.setting(part.setting)
        case BySetting():
            return _bind(part.choices[str(scenario.setting(part.setting))], scenario)
        case Flag(blank_is_no=SettingRef(setting=name)):
            return part.model_copy(update={"blank_is_no": part.variable in scenario.setting(name)})
        case Node():
            fields = {name: _bind(getattr(part, name), scenario) for name in type(part).model_fields}
            return part.model_copy(update=fields)
        case tuple():
            return tuple(_bind(item, scenario) for item in part)
        case _:
            return part
