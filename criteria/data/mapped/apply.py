"""From a table as it came, and its map, to the patients the engine reads: one way for every source."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd

from criteria.data.columns.at_once import at_once
from criteria.data.columns.looked import Looked
from criteria.data.columns.parsed import Parsed, Scan
from criteria.data.dataset import Column, Dataset, Identifiers, Note
from criteria.data.identifiers.gate import Findings, as_problems, gate
from criteria.data.mapped.coded import coded_values
from criteria.data.mapped.doubts import coded_from_one, conflicts, doubts, missing_codes
from criteria.data.mapped.headers import map_of_headers
from criteria.data.mapped.nones import none_problems
from criteria.data.mapped.reading import Written, column_of, constant, scanned, words, written
from criteria.data.mapped.review import map_problems, row_problems
from criteria.data.mapped.sexes import sex_problems
from criteria.data.mapped.signs import certain_signs
from criteria.data.raw import Raw
from criteria.data.several.repeated import INSTRUMENTS, reduced
from criteria.data.table_map import Reading, TableMap
from criteria.model.problems import Problem
from criteria.model.variables import PATIENT_ID, Number, Variable


@dataclass(frozen=True)
class Applied:
    """A map applied to a table: what could be read, and all that stands against using it.

    Attributes:
        table_map: the map that was applied; made from the headers where none was given.
        problems: what refuses the table. A variable they name may be absent from `dataset`.
        doubts: those of the problems that lie in the values, with how many they are.
        suspected: numbers that may stand for a missing value, where they were asked for.
        identifying: what may name a person, and the owner of the data has neither mended nor accepted.
        dataset: the patients, as far as they can be read.
    """

    table_map: TableMap
    problems: tuple[Problem, ...]
    doubts: tuple[Note, ...]
    suspected: tuple[Note, ...]
    identifying: Findings
    dataset: Dataset = field(repr=False)

    @property
    def blocked(self) -> bool:
        """Whether the identifier gate did not let the table through, so that nothing of it was read."""
        return bool(self.identifying.refuse)


def apply(
    raw: Raw, table_map: TableMap | None = None, *, suspect: bool = False, patients: str | None = None
) -> Applied:
    """Apply a map to a table, telling all problems instead of raising them. Arguments as `dataset_from`.

    Args:
        raw, table_map: as `dataset_from`.
        suspect: numbers that may stand for a missing value are looked for as well.
        patients: what is probably the column of identifiers, where the map names none; the gate looks at it as that.
    """
    columns = [str(column) for column in raw.frame.columns]
    strict = raw.known is None and table_map is None
    asked, problems = _asked(raw, table_map, columns)
    columns = [column for column in columns if column not in asked.unused]
    looked = raw.looked.without(asked.unused)
    problems += map_problems(columns, asked, strict=strict)
    problems += coded_values(raw.described, asked)
    named = asked if asked.patient_id else asked.model_copy(update={"patient_id": patients})
    identifying = Findings() if raw.trusted else gate(looked, named)
    if identifying.refuse:  # nothing below sees a table that the gate does not let through
        problems = [*as_problems(identifying.refuse), *problems]
        return Applied(asked, tuple(problems), (), (), identifying, Dataset(raw.name, 0, {}))
    problems += row_problems(looked, asked)
    problems += [] if raw.trusted else sex_problems(looked, asked, strict=strict)
    problems += [] if raw.trusted else none_problems(looked.frame, asked, strict=strict)
    wrong = {each.subject for each in problems}
    looked, notes, repeated = _one_row_each(looked, asked, raw)
    problems += repeated
    once = {column for column in columns if columns.count(column) == 1}
    usable = {name: each for name, each in asked.columns.items() if name not in wrong and _there(each, once)}
    usable = usable if raw.known is None else _with_points(usable, asked)
    everybody = _Numbers.of(looked, usable, asked)
    shifted = [] if raw.trusted else [*coded_from_one(everybody.of_fatal(), asked)]
    looked, numbers, left_out = _of_the_living(everybody)
    doubted = [] if raw.trusted else doubts(numbers, asked, strict=strict, standard=raw.known is not None)
    doubted += shifted
    signs = [*_commas(numbers), *(note for each in numbers.values() for note in each.doubts if note not in doubted)]
    suspected = missing_codes(numbers, asked, doubted) if suspect else []
    told = [*conflicts(numbers)]
    read, read_notes = _columns(looked, usable, numbers, asked)
    problems += [Problem(note.code, note.subject, note.message) for note in doubted]
    synthetic = raw.card.get("synthetic") is True
    dataset = Dataset(
        name=str(raw.card.get("title") or raw.name),
        patients=len(looked.frame),
        columns=read,
        ids=_identifiers(looked.frame, asked),
        notes=(*raw.notes, *notes, *left_out, *told, *signs, *read_notes),
        synthetic=synthetic,
        copied=str(raw.card.get("copied", "")) if synthetic else "",
        unanswered=tuple(map(str, raw.card.get("readings_not_answered", ()))) if synthetic else (),
        digest=raw.digest if table_map is None else _digest(raw.digest, table_map),
        declared={name: each for name, each in asked.variables.items() if name in read},
    )
    warnings = Findings() if synthetic else identifying  # no row of a synthetic table is a person
    return Applied(asked, tuple(dict.fromkeys(problems)), tuple(doubted), tuple(suspected), warnings, dataset)


def _asked(raw: Raw, table_map: TableMap | None, columns: list[str]) -> tuple[TableMap, list[Problem]]:
    """The map to apply, with each column that it leaves out, and what is wrong with it or with the headers."""
    given = _given(raw.known, table_map)
    asked, problems = map_of_headers(columns) if given is None else (given, list(_twice(columns)))
    if table_map is None and raw.proposed is not None:
        asked = TableMap(patient_id=raw.proposed.patient_id, index=raw.proposed.index)
        problems = [*_unconfirmed(raw.proposed)]
    return asked.model_copy(update={"unused": asked.unused_of(columns)}), problems


def _given(known: TableMap | None, table_map: TableMap | None) -> TableMap | None:
    """The map that was given, where it says nothing completed by what the source's own codes say."""
    if known is None or table_map is None:
        return table_map or known
    both = known.model_copy(
        update={
            **{name: getattr(table_map, name) for name in ("duplicates", "top_code_age", "replace_ids", "agreed")},
            "columns": {**known.columns, **table_map.columns},
            "variables": {**known.variables, **table_map.variables},
        }
    )
    unused = (*known.unused, *table_map.unused)
    return both.model_copy(update={"unused": tuple(name for name in unused if name not in both.columns_used)})


