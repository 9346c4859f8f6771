"""One grammar for a written number: an amount, an interval or a range, with what may stand beside it.

`11,2` `<0.5` `70-79` `8.4 L` `(0.8)` `11.2 g/dL` `ECOG 1` `="11.2"` `1.234,5` `210 000` `bis 40` `80以上`
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from criteria.data.columns.beside import COMPARATORS, COMPARED, RANGE, compared_behind, is_mark
from criteria.data.columns.signs import AMOUNT, Amount, amount

_AMOUNT = re.compile(AMOUNT)
_FORMULA = re.compile(r'^=\s*"(.*)"$')
_DECADE = re.compile(r"^-?(?:er|s|'s|代|대)$")
_BEFORE = re.compile(r"[<>=≤≥⩽⩾≦≧≈∼~]+|[^\s<>=≤≥⩽⩾≦≧≈∼~()\[\]:]+")
_LONGEST_UNIT = 20
_POWERS = re.compile(r"^[x×*\s]*10\W{0,2}[eE]?\d{1,2}(?!\d)|1[.,]73|(?<=m)[23]|100(?= ?m)")
_POINTS = re.compile(r"\.{2,}|…")
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"^(?:\((.*)\)|\[(.*)\])$")

# An open end (`<0.5`) is moved inside by more than the tolerance of a comparison, so that it stays open there.
_OPEN = 3e-9

# Full-width signs, dashes, apostrophes and blanks of every kind as their plain ones; digits of other scripts likewise.
_PLAIN = (
    {0xFF01 + at: chr(0x21 + at) for at in range(94)}
    | dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " ")
    | dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"), None)
    | dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
    | dict.fromkeys(map(ord, "’‘´`ʹ"), "'")
    | {ord("“"): '"', ord("”"): '"', ord("„"): '"', ord("〜"): "~", ord("٫"): ".", ord("٬"): "'"}
)


@dataclass(frozen=True)
class Reads:
    """What a column's variable allows beside its amounts.

    Attributes:
        unit: the unit that a text beside an amount stands for, or None where it is none.
        repeats: words that only say again what is measured, in lower case: `ecog` before an ECOG grade.
        decades: `70s` is a decade of age.
    """

    unit: Callable[[str], str | None] = lambda _: None
    repeats: frozenset[str] = frozenset()
    decades: bool = False


@dataclass(frozen=True)
class Spelled:
    """A written number taken apart.

    Attributes:
        low, high: its ends; one and the same but for a range.
        sign: of a comparator (`<` `<=` `>` `>=` `~`), or of what stands behind the number (`+` `-`); empty without.
        unit: its own unit; None where it has none, empty where it has one that the column's variable cannot be in.
        beside: that unit as it is written.
        marked: with a mark of an abnormal value.
        decade: a decade, such as `70s`.
    """

    low: Amount
    high: Amount
    sign: str = ""
    unit: str | None = None
    beside: str = ""
    marked: bool = False
    decade: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is one plain whole number, whatever stands beside it."""
        return self.low is self.high and not self.low.either and not self.low.decimal

    @property
    def ranged(self) -> bool:
        """Whether it is a range, or has an end only."""
        return self.low is not self.high or self.sign in ("<", "<=")


def plain(text: str) -> str:
    """A cell without what spreadsheets put around text, in plain signs."""
    text = text.translate(_PLAIN)
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    text = text.strip()
    if formula := _FORMULA.match(text):
        text = formula[1].strip()
    text = _POINTS.sub("-", text).strip('"')
    if text.startswith("'"):  # a spreadsheet's sign of text, or a quotation mark
        text = text.removesuffix("'").removeprefix("'")
    return text.strip()


def spelled(word: str, reads: Reads) -> Spelled | None:
    """A written number taken apart, or None for a text that is none."""
    text = plain(word)
    inside = _BRACKETS.match(text)
    bracketed = next((each for each in inside.groups() if each), "") if inside else ""
    if bracketed and "(" not in bracketed and "[" not in bracketed:
        found = _spelled(bracketed.strip(), reads)
        return found and replace(found, marked=found.marked or not found.ranged)  # a range often stands in brackets
    return _spelled(text, reads)


def _spelled(text: str, reads: Reads) -> Spelled | None:
    ends = _ends_of(text)
    if ends is None:
        return None
    before, low, high, behind = ends
    found = _with_before(Spelled(low, high), before, reads)
    found = found and _with_behind(found, behind, reads)
    if found is None or (found.sign and low is not high):
        return None
    return found


def _ends_of(text: str) -> tuple[str, Amount, Amount, str] | None:
    """What stands before, the two ends, and what stands behind."""
    match = _AMOUNT.search(text)
    low = match and amount(match[0])
    if match is None or low is None:
        return None
    before, behind = text[: match.start()], text[match.end() :]
    if before[-1:].isalpha():  # the dash of `ECOG-1` is no minus
        low = replace(low, value=abs(low.value))
    second = _AMOUNT.search(behind)
    if second is None or not RANGE.match(behind[: second.start()] + ("-" if second[0].startswith("-") else "")):
        return before, low, low, behind
    high = amount(second[0].lstrip("-"))
    return None if high is None else (before, low, high, behind[second.end() :])


