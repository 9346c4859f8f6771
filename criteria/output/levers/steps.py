"""How each criterion shifts the composition of those remaining, from shown numbers alone."""

from __future__ import annotations

from dataclasses import dataclass

from criteria.output.disclosure import BIN, Mode, Shown

VISIBLE = 0.005
"""The smallest shift that is drawn, as a fraction of those remaining."""


@dataclass(frozen=True)
class ShownSteps:
    """Patients of each group remaining at each step; unknown counts as still there.

    Attributes:
        criteria: ids of the criteria that are on, in protocol order. Step 0 is before them, step n after the nth.
        groups: what they are called.
        everyone: all patients remaining at each step.
        remaining: those of each group, shape (steps, groups).
    """

    mode: Mode
    criteria: tuple[str, ...]
    groups: tuple[str, ...]
    everyone: tuple[Shown, ...]
    remaining: tuple[tuple[Shown, ...], ...]

    def share(self, step: int, group: int) -> float | None:
        """The share of a group among those remaining; None where a count is hidden, or nobody remains."""
        part, whole = self.remaining[step][group], self.everyone[step]
        return min(part.number / whole.number, 1.0) if part.number is not None and whole.number else None

    def shift(self, step: int, group: int) -> float | None:
        """How a step changes the share; 0 where the rounding of protected counts could make as much."""
        now, before = self.share(step, group), self.share(step - 1, group)
        if now is None or before is None:
            return None
        moved = now - before
        return moved if abs(moved) > self._slack(step, now) + self._slack(step - 1, before) else 0.0

    def visible(self) -> list[int]:
        """The steps that shift the share of some group by half a percentage point or more."""
        steps, groups = range(1, len(self.everyone)), range(len(self.groups))
        return [step for step in steps if any(abs(self.shift(step, at) or 0) >= VISIBLE for at in groups)]

    def largest(self) -> tuple[int, int, float] | None:
        """Step, group and size of the largest shift; None where none is visible."""
        found = [(step, at, self.shift(step, at) or 0.0) for step in self.visible() for at in range(len(self.groups))]
        return max(found, key=lambda each: abs(each[2]), default=None)

    def _slack(self, step: int, share: float) -> float:
        """How far a share of two counts can be off that each lie anywhere in their bins."""
        whole = self.everyone[step].number
        return (BIN // 2) * (1 + share) / whole if self.mode is Mode.PROTECTED and whole else 0.0
