"""Protocol, scenario and change side by side: each number of the statuses, the criteria and the groups."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from criteria.output.charts import MEASURES, Measure, rows_in_order
from criteria.output.disclosure import AT_SCREENING, Disclosed, Shown, change, percent
from criteria.output.report import spreadsheet

NUMBERS = {
    "fails": MEASURES[Measure.FAILS].explanation,
    "unknown": "Neither passed nor failed: something that decides it is missing.",
    "only": "Fail this criterion and no other: what dropping it would buy back, as eligible or as potential patients.",
    "gained": "How many more would be eligible were it dropped: of only, and of those with nothing else unknown.",
    "opened": "How many more would be potential were it dropped; with those gained they are only.",
    "lost_here": MEASURES[Measure.LOST_HERE].explanation,
    "remaining": "Still there after this criterion, in this order; unknown counts as still there.",
    "share": MEASURES[Measure.SHARE].explanation,
    "passed": "Pass this criterion, whatever they fail elsewhere.",
    "not_applicable": "The criterion does not ask about them, such as a pregnancy test of men.",
    "deferred": "Assessed at screening: no column of the table answers it.",
}
"""What each number of a criterion means, in one sentence, by its name."""
STATUSES = ("eligible", "potential", "excluded")


def compared(shown: Disclosed, before: Disclosed, number: str) -> pd.DataFrame:
    """One row for each status, then for each criterion with its group above it, numbers as they are shown.

    Args:
        shown: the scenario.
        before: the protocol's baseline, in the same mode.
        number: which number of the criteria, of `NUMBERS`.
    """
    return pd.DataFrame(
        {
            "number": name,
            "criterion": label,
            "protocol": was.text,
            "scenario": now.text,
            "change": _change(now, was).text,
            "of all": "–" if now is AT_SCREENING else percent(now, shown.patients),
        }
        for name, label, was, now in (*_statuses(shown, before), *_rows(shown, before, number))
    )


def compared_csv(shown: Disclosed, before: Disclosed) -> str:
    """Every number side by side: a line for each status, then for each number of each criterion and group."""
    lines = [(*line[:2], "patients", *line[2:]) for line in _statuses(shown, before)]
    for number in NUMBERS:
        lines += [(*line[:2], number, *line[2:]) for line in _rows(shown, before, number)]
    return spreadsheet(
        ["number", "criterion", "measure", "protocol", "scenario", "change"],
        ((*words, was, now, _change(now, was)) for *words, was, now in lines),
    )


def _statuses(shown: Disclosed, before: Disclosed) -> Iterator[tuple[str, str, Shown, Shown]]:
    for status in STATUSES:
        yield "–", status.capitalize(), getattr(before, status), getattr(shown, status)


def _rows(shown: Disclosed, before: Disclosed, number: str) -> Iterator[tuple[str, str, Shown, Shown]]:
    for row in rows_in_order(shown, Measure.FAILS, by_size=False):
        label = row.label + ("" if row.on else " (off)")
        yield row.number, label, before.row(row.id).count(number), row.count(number)


def _change(now: Shown, was: Shown) -> Shown:
    return Shown(None, "–") if AT_SCREENING in (now, was) else change(now, was)
