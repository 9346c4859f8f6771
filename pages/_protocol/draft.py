"""The protocol this visitor is writing: the one at hand, what was changed in it, and what to undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import criteria as cr
from pages import _own_protocol, _session, _visit
from pages._deployment import deployment

MOST_UNDONE = 50


def at_hand() -> cr.Scenario:
    """The protocol the page shows: the one being written, else the one the dashboard works on."""
    in_use = _session.view().scenario
    draft: cr.Scenario | None = _visit.held().get("draft")
    return in_use if draft is None or draft.protocol == in_use.protocol else draft


def is_in_use() -> bool:
    """Whether the dashboard works on the protocol at hand."""
    return at_hand().protocol == _session.view().scenario.protocol


def change(make: Callable[..., cr.Scenario], *more: Any) -> None:
    """Change the protocol at hand, or its own copy where it is the deployment's; a refusal is kept and shown."""
    try:
        put(make(at_hand() if make is cr.editing.switched else own(), *more))
    except cr.Refused as refused:
        refuse(refused)


def own() -> cr.Scenario:
    """The protocol at hand, or a copy of it where it is the deployment's, which nobody changes."""
    now = at_hand()
    if now.protocol != deployment().protocol:
        return now
    return cr.editing.carried(now, cr.editing.copy_of(now.protocol))


def put(made: cr.Scenario) -> None:
    """Take this as the protocol at hand; the one before can be brought back."""
    _remember()
    _show(made)


def undo() -> None:
    """Bring the protocol before the last change back."""
    undone = _visit.held().get("undone", ())
    if undone:
        _visit.held().update(undone=undone[:-1], refused=None)
        _show(undone[-1])


def _show(made: cr.Scenario) -> None:
    _visit.held()["draft"] = made
    if made.protocol == _session.view().scenario.protocol:
        _session.change(scenario=made)


def can_undo() -> bool:
    """Whether anything was changed."""
    return bool(_visit.held().get("undone"))


def use() -> None:
    """Let the whole dashboard work on the protocol at hand."""
    _own_protocol.use(at_hand())


def back() -> None:
    """Show the deployment's own protocol here and on the whole dashboard; the draft can be brought back."""
    _remember()
    _own_protocol.use_deployed()
    _visit.held()["draft"] = None


def _remember() -> None:
    undone = [*_visit.held().get("undone", ()), at_hand()]
    _visit.held().update(undone=undone[-MOST_UNDONE:], refused=None)


def refuse(refused: cr.Refused | None) -> None:
    """Keep a refusal to be shown; what was there stays."""
    _visit.held()["refused"] = refused


def refused() -> cr.Refused | None:
    """The last refusal, until something is changed."""
    found: cr.Refused | None = _visit.held().get("refused")
    return found
