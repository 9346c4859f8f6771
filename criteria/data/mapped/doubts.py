"""Values that belie their unit: another unit, another quantity, two units in one column; or that stand for missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from criteria.data.columns.profile import suspected_missing, suspected_zeros, top_coded_at
from criteria.data.columns.signatures import (
    ENOUGH,
    Beside,
    Look,
    borne_out,
    every_so_manieth,
    look,
    sampled,
    strangers,
)
from criteria.data.dataset import Floats, Note
from criteria.data.mapped.reading import Written
from criteria.data.table_map import TableMap
from criteria.model.variables import MULTIPLE, Number

SAME_RATIO = 0.05  # a multiple rounded to one decimal is the same
FAR_FROM_ITS_LIMIT = 50  # times the upper limit of normal: no laboratory sees such a patient in the middle


def doubts(columns: Mapping[str, Written], table_map: TableMap, *, strict: bool, standard: bool = False) -> list[Note]:
    """What nobody should average over, unless the data's owner has agreed to it; counted in values.

    Args:
        columns: the columns of numbers, by variable.
        table_map: what the owner agreed to.
        strict: the unit stands in the header, so that is where to correct it.
        standard: the table is of a standard that says how numbers and units are written; what of it cannot be used is
            told.
    """
    with ThreadPoolExecutor() as pool:
        looked_at = pool.map(lambda name: [*_of_column(name, columns, strict=strict)], columns)
        found = [note for notes in looked_at for note in notes]
    if not standard:
        found += [note for each in columns.values() for note in (*each.doubts, *_zeros(each))]
    doubted = {note.subject for note in found}
    found += [
        note
        for name in columns
        if f"{name}_uln" in columns and not doubted & {name, f"{name}_uln"}
        for note in _far_from_limit(columns[name], columns[f"{name}_uln"])
    ]
    return [note for note in found if not table_map.agrees(note.code, note.subject)]


def missing_codes(columns: Mapping[str, Written], table_map: TableMap, doubted: Sequence[Note] = ()) -> list[Note]:
    """Numbers that may stand for a missing value, or for more, with nothing of it in the map.

    Args:
        columns, table_map: as for `doubts`.
        doubted: what is told already.
    """
    asked = [name for name in columns if not table_map.columns[name].dated]
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda name: [*_missing_codes(name, columns[name].parsed.exact)], asked)
        notes = [note for each in found for note in each]
    notes += [note for name in asked for note in _zeros(columns[name])]
    if "age" in asked and not table_map.top_code_age:
        notes += _top_coded(columns["age"].parsed.exact)
    return [note for note in notes if note not in doubted and not table_map.agrees(note.code, note.subject)]


def coded_from_one(columns: Mapping[str, Written], table_map: TableMap) -> Iterator[Note]:
    """An ECOG grade without a 0 but with a 5: codes that begin with 1 would make the dead of grade 4, and move all."""
    grade = columns.get("ecog")
    known = grade.parsed.exact[np.isfinite(grade.parsed.exact)] if grade else np.array([])
    if len(known) < ENOUGH or known.min() < 1 or known.max() != 5 or table_map.agrees("coded-values", "ecog"):
        return
    codes = "{'1': '0', '2': '1', '3': '2', '4': '3', '5': '4'}"
    message = (
        "holds 1 to 5 and no 0, as codes do whose 1 stands for grade 0; if so, write under ecog in the map "
        f"`words: {codes}`, else, if 5 is a patient who has died, `agreed: [coded-values:ecog]`"
    )
    yield Note("coded-values", "ecog", int((known == 5).sum()), message)


def conflicts(columns: Mapping[str, Written]) -> Iterator[Note]:
    """Multiples of an upper limit that are not the value by that limit, where the table has all three."""
    for name in columns:
        limit, given = columns.get(f"{name}_uln"), columns.get(f"{name}{MULTIPLE}")
        if limit is not None and given is not None:
            yield from _not_the_ratio(columns[name], limit, given)


def _not_the_ratio(value: Written, limit: Written, given: Written) -> Iterator[Note]:
    limits = limit.parsed.exact * limit.factor
    ratio = value.parsed.exact * value.factor / np.where(limits > 0, limits, np.nan)
    count = int((np.abs(given.parsed.exact - ratio) > SAME_RATIO * np.maximum(1, ratio)).sum())
    if count:
        message = "not the value divided by its upper limit, which the table has too; value and limit are used"
        yield Note("multiple-mismatch", given.variable.name, count, message)


def _missing_codes(name: str, values: Floats) -> Iterator[Note]:
    codes = suspected_missing(values)
    if codes:
        count = int(np.isin(values, [float(code) for code in codes]).sum())
        listed = ", ".join(f"'{code}'" for code in codes)
        write = f"`missing: [{listed}]` in the map, else `agreed: [missing-code:{name}]`"
        message = f"values {', '.join(codes)} stand apart from the others; if they mean missing, write {write}"
        yield Note("missing-code", name, count, message)


def _zeros(column: Written) -> Iterator[Note]:
    """Zeros of what is hardly ever 0: nobody would see that these patients fail."""
    name = column.variable.name
    count = suspected_zeros(column.variable, column.parsed.exact)
    if count:
        write = f"`missing: ['0']` under {name} in the map, else `agreed: [missing-code:{name}]`"
        yield Note("missing-code", name, count, f"0 stands far below all others; if it means missing, write {write}")


def _top_coded(ages: Floats) -> Iterator[Note]:
    age = top_coded_at(ages)
    if age is not None:
        message = (
            f"many ages are exactly {age:g} and none is above; if it means {age:g} and older, write "
            f"`words: {{'{age:g}': '{age:g}+'}}` under age in the map, else `agreed: [top-coded:age]`"
        )
        yield Note("top-coded", "age", int((ages == age).sum()), message)


def _beside(name: str, columns: Mapping[str, Written]) -> Beside:
    limit, height = columns.get(f"{name}_uln"), columns.get("height")
    return Beside(
        limit.parsed.exact if limit and limit.unit else None, height.parsed.exact if height and height.unit else None
    )


def _of_column(name: str, columns: Mapping[str, Written], *, strict: bool) -> Iterator[Note]:
    column, beside = columns[name], _beside(name, columns)
    if column.unit is None:
        return
    variable, values = column.variable, column.parsed.exact
    seen = look(variable, values, beside)
    if seen is not None and seen.thing:
        yield Note("other-quantity", variable.name, _count(values), _other_quantity(variable, seen))
        return
    own = seen.unit if seen is not None and _differs(variable, seen.unit, column.unit) else column.unit
    if own != column.unit and borne_out(variable, values, column.unit, own, beside):
        own = column.unit
    if own != column.unit:
        where = f"`{variable.name} [{own}]` in the header" if strict else f"`unit: {own}` in the map"
        message = f"said to be in {column.unit}, but the values look like {own}; write {where} if they are"
        yield Note(
            "unit-mismatch", name, _count(values), f"{message}, else correct them{_agree('unit-mismatch', name)}"
        )
    for other, some in strangers(variable, values, own, beside).items():
        message = f"most values look like {own}, others like {other}; convert them, or name each value's unit beside it"
        yield Note("unit-mixed", name, some, f"{message}{_agree('unit-mixed', name)}")


def _count(values: Floats) -> int:
    return int(np.isfinite(values).sum())


def _some_of(column: Written) -> Floats:
    """As many of the values as are looked at, in the standard unit."""
    factor = column.factor if isinstance(column.factor, float) else every_so_manieth(column.factor)
    return every_so_manieth(column.parsed.exact) * factor


def _differs(variable: Number, one: str, other: str) -> bool:
    return variable.factor(one) != variable.factor(other)


def _agree(code: str, name: str) -> str:
    """The line of a map by which the data's owner accepts a doubt."""
    return f", or, if they are right as they are, write `agreed: [{code}:{name}]` in the map"


def _other_quantity(variable: Number, seen: Look) -> str:
    remedy = {
        "ecog": "read `kps` from the column, or map each of its words to an ECOG grade",
        "kps": "read `ecog` from the column",
    }.get(variable.name, f"give {variable.label} itself, or leave the column out")
    return f"the values look like {seen.thing}; {remedy}{_agree('other-quantity', variable.name)}"


def _far_from_limit(value: Written, limit: Written) -> Iterator[Note]:
    """A value and its upper limit that cannot be in the units they are said to be in."""
    limits = _some_of(limit)
    ratio = sampled(_some_of(value) / np.where(limits > 0, limits, np.nan))
    if len(ratio) >= ENOUGH:
        middle = float(np.median(ratio))
        if middle > FAR_FROM_ITS_LIMIT or middle < 1 / FAR_FROM_ITS_LIMIT:
            message = "far from its upper limit of normal in most patients; one of the two is in another unit"
            name = value.variable.name
            yield Note("uln-mismatch", name, len(ratio), f"{message}; correct it{_agree('uln-mismatch', name)}")
