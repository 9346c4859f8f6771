"""What the tabs of one browser share, one of them may have changed: nobody acts on what is not shown to them.

Each shared thing has a name, under which the visit holds it, and a count of its changes. A tab remembers the count at
which it drew the thing; what is pressed in it after another tab's change does nothing, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st

from pages import _visit

P = ParamSpec("P")
_DRAWN, _TOLD = "drawn_here", "changed_elsewhere"


def put(name: str, *, called: str = "", **parts: Any) -> None:
    """Change what the tabs share, from this tab, which thereby knows it.

    `called` is what the browser remembers of it, so that it can be asked for where the server is started anew.
    """
    _visit.held().update(parts)
    _visit.held().setdefault("called", {})[name] = called
    changes = _visit.held().setdefault("changes", {})
    changes[name] = changes.get(name, 0) + 1
    drawn(name)


def drawn(name: str) -> None:
    """This tab shows the thing as it is now."""
    st.session_state.setdefault(_DRAWN, {})[name] = _changes(name)


def is_news(name: str) -> bool:
    """Whether another tab has changed the thing since this one drew it."""
    here: dict[str, int] = st.session_state.get(_DRAWN, {})
    return here.get(name, _changes(name)) != _changes(name)


def acts_on(name: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """For what a person does with a shared thing: not done, but told, where another tab has changed it meanwhile."""

    def guard(act: Callable[P, None]) -> Callable[P, None]:
        @wraps(act)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            if is_news(name):
                overtaken()
            else:
                act(*args, **kwargs)

        return guarded

    return guard


def overtaken() -> None:
    """What was done in this tab was not taken, as it was done on what another tab has changed."""
    st.session_state[_TOLD] = True


def tell() -> None:
    """Say once that something was not taken."""
    if st.session_state.pop(_TOLD, False):
        st.warning(
            "Another tab of this browser has changed what stands here since. What you did was not taken; "
            "here it is as it is now.",
            icon=":material/tab:",
        )


def _changes(name: str) -> int:
    count: int = _visit.held().get("changes", {}).get(name, 0)
    return count
