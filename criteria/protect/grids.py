"""What is declared beforehand: the cells of each quantity a protocol compares, read from the protocol alone.

An axis is one quantity as the criteria compare it – haemoglobin, AST as a multiple of its upper limit, creatinine
clearance – or the words of one variable. Its cells have an edge at every value that a limit has in the protocol, and at
some of its steps. No value of a table enters: only which columns it has.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator

from criteria.engine.fills import reads
from criteria.model.criterion import (
    Category,
    CreatinineClearance,
    LimitRef,
    Node,
    Range,
    Recency,
    Threshold,
    TimesUln,
    parts,
)
from criteria.model.problems import Problem, refuse_if_any
from criteria.model.protocol import TOLERANCE, Protocol
from criteria.model.scenario import Scenario, baseline
from criteria.model.variables import DICTIONARY, YES_NO, Number, Variable
from criteria.model.variables import Category as CategoryVariable
from criteria.protect.axes import OTHER, Axis, NumberAxis, WordAxis
from criteria.protect.compared import compared, key_of_value

MOST_STEPS = 12
"""Edges that one limit gives at most, beside its own value: finer cells drown in noise."""

OLDEST_TOLD = 90
"""Years; older patients are not told apart, neither in a table that is read nor in a copy."""

AGE, SITE = "age", "site"


def axes_of(protocol: Protocol, columns: Collection[str], sites: Collection[str] = ()) -> tuple[Axis, ...]:
    """The axes of a protocol over a table with these columns, in order of first use; the site last, where declared.

    Args:
        protocol: as it is written; changes of its limits and readings are what the copy is for.
        columns: the variables the table has a column for. Which these are is taken to be no secret.
        sites: the words of the site; without them the copy has no site, unless a criterion reads it.

    Raises `Refused` naming each criterion that compares something no axis can hold.
    """
    scenario = baseline(protocol)
    found: dict[object, tuple[str, object]] = {}
    for criterion in protocol.criteria:
        for key, what in compared(scenario.rule(criterion)):
            if _is_there(what, columns):
                found.setdefault(key, (criterion.id, what))
    refuse_if_any(protocol.id, _problems(protocol, found))
    made = [_axis(protocol, scenario, key, what, sites) for key, (_, what) in found.items()]
    if sites and SITE in columns and SITE not in {each.name for each in made}:
        made.append(WordAxis(DICTIONARY[SITE], tuple(dict.fromkeys([*sites, OTHER]))))
    return tuple(made)


def _is_there(what: object, columns: Collection[str]) -> bool:
    """Whether a table with these columns may say anything of what is compared."""
    match what:
        case TimesUln():
            own = what.variable in columns and (what.uln in columns or what.fallback == "defaults")
            return own or (what.given is not None and what.given in columns)
        case CreatinineClearance():
            needed = set(reads(what)) - {what.measured, what.sex}
            return what.measured in columns or needed <= set(columns)
        case _:
            return what in columns


def _problems(protocol: Protocol, found: dict[object, tuple[str, object]]) -> Iterator[Problem]:
    """What cannot be held by any axis, by criterion and name."""
    held: dict[str, str] = {}
    for criterion, what in found.values():
        name = _held_by(what)
        if name is None or protocol.variable(name) is None:
            named = what.variable if isinstance(what, TimesUln) else what
            message = f"compares {named} in a way the copy has no column for; compare a declared number instead"
            yield Problem("cannot-encode", criterion, message)
        elif name in held:
            message = f"and {held[name]} compare two things that the copy would both hold as {name}; compare one"
            yield Problem("cannot-encode", criterion, message)
        else:
            held[name] = criterion
    for criterion, what in found.values():
        if isinstance(what, TimesUln) and {what.variable, what.uln} <= held.keys():
            message = f"{what.variable} and {what.uln} are also compared by themselves; their multiple cannot be kept"
            yield Problem("cannot-encode", criterion, message)


def _held_by(what: object) -> str | None:
    """The variable of the copy that holds what is compared."""
    match what:
        case TimesUln():
            return what.given
        case CreatinineClearance():
            return what.measured
        case _:
            return str(what)


def _axis(protocol: Protocol, scenario: Scenario, key: object, what: object, sites: Collection[str]) -> Axis:
    variable = protocol.variable(str(_held_by(what)))
    if not isinstance(variable, Number):
        assert variable is not None, "it was looked for"
        return WordAxis(variable, _words(protocol, variable, sites))
    cuts = _cuts(variable, _edges(protocol, (each.rule for each in protocol.criteria), key, MOST_STEPS))
    deciding = _cuts(variable, _edges(protocol, (scenario.rule(each) for each in protocol.criteria), key, 0))
    low, high = _outer(variable, cuts)
    inside = tuple(cut for cut in cuts if low < cut <= high)
    assert isinstance(what, str | TimesUln | CreatinineClearance)
    return NumberAxis(what, variable, inside, tuple(cut for cut in deciding if cut in inside), low, high)


def _words(protocol: Protocol, variable: Variable, sites: Collection[str]) -> tuple[str, ...]:
    """The words a variable is declared with; without such a list those that criteria name, and any other."""
    if not isinstance(variable, CategoryVariable):
        return YES_NO
    if variable.values:
        return variable.values
    rules = (part for each in protocol.criteria for part in parts(each.rule))
    asked = (part for part in rules if isinstance(part, Category) and part.variable == variable.name)
    named = [word for part in asked for word in (*part.accept, *part.undecided)]
    return tuple(dict.fromkeys([*named, *(sites if variable.name == SITE else ()), OTHER]))


# --- edges --------------------------------------------------------------------------------------------------------


def _edges(protocol: Protocol, rules: Iterable[Node], key: object, steps: int) -> Iterator[tuple[float, bool]]:
    """Each value that something is compared with, and whether the value itself lies above the edge (at least)."""
    for part in (part for rule in rules for part in parts(rule)):
        for value, bound, at_least in _bounds(part):
            if key_of_value(value) == key:
                yield from ((edge, at_least) for edge in _values(protocol, bound, steps))


def _bounds(part: Node) -> Iterator[tuple[object, object, bool]]:
    match part:
        case Threshold() | Range():
            yield part.value, part.at_least, True
            yield part.value, part.at_most, False
        case Recency():
            yield part.age, part.within, False


def _values(protocol: Protocol, bound: object, steps: int) -> tuple[float, ...]:
    """The value of a bound; of a limit that can be moved also some of its steps."""
    if isinstance(bound, LimitRef):
        limit = protocol.limits[bound.limit]
        count = (limit.max - limit.min) / limit.step
        return (*limit.steps(max(1, math.ceil(count / steps))), limit.max)
    return () if bound is None else (float(bound),)  # type: ignore[arg-type]  # a bound is a number


def _cuts(variable: Number, edges: Iterable[tuple[float, bool]]) -> tuple[float, ...]:
    """Edges as the engine compares, with its tolerance; of whole numbers the number above each edge."""
    found = set()
    for edge, at_least in edges:
        slack = TOLERANCE * max(1.0, abs(edge))
        if variable.whole or variable.completed:
            found.add(float(math.ceil(edge - slack) if at_least else math.floor(edge + slack) + 1))
        else:
            found.add(edge - slack if at_least else math.nextafter(edge + slack, math.inf))
    return tuple(sorted(cut for cut in found if variable.name != AGE or cut <= OLDEST_TOLD))


def _outer(variable: Number, cuts: tuple[float, ...]) -> tuple[float, float]:
    """Where the outermost cells end: as far beyond the edges as these lie apart, and never beyond what is plausible."""
    least, most = variable.plausible
    if not cuts:
        return least, most
    width = max(cuts[-1] - cuts[0], abs(cuts[0]) / 2, 1.0)
    low, high = max(least, cuts[0] - width), min(most, cuts[-1] + width)
    if variable.whole or variable.completed:
        low, high = math.floor(low), math.floor(high) + 1.0
    return float(low), float(high)
