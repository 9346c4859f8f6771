"""A map of a table as a file: read from YAML or JSON with all its problems at once, and written back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from criteria.data.table_map import TableMap
from criteria.model.problems import Problem, Refused, refuse_if_any

MOST_SIGNS = 500_000  # a map of two thousand columns with their words, read in seconds
_LINE_ENDS = frozenset("\x85\u2028\u2029")


def map_to_yaml(table_map: TableMap) -> str:
    """The map as a file that `read_map` reads back to an equal map."""
    content = {"version": table_map.version, **table_map.model_dump(mode="json", exclude_defaults=True)}
    if len(table_map.measurements) == 1:
        content["measurements"] = content["measurements"][0]
    for name, each in table_map.variables.items():
        written = {key: value for key, value in content["variables"][name].items() if key != "name"}
        content["variables"][name] = {"kind": each.kind, **written}
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
    if _LINE_ENDS.isdisjoint(text):
        return text
    return yaml.safe_dump(content, sort_keys=False, width=110)  # escaped, as YAML takes them for ends of lines


def read_map(path: str | Path) -> TableMap:
    """Read a map file (YAML or JSON). Raises `Refused` with every problem found."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else f"{error.strerror or error}".lower()
        raise Refused(str(path), [Problem("unreadable", "file", f"{reason}; give a YAML map file")]) from None
    return parse_map(text, str(path))


def parse_map(text: str, what: str = "the map") -> TableMap:
    """Parse a map file's text. Raises `Refused` naming `what`, with every problem found."""
    if len(text) > MOST_SIGNS:
        message = f"longer than {MOST_SIGNS:,} signs, which no map is: is this another file?"
        raise Refused(what, [Problem("too-large", "file", message)])
    try:
        content = yaml.load(text, _Loader)  # a safe loader, stricter than the library's own
    except RecursionError:
        message = "parts within parts, deeper than any map; write it flatter"
        raise Refused(what, [Problem("too-deep", "file", message)]) from None
    except (yaml.YAMLError, ValueError) as error:
        place = getattr(error, "problem_mark", None)
        where = f"line {place.line + 1}" if place else "file"
        raise Refused(what, [Problem("not-yaml", where, str(getattr(error, "problem", None) or "not YAML"))]) from None
    if not isinstance(content, dict):
        remedy = "a map says which column is which variable, under `columns`"
        raise Refused(what, [Problem("not-a-map", "file", remedy)])
    if content.get("version") == "1":  # the one number that has to be a number
        content["version"] = 1
    refuse_if_any(what, _structure(content))
    return TableMap.model_validate(content)


class _Loader(yaml.BaseLoader):
    """Safe YAML in which every word stays the text it was, and no name is given twice: of two, one would be lost.

    `Y`, `no`, `0` and `007` are words of tables; as a truth value or a number they would not be found in their column.
    """

    def construct_scalar(self, node: Any) -> Any:
        blank = node.style is None and node.value in ("", "~", "null")
        return None if blank else super().construct_scalar(node)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for name, count in Counter(keys).items():
            if count > 1:
                raise yaml.constructor.ConstructorError(None, None, f"`{name}` is given twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _structure(content: dict[str, Any]) -> Iterator[Problem]:
    """Whatever the schema does not allow, with the place in the file."""
    try:
        TableMap.model_validate(content)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            place = ".".join(map(str, item["loc"])) or "file"
            yield Problem("not-valid", place, str(item["msg"]).removeprefix("Value error, "))
