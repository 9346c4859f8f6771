"""A protocol: its criteria in order, with their limits, settings and groups."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from criteria.model.criterion import Criterion, Node, limits_used, settings_used

TOLERANCE = 1e-9


class Limit(Node):
    """An adjustable number inside a criterion, with the protocol's value and the range and step it may take.

    `unit` is the variable's standard unit, or `xULN` for a multiple of the upper limit of normal.
    `optional` limits may also be None (no limit); they are readings of the text rather than numbers in it.
    """

    label: str
    unit: str
    value: float | None
    min: float
    max: float
    step: float = Field(gt=0)
    optional: bool = False

    def holds(self, value: float | None) -> bool:
        """Whether the range allows this value."""
        if value is None:
            return self.optional
        return self.min - TOLERANCE <= value <= self.max + TOLERANCE

    def on_grid(self, value: float | None) -> bool:
        """Whether the value is one of the steps counted from the smallest."""
        if value is None:
            return self.optional
        steps = (value - self.min) / self.step
        return abs(steps - round(steps)) < 1e-6


class Setting(Node):
    """A reading of the text that a person may change: one of its options, or any number of them."""

    label: str
    help: str = ""
    options: dict[str, str] = Field(min_length=1)
    value: str | tuple[str, ...]

    @property
    def many(self) -> bool:
        """Whether any number of options can be chosen."""
        return isinstance(self.value, tuple)

    def holds(self, value: str | tuple[str, ...]) -> bool:
        """Whether the options allow this value."""
        chosen = value if isinstance(value, tuple) else (value,)
        return isinstance(value, tuple) == self.many and all(option in self.options for option in chosen)


class Group(Node):
    """A numbered item of the protocol that has parts, each a criterion of its own."""

    id: str
    number: str
    label: str
    text: str


class Protocol(BaseModel):
    """The ordered list of criteria of one trial, with the protocol's own limits and settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    title: str
    source: str = ""
    scope: Literal["inclusion criteria only", "inclusion and exclusion criteria"] = "inclusion criteria only"
    silent: str = ""
    limits: dict[str, Limit] = {}
    settings: dict[str, Setting] = {}
    groups: tuple[Group, ...] = ()
    criteria: tuple[Criterion, ...] = Field(min_length=1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Protocol) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def criterion(self, identifier: str) -> Criterion:
        """The criterion with this id. KeyError when there is none."""
        for criterion in self.criteria:
            if criterion.id == identifier:
                return criterion
        raise KeyError(identifier)

    def parts_of(self, group: str) -> tuple[Criterion, ...]:
        """The criteria of a group, in protocol order."""
        return tuple(criterion for criterion in self.criteria if criterion.group == group)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the whole protocol: two protocols with one digest are equal."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    @cached_property
    def names_used(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """By criterion id, the names of the limits and of the settings its rule points to."""
        return {each.id: (limits_used(each), settings_used(each)) for each in self.criteria}
