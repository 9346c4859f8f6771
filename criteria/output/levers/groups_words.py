"""Who is gained, who is lost and where groups differ, in words, as a table and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from criteria.output.disclosure import Mode
from criteria.output.levers.groups import ShownComposition, ShownGroup
from criteria.output.levers.shares import criterion_name, ratio_in_words, rounded
from criteria.output.report import spreadsheet

NET = "Protected counts tell gained and lost together, as the change of the shown numbers."

WORTH_A_WORD = 0.95  # a ratio above is as good as none


def gained_in_words(shown: ShownComposition) -> str:
    """Who is gained and lost against the protocol, in one or two sentences."""
    if not shown.moved:
        return (
            "The scenario is the protocol’s own, so nobody is gained or lost. What share of each group is eligible "
            "can be compared all the same."
        )
    whole = shown.total
    potential = f"potential {whole.potential.text} instead of {whole.potential_before.text}"
    eligible = f"{whole.eligible.text} eligible instead of {whole.eligible_before.text}"
    if whole.gained is None or whole.lost is None:
        moved = whole.eligible_change.text, whole.potential_change.text
        return f"Against the protocol: {eligible} ({moved[0]}); {potential} ({moved[1]})."
    most = _most(shown.groups, [each.more for each in shown.groups], "gained")
    least = _most(shown.groups, [each.fewer for each in shown.groups], "lost")
    said = f"Against the protocol {whole.gained.text} gained and {whole.lost.text} lost: {eligible}; {potential}."
    return " ".join(filter(None, [said, most, least]))


def _most(groups: Sequence[ShownGroup], numbers: Sequence[float], word: str) -> str:
    """The group with most of them; where there is only one group, it says nothing new."""
    whole = sum(numbers)
    if not whole or len(groups) < 2:
        return ""
    at = max(range(len(groups)), key=numbers.__getitem__)
    before = sum(each.eligible_before.drawn for each in groups)
    return (
        f"Most {word}: {groups[at].value}, {numbers[at]:,.0f} of {whole:,.0f} (of those eligible before, "
        f"{groups[at].eligible_before.text} of {before:,.0f})."
    )


def gap_in_words(shown: ShownComposition) -> str:
    """Which groups are clearly below all patients, and which criterion makes most of the gap."""
    if not shown.total.eligible.number:
        return f"Eligible: {shown.total.eligible.text}, so that shares of groups cannot be compared."
    below = sorted((each for each in shown.groups if each.clearly < 0 and each.ratio), key=_value)
    above = sorted((each for each in shown.groups if each.clearly > 0 and each.ratio), key=_value, reverse=True)
    if not below and not above:
        return "No group’s eligible share is clearly another than that of all patients: every interval includes 1."
    said = [_against(each, shown, "below") for each in below[:2]] + [
        _against(each, shown, "above") for each in above[:2]
    ]
    return " ".join(said)


def _value(group: ShownGroup) -> float:
    return group.ratio.value if group.ratio else 1.0


def _against(group: ShownGroup, shown: ShownComposition, side: str) -> str:
    why = driver_in_words(group, shown)
    return (
        f"{shown.label} {group.value} is clearly {side} all patients: {ratio_in_words(group.ratio)} times their share "
        f"eligible{f', most for {why}' if why else ''}."
    )


def drivers_in_words(shown: ShownComposition) -> list[tuple[str, str]]:
    """Each group a twentieth or more below all patients, with what makes most of its gap; the furthest below first."""
    below = sorted((each for each in shown.groups if each.driver and _value(each) <= WORTH_A_WORD), key=_value)
    return [(f"{each.value}, {ratio_in_words(each.ratio)}", driver_in_words(each, shown)) for each in below]


def driver_in_words(group: ShownGroup, shown: ShownComposition) -> str:
    """What most sets a group apart; empty where nothing is to be told."""
    if group.driver is None:
        return ""
    criterion = group.driver.criterion
    what = "unknown values" if criterion is None else criterion_name(shown.scenario.protocol, criterion)
    return f"{what}: {group.driver.excess:.1f} more per 100 than overall"


def left_out_in_words(shown: ShownComposition) -> str:
    """How many groups are too small to be shown; empty where none is."""
    if not shown.left_out:
        return ""
    some = (
        "1 group of fewer than 30 patients is"
        if shown.left_out == 1
        else f"{shown.left_out} groups of fewer than 30 patients are"
    )
    return f"{some} not shown (groups that nobody is in among them)."


def groups_frame(shown: ShownComposition) -> pd.DataFrame:
    """One row for each group and one for all patients, numbers as they are shown."""
    return pd.DataFrame(_row(each, shown) for each in (*shown.groups, shown.total))


def _row(group: ShownGroup, shown: ShownComposition) -> dict[str, str]:
    moved = (
        {"eligible change": group.eligible_change.text}
        if group.gained is None or group.lost is None
        else {"gained": group.gained.text, "lost": group.lost.text}
    )
    return {
        shown.label: group.value,
        "patients": group.patients.text,
        "eligible": group.eligible.text,
        "share, % (95 %)": group.share.text.replace(" %", ""),
        "protocol": group.eligible_before.text,
        **moved,
        "potential": group.potential.text,
        "potential change": group.potential_change.text,
        "excluded": group.excluded.text,
        "ratio to all (95 %)": ratio_in_words(group.ratio),
        "what makes the gap": driver_in_words(group, shown),
    }


def groups_csv(shown: ShownComposition) -> str:
    """The same for a machine: a line for each group, safe to open in a spreadsheet."""
    rows = [_line(each, shown) for each in (*shown.groups, shown.total)]
    return csv_of(rows, ["group"])


def csv_of(rows: Sequence[dict[str, Any]], nothing: list[str]) -> str:
    """Rows as lines under their names; only `nothing` as heading where there is no row."""
    return spreadsheet(rows[0] if rows else nothing, (row.values() for row in rows))


def _line(group: ShownGroup, shown: ShownComposition) -> dict[str, Any]:
    ratio, made = group.ratio, group.driver
    told = shown.mode is Mode.EXACT
    return {
        "variable": shown.variable,
        "group": group.value,
        "patients": group.patients,
        "eligible": group.eligible,
        "potential": group.potential,
        "excluded": group.excluded,
        "eligible_protocol": group.eligible_before,
        "potential_protocol": group.potential_before,
        "gained": group.gained if told else None,
        "lost": group.lost if told else None,
        "eligible_change": group.eligible_change,
        "potential_change": group.potential_change,
        **group.share.columns("share"),
        "ratio": rounded(ratio.value if ratio else None),
        "ratio_low": rounded(ratio.low if ratio else None),
        "ratio_high": rounded(ratio.high if ratio else None),
        "driver": (made.criterion or "unknown") if made else None,
        "driver_excess_per_100": rounded(made.excess if made else None),
    }


def steps_in_words(shown: ShownComposition) -> str:
    """The criterion that shifts the composition most."""
    steps = shown.steps
    found = steps.largest()
    if found is None:
        return "No criterion visibly shifts the composition: no share changes by half a percentage point or more."
    step, group, shift = found
    name = criterion_name(shown.scenario.protocol, steps.criteria[step - 1])
    now, before = (100 * (steps.share(at, group) or 0) for at in (step, step - 1))
    return (
        f"{name} shifts the composition most: {steps.groups[group]} goes from {before:.1f} to {now:.1f} % of those "
        f"remaining ({points(shift)} percentage points)."
    )


def points(shift: float | None) -> str:
    """A shift in percentage points."""
    if shift is None:
        return "–"
    text = f"{100 * shift:+.1f}"
    return "0" if float(text) == 0 else text.replace("-", "−")


def steps_frame(shown: ShownComposition) -> pd.DataFrame:
    """One row for each step, in protocol order: each group's share of those remaining, and how the step shifts it."""
    steps = shown.steps
    return pd.DataFrame(
        {
            "after": _step_name(shown, step),
            "remaining": steps.everyone[step].text,
            **{
                name: _percent(steps.share(step, at)) + (f" ({points(steps.shift(step, at))})" if step else "")
                for at, name in enumerate(steps.groups)
            },
        }
        for step in range(len(steps.everyone))
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _step_name(shown: ShownComposition, step: int) -> str:
    return criterion_name(shown.scenario.protocol, shown.steps.criteria[step - 1]) if step else "all patients"


def steps_csv(shown: ShownComposition) -> str:
    """The same for a machine: a line for each step and group."""
    steps = shown.steps
    rows = [
        {
            "variable": shown.variable,
            "step": step,
            "criterion": steps.criteria[step - 1] if step else "",
            "group": name,
            "remaining": steps.remaining[step][at],
            "of": steps.everyone[step],
            "share": rounded(steps.share(step, at)),
            "shift": rounded(steps.shift(step, at)) if step else None,
        }
        for step in range(len(steps.everyone))
        for at, name in enumerate(steps.groups)
    ]
    return csv_of(rows, ["step"])
