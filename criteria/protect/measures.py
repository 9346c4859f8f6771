"""Which histograms are measured, chosen from the protocol: in each of them a person is in exactly one cell.

A histogram is a product of parts – the cells of an axis, a verdict, the status of all other criteria. Its weight says
how much of the privacy it may spend, against the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import prod
from typing import Protocol as Form

import numpy as np

from criteria.model.criterion import Criterion
from criteria.protect.axes import Axis, NumberAxis
from criteria.protect.grids import SITE
from criteria.protect.seen import FAIL, STATUSES, Asked, Cells, Seen, contexts

OWN = Fraction(3)
PAIR = Fraction(2)
PANEL = Fraction(4)
SITE_STATUS = Fraction(4)
PROFILE_SHARE = Fraction(3, 10)
"""The part of the whole that the failure profile gets: from it come the eligible, the potential, and every *only*."""

LARGEST_PANEL = 5
MOST_PAIRED = 5
MOST_CONTEXTS = 60  # of an axis in a criterion that compares very many: cells beyond that hold next to nobody


class Part(Form):
    """One thing said of a patient, as one of `size` cells."""

    @property
    def size(self) -> int:
        """How many cells."""
        ...

    def cells(self, seen: Seen) -> Cells:
        """The cell of each patient."""
        ...


@dataclass(frozen=True)
class OfAxis:
    """The code on an axis."""

    axis: Axis

    @property
    def size(self) -> int:
        """How many codes the axis has."""
        return self.axis.size

    def cells(self, seen: Seen) -> Cells:
        """The code of each patient."""
        return np.asarray(seen.coded.codes[self.axis.name], dtype=np.int64)


@dataclass(frozen=True)
class Missing:
    """Whether the code on an axis is that of a missing value."""

    axis: Axis
    size: int = 2

    def cells(self, seen: Seen) -> Cells:
        """1 where missing."""
        return np.asarray(seen.coded.codes[self.axis.name] == self.axis.missing, dtype=np.int64)


@dataclass(frozen=True)
class Verdict:
    """The verdict of the criterion at a place."""

    at: int
    size: int = STATUSES

    def cells(self, seen: Seen) -> Cells:
        """Pass, unknown or fail."""
        return np.asarray(seen.marks[self.at], dtype=np.int64)


@dataclass(frozen=True)
class Others:
    """The status by all criteria but the one at a place; by all of them where there is no place."""

    at: int | None
    size: int = STATUSES

    def cells(self, seen: Seen) -> Cells:
        """Eligible, potential or excluded."""
        return seen.status if self.at is None else seen.status_of_others(self.at)


@dataclass(frozen=True)
class Context:
    """What of an axis matters to a criterion, by everything else the criterion reads; what was not foreseen is last."""

    criterion: Criterion
    axis: Axis
    known: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many contexts were foreseen, and one for all others."""
        return len(self.known) + 1

    def cells(self, seen: Seen) -> Cells:
        """The place of each patient's context among those foreseen."""
        found, known = seen.context(self.criterion, self.axis), np.array(self.known)
        at = np.searchsorted(known, found).clip(max=len(known) - 1)
        return np.where(known[at] == found, at, len(known)).astype(np.int64)


@dataclass(frozen=True)
class Profile:
    """Which criteria a patient fails: none (certainly, or with unknowns), one (likewise), which two, or more."""

    criteria: int

    @property
    def size(self) -> int:
        """Two for none, two for each criterion alone, one for each two, one for more."""
        return 2 + 2 * self.criteria + self.criteria * (self.criteria - 1) // 2 + 1

    def cells(self, seen: Seen) -> Cells:
        """The cell of each patient."""
        failed = seen.marks == FAIL
        first = np.argmax(failed, axis=0)
        last = self.criteria - 1 - np.argmax(failed[::-1], axis=0)
        two = 2 + 2 * self.criteria + first * (2 * self.criteria - first - 1) // 2 + (last - first - 1)
        open_ = (seen.unknowns > 0).astype(np.int64)
        cells = [open_, 2 + 2 * first + open_, two]
        return np.asarray(np.select([seen.fails == count for count in range(3)], cells, self.size - 1), dtype=np.int64)


