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
    near = [(likeness, _ratio(name, each), each) for each in known if (likeness := _likeness(name, each)) >= NEAR]
    return max(near, key=lambda found: found[:2])[2] if near else None


def _likeness(one: str, other: str) -> float:
    """How much two names resemble each other; 0 where that is less than near, which is soon seen."""
    one, other = one.casefold(), other.casefold()
    for endings in _ENDINGS:
        if one.endswith(endings) and other.endswith(endings):
            one, other = _stem(one, endings), _stem(other, endings)
            break
    letters = min(len(one), len(other)) / max((len(one) + len(other)) / 2, 1)
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if letters >= NEAR and matcher.quick_ratio() >= NEAR else 0.0


def _stem(name: str, endings: tuple[str, ...]) -> str:
    return next(name.removesuffix(end) for end in endings if name.endswith(end))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
