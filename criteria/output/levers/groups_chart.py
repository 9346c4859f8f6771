"""Groups as charts: gained beside already eligible, eligible shares against all patients, shifts along the funnel."""

from __future__ import annotations

from collections.abc import Sequence

from criteria.funnel.levers.uncertainty import Ratio
from criteria.output.charts import ONLY, PROTOCOL, REMAINING, UNKNOWN, Figure
from criteria.output.labels import escaped
from criteria.output.levers.groups import ShownComposition, ShownGroup
from criteria.output.levers.groups_words import points
from criteria.output.levers.row_charts import bars, layout, numbers
from criteria.output.levers.shares import criterion_name, ratio_in_words

GAINED = "#009E73|#4CC9A0"
CHANCE = "#6B7580|#98A3AE"
HATCHED = {"color": UNKNOWN, "pattern": {"shape": "/", "size": 5, "solidity": 0.35}}
_WIDEST_RATIO = 4.0
_ROOM = 1.06  # the axis over its longest bar


def gained_chart(shown: ShownComposition) -> Figure:
    """One row for each group: eligible before and still, gained beside them, potential; lost left of the line."""
    groups = shown.groups
    traces = [
        bars(
            "eligible, and already before" if shown.moved else "eligible",
            [each.eligible.drawn - each.more for each in groups],
            {"color": REMAINING},
            _hover(shown),
            "kept" if shown.moved else "",
        ),
        bars("gained", [each.more for each in groups], {"color": GAINED}, _hover(shown)),
        bars("potential ?", [each.potential.drawn for each in groups], HATCHED, _hover(shown)),
        bars("lost", [-each.fewer for each in groups], {"color": ONLY}, _hover(shown)),
    ]
    drawn = traces if shown.moved else [traces[0], traces[2]]
    left = max((each.fewer for each in groups), default=0)
    right = max((each.eligible.drawn + each.potential.drawn for each in groups), default=0)
    axis = {
        "range": [-left * _ROOM, max(right, 1) * _ROOM],
        "title": {"text": "patients"},
        "zeroline": True,
    }
    made = layout([each.value for each in groups], axis, room=0.34, column="eligible, potential ?")
    said = numbers([_numbers(each) for each in groups], [_few_numbers(each) for each in groups])
    return {
        "data": [*drawn, said],
        "layout": {**made, "barmode": "relative"},
    }


def _hover(shown: ShownComposition) -> list[str]:
    return [
        f"{each.value}: {each.eligible.text} eligible, protocol {each.eligible_before.text}; "
        f"{each.potential.text} potential, protocol {each.potential_before.text}; of {each.patients.text}"
        for each in shown.groups
    ]


def _numbers(group: ShownGroup) -> str:
    return f"{_few_numbers(group)}, {group.potential.text} ?"


def _few_numbers(group: ShownGroup) -> str:
    moved = [f"+{group.more:,.0f}" if group.more else "", f"−{group.fewer:,.0f}" if group.fewer else ""]
    said = " ".join(filter(None, moved))
    return f"<b>{group.eligible.text}</b>" + (f" ({said})" if said else "")


def gained_takeaway(shown: ShownComposition) -> str:
    """The chart's message in words, for people who do not see it."""
    listed = "; ".join(
        f"{each.value}: {each.eligible.text} eligible, {each.eligible_change.text} against the protocol, "
        f"{each.potential.text} potential"
        for each in shown.groups
    )
    return f"Bar chart of eligible and potential patients by {shown.label.lower()}. {listed or 'No group'}."


def ratio_chart(shown: ShownComposition) -> Figure:
    """One dot with its interval for each group: its eligible share over that of all patients, which is the line."""
    labels = [each.value for each in shown.groups]
    texts = [ratio_in_words(each.ratio) for each in shown.groups]
    dots = [_dot(at, each, each.ratio) for at, each in enumerate(shown.groups) if each.ratio]
    made = layout(labels, _ratio_axis(shown), room=0.36, column="ratio (95 %)", legend=False)
    return {
        "data": [*dots, numbers(texts, [each.split(" ")[0] for each in texts])],
        "layout": {**made, "shapes": [_SHARE_OF_ALL]},
    }


_CLEARLY = {-1: ONLY, 0: CHANCE, 1: REMAINING}
_SHARE_OF_ALL = {
    "type": "line",
    "x0": 1,
    "x1": 1,
    "y0": 0,
    "y1": 1,
    "yref": "paper",
    "line": {"color": PROTOCOL, "width": 2},
}


