"""Ranked levers for programs, spreadsheets and terminals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from criteria.output.levers.ranked import BestStep, ShownLever, ShownMove, ShownRanking, ShownShare
from criteria.output.report import spreadsheet
from criteria.text import wording

_HEADING = (
    "list",
    "rank",
    "change",
    "criteria",
    "moves",
    "share of range",
    "eligible",
    "potential",
    "eligible gained",
    "potential gained",
    "eligible share",
    "95 % from",
    "95 % to",
)
_SIZES = ("one", "two", "three")


def ranking_dict(shown: ShownRanking) -> dict[str, Any]:
    """The object under `ranking` that `feasibility levers --format json` prints."""
    return {
        "limits": [{**lever_dict(each.lever), "half_at": each.half} for each in shown.limits],
        "limits_without_gain": list(shown.idle),
        "limits_without_a_looser_way": list(shown.without_a_way),
        "steps": list(map(lever_dict, shown.steps)),
        "loosened": {size: list(map(lever_dict, some)) for size, some in zip(_SIZES, shown.loosened, strict=False)},
        "off": {size: list(map(lever_dict, some)) for size, some in zip(_SIZES, shown.off, strict=False)},
        "off_by_size": list(map(lever_dict, shown.off_by_size)),
    }


def lever_dict(lever: ShownLever) -> dict[str, Any]:
    """One lever as a program reads it; a hidden count is text."""
    return {
        "kind": lever.kind.value,
        "change": lever.said.full,
        "criteria": list(lever.criteria),
        "moves": list(map(_move_dict, lever.moves)),
        "eligible": lever.eligible.written,
        "potential": lever.potential.written,
        "eligible_gained": lever.eligible_gained.written,
        "potential_gained": lever.potential_gained.written,
        "eligible_share": share_dict(lever.share),
    }


def _move_dict(move: ShownMove) -> dict[str, Any]:
    return {"limit": move.limit, "from": move.now, "to": move.then, "share_of_range": _rounded(move.far)}


def share_dict(share: ShownShare) -> dict[str, Any]:
    """A share with its 95 % Wilson interval, as fractions."""
    return {"value": _rounded(share.value), "low": _rounded(share.low), "high": _rounded(share.high)}


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def ranking_csv(shown: ShownRanking) -> str:
    """Every lever, one line each, list by list, safe to open in a spreadsheet."""
    return levers_csv(_lists(shown))


def levers_csv(lists: Iterable[tuple[str, Sequence[ShownLever]]]) -> str:
    """Named lists of levers, one line for each lever."""
    lines = (_line(name, at, lever) for name, levers in lists for at, lever in enumerate(levers, 1))
    return spreadsheet(_HEADING, lines)


def _lists(shown: ShownRanking) -> Iterator[tuple[str, Sequence[ShownLever]]]:
    yield "best value of a limit", [each.lever for each in shown.limits]
    for name, sizes in (("loosened", shown.loosened), ("off", shown.off)):
        for size, levers in zip(_SIZES, sizes, strict=False):
            yield f"{size} {'criterion' if size == 'one' else 'criteria'} {name}", levers
    yield "the best set off of each size", shown.off_by_size
    yield "every value of every limit", shown.steps


def _line(name: str, rank: int, lever: ShownLever) -> list[Any]:
    far = [each.far for each in lever.moves if each.far is not None]
    return [
        name,
        rank,
        lever.said.full,
        " ".join(lever.criteria),
        "; ".join(f"{each.limit} {_number(each.now)} -> {_number(each.then)}" for each in lever.moves),
        _rounded(sum(far)) if far else "",
        lever.eligible,
        lever.potential,
        lever.eligible_gained,
        lever.potential_gained,
        *("" if each is None else _rounded(each) for each in (lever.share.value, lever.share.low, lever.share.high)),
    ]


def _number(value: float | None) -> str:
    return "none" if value is None else wording.number(value)


def levers_frame(levers: Iterable[ShownLever]) -> pd.DataFrame:
    """One row for each lever, as the page shows it."""
    return pd.DataFrame(
        {
            "change": each.said.full,
            "of its range": _far(each),
            "eligible gained": each.eligible_gained.text,
            "potential gained": each.potential_gained.text,
            "eligible": each.eligible.text,
            "potential": each.potential.text,
            "eligible share (95 % interval)": each.share.text,
        }
        for each in levers
    )


def limits_frame(shown: ShownRanking) -> pd.DataFrame:
    """The best value of each limit, and the value that already buys half of it."""
    frame = levers_frame(each.lever for each in shown.limits)
    if not frame.empty:
        frame.insert(1, "half of it at", [_half(shown, each) for each in shown.limits])
    return frame


def _half(shown: ShownRanking, best: BestStep) -> str:
    return wording.limit_amount(shown.scenario.protocol, best.lever.moves[0].limit, best.half)


def _far(lever: ShownLever) -> str:
    """How far limits move, each as a share of its own range."""
    return " + ".join("–" if each.far is None else f"{100 * each.far:.0f} %" for each in lever.moves) or "–"


def ranking_text(shown: ShownRanking, most: int = 10) -> str:
    """The lists as a terminal shows them, the first ten of each."""
    lists = [(name, levers) for name, levers in _lists(shown) if name != "every value of every limit"]
    blocks = [_block(name, [each for each in levers if each.gains][:most]) for name, levers in lists]
    return "\n\n".join(filter(None, blocks)) or "No change of a limit, and no criterion switched off, gains anybody."


def _block(name: str, levers: Sequence[ShownLever]) -> str:
    if not levers:
        return ""
    gained = [(each.eligible_gained.text, each.potential_gained.text) for each in levers]
    left, right = (max(len(each[at]) for each in [*gained, ("eligible", "potential")]) for at in (0, 1))
    lines = [f"{name[0].upper()}{name[1:]}", f"  {'eligible':>{left}}  {'potential':>{right}}"]
    lines += [
        f"  {one:>{left}}  {other:>{right}}  {each.said.full}"
        for (one, other), each in zip(gained, levers, strict=True)
    ]
    return "\n".join(lines)
