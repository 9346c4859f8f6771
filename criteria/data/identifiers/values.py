"""What the values of one column are: text by patterns over its different values, numbers by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from criteria.data.columns.distinct import all_texts, texts_in
from criteria.data.columns.looked import Looked
from criteria.data.identifiers import names
from criteria.data.identifiers.patterns import (
    CANDIDATES,
    COMPACT_DATE,
    PATTERNS,
    PLACE,
    YEAR,
    YEAR_MONTH,
    fitting_any,
    matching,
    only_digits,
)

_CHINESE_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_NHS = re.compile(r"(?<![\d.-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d.-])")
_AMOUNT = r"\d+(?:[ '\x{a0}\x{2009}\x{202f}]\d{3})*(?:[.,]\d+)*"
_MARK = r"(?:[*#!+↑↓-]{1,2}|[(\[]?(?:HH|LL|[HhLl*+-])[)\]]?)"  # of an abnormal value
_NUMBER_LIKE = rf"^\s*(?:{_MARK}\s+)?[<>≤≥=]*\s*[-+]?{_AMOUNT}(?:\s*[-–]\s*{_AMOUNT})?\s*{_MARK}?\s*$"
_FEW_PEOPLE = {"036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831", "878", "879", "884",
               "890", "893"}  # fmt: skip
_ENOUGH = 20  # rows; below it, most words are different by chance
_SERIAL_DAYS = (7_000, 80_000)  # days since 1899 or 1960, as spreadsheets and SAS keep dates of our time


@dataclass(frozen=True)
class Values:
    """One column, looked at once.

    Attributes:
        numbers: those of a column that holds nothing else, without the missing; None for text.
        texts: the different texts of a column of text, without the missing; all of them where it is that of study
            identifiers, which differ anyway.
        suspects: those of them that some pattern fits.
        age: how many units make a year where the column holds ages, else None.
        is_id: it is the column of study identifiers.
    """

    heading: str
    column: pd.Series = field(repr=False)
    numbers: np.ndarray | None = field(repr=False)
    texts: pa.Array = field(repr=False)
    suspects: pa.Array = field(repr=False)
    age: float | None
    is_id: bool


def values_of(looked: Looked, name: str, *, age: float | None, is_id: bool) -> Values:
    """The different values of a column."""
    column = looked.frame[name] if is_id else looked.column(name)  # identifiers differ anyway
    numbers = _numbers(column)
    texts = pa.array([], pa.string()) if numbers is not None or _is_dates(column) else _texts(column, is_id=is_id)
    suspects = looked.once(("suspects", name), lambda: fitting_any(texts))
    return Values(name, column, numbers, texts, suspects, age, is_id)


def refused(values: Values) -> Iterator[str]:
    """Codes of the rules by which the values block a table."""
    if _is_dates(values.column):
        yield "date"
    elif values.numbers is None:
        yield from _refused_text(values)
        yield from ["age-over-89"] if values.age and _text_over_89(values.texts, values.age) else []
    elif values.numbers.size:
        yield from _refused_numbers(values.numbers)
        if values.age and float(values.numbers.max()) >= 90 * values.age:
            yield "age-over-89"
        if names.is_date(values.heading) and _whole(values.numbers) and _inside(values.numbers, *_SERIAL_DAYS):
            yield "date"


def warned(values: Values) -> Iterator[str]:
    """Codes of the rules by which the values must be looked at."""
    if values.numbers is None:
        yield from _warned_text(values)
        return
    if names.is_date(values.heading) and _whole(values.numbers) and _inside(values.numbers, 1800, 2199):
        yield "year"
    if not values.is_id and "[" not in values.heading and _like_record_numbers(values.numbers):
        yield "record-number"
    if values.age == 1.0 and bool((np.abs(values.numbers * 10 - np.round(values.numbers * 10)) > 1e-6).any()):
        yield "age-decimals"


def _texts(column: pd.Series, *, is_id: bool) -> pa.Array:
    return all_texts(column) if is_id and isinstance(column.dtype, pd.StringDtype) else texts_in(column)


def _is_dates(column: pd.Series) -> bool:
    return pd.api.types.is_datetime64_any_dtype(column.dtype) or isinstance(column.dtype, pd.PeriodDtype)


def _numbers(column: pd.Series) -> np.ndarray | None:
    if not pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        return None
    if pd.api.types.is_integer_dtype(column.dtype) and not column.hasnans:
        return np.asarray(column.to_numpy(dtype=np.int64))
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(values[np.isfinite(values)])


# --- text -------------------------------------------------------------------------------------------------------------


def _refused_text(values: Values) -> Iterator[str]:
    texts, suspects = values.texts, values.suspects
    yield from (code for code, patterns in PATTERNS.items() if any(len(matching(suspects, p)) for p in patterns))
    if len(texts) and only_digits(texts) and len(matching(texts, COMPACT_DATE)) == len(texts):
        yield "date"
    numbered = [str(text) for text in matching(suspects, CANDIDATES).to_pylist()]
    if any(_chinese_check(found) for text in numbered for found in _CHINESE_ID.findall(text)):
        yield "chinese-id"
    if any(_nhs_check(found) for text in numbered for found in _NHS.findall(text)):
        yield "nhs-number"
    if names.is_zip3(values.heading) and _FEW_PEOPLE & set(texts.to_pylist()):
        yield "zip3"


def _chinese_check(number: str) -> bool:
    """GB 11643: the check character, modulo 11-2, and a date of birth that exists."""
    total = sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(number[:17]))
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return "10X98765432"[total % 11] == number[17].upper()


def _nhs_check(number: str) -> bool:
    digits = [int(sign) for sign in number if sign.isdigit()]
    check = 11 - sum(digit * (10 - at) for at, digit in enumerate(digits[:9])) % 11
    return len(set(digits)) > 1 and check % 11 == digits[9]


def _text_over_89(texts: pa.Array, age: float) -> bool:
    """Whether an age in text is above 89, alone or in a band with an upper end."""
    low = pc.extract_regex(texts, r"^\s*(?P<low>\d+(?:\.\d+)?)\s*(?:[-–]\s*\d+(?:\.\d+)?\s*)?$")
    lows = [each["low"] for each in low.to_pylist() if each]
    return any(float(each) >= 90 * age for each in lows)


def _warned_text(values: Values) -> Iterator[str]:
    texts = values.texts
    if names.is_date(values.heading) and len(texts) and len(matching(texts, rf"^\s*{YEAR}\s*$")) == len(texts):
        yield "year"
    if len(matching(values.suspects, YEAR_MONTH)):
        yield "partial-date"
    if len(matching(values.suspects, PLACE)):
        yield "place"
    if values.is_id or not len(texts):
        return
    present = int(values.column.count())
    if _words_in(texts) > 5:
        yield "free-text"
    elif _digits_only(texts) and len(texts) == present > 1:
        yield "record-number"
    elif present >= _ENOUGH and len(texts) > present / 2 and len(matching(texts, _NUMBER_LIKE)) < 0.8 * len(texts):
        yield "unique-text"


def _words_in(texts: pa.Array) -> float:
    """How many words the different texts have, on average."""
    return float(pc.mean(pc.count_substring_regex(pc.utf8_trim_whitespace(texts), r"\s+")).as_py()) + 1


def _digits_only(texts: pa.Array) -> bool:
    return bool(pc.all(pc.match_substring_regex(texts, r"^\d{6,12}$")).as_py())


# --- numbers ----------------------------------------------------------------------------------------------------------


def _refused_numbers(numbers: np.ndarray) -> Iterator[str]:
    if float(numbers.max()) < 1e7:
        return
    large = numbers[numbers >= 1e7]
    whole = large[large == np.floor(large)].astype(np.int64, copy=False) if float(large.max()) < 2**63 else large[:0]
    if bool(((whole >= 13_000_000_000) & (whole < 20_000_000_000)).any()):
        yield "phone"
    if bool(_nhs_checks(whole[(whole >= 10**9) & (whole < 10**10)]).any()):
        yield "nhs-number"
    if len(whole) == len(numbers) and _all_compact_dates(whole):
        yield "date"
    if any(_chinese_check(str(n)) for n in whole[(whole >= 10**17) & (whole < 10**18)]):
        yield "chinese-id"


def _nhs_checks(numbers: np.ndarray) -> np.ndarray:
    digits = numbers[:, None] // 10 ** np.arange(9, -1, -1, dtype=np.int64) % 10
    check = 11 - digits[:, :9] @ np.arange(10, 1, -1) % 11
    return np.asarray(check % 11 == digits[:, 9])


def _all_compact_dates(numbers: np.ndarray) -> bool:
    month, day = numbers // 100 % 100, numbers % 100
    fits = _inside(numbers, 18_000_101, 21_991_231)
    return fits and bool(((month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)).all())


def _like_record_numbers(numbers: np.ndarray) -> bool:
    """Different whole numbers of 6 to 12 digits; not counts, which are rounded to tens."""
    if len(numbers) < 2 or not _inside(numbers, 1e5, 1e12 - 1) or not _whole(numbers):
        return False
    return bool((numbers % 10 != 0).any()) and len(np.unique(numbers)) == len(numbers)


def _inside(numbers: np.ndarray, low: float, high: float) -> bool:
    return bool(numbers.size) and float(numbers.min()) >= low and float(numbers.max()) <= high


def _whole(numbers: np.ndarray) -> bool:
    return numbers.dtype.kind in "iu" or bool((numbers == np.floor(numbers)).all())
