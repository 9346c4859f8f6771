"""Who is gained and lost, group by group, as it may be shown: what can be derived is derived from shown numbers.

Protected counts follow specification section 4.3: groups of fewer than 30 patients are left out, unnamed, as each word
may be one patient's. What is shown of a count decides: a group of exactly 30 would be shown as ~28, which no other
number that is large enough is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from criteria.funnel.levers.composition import Composition, Group, driver
from criteria.funnel.levers.uncertainty import Ratio
from criteria.model.scenario import Scenario
from criteria.output.disclosure import HIDDEN, Mode, Shown, change, counted
from criteria.output.levers.shares import Share, ratio_of, share_of
from criteria.output.levers.steps import ShownSteps
from criteria.text import wording

SMALLEST_GROUP = 30
Count = Callable[[float], Shown]


@dataclass(frozen=True)
class ShownDriver:
    """What most sets a group apart, by patients in 100; `criterion` is None where it is unknown values."""

    criterion: str | None
    excess: float


@dataclass(frozen=True)
class ShownGroup:
    """A group as it may be shown; see `funnel.levers.composition.Group`.

    Attributes:
        gained, lost: patients; None in protected mode, which tells them together, as a change of shown numbers.
        eligible_change, potential_change: against the protocol.
        driver: only for a group below all patients, and only where shown counts tell which criterion it is.
    """

    value: str
    patients: Shown
    eligible: Shown
    potential: Shown
    excluded: Shown
    eligible_before: Shown
    potential_before: Shown
    gained: Shown | None
    lost: Shown | None
    eligible_change: Shown
    potential_change: Shown
    share: Share
    ratio: Ratio | None
    driver: ShownDriver | None

    @property
    def more(self) -> float:
        """Eligible patients that are new; where gained and lost are not told apart, as many as there are more."""
        return self.gained.drawn if self.gained else max(self.eligible_change.drawn, 0)

    @property
    def fewer(self) -> float:
        """Eligible patients that are gone, likewise."""
        return self.lost.drawn if self.lost else max(-self.eligible_change.drawn, 0)

    @property
    def clearly(self) -> int:
        """-1 where the whole interval of the ratio is below 1, +1 where it is above, else 0."""
        if self.ratio is None:
            return 0
        return (self.ratio.low > 1) - (self.ratio.high < 1)


@dataclass(frozen=True)
class ShownComposition:
    """The groups of a variable as they may be shown.

    Attributes:
        left_out: how many groups have fewer than 30 patients and are not shown; 0 in exact mode.
        steps: which share of those remaining each group is, after each criterion.
    """

    mode: Mode
    scenario: Scenario
    variable: str
    label: str
    groups: tuple[ShownGroup, ...]
    total: ShownGroup
    left_out: int
    steps: ShownSteps

    @property
    def moved(self) -> bool:
        """Whether the scenario differs from the protocol."""
        return not self.scenario.is_baseline


def disclose_composition(found: Composition, scenario: Scenario, mode: Mode) -> ShownComposition:
    """The groups of a variable as they may be shown in this mode; groups that nobody is in are left out."""
    count = counted(mode)
    large = [at for at, each in enumerate(found.groups) if large_enough(each.patients, mode)]
    return ShownComposition(
        mode,
        scenario,
        found.variable,
        found.label,
        tuple(_group(found.groups[at], found, mode) for at in large),
        _group(found.total, found, mode),
        len(found.groups) - len(large) if mode is Mode.PROTECTED else 0,
        ShownSteps(
            mode,
            found.criteria,
            tuple(wording.word(found.groups[at].value) for at in large),
            (count(found.total.patients), *(count(sum(row)) for row in found.remaining)),
            (
                tuple(count(found.groups[at].patients) for at in large),
                *(tuple(count(row[at]) for at in large) for row in found.remaining),
            ),
        ),
    )


def large_enough(patients: int, mode: Mode) -> bool:
    """Whether anything of a group alone may be shown."""
    return patients > 0 if mode is Mode.EXACT else counted(mode)(patients).drawn >= SMALLEST_GROUP


def _group(group: Group, found: Composition, mode: Mode) -> ShownGroup:
    count, exact = counted(mode), mode is Mode.EXACT
    patients, eligible, potential = count(group.patients), count(group.eligible), count(group.potential)
    eligible_before, potential_before = count(group.eligible_before), count(group.potential_before)
    ratio = ratio_of(eligible, patients, count(found.total.eligible), count(found.total.patients))
    return ShownGroup(
        wording.word(group.value),
        patients,
        eligible,
        potential,
        count(group.excluded),
        eligible_before,
        potential_before,
        count(group.gained) if exact else None,
        count(group.lost) if exact else None,
        change(eligible, eligible_before),
        change(potential, potential_before),
        share_of(eligible, patients),
        ratio,
        _driver(group, found, count) if ratio is not None and ratio.value < 1 else None,
    )


def _driver(group: Group, found: Composition, count: Count) -> ShownDriver | None:
    """The criterion that takes most more of a group, if shown counts tell: a hidden one may be anything up to ten."""
    own, everyone = [count(each) for each in group.shares], [count(each) for each in found.total.shares]
    potential, all_potential = count(group.potential), count(found.total.potential)
    at, excess = driver(
        _most(own),
        _most([potential])[0],
        round(count(group.patients).drawn),
        _least(everyone),
        _least([all_potential])[0],
        round(count(found.total.patients).drawn),
    )
    told = (potential, all_potential) if at is None else (own[at], everyone[at])
    if any(each.number is None for each in told):
        return None
    return ShownDriver(None if at is None else found.criteria[at], excess)


def _most(counts: Sequence[Shown]) -> list[float]:
    return [HIDDEN if each.number is None else each.number for each in counts]


def _least(counts: Sequence[Shown]) -> list[float]:
    return [0 if each.number is None else each.number for each in counts]
