"""What a person may answer to a problem of a table under its map, where the map can say it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from criteria.data.proposal.questions import Choice
from criteria.data.table_map import Index, TableMap

_ORDERS: tuple[tuple[str, Literal["day first", "month first"]], ...] = (
    ("the day comes first: 03/04 is 3 April", "day first"),
    ("the month comes first: 03/04 is 4 March", "month first"),
)
_OVERRULED = dict.fromkeys(("date-order", "unit-unknown", "none-words"), "take these as unknown")


def mends(code: str, subject: str, message: str, table_map: TableMap) -> tuple[Choice, ...]:
    """The answers to a problem; empty where the table, or another part of its map, has to be mended.

    Args:
        code, subject, message: the problem's. What its owner may overrule says so, with the line of the map.
        table_map: the map under which it was found.
    """
    choices: list[Choice] = []
    if code == "date-order":
        choices += _date_orders(subject, table_map)
    if code == "duplicate-patient":
        choices += [Choice(f"keep the {which} row of each patient", duplicates=which) for which in ("first", "last")]
    agreement = f"{code}:{subject}"
    if f"[{agreement}]" in message:
        choices.append(Choice(_OVERRULED.get(code, "it is right as it is"), agreed=(agreement,)))
    return tuple(choices)


def _date_orders(subject: str, table_map: TableMap) -> Iterator[Choice]:
    reading, index = table_map.columns.get(subject), table_map.index
    for label, order in _ORDERS:
        if reading is not None:
            now = {subject: reading}
            yield Choice(label, subject, reading.model_copy(update={"order": order}), instead_of=now)
        elif subject == "index" and index is not None:
            yield Choice(label, index=Index(column=index.column, date=index.date, order=order))
