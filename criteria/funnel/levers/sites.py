"""What each site loses most patients to, beside what its data lack: a site is not to be blamed for its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from criteria.engine import truth
from criteria.engine.fills import blanks
from criteria.engine.memory import MemoryEngine
from criteria.engine.truth import count
from criteria.funnel.attrition import Attrition
from criteria.funnel.levers.composition import attrition_among
from criteria.funnel.levers.groups import members
from criteria.funnel.levers.statuses import active_verdicts, statuses
from criteria.model.criterion import variables_read
from criteria.model.scenario import Scenario


@dataclass(frozen=True)
class Site:
    """Numbers of patients of one site; these are true counts: only `output.disclosure` may show them.

    Attributes:
        shares: each excluded patient split equally among the criteria they fail, by id of the criterion; they add up
            to the excluded.
        missing: blank cells of each variable that the protocol reads and the table has; a value known only as an
            interval is not blank.
        leaves_unknown: those of the blank cells that stand in a criterion which is unknown of that patient. A man's
            blank pregnancy test does no harm, nor does a measured clearance where an estimate serves.
        decided: patients none of whose criteria is unknown; the eligible are among them.
    """

    value: str
    patients: int
    eligible: int
    potential: int
    excluded: int
    shares: Mapping[str, float]
    missing: Mapping[str, int]
    leaves_unknown: Mapping[str, int]
    decided: int

    @property
    def dominant(self) -> str | None:
        """The criterion with the largest share of the excluded, the first where several have it; None without any."""
        return max(self.shares, key=self.shares.__getitem__, default=None) if self.excluded else None

    @property
    def share(self) -> float:
        """The share of that criterion, in patients."""
        return self.shares[self.dominant] if self.dominant else 0.0

    @property
    def missing_share(self) -> float | None:
        """Share of blank cells among the cells that the protocol reads; None where it reads none."""
        cells = self.patients * len(self.missing)
        return sum(self.missing.values()) / cells if cells else None

    @property
    def missing_most(self) -> str | None:
        """The variable whose blanks leave most patients unknown, the first read where several do; None if none."""
        most = max(self.leaves_unknown, key=self.leaves_unknown.__getitem__, default=None)
        return most if most and self.leaves_unknown[most] else None

    @property
    def eligible_of_decided(self) -> float | None:
        """Share of the eligible among patients none of whose criteria is unknown; None where there are none."""
        return self.eligible / self.decided if self.decided else None


def by_site(engine: MemoryEngine, scenario: Scenario, variable: str = "site") -> tuple[Site, ...]:
    """Each site, or group of another variable, as the table names them, then *not known*; empty without the column.

    Raises `Refused` when the table holds a variable as another kind than the protocol declares.
    """
    verdicts = active_verdicts(engine, scenario)
    if variable not in engine.dataset.columns:
        return ()
    decided = statuses(verdicts, engine.everyone).decided
    columns, criteria = engine.dataset.columns, scenario.active
    blank = {name: blanks(columns[name]) for name in scenario.protocol.variables_read if name in columns}
    unknown = [(variables_read(each), found.unknown) for each, found in zip(criteria, verdicts, strict=True)]
    harmful = {
        name: reduce(
            or_, (each & bits for read, bits in unknown if name in read), truth.nobody(engine.dataset.patients)
        )
        for name, each in blank.items()
    }
    who = members(engine.dataset, variable)
    return tuple(
        _site(
            value,
            counted,
            [each.id for each in criteria],
            {name: count(bits & each) for name, each in blank.items()},
            {name: count(bits & each) for name, each in harmful.items()},
            count(bits & decided),
        )
        for (value, bits), counted in zip(who.items(), attrition_among(verdicts, list(who.values())), strict=True)
    )


def _site(
    value: str,
    counted: Attrition,
    criteria: Sequence[str],
    missing: Mapping[str, int],
    leaves_unknown: Mapping[str, int],
    decided: int,
) -> Site:
    eligible, potential, excluded = counted.statuses.tolist()
    return Site(
        value,
        eligible + potential + excluded,
        eligible,
        potential,
        excluded,
        dict(zip(criteria, counted.share.tolist(), strict=True)),
        missing,
        leaves_unknown,
        decided,
    )
