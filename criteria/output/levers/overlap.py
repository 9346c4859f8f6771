"""How criteria overlap, as it may be shown: which fail together, how much two share, and which nobody fails alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from criteria.funnel.levers.overlap import Combination, Overlap
from criteria.model.scenario import Scenario
from criteria.output.disclosure import HIDDEN, Mode, Shown, counted, percent

MOST_NAMED = 8  # titles in a sentence; the table has them all
LARGEST = 12  # combinations that are shown one by one


@dataclass(frozen=True)
class ShownFails:
    """A criterion and who fails it: whatever else they fail, and nothing else."""

    id: str
    title: str
    fails: Shown
    only: Shown


@dataclass(frozen=True)
class ShownCombination:
    """Patients who fail exactly these criteria, given by their ids."""

    criteria: tuple[str, ...]
    patients: Shown


@dataclass(frozen=True)
class ShownOverlap:
    """How the criteria in force overlap, as it may be shown.

    Attributes:
        criteria: those whose fails may be told from nobody's, the most failed first.
        rest: titles of the other criteria in force: nobody fails them or, in protected mode, at most ten do.
        excluded: patients who fail any criterion.
        combinations: the largest exact ones, the largest first; in protected mode none of ten patients or fewer.
        other: patients who fail any other combination.
        others: how many other combinations there are; None where that would tell of hidden ones.
        both: patients who fail two of `criteria`, by their positions.
    """

    mode: Mode
    scenario: Scenario
    criteria: tuple[ShownFails, ...]
    rest: tuple[str, ...]
    excluded: Shown
    combinations: tuple[ShownCombination, ...]
    other: Shown
    others: int | None
    both: tuple[tuple[Shown, ...], ...]

    def criterion(self, identifier: str) -> ShownFails:
        """A criterion by its id. KeyError when it is not among those shown."""
        for each in self.criteria:
            if each.id == identifier:
                return each
        raise KeyError(identifier)

    def share(self, first: int, second: int) -> str:
        """Of those who fail the first criterion, the share that also fails the second, from the two shown numbers."""
        return percent(self.both[first][second], self.criteria[first].fails)

    @property
    def redundant(self) -> tuple[str, ...]:
        """Titles of the criteria that nobody fails alone; in protected mode, at most ten patients."""
        return tuple(each.title for each in self.criteria if not each.only.drawn)


def disclose_overlap(found: Overlap, mode: Mode) -> ShownOverlap:
    """An overlap as it may be shown. Which criteria and combinations are listed follows from shown numbers alone."""
    count = counted(mode)
    fails = [
        ShownFails(name, _title(found.scenario, name), count(int(found.both[at, at])), count(int(found.only[at])))
        for at, name in enumerate(found.criteria)
    ]
    order = sorted((at for at, each in enumerate(fails) if each.fails.drawn), key=lambda at: -fails[at].fails.drawn)
    listed = {fails[at].id for at in order}
    combinations = _largest(found.combinations, [fails[at].id for at in order], mode)
    excluded = count(found.excluded)
    return ShownOverlap(
        mode,
        found.scenario,
        tuple(fails[at] for at in order),
        tuple(_title(found.scenario, each.id) for each in found.scenario.active if each.id not in listed),
        excluded,
        combinations,
        _left(excluded, combinations, mode),
        len(found.combinations) - len(combinations) if mode is Mode.EXACT else None,
        tuple(tuple(count(int(found.both[row, column])) for column in order) for row in order),
    )


def _title(scenario: Scenario, identifier: str) -> str:
    criterion = scenario.protocol.criterion(identifier)
    return f"{criterion.number}{criterion.part} {criterion.label}"


def _largest(found: Iterable[Combination], order: Sequence[str], mode: Mode) -> tuple[ShownCombination, ...]:
    """By shown number, then by the criteria themselves: two that look equal are not told apart by their order."""
    count = counted(mode)
    place = {name: at for at, name in enumerate(order)}
    shown = [ShownCombination(each.criteria, count(each.patients)) for each in found]
    visible = [each for each in shown if each.patients.drawn]
    visible.sort(
        key=lambda each: (-each.patients.drawn, len(each.criteria), sorted(place[name] for name in each.criteria))
    )
    return tuple(visible[:LARGEST])


def _left(excluded: Shown, combinations: Iterable[ShownCombination], mode: Mode) -> Shown:
    """What shown numbers leave for all other combinations."""
    left = excluded.drawn - sum(each.patients.drawn for each in combinations)
    if mode is Mode.EXACT:
        return counted(mode)(left)
    return Shown(left, f"~{left:,.0f}") if left > HIDDEN else Shown(None, f"≤{HIDDEN}")


def overlap_in_words(shown: ShownOverlap) -> str:
    """The message of an overlap in words."""
    if not shown.criteria:
        return f"{shown.excluded.text} patients are excluded; no criterion is visibly failed."
    largest = "; ".join(
        f"{' and '.join(shown.criterion(name).title for name in each.criteria)}: {each.patients.text}"
        for each in shown.combinations[:3]
    )
    return f"{shown.excluded.text} patients are excluded. Most fail exactly {largest or 'no visible combination'}."


def redundant_in_words(shown: ShownOverlap) -> str:
    """The criteria that exclude nobody by themselves."""
    exact = shown.mode is Mode.EXACT
    who = "Nobody fails" if exact else "At most ten fail"
    said = f"{who} only this: {_listed(shown.redundant)}. " if shown.redundant else ""
    end = " at all" if exact else ""
    return said + (f"{who}{end}: {_listed(shown.rest)}." if shown.rest else "")


def _listed(titles: Sequence[str]) -> str:
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    return "; ".join(titles[:MOST_NAMED]) + more


def closest_pair(shown: ShownOverlap) -> str:
    """The pair of criteria that share most of their patients, relative to those who fail either of them."""
    pairs = [(a, b) for a in range(len(shown.criteria)) for b in range(a) if shown.both[a][b].drawn]
    if not pairs:
        return ""
    a, b = max(pairs, key=lambda pair: _shared(shown, *pair))
    first, second = shown.criteria[a].title, shown.criteria[b].title
    return (
        f"Closest pair: {first} and {second} ({shown.both[a][b].text} fail both: {shown.share(a, b)} of those who fail "
        f"the first, {shown.share(b, a)} of the second)."
    )


def _shared(shown: ShownOverlap, a: int, b: int) -> float:
    both = shown.both[a][b].drawn
    return both / (shown.criteria[a].fails.drawn + shown.criteria[b].fails.drawn - both)
