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

import numpy as np

from criteria.protect.axes import Axis, NumberAxis
from criteria.protect.grids import SITE
from criteria.protect.parts import Context, Missing, OfAxis, Others, Part, Profile, Verdict
from criteria.protect.seen import Asked, Cells, Seen, contexts

OWN = Fraction(3)
PAIR = Fraction(2)
PANEL = Fraction(4)
SITE_STATUS = Fraction(4)
PROFILE_SHARE = Fraction(3, 10)
"""The part of the whole that the failure profile gets: from it come the eligible, the potential, and every *only*."""

LARGEST_PANEL = 5
MOST_PAIRED = 5
MOST_CONTEXTS = 60  # of an axis in a criterion that compares very many: cells beyond that hold next to nobody


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
