"""What this server was started with: its protocol, its tables, and how counts of real patients are shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import streamlit as st

import criteria as cr

HOME = Path(__file__).resolve().parent.parent
COPY = "copy"  # nothing but protected copies is shown
MOST_HOURS = 24 * 30
NAME = "Trial Feasibility"
try:
    PROGRAM = f"{NAME} {version('trial-feasibility')}"
except PackageNotFoundError:  # run from its folder, and not installed
    PROGRAM = NAME
DEMONSTRATION = {
    "curated": ("curated.parquet", "Demonstration, curated record"),
    "raw_ehr": ("raw_ehr.parquet", "Demonstration, raw health record"),
}


@dataclass(frozen=True)
class Deployment:
    """What this server was started with.

    Attributes:
        protocol: the protocol under study.
        tables: where patient tables are, by the key that stands in the address; the first is the default.
        table_map: which column is which variable, where a table does not say so itself.
        mode: how counts of real patients are shown.
        own_criteria: whether visitors may ask criteria of their own of a table whose counts are protected.
        questions: how many different questions a visit may ask of protected counts in a day.
        log: a file that gets a line for each of them; none where it is empty.
        visit_hours: a visit that nobody has looked at for so long is forgotten.
        reading: what the reading of one upload may take.
        readers: how many uploads may be read, or mapped, at once.
    """

    protocol: cr.Protocol
    tables: Mapping[str, str]
    table_map: cr.TableMap | None
    mode: cr.Mode
    copies_only: bool = False
    own_criteria: bool = False
    questions: int = 500
    log: str = ""
    visit_hours: float = 8.0
    reading: cr.Limits = field(default_factory=cr.Limits)
    readers: int = 8


@st.cache_resource(show_spinner=False)
def deployment() -> Deployment:
    """Read the environment: FEASIBILITY_PROTOCOL, _DATA, _MAP, _DISCLOSURE (protected, exact or copy), _OWN_CRITERIA
    (yes or no), _QUESTIONS, _LOG, _VISIT_HOURS, and what uploads may take: _READING_GIB, _READING_SECONDS, _READERS."""
    protocol = cr.read_protocol(os.environ.get("FEASIBILITY_PROTOCOL") or HOME / "demo_data" / "NCT05616468.yaml")
    given = os.environ.get("FEASIBILITY_DATA")
    asked = _one_of("FEASIBILITY_DISCLOSURE", cr.Mode.PROTECTED, *cr.Mode, COPY)
    table_map = cr.read_map(os.environ["FEASIBILITY_MAP"]) if os.environ.get("FEASIBILITY_MAP") else None
    demonstration = {key: str(HOME / "demo_data" / name) for key, (name, _) in DEMONSTRATION.items()}
    return Deployment(
        protocol,
        {"table": given} if given else demonstration,
        table_map,
        cr.Mode.PROTECTED if asked == COPY else cr.Mode(asked),
        bool(given) and asked == COPY,
        _one_of("FEASIBILITY_OWN_CRITERIA", "no", "yes", "no") == "yes",
        int(_number("FEASIBILITY_QUESTIONS", "questions", 500, 1e9)),
        _log(),
        _number("FEASIBILITY_VISIT_HOURS", "hours", 8, MOST_HOURS),
        cr.Limits(int(_number("FEASIBILITY_READING_GIB", "GiB of memory", 4, 1024) * 2**30), _seconds()),
        max(1, int(_number("FEASIBILITY_READERS", "processes", 8, 256))),
    )


def _log() -> str:
    """A file of the environment that can be written to; a log that was asked for is never silently missing."""
    path = os.environ.get("FEASIBILITY_LOG", "")
    try:
        if path:
            open(path, "a", encoding="utf-8").close()
    except OSError as problem:
        remedy = f"cannot be written ({problem.strerror}): name a file in a folder that this server may write to"
        raise cr.Refused("the deployment", [cr.Problem("not-writable", "FEASIBILITY_LOG", remedy)]) from None
    return path


def _seconds() -> float:
    return _number("FEASIBILITY_READING_SECONDS", "seconds", 300, 86_400)


def _number(name: str, of: str, usual: float, most: float) -> float:
    """A number of the environment, more than 0."""
    try:
        number = float(os.environ.get(name) or usual)
    except ValueError:
        number = 0.0
    if not 0 < number <= most:
        remedy = f"give a number of {of}, more than 0 and at most {most:g}"
        raise cr.Refused("the deployment", [cr.Problem("not-a-number", name, remedy)])
    return number


def _one_of(name: str, usual: str, *allowed: str) -> str:
    """A word of the environment."""
    asked = os.environ.get(name) or usual
    if asked not in allowed:
        raise cr.Refused("the deployment", [cr.Problem("unknown-option", name, f"use one of: {', '.join(allowed)}")])
    return asked
