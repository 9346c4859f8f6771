"""Every number of the trial under one scenario, read off the verdicts once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import and_, or_

from criteria.data.dataset import Column, Dataset, Numbers
from criteria.engine import truth
from criteria.engine.memory import Judged, MemoryEngine
from criteria.engine.truth import Words
from criteria.funnel.attrition import Attrition, attrition
from criteria.model.criterion import Criterion
from criteria.model.problems import Problem, Refused, refuse_if_any
from criteria.model.protocol import Group, Protocol
from criteria.model.scenario import Scenario
from criteria.model.variables import YES_NO, Flag, Number, Variable


@dataclass(frozen=True)
class Row:
    """The numbers of one criterion, or of a group of them; all are numbers of patients.

    Attributes:
        fails: fail it, whatever else they fail; overlapping between criteria.
        only: fail it and no other: what dropping it would buy back; `only_certain` of them have nothing unknown.
        gained: eligible patients more, were it dropped: those, and whoever has nothing unknown but this. Eligible and
            potential patients together become `only` more.
        lost_here: it is the first criterion they fail, in the order of the funnel.
        remaining: still there after it, in that order; unknown counts as still there.
        share: each excluded patient split equally among the criteria they fail; adds up to the excluded.
        on: a criterion switched off excludes nobody: its only, lost here and share are 0.
        screening: it is assessed at screening, whatever a record may already show.
    """

    id: str
    number: str
    part: str
    label: str
    on: bool
    screening: bool
    passed: int
    fails: int
    unknown: int
    not_applicable: int
    deferred: int
    only: int
    only_certain: int
    gained: int
    lost_here: int
    remaining: int
    share: float


@dataclass(frozen=True)
class Assumptions:
    """Patients whose numbers rest on a choice rather than on a measurement.

    Attributes:
        uln_fallback: the scenario lets the fallback table stand in for missing upper limits of normal.
    """

    uln_fallback: bool
    uln_assumed: int
    clearance_estimated: int


@dataclass(frozen=True)
class Results:
    """All numbers of one scenario over one dataset. These are true counts: only `output.disclosure` may show them."""

    scenario: Scenario
    patients: int
    eligible: int
    potential: int
    excluded: int
    rows: tuple[Row, ...]
    groups: tuple[Row, ...]
    assumptions: Assumptions
    synthetic: bool

    def row(self, identifier: str) -> Row:
        """The row of a criterion or group. KeyError when there is none."""
        for row in (*self.rows, *self.groups):
            if row.id == identifier:
                return row
        raise KeyError(identifier)


def evaluate(engine: MemoryEngine, scenario: Scenario, order: Sequence[str] | None = None) -> Results:
    """Every number of a scenario.

    Args:
        engine: holds the dataset and the verdicts already known.
        scenario: limits, settings and switches over a protocol.
        order: ids of all criteria in the order of the funnel; the protocol's own by default. It decides
            *lost here* and *remaining* and nothing else. ValueError when it leaves one out or repeats one.

    Raises `Refused` when the table holds a variable as another kind than the protocol declares.
    """
    protocol = scenario.protocol
    refuse_contradicted(engine.dataset, protocol)
    own_order = [each.id for each in protocol.criteria]
    if order is not None and sorted(order) != sorted(own_order):
        raise ValueError("an order names every criterion of the protocol once")
    criteria = [protocol.criterion(name) for name in order or own_order]
    judged = {criterion.id: engine.judged(criterion, scenario) for criterion in criteria}
    active = [criterion for criterion in criteria if criterion.id not in scenario.off]
    groups = [[at for at, each in enumerate(active) if each.group == group.id] for group in protocol.groups]
    counted = attrition([judged[each.id].verdicts for each in active], engine.everyone, groups)
    rows = _rows(engine.dataset.patients, criteria, active, judged, counted)
    group_rows = tuple(
        _group_row(group, [row for row in rows if protocol.criterion(row.id).group == group.id], judged, only)
        for group, only in zip(protocol.groups, counted.group_only.tolist(), strict=True)
    )
    eligible, potential, excluded = counted.statuses.tolist()
    return Results(
        scenario,
        engine.dataset.patients,
        eligible,
        potential,
        excluded,
        rows,
        group_rows,
        _assumptions(scenario, [judged[each.id] for each in active]),
        engine.dataset.synthetic,
    )


def not_held(dataset: Dataset, scenario: Scenario) -> list[Problem]:
    """The readings of a scenario that ask a protected copy for what it does not hold; everybody would be unknown."""
    changed = {**scenario.settings, **scenario.limits}
    several = {name: value if isinstance(value, tuple) else (value,) for name, value in changed.items()}
    message = "the protected copy does not hold what this reading asks for; take the protocol's own, or ask its owner"
    return [
        Problem("not-held", name, message)
        for name, values in several.items()
        if name in dataset.unanswered or any(f"{name}={value}" in dataset.unanswered for value in values)
    ]


def refuse_unanswerable(results: Results, what: str) -> None:
    """Raise `Refused` when no patient has a pass or a fail on any criterion: the table answers nothing."""
    if any(row.passed or row.fails for row in results.rows):
        return
    wanted = results.scenario.protocol.variables_read
    message = f"no criterion can be evaluated; the protocol reads: {', '.join(wanted) or 'nothing'}"
    raise Refused(what, [Problem("nothing-answered", "columns", message)])


def refuse_contradicted(dataset: Dataset, protocol: Protocol) -> None:
    """Raise `Refused` with every variable that the table holds as something else than the protocol declares."""
    found = ((name, dataset.columns.get(name), protocol.variable(name)) for name in protocol.variables_read)
    contradicted = (
        (name, _contradiction(column, variable) or _other_unit(dataset.declared.get(name), variable))
        for name, column, variable in found
        if column and variable
    )
    refuse_if_any(
        dataset.name,
        (
            Problem("contradicted-kind", name, f"{what}; declare it alike in the protocol and in the map of the table")
            for name, what in contradicted
            if what
        ),
    )


def _other_unit(declared: Variable | None, variable: Variable) -> str:
    """How the unit a table declares is at odds with the variable's."""
    if not (isinstance(declared, Number) and isinstance(variable, Number)) or declared.unit == variable.unit:
        return ""
    return f"the table holds it in {declared.unit}, the protocol reads it in {variable.unit}"


