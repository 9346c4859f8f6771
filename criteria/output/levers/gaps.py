"""What is missing most, as it may be shown: order and numbers follow shown counts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from criteria.engine.memory import MemoryEngine
from criteria.funnel.levers.gaps import Gap, Gaps, gaps
from criteria.model.scenario import Scenario
from criteria.output.charts import REMAINING, Figure
from criteria.output.disclosure import HIDDEN, Mode, Shown, counted, percent
from criteria.output.labels import in_lines
from criteria.output.levers.groups_words import csv_of
from criteria.output.levers.known import known
from criteria.output.levers.row_charts import bars, layout, numbers
from criteria.text import wording

MOST_ROWS = 12
_LONGEST = 36  # letters of a variable of a pair


@dataclass(frozen=True)
class ShownGap:
    """Variables, and how many potential patients are certainly decided once all of them are filled in.

    Attributes:
        missing: how many potential patients have no entry, of a single variable; None of a pair.
        unsettling: how many have one that is too old, or undecided, of a single variable; None of a pair.
        lines: the label with a line for each variable, as Plotly reads it.
    """

    variables: tuple[str, ...]
    label: str
    decided: Shown
    missing: Shown | None
    unsettling: Shown | None
    lines: str

    @property
    def lacking(self) -> str:
        """What keeps it from deciding, in words; nothing of a pair."""
        if self.missing is None or self.unsettling is None:
            return ""
        old = f", {self.unsettling.text} have one that is too old or undecided" if self.unsettling.number != 0 else ""
        return f"{self.missing.text} have no entry{old}"


@dataclass(frozen=True)
class ShownGaps:
    """The data-gap list as it may be shown; see `funnel.levers.gaps.Gaps`.

    Attributes:
        pairs: the best pairs, of which a visible number is decided.
        expected: eligible were values missing at random; None where that cannot be worked out.
        most: eligible were every potential patient eligible: the sum of the two shown numbers.
    """

    mode: Mode
    eligible: Shown
    potential: Shown
    expected: Shown | None
    most: Shown
    singles: tuple[ShownGap, ...]
    pairs: tuple[ShownGap, ...]

    @property
    def visible(self) -> tuple[ShownGap, ...]:
        """The variables that alone decide a number that is shown, and is not nobody; the first ones."""
        return tuple(each for each in self.singles if each.decided.drawn)[:MOST_ROWS]


def shown_gaps(engine: MemoryEngine, scenario: Scenario, eligible: Shown, mode: Mode) -> ShownGaps:
    """What is missing most under a scenario, as it may be shown; `eligible` is what is shown of the eligible.

    Raises `Refused` when the table holds a variable as another kind than the protocol declares.
    """
    return disclose_gaps(gaps(engine, scenario, known(mode)), scenario, eligible, mode)


def disclose_gaps(found: Gaps, scenario: Scenario, eligible: Shown, mode: Mode) -> ShownGaps:
    """The data-gap list as it may be shown; `found` is in the order of what may be seen of the counts."""
    count = counted(mode)
    potential = count(found.potential)
    shown = [_gap(each, found, scenario, mode) for each in (*found.singles, *found.pairs)]
    return ShownGaps(
        mode,
        eligible,
        potential,
        None if found.expected_eligible is None else count(round(found.expected_eligible)),
        _sum(eligible, potential, mode),
        tuple(shown[: len(found.singles)]),
        tuple(each for each in shown[len(found.singles) :] if each.decided.drawn),
    )


def _gap(gap: Gap, found: Gaps, scenario: Scenario, mode: Mode) -> ShownGap:
    names = [wording.label(each, scenario.protocol) for each in gap.variables]
    lines = " +<br>".join(in_lines(each, _LONGEST, most=1) for each in names)
    count, single = counted(mode), gap.variables[0] if len(gap.variables) == 1 else None
    missing = count(found.missing[single]) if single else None
    unsettling = count(found.unsettling[single]) if single else None
    return ShownGap(gap.variables, " + ".join(names), count(gap.decided), missing, unsettling, lines)


def _sum(eligible: Shown, potential: Shown, mode: Mode) -> Shown:
    """The sum of two shown numbers; a hidden one may be as much as ten."""
    both = sum(HIDDEN if each.number is None else each.number for each in (eligible, potential))
    if mode is Mode.EXACT:
        return counted(mode)(both)
    if eligible.number is None and potential.number is None:
        return Shown(None, f"≤{both:,.0f}")
    return Shown(both, f"~{both:,.0f}")


def advice(shown: ShownGaps) -> str:
    """What to fill in first, in one sentence."""
    if shown.potential.number == 0:
        return "Nobody is potential: no missing value keeps a patient undecided."
    if not shown.visible:
        bound = "nobody" if shown.mode is Mode.EXACT else "more than 10 patients"
        said = "decides nobody" if shown.mode is Mode.EXACT else f"visibly decides {bound}"
        alone = f"No single variable {said} of the {shown.potential.text} potential patients."
    else:
        best = shown.visible[0]
        alone = (
            f"Filling in {best.label} alone would decide {best.decided.text} of {shown.potential.text} "
            f"potential patients: {best.lacking}."
        )
    if not shown.pairs:
        return alone
    pair = shown.pairs[0]
    return f"{alone} The best pair, {pair.label}, decides {pair.decided.text}."


def expected_in_words(shown: ShownGaps) -> str:
    """What the expected number rests on."""
    if shown.expected is None:
        return "An expected number cannot be worked out: nobody passes or fails some criterion that is unknown."
    return (
        "Expected is an assumption, not a count: that values are missing at random, and criteria independent. Each "
        "potential patient then passes an unknown criterion as often as those whose verdict is known."
    )


def gaps_chart(shown: tuple[ShownGap, ...], whole: Shown) -> Figure:
    """One bar for each variable or pair: how many potential patients are certainly decided."""
    rows = shown[:MOST_ROWS]
    hover = [
        f"{each.label}: {each.decided.text} of {whole.text} decided" + (f"; {each.lacking}" if each.lacking else "")
        for each in rows
    ]
    longest = max([1.0, *(each.decided.drawn for each in rows)])
    single = all(each.missing for each in rows)
    axis = {"range": [0, longest * 1.02], "title": {"text": f"decided, of {whole.text}"}}
    column = "decided, no entry" if single else "decided"
    lines = None if single else [each.lines for each in rows]
    made = layout([each.label for each in rows], axis, room=0.22, column=column, legend=False, lines=lines)
    texts = [f"<b>{each.decided.text}</b>" + (f", {each.missing.text}" if each.missing else "") for each in rows]
    return {
        "data": [
            bars("decided", [each.decided.drawn for each in rows], {"color": REMAINING}, hover),
            numbers(texts),
        ],
        "layout": made,
    }


def gaps_takeaway(rows: tuple[ShownGap, ...], whole: Shown) -> str:
    """The chart's message in words, for people who do not see it."""
    listed = "; ".join(f"{each.label}: {each.decided.text}" for each in rows[:3])
    return f"Bar chart of potential patients decided by filling in, of {whole.text}. Most: {listed or 'none'}."


def gaps_frame(shown: ShownGaps) -> pd.DataFrame:
    """One row for each variable and each of the best pairs, numbers as they are shown."""
    return pd.DataFrame(
        {
            "variable or pair": each.label,
            "decided": each.decided.text,
            "of potential": percent(each.decided, shown.potential),
            "no entry": each.missing.text if each.missing else "",
            "too old or undecided": each.unsettling.text if each.unsettling else "",
        }
        for each in (*shown.singles, *shown.pairs)
    )


def gaps_csv(shown: ShownGaps) -> str:
    """The same for a machine, with what may come out above: a line for each variable and pair."""
    rows = [
        {
            "variables": " + ".join(each.variables),
            "decided": each.decided,
            "potential": shown.potential,
            "no_entry": each.missing,
            "too_old_or_undecided": each.unsettling,
        }
        for each in (*shown.singles, *shown.pairs)
    ]
    return csv_of(rows, ["variables"])
