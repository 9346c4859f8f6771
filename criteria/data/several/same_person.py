"""Identifiers of one person that tables write differently, `00123`, `123` and `123.0`, where none can be mixed up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from criteria.data.dataset import Note

_MESSAGE = (
    "identifiers that the tables write differently (leading zeros, `.0`, capitals) and that are taken for the same "
    "patient, as no two of one table would become one; mend the files if that is wrong"
)


def written(given: pd.Series) -> pd.Series:
    """Identifiers as text, whole numbers without a `.0`; blank is missing."""
    if pd.api.types.is_float_dtype(given) and (given.dropna() % 1 == 0).all():
        given = given.astype("Int64")
    words = given.astype("string").str.strip()
    return words.where(words.ne(""))


def one_way(columns: Mapping[str, pd.Series]) -> tuple[Callable[[pd.Series], pd.Series], list[Note]]:
    """How the identifiers of several tables are read so that they can be compared, and a note where that differs.

    Args:
        columns: the identifiers of each table; those of the first are kept as they are written.
    """
    sets = {name: pd.Index(pd.unique(written(each).dropna())) for name, each in columns.items()}
    bare = {name: _bare(each) for name, each in sets.items()}
    if any(each.has_duplicates for each in bare.values()) or len(sets) < 2:
        return written, []
    first, *others = sets
    more = {
        name: len(bare[first].intersection(bare[name])) - len(sets[first].intersection(sets[name])) for name in others
    }
    found = [name for name, count in more.items() if count > 0]
    if not found:
        return written, []
    form = dict(zip(bare[first], sets[first], strict=True))
    note = Note("id-form", ", ".join([first, *found]), sum(more[name] for name in found), _MESSAGE)
    return lambda given: _as_in(form, written(given)), [note]


def _bare(words: pd.Index) -> pd.Index:
    return (
        words.astype("string")
        .str.casefold()
        .str.replace(r"(?<=\d)\.0+$", "", regex=True)
        .str.replace(r"^0+(?=\d+$)", "", regex=True)
    )


def _as_in(form: Mapping[str, str], words: pd.Series) -> pd.Series:
    """Each identifier as the first table writes it, where that has it."""
    each = pd.Index(words.dropna().unique())
    known = {word: form.get(bare, word) for word, bare in zip(each, _bare(each), strict=True)}
    return words.map(known).astype("string")
