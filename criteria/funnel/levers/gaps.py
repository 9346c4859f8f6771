"""What is missing most: which unknown variables, once filled in, would decide the most potential patients.

A patient counts as decided where nothing is left unknown whatever the values turn out to be: eligible or excluded, but
no longer potential. Filling in means a definite answer: a number instead of a blank or an interval, a word that the
protocol does not leave undecided, evidence that is recent. Where the evidence of a patient is stale, filling in its age
means new evidence: the values inside the window are new ones too, values outside it stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray

from criteria.engine import truth
from criteria.engine.fills import Fills, fillable, reads
from criteria.engine.memory import MemoryEngine
from criteria.engine.possible import Possible, possible
from criteria.engine.quantities import BESIDE
from criteria.engine.truth import Verdicts, count
from criteria.funnel.levers.lever import ALL_SEEN, Seen
from criteria.funnel.levers.part import among
from criteria.funnel.levers.statuses import active_verdicts, statuses
from criteria.model.criterion import Node
from criteria.model.scenario import Scenario

PAIRS = 10
Variables = frozenset[str]


@dataclass(frozen=True)
class Gap:
    """Variables, and how many potential patients are certainly decided once all of them are filled in."""

    variables: tuple[str, ...]
    decided: int


@dataclass(frozen=True)
class Gaps:
    """What keeps potential patients undecided; these are true counts: only `output.disclosure` may show them.

    Attributes:
        singles: every variable the criteria that are on depend on, most decided first.
        pairs: the ten pairs that decide most, together; of variables that some potential patient lacks.
        missing: potential patients whose entry is blank, by variable; whether it matters to them or not.
        unsettling: those who have an entry that leaves a verdict unknown: the age of stale evidence, an undecided word.
        expected_eligible: the eligible, and of each potential patient the chance to pass all unknown criteria, were
            values missing at random: the product over these criteria of passes / (passes + fails) among all patients.
            None where nobody passes or fails a criterion that is unknown of a potential patient.
    """

    potential: int
    singles: tuple[Gap, ...]
    pairs: tuple[Gap, ...]
    missing: Mapping[str, int]
    unsettling: Mapping[str, int]
    expected_eligible: float | None


def gaps(engine: MemoryEngine, scenario: Scenario, seen: Seen = ALL_SEEN) -> Gaps:
    """What is missing most under a scenario; the order and the choice of pairs follow what may be seen of the counts.

    A criterion that is assessed at screening because the table has none of its variables stays so. Raises `Refused`
    when the table holds a variable as another kind than the protocol declares.
    """
    verdicts = active_verdicts(engine, scenario)
    found = statuses(verdicts, engine.everyone)
    rules = [engine.rule(each, scenario) for each in scenario.active]
    names = tuple(dict.fromkeys(name for rule in rules for name in fillable(rule, engine.dataset.columns)))
    fills = Fills(MemoryEngine(among(engine.dataset, found.potential, (*BESIDE, *names))), rules)
    lacking = [name for name in names if fills.open(name).any()]
    deciding = _Deciding(fills, rules)
    return Gaps(
        count(found.potential),
        _ranked([Gap((name,), deciding.count(frozenset({name}))) for name in names], seen),
        _ranked([Gap(pair, deciding.count(frozenset(pair))) for pair in combinations(lacking, 2)], seen)[:PAIRS],
        {name: count(fills.blank(name)) for name in names},
        {name: count(fills.renewable(name) & ~fills.blank(name)) for name in names},
        _expected(count(found.eligible), verdicts, truth.unpack(found.potential, engine.dataset.patients), seen),
    )


def _ranked(found: Sequence[Gap], seen: Seen) -> tuple[Gap, ...]:
    """Most decided first; the order of the protocol among equals."""
    decided = seen(np.array([each.decided for each in found], dtype=np.int64))
    return tuple(found[at] for at in np.argsort(-decided, kind="stable"))


class _Deciding:
    """How many patients a set of variables decides, each rule worked out once for the variables of it that are in."""

    def __init__(self, fills: Fills, rules: Sequence[Node]) -> None:
        self._fills = fills
        self._rules = [(rule, frozenset(reads(rule))) for rule in rules]
        self._kept: dict[tuple[int, Variables], Possible] = {}

    def count(self, variables: Variables) -> int:
        """Patients decided whatever the values of the variables: it cannot be that none fails and one is unknown.

        A criterion may certainly fail: a value that is too low, once its blank date turns out to be a recent one.
        """
        found = [self._possible(at, variables & read) for at, (_, read) in enumerate(self._rules)]
        may_stay = reduce(and_, (each.met | each.unknown for each in found), self._fills.everyone)
        unknown = reduce(or_, (each.unknown for each in found), self._fills.nobody)
        return count(self._fills.everyone & ~(may_stay & unknown))

    def _possible(self, at: int, variables: Variables) -> Possible:
        if (at, variables) not in self._kept:
            self._kept[at, variables] = possible(self._rules[at][0], self._fills, variables)
        return self._kept[at, variables]


def _expected(eligible: int, verdicts: Sequence[Verdicts], potential: NDArray[np.bool_], seen: Seen) -> float | None:
    """Each potential patient's chance is a product: verdicts are taken as independent, values as missing at random.

    None where patients are seen to be unknown in a criterion that nobody is seen to pass or to fail.
    """
    chances = np.ones(potential.sum())
    for each in verdicts:
        unknown = truth.unpack(each.unknown, len(potential))[potential]
        evaluable = each.counts.passed + each.counts.failed
        open_here, judged = seen(np.array([int(unknown.sum()), evaluable]))
        if open_here and not judged:
            return None
        chances[unknown] *= each.counts.passed / max(evaluable, 1)
    return eligible + float(chances.sum())
