"""Questions that are one for several columns: words that all of them hold, missing codes, reference ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from criteria.data.proposal import asking
from criteria.data.proposal.called import Called
from criteria.data.proposal.questions import Choice, Question
from criteria.data.table_map import Reading
from criteria.model.variables import Flag, Number


@dataclass
class Grouped:
    """The readings that leave something open, while the columns are gone through."""

    taken: list[tuple[Called, Reading]] = field(default_factory=list)

    def add(self, called: Called, reading: Reading) -> None:
        """One column as the map reads it."""
        self.taken.append((called, reading))

    def questions(self) -> Iterator[Question]:
        """What is to be confirmed, each once: ranges, words, missing codes, words that nobody knows."""
        ranges = {each.named.variable: reading for each, reading in self.taken if each.named.range_of}
        if ranges:
            yield asking.upper_limits(ranges)
        yield from self._words()
        yield from self._codes()
        for each, reading in self.taken:
            if each.words.from_one:
                yield asking.coded_from_one(reading)
        yield from self._open()

    def _open(self) -> Iterator[Question]:
        """Words that nobody knows: those among measured numbers are one question for all columns."""
        opened = [(each, reading) for each, reading in self.taken if each.words.open]
        among = [pair for pair in opened if isinstance(pair[0].variable, Number) and not pair[0].variable.whole]
        if len(among) > 1:
            words = dict.fromkeys(word for each, _ in among for word in each.words.open)
            yield asking.unmeasured({each.named.variable: reading for each, reading in among}, tuple(words))
        for each, reading in opened:
            if len(among) < 2 or (each, reading) not in among:
                yield asking.open_words(each.column, each.words.open, each.variable, reading)

    def _words(self) -> Iterator[Question]:
        """Flags that hold the same words are one question; any other column is one of its own."""
        groups: dict[object, list[tuple[Called, Reading]]] = {}
        for each, reading in self.taken:
            if each.words.unsure:
                same = tuple(sorted((word, each.words.words.get(word, "")) for word in each.words.unsure))
                of = same if isinstance(each.variable, Flag) else each.column
                groups.setdefault(of, []).append((each, reading))
        for members in groups.values():
            readings = {each.named.variable: reading for each, reading in members}
            yield asking.which_words(readings, members[0][0].words, members[0][0].variable)

    def _codes(self) -> Iterator[Question]:
        groups: dict[tuple[str, ...], dict[str, Reading]] = {}
        for each, reading in self.taken:
            if each.words.codes:
                groups.setdefault(each.words.codes, {})[each.named.variable] = reading
        for codes, readings in groups.items():
            yield asking.missing_codes(readings, codes)
        for each, reading in self.taken:
            if each.words.suspects:
                yield asking.suspected_codes(each.named.variable, reading, each.words.suspects)


def settled(questions: Sequence[Question], proposed: Mapping[str, Reading]) -> tuple[Question, ...]:
    """The questions, each of whose answers knows what the proposal says, so that it changes nothing else."""
    return tuple(replace(each, choices=tuple(_over(choice, proposed) for choice in each.choices)) for each in questions)


def _over(choice: Choice, proposed: Mapping[str, Reading]) -> Choice:
    names = {*choice.readings, *([choice.variable] if choice.variable else [])}
    return replace(choice, instead_of={name: proposed[name] for name in names if name in proposed})
