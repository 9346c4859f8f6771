"""Each site as it may be shown: what it loses most patients to, beside what its data lack.

Protected counts leave sites of fewer than 30 patients out, unnamed; the criterion and the variable that are named are
those of the largest shown counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from criteria.funnel.levers.sites import Site
from criteria.model.scenario import Scenario
from criteria.output.disclosure import Mode, Shown, counted, percent
from criteria.output.levers.groups import large_enough
from criteria.output.levers.shares import Share, share_of

MUCH_LESS = 0.8  # of the share of all sites: what may be called low


@dataclass(frozen=True)
class Named:
    """A criterion or variable by its name, with its count and what share of the patients meant that is."""

    name: str
    patients: Shown
    share: str


@dataclass(frozen=True)
class ShownSite:
    """A site as it may be shown; see `funnel.levers.sites.Site`.

    Attributes:
        dominant: the criterion with the largest shown share of the excluded; None where none is shown.
        missing: share of blank cells among those that the protocol reads.
        missing_most: the variable whose blanks leave most patients unknown; None where none is shown.
        decided: patients with nothing unknown; `eligible_of_decided` are the eligible among them.
    """

    value: str
    patients: Shown
    eligible: Shown
    potential: Shown
    excluded: Shown
    dominant: Named | None
    missing: str
    missing_most: Named | None
    decided: Shown
    share: Share
    decided_share: Share
    eligible_of_decided: Share


@dataclass(frozen=True)
class ShownSites:
    """All sites as they may be shown, and all patients together.

    Attributes:
        left_out: how many sites have fewer than 30 patients and are not shown; 0 in exact mode.
    """

    mode: Mode
    scenario: Scenario
    sites: tuple[ShownSite, ...]
    total: ShownSite
    left_out: int

    @property
    def with_care(self) -> tuple[ShownSite, ...]:
        """Sites whose eligible share and whose share of decided patients are both low: the data may be the reason."""
        return tuple(each for each in self.sites if self._low(each))

    def _low(self, site: ShownSite) -> bool:
        whole, decided = self.total.share.value, self.total.decided_share.value
        if not whole or not decided:
            return False
        return site.share.largest < MUCH_LESS * whole and site.decided_share.largest < MUCH_LESS * decided


def disclose_sites(found: Sequence[Site], scenario: Scenario, mode: Mode) -> ShownSites:
    """Sites as they may be shown in this mode; one that nobody is at is left out. ValueError where there is none."""
    if not found:
        raise ValueError("the table has no sites")
    shown = [each for each in found if large_enough(each.patients, mode)]
    return ShownSites(
        mode,
        scenario,
        tuple(_site(each, mode) for each in shown),
        _site(_together(found), mode),
        len(found) - len(shown) if mode is Mode.PROTECTED else 0,
    )


def _together(found: Sequence[Site]) -> Site:
    """All sites as if they were one."""
    numbers = ([getattr(each, name) for each in found] for name in ("patients", "eligible", "potential", "excluded"))
    patients, eligible, potential, excluded = map(sum, numbers)
    return Site(
        "all sites",
        patients,
        eligible,
        potential,
        excluded,
        {name: sum(each.shares[name] for each in found) for name in found[0].shares},
        {name: sum(each.missing[name] for each in found) for name in found[0].missing},
        {name: sum(each.leaves_unknown[name] for each in found) for name in found[0].leaves_unknown},
        sum(each.decided for each in found),
    )


def _site(site: Site, mode: Mode) -> ShownSite:
    count = counted(mode)
    patients, eligible, excluded = count(site.patients), count(site.eligible), count(site.excluded)
    decided = count(site.decided)
    cells = Shown(patients.drawn * len(site.missing), "")
    return ShownSite(
        site.value,
        patients,
        eligible,
        count(site.potential),
        excluded,
        _largest(site.shares, excluded, mode),
        percent(count(sum(site.missing.values())), cells),
        _largest(site.leaves_unknown, patients, mode),
        decided,
        share_of(eligible, patients),
        share_of(decided, patients),
        share_of(eligible, decided),
    )


def _largest(counts: Mapping[str, float], whole: Shown, mode: Mode) -> Named | None:
    """The largest shown count, the first where several are; None where none is shown, or all are nobody."""
    shown = {name: counted(mode)(each) for name, each in counts.items()}
    most = max(shown, key=lambda name: shown[name].drawn, default=None)
    return Named(most, shown[most], percent(shown[most], whole)) if most and shown[most].drawn else None
