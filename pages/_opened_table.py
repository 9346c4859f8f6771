"""A table that is being looked at, and the map that a person's answers, corrections and declarations make for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import criteria as cr

READ_BY = ("tables", "joins", "measurements", "sheet", "window_days", "extract")
"""What of a map decides, beside the index, what is read from the files; the rest is applied to what was read."""


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
        agreed: warnings that the owner of the data has accepted.
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
    agreed: tuple[str, ...] = ()

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
        """The numbers of the questions that nobody has answered, unless by a correction of their column."""
        asked = self.proposal.questions if self.proposal and self.given is None else ()
        told = {*self.corrections, *self.declared}
        return tuple(at for at, each in enumerate(asked) if at not in self.answers and each.column not in told)

    def map_as_told(self) -> cr.TableMap:
        """The map that the proposal, the corrections and the answers make together, or the one that was given."""
        made = self.given or (self.proposal.table_map if self.proposal else self.table_map)
        for column, (variable, unit) in self.corrections.items():
            made = cr.corrected(made, column, variable, unit)
        questions = self.proposal.questions if self.proposal else ()
        for number, choice in self.answers.items():
            if questions[number].column not in {*self.corrections, *self.declared}:
                made = cr.answered(made, questions[number].choices[choice])
        for column, (declared, dated) in self.declared.items():
            made = cr.declared_as(made, column, declared, dated=dated)
        if self.together is not None:
            made = made.model_copy(update=_how(self.together, self.columns))
        return made.model_copy(update={"agreed": tuple(dict.fromkeys([*made.agreed, *self.agreed]))})

    def refuse_another_reading(self, given: cr.TableMap) -> None:
        """Refuse a map that would read the files in another way: that needs the files, which are not kept."""
        read_by = self.given or self.together or cr.TableMap()
        message = "decides what is read from the files; open them again together with this map"
        changed = [name for name in READ_BY if getattr(given, name) != getattr(read_by, name)]
        if read_by.measurements and given.index != read_by.index:
            changed.append("index")
        if changed:
            raise cr.Refused("The map", [cr.Problem("read-again", name, message) for name in changed])


def _how(together: cr.TableMap, columns: tuple[str, ...]) -> dict[str, object]:
    """What a map says of several files; an index whose column was left out has done its work in reading."""
    index = together.index if together.index and together.index.column in columns else None
    said = {
        "tables": together.tables,
        "joins": together.joins,
        "measurements": together.measurements,
        "patient_id": together.patient_id,
    }
    return said | ({"index": index} if index else {})
