"""A protocol being written: criteria added, changed, moved, numbered and taken out; every result is a whole protocol.

A draft is a scenario: the protocol, and which of its criteria are switched off.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, groupby
from types import MappingProxyType
from typing import Any

import yaml

from criteria.model.criterion import Criterion, limits_used, settings_used, variables_read
from criteria.model.problems import Problem, Refused
from criteria.model.protocol import Protocol, Scope
from criteria.model.scenario import Scenario, lenient_scenario
from criteria.model.variables import Variable
from criteria.text import offers
from criteria.text.protocol_file import content_of, mapping_of, protocol_of

Content = dict[str, Any]
_NONE: Mapping[str, Any] = MappingProxyType({})
SECTIONS = ("limits", "settings", "variables")


@dataclass(frozen=True)
class Written:
    """A criterion as it is written, valid or not yet, with the limits, settings and variables it brings along.

    Attributes:
        criterion: what a file holds under `criteria`.
        limits, settings, variables: those it points to, by name.
        replaces: id of the criterion it takes the place of; None for a new one.
    """

    criterion: Content
    limits: Content = field(default_factory=dict)
    settings: Content = field(default_factory=dict)
    variables: Content = field(default_factory=dict)
    replaces: str | None = None


def written(protocol: Protocol, identifier: str) -> Written:
    """A criterion of a protocol as it is written, ready to be changed. KeyError when there is none."""
    content, criterion = content_of(protocol), protocol.criterion(identifier)
    limits, settings = protocol.names_used[identifier]
    own = next(each for each in content["criteria"] if each["id"] == identifier)
    declared = [name for name in content.get("variables", {}) if name in variables_read(criterion)]
    return Written(
        own,
        {name: content["limits"][name] for name in limits},
        {name: content["settings"][name] for name in settings},
        {name: content["variables"][name] for name in declared},
        identifier,
    )


def rewritten(now: Written, criterion: Content, limits: Content) -> Written:
    """The criterion with the fields a form has filled in; empty ones are left out, others stay as they were."""
    filled = {"text": "", **now.criterion, **criterion}
    ordered = [*Criterion.model_fields, *(name for name in filled if name not in Criterion.model_fields)]
    kept = {name: filled[name] for name in ordered if name == "text" or filled.get(name) not in ("", None)}
    return replace(now, criterion=kept, limits=limits)


def as_text(now: Written) -> str:
    """A criterion as YAML: its own fields, and below them the limits, settings and variables it brings along."""
    parts = {name: getattr(now, name) for name in SECTIONS if getattr(now, name)}
    return yaml.safe_dump({**now.criterion, **parts}, sort_keys=False, allow_unicode=True, width=88)


def from_text(text: str, now: Written) -> Written:
    """The criterion that a text describes, in the place of `now`. Raises `Refused` where it is no YAML mapping."""
    content = mapping_of(text, "the criterion", "a criterion is a mapping with id, number, label, text and rule")
    parts = {name: content.pop(name, None) or {} for name in SECTIONS}
    wrong = [name for name, part in parts.items() if not isinstance(part, dict)]
    if wrong:
        raise Refused("the criterion", [Problem("not-valid", name, "should be a mapping of names") for name in wrong])
    return Written(content, **parts, replaces=now.replaces)


# --- drafts ---------------------------------------------------------------------------------------------------


def copy_of(protocol: Protocol) -> Protocol:
    """The same criteria under an id and a title of their own."""
    content = content_of(protocol)
    return protocol_of(content | {"id": f"{protocol.id}-copy", "title": f"{protocol.title} (copy)"})


def new_protocol(title: str, declared: Mapping[str, Variable] = _NONE, columns: Collection[str] = ()) -> Protocol:
    """A protocol of one criterion, on a number of the table at hand where it has one.

    Args:
        title: what a person calls it.
        declared: the variables that the table declares.
        columns: names of the variables that the table has.
    """
    name = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-")[:40] or "protocol"
    head = {"id": name, "title": title.strip() or "New protocol"}
    screening = {"id": "C1", "number": "1", "label": "First criterion", "text": "", "rule": {"kind": "screening"}}
    known = extended(protocol_of({**head, "criteria": [screening]}), declared)
    now = Written({**screening, "rule": offers.starter("threshold", known, columns)}, replaces="C1")
    return with_criterion(Scenario(known), movable(now, known), declared).protocol


def new_criterion(protocol: Protocol, rule: Content) -> Written:
    """A criterion that is about to be added at the end of a protocol, with a number and an id that are free."""
    number = next_number(protocol)
    taken = [*(each.id for each in protocol.criteria), *(each.id for each in protocol.groups)]
    name = free_name(f"C{number}", taken)
    return Written({"id": name, "number": number, "label": "New criterion", "text": "", "rule": rule})


def movable(now: Written, protocol: Protocol) -> Written:
    """The criterion with the number of its threshold, if it has one, as a limit that can be moved."""
    rule = now.criterion["rule"]
    if not isinstance(rule.get("at_least"), int | float) or rule["kind"] != "threshold":
        return now
    of = offers.quantity_of(rule["value"], protocol)
    name = free_name(f"{rule['value']}_min", [*protocol.limits, *protocol.settings])
    limit = offers.limit_around(of, rule["at_least"], minimum=True)
    return replace(
        now, criterion={**now.criterion, "rule": {**rule, "at_least": {"limit": name}}}, limits={name: limit}
    )


def alone(protocol: Protocol, identifier: str) -> Protocol:
    """A protocol of this one criterion, with all limits and settings it may point to: quick to evaluate."""
    return Protocol(
        id=protocol.id,
        title=protocol.title,
        variables=protocol.variables,
        limits=protocol.limits,
        settings=protocol.settings,
        criteria=(protocol.criterion(identifier).model_copy(update={"group": None}),),
    )


def extended(protocol: Protocol, declared: Mapping[str, Variable]) -> Protocol:
    """The protocol with the variables a table declares, as far as it declares none of these names itself."""
    own = {name: each for name, each in declared.items() if protocol.variable(name) is None}
    if not own:
        return protocol
    content = content_of(protocol)
    content["variables"] = content.get("variables", {}) | {
        name: each.model_dump(mode="json", exclude={"name"}) for name, each in own.items()
    }
    return protocol_of(content)


def with_criterion(draft: Scenario, now: Written, declared: Mapping[str, Variable] = _NONE) -> Scenario:
    """The draft with a criterion added at the end, or put in the place of the one it replaces.

    Variables that a table declares come along where the criterion reads them.

    Raises `Refused` with every problem found, so that a draft is a protocol that can be evaluated at every moment.
    """
    content = content_of(extended(draft.protocol, declared))
    places = [at for at, each in enumerate(content["criteria"]) if each["id"] == now.replaces]
    for section in SECTIONS:
        if getattr(now, section):
            content[section] = {**content.get(section, {}), **getattr(now, section)}
    if not places and content.get("scope") == "inclusion criteria only":
        content["scope"] = "not said"  # the new one may be an exclusion criterion
    start = places[0] if places else len(content["criteria"])
    content["criteria"][start : start + len(places)] = [now.criterion]
    made = _draft(draft, content, [*declared, *(name for section in SECTIONS for name in getattr(now, section))])
    renamed = {str(now.criterion["id"])} if now.replaces in draft.off else set()
    return replace(made, off=made.off | renamed)


def scoped(draft: Scenario, scope: Scope) -> Scenario:
    """The draft with a word on whether its criteria are the whole of the trial's."""
    return _draft(draft, content_of(draft.protocol) | {"scope": scope})