@dataclass(frozen=True)
class Histogram:
    """A product of parts, and how much of the privacy it may spend."""

    name: str
    weight: Fraction
    parts: tuple[Part, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the parts."""
        return tuple(part.size for part in self.parts)

    @property
    def size(self) -> int:
        """How many cells."""
        return prod(self.shape)

    def cells(self, seen: Seen) -> Cells:
        """The one cell of each patient."""
        found = np.zeros(seen.patients, dtype=np.int64)
        for part in self.parts:
            found = found * part.size + part.cells(seen)
        return found


@dataclass(frozen=True)
class Plan:
    """All that is measured, the failure profile last, and how patients are drawn from it.

    Attributes:
        pairs: axes measured two at a time, because a criterion compares both.
        panels: axes whose values go missing together.
    """

    asked: Asked
    histograms: tuple[Histogram, ...]
    pairs: tuple[tuple[Axis, Axis], ...]
    panels: tuple[tuple[NumberAxis, ...], ...]


def plan_of(asked: Asked) -> Plan:
    """The plan of a protocol over its axes. Nothing of a table enters but which columns it has."""
    pairs, panels = _pairs(asked), _panels(asked)
    found = [*_of_criteria(asked), *_of_pairs(pairs), *_of_panels(panels), *_of_the_rest(asked)]
    spent = sum((each.weight for each in found), Fraction(0))
    profile = Profile(len(asked.criteria))
    share = PROFILE_SHARE / (1 - PROFILE_SHARE)
    found.append(Histogram("profile", spent * share if spent else Fraction(1), (profile,)))
    return Plan(asked, tuple(found), pairs, panels)


def verdict_weight(criteria: int) -> Fraction:
    """Of few criteria the curves are what is hard to tell, of many how many patients fail each."""
    return OWN * min(max(Fraction(criteria, 15), Fraction(1, 2)), Fraction(5, 2))


def _of_criteria(asked: Asked) -> Iterator[Histogram]:
    """Of each criterion its verdict, and each of its axes with what else the patient fails: every what-if curve."""
    weight = verdict_weight(len(asked.criteria))
    for at, criterion in enumerate(asked.criteria):
        yield Histogram(f"verdict {criterion.id}", weight, (Verdict(at),))
        names = asked.axes_of[criterion.id]
        for name in names:
            axis = asked.axis(name)
            known = contexts(criterion, axis, asked) if len(names) > 1 else ()
            context = (Context(criterion, axis, known),) if 1 < len(known) <= MOST_CONTEXTS else ()
            yield Histogram(f"{criterion.id} over {name}", OWN, (*context, OfAxis(axis), Others(at)))


def _of_pairs(pairs: tuple[tuple[Axis, Axis], ...]) -> Iterator[Histogram]:
    for one, other in pairs:
        yield Histogram(f"{one.name} and {other.name}", PAIR, (OfAxis(one), OfAxis(other)))


def _of_panels(panels: tuple[tuple[NumberAxis, ...], ...]) -> Iterator[Histogram]:
    for panel in panels:
        yield Histogram(f"missing {panel[0].name} …", PANEL, tuple(Missing(axis) for axis in panel))


def _of_the_rest(asked: Asked) -> Iterator[Histogram]:
    """Axes no criterion reads: the site, with the status."""
    read = {name for names in asked.axes_of.values() for name in names}
    for axis in asked.axes:
        if axis.name not in read:
            weight = SITE_STATUS if axis.name == SITE else PAIR
            yield Histogram(f"{axis.name} and status", weight, (OfAxis(axis), Others(None)))


def _pairs(asked: Asked) -> tuple[tuple[Axis, Axis], ...]:
    """Axes that one criterion compares, two at a time; of very many those that stand beside each other."""
    found: dict[frozenset[str], tuple[Axis, Axis]] = {}
    for criterion in asked.criteria:
        axes = [asked.axis(name) for name in asked.axes_of[criterion.id]]
        for one, other in combinations(axes, 2) if len(axes) <= MOST_PAIRED else pairwise(axes):
            found.setdefault(frozenset((one.name, other.name)), (one, other))
    return tuple(found.values())


def _panels(asked: Asked) -> tuple[tuple[NumberAxis, ...], ...]:
    """Numbers of one group of the protocol, and of criteria in no group that compare one number only, a few each."""
    groups: dict[str, dict[str, NumberAxis]] = {}
    for criterion in asked.criteria:
        names = asked.axes_of[criterion.id]
        for axis in (asked.axis(name) for name in names):
            if isinstance(axis, NumberAxis) and (criterion.group or len(names) == 1):
                groups.setdefault(criterion.group or "", {}).setdefault(axis.name, axis)
    taken: set[str] = set()
    found = []
    for each in groups.values():
        fresh = [axis for name, axis in each.items() if name not in taken]
        taken.update(each)
        found += [tuple(fresh[at : at + LARGEST_PANEL]) for at in range(0, len(fresh), LARGEST_PANEL)]
    return tuple(panel for panel in found if len(panel) > 1)
