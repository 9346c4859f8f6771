"""A view as an address, and back: parameters only, never counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from criteria.model.problems import Problem
from criteria.model.protocol import Protocol
from criteria.model.scenario import Scenario, lenient_scenario
from criteria.output.charts import Measure
from criteria.text.wording import number

_NOTHING = "-"
_OWN_TABLE, _OWN_PROTOCOL = "own", "visit:"
_FINGERPRINT = 8  # signs of a digest: enough to tell the tables, or the protocols, of one visit apart


def own_table_key(digest: str) -> str:
    """The key of a table that a visitor opened, in their visit alone: another table never goes by the same."""
    return f"{_OWN_TABLE}-{digest[:_FINGERPRINT]}"


def is_own_table(key: str) -> bool:
    """Whether a key is one of a table that somebody opened in their visit."""
    return key.partition("-")[0] == _OWN_TABLE


def own_protocol_key(protocol: Protocol) -> str:
    """The key of a protocol of the visitor's own, as it is written now."""
    return f"{_OWN_PROTOCOL}{protocol.id}@{protocol.digest[:_FINGERPRINT]}"


@dataclass(frozen=True)
class View:
    """Everything that decides what the main page shows.

    Attributes:
        population: key of the patient table; empty for the first one.
        selected: id of the criterion whose detail is open.
        tab: which question the Levers page is at; empty for the first one.
        order: ids of all criteria in the order of the funnel; empty for the protocol's own.
        own: the protocol is the visitor's own, held in this visit alone; nobody else can open a link to it.
    """

    scenario: Scenario
    population: str = ""
    measure: Measure = Measure.FAILS
    by_size: bool = False
    selected: str | None = None
    tab: str = ""
    order: tuple[str, ...] = ()
    own: bool = False


def to_query(view: View) -> dict[str, str]:
    """The parameters of the address: the protocol, and what differs from it and from the first view.

    An address that names neither protocol nor table is nobody's view: it asks for what the visit works on.
    """
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
        "order": ",".join(view.order),
        "criterion": view.selected or "",
        "tab": view.tab,
    }
    changed = {name: text for name, text in chosen.items() if text}
    protocol = own_protocol_key(scenario.protocol) if view.own else scenario.protocol.id
    return {"protocol": protocol, **query, **changed}


def from_query(
    protocol: Protocol,
    query: Mapping[str, str],
    populations: tuple[str, ...] = (),
    *,
    own: Mapping[str, Protocol] | None = None,
    tabs: tuple[str, ...] = (),
    grid_only: bool = False,
) -> tuple[View, list[Problem]]:
    """The view of an address, with a problem for every part that cannot be shown, which is then left out of it.

    Args:
        protocol: the deployment's.
        query: the parameters of the address.
        populations: keys of the tables that are there.
        own: the protocols of the visitor's own that are there, by key.
        tabs: the questions of the Levers page.
        grid_only: limits between two steps are not allowed.
    """
    given = dict(query)
    asked = given.pop("protocol", protocol.id)
    its_own = (own or {}).get(asked)
    problems: list[Problem] = []
    population = _one_of(given, "population", populations, problems)
    if its_own is None and asked != protocol.id:
        return View(Scenario(protocol), population or ""), [_no_such_protocol(asked, protocol), *problems]
    protocol = its_own or protocol
    measure = _one_of(given, "measure", tuple(Measure), problems)
    by_size = _one_of(given, "sort", ("size", "protocol"), problems) == "size"
    order = _order(given, protocol, problems)
    selected = _one_of(given, "criterion", tuple(each.id for each in protocol.criteria), problems)
    tab = _one_of(given, "tab", tabs, problems)
    off = _off(given, problems)
    values = {
        name: (None if _is_limit(protocol, name) else "") if text == _NOTHING else text for name, text in given.items()
    }
    scenario, wrong = lenient_scenario(protocol, values, off, grid_only=grid_only)
    measured = Measure(measure or Measure.FAILS)
    return (
        View(scenario, population or "", measured, by_size, selected, tab or "", order, own=its_own is not None),
        [*problems, *wrong],
    )


def _no_such_protocol(asked: str, protocol: Protocol) -> Problem:
    if asked.startswith(_OWN_PROTOCOL):
        message = "a protocol of somebody's own visit, which is not in this one: open its file on the Protocol page"
        return Problem("own-protocol", asked.removeprefix(_OWN_PROTOCOL)[:40], message)
    what = "another protocol, which is not deployed here" if asked else "names no protocol"
    return Problem("foreign-link", asked[:40] or "protocol", f"{what}: this server shows {protocol.id}")


def order_of(protocol: Protocol, names: Sequence[str]) -> tuple[str, ...]:
    """An order of the funnel, empty where it is the protocol's own. ValueError when it has not each criterion once."""
    own = [each.id for each in protocol.criteria]
    if sorted(names) != sorted(own):
        raise ValueError("should name every criterion of the protocol once")
    return () if list(names) == own else tuple(names)


def _order(given: dict[str, str], protocol: Protocol, problems: list[Problem]) -> tuple[str, ...]:
    text = given.pop("order", None)
    try:
        return order_of(protocol, text.split(",")) if text is not None else ()
    except ValueError as error:
        problems.append(Problem("unknown-option", "order", str(error)))
        return ()


def _off(given: dict[str, str], problems: list[Problem]) -> list[str]:
    text = given.pop("off", None)
    names = [name for name in (text or "").split(",") if name]
    if text is not None and not names:
        problems.append(Problem("unknown-option", "off", "names no criterion: leave it out, or name one"))
    return names


def _is_limit(protocol: Protocol, name: str) -> bool:
    return name in protocol.limits


def _one_of(given: dict[str, str], name: str, allowed: tuple[str, ...], problems: list[Problem]) -> str | None:
    """Take a parameter out of the address when it is one of the allowed words; a problem when it is not."""
    text = given.pop(name, None)
    if text is None or text in allowed:
        return text
    if name == "population" and is_own_table(text):
        message = "a table that was opened in one visit alone, which is not in this one: open its file on the Data page"
        problems.append(Problem("own-table", text[:24], message))
        return None
    what = "no table of this server; a link can name" if name == "population" else "not one of"
    message = f"{text[:24] or 'an empty name'} is {what}: {', '.join(allowed) or 'none'}"
    problems.append(Problem("unknown-option", name, message))
    return None