def _unconfirmed(proposed: TableMap) -> Iterator[Problem]:
    """That nobody has said yet how several tables belong together."""
    named = ", ".join(dict.fromkeys([*proposed.tables, *(long.table for long in proposed.measurements)]))
    what = "how they belong together is" if named else "its visits are columns, and which of them is read is"
    message = f"{what} proposed; look at it with `feasibility check` (`--propose` writes it), confirm it"
    yield Problem("map-needed", named or "visit", f"{message}, and give it as the map")


def _digest(digest: str, table_map: TableMap) -> str:
    """One table read by two maps is two tables to a cache."""
    return hashlib.sha256(f"{digest} {table_map.model_dump_json()}".encode()).hexdigest()


def _with_points(usable: Mapping[str, Reading], table_map: TableMap) -> dict[str, Reading]:
    """The readings of a source of a standard, whose numbers have decimal points."""
    numbers = {name for name in usable if isinstance(table_map.variable(name), Number)}
    pointed = {"decimal": "."}
    return {
        name: each.model_copy(update=pointed) if name in numbers and each.decimal is None else each
        for name, each in usable.items()
    }


def _commas(numbers: Mapping[str, Written]) -> Iterator[Note]:
    count = sum(each.commas for each in numbers.values())
    if count:
        yield Note("decimal-comma", "columns", count, "columns have a decimal comma; read so")


def _twice(columns: Sequence[str]) -> Iterator[Problem]:
    for name, count in Counter(columns).items():
        if count > 1:
            yield Problem("duplicate-column", name, "several columns of this name; keep one")


def _there(reading: Reading, once: Collection[str]) -> bool:
    """Whether the columns of a reading are in the table, once each."""
    return all(column is None or column in once for column in (reading.column, reading.unit_column))


