"""What the top of the main page is told: statuses and changes in words, and what they were counted on."""

from __future__ import annotations

from typing import Any

import criteria as cr
from pages import _session
from pages._populations import Population

MEANING = {
    "eligible": "No criterion failed and none unknown.",
    "potential": "No criterion failed, but at least one is unknown: data could settle it.",
    "excluded": "At least one criterion failed.",
}
BETTER_WHEN = {"eligible": "up", "excluded": "down"}  # more potential patients are neither better nor worse


def statuses_data(shown: cr.Disclosed, population: Population, view: cr.View) -> dict[str, Any]:
    """The board's data, as `statuses.js` describes it; every count comes from disclosure control."""
    tables = _session.populations()
    return {
        "statuses": [_status(name, shown, population.before) for name in MEANING],
        "basis": _basis(shown, population),
        "populations": [{"key": key, "name": name} for key, name in tables.items()],
        "population": view.population or next(iter(tables)),
    }


def _status(name: str, shown: cr.Disclosed, before: cr.Disclosed) -> dict[str, Any]:
    now: cr.Shown = getattr(shown, name)
    before_it: cr.Shown = getattr(before, name)
    changed = cr.change(now, before_it)
    moved = changed.number != 0 and not shown.scenario.is_baseline
    direction = _direction(changed) if moved else ""
    return {
        "name": name.capitalize(),
        "share": cr.percent(now, shown.patients),
        "number": now.text,
        "change": changed.text if moved else "",
        "before": before_it.text,
        "direction": direction,
        "tone": _tone(name, direction),
        "meaning": MEANING[name],
    }


def _direction(changed: cr.Shown) -> str:
    if not changed.number:  # protected counts may hide which way it went
        return ""
    return "down" if changed.text.startswith("−") else "up"


def _tone(name: str, direction: str) -> str:
    if not direction or name not in BETTER_WHEN:
        return "neutral"
    return "better" if direction == BETTER_WHEN[name] else "worse"


def kind_of(population: Population) -> str:
    """What the rows of a table are."""
    if population.copied:
        return "of a protected copy"
    return "synthetic" if population.synthetic else "real patients"


def _basis(shown: cr.Disclosed, population: Population) -> list[dict[str, Any]]:
    """One sentence as pieces, some of them strong: the browser puts text into the page, never markup."""
    kind = kind_of(population)
    exact = "the copy's own counts" if population.copied else "exact counts"
    counts = exact if shown.mode is cr.Mode.EXACT else "protected counts: ≤10 hidden, others ±2"
    assumed = f" The upper limit of normal is assumed for {shown.uln_assumed.text} patients."
    pieces = [
        (f"{shown.patients.text} patients", True),
        (f" ({kind}, {counts}). Between ", False),
        (shown.at_least, True),
        (" and ", False),
        (shown.at_most, True),
        (f" are eligible, depending on what is unknown. {cr.scope(shown.scenario.protocol)}.", False),
        (assumed if shown.uln_fallback else "", False),
    ]
    return [{"text": text, "strong": strong} for text, strong in pieces if text]