def without(draft: Scenario, identifier: str) -> Scenario:
    """The draft without a criterion, and without the limits, settings and groups that only it used."""
    content = content_of(draft.protocol)
    content["criteria"] = [each for each in content["criteria"] if each["id"] != identifier]
    if not content["criteria"]:
        raise Refused("the change", [Problem("last-criterion", identifier, "a protocol keeps at least one criterion")])
    return _draft(draft, content)


def switched(draft: Scenario, identifier: str) -> Scenario:
    """The draft with a criterion off that was on, or on that was off."""
    return replace(draft, off=draft.off ^ {identifier})


def moved(draft: Scenario, identifier: str, by: int) -> Scenario:
    """The draft with a criterion one place up (-1) or down (1); the parts of a group stay together.

    A part moves among the parts of its group; at the group's edge it takes the whole group along.
    """
    blocks = _blocks(draft.protocol)
    at = next(place for place, block in enumerate(blocks) if identifier in block)
    inside = blocks[at].index(identifier)
    if 0 <= inside + by < len(blocks[at]):
        _swap(blocks[at], inside, inside + by)
    elif 0 <= at + by < len(blocks):
        _swap(blocks, at, at + by)
    return _ordered(draft, [name for block in blocks for name in block])


def _blocks(protocol: Protocol) -> list[list[str]]:
    """Ids in protocol order, the parts of a group together."""
    runs = groupby(protocol.criteria, key=lambda each: each.group or each)
    return [[each.id for each in run] for _, run in runs]


