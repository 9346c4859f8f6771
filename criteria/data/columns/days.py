"""One written date: the days it can mean, and what makes it doubtful."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from criteria.data.columns.missing import is_missing
from criteria.data.columns.months import month_of

Order = Literal["day first", "month first"]
Doubt = Literal["", "unreadable", "ambiguous", "two digits", "serial"]
HOW = "write dates as 2024-03-31, or a month or year alone as 2024-03 or 2024"

_TIME = re.compile(r"[T ,]+(?:um |at )?(\d{1,2})[:.h](\d\d)(?:[:.](\d\d))?(?:[.,]\d+)?\s*([AaPp])?\.?[Mm]?\.?(?:\s*(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d\d:?\d\d))?(?:\s*Uhr)?$")  # fmt: skip # noqa: E501  # one pattern, one line
_NO_PART = r"UN|UNK|UU|XX|\?\?|--?"
_ISO = re.compile(rf"^(\d{{4}})(?:[-/.](\d\d?|{_NO_PART})(?:[-/.](\d\d?|{_NO_PART}))?)?$", re.IGNORECASE)
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:\d{6})?$")  # as HL7 writes it, with or without the time
_DOTTED = re.compile(r"^(\d\d?)\.\s?(\d\d?)\.\s?(\d{4}|\d\d)\.?$")  # with dots the day comes first
_SLASHED = re.compile(r"^(\d\d?)([/-])(\d\d?)\2(\d{4}|\d\d)$")  # with slashes nobody knows
_DAY_MONTH = re.compile(
    rf"^(?:(\d\d?|{_NO_PART})(?:st|nd|rd|th|er|º|°|\.)?[-\s./]*)?(?:de\s+|d[’'])?([^\W\d_]{{3,13}})\.?[-\s./,]*(?:de\s+|del\s+)?(\d{{4}}|’?'?\d\d)$",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(r"^([^\W\d_]{3,13})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+(\d{4})$", re.IGNORECASE)
_SIGNS = re.compile(r"^(\d{4})\s*[年년]\s*(?:(\d\d?)\s*[月월]\s*(?:(\d\d?)\s*[日日일]?)?)?$")
_SERIAL = re.compile(r"^(\d{5})(?:\.\d+)?$")
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 65_000  # from 1927 to 2077
_EXCEL_BEGINS = date(1899, 12, 30)
_YEARS = range(1850, 2151)


@dataclass(frozen=True)
class Day:
    """The days between which a written date lies; None in both where it is missing or cannot be read.

    Attributes:
        doubt: why it cannot be read, or what was assumed: the century of `two digits`, or a spreadsheet's `serial`
            number of a day.
    """

    first: date | None = None
    last: date | None = None
    doubt: Doubt = ""


def day_of(word: str, order: Order | None = None) -> Day:
    """What a written date means. Without an order, one in which day and month can be exchanged is ambiguous."""
    if is_missing(word):
        return Day()
    try:
        return _read(word.strip(), order)
    except (ValueError, OverflowError):  # a 31st of February
        return Day(doubt="unreadable")


def order_in(words: Iterable[str]) -> Order | None:
    """Whether the day or the month stands first, as the dates tell that can be read in one way only."""
    seen = {order for word in words for order in _only_order(word.strip())}
    return seen.pop() if len(seen) == 1 else None


def time_of(word: str) -> int | None:
    """The seconds since midnight, where a time stands behind the date."""
    if match := _TIME.search(word):
        afternoon = 12 if (match[4] or "").casefold() == "p" and int(match[1]) < 12 else 0
        return (int(match[1]) + afternoon) * 3600 + int(match[2]) * 60 + int(match[3] or 0)
    if (match := _COMPACT.match(word)) and len(word) > 8:
        return int(word[8:10]) * 3600 + int(word[10:12]) * 60 + int(word[12:14])
    return None


def _only_order(word: str) -> Iterator[Order]:
    match = _SLASHED.match(_TIME.sub("", word))
    if match and int(match[1]) > 12 >= int(match[3]):
        yield "day first"
    elif match and int(match[3]) > 12 >= int(match[1]):
        yield "month first"


def _read(written: str, order: Order | None) -> Day:
    if match := _SERIAL.match(written):
        return _serial(int(match[1]))
    word = _TIME.sub("", written)
    if match := _ISO.match(word) or _COMPACT.match(word) or _SIGNS.match(word):
        return _between(match[1], match[2], match[3])
    if match := _DOTTED.match(word):
        return _between(match[3], match[2], match[1])
    if match := _SLASHED.match(word):
        return _slashed(match[4], int(match[1]), int(match[3]), order)
    if match := _DAY_MONTH.match(word):
        return _named(match[3].strip("'’"), match[2], match[1])
    if match := _MONTH_DAY.match(word):
        return _named(match[3], match[1], match[2])
    return Day(doubt="unreadable")


def _serial(number: int) -> Day:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return Day(doubt="unreadable")
    day = _EXCEL_BEGINS + timedelta(days=number)
    return Day(day, day, "serial")


def _slashed(year: str, one: int, other: int, order: Order | None) -> Day:
    if one != other and one <= 12 and other <= 12 and order is None:
        return Day(doubt="ambiguous")
    month_first = other > 12 or (one <= 12 and order == "month first")
    return _between(year, one if month_first else other, other if month_first else one)


def _named(year: str, name: str, day: str | None) -> Day:
    month = month_of(name)
    if month is None and name.casefold() not in ("unk", "und"):
        return Day(doubt="unreadable")
    return _between(year, month, day)


def _between(year: str, month: str | int | None, day: str | int | None) -> Day:
    """The days of a year, a month or a day; a part that is no number is not known, nor is the day of such a month."""
    whole, short = _century(int(year)) if len(year) == 2 else int(year), len(year) == 2
    if whole not in _YEARS:
        return Day(doubt="unreadable")
    months, days = _number(month), _number(day)
    days = days if months else None
    last_month = months or 12
    last_day = days or calendar.monthrange(whole, last_month)[1]
    first, last = date(whole, months or 1, days or 1), date(whole, last_month, last_day)
    return Day(first, last, "two digits" if short else "")


def _number(part: str | int | None) -> int | None:
    """A month or a day; a part that is written as unknown is None, and a 0 is no day of any month."""
    if part is None or (isinstance(part, str) and not part.isdigit()):
        return None
    if int(part) == 0:
        raise ValueError
    return int(part)


def _century(year: int) -> int:
    """Nobody was born, and hardly anything measured, later than next year."""
    return 2000 + year if 2000 + year <= date.today().year + 1 else 1900 + year
