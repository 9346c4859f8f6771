"""The sections of the levers page, each one question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import criteria as cr
from pages._levers import best_changes, curves, missing_data, overlap, sites, two_limits, who_is_gained
from pages._populations import Population
from pages._tabs import TABS


@dataclass(frozen=True)
class Section:
    """A tab of the page, which is drawn only while it is open; `key` stands for it in the address."""

    key: str
    draw: Callable[[cr.View, Population], None]

    @property
    def title(self) -> str:
        """What stands on the tab."""
        return TABS[self.key]


SECTIONS: tuple[Section, ...] = (
    Section("best-changes", best_changes.draw),
    Section("curves", curves.draw),
    Section("two-limits", two_limits.draw),
    Section("overlap", overlap.draw),
    Section("who-is-gained", who_is_gained.draw),
    Section("missing-data", missing_data.draw),
    Section("sites", sites.draw),
)
