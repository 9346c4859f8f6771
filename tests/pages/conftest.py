"""The dashboard as a visitor meets it, without a browser."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest
from streamlit.testing.v1 import AppTest

from pages import _deployment, _own_reading, _populations, _session, _visit

APP = Path(__file__).parents[2] / "app.py"
SETTINGS = ("DATA", "MAP", "PROTOCOL", "DISCLOSURE", "OWN_CRITERIA", "QUESTIONS", "LOG", "VISIT_HOURS", "COPIES")
NOTICES = ("info", "success", "warning", "error")
FIRST_RUN = 60  # seconds: imports and the first table


def as_read(markdown: str) -> str:
    """A text as a person reads it, without the signs that keep it from being markup."""
    return re.sub(r"\\([^\w\s]|_)", r"\1", markdown).replace("\N{WORD JOINER}", "")


@dataclass
class Visit:
    """One visitor's page."""

    test: AppTest
    serial: int = 0

    def run(self) -> "Visit":
        self.test.run()
        assert not self.test.exception, [(each.stack_trace or each.message)[-1500:] for each in self.test.exception]
        return self

    def statuses(self) -> dict[str, str]:
        return {each["name"]: each["number"] for each in self.board()["statuses"]}

    def changes(self) -> dict[str, str]:
        return {each["name"]: each["change"] for each in self.board()["statuses"]}

    def board(self) -> dict[str, Any]:
        return self.component("statuses")

    def component(self, part: str) -> dict[str, Any]:
        """The data of the first component with this key in it: `statuses` at the top, `rows` in the panel, `figure`."""
        return next(data for data in self.components() if part in data)

    def components(self) -> list[dict[str, Any]]:
        return [json.loads(each.proto.json) for each in self.test.get("bidi_component")]

    def shows(self) -> list[dict[str, Any]]:
        """The data of the components that show something, not of those that tell the browser what to keep."""
        return [each for each in self.components() if not each.keys() & {"address", "visit"}]

    def panel(self) -> dict[str, Any]:
        return self.component("rows")

    def chart(self) -> dict[str, Any]:
        return self.component("figure")["figure"]

    def set(self, limits=None, settings=None, off=(), selected=None, settled=True) -> "Visit":
        """What the panel sends when somebody moves a limit."""
        self.serial += 1
        answer = {"limits": limits or {}, "settings": settings or {}, "off": list(off), "selected": selected}
        state = {"settled": settled, "revision": self.test.session_state["revision"], "serial": self.serial}
        return self.panel_says(panel=answer | state)

    def panel_says(self, **states: Any) -> "Visit":
        """What the panel sends, beside what it sent before."""
        before = self.test.session_state[_session.PANEL] if _session.PANEL in self.test.session_state else {}  # noqa: SIM401 # it has no get
        self.test.session_state[_session.PANEL] = {**before, **states}
        return self.run()

    def pick(self, key: str, **states: Any) -> "Visit":
        """What a component sends when somebody picks something in it."""
        self.test.session_state[key] = states
        return self.run()

    def address(self) -> dict[str, str]:
        """What the browser is told to show; the address it was opened at, until it is told another."""
        told = [each["address"] for each in self.components() if "address" in each]
        if told:
            return dict(parse_qsl(told[-1]))
        return {name: value if isinstance(value, str) else value[0] for name, value in self.test.query_params.items()}

    def held(self) -> dict[str, Any]:
        """What the visit holds in the server's memory."""
        return self.test.session_state["visit"].held

    def cookies(self) -> dict[str, str]:
        """What the browser is told to keep, as it sends it when the next tab is opened."""
        told = [each for each in self.components() if "visit" in each]
        kept = [{each["visit"]["name"]: each["visit"]["token"], **each["cookies"]} for each in told]
        return {name: quote(text) for each in kept for name, text in each.items()}

    def choose(self, button: str) -> "Visit":
        """Press a button by its key."""
        self.test.button(button).click()
        return self.run()

    def says(self) -> str:
        kinds = [self.test.get(kind) for kind in ("markdown", "caption", "subheader", "text", *NOTICES)]
        tables = " ".join(table.value.to_string() for table in self.test.table)
        words = " ".join([*(each.value for kind in kinds for each in kind), tables, *self.components_say()])
        return as_read(words)

    def components_say(self) -> list[str]:
        """The words our own components put on the page."""
        boards = [each for each in self.components() if "statuses" in each]
        charts = [each for each in self.components() if each.get("controls")]
        return [
            *("".join(piece["text"] for piece in board["basis"]) for board in boards),
            *(f"{each['share']} {each['meaning']}" for board in boards for each in board["statuses"]),
            *(f"{chart['controls']['explanation']} {chart['hint']}" for chart in charts),
        ]


@pytest.fixture
def deployed(monkeypatch):
    """Start the server's memory afresh, with these environment variables."""

    def deploy(**environment: str) -> None:
        for part in SETTINGS:
            monkeypatch.delenv(f"FEASIBILITY_{part}", raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        _deployment.deployment.clear()
        _populations.shelf.clear()
        _visit.visits.clear()
        for each in _own_reading.readers().taken:  # the warm one is kept for the next test
            each.close()

    deploy()
    yield deploy
    _deployment.deployment.clear()
    _populations.shelf.clear()


@pytest.fixture
def visit(deployed, monkeypatch):  # noqa: ARG001 # every visit is to a freshly started server
    """Opens the app at an address and returns the visit; `browser` is an earlier visit with the same browser."""

    def open_at(page: str = "", *, browser: Visit | None = None, **query: str) -> Visit:
        cookies = browser.cookies() if browser else {}
        monkeypatch.setattr(_visit, "_cookies", lambda: cookies)
        test = AppTest.from_file(str(APP), default_timeout=FIRST_RUN)
        for name, value in query.items():
            test.query_params[name] = value
        opened = Visit(test).run()
        if page:
            opened.test.switch_page(f"pages/{page}.py")
            opened.run()
        return opened

    return open_at
