"""Shares and their ratios, from shown numbers alone, with how sure a table of this size can be of them."""

from __future__ import annotations

from dataclasses import dataclass

from criteria.funnel.levers.uncertainty import Ratio, rate_ratio, wilson
from criteria.model.protocol import Protocol
from criteria.output.disclosure import HIDDEN, Shown, percent


@dataclass(frozen=True)
class Share:
    """A share with its 95 % Wilson interval, as fractions; of a hidden count only the largest it can be is known."""

    value: float | None
    low: float | None
    high: float | None
    text: str

    @property
    def largest(self) -> float:
        """The share itself, or the largest that a hidden one can be."""
        return (self.high or 0.0) if self.value is None else self.value

    def columns(self, name: str) -> dict[str, float | None]:
        """The share and the ends of its interval as a file holds them; blank where they are not known."""
        low, high = (self.low, self.high) if self.value is not None else (None, None)
        return {name: rounded(self.value), f"{name}_low": rounded(low), f"{name}_high": rounded(high)}


def rounded(value: float | None) -> float | None:
    """A share as a file holds it."""
    return None if value is None else round(value, 6)


def share_of(part: Shown, whole: Shown) -> Share:
    """The share that one shown number is of another."""
    of = round(whole.drawn)
    if not of:
        return Share(None, None, None, "–")
    if part.number is None:
        return Share(None, None, min(HIDDEN / of, 1.0), percent(part, whole))
    count = min(round(part.number), of)
    low, high = wilson(count, of)
    return Share(count / of, low, high, f"{percent(part, whole)} ({100 * low:.1f}–{100 * high:.1f})")


def ratio_of(part: Shown, whole: Shown, all_part: Shown, all_whole: Shown) -> Ratio | None:
    """The share of a group over that of all patients; None where a count is hidden or a share is not defined."""
    if part.number is None or all_part.number is None:
        return None
    of = round(whole.drawn)
    return rate_ratio(min(round(part.number), of), of, round(all_part.number), round(all_whole.drawn))


def ratio_in_words(ratio: Ratio | None) -> str:
    """A ratio with its interval: 0.40 (0.14–1.17)."""
    return "–" if ratio is None else f"{ratio.value:.2f} ({ratio.low:.2f}–{ratio.high:.2f})"


def criterion_name(protocol: Protocol, identifier: str) -> str:
    """Number and label of a criterion. KeyError when there is none."""
    found = protocol.criterion(identifier)
    return f"{found.number}{found.part} {found.label}"
