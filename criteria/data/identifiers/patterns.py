"""What identifiers look like in text, and which of these patterns a column's texts can fit at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
YEAR, _M, _D = r"(?:1[89]|2[01])\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DIGIT = "0123456789"
_IN_EVERY_MONTH = ("aeouAEOU", "bcglnprtvyBCGLNPRTVY", _DIGIT)
_IN_EVERY_PLACE = ("aiAI", "lnLN")


@dataclass(frozen=True)
class Pattern:
    """A regular expression, and what every ASCII text that fits it has.

    It is searched for without looking back or ahead, which the pattern library does not know; the sign before and
    after is part of it.

    Attributes:
        expression: in the syntax of RE2.
        shortest: how many signs the text has at least.
        needs: of the signs in each of these, the text has at least one.
    """

    expression: str
    shortest: int
    needs: tuple[str, ...] = (_DIGIT,)


PATTERNS: dict[str, tuple[Pattern, ...]] = {
    "email": (Pattern(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}", 6, ("@", ".")),),
    "link": (
        Pattern(r"(?i)(?:https?|ftp)://", 6, (":", "/")),
        Pattern(r"(?i)(?:^|\W)www\.\w", 5, ("wW", ".")),
    ),
    "ip-address": (Pattern(rf"(?:^|[^\d.]){_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}(?:$|[^\d.])", 7, (".", _DIGIT)),),
    "ssn": (Pattern(r"(?:^|[^\d-])\d{3}-\d{2}-\d{4}(?:$|[^\d-])", 11, ("-", _DIGIT)),),
    "phone": (
        Pattern(r"(?:^|[^\d.])(?:86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?:$|[^\d.])", 11),
        Pattern(r"(?:^|\s|\()\+\d[\d ().-]{7,}\d", 10, ("+", _DIGIT)),
    ),
    "date": (
        Pattern(rf"(?:^|\D){YEAR}[-/.]{_M}[-/.]{_D}(?:$|\D)", 8, ("-/.", _DIGIT)),
        Pattern(rf"(?:^|\D){YEAR}\s*年\s*{_M}\s*月\s*{_D}\s*日", 9, ("年",)),
        Pattern(rf"(?:^|[^\d-]){_D}[-/.]{_M}[-/.]{YEAR}(?:$|\D)", 8, ("-/.", _DIGIT)),
        Pattern(rf"(?:^|[^\d-]){_M}[-/.]{_D}[-/.]{YEAR}(?:$|\D)", 8, ("-/.", _DIGIT)),
        Pattern(rf"^\s*(?:{_D}[/.]{_M}|{_M}[/.]{_D})[/.]\d\d\s*$", 6, ("/.", _DIGIT)),
        Pattern(rf"(?i)(?:^|\D){_D}[- .]*{_MONTH}[-., ]*(?:{YEAR}|\d\d)(?:$|\D)", 6, _IN_EVERY_MONTH),
        Pattern(rf"(?i)(?:^|[^a-z]){_MONTH}[ .]+{_D},? +{YEAR}", 10, (*_IN_EVERY_MONTH, " ")),
        Pattern(rf"^\s*{YEAR}{_M}{_D}T\d", 8, ("T", _DIGIT)),
    ),
}
CANDIDATES = Pattern(r"\d{17}[\dXx]|\d{3}[ -]?\d{3}[ -]?\d{4}", 10)
COMPACT_DATE = rf"^{YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"
YEAR_MONTH = Pattern(rf"^\s*{YEAR}[-/](?:0[1-9]|1[0-2])\s*$", 7, ("-/", _DIGIT))
PLACE = Pattern(
    r"(?i)hospital|医院|klinik|\bclinic\b|medical cent(?:er|re)|infirmary|krankenhaus|hôpital", 6, _IN_EVERY_PLACE
)
EVERY = (*(each for some in PATTERNS.values() for each in some), CANDIDATES, YEAR_MONTH, PLACE)


def matching(texts: pa.Array, pattern: Pattern | str) -> pa.Array:
    """The texts that a pattern fits."""
    expression = pattern if isinstance(pattern, str) else pattern.expression
    return texts.filter(pc.match_substring_regex(texts, expression))


def fitting_any(texts: pa.Array) -> pa.Array:
    """The texts that some pattern fits: one search, and only for what the signs that occur in the texts allow."""
    possible = [f"(?:{each.expression})" for each in _possible(texts)]
    return matching(texts, "|".join(possible)) if possible else texts[:0]


def only_digits(texts: pa.Array) -> bool:
    """Whether no other sign occurs in the texts."""
    return signs_in(texts) <= set(_DIGIT)


def _possible(texts: pa.Array) -> Iterator[Pattern]:
    signs = signs_in(texts)
    # Letters beyond ASCII may be taken for ASCII ones, such as the Kelvin sign for a k: then nothing is left out.
    every = any(sign > "\x7f" for sign in signs)
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    for each in EVERY:
        if every or (longest >= each.shortest and all(signs & set(need) for need in each.needs)):
            yield each


def signs_in(texts: pa.Array) -> set[str]:
    """The bytes of the texts, of which none is missing, each as a sign."""
    _, places, data = texts.buffers()
    if data is None or not len(texts):
        return set()
    starts = np.frombuffer(places, np.int32)
    start, end = int(starts[texts.offset]), int(starts[texts.offset + len(texts)])
    array = pa.Array.from_buffers(pa.uint8(), end - start, [None, data], offset=start)
    return {chr(byte) for byte in pc.unique(array).to_pylist()}
