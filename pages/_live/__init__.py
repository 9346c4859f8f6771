"""The page while a limit moves: the browser is given all steps of the limit somebody touches, and draws them itself.

A step that is asked for, answered and drawn again takes a few frames, over a slow line many; so the answers go ahead.
`_live.js`, which every component that shows numbers includes, lays a step over what the server said last.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import streamlit as st

import criteria as cr

SHARED = Path(__file__).parent.parent / "_live.js"
AT_ONCE, MORE = 0.03, 0.15  # seconds for the first steps, and for more whenever the browser asks again

_steps = st.components.v2.component(
    "trial_feasibility_steps",
    js="\n".join(path.read_text(encoding="utf-8") for path in (SHARED, Path(__file__).parent / "live.js")),
    isolate_styles=False,
)


class Steps:
    """The page at the steps of one limit.

    Attributes:
        of: the limit, and everything else that decides what is shown.
        id: what the browser knows them by.
    """

    def __init__(self, limit: str, of: Any, values: Iterable[float], now: float, state_at: Callable[[float], Any]):
        self.of = of
        self.id = secrets.token_hex(4)
        self._limit, self._state_at = limit, state_at
        self._states = cr.StepTable(values, now, state_at(now))
        self._packed: dict[str, Any] = {}

    def table(self) -> dict[str, Any]:
        """The steps, some more than the last time where some were still to come, as `_live.js` is given them."""
        if not self._packed.get("complete"):
            self._states.fill(self._state_at, MORE if self._packed else AT_ONCE)
            complete = self._states.complete
            self._packed = {"id": self.id, "limit": self._limit, "complete": complete, **self._states.packed()}
        return self._packed


def tell(steps: Steps | None) -> None:
    """Give the browser the steps, or take them away. The rest follows when it asks for more."""
    _steps(key="steps", data={"steps": steps.table() if steps else None})
