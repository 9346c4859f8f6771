"""Overlap drawn: combinations as bars above a matrix of dots, pairs as a heat map."""

from __future__ import annotations

from collections.abc import Sequence

from criteria.output.charts import ALSO_OTHERS, ONLY, PROTOCOL, UNKNOWN, Figure
from criteria.output.labels import SMALL, escaped, in_lines
from criteria.output.levers.overlap import ShownCombination, ShownFails, ShownOverlap

EMPTY_DOT = "#DDE2E7|#2B3642"
SCALE = [[0, "#FFFFFF|#12181F"], [1, "#F0A878|#A85F28"]]
MOST_PAIRS = 20  # criteria in the heat map of pairs: more could not be read
LONGEST = 30  # letters of a line of a title
LONGEST_ON_A_PHONE = 17
UPRIGHT = 3  # letters of a bar's number that fit above it
MANY = 14  # columns whose numbers no longer fit beside one another
BARS = 190  # px
ROW = 28  # px
FRAME = 44  # px around both


def combinations_chart(shown: ShownOverlap) -> Figure:
    """Bars of the largest exact combinations and of all others; below, a row for each criterion in any of them."""
    rows = _rows(shown)
    height = BARS + ROW * len(rows)
    return {
        "data": [_bars(shown), _grid(shown, rows), *_members(shown, rows)],
        "layout": _layout(shown, rows, ROW * len(rows) / height),
    }


def combinations_height(shown: ShownOverlap) -> int:
    """Pixels for that chart."""
    return BARS + ROW * len(_rows(shown)) + FRAME


def _rows(shown: ShownOverlap) -> list[ShownFails]:
    """The criteria in any of the combinations, the most failed first."""
    used = {name for each in shown.combinations for name in each.criteria}
    return [each for each in shown.criteria if each.id in used]


