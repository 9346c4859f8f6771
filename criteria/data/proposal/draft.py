"""A map proposed for a table: what each column is taken for, in which unit, and why; what is not sure is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Literal

from criteria.data.columns.at_once import at_once
from criteria.data.columns.distinct import words_in
from criteria.data.columns.looked import repeats_in
from criteria.data.columns.profile import Profile, profile_of
from criteria.data.columns.signatures import Beside
from criteria.data.dataset import Floats
from criteria.data.identifiers.gate import gate
from criteria.data.mapped.apply import apply
from criteria.data.proposal import asking
from criteria.data.proposal.called import Called, called
from criteria.data.proposal.grouped import Grouped, settled
from criteria.data.proposal.karnofsky import karnofsky_question, looks_like_karnofsky
from criteria.data.proposal.looks import Neighbours, any_over_89, by_its_values
from criteria.data.proposal.patients import identifier, profile_of_codes
from criteria.data.proposal.proposed import Proposal as Proposal
from criteria.data.proposal.proposed import Proposed as Proposed
from criteria.data.proposal.proposed import Role, Tried
from criteria.data.proposal.questions import Question
from criteria.data.proposal.together import with_structure
from criteria.data.raw import Described, Raw
from criteria.data.table_map import Index, Reading, TableMap
from criteria.data.vocabulary.naming import BIRTH_DATES, EVENTS, INDEX_DATES, plain, unit_column_of
from criteria.model.variables import DICTIONARY, Number


def propose(raw: Raw) -> Proposal:
    """Propose a map for a table: complete as it stands, and confirmed by confirming its questions."""
    return tried(raw).proposal


def tried(raw: Raw) -> Tried:
    """Propose a map for a table and apply it, which shows where its units belie their values."""
    proposal = drafted(raw)
    applied = apply(raw, proposal.table_map)
    return Tried(replace(proposal, doubts=applied.doubts), applied)


def drafted(raw: Raw) -> Proposal:
    """A proposal whose map has not been tried: it has no doubts."""
    proposal = _Draft(raw).proposal()
    return with_structure(proposal, raw) if raw.proposed else proposal


class _Draft:
    """A proposal while it is being made: each step takes the columns that the steps before it have left."""

    def __init__(self, raw: Raw) -> None:
        self.raw, self.looked = raw, raw.looked
        self.frame = self.looked.frame
        joined_by = raw.proposed.patient_id if raw.proposed else None
        self.patient_id, self.id_because, self.id_question = identifier(self.looked, joined_by)
        self.profiles = at_once({name: partial(self._profile, name) for name in self.frame.columns})
        self.found: dict[str, Proposed] = {}
        self.readings: dict[str, Reading] = {}
        self.questions: list[Question] = []
        self.grouped = Grouped()
        self.called: dict[str, str] = {}
        self.index: Index | None = None
        self.top_code_age = self.replace_ids = False
        self.unused: list[str] = []
        self.unknown: list[str] = []
        self.asked_about: list[str] = []  # left out as long as nobody says otherwise

    def proposal(self) -> Proposal:
        self._identifiers()
        self._persons()
        self._variables()
        self._dates()
        self._rest()
        table_map = TableMap(
            patient_id=self.patient_id,
            index=self.index,
            columns=self.readings,
            unused=tuple(dict.fromkeys(self.unused)),
            top_code_age=self.top_code_age,
            replace_ids=self.replace_ids,
        )
        columns = tuple(self.found[name] for name in self.frame.columns)
        questions = settled([*self.questions, *self.grouped.questions()], self.readings)
        return Proposal(table_map, columns, questions, ())

    def _profile(self, column: str) -> Profile:
        return profile_of_codes(self.looked, column) if column == self.patient_id else profile_of(self.looked, column)

    def _set(self, column: str, role: Role, because: str, variable: str | None = None) -> None:
        self.found[column] = Proposed(column, role, because, self.profiles[column], variable)

    def _leave_out(self, column: str, because: str, variable: str | None = None) -> None:
        self._set(column, "left out", because, variable)
        self.unused.append(column)

    def _identifiers(self) -> None:
        """The column of patient identifiers: the surest of those that are called so."""
        if self.patient_id is None:
            return
        self._set(self.patient_id, "patient_id", self.id_because)
        self.questions += [self.id_question] if self.id_question else []
        if repeats_in(self.looked, self.patient_id):
            self.questions.append(asking.duplicates(self.frame, self.patient_id))

    def _persons(self) -> None:
        """Columns that may name a person: nothing of them is shown, and what mends each is asked."""
        for each in gate(self.looked, TableMap(patient_id=self.patient_id)).refuse:
            if each.code == "age-over-89":
                continue  # told with the age, when it is read
            self.questions += asking.personal(each)
            if each.column in self.profiles:
                self.profiles[each.column] = self.profiles[each.column].silent
            self.replace_ids |= "replace_ids" in each.fixes
            if each.fixes == ("unused",):
                self._leave_out(each.column, f"it may name a person: {each.rule}")

    # --- variables ------------------------------------------------------------------------------------------------

    def _variables(self) -> None:
        """The columns that are called as a variable is; of several the best, and the others are asked about."""
        every = {name: self._called(name) for name in self.frame.columns if name not in self.found}
        taken = [each for each in every.values() if each is not None and not each.alike]
        by_variable: dict[str, list[Called]] = defaultdict(list)
        for each in sorted(taken, key=self._preference):
            by_variable[each.named.variable].append(each)
        self.called = {variable: columns[0].column for variable, columns in by_variable.items()}
        companions = self._companions(every)
        # An upper limit may have to ask what unit its value is in, so it comes after it.
        for variable in sorted(by_variable, key=lambda name: name.endswith(("_uln", "_xuln"))):
            self._one_of(variable, by_variable[variable], companions)
        for other in every.values():
            if other is not None and other.alike and other.column not in self.found:
                self._look_alike(other)

    def _called(self, column: str) -> Called | None:
        said = self.raw.described.get(column, Described())
        found = called(column, self.looked.column(column), self.profiles[column], said)
        beside = any(self._belongs_to_another(column, suffix) for suffix in (" age", " upper limit"))
        return None if found is not None and found.alike and beside else found

    def _preference(self, each: Called) -> tuple[bool, bool, bool, int]:
        """What makes one column a better source of a variable than another; the smallest is the best."""
        seen = self.profiles[each.column]
        return (not each.named.sure, each.named.unit is None, bool(each.words.open), seen.missing - seen.rows)

    def _companions(self, every: Mapping[str, Called | None]) -> dict[str, str]:
        """The column with the unit of each value, by the column of the values: `ast unit` beside `ast`."""
        found: dict[str, str] = {}
        for column in every:
            rest = unit_column_of(column)
            if rest is None or rest == plain(column):
                continue
            values = [
                name
                for name, each in every.items()
                if name != column and (plain(name) == rest or (each and each.named.variable == rest))
            ]
            limits = [f"{name} upper limit" for name in values if f"{name} upper limit" in self.frame.columns]
            if values:
                found |= dict.fromkeys([*values, *limits], column)
                self._set(column, "unit", f"holds the unit of each value of `{values[0]}`")
        return found

    def _one_of(self, variable: str, columns: list[Called], companions: Mapping[str, str]) -> None:
        """Take the best column of a variable into the map, with the questions it leaves open."""
        columns = [each for each in columns if each.column not in self.found]
        if not columns:
            return
        readings = {each.column: self._read(each, companions.get(each.column)) for each in columns}
        best = columns[0]
        for each in columns[1:]:
            self._leave_out(each.column, f"`{best.column}` is read as {DICTIONARY[variable].label}", variable)
        self._take(best, readings[best.column])
        if len(columns) > 1 and variable in self.readings:
            self.questions.append(asking.which_column(variable, readings, best.column))

    def _read(self, each: Called, companion: str | None) -> Reading:
        """The reading of a column, and in `found` why."""
        self._set(each.column, "variable", each.named.because, each.named.variable)
        variable = each.variable
        reading = each.words.put_into(Reading(column=each.column))
        self.found[each.column] = replace(self.found[each.column], words=reading.words)
        if not isinstance(variable, Number):
            return reading
        if companion is not None and self._holds_units(companion, variable):
            return self._with_unit(reading, None, f"`{companion}` holds the unit of each value", companion)
        if each.named.unit is not None:
            return self._with_unit(reading, each.named.unit, "the column's name says so")
        if variable.needs_unit and each.named.strange_unit is None:
            unit, companion, why = by_its_values(variable, self.profiles[each.column], self._beside(variable.name))
            return self._with_unit(reading, unit, why, companion) if why else reading
        return reading

    def _holds_units(self, column: str, variable: Number) -> bool:
        return any(variable.find_unit(text) for text in words_in(self.looked.column(column))[1])

    def _with_unit(self, reading: Reading, unit: str | None, because: str, companion: str | None = None) -> Reading:
        assert reading.column is not None
        self.found[reading.column] = replace(self.found[reading.column], unit=unit, unit_because=because)
        return reading.model_copy(update={"unit": unit, "unit_column": companion})

    def _beside(self, name: str) -> Neighbours:
        """The columns that help to tell a unit, whatever they turn out to be read as."""

        def numbers(variable: str) -> Floats | None:
            column = self.called.get(variable)
            return self.profiles[column].middle if column and self.profiles[column].kind == "numbers" else None

        limited = self.readings.get(name.removesuffix("_uln")) if name.endswith("_uln") else None
        return Neighbours(Beside(numbers(f"{name}_uln"), numbers("height") if name == "weight" else None), limited)

    def _take(self, each: Called, reading: Reading) -> None:
        """Put a reading into the map, with the questions it leaves open."""
        column, variable, _seen = each.column, each.variable, self.profiles[each.column]
        if variable.name == "ecog" and looks_like_karnofsky(self.profiles[column]):
            self._leave_out(column, "called ECOG, but the values look like a Karnofsky index")
            self.questions.append(karnofsky_question(column))
            return
        self.readings[variable.name] = reading
        if isinstance(variable, Number) and variable.factor(reading.unit) is None and reading.unit_column is None:
            self.questions.append(asking.which_unit(column, variable, reading, each.named.strange_unit))
        if not each.named.sure and not each.named.range_of and not each.named.strange_unit:
            self.questions.append(asking.is_it_this(column, each.named, reading))
        self.grouped.add(each, reading)
        if variable.name == "age":
            self._old_ages(column, reading)
        if variable.name == "kps" and "ecog" not in self.called:
            self.questions.append(karnofsky_question(column, reading.missing))

    def _old_ages(self, column: str, reading: Reading) -> None:
        """Ages above 89, by which a person may be known, are read as 90 and more; and that is said."""
        if any_over_89(self.profiles[column], reading):
            self.top_code_age = True
            self.questions.append(asking.old_ages(column))

    def _look_alike(self, each: Called) -> None:
        """A column called as a variable is, with what makes it another: left out, and asked about if it may be it."""
        because = f"{each.named.because}, but {each.named.doubt}"
        self._leave_out(each.column, because, each.named.variable)
        if each.named.variable in self.readings:
            self.unknown.append(each.column)
            return
        reading = each.words.put_into(Reading(column=each.column, unit=each.named.unit))
        self.questions.append(asking.is_it_another(each.column, each.named.variable, each.named.doubt, reading))

    # --- dates, and what is left ----------------------------------------------------------------------------------

    def _dates(self) -> None:
        """The index date first; then what is counted from it: an age from birth, days from an event."""
        dates = {name: plain(name) for name in self.frame.columns if self.profiles[name].kind in ("dates", "numbers")}
        index = [name for name, bare in dates.items() if bare in INDEX_DATES and self.profiles[name].kind == "dates"]
        given = self.raw.proposed.index if self.raw.proposed else None
        index = [given.column] if given is not None and given.column in dates else index
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
        counted = {each.column for each in self.questions if each.code in ("age-from-birth", "event-date")}
        others = [name for name in self._open() if self.profiles[name].kind == "dates" and name not in counted]
        if counted and self.index is None and others:
            self.questions.append(asking.index_date(others))
            self.asked_about = others

    def _dated(self, column: str, variable: str, dated: Literal["birth", "event"], code: str) -> None:
        """A date that a variable is counted from; without an index date it is left out, and asked about."""
        counted = DICTIONARY[variable]
        reading = Reading(column=column, dated=dated)
        because = f"`{column}` is a name of a date that gives {counted.label}"
        if self.index is not None:
            self._set(column, "variable", because, variable)
            self.readings[variable] = reading
        else:
            self._leave_out(column, because, variable)
        self.questions.append(asking.from_date(code, column, counted, reading, indexed=self.index is not None))

    def _rest(self) -> None:
        """What belongs to a measurement and is not read, the ages of measurements, and what nothing is known of."""
        read = {reading.unit_column for reading in self.readings.values()}
        beside = [name for name, each in self.found.items() if each.role == "unit" and name not in read]
        beside += [name for name in self._open() if self._belongs_to_another(name, " upper limit")]
        ages = [name for name in self._open() if self._belongs_to_another(name, " age")]
        for column in beside:
            self._leave_out(column, "stands beside a value that is read without it")
        for column in ages:
            self._leave_out(column, "the days from a measurement to the index date; the window was applied")
        if ages and "labs_age_days" not in self.readings:
            self.questions.append(asking.which_age(ages))
        for column in self._open():
            self._leave_out(column, "no variable of the dictionary is called so")
            self.unknown += [] if column in self.asked_about else [column]
        if self.unknown:
            unknown = [name for name in self.frame.columns if name in self.unknown]
            self.questions.append(asking.left_out(unknown, self.profiles))

    def _belongs_to_another(self, name: str, suffix: str) -> bool:
        return name.endswith(suffix) and name.removesuffix(suffix) in self.frame.columns

    def _open(self) -> list[str]:
        return [name for name in self.frame.columns if name not in self.found]
