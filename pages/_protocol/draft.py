"""The protocol this visitor is writing: the one at hand, what was changed in it, and what to undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import criteria as cr
from pages import _own_protocol, _session, _together, _visit
from pages._deployment import deployment

MOST_UNDONE = 50
WRITTEN = "written"  # what the tabs of a browser share


def at_hand() -> cr.Scenario:
    """The protocol the page shows: the one being written, else the one the dashboard works on."""
    in_use = _session.view().scenario
    draft: cr.Scenario | None = _visit.held().get(WRITTEN)
    return in_use if draft is None or draft.protocol == in_use.protocol else draft


def is_in_use() -> bool:
    """Whether the dashboard works on the protocol at hand."""
    return at_hand().protocol == _session.view().scenario.protocol


@_together.acts_on(WRITTEN)
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


@_together.acts_on(WRITTEN)
def put(made: cr.Scenario) -> None:
    """Take this as the protocol at hand; the one before can be brought back."""
    _show(made, _before())


@_together.acts_on(WRITTEN)
def undo() -> None:
    """Bring the protocol before the last change back."""
    undone = _visit.held().get("undone", ())
    if undone:
        _show(undone[-1], undone[:-1])


def _show(made: cr.Scenario, undone: Sequence[cr.Scenario]) -> None:
    _write(made, undone)
    if made.protocol == _session.view().scenario.protocol:
        _session.change(scenario=made)


def can_undo() -> bool:
    """Whether anything was changed."""
    return bool(_visit.held().get("undone"))


@_together.acts_on(WRITTEN)
def use() -> None:
    """Let the whole dashboard work on the protocol at hand."""
    _own_protocol.use(at_hand())
    _write(at_hand(), _visit.held().get("undone", ()))


@_together.acts_on(WRITTEN)
def back() -> None:
    """Show the deployment's own protocol here and on the whole dashboard; the draft can be brought back."""
    undone = _before()
    _own_protocol.use_deployed()
    _write(None, undone)


def _before() -> Sequence[cr.Scenario]:
    """What an undo brings back after the next change."""
    return (*_visit.held().get("undone", ()), at_hand())[-MOST_UNDONE:]


def _write(made: cr.Scenario | None, undone: Sequence[cr.Scenario]) -> None:
    """Keep what is written, and its name, which the browser remembers until the dashboard works on it."""
    in_use = made is None or made.protocol in (_session.view().scenario.protocol, deployment().protocol)
    called = "" if in_use or made is None else made.protocol.id
    _together.put(WRITTEN, called=called, written=made, undone=undone, refused=None)


def refuse(refused: cr.Refused | None) -> None:
    """Keep a refusal to be shown; what was there stays."""
    _visit.held()["refused"] = refused


def refused() -> cr.Refused | None:
    """The last refusal, until something is changed."""
    found: cr.Refused | None = _visit.held().get("refused")
    return found
