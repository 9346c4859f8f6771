"""A map proposed for a table: what each column is taken for, in which unit, and why; what is not sure is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import pandas as pd

from criteria.data.columns.profile import profile, suspected_missing, values_of
from criteria.data.columns.signatures import Beside, look
from criteria.data.dataset import Floats
from criteria.data.identifiers.gate import gate
from criteria.data.mapped.apply import apply
from criteria.data.proposal.proposed import Proposal as Proposal
from criteria.data.proposal.proposed import Proposed as Proposed
from criteria.data.proposal.proposed import Role
from criteria.data.proposal.questions import Choice, Question
from criteria.data.proposal.suggestions import (
    date_question,
    duplicates_question,
    karnofsky_question,
    missing_question,
    other_choices,
    personal_questions,
    suggested,
    unit_question,
    word_questions,
)
from criteria.data.proposal.together import with_structure
from criteria.data.raw import Raw
from criteria.data.table_map import Index, Reading, TableMap
from criteria.data.vocabulary.naming import (
    BIRTH_DATES,
    EVENTS,
    IDENTIFIERS,
    INDEX_DATES,
    Named,
    named,
    plain,
    unit_column_of,
)
from criteria.model.variables import DICTIONARY, PATIENT_ID, Category, Number, Variable


def propose(raw: Raw) -> Proposal:
    """Propose a map for a table. Nothing that is not certain gets into it unasked."""
    draft = _Draft(raw.frame.set_axis([str(name) for name in raw.frame.columns], axis=1), raw.proposed)
    return with_structure(draft.proposal(raw), raw) if raw.proposed else draft.proposal(raw)


class _Draft:
    """A proposal while it is being made: each step takes the columns that the steps before it have left."""

    def __init__(self, frame: pd.DataFrame, given: TableMap | None = None) -> None:
        self.given = given
        self.frame = frame.loc[:, ~frame.columns.duplicated()]
        self.profiles = {name: profile(self.frame[name]) for name in self.frame.columns}
        self.found: dict[str, Proposed] = {}
        self.readings: dict[str, Reading] = {}
        self.questions: list[Question] = []
        self.called: dict[str, str] = {}
        self.patient_id: str | None = None
        self.index: Index | None = None
        self.unused: list[str] = []

    def proposal(self, raw: Raw) -> Proposal:
        self._identifiers()
        self._persons()
        self._variables()
        self._dates()
        self._rest()
        table_map = TableMap(
            patient_id=self.patient_id, index=self.index, columns=self.readings, unused=tuple(self.unused)
        )
        columns = tuple(self.found[name] for name in self.frame.columns)
        return Proposal(table_map, columns, tuple(self.questions), apply(raw, table_map).doubts)

    def _set(self, column: str, role: Role, because: str, variable: str | None = None) -> None:
        self.found[column] = Proposed(column, role, because, self.profiles[column], variable)

    def _identifiers(self) -> None:
        """The column of patient identifiers: the first of such a name."""
        names = [name for name in self.frame.columns if plain(name) in IDENTIFIERS]
        names.sort(key=lambda name: plain(name) != plain(PATIENT_ID))
        if self.given is not None and self.given.patient_id is not None:
            names = [self.given.patient_id]
        if not names:
            return
        self.patient_id = names[0]
        self._set(names[0], "patient_id", f"`{names[0]}` is a name of a patient identifier")
        if self.frame[names[0]].dropna().duplicated().any():
            self.questions.append(duplicates_question(self.frame, names[0]))

    def _persons(self) -> None:
        """Columns that may name a person: nothing of them is shown, and what mends each is asked."""
        for each in gate(self.frame, TableMap(patient_id=self.patient_id)).refuse:
            self.questions += personal_questions(each)
            if each.column in self.profiles and "top_code_age" not in each.fixes:
                self.profiles[each.column] = replace(self.profiles[each.column], words=(), bins=(), numbers=None)
            if each.fixes == ("unused",):
                self._set(each.column, "open", f"it may name a person: {each.rule}")

    # --- variables ------------------------------------------------------------------------------------------------

    def _variables(self) -> None:
        """The columns that are called as a variable is; where two are, neither is taken."""
        called = {name: named(name) for name in self.frame.columns if name not in self.found}
        by_variable: dict[str, list[str]] = defaultdict(list)
        for column, each in called.items():
            if each is not None and each.sure and self.profiles[column].kind != "dates":
                by_variable[each.variable].append(column)
        self.called = {variable: columns[0] for variable, columns in by_variable.items()}
        companions = self._companions(called)
        # An upper limit may have to ask what unit its value is in, so it comes after it.
        for variable in sorted(by_variable, key=lambda name: name.endswith("_uln")):
            columns = by_variable[variable]
            readings = {each: self._read(each, called[each], companions.get(each)) for each in columns}
            if len(columns) > 1:
                self._which_column(variable, readings)
                continue
            ((column, reading),) = readings.items()
            self._take(column, DICTIONARY[variable], reading)
        for column, each in called.items():
            if each is None or each.sure or each.variable in by_variable or column in self.found:
                continue
            if self.profiles[column].kind != "dates":
                self._is_it_this(column, each)

    def _companions(self, called: Mapping[str, Named | None]) -> dict[str, str]:
        """The column with the unit of each value, by the column of the values: `ast unit` beside `ast`."""
        found: dict[str, str] = {}
        for column in called:
            rest = unit_column_of(column)
            if rest is None or rest == plain(column):
                continue
            values = [name for name, each in called.items() if plain(name) == rest or (each and each.variable == rest)]
            limits = [f"{name} upper limit" for name in values if f"{name} upper limit" in self.frame.columns]
            if values:
                found |= dict.fromkeys([*values, *limits], column)
                self._set(column, "unit", f"holds the unit of each value of `{values[0]}`")
        return found

    def _read(self, column: str, called: Named | None, companion: str | None) -> Reading:
        """The reading of a column, and in `found` why."""
        assert called is not None
        self._set(column, "variable", called.because, called.variable)
        variable = DICTIONARY[called.variable]
        words = suggested(self._words(column, variable), variable)
        reading = Reading(column=column, words=words)
        self.found[column] = replace(self.found[column], words=words)
        if not isinstance(variable, Number):
            return reading
        if companion is not None and self._holds_units(companion, variable):
            return self._with_unit(reading, None, f"`{companion}` holds the unit of each value", companion)
        if called.unit is not None:
            return self._with_unit(reading, called.unit, "the column's name says so")
        if variable.needs_unit and called.strange_unit is None:
            return self._by_its_values(column, variable, reading)
        return reading

    def _words(self, column: str, variable: Variable) -> tuple[str, ...]:
        """The words to be mapped: in a column of numbers those that are none, else all, when they are few."""
        if isinstance(variable, Number):
            return tuple(word for word, _ in self.profiles[column].words)
        return values_of(self.profiles[column], self.frame[column])

    def _holds_units(self, column: str, variable: Number) -> bool:
        texts = self.frame[column].dropna().astype("string").unique()
        return any(variable.find_unit(str(text)) for text in texts)

    def _with_unit(self, reading: Reading, unit: str | None, because: str, companion: str | None = None) -> Reading:
        assert reading.column is not None
        self.found[reading.column] = replace(self.found[reading.column], unit=unit, unit_because=because)
        return reading.model_copy(update={"unit": unit, "unit_column": companion})

    def _by_its_values(self, column: str, variable: Number, reading: Reading) -> Reading:
        """The unit that the values look like; of an upper limit, the unit of its value where they do not differ."""
        beside = self._beside(variable.name)
        seen = look(variable, self.profiles[column].middle, beside) if self.profiles[column].kind == "numbers" else None
        value = self.readings.get(variable.name.removesuffix("_uln")) if variable.name.endswith("_uln") else None
        if value is not None and (value.unit_column or (value.unit and (seen is None or seen.unit == value.unit))):
            return self._with_unit(reading, value.unit, f"`{value.column}`, its value, has it", value.unit_column)
        if seen is not None and seen.unit:
            return self._with_unit(reading, seen.unit, f"the middle of the values looks like {seen.unit}")
        return reading

    def _beside(self, name: str) -> Beside:
        """The columns that help to tell a unit, whatever they turn out to be read as."""

        def numbers(variable: str) -> Floats | None:
            column = self.called.get(variable)
            return self.profiles[column].middle if column and self.profiles[column].kind == "numbers" else None

        return Beside(numbers(f"{name}_uln"), numbers("height") if name == "weight" else None)

    def _take(self, column: str, variable: Variable, reading: Reading) -> None:
        """Put a reading into the map, with the questions it leaves open."""
        seen = self.profiles[column]
        if isinstance(variable, Number):
            stands_for = look(variable, seen.middle) if seen.kind == "numbers" else None
            if variable.name == "ecog" and stands_for is not None and stands_for.thing:
                self._set(column, "open", f"called ECOG, but the values look like {stands_for.thing}")
                self.questions.append(karnofsky_question(column))
                return
            if variable.factor(reading.unit) is None and reading.unit_column is None:
                self.questions.append(unit_question(column, variable, reading))
            if codes := suspected_missing(seen.middle):
                self.questions.append(missing_question(column, codes, variable.name, reading))
        self.readings[variable.name] = reading
        if not isinstance(variable, Category) or variable.values:
            self.questions += word_questions(column, self._words(column, variable), variable, reading)
        if variable.name == "kps" and "ecog" not in self.called:
            self.questions.append(karnofsky_question(column, reading.missing))

    def _which_column(self, variable: str, readings: Mapping[str, Reading]) -> None:
        label = DICTIONARY[variable].label
        listed = ", ".join(f"`{column}`" for column in readings)
        for column in readings:
            self.found[column] = replace(self.found[column], role="open", because=f"one of {listed}: {label}")
        choices = tuple(
            Choice(f"`{column}`", variable, reading, unused=tuple(other for other in readings if other != column))
            for column, reading in readings.items()
        )
        text = f"{listed} may each be {label}: which of them is read?"
        self.questions.append(Question("which-column", next(iter(readings)), text, choices))

    def _is_it_this(self, column: str, called: Named) -> None:
        reading = self._read(column, called, None)
        self.found[column] = replace(self.found[column], role="open")
        label = DICTIONARY[called.variable].label
        choices = (Choice(f"yes, {label}", called.variable, reading), *other_choices(column, self.profiles[column]))
        self.questions.append(Question("is-it-this", column, f"{called.because}: is it that?", choices))

    # --- dates, and what is left ----------------------------------------------------------------------------------

    def _dates(self) -> None:
        """The index date first; then what is counted from it: an age from birth, days from an event."""
        dates = {name: plain(name) for name in self.frame.columns if self.profiles[name].kind in ("dates", "numbers")}
        index = [name for name, bare in dates.items() if bare in INDEX_DATES and self.profiles[name].kind == "dates"]
        if self.given is not None and self.given.index is not None and self.given.index.column in dates:
            index = [self.given.index.column]
        if len(index) == 1:
            self.index = Index(column=index[0])
            self._set(index[0], "index", f"`{index[0]}` is a name of the index date")
        for column, bare in dates.items():
            if column in self.found or column in index:
                continue
            if bare in BIRTH_DATES and "age" not in self.readings:
                self._dated(column, "age", "birth", "age-from-birth")
            elif EVENTS.get(bare, "age") not in {"age", *self.readings} and self.profiles[column].kind == "dates":
                self._dated(column, EVENTS[bare], "event", "event-date")

    def _dated(self, column: str, variable: str, dated: Literal["birth", "event"], code: str) -> None:
        counted = DICTIONARY[variable]
        self._set(column, "open", f"`{column}` is a name of a date that gives {counted.label}", variable)
        reading = Reading(column=column, dated=dated)
        self.questions.append(date_question(code, column, counted, reading, indexed=self.index is not None))

    def _rest(self) -> None:
        """What belongs to a measurement and is not read, the ages of measurements, and what nothing is known of."""
        read = {reading.unit_column for reading in self.readings.values()}
        beside = [name for name, each in self.found.items() if each.role == "unit" and name not in read]
        beside += [name for name in self._open() if self._belongs_to_another(name, " upper limit")]
        ages = [name for name in self._open() if self._belongs_to_another(name, " age")]
        for column in beside:
            self._set(column, "left out", "stands beside a value that is read without it")
        for column in ages:
            self._set(column, "left out", "the days from a measurement to the index date; the window was applied")
        self.unused += [*beside, *ages]
        if ages and "labs_age_days" not in self.readings:
            choices = tuple(Choice(f"`{column}`", "labs_age_days", Reading(column=column)) for column in ages)
            text = f"which age stands for {DICTIONARY['labs_age_days'].label}, if a criterion asks for one?"
            self.questions.append(Question("which-age", ages[0], text, (*choices, Choice("none of them"))))
        for column in self._open():
            self._set(column, "open", "no variable of the dictionary is called so")
            text = f"`{column}` is called like no variable: leave it out, or declare it?"
            choices = tuple(other_choices(column, self.profiles[column]))
            self.questions.append(Question("what-is-it", column, text, choices))

    def _belongs_to_another(self, column: str, suffix: str) -> bool:
        return column.endswith(suffix) and column.removesuffix(suffix) in self.frame.columns

    def _open(self) -> list[str]:
        return [name for name in self.frame.columns if name not in self.found]
