"""What the limits panel is told: the protocol's rows, groups and settings with the scenario's values and counts."""

from __future__ import annotations

from typing import Any

import criteria as cr


def panel_counts(shown: cr.Disclosed) -> dict[str, Any]:
    """What of the panel's data follows a limit while it moves."""
    return {
        "rows": [
            {"id": each.id, **_counts(shown.row(each.id)), "sentence": _sentence(each, shown.scenario)}
            for each in shown.scenario.protocol.criteria
        ],
        "groups": [{"id": each.id, **_counts(shown.row(each.id))} for each in shown.scenario.protocol.groups],
    }


def panel_data(shown: cr.Disclosed, *, selected: str | None, revision: int, free_entry: bool) -> dict[str, Any]:
    """The panel's data, as `limits.js` describes it; every count comes from disclosure control."""
    scenario = shown.scenario
    protocol = scenario.protocol
    return {
        "revision": revision,
        "rows": [_row(shown, criterion) for criterion in protocol.criteria],
        "groups": [_group(shown, group) for group in protocol.groups],
        "settings": [
            *(_setting(scenario, name, setting) for name, setting in protocol.settings.items()),
            *(_window(scenario, name, limit) for name, limit in protocol.limits.items() if limit.optional),
        ],
        "selected": selected,
        "free_entry": free_entry,
    }


def _row(shown: cr.Disclosed, criterion: cr.Criterion) -> dict[str, Any]:
    row, scenario = shown.row(criterion.id), shown.scenario
    return {
        "id": criterion.id,
        "number": row.number,
        "label": criterion.label,
        "group": criterion.group,
        "on": row.on,
        "screening": row.screening,
        **_counts(row),
        "text": criterion.text,
        "sentence": _sentence(criterion, scenario),
        "limits": [
            _limit(scenario, name, limit)
            for name, limit in scenario.protocol.limits.items()
            if name in scenario.protocol.names_used[criterion.id][0] and not limit.optional and not row.screening
        ],
    }


def _group(shown: cr.Disclosed, group: cr.Group) -> dict[str, Any]:
    written = {"id": group.id, "number": group.number, "label": group.label, "text": group.text}
    return {**written, **_counts(shown.row(group.id))}


def _counts(row: cr.ShownRow) -> dict[str, str]:
    return {"fails": row.fails.text, "unknown": row.unknown.text}


def _sentence(criterion: cr.Criterion, scenario: cr.Scenario) -> str:
    return " ".join(filter(None, [cr.sentence(criterion, scenario), criterion.reading]))


def _limit(scenario: cr.Scenario, name: str, limit: cr.Limit) -> dict[str, Any]:
    return {
        "name": name,
        "label": limit.label,
        "unit": cr.unit_in_words(limit.unit),
        "value": scenario.limit(name),
        "protocol": limit.value,
        "min": limit.min,
        "max": limit.max,
        "step": limit.step,
    }


def _window(scenario: cr.Scenario, name: str, limit: cr.Limit) -> dict[str, Any]:
    """A limit that may also be none is a reading of the text, and stands with the settings."""
    return _limit(scenario, name, limit) | {"kind": "number"}


def _setting(scenario: cr.Scenario, name: str, setting: cr.Setting) -> dict[str, Any]:
    return {
        "name": name,
        "label": setting.label,
        "help": setting.help,
        "kind": "choices" if setting.many else "choice",
        "options": [{"value": value, "label": label} for value, label in setting.options.items()],
        "value": scenario.setting(name),
        "protocol": setting.value,
    }