def _one_row_each(looked: Looked, asked: TableMap, raw: Raw) -> tuple[Looked, list[Note], list[Problem]]:
    """One row for each patient, as the map says; those without an identifier all stay."""
    frame = looked.frame
    if asked.patient_id is None or asked.patient_id not in frame.columns or asked.duplicates == "refuse":
        return looked, [], []
    used = frame[[column for column in frame.columns if column in asked.columns_used]]
    instruments = INSTRUMENTS in raw.frame.columns
    kept, notes, problems = reduced(used, asked.patient_id, asked.duplicates, PATIENT_ID, instruments=instruments)
    return (looked if kept is used else Looked(kept)), notes, problems


def _of_the_living(numbers: _Numbers) -> tuple[Looked, dict[str, Written], list[Note]]:
    """The rows of living patients with their numbers as written, and a note counting the others (ECOG 5 is death)."""
    fatal = numbers.of_fatal()
    dead = np.zeros(len(numbers.looked.frame), dtype=bool)
    for each in fatal.values():
        dead |= each.parsed.exact == each.variable.fatal
    if not dead.any():
        return numbers.looked, numbers.all_written(), []
    named = ", ".join(f"{name} {each.variable.fatal:g}" for name, each in fatal.items())
    note = Note("left-out", named, int(dead.sum()), "rows of patients who have died; left out")
    living = numbers.of_some(~dead)
    return living.looked, living.all_written(), [note]


@dataclass(frozen=True)
class _Numbers:
    """The columns of numbers taken apart, each once, before it is settled whose rows are read.

    Attributes:
        asked: by variable, its reading and itself.
        scans: by variable, its column taken apart.
        signs: the decimal signs of which the table holds certain evidence.
    """

    looked: Looked
    table_map: TableMap
    asked: Mapping[str, tuple[Reading, Number]]
    scans: Mapping[str, Scan | Parsed | None]
    signs: frozenset[str]

    @classmethod
    def of(cls, looked: Looked, usable: Mapping[str, Reading], table_map: TableMap) -> _Numbers:
        asked = {
            name: (reading, variable)
            for name, reading in usable.items()
            if isinstance(variable := table_map.variable(name), Number) and reading.column is not None
        }
        scans = at_once({name: partial(scanned, looked, *each) for name, each in asked.items()})
        signs = certain_signs(each for each in scans.values() if each is not None)
        return cls(looked, table_map, asked, scans, signs)

    def of_some(self, rows: np.ndarray) -> _Numbers:
        """The numbers of some of the patients."""
        looked = Looked(self.looked.rows(rows))
        return replace(self, looked=looked, scans={name: each and each.of(rows) for name, each in self.scans.items()})

    def written(self, name: str) -> Written:
        """The numbers of one variable, as they are written."""
        return written(self.looked, *self.asked[name], self.table_map, self.scans[name], self.signs)

    def of_fatal(self) -> dict[str, Written]:
        """The numbers of the variables that can say that a patient has died."""
        return {name: self.written(name) for name, (_, variable) in self.asked.items() if variable.fatal is not None}

    def all_written(self) -> dict[str, Written]:
        """The numbers of each variable, as they are written."""
        return at_once({name: partial(self.written, name) for name in self.asked})


def _columns(
    looked: Looked, usable: Mapping[str, Reading], numbers: dict[str, Written], table_map: TableMap
) -> tuple[dict[str, Column], list[Note]]:
    """The columns by variable, and the notes of what was not used in them."""
    read = at_once(
        {name: partial(_column, looked, name, reading, numbers, table_map) for name, reading in usable.items()}
    )
    return {name: column for name, (column, _) in read.items()}, [note for _, notes in read.values() for note in notes]


def _column(
    looked: Looked, name: str, reading: Reading, numbers: dict[str, Written], table_map: TableMap
) -> tuple[Column, tuple[Note, ...]]:
    variable: Variable | None = table_map.variable(name)
    assert variable is not None, "the map was checked"
    if name in numbers:
        return column_of(numbers.pop(name), top_code=table_map.top_code_age and name == "age")
    if isinstance(variable, Number):
        return constant(reading, variable, len(looked.frame)), ()
    return words(looked, reading, variable)


def _identifiers(frame: pd.DataFrame, table_map: TableMap) -> Identifiers:
    """Identifiers as the table has them, else row numbers from 1."""
    ids = frame.get(table_map.patient_id) if table_map.patient_id and not table_map.replace_ids else None
    return Identifiers(range(1, len(frame) + 1) if ids is None else ids)
