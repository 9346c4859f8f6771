"""What a page shows at each step of a limit, as one small table: a base, and where the steps differ from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from copy import deepcopy
from math import ceil
from time import perf_counter
from typing import Any

NEAR = 5  # steps on either side of the present value, for an arrow key
COARSE = 60  # values of the coarse row at most
State = Any
"""What is shown, as JSON holds it: dictionaries, lists, texts, numbers."""
Path = tuple[str | int, ...]


class StepTable:
    """States at the values of one limit, made outward from its present value.

    Of a limit with many steps the nearest come first, then a coarse row of the others, which a drag jumps along.
    What differs from the base is kept, not the states: a step of sixty criteria then takes a few kilobytes.
    """

    def __init__(self, values: Iterable[float], now: float, base: State) -> None:
        """The state at the present value, and the other values to come."""
        self.base = base
        self._changed: dict[float, dict[Path, Any]] = {now: {}}
        ascending = sorted({*values, now})
        present = ascending.index(now)
        between = ceil(len(ascending) / COARSE)
        later = {
            at: (0 if abs(at - present) <= NEAR else 1 if at % between == 0 else 2, abs(at - present))
            for at in range(len(ascending))
        }
        self._waiting = [ascending[at] for at in sorted(later, key=later.__getitem__, reverse=True)][:-1]

    @property
    def complete(self) -> bool:
        """Whether it has the state at every value."""
        return not self._waiting

    def fill(self, state_at: Callable[[float], State], seconds: float) -> None:
        """Make the states that are still to come, in their order, until the time is up; one at least."""
        until = perf_counter() + seconds
        while self._waiting:
            value = self._waiting.pop()
            self._changed[value] = dict(_differences(self.base, state_at(value)))
            if perf_counter() > until:
                break

    def packed(self) -> dict[str, Any]:
        """The table as the browser is given it.

        `values` ascend. `varies` has a triple for each place that is not the same at every value: its path from the
        base; the positions in `values` at which its content becomes another one, the first of which is 0; and these
        contents.
        """
        values = sorted(self._changed)
        every = {path for changed in self._changed.values() for path in changed}
        within = {path: _outermost(path, every) for path in every}
        whole = {outer for path, outer in within.items() if path != outer}
        places = sorted(set(within.values()), key=str)
        contents = ([self._content(value, path, path in whole) for value in values] for path in places)
        return {"values": values, "base": self.base, "varies": list(map(_runs, places, contents))}

    def _content(self, value: float, path: Path, whole: bool) -> Any:
        """What stands at a place at a value; `whole` where other values differ from the base somewhere inside it."""
        changed = self._changed[value]
        if path in changed or not whole:
            return changed.get(path, _at(self.base, path))
        state = deepcopy(_at(self.base, path))
        for inner in (each for each in changed if each[: len(path)] == path):
            _at(state, inner[len(path) : -1])[inner[-1]] = changed[inner]
        return state


def _runs(path: Path, contents: Sequence[Any]) -> list[Any]:
    starts = [at for at, each in enumerate(contents) if at == 0 or each != contents[at - 1]]
    return [list(path), starts, [contents[at] for at in starts]]


def _outermost(path: Path, paths: Set[Path]) -> Path:
    """The shortest of the paths on the way to this one, itself included."""
    return next(outer for end in range(len(path) + 1) if (outer := path[:end]) in paths)


def _differences(base: State, state: State, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The places, as small as they can be, at which a state is not as the base; lists of another length are one."""
    if base == state:
        return
    if isinstance(base, Mapping) and isinstance(state, Mapping) and base.keys() == state.keys():
        for key, each in base.items():
            yield from _differences(each, state[key], (*path, key))
    elif isinstance(base, list) and isinstance(state, list) and len(base) == len(state):
        for at, each in enumerate(base):
            yield from _differences(each, state[at], (*path, at))
    else:
        yield path, state


def _at(state: State, path: Path) -> Any:
    for key in path:
        state = state[key]
    return state
