"""Who is gained and who is lost against the protocol, group by group, and which criterion makes the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from criteria.engine.memory import MemoryEngine
from criteria.engine.truth import Verdicts, Words, count
from criteria.funnel.attrition import Attrition, attrition
from criteria.funnel.levers.groups import members
from criteria.funnel.levers.statuses import Statuses, active, active_verdicts, statuses
from criteria.funnel.levers.uncertainty import Ratio, rate_ratio
from criteria.model.scenario import Scenario, baseline
from criteria.text.wording import label

ALL = "all patients"


@dataclass(frozen=True)
class Driver:
    """What most sets a group apart from all patients, and by how many patients in 100.

    `criterion` is its id, or None where it is unknown values: more of the group is potential.
    """

    criterion: str | None
    excess: float


@dataclass(frozen=True)
class Group:
    """Numbers of patients of one group; these are true counts: only `output.disclosure` may show them.

    Attributes:
        eligible, potential, excluded: under the scenario; they add up to the patients.
        eligible_before, potential_before: under the protocol.
        gained: eligible now, but not before.
        lost: eligible before, but not now.
        shares: each excluded patient split equally among the criteria they fail, for each criterion of the
            composition; they add up to the excluded.
        ratio: the eligible share over that of all patients, see `rate_ratio`; None where that is not defined.
        driver: only where the eligible share is below that of all patients, see `driver`.
    """

    value: str
    patients: int
    eligible: int
    potential: int
    excluded: int
    eligible_before: int
    potential_before: int
    gained: int
    lost: int
    shares: tuple[float, ...]
    ratio: Ratio | None
    driver: Driver | None


@dataclass(frozen=True)
class Composition:
    """The groups of one variable under a scenario.

    Attributes:
        criteria: ids of the criteria that are on, in protocol order.
        groups: every word of the table or band of age, those that nobody has too, then *not known*.
        total: all patients, as if they were one group.
        remaining: patients of each group still there after each criterion, shape (criteria, groups); unknown counts
            as still there.
    """

    variable: str
    label: str
    criteria: tuple[str, ...]
    groups: tuple[Group, ...]
    total: Group
    remaining: tuple[tuple[int, ...], ...]


def composition(engine: MemoryEngine, scenario: Scenario, variable: str) -> Composition:
    """The groups of a variable: who is gained and lost against the protocol, what drives it, and along which funnel.

    ValueError when the variable makes no groups in this table (see `group_variables`); raises `Refused` when the table
    holds a variable as another kind than the protocol declares.
    """
    verdicts = active_verdicts(engine, scenario)
    now = statuses(verdicts, engine.everyone)
    before = statuses(active_verdicts(engine, baseline(scenario.protocol)), engine.everyone)
    criteria = tuple(each.id for each in active(scenario))
    who = members(engine.dataset, variable)
    counted = list(attrition_among(verdicts, list(who.values())))
    everyone = attrition(verdicts, engine.everyone)
    total = _group(ALL, engine.everyone, now, before, everyone, None, criteria)
    groups = tuple(
        _group(value, bits, now, before, each, total, criteria)
        for (value, bits), each in zip(who.items(), counted, strict=True)
    )
    return Composition(
        variable, label(variable, scenario.protocol), criteria, groups, total, _remaining(groups, counted)
    )


def driver(
    shares: Sequence[float], potential: float, patients: int, all_shares: Sequence[float], all_potential: float, of: int
) -> tuple[int | None, float]:
    """Which criterion takes more of a group than of all patients, most; its position, and patients in 100.

    Per patient, shares and potential add up to those who are not eligible, so their excesses add up to the gap
    between the eligible shares. The position is None where the excess of potential patients is larger than that of
    every criterion. Of these counts alone, so that shown counts give a shown driver. Neither may be of nobody.
    """
    excess = 100 * (np.asarray(shares, dtype=float) / patients - np.asarray(all_shares, dtype=float) / of)
    unknown = 100 * (potential / patients - all_potential / of)
    most = float(excess.max(initial=-np.inf))
    return (None, unknown) if unknown > most else (int(excess.argmax()), most)


def attrition_among(verdicts: Sequence[Verdicts], groups: Sequence[Words]) -> Iterator[Attrition]:
    """The counts over criteria among each group of patients; only words that hold some of them are worked on."""
    shape = len(verdicts), groups[0].size
    failed = np.array([each.failed for each in verdicts], dtype=np.uint64).reshape(shape)
    unknown = np.array([each.unknown for each in verdicts], dtype=np.uint64).reshape(shape)
    for bits in groups:
        held = np.flatnonzero(bits) if bits.any() else np.zeros(1, dtype=np.intp)  # the loop needs a word
        inside, nobody = bits[held], np.zeros(len(held), dtype=np.uint64)
        rows = zip(failed.take(held, axis=1) & inside, unknown.take(held, axis=1) & inside, strict=True)
        yield attrition([Verdicts(nobody, fails, open_, nobody, nobody) for fails, open_ in rows], inside)


def _group(
    value: str,
    bits: Words,
    now: Statuses,
    before: Statuses,
    counted: Attrition,
    total: Group | None,
    criteria: tuple[str, ...],
) -> Group:
    eligible, potential, excluded = counted.statuses.tolist()
    patients, shares = eligible + potential + excluded, tuple(counted.share.tolist())
    overall = total or Group(ALL, patients, eligible, potential, excluded, 0, 0, 0, 0, shares, None, None)
    return Group(
        value,
        patients,
        eligible,
        potential,
        excluded,
        count(bits & before.eligible),
        count(bits & before.potential),
        count(bits & now.eligible & ~before.eligible),
        count(bits & before.eligible & ~now.eligible),
        shares,
        rate_ratio(eligible, patients, overall.eligible, overall.patients),
        _driver(eligible, potential, patients, shares, overall, criteria),
    )


def _driver(
    eligible: int, potential: int, patients: int, shares: Sequence[float], total: Group, criteria: tuple[str, ...]
) -> Driver | None:
    if eligible * total.patients >= total.eligible * patients:
        return None
    at, excess = driver(shares, potential, patients, total.shares, total.potential, total.patients)
    return Driver(None if at is None else criteria[at], excess)


def _remaining(groups: Sequence[Group], counted: Sequence[Attrition]) -> tuple[tuple[int, ...], ...]:
    lost = np.cumsum([each.lost_here for each in counted], axis=1)
    left = np.array([group.patients for group in groups])[:, None] - lost
    return tuple(tuple(row) for row in left.T.tolist())
