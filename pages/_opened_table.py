"""A table that is being looked at, and the map that a person's answers, corrections and declarations make for it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import criteria as cr

HOW = ("tables", "joins", "measurements", "patient_id", "sheet", "encoding", "visit")


@dataclass(frozen=True)
class Opened:
    """A table that is being looked at, and not used yet.

    Attributes:
        reader: the process that holds the table as it came.
        columns: its headings.
        given: the map somebody gave; None while one is proposed.
        found: what the check found under the map as it stands.
        together: how several files were put together, where no map said so.
        answers: by number of the question, the number of the choice.
        corrections: by column, the variable (None: left out) and the unit somebody chose for it.
        declared: by column, the variable outside the dictionary declared for it, and whether it is a date's days.
        words: by column, what somebody said its words stand for; `cr.UNKNOWN` for a missing value.
        typed: by variable, a number that holds for everyone and its unit, where no column holds it.
        day: the day that every patient is looked at, where no column holds it.
        rest: every column without a meaning is left out.
        agreed: warnings that the owner of the data has accepted.
        details: by column, more of how it is read: by name of the detail, see `cr.with_detail`.
        mended: problems that were answered, by code and subject: the question, and the number of the choice.
        settings: what the map says of the whole table, by its name there.
        opened_as: the other ways to open the file.
        standard: its codes and units are a standard's.
    """

    reader: cr.Reader = field(repr=False)
    columns: tuple[str, ...]
    given: cr.TableMap | None
    found: cr.Check = field(repr=False)
    proposal: cr.Proposal | None = field(default=None, repr=False)
    together: cr.TableMap | None = None
    answers: dict[int, int] = field(default_factory=dict)
    corrections: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    declared: dict[str, tuple[cr.Variable, bool]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    typed: dict[str, tuple[float, str | None]] = field(default_factory=dict)
    day: datetime.date | None = None
    rest: bool = False
    agreed: tuple[str, ...] = ()
    details: dict[str, dict[str, str]] = field(default_factory=dict)
    mended: dict[str, tuple[cr.Question, int]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    opened_as: tuple[cr.Mend, ...] = ()
    standard: bool = False

    @property
    def table_map(self) -> cr.TableMap:
        """The map as it stands, under which the table was checked."""
        return self.found.table_map

    @property
    def may_be_used(self) -> bool:
        """Whether nothing is left to mend or to answer, and nothing that the owner of the data has to accept."""
        return self.found.usable and not self.found.to_accept and not self.unanswered

    @property
    def unanswered(self) -> tuple[int, ...]:
        """The numbers of the questions that nobody has answered, unless by what they said of the column itself."""
        asked = self.proposal.questions if self.proposal and self.given is None else ()
        return tuple(at for at, each in enumerate(asked) if at not in self.answers and not self._is_told(each))

    def _is_told(self, question: cr.Question) -> bool:
        """Whether a column was corrected, declared or left out, or all its words were mapped, that is asked about."""
        column = question.column
        if column in self.corrections or column in self.declared:
            return True
        words = self.words.get(column, {})
        if question.words and all(words.get(each) for each in question.words):
            return True
        return self.rest and column in self.columns and column not in self.table_map.columns_used

    def map_as_told(self) -> cr.TableMap:
        """The map that the proposal, the corrections and the answers make together, or the one that was given."""
        made = self.given or (self.proposal.table_map if self.proposal else self.table_map)
        if self.together is not None:
            made = made.model_copy(update=_how(self.together, self.columns))
        questions = self.proposal.questions if self.proposal else ()
        for number, choice in self.answers.items():
            if questions[number].column not in {*self.corrections, *self.declared}:
                made = cr.answered(made, questions[number].choices[choice])
        for column, (
            variable,
            unit,
        ) in self.corrections.items():  # after the answers, which may be about several columns
            made = cr.corrected(made, column, variable, unit)
        for column, (declared, dated) in self.declared.items():
            made = cr.declared_as(made, column, declared, dated=dated)
        for column, details in self.details.items():
            for name, value in details.items():
                made = cr.with_detail(made, column, name, value)
        for column, words in self.words.items():
            made = cr.with_words(made, column, words)
        if self.typed:
            given = {name: cr.Reading(constant=number, unit=unit) for name, (number, unit) in self.typed.items()}
            made = made.model_copy(update={"columns": {**made.columns, **given}})
        if self.rest:
            made = made.model_copy(update={"unused": (cr.EVERYTHING_ELSE,)})
        if self.day is not None:
            made = made.model_copy(update={"index": cr.Index(date=self.day)})
        made = made.model_copy(update=self.settings)
        for question, choice in self.mended.values():
            made = cr.answered(made, question.choices[choice])
        opening = self.together.agreed if self.together else ()
        return made.model_copy(update={"agreed": tuple(dict.fromkeys([*made.agreed, *opening, *self.agreed]))})


def _how(together: cr.TableMap, columns: tuple[str, ...]) -> dict[str, object]:
    """What a map says of several files; an index whose column was left out has done its work in reading."""
    index = together.index if together.index and together.index.column in columns else None
    said = {name: getattr(together, name) for name in HOW if getattr(together, name)}
    return said | ({"index": index} if index else {})
