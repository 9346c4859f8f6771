"""What is declared beforehand: the cells of each quantity a protocol compares, read from the protocol alone.

An axis is one quantity as the criteria compare it – haemoglobin, AST as a multiple of its upper limit, creatinine
clearance – or the words of one variable. Its cells have an edge at every value that a limit has in the protocol, and at
some of its steps. No value of a table enters: only which columns it has.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from criteria.engine.fills import reads
from criteria.model.criterion import (
    Category,
    CreatinineClearance,
    Flag,
    LimitRef,
    Node,
    Range,
    Recency,
    Screening,
    Threshold,
    TimesUln,
    parts,
)
from criteria.model.problems import Problem, refuse_if_any
from criteria.model.protocol import TOLERANCE, Protocol
from criteria.model.scenario import Scenario, baseline
from criteria.model.variables import DICTIONARY, YES_NO, Number, Variable
from criteria.model.variables import Category as CategoryVariable

MOST_STEPS = 12
"""Edges that one limit gives at most, beside its own value: finer cells drown in noise."""

OLDEST_TOLD = 90
"""Years; older patients are not told apart, neither in a table that is read nor in a copy."""

OTHER = "other"
"""The word of the copy for every word of a variable without a list of words that nobody declared."""

AGE, SITE = "age", "site"


@dataclass(frozen=True)
class NumberAxis:
    """A compared number.

    Attributes:
        value: what is compared, bound; the engine reads it off a table.
        variable: the variable of the copy that holds it, in its standard unit.
        cuts: ascending; a number lies in the cell whose index is how many cuts it has reached.
        deciding: those of the cuts at which a verdict changes under the protocol as it is.
        low, high: where the outermost cells end; larger and smaller numbers lie in them too.
    """

    value: str | TimesUln | CreatinineClearance
    variable: Number
    cuts: tuple[float, ...]
    deciding: tuple[float, ...]
    low: float
    high: float

    @property
    def name(self) -> str:
        """The name of the variable in the copy."""
        return self.variable.name

    @property
    def missing(self) -> int:
        """The code of a missing number: the one after the last cell."""
        return len(self.cuts) + 1

    @property
    def size(self) -> int:
        """How many codes there are."""
        return len(self.cuts) + 2

    def ends(self) -> tuple[float, ...]:
        """Where the cells begin and end, ascending; cell i lies between ends i and i + 1."""
        return (self.low, *self.cuts, self.high)


@dataclass(frozen=True)
class WordAxis:
    """The words of a variable. `words` are declared; `other` stands among them where any word is allowed."""

    variable: Variable
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the variable."""
        return self.variable.name

    @property
    def missing(self) -> int:
        """The code of a missing word."""
        return len(self.words)

    @property
    def size(self) -> int:
        """How many codes there are."""
        return len(self.words) + 1


Axis = NumberAxis | WordAxis


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
        for key, what in _compared(scenario.rule(criterion)):
            if _is_there(what, columns):
                found.setdefault(key, (criterion.id, what))
    refuse_if_any(protocol.id, _problems(protocol, found))
    made = [_axis(protocol, scenario, key, what, sites) for key, (_, what) in found.items()]
    if sites and SITE in columns and SITE not in {each.name for each in made}:
        made.append(WordAxis(DICTIONARY[SITE], tuple(dict.fromkeys([*sites, OTHER]))))
    return tuple(made)


def names_of(rule: Node, axes: Iterable[Axis]) -> tuple[str, ...]:
    """The axes among these that a bound rule compares, in order of first use."""
    there = {key_of(each): each.name for each in axes}
    return tuple(dict.fromkeys(there[key] for key, _ in _compared(rule) if key in there))


def key_of(axis: Axis) -> object:
    """What is compared, whatever stands in for it where it is missing."""
    return _key(axis.value) if isinstance(axis, NumberAxis) else axis.variable.name


def unanswered(protocol: Protocol, axes: Collection[Axis]) -> tuple[str, ...]:
    """The readings of the protocol that ask for what the copy does not hold, each as `setting=option` or a limit."""
    now, there = baseline(protocol), {key_of(each) for each in axes}
    asked = {each.id: _asks(now.rule(each)) for each in protocol.criteria}
    found = []
    for name, setting in protocol.settings.items():
        for option in setting.options:
            chosen: str | tuple[str, ...] = (option,) if setting.many else option
            then = Scenario(protocol, settings={name: chosen})
            if any(_new(_asks(then.rule(each)), asked[each.id], there) for each in protocol.criteria):
                found.append(f"{name}={option}")
    for name, limit in protocol.limits.items():
        if limit.value is None:
            then = Scenario(protocol, limits={name: limit.min})
            if any(_new(_asks(then.rule(each)), asked[each.id], there) for each in protocol.criteria):
                found.append(name)
    return tuple(found)


def _asks(rule: Node) -> frozenset[tuple[object, object]]:
    """What a rule compares, with whatever stands in for it."""
    return frozenset((key, what) for key, what in _compared(rule))


def _new(asked: frozenset[tuple[object, object]], before: frozenset[tuple[object, object]], there: set[object]) -> bool:
    """Whether something is asked that is not in the copy, or is in it as another reading has it."""
    return any(key not in there or not isinstance(what, str) for key, what in asked - before)


def _compared(rule: Node) -> Iterator[tuple[object, object]]:
    """Each thing a bound rule compares: its key, and the thing itself."""
    for part in parts(rule):
        match part:
            case Threshold() | Range():
                yield _key(part.value), part.value
            case Recency() if part.within is not None:
                yield part.age, part.age
            case Category() | Flag():
                yield part.variable, part.variable


def _key(value: object) -> object:
    match value:
        case TimesUln():
            return "multiple", value.variable, value.uln
        case CreatinineClearance():
            return ("clearance", *value.reads())
        case _:
            return value


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
            if _key(value) == key:
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


def is_asked_at_screening(rule: Node) -> bool:
    """Whether a bound rule is only asked at screening, so that no record decides it."""
    return isinstance(rule, Screening) and rule.documented is None
