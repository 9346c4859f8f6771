"""The sections of the levers page, each one question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import criteria as cr
from pages._levers import best_changes, curves, missing_data, overlap, sites, two_limits, who_is_gained
from pages._populations import Population


@dataclass(frozen=True)
class Section:
    """A tab of the page, which is drawn only while it is open."""

    title: str
    draw: Callable[[cr.View, Population], None]


SECTIONS: tuple[Section, ...] = (
    Section("Best changes", best_changes.draw),
    Section("Curves", curves.draw),
    Section("Two limits", two_limits.draw),
    Section("Overlap", overlap.draw),
    Section("Who is gained", who_is_gained.draw),
    Section("Missing data", missing_data.draw),
    Section("Sites", sites.draw),
)
