"""Works on several columns at once: the libraries that go through the values let each other run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Made = TypeVar("_Made")


def at_once(works: Mapping[str, Callable[[], _Made]]) -> dict[str, _Made]:
    """What each work makes, under its name."""
    with ThreadPoolExecutor() as pool:
        return dict(zip(works, pool.map(lambda work: work(), works.values()), strict=True))
