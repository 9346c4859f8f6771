"""The data card that a protected copy carries inside its Parquet file: what it is, and how its columns are read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from criteria.data.raw import digest_of

LISTED = "FEASIBILITY_COPIES"
"""The variable of the environment with the fingerprints (SHA-256) of the copies that may be shown as such, with commas
between them. Anybody can write a card; a table is taken for a copy only where whoever runs the program lists it."""

KEY = b"trial-feasibility-card"
ROWS = "rows_sha256"


def is_listed(digest: str) -> bool:
    """Whether a file of this fingerprint may be shown as a copy."""
    return digest in {each.strip().casefold() for each in os.environ.get(LISTED, "").split(",")}


def rows_digest(table: pa.Table) -> str:
    """SHA-256 of the columns and values, so that a card holds for no other rows than those it was written for."""
    return digest_of(table.replace_schema_metadata(None).to_pandas())


def carried_card(path: Path) -> dict[str, Any]:
    """What a Parquet file says of itself; nothing where it has no such card, or other rows than the card is of."""
    try:
        written = (pq.read_schema(path).metadata or {}).get(KEY)
        card = json.loads(written) if written else {}
        whole = isinstance(card, dict) and card and card.get(ROWS) == rows_digest(pq.read_table(path))
    except (OSError, ValueError, pa.ArrowException):
        return {}
    return card if whole else {}