def _swap(items: list[Any], one: int, other: int) -> None:
    items[one], items[other] = items[other], items[one]


def _ordered(draft: Scenario, names: list[str]) -> Scenario:
    content = content_of(draft.protocol)
    content["criteria"].sort(key=lambda each: names.index(each["id"]))
    return _draft(draft, content)


def renumbered(draft: Scenario) -> Scenario:
    """The draft with its criteria numbered 1, 2, 3 … in their order, and the parts of a group a, b, c …"""
    content = content_of(draft.protocol)
    by_id = {each["id"]: each for each in content["criteria"]}
    for number, block in enumerate(_blocks(draft.protocol), start=1):
        for at, name in enumerate(block):
            by_id[name]["number"] = str(number)
            if by_id[name].get("group"):
                by_id[name]["part"] = _letters(at)
        for group in content.get("groups", ()):
            if group["id"] == by_id[block[0]].get("group"):
                group["number"] = str(number)
    return _draft(draft, content)


def _letters(at: int) -> str:
    """a, b, … z, aa, ab …"""
    return (_letters(at // 26 - 1) if at >= 26 else "") + chr(ord("a") + at % 26)


def next_number(protocol: Protocol) -> str:
    """The number after the largest one."""
    numbers = [int(each.number) for each in protocol.criteria if each.number.isdigit()]
    return str(max(numbers, default=len(protocol.criteria)) + 1)


def free_name(wish: str, taken: Iterable[str]) -> str:
    """A name like the wished one that nothing bears yet, made of letters, digits and underscores."""
    plain = re.sub(r"[^A-Za-z0-9]+", "_", wish).strip("_")[:40] or "c"
    first = plain if plain[0].isalpha() else f"c_{plain}"
    used = set(taken)
    return next(name for at in count(1) if (name := first if at == 1 else f"{first}_{at}") not in used)


def _draft(before: Scenario, content: Content, brought: Iterable[str] = ()) -> Scenario:
    """The draft of a protocol's content, without what was used or brought along and is used no longer."""
    named = {each.get("group") for each in content["criteria"] if isinstance(each, Mapping)}
    if "groups" in content:
        content["groups"] = [group for group in content["groups"] if group["id"] in named]
    protocol = protocol_of(content, "the change")
    gone = ({*_uses(before.protocol), *brought}) - {*_uses(protocol)}
    for section in SECTIONS:
        if section in content:
            content[section] = {name: each for name, each in content[section].items() if name not in gone}
    return carried(before, protocol_of(content, "the change"))


def carried(before: Scenario, protocol: Protocol) -> Scenario:
    """What of a scenario can be said of another protocol: its changed limits, settings and switches that are there."""
    limits = {k: v for k, v in before.limits.items() if k in protocol.limits and protocol.limits[k].holds(v)}
    settings = {k: v for k, v in before.settings.items() if k in protocol.settings and protocol.settings[k].holds(v)}
    found, _ = lenient_scenario(protocol, limits | settings, before.off & {each.id for each in protocol.criteria})
    return found


def _uses(protocol: Protocol) -> Iterable[str]:
    """Names of the limits, settings and variables that the criteria point to."""
    for each in protocol.criteria:
        yield from (*limits_used(each), *settings_used(each), *variables_read(each))
