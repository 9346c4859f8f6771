"""What a reader tells the server: the check of a table without its patients, and, once it may be used, the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_type_hints

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import TypeAdapter

from criteria.data.check import Check
from criteria.data.dataset import Column, Dataset, Identifiers, Numbers, Words
from criteria.data.proposal.proposed import Proposal
from criteria.data.table_map import TableMap
from criteria.model.problems import Mend, Problem, Refused

Told = dict[str, Any]


@dataclass(frozen=True)
class Looked:
    """A table that was read and checked, as far as it leaves the process that read it.

    Attributes:
        check: what was found; its dataset has the table's name, rows and card, and no column.
        columns: the headings of what was read.
        together: how several files were put together, where no map said so.
        given: the map that came with the files.
        opened_as: what the map of a file may say of how it is opened: its sheets, of which one is read or several are
            put together, and the encodings that its text may be in.
        standard: its codes and units are a standard's, SDTM or OMOP.
        listed: every column under the map that was applied, where none is proposed; None of a table that is not kept.
    """

    check: Check = field(repr=False)
    columns: tuple[str, ...] = ()
    together: TableMap | None = None
    given: TableMap | None = None
    opened_as: tuple[Mend, ...] = ()
    standard: bool = False
    listed: Proposal | None = None


def _adapters(kind: type, without: tuple[str, ...]) -> Mapping[str, TypeAdapter[Any]]:
    return {name: TypeAdapter(hint) for name, hint in get_type_hints(kind).items() if name not in without}


_OF_DATASET = _adapters(Dataset, without=("columns", "ids"))
_OF_CHECK = _adapters(Check, without=("dataset",))
_OF_LOOKED = _adapters(Looked, without=("check",))
_PROBLEMS = TypeAdapter(tuple[Problem, ...])


def _tell(value: object, adapters: Mapping[str, TypeAdapter[Any]]) -> Told:
    return {name: adapter.dump_python(getattr(value, name), mode="json") for name, adapter in adapters.items()}


def _hear(told: Told, adapters: Mapping[str, TypeAdapter[Any]]) -> dict[str, Any]:
    return {name: adapter.validate_python(told[name]) for name, adapter in adapters.items()}


# --- a check ------------------------------------------------------------------------------------------------------


def tell_looked(looked: Looked) -> Told:
    """A table that was looked at, as JSON; no value of a patient is in it but words and bins with their counts."""
    silent = replace(looked, listed=looked.listed and _without_numbers(looked.listed))
    return {**_tell(silent, _OF_LOOKED), "check": tell_check(looked.check)}


def hear_looked(told: Told) -> Looked:
    """The same, back. Raises `ValueError` where it is none."""
    return Looked(check=hear_check(told["check"]), **_hear(told, _OF_LOOKED))


def tell_check(check: Check) -> Told:
    """A check, as JSON."""
    silent = replace(check, proposal=check.proposal and _without_numbers(check.proposal))
    return {**_tell(silent, _OF_CHECK), "dataset": _tell(check.dataset, _OF_DATASET)}


def hear_check(told: Told) -> Check:
    """The same, back; its dataset has no column. Raises `ValueError` where it is none."""
    return Check(dataset=Dataset(columns={}, **_hear(told["dataset"], _OF_DATASET)), **_hear(told, _OF_CHECK))


def _without_numbers(proposal: Proposal) -> Proposal:
    columns = tuple(replace(each, profile=each.profile.told) for each in proposal.columns)
    return replace(proposal, columns=columns)


def tell_map(table_map: TableMap) -> Told:
    """A map, as JSON."""
    return table_map.model_dump(mode="json")


def hear_map(told: Told) -> TableMap:
    """The same, back. Raises `ValueError` where it is none."""
    return TableMap.model_validate(told)


def tell_refused(refused: Refused) -> Told:
    """A refusal, as JSON."""
    return {"what": refused.what, "problems": _PROBLEMS.dump_python(refused.problems, mode="json")}


def hear_refused(told: Told) -> Refused:
    """The same, back."""
    return Refused(str(told["what"]), _PROBLEMS.validate_python(told["problems"]))


# --- the patients -------------------------------------------------------------------------------------------------


def tell_dataset(dataset: Dataset) -> tuple[Told, memoryview]:
    """A table that may be used: what is said of it as JSON, its columns as an Arrow stream."""
    ids = dataset.ids.column if isinstance(dataset.ids, Identifiers) else pd.Series(dataset.ids, dtype="string")
    arrays: dict[str, pa.Array | pa.ChunkedArray] = {"ids": pa.array(ids, pa.large_string())}
    words = {}
    for name, column in dataset.columns.items():
        if isinstance(column, Words):
            words[name] = list(column.values)
            arrays[f"codes {name}"] = pa.array(column.codes)
        else:
            arrays[f"low {name}"] = pa.array(column.low)
            if not column.exact:
                arrays[f"high {name}"] = pa.array(column.high)
    sink = pa.BufferOutputStream()
    table = pa.table(arrays)
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    told = _tell(dataset, _OF_DATASET) | {"columns": list(dataset.columns), "words": words}
    return told, memoryview(sink.getvalue())


def hear_dataset(told: Told, data: bytes | memoryview) -> Dataset:
    """The same, back, every array checked. Raises `ValueError` where it is none."""
    table = pa.ipc.open_stream(pa.py_buffer(data)).read_all()
    table.validate(full=True)
    said = _hear(told, _OF_DATASET)
    if table.num_rows != said["patients"]:
        raise ValueError("as many patients as rows")
    columns = {name: _column(name, table, told["words"].get(name)) for name in map(str, told["columns"])}
    return Dataset(columns=columns, ids=Identifiers(pd.Series(table["ids"], dtype="string[pyarrow]")), **said)


def _column(name: str, table: pa.Table, words: list[str] | None) -> Column:
    if words is not None:
        codes = _array(table[f"codes {name}"])
        if codes.dtype not in (np.int8, np.int32) or not _inside(codes, len(words)):
            raise ValueError("codes of words that are there")
        return Words(codes, tuple(map(str, words)))
    low = _array(table[f"low {name}"])
    high = _array(table[f"high {name}"]) if f"high {name}" in table.column_names else low
    if low.dtype != np.float64 or high.dtype != np.float64:
        raise ValueError("numbers")
    return Numbers(low, high)


def _array(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.combine_chunks().to_numpy(zero_copy_only=False))


def _inside(codes: np.ndarray, words: int) -> bool:
    return not codes.size or (int(codes.min()) >= -1 and int(codes.max()) < words)