def _dot(row: int, group: ShownGroup, ratio: Ratio) -> Figure:
    colour = _CLEARLY[group.clearly]
    return {
        "type": "scatter",
        "mode": "markers",
        "y": [row],
        "x": [ratio.value],
        "marker": {"size": 12, "color": colour},
        "error_x": _interval(ratio, colour),
        "hovertext": [escaped(f"{group.value}: {ratio_in_words(ratio)}; eligible {group.share.text}")],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _interval(ratio: Ratio, colour: str) -> Figure:
    return {
        "type": "data",
        "symmetric": False,
        "array": [ratio.high - ratio.value],
        "arrayminus": [ratio.value - ratio.low],
        "color": colour,
        "thickness": 3,
        "width": 0,
    }


def _ratio_axis(shown: ShownComposition) -> Figure:
    widest = max([2.0, *(each.ratio.value * 1.25 for each in shown.groups if each.ratio)])
    return {
        "range": [-0.05, min(widest, _WIDEST_RATIO)],
        "title": {"text": "times the share of all"},
        "zeroline": False,
    }


def ratio_takeaway(shown: ShownComposition) -> str:
    """The chart's message in words, for people who do not see it."""
    listed = "; ".join(f"{each.value}: {ratio_in_words(each.ratio)}" for each in shown.groups)
    return f"Eligible share of each group over that of all patients, {shown.total.share.text}. {listed or 'No group'}."


# --- along the funnel -------------------------------------------------------------------------------------------------

_LEVELS = (0.005, 0.015, 0.03)  # fractions of those remaining
_MORE = ("#D6E8F5|#17344D", "#8FC1E3|#1D4F78", "#4A98D0|#2569A1")
_FEWER = ("#FBE3D3|#46291A", "#F3B58C|#75421F", "#E68445|#9C4F1E")
_SAME = "#F3F5F7|#1D2630"


_LETTERS_IN_A_ROW = 90
_SLANT = -40  # degrees
_NUMBERS_ON_A_PHONE = 4  # columns whose cells have room for a number


def steps_chart(shown: ShownComposition) -> Figure:
    """A cell for each group and each criterion that visibly shifts the composition: by how many percentage points."""
    steps, protocol = shown.steps, shown.scenario.protocol
    rows = steps.visible()
    names = [criterion_name(protocol, steps.criteria[step - 1]) for step in rows]
    cells = [
        _cells(name, at, [steps.shift(step, at) for step in rows], names, few=len(steps.groups) <= _NUMBERS_ON_A_PHONE)
        for at, name in enumerate(steps.groups)
    ]
    return {"data": cells, "layout": _named_above(names, steps.groups)}


def _cells(name: str, at: int, shifts: Sequence[float | None], rows: Sequence[str], *, few: bool) -> Figure:
    """The column of one group; on a phone its cells have a number only beside few others."""
    return {
        **bars(name, [0.97] * len(rows), {"color": [_colour(each) for each in shifts]}, rows),
        "base": [at] * len(rows),
        "text": [points(each) for each in shifts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "insidetextfont": {"color": PROTOCOL},
        "meta": {"narrow": {} if few else {"text": [""] * len(rows)}},
    }


def _named_above(rows: Sequence[str], groups: Sequence[str]) -> Figure:
    """The layout with the groups' names over their columns, slanted where they are too long for a row."""
    longest = max(map(len, groups), default=0)
    slanted = longest * len(groups) > _LETTERS_IN_A_ROW
    made = layout(rows, _columns(groups), room=0.0, legend=False)
    axis, narrow = made["xaxis"], made["meta"]["narrow"]
    high = {"t": 22 + 5 * longest, "b": 8}
    beside = {"r": 8 + 4 * max(map(len, groups[-1:]), default=0)}  # where the last name ends
    on_a_phone = {"margin": {**narrow["margin"], **high, **beside}, "xaxis": {**axis, "tickangle": _SLANT}}
    return {
        **made,
        "xaxis": {**axis, "tickangle": _SLANT if slanted else 0},
        "margin": {**made["margin"], **(high if slanted else {"t": 34, "b": 8})},
        "meta": {"narrow": {**narrow, **on_a_phone}},
        "bargap": 0.06,
        "barmode": "overlay",
    }


def _columns(groups: Sequence[str]) -> Figure:
    return {
        "range": [0, max(len(groups), 1)],
        "tickvals": [at + 0.485 for at in range(len(groups))],
        "ticktext": [escaped(name) for name in groups],
        "side": "top",
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
    }


def _colour(shift: float | None) -> str:
    if shift is None or abs(shift) < _LEVELS[0]:
        return _SAME
    at = sum(abs(shift) >= level for level in _LEVELS) - 1
    return (_MORE if shift > 0 else _FEWER)[at]
