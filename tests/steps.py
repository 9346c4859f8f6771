"""A table of steps as the browser reads it."""

from copy import deepcopy
from typing import Any


def state_at(table: dict[str, Any], value: float) -> Any:
    """What the browser makes of a packed table at one of its values."""
    at = table["values"].index(value)
    state = deepcopy(table["base"])
    for path, starts, contents in table["varies"]:
        content = contents[max(n for n, start in enumerate(starts) if start <= at)]
        if not path:
            state = content
            continue
        *way, last = path
        inside = state
        for key in way:
            inside = inside[key]
        inside[last] = content
    return state