def _contradiction(column: Column, variable: Variable) -> str:
    """How a column is at odds with the variable; its words are counted, never quoted."""
    if isinstance(column, Numbers) or isinstance(variable, Number):
        agreed = isinstance(column, Numbers) and isinstance(variable, Number)
        held = "numbers" if isinstance(column, Numbers) else "words"
        return "" if agreed else f"the table holds {held}, the protocol reads a {variable.kind}"
    allowed = YES_NO if isinstance(variable, Flag) else variable.values
    strange = len(set(column.values) - set(allowed)) if allowed else 0
    return f"{strange} words of the table are none of: {', '.join(allowed)}" if strange else ""


def _rows(
    patients: int,
    criteria: list[Criterion],
    active: list[Criterion],
    judged: dict[str, Judged],
    counted: Attrition,
) -> tuple[Row, ...]:
    position = {criterion.id: at for at, criterion in enumerate(active)}
    lost = [int(counted.lost_here[position[each.id]]) if each.id in position else 0 for each in criteria]
    remaining = list(accumulate((-each for each in lost), initial=patients))[1:]
    only, only_certain, share = counted.only.tolist(), counted.only_certain.tolist(), counted.share.tolist()
    gained = (counted.only_certain + counted.unknown_alone).tolist()
    rows = []
    for criterion, lost_here, left in zip(criteria, lost, remaining, strict=True):
        at = position.get(criterion.id)
        counts = judged[criterion.id].verdicts.counts
        rows.append(
            Row(
                id=criterion.id,
                number=criterion.number,
                part=criterion.part,
                label=criterion.label,
                on=at is not None,
                screening=judged[criterion.id].at_screening,
                passed=counts.passed,
                fails=counts.failed,
                unknown=counts.unknown,
                not_applicable=counts.not_applicable,
                deferred=counts.deferred,
                only=0 if at is None else only[at],
                only_certain=0 if at is None else only_certain[at],
                gained=0 if at is None else gained[at],
                lost_here=lost_here,
                remaining=left,
                share=0.0 if at is None else share[at],
            )
        )
    return tuple(rows)


def _group_row(group: Group, parts_of: list[Row], judged: dict[str, Judged], only: list[int]) -> Row:
    """A group as one criterion: its parts that are on, joined by AND. Lost here and share are sums of its parts."""
    counted = [row for row in parts_of if row.on] or parts_of
    counts = reduce(and_, (judged[row.id].verdicts for row in counted)).counts
    return Row(
        id=group.id,
        number=group.number,
        part="",
        label=group.label,
        on=any(row.on for row in parts_of),
        screening=all(row.screening for row in parts_of),
        passed=counts.passed,
        fails=counts.failed,
        unknown=counts.unknown,
        not_applicable=counts.not_applicable,
        deferred=counts.deferred,
        only=only[0],
        only_certain=only[1],
        gained=only[1] + only[2],
        lost_here=sum(row.lost_here for row in parts_of),
        remaining=min(row.remaining for row in parts_of),
        share=sum(row.share for row in parts_of),
    )


def _assumptions(scenario: Scenario, active: list[Judged]) -> Assumptions:
    """Everyone judged by the fallback table, and everyone whose clearance is an estimate."""
    assumed, estimated = (each.assumed_uln for each in active), (each.estimated_clearance for each in active)
    return Assumptions(scenario.assumes_uln, _in_any(assumed), _in_any(estimated))


def _in_any(found: Iterable[Words]) -> int:
    """How many patients are in any of the sets. Most criteria assume nothing, and share one empty set."""
    different = {id(each): each for each in found}.values()
    return truth.count(reduce(or_, different)) if different else 0
