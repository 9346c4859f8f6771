"""A protocol: its criteria in order, with their limits, settings and groups."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from criteria.model.criterion import Criterion, Node, limits_used, settings_used, variables_read
from criteria.model.variables import DICTIONARY, Variable

TOLERANCE = 1e-9
_DIGITS = 9  # of a step, after the point: 0.1 + 0.2 is 0.3


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

    def steps(self, every: int = 1) -> tuple[float, ...]:
        """The numbers it can take, ascending: every step of its range, or one in `every`, and the protocol's own."""
        whole = int((self.max - self.min) / self.step + 1e-6)
        grid = {round(self.min + step * self.step, _DIGITS) for step in range(0, whole + 1, every)}
        own = set() if self.value is None else {round(self.value, _DIGITS)}
        return tuple(sorted(grid | own))


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


Scope = Literal["inclusion criteria only", "inclusion and exclusion criteria", "not said"]


class Protocol(BaseModel):
    """The ordered list of criteria of one trial, with the protocol's own limits and settings.

    `variables` declares those outside the dictionary, by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    title: str
    source: str = ""
    scope: Scope = "not said"
    silent: str = ""
    variables: dict[str, Variable] = {}
    limits: dict[str, Limit] = {}
    settings: dict[str, Setting] = {}
    groups: tuple[Group, ...] = ()
    criteria: tuple[Criterion, ...] = Field(min_length=1)

    @field_validator("variables", mode="before")
    @classmethod
    def _named_by_key(cls, content: Any) -> Any:
        """A declaration need not repeat its own name."""
        if not isinstance(content, dict):
            return content
        return {key: {"name": key, **each} if isinstance(each, dict) else each for key, each in content.items()}

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

    def variable(self, name: str) -> Variable | None:
        """A variable of the dictionary, or one this protocol declares; None when it is neither."""
        return DICTIONARY.get(name) or self.variables.get(name)

    def parts_of(self, group: str) -> tuple[Criterion, ...]:
        """The criteria of a group, in protocol order."""
        return tuple(criterion for criterion in self.criteria if criterion.group == group)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the whole protocol: two protocols with one digest are equal."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    @cached_property
    def variables_read(self) -> tuple[str, ...]:
        """Every variable a criterion reads, once, in order of first use."""
        return tuple(dict.fromkeys(name for each in self.criteria for name in variables_read(each)))

    @cached_property
    def digests(self) -> dict[str, str]:
        """By criterion id, the SHA-256 of what is written of it: an edited protocol keeps those it did not touch."""
        return {each.id: sha256(each.model_dump_json().encode()).hexdigest() for each in self.criteria}

    @cached_property
    def names_used(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """By criterion id, the names of the limits and of the settings its rule points to."""
        return {each.id: (limits_used(each), settings_used(each)) for each in self.criteria}
