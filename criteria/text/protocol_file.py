"""A protocol as a file: read from YAML or JSON with all its problems at once, and written back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from criteria.model import review
from criteria.model.problems import Problem, Refused, refuse_if_any
from criteria.model.protocol import Protocol
from criteria.text.schema_words import misfits

MOST_BYTES = 300_000  # several times a long protocol, and read in seconds
MOST_PARTS = 50_000  # of a file whose aliases are written out
MOST_DEEP = 60  # rules within rules; nobody reads a deeper one
_TOO_DEEP = f"more than {MOST_DEEP} deep; write the rule flatter"


def to_yaml(protocol: Protocol) -> str:
    """The protocol as a file that `read_protocol` reads back to an equal protocol."""
    return yaml.safe_dump(content_of(protocol), sort_keys=False, allow_unicode=True, width=110)


def to_json(protocol: Protocol) -> str:
    """The protocol as a JSON file that `read_protocol` reads back to an equal protocol."""
    return json.dumps(content_of(protocol), indent=1, ensure_ascii=False)


def content_of(protocol: Protocol) -> dict[str, Any]:
    """The protocol as plain mappings and lists, the way its file holds it."""
    content = protocol.model_dump(mode="json", exclude_unset=True)
    for variable in content.get("variables", {}).values():
        del variable["name"]  # it is the key already
    return content


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a protocol file."""
    return Protocol.model_json_schema()


def read_protocol(path: str | Path) -> Protocol:
    """Read a protocol file (YAML or JSON). Raises `Refused` with every problem found."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = f"{error.strerror or error}".lower()
        raise Refused(str(path), [Problem("unreadable", "file", f"{reason}; give a YAML protocol file")]) from None
    return protocol_from(content, str(path))


def protocol_from(content: bytes, what: str = "the protocol") -> Protocol:
    """Parse the bytes of a protocol file. Raises `Refused` naming `what`, with every problem found."""
    if len(content) > MOST_BYTES:
        message = f"larger than {MOST_BYTES // 1000:,} kB, which no protocol is: is this another file?"
        raise Refused(what, [Problem("too-large", "file", message)])
    try:
        return parse_protocol(content.decode("utf-8-sig"), what)
    except UnicodeDecodeError:
        message = "is not UTF-8 text; give a YAML protocol file"
        raise Refused(what, [Problem("unreadable", "file", message)]) from None


def parse_protocol(text: str, what: str = "the protocol") -> Protocol:
    """Parse a protocol file's text. Raises `Refused` naming `what`, with every problem found."""
    return protocol_of(mapping_of(text, what, "a protocol is a mapping with id, title, limits and criteria"), what)


def mapping_of(text: str, what: str, remedy: str) -> dict[str, Any]:
    """The mapping that a YAML or JSON text holds. Raises `Refused` where it holds none, with the remedy."""
    try:
        content = yaml.load(text, _Loader)  # a safe loader, stricter than the library's own
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = f"line {place.line + 1}" if place else "file"
        raise Refused(what, [Problem("not-yaml", where, str(getattr(error, "problem", None) or "not YAML"))]) from None
    except RecursionError:
        raise Refused(what, [Problem("too-deep", "file", f"parts within parts {_TOO_DEEP}")]) from None
    except (
        ValueError,
        ArithmeticError,
        LookupError,
        TypeError,
        AttributeError,
    ):  # no such date
        message = "holds a date or a number that is none, such as 2024-13-45; write it in quotes to keep it as text"
        raise Refused(what, [Problem("not-yaml", "file", message)]) from None
    if not isinstance(content, dict):
        raise Refused(what, [Problem("not-a-protocol", "file", remedy)])
    if _holds_itself(content):
        raise Refused(what, [Problem("not-yaml", "file", "a part holds itself; write it out instead of an alias")])
    if _depth(content) > MOST_DEEP:
        raise Refused(what, [Problem("too-deep", "file", f"parts within parts {_TOO_DEEP}")])
    if _size(content, {}) > MOST_PARTS:
        raise Refused(what, [Problem("too-large", "file", f"its aliases stand for more than {MOST_PARTS:,} parts")])
    return content


def _depth(part: Any) -> int:
    """How many parts stand within one another, up to a little more than are allowed."""
    level, deep = [part], 0
    while level and deep <= MOST_DEEP:
        inside = (item for each in level for item in (each.values() if isinstance(each, dict) else each))
        level = list({id(item): item for item in inside if isinstance(item, dict | list)}.values())
        deep += 1
    return deep


def _size(part: Any, known: dict[int, int]) -> int:
    """How many parts there are once every alias is written out; each is counted once and remembered."""
    if not isinstance(part, dict | list):
        return 1
    if id(part) not in known:
        known[id(part)] = 1 + sum(_size(item, known) for item in (part.values() if isinstance(part, dict) else part))
    return known[id(part)]


def protocol_of(content: dict[str, Any], what: str = "the protocol") -> Protocol:
    """The protocol of a file's content. Raises `Refused` naming `what`, with every problem found."""
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


def _holds_itself(part: Any, above: frozenset[int] = frozenset(), seen: set[int] | None = None) -> bool:
    """Whether an alias (`*a`) stands within its own anchor (`&a`): such a rule never ends. Looks at each part once."""
    seen = set() if seen is None else seen
    if not isinstance(part, dict | list) or (id(part) in seen and id(part) not in above):
        return False
    seen.add(id(part))
    inside = part.values() if isinstance(part, dict) else part
    return id(part) in above or any(_holds_itself(item, above | {id(part)}, seen) for item in inside)


def _structure(content: dict[str, Any]) -> Iterator[Problem]:
    """Whatever the schema does not allow, with the place in the file."""
    try:
        Protocol.model_validate(content)
    except ValidationError as error:
        for place, message in misfits(error, content):
            yield Problem("not-valid", _place(content, place), message)


def _place(content: dict[str, Any], location: tuple[int | str, ...]) -> str:
    """`criteria[2]` as the criterion's own id where it has one."""
    words = [str(part) for part in location]
    if len(location) > 1 and location[0] == "criteria" and isinstance(location[1], int):
        criterion = content["criteria"][location[1]]
        name = criterion.get("id") if isinstance(criterion, dict) else None
        words = [str(name or f"criterion {location[1] + 1}"), *words[2:]]
    return ".".join(words) or "file"


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
