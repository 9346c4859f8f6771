"""How a form writes the choices inside a rule: each option in words, and the settings that may decide instead."""

from __future__ import annotations

from typing import Any

from criteria.model.criterion import limits_used
from criteria.model.protocol import Protocol

_OPTIONS = {
    "fallback": {
        "none": "A missing upper limit of normal is unknown",
        "defaults": "A missing upper limit of normal is taken from the fallback table",
    },
    "weight_basis": {
        "actual": "With the actual weight",
        "ideal": "With the ideal weight",
        "adjusted": "With the adjusted weight",
    },
    "stale": {"unknown": "Older evidence is unknown", "fail": "Older evidence fails"},
}
_SETTING = "setting "


def options(protocol: Protocol, field: str) -> dict[str, str]:
    """What a field may say, in words: its own options, or a setting that chooses among them."""
    own = _OPTIONS[field]
    settings = {
        _SETTING + name: f"As the reading “{setting.label}” says"
        for name, setting in protocol.settings.items()
        if not setting.many and set(setting.options) <= set(own)
    }
    return own | settings


def blanks(protocol: Protocol, name: str) -> dict[str, str]:
    """What a blank of a flag may mean, in words."""
    settings = {
        _SETTING + key: f"As the reading “{setting.label}” says"
        for key, setting in protocol.settings.items()
        if setting.many and name in setting.options
    }
    return {"": "A blank is unknown", "no": "A blank means no"} | settings


def option_key(value: Any) -> str:
    """The key of what a field holds, among `options` or `blanks`."""
    if isinstance(value, dict):
        return _SETTING + str(value["setting"])
    return ("no" if value else "") if isinstance(value, bool) else str(value)


def option_of(key: str) -> Any:
    """What a field holds for a key of `options`."""
    return {"setting": key.removeprefix(_SETTING)} if key.startswith(_SETTING) else key


def windows(protocol: Protocol) -> dict[str, str]:
    """Which windows evidence may have, in words: its own, none, or a limit that may be none or that others share."""
    users = [name for each in protocol.criteria for name in limits_used(each)]
    shared = {
        name: f"The limit “{limit.label}”"
        for name, limit in protocol.limits.items()
        if limit.unit == "d" and (limit.optional or users.count(name) > 1)
    }
    return {"": "A window of its own", "none": "However old"} | shared
