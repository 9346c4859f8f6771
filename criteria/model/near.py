"""The name that was probably meant: near enough to be a slip of the pen, and of the same kind of thing."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

NEAR = 0.75
_ENDINGS = ("_xuln", "_uln", "_min", "_max")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name among those known that resembles this one most, if any does.

    An ending that many names share says nothing: `hb_uln` is not `ldh_uln`, though `ldl_uln` may be.
    """
    found = max(known, key=lambda each: _likeness(name, each), default=None)
    return found if found is not None and _likeness(name, found) >= NEAR else None


def _likeness(one: str, other: str) -> float:
    one, other = one.casefold(), other.casefold()
    ending = next((end for end in _ENDINGS if one.endswith(end) and other.endswith(end)), "")
    return SequenceMatcher(None, one.removesuffix(ending), other.removesuffix(ending)).ratio()
