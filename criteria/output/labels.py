"""Names in a chart: as Plotly reads them, in as few lines as they need."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from textwrap import wrap

SMALL = 11  # px of a name's letters where every row may have two lines


def escaped(text: str) -> str:
    """Plotly reads a little markup in its texts; the words of a table or a protocol are plain."""
    return escape(text, quote=False)


def in_lines(text: str, longest: int, most: int = 2) -> str:
    """A name in so few lines of so many letters as it takes, as Plotly reads it; only a longer one is cut."""
    return "<br>".join(map(escaped, lines(text, longest, most)))


@lru_cache(maxsize=1024)
def lines(text: str, longest: int, most: int = 2) -> list[str]:
    """The same as lines of plain words."""
    return wrap(text, longest, max_lines=most, placeholder=" …")
