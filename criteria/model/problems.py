"""How bad input is refused: every problem at once, each with a code, a subject and a remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Mend:
    """One way to mend a problem by saying more: a label, and what the map of the table says then, as in its file."""

    label: str
    says: Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        code: stable.
        subject: where it is.
        message: what is wrong, what is allowed and what to do.
        mends: what can be chosen, where a choice mends it.
    """

    code: str
    subject: str
    message: str
    mends: tuple[Mend, ...] = field(default=(), compare=False)


class Refused(Exception):  # the word a user reads: the input was refused, nothing broke
    """Input that cannot be used.

    Attributes:
        what: the file, address or request that was refused.
        problems: all of its problems, in the order they were found.
    """

    def __init__(self, what: str, problems: Iterable[Problem]) -> None:
        self.what = what
        self.problems = tuple(problems)
        super().__init__(what)

    def __str__(self) -> str:
        """The heading and one aligned line for each problem."""
        count = len(self.problems)
        heading = f"{self.what} cannot be used ({count} problem{'s' if count != 1 else ''})"
        codes = max((len(p.code) for p in self.problems), default=0)
        subjects = max((len(p.subject) for p in self.problems), default=0)
        lines = (f"  {p.code:<{codes}}  {p.subject:<{subjects}}  {p.message}" for p in self.problems)
        return "\n".join([heading, *lines])


def refuse_if_any(what: str, problems: Iterable[Problem]) -> None:
    """Raise `Refused` when there is at least one problem."""
    found = tuple(problems)
    if found:
        raise Refused(what, found)