def _bars(shown: ShownOverlap) -> Figure:
    numbers = [*(each.patients for each in shown.combinations), shown.other]
    return {
        "type": "bar",
        "x": list(range(len(numbers))),
        "y": [each.drawn for each in numbers],
        "marker": {"color": [*(_colour(each) for each in shown.combinations), UNKNOWN], "line": {"width": 0}},
        "text": [f"<b>{each.text}</b>" for each in numbers],
        "textposition": "outside",
        "textangle": -90 if max(len(each.text) for each in numbers) > UPRIGHT else 0,
        "constraintext": "none",
        "meta": {"narrow": {"textangle": -90}},
        "cliponaxis": False,
        "hovertext": [*(escaped(combination_in_words(shown, each)) for each in shown.combinations), _others(shown)],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _colour(combination: ShownCombination) -> str:
    return ONLY if len(combination.criteria) == 1 else ALSO_OTHERS


def combination_in_words(shown: ShownOverlap, combination: ShownCombination) -> str:
    """Who fails exactly this."""
    names = " and ".join(shown.criterion(name).title for name in combination.criteria)
    return f"{combination.patients.text} fail exactly {names}"


def _others(shown: ShownOverlap) -> str:
    counted = "other combinations" if shown.others is None else f"{shown.others:,} other combinations"
    return f"{shown.other.text} fail {counted}"


def _grid(shown: ShownOverlap, rows: list[ShownFails]) -> Figure:
    places = [(x, y) for x in range(len(shown.combinations)) for y in range(len(rows))]
    return _dots(places, EMPTY_DOT)


def _dots(places: list[tuple[int, int]], colour: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "yaxis": "y2",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "marker": {"color": colour, "size": 12},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _members(shown: ShownOverlap, rows: list[ShownFails]) -> list[Figure]:
    """The criteria of each combination as dots, joined by a line."""
    place = {each.id: at for at, each in enumerate(rows)}
    columns = [sorted(place[name] for name in each.criteria) for each in shown.combinations]
    dots = _dots([(x, y) for x, column in enumerate(columns) for y in column], PROTOCOL)
    ends = [(x, column[0], column[-1]) for x, column in enumerate(columns)]
    lines = {
        "mode": "lines",
        "x": [place for x, _, _ in ends for place in (x, x, None)],
        "y": [place for _, top, bottom in ends for place in (top, bottom, None)],
        "line": {"color": PROTOCOL, "width": 3},
    }
    return [dots | lines, dots]


def _layout(shown: ShownOverlap, rows: list[ShownFails], below: float) -> Figure:
    return {
        "margin": {"l": 300, "r": 8, "t": 28, "b": 8},
        "bargap": 0.4,
        "xaxis": {
            "range": [-0.6, len(shown.combinations) + 0.6],
            "anchor": "y2",
            "tickvals": [len(shown.combinations)],
            "ticktext": ["other"],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {
            "domain": [below + 0.03, 1],
            "title": {"text": "patients"},
            "fixedrange": True,
            "range": [0, _top(shown)],
        },
        "yaxis2": {**_names_axis(rows, below), **_names(rows, LONGEST)},
        "hovermode": "x",
        "hoverdistance": -1,
        "showlegend": False,
        "meta": {
            "narrow": {
                "margin": {"l": 134, "r": 4, "t": 34, "b": 8},
                "yaxis2": {**_names_axis(rows, below), **_names(rows, LONGEST_ON_A_PHONE)},
            }
        },
    }


def _top(shown: ShownOverlap) -> float:
    """The end of the axis, with room for the numbers above the bars."""
    return 1.4 * max(*(each.patients.drawn for each in shown.combinations), shown.other.drawn, 1.0)


def _names_axis(rows: list[ShownFails], below: float) -> Figure:
    return {
        "domain": [0, below],
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "fixedrange": True,
        "zeroline": False,
    }


def _names(rows: Sequence[ShownFails], longest: int) -> Figure:
    """What the rows are called, with the number who fail; in smaller letters where one of them takes two lines."""
    texts = [f"{in_lines(each.title, longest)}  <b>{each.fails.text}</b> " for each in rows]
    size = {"tickfont": {"size": SMALL}} if any("<br>" in each for each in texts) else {}
    return {"ticktext": texts, **size}


def pairs_chart(shown: ShownOverlap) -> Figure:
    """Of those who fail the criterion of a row, the share that also fails the one of a column."""
    some = shown.criteria[:MOST_PAIRS]
    places = range(len(some))
    return {
        "data": [
            {
                "type": "heatmap",
                "x": list(places),
                "y": list(places),
                "z": [[None if row == column else _part(shown, row, column) for column in places] for row in places],
                "zmin": 0,
                "zmax": 1,
                "colorscale": SCALE,
                "showscale": False,
                "xgap": 1,
                "ygap": 1,
                "text": [["" if row == column else _cell(shown, row, column) for column in places] for row in places],
                "texttemplate": "%{text}",
                "hovertext": [[_pair(shown, row, column) for column in places] for row in places],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "hoverongaps": False,
            }
        ],
        "layout": _pairs_layout(some),
    }


def pairs_height(shown: ShownOverlap) -> int:
    """Pixels for that chart."""
    return ROW * len(shown.criteria[:MOST_PAIRS]) + 90


def _part(shown: ShownOverlap, row: int, column: int) -> float:
    return shown.both[row][column].drawn / shown.criteria[row].fails.drawn


def _cell(shown: ShownOverlap, row: int, column: int) -> str:
    """Whole percents; nothing where the number of patients is hidden or none."""
    return f"{100 * _part(shown, row, column):.0f}" if shown.both[row][column].drawn else ""


def _pair(shown: ShownOverlap, row: int, column: int) -> str:
    first, second = (escaped(shown.criteria[at].title) for at in (row, column))
    share, both = shown.share(row, column), shown.both[row][column].text
    return f"Of those who fail {first}<br>{share} also fail {second} ({both} patients)"


def _pairs_layout(some: tuple[ShownFails, ...]) -> Figure:
    numbers = [escaped(each.title.split(" ")[0]) for each in some]
    axis = {"tickvals": list(range(len(some))), "fixedrange": True, "zeroline": False, "showgrid": False}
    columns = {
        **axis,
        "ticktext": numbers,
        "side": "top",
        "tickangle": -90 if len(some) > MANY else 0,
        "range": [-0.5, len(some) - 0.5],
    }
    return {
        "margin": {"l": 300, "r": 8, "t": 30, "b": 8, "autoexpand": False},
        "xaxis": columns,
        "yaxis": {**axis, "range": [len(some) - 0.5, -0.5], **_names(some, LONGEST)},
        "hovermode": "closest",
        "meta": {
            "narrow": {
                "margin": {"l": 134, "r": 4, "t": 38, "b": 8, "autoexpand": False},
                "xaxis": columns | {"tickangle": -90},
                "yaxis": _names(some, LONGEST_ON_A_PHONE),
            }
        },
    }
