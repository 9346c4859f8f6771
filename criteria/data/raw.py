"""A table as it came: one row per patient, nothing converted, nothing judged."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from criteria.data.columns.looked import Looked
from criteria.data.dataset import Note
from criteria.data.table_map import Reading, TableMap


@dataclass(frozen=True)
class Described:
    """What the source itself says of one of its columns, beside the heading: a data dictionary, value labels.

    Attributes:
        label: what the column is called in full.
        unit: the unit of its numbers, as it is written there.
        words: a code, as it stands in the column, and what the source says it stands for.
        missing: codes that the source declares to stand for a missing value.
    """

    label: str = ""
    unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Raw:
    """What a source gives, before a map says which column is which variable.

    Attributes:
        name: what a person calls it.
        frame: one row per patient, columns as the source names them, all different. Text stays text.
        digest: SHA-256 of what was read; the key of caches.
        notes: rows and values the source could not use, counted.
        known: the map that the source's own codes and units imply (SDTM, OMOP); None where a person must confirm one.
        trusted: made in memory by the caller, who answers for it; the identifier gate and doubts about units are for
            tables that come from elsewhere.
        card: what the data card beside a file says of exactly this file.
        described: by column, what the source itself says of it.
        proposed: how several tables may belong together, where no map said so; a person must confirm it.
        likely: by variable, columns beside the known ones that the source's own codes seem to name; not read unasked.
    """

    name: str
    frame: pd.DataFrame = field(repr=False)  # patients must not slip into a log by way of a traceback
    digest: str = field(default="", compare=False)
    notes: tuple[Note, ...] = ()
    known: TableMap | None = None
    card: Mapping[str, Any] = field(default_factory=dict)
    trusted: bool = False
    described: Mapping[str, Described] = field(default_factory=dict)
    proposed: TableMap | None = None
    likely: Mapping[str, Reading] = field(default_factory=dict)

    @cached_property
    def looked(self) -> Looked:
        """A look at its columns, of those with one name the first; every check of this table shares it."""
        frame = self.frame.set_axis([str(column) for column in self.frame.columns], axis=1)
        return Looked(frame.loc[:, ~frame.columns.duplicated()])


def digest_of(frame: pd.DataFrame) -> str:
    """SHA-256 of a frame's columns and values: what was read, whatever it was read from."""
    digest = hashlib.sha256("\0".join(map(str, frame.columns)).encode())
    digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return digest.hexdigest()
