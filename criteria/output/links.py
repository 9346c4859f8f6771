"""A view as an address, and back: parameters only, never counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from criteria.model.problems import Problem
from criteria.model.protocol import Protocol
from criteria.model.scenario import Scenario, lenient_scenario
from criteria.output.charts import Measure
from criteria.text.wording import number

OWN_TABLE = "own"
"""The key of a table that a visitor opened, in their visit alone."""
_NOTHING = "-"
_OWN = "visit:"


@dataclass(frozen=True)
class View:
    """Everything that decides what the main page shows.

    Attributes:
        population: key of the patient table; empty for the first one.
        selected: id of the criterion whose detail is open.
        own: the protocol is the visitor's own, held in this visit alone; nobody else can open a link to it.
    """

    scenario: Scenario
    population: str = ""
    measure: Measure = Measure.FAILS
    by_size: bool = False
    selected: str | None = None
    own: bool = False


def to_query(view: View) -> dict[str, str]:
    """The parameters of the address: only what differs from the protocol and from the first view."""
    scenario = view.scenario
    query = {name: _NOTHING if value is None else number(value) for name, value in scenario.limits.items()}
    for name, setting in scenario.settings.items():
        query[name] = setting if isinstance(setting, str) else ",".join(setting) or _NOTHING
    if scenario.off:
        query["off"] = ",".join(each.id for each in scenario.protocol.criteria if each.id in scenario.off)
    chosen = {
        "population": view.population,
        "measure": "" if view.measure is Measure.FAILS else view.measure.value,
        "sort": "size" if view.by_size else "",
        "criterion": view.selected or "",
    }
    changed = {name: text for name, text in chosen.items() if text}
    if view.own:
        return {"protocol": _OWN + scenario.protocol.id, **query, **changed}
    return {"protocol": scenario.protocol.id, **query, **changed} if query or changed else {}


def from_query(
    protocol: Protocol, query: Mapping[str, str], populations: tuple[str, ...] = (), *, grid_only: bool = False
) -> tuple[View, list[Problem]]:
    """The view of an address, with a problem for every part that was ignored.

    A link to another protocol, or to one of somebody's own visit, opens this one unchanged and says so.
    """
    given = dict(query)
    other = given.pop("protocol", protocol.id)
    if other.startswith(_OWN):
        message = (
            "the link is for a protocol of somebody's own visit, which nobody else can open: ask for its file and open "
            f"it on the Protocol page; everything in the link was ignored, this is {protocol.id}"
        )
        return View(Scenario(protocol)), [Problem("own-protocol", other.removeprefix(_OWN)[:40], message)]
    if other != protocol.id:
        message = f"the link is for another protocol; everything in it was ignored, this is {protocol.id}"
        return View(Scenario(protocol)), [Problem("foreign-link", other[:40], message)]
    problems: list[Problem] = []
    population = _one_of(given, "population", populations, problems)
    measure = _one_of(given, "measure", tuple(Measure), problems)
    by_size = _one_of(given, "sort", ("size", "protocol"), problems) == "size"
    selected = _one_of(given, "criterion", tuple(each.id for each in protocol.criteria), problems)
    off = [name for name in given.pop("off", "").split(",") if name]
    values = {
        name: (None if _is_limit(protocol, name) else "") if text == _NOTHING else text for name, text in given.items()
    }
    scenario, ignored = lenient_scenario(protocol, values, off, grid_only=grid_only)
    return (
        View(scenario, population or "", Measure(measure or Measure.FAILS), by_size, selected),
        [*problems, *ignored],
    )


def _is_limit(protocol: Protocol, name: str) -> bool:
    return name in protocol.limits


def _one_of(given: dict[str, str], name: str, allowed: tuple[str, ...], problems: list[Problem]) -> str | None:
    """Take a parameter out of the address when it is one of the allowed words; a problem when it is not."""
    text = given.pop(name, None)
    if text is None or text in allowed:
        return text
    if name == "population" and text == OWN_TABLE:
        message = "the link shows a table that was opened in one visit alone; open its file on the Data page"
        problems.append(Problem("own-table", name, message))
        return None
    problems.append(Problem("unknown-option", name, f"{text[:24]} is not one of: {', '.join(allowed) or 'none'}"))
    return None