def _with_before(found: Spelled, before: str, reads: Reads) -> Spelled | None:
    """Comparators, marks and words that repeat the variable before an amount."""
    words = [each.rstrip(".,:").casefold() or each for each in _BEFORE.findall(before)]
    while words:
        phrase, sign = next(
            ((size, COMPARATORS[each]) for size, each in _phrases(words) if each in COMPARATORS), (0, "")
        )
        if phrase:
            found = found if sign == "=" else replace(found, sign=sign)
            words = words[phrase:]
        elif (is_mark(words[0]) and words[0].strip("+-")) or words[0] in reads.repeats:
            found = replace(found, marked=found.marked or words[0] not in reads.repeats)
            words = words[1:]
        else:
            return None
    return found


def _phrases(words: list[str]) -> list[tuple[int, str]]:
    """The first words, three, two and one of them together."""
    return [(size, " ".join(words[:size])) for size in (3, 2, 1) if size <= len(words)]


def _with_behind(found: Spelled, behind: str, reads: Reads) -> Spelled | None:
    """A unit, marks, a comparator or an open end behind an amount."""
    text = behind.strip()
    if not text:
        return found
    if text in ("+", "-"):
        return replace(found, sign=text) if not found.sign else None
    if (sign := COMPARED.get(text.casefold())) is not None:
        return replace(found, sign=sign)
    if reads.decades and _DECADE.match(text) and found.low.value % 10 == 0 and found.low is found.high:
        return replace(found, decade=True)
    if text.casefold().strip(" .") in reads.repeats:
        return found
    for unit, marked in _apart(text):
        if (known := reads.unit(unit.strip())) is not None:
            unit_of_its_own = None if known == "1" else known  # of a grade or a count it only says what is counted
            return replace(found, unit=unit_of_its_own, beside=unit.strip(), marked=found.marked or marked)
    if (compared := compared_behind(text)) is not None and (known := reads.unit(compared[0])) is not None:
        return replace(found, unit=known, beside=compared[0], sign=compared[1])
    return _with_marks_alone(found, text)


def _with_marks_alone(found: Spelled, text: str) -> Spelled | None:
    words = _SPACES.split(text)
    if all(map(is_mark, words)):
        return replace(found, marked=True)
    rest = " ".join(word for word in words if not is_mark(word))
    return replace(found, unit="", beside=rest) if may_be_a_unit(rest) else None


def _apart(text: str) -> list[tuple[str, bool]]:
    """A text as a unit, and as a unit with a mark before or behind it; what is a unit first."""
    words = _SPACES.split(text)
    marked = [(" ".join(words[:-1]), True)] if len(words) > 1 and is_mark(words[-1]) else []
    remark = bool(marked) and words[-1].startswith("(")  # `(L)` is no remark on a unit, as `(37 °C)` is
    found = [*marked, (text, False)] if remark else [(text, False), *marked]
    if bare := _BRACKETS.match(text):
        found.append((next(each for each in bare.groups() if each is not None), False))
    if len(words) > 1 and is_mark(words[0]):
        found.append((" ".join(words[1:]), True))
    signs = text.rstrip("*#!↑↓⇑⇓▲▼")
    if signs != text and signs:
        found.append((signs, True))
    return found


def may_be_a_unit(text: str) -> bool:
    """Whether a text that is no known unit looks like one: short, with a slash or a sign of per cent."""
    if len(text) > _LONGEST_UNIT or re.search(r"\d", _POWERS.sub("", text)):  # another number may be a patient's
        return False
    return "%" in text or ("/" in text and re.search(r"[^\W\d]", text) is not None)


def ends(found: Spelled, *, limit: bool, plus_is_mark: bool, thousands: frozenset[str]) -> tuple[float, float] | None:
    """The interval a written number stands for, in its own unit; NaN twice for one that is only about right.

    Args:
        found: the number, taken apart.
        limit: it is an upper limit of normal: a range gives its upper end.
        plus_is_mark: a `+` or `-` behind an amount marks it; else a `+` is an open end.
        thousands: signs that stand between thousands, where they may be decimal ones as well.
    """
    low, high = found.low.read(thousands), found.high.read(thousands)
    if found.decade:
        return low, low + 9
    if low > high:
        return None
    if limit and found.ranged:
        return high, high
    if found.sign == "~":
        return np.nan, np.nan
    if found.sign in ("+", "-"):
        return (low, low) if plus_is_mark else (low, np.inf) if found.sign == "+" else None
    return _beyond(found.sign, low) if found.sign else (low, high)


def _beyond(sign: str, end: float) -> tuple[float, float]:
    inside = _OPEN * max(1.0, abs(end)) if sign in ("<", ">") else 0.0
    return (0.0, end - inside) if sign.startswith("<") else (end + inside, np.inf)
