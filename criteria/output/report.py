"""Results for programs and spreadsheets: one JSON object, a CSV, a text table; verdicts for the owner of the data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from criteria.engine import truth
from criteria.engine.memory import MemoryEngine
from criteria.funnel.results import refuse_contradicted
from criteria.model.scenario import Scenario
from criteria.output.charts import Measure, rows_in_order
from criteria.output.disclosure import Disclosed, Shown, ShownRow
from criteria.text import wording

_COUNTS = (
    "passed",
    "fails",
    "unknown",
    "not_applicable",
    "deferred",
    "only",
    "only_certain",
    "lost_here",
    "remaining",
    "share",
    "gained",
)
_NAMES = {"passed": "pass"}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_dict(shown: Disclosed) -> dict[str, Any]:
    """The object that `evaluate --format json` prints."""
    scenario = shown.scenario
    protocol = scenario.protocol
    return {
        "protocol": protocol.id,
        "patients": shown.patients.written,
        "eligible": shown.eligible.written,
        "potential": shown.potential.written,
        "excluded": shown.excluded.written,
        "disclosure": shown.mode.value,
        "scope": protocol.scope,
        "limits": {name: scenario.limit(name) for name in protocol.limits},
        "settings": {name: scenario.setting(name) for name in protocol.settings},
        "off": [each.id for each in protocol.criteria if each.id in scenario.off],
        "assumptions": {
            "uln_assumed": shown.uln_assumed.written,
            "clearance_estimated": shown.clearance_estimated.written,
        },
        "criteria": [_row_dict(row, _plain_number(shown, row)) for row in shown.rows],
        "groups": [_row_dict(row, row.number) for row in shown.groups],
    }


def _plain_number(shown: Disclosed, row: ShownRow) -> str:
    return shown.scenario.protocol.criterion(row.id).number


def _row_dict(row: ShownRow, number: str) -> dict[str, Any]:
    counts = {_NAMES.get(name, name): getattr(row, name).written for name in _COUNTS}
    return {"id": row.id, "number": number, "label": row.label, "on": row.on, **counts}


def as_json(shown: Disclosed) -> str:
    """The same as text, indented."""
    return json.dumps(as_dict(shown), ensure_ascii=False, indent=1)


def as_csv(shown: Disclosed) -> str:
    """One line for each criterion and group, safe to open in a spreadsheet."""
    names = [_NAMES.get(name, name) for name in _COUNTS]
    lines = (
        [row.id, row.number, row.label, str(row.on).lower(), *map(row.count, _COUNTS)]
        for row in (*shown.rows, *shown.groups)
    )
    return spreadsheet(["id", "number", "label", "on", *names], lines)


def spreadsheet(heading: Iterable[str], lines: Iterable[Iterable[Any]]) -> str:
    """A table as comma-separated text, safe to open in a spreadsheet; None is a blank cell.

    A protected count keeps its mark (`~133`), so that nobody takes it for an exact one.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(safe_cell, heading))
    writer.writerows(map(_cell, line) for line in lines)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, Shown):
        return safe_cell(value.cell)
    return "" if value is None else safe_cell(value)


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def as_frame(shown: Disclosed) -> pd.DataFrame:
    """One row for each criterion and group, numbers as they are shown."""
    return pd.DataFrame(
        {
            "number": row.number,
            "criterion": row.label + ("" if row.on else " (off)"),
            **{_NAMES.get(name, name).replace("_", " "): row.count(name).text for name in _COUNTS},
        }
        for row in rows_in_order(shown, Measure.FAILS, by_size=False)
    )


def as_text(shown: Disclosed) -> str:
    """The results as a terminal shows them."""
    protocol = shown.scenario.protocol
    columns = ("passed", "fails", "unknown", "not_applicable", "deferred", "only", "lost_here", "remaining", "share")
    heading = ["", "criterion", *(_NAMES.get(name, name).replace("_", " ") for name in columns)]
    body = [_line(row, columns) for row in (*shown.rows, *shown.groups)]
    widths = [max(len(line[at]) for line in [heading, *body]) for at in range(len(heading))]
    table = "\n".join(_aligned(line, widths) for line in [heading, *body])
    return f"{protocol.id}  {protocol.title}\n{_statuses(shown)}\n\n{table}\n\n{_reading(shown)}"


def _line(row: ShownRow, columns: tuple[str, ...]) -> list[str]:
    texts = map(row.count, columns)
    return [row.number, row.label + ("" if row.on else " (off)"), *(shown.text for shown in texts)]


def _aligned(line: list[str], widths: list[int]) -> str:
    left = (f"{text:<{width}}" for text, width in zip(line[:2], widths[:2], strict=True))
    right = (f"{text:>{width}}" for text, width in zip(line[2:], widths[2:], strict=True))
    return "  ".join([*left, *right]).rstrip()


def _statuses(shown: Disclosed) -> str:
    return (
        f"{shown.patients.text} patients: {shown.eligible.text} eligible, {shown.potential.text} potential, "
        f"{shown.excluded.text} excluded ({shown.mode.value})"
    )


def _reading(shown: Disclosed) -> str:
    return (
        f"Between {shown.at_least} and {shown.at_most} are eligible, depending on what is unknown.\n"
        f"{wording.scope(shown.scenario.protocol)}. Fails overlap and do not add up.\n"
        f"Creatinine clearance is an estimate for {shown.clearance_estimated.text}; the upper limit of normal is "
        f"assumed for {shown.uln_assumed.text}."
    )


def counts_in_words(row: ShownRow) -> str:
    """A criterion's verdicts as a line of text: those that nobody has are left out, but for the failures."""
    counts = {
        "fail": row.fails,
        "unknown": row.unknown,
        "pass": row.passed,
        "not applicable": row.not_applicable,
        "at screening": row.deferred,
    }
    return ", ".join(f"{count.text} {name}" for name, count in counts.items() if name == "fail" or count.number != 0)


def verdict_table(engine: MemoryEngine, scenario: Scenario) -> pd.DataFrame:
    """The verdict of each patient on each criterion, and the status. Exact: for the owner of the data alone."""
    refuse_contradicted(engine.dataset, scenario.protocol)
    patients = engine.dataset.patients
    columns: dict[str, Any] = {"patient_id": [safe_cell(name) for name in engine.dataset.ids]}
    fails, unknown = truth.nobody(patients), truth.nobody(patients)
    for criterion in scenario.protocol.criteria:
        verdicts = engine.verdicts(criterion, scenario)
        words = pd.Series("unknown", index=range(patients), dtype="str")
        for name, bits in (
            ("pass", verdicts.passed),
            ("fail", verdicts.failed),
            ("not_applicable", verdicts.not_applicable),
            ("deferred", verdicts.deferred),
        ):
            words[truth.unpack(bits, patients)] = name
        if criterion.id not in scenario.off:
            fails, unknown = fails | verdicts.failed, unknown | verdicts.unknown
        columns[criterion.id] = words
    status = pd.Series("eligible", index=range(patients), dtype="str")
    status[truth.unpack(unknown, patients)] = "potential"
    status[truth.unpack(fails, patients)] = "excluded"
    return pd.DataFrame(columns | {"status": status})
