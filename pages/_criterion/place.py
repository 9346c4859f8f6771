"""Where in a rule a form stands: its widgets' keys, what it may offer, and the limits it collects on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

import criteria as cr

Content = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """One place in the rule that is being written.

    Attributes:
        key: beginning of the keys of its widgets.
        protocol: the protocol at hand, with the variables the table declares.
        columns: names of the variables the table has.
        given: the limits of the criterion as they were.
        limits: the limits of the criterion as the form now has them; filled while it is drawn.
        outermost: kinds that must be a whole criterion may stand here.
    """

    key: str
    protocol: cr.Protocol
    columns: Collection[str]
    given: Content
    limits: Content
    outermost: bool = True

    def inside(self, name: str, *, outermost: bool = False) -> Place:
        """A place within this one."""
        return replace(self, key=f"{self.key}.{name}", outermost=outermost)

    def limit(self, name: str) -> Content:
        """A limit by its name, as the form or the protocol has it."""
        found: Content = self.limits.get(name) or self.given.get(name) or self.protocol.limits[name].model_dump()
        return found

    def free_limit(self, wish: str) -> str:
        """A name for a new limit."""
        return cr.editing.free_name(wish, [*self.protocol.limits, *self.protocol.settings, *self.given, *self.limits])

    def choice(self, label: str, options: Collection[Any], now: Any, name: str, say: Any = str) -> Any:
        """One of some options, the present one first chosen, also where it is none of them."""
        listed = [*options, *([] if now in options else [now])]
        return st.selectbox(label, listed, listed.index(now), format_func=say, key=f"{self.key}.{name}")


Form = Callable[[Content, Place], Content]


def framed(title: str, rule: Content, place: Place, form: Form) -> Content:
    """A rule inside a rule, in a frame with its part's name."""
    with st.container(border=True):
        st.markdown(f"**{title}**")
        return form(rule, place)
