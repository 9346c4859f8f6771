"""How tall a table is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

HEIGHT = 420  # px of the two tables side by side
ROOM = 11  # rows that fit into them


def height(rows: Sequence[object]) -> Any:
    """No empty rows below a short table, no long page below a long one."""
    return HEIGHT if len(rows) > ROOM else "content"
