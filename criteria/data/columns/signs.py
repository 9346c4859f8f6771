"""Decimal and thousands signs: what one written amount says of them, and what it amounts to."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

Sign = Literal[".", ","]
OTHER: dict[str, Sign] = {".": ",", ",": "."}
SIGNS: tuple[Sign, Sign] = (".", ",")

# What search finds in a text; whether it is an amount, `amount` says.
_DIGITS = r"\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*(?:[.,](?![.,\d]))?|[.,]\d+"
AMOUNT = rf"[-+]?(?:{_DIGITS})(?:[eE][-+]?\d+(?![\d/*^]))?"

# Two regular expressions for whole columns of amounts, which need nothing of the grammar.
PLAIN = r"^[-+]?\d+(?:[.,]\d+)?$"
EITHER = r"^[-+]?[1-9]\d{0,2}[.,]\d{3}$"

_EXPONENT = re.compile(r"[eE][-+]?\d+$")
_GROUPED = re.compile(r"^\d{1,3}(?:[ ']\d{3})+(?:([.,])\d+)?$")
_BY_POINTS = re.compile(r"^\d{1,3}(?:\.\d{3})+$")
_BY_COMMAS = re.compile(r"^(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})$")  # also in hundreds of thousands: 1,50,000


@dataclass(frozen=True)
class Amount:
    """A written amount.

    Attributes:
        value: what it is, or would be if `either` were the decimal sign.
        either: the sign that may be the decimal one as well as one between thousands, as in `1.234`; empty elsewhere.
        decimal: the decimal sign of which it is evidence; empty where it is none.
    """

    value: float
    either: Sign | Literal[""] = ""
    decimal: Sign | Literal[""] = ""

    def read(self, thousands: frozenset[str]) -> float:
        """Its value where these signs stand between thousands."""
        return round(self.value * 1000) if self.either and self.either in thousands else self.value


def amount(text: str) -> Amount | None:
    """A written amount, or None for a text that is none, such as `1.3.2024` or the sample number `12E4567`."""
    exponent = _EXPONENT.search(text)
    body = text[: exponent.start()] if exponent else text
    found = _unsigned(body.lstrip("+-"), exact=exponent is not None)
    if found is None:
        return None
    value = found.value * float(f"1{exponent[0]}") if exponent else found.value
    if not math.isfinite(value):
        return None
    return Amount(-value if body.startswith("-") else value, found.either, found.decimal)


def _unsigned(body: str, *, exact: bool) -> Amount | None:
    if grouped := _GROUPED.match(body):
        return Amount(_float(re.sub("[ ']", "", body), grouped[1] or ""), "", _as_sign(grouped[1]))
    points, commas = body.count("."), body.count(",")
    if not points and not commas:
        return Amount(float(body)) if body.isdecimal() else None
    if points + commas == 1:
        return _with_one(body, "." if points else ",", exact=exact)
    return _with_several(body)


def _with_one(body: str, sign: Sign, *, exact: bool) -> Amount | None:
    """An amount with one point or comma: three digits behind it may be a decimal part as well as thousands."""
    before, after = body.split(sign)
    if not before and not after:
        return None
    value = float(f"{before or 0}.{after or 0}")
    if not after:
        return Amount(value)
    if not exact and len(after) == 3 and len(before) <= 3 and before and not before.startswith("0"):
        return Amount(value, sign)
    return Amount(value, "", sign)


def _with_several(body: str) -> Amount | None:
    """An amount with thousands, and perhaps decimals: all but the last sign stand between thousands."""
    last: Sign = "." if body.rfind(".") > body.rfind(",") else ","
    groups = {",": _BY_COMMAS, ".": _BY_POINTS}
    if OTHER[last] not in body:
        return Amount(float(body.replace(last, "")), "", OTHER[last]) if groups[last].match(body) else None
    before, _, after = body.rpartition(last)
    if not groups[OTHER[last]].match(before) or not after:
        return None
    return Amount(float(f"{before.replace(OTHER[last], '')}.{after}"), "", last)


def _float(text: str, sign: str) -> float:
    return float(text.replace(sign, ".") if sign else text)


def _as_sign(text: str | None) -> Sign | Literal[""]:
    return "." if text == "." else "," if text == "," else ""
