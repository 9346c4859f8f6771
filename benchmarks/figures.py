"""A figure: what was measured, what it is compared with, and what is required of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        ours, peer: in `unit`; without a peer the figure itself is judged, else their ratio.
        faster: the ratio is peer / ours ("times faster") instead of ours / peer.
        at_least, at_most: what is required; without either the figure is for information.
        note: how it was measured, or how much it varied.
    """

    name: str
    ours: float
    unit: str
    peer: float | None = None
    faster: bool = False
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def judged(self) -> float:
        """The number that the requirement is about."""
        if self.peer is None:
            return self.ours
        return self.peer / self.ours if self.faster else self.ours / self.peer

    @property
    def verdict(self) -> str:
        """`ok`, `NOT OK`, or nothing where nothing is required."""
        if self.at_least is None and self.at_most is None:
            return ""
        fits = (self.at_least is None or self.judged >= self.at_least) and (
            self.at_most is None or self.judged <= self.at_most
        )
        return "ok" if fits else "NOT OK"

    @property
    def required(self) -> str:
        """The requirement in words."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return "" if self.at_most is None else f"≤ {self.at_most:g}"


def table(figures: Iterable[Figure]) -> str:
    """All figures as a Markdown table."""
    lines = ["| | ours | peer | ratio | required | | |", "|---|---|---|---|---|---|---|"]
    for each in figures:
        peer = "" if each.peer is None else f"{each.peer:,.3g} {each.unit}"
        ratio = "" if each.peer is None else f"{each.judged:.3g}"
        cells = (each.name, f"{each.ours:,.3g} {each.unit}", peer, ratio, each.required, each.verdict, each.note)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """How the ratio ours / theirs varied between paired measurements."""
    return "ratio: " + spread([one / other for one, other in zip(ours, theirs, strict=True)])


def spread(values: Sequence[float]) -> str:
    """The middle half of repeated measurements, to tell noise from effect."""
    ordered = sorted(values)
    low, high = ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]
    return f"median of {len(values)}, middle half {low:,.3g}-{high:,.3g}, median {median(values):,.3g}"
