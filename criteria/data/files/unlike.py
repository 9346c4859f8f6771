"""Is this an identifier like the others of its column, by its letters, digits and signs?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from criteria.data.files.totals import total_kind

_RUNS = re.compile(r"\d+|[^\W\d_]+")
_CODE = re.compile(r"[\w./#-]{1,24}")  # with a digit in it, an identifier as good as any other
_SOME = 300  # rows at either end tell the shapes
_WORDS = 3  # letters; identifiers with as many may be words of various lengths
_OWN_SHARE = 2  # a shape that so many rows have is not that of a remark


@dataclass(frozen=True)
class Likeness:
    """The shapes of a column's texts, with the shortest and longest run of letters in each.

    Attributes:
        shapes: by shape, how long its runs of letters are.
        several: whether there are enough of them to tell.
    """

    shapes: dict[str, tuple[int, int]] = field(repr=False)
    several: bool

    @classmethod
    def of(cls, column: pd.Series) -> Likeness:
        """Of the first and last rows of a column."""
        some = pd.concat([column.iloc[:_SOME], column.iloc[max(_SOME, len(column) - _SOME) :]]).dropna()
        texts = [text for value in some.tolist() if (text := _written(value)) and _may_be_one(text, column.name)]
        found: dict[str, list[int]] = {}
        for text in texts:
            found.setdefault(_shape(text), []).append(_letters(text))
        enough = {shape: lengths for shape, lengths in found.items() if len(lengths) >= min(_OWN_SHARE, len(texts) - 1)}
        shapes = {shape: (min(lengths), max(lengths)) for shape, lengths in enough.items()}
        return cls(shapes, len(texts) > 1)

    def like(self, text: str) -> bool:
        """Whether the text may be an identifier; where too few others are known, every text may."""
        if not self.several or (_CODE.fullmatch(text) and any(sign.isdigit() for sign in text)):
            return True
        shortest, longest = self.shapes.get(_shape(text), (0, -1))
        more = int(longest >= _WORDS)
        return shortest - more <= _letters(text) <= longest + more


def _written(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value).strip()


def _may_be_one(text: str, heading: object) -> bool:
    return text.casefold() != str(heading).strip().casefold() and not (len(text) > 1 and total_kind(text))


def _shape(text: str) -> str:
    return _RUNS.sub(lambda run: "9" if run[0][0].isdigit() else "a", text)


def _letters(text: str) -> int:
    return max((len(run) for run in _RUNS.findall(text) if not run[0].isdigit()), default=0)
