"""A protocol as a file: read from YAML or JSON with all its problems at once, and written back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from criteria.model import review
from criteria.model.problems import Problem, Refused, refuse_if_any
from criteria.model.protocol import Protocol


def to_yaml(protocol: Protocol) -> str:
    """The protocol as a file that `read_protocol` reads back to an equal protocol."""
    content = protocol.model_dump(mode="json", exclude_unset=True)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a protocol file."""
    return Protocol.model_json_schema()


def read_protocol(path: str | Path) -> Protocol:
    """Read a protocol file (YAML or JSON). Raises `Refused` with every problem found."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else f"{error.strerror or error}".lower()
        raise Refused(str(path), [Problem("unreadable", "file", f"{reason}; give a YAML protocol file")]) from None
    return parse_protocol(text, str(path))


def parse_protocol(text: str, what: str = "the protocol") -> Protocol:
    """Parse a protocol file's text. Raises `Refused` naming `what`, with every problem found."""
    try:
        content = yaml.load(text, _Loader)  # a safe loader, stricter than the library's own
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = f"line {place.line + 1}" if place else "file"
        raise Refused(what, [Problem("not-yaml", where, str(getattr(error, "problem", None) or "not YAML"))]) from None
    if not isinstance(content, dict):
        remedy = "a protocol is a mapping with id, title, limits and criteria"
        raise Refused(what, [Problem("not-a-protocol", "file", remedy)])
    if _holds_itself(content):
        raise Refused(what, [Problem("not-yaml", "file", "a part holds itself; write it out instead of an alias")])
    refuse_if_any(what, [*_structure(content), *_names(content)])
    protocol = Protocol.model_validate(content)
    refuse_if_any(what, review.errors(protocol))
    return protocol


class _Loader(yaml.SafeLoader):
    """Safe YAML in which no name is given twice: of two, the first would be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.value != "<<"]
        for name, count in Counter(keys).items():
            if count > 1:
                raise yaml.constructor.ConstructorError(None, None, f"`{name}` is given twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _holds_itself(part: Any, above: tuple[int, ...] = ()) -> bool:
    """Whether an alias (`*a`) stands within its own anchor (`&a`): such a rule never ends."""
    if not isinstance(part, dict | list):
        return False
    inside = part.values() if isinstance(part, dict) else part
    return id(part) in above or any(_holds_itself(item, (*above, id(part))) for item in inside)


def _structure(content: dict[str, Any]) -> Iterator[Problem]:
    """Whatever the schema does not allow, with the place in the file."""
    try:
        Protocol.model_validate(content)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            yield Problem("not-valid", _place(content, item["loc"]), _sentence(item))


def _sentence(item: Any) -> str:
    return str(item["msg"]).removeprefix("Value error, ")


def _place(content: dict[str, Any], location: tuple[int | str, ...]) -> str:
    """`criteria[2]` as the criterion's own id where it has one."""
    words = [str(part) for part in location]
    if len(location) > 1 and location[0] == "criteria" and isinstance(location[1], int):
        criterion = content["criteria"][location[1]]
        name = criterion.get("id") if isinstance(criterion, dict) else None
        words = [str(name or f"criterion {location[1] + 1}"), *words[2:]]
    return ".".join(words)


def _names(content: dict[str, Any]) -> Iterator[Problem]:
    """Names used twice and names pointed to that are not there, told even where the structure is not valid."""
    for section in ("limit", "setting"):
        known = content.get(f"{section}s")
        names = set(known) if isinstance(known, dict) else set()
        for name in dict.fromkeys(_pointed_to(content.get("criteria"), section)):
            if name not in names:
                listed = ", ".join(sorted(map(str, names))) or "none"
                yield Problem(f"unknown-{section}", str(name), f"no {section} of this name; there are: {listed}")
    groups = [item.get("id") for item in _mappings(content.get("groups"))]
    criteria = _mappings(content.get("criteria"))
    for name in sorted({str(item["group"]) for item in criteria if item.get("group")} - set(map(str, groups))):
        yield Problem("unknown-group", name, "no group of this id under groups")
    counts = Counter(str(item.get("id")) for item in criteria) + Counter(map(str, groups))
    for name in (name for name, count in counts.items() if count > 1):
        yield Problem("duplicate-id", name, "used more than once; every criterion and group needs its own id")


def _mappings(items: Any) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _pointed_to(part: Any, section: str) -> Iterator[Any]:
    """Every name under a key `limit` (or `setting`) anywhere below."""
    if isinstance(part, dict):
        if isinstance(part.get(section), str):
            yield part[section]
        for item in part.values():
            yield from _pointed_to(item, section)
    elif isinstance(part, list):
        for item in part:
            yield from _pointed_to(item, section)
