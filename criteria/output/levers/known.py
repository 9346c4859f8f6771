"""What may be known of true counts where they decide an order, a choice, or how far a limit moves."""

from __future__ import annotations

import numpy as np

from criteria.funnel.levers.lever import ALL_SEEN, Counts, Seen
from criteria.output.disclosure import BIN, HIDDEN, Mode


def known(mode: Mode) -> Seen:
    """Counts as `disclosure.counted` shows them, shape (n,) to (n,): what is hidden is 0."""
    return Seen(_protected, hides=True) if mode is Mode.PROTECTED else ALL_SEEN


def _protected(counts: Counts) -> Counts:
    middle = BIN * -(-counts // BIN) - BIN // 2
    return np.where(counts <= HIDDEN, 0, middle)


def least_true(asked: int, mode: Mode) -> int:
    """The smallest count that is shown as at least the one asked for."""
    if mode is Mode.EXACT:
        return asked
    before = -(-(asked + BIN // 2) // BIN) - 1  # whole bins below the one wanted
    return max(BIN * before + 1, HIDDEN + 1)
