"""The name that was probably meant: near enough to be a slip of the pen, and of the same kind of thing."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

NEAR = 0.75
_ENDINGS = (("_min", "_max"), ("_xuln", "_uln"))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name among those known that resembles this one most, if any does.

    An ending that many names share says nothing: `hb_uln` is not `ldh_uln`; but `hb_max` may be `hb_min`.
    """
    found = max(known, key=lambda each: (_likeness(name, each), _ratio(name, each)), default=None)
    return found if found is not None and _likeness(name, found) >= NEAR else None


def _likeness(one: str, other: str) -> float:
    one, other = one.casefold(), other.casefold()
    for endings in _ENDINGS:
        if one.endswith(endings) and other.endswith(endings):
            return _ratio(_stem(one, endings), _stem(other, endings))
    return _ratio(one, other)


def _stem(name: str, endings: tuple[str, ...]) -> str:
    return next(name.removesuffix(end) for end in endings if name.endswith(end))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
