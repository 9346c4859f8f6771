"""How many different questions one visit may ask of protected counts in a day; each is one line of the log.

A question is a scenario; all steps of one limit, every other as it is; or the levers of a scenario. What was asked
before is free, and so are the protocol's own limits, and a scenario among the steps that were given. Rounded counts
alone stop accidents: whoever asks without an end adds them up. A person in a meeting comes nowhere near it.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

import criteria as cr
from pages import _visit
from pages._deployment import deployment
from pages._populations import Population

DAY = 86_400  # seconds
TOLD_FROM = 0.9  # of the budget

Question = tuple[str, ...]


class Kind(StrEnum):
    """What is asked."""

    SCENARIO = "scenario"
    STEPS = "steps"
    LEVERS = "levers"


def ask(kind: Kind, table: Population, now: cr.View, limit: str = "") -> bool:
    """Whether it may be shown: then it was asked before, or is written down now. `limit` is that of steps."""
    if table.mode is not cr.Mode.PROTECTED or cr.is_own_table(now.population):
        return True
    asked, question = _today(), _question(kind, table, now, limit)
    if question in asked or (kind is Kind.SCENARIO and _is_free(asked, table, now)):
        return True
    if len(asked) >= deployment().questions:
        return False
    asked.add(question)
    _write_down(question)
    return True


def spent(table: Population) -> cr.Problem:
    """What is said where a question may not be asked any more."""
    message = (
        f"the {deployment().questions} different questions that a visit may ask of protected counts in a day are "
        "asked: what was asked before can still be shown, and tomorrow there are new ones"
    )
    return cr.Problem("questions-spent", table.name, message)


def few_left() -> str:
    """How many questions are asked, once few are left; nothing before."""
    asked, most = len(_today()), deployment().questions
    if asked < TOLD_FROM * most:
        return ""
    return f"{asked} of the {most} different questions of today are asked of protected counts in this visit."


def _today() -> set[Question]:
    """The questions of this visit today, by the clock of the world."""
    today = int(time.time() // DAY)
    days: dict[int, set[Question]] = _visit.held().setdefault("questions", {})
    for before in [day for day in days if day != today]:
        del days[before]
    return days.setdefault(today, set())


def _question(kind: Kind, table: Population, now: cr.View, limit: str = "") -> Question:
    scenario = now.scenario.at(limit, now.scenario.protocol.limits[limit].value) if limit else now.scenario
    asked = cr.to_query(cr.View(scenario, order=now.order, own=now.own))
    return kind.value, table.engine.dataset.digest, limit, *(f"{name}={text}" for name, text in sorted(asked.items()))


def _is_free(asked: set[Question], table: Population, now: cr.View) -> bool:
    """The deployed protocol as it is written, or a scenario among steps that were given."""
    if not now.own and not now.order and now.scenario == cr.baseline(now.scenario.protocol):
        return True
    limits = now.scenario.protocol.limits
    return any(_question(Kind.STEPS, table, now, name) in asked for name in limits)


def _write_down(question: Question) -> None:
    """One line of the log, where the deployment keeps one: who, when, which table and what; never a count."""
    log = deployment().log
    if not log:
        return
    kind, digest, limit, *scenario = question
    visit = sha256(_visit.of_this_browser().token.encode()).hexdigest()[:12]
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "visit": visit,
        "table": digest[:8],
        "question": kind,
        "limit": limit,
        "scenario": dict(each.split("=", 1) for each in scenario),
    }
    with open(log, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
