"""The columns of a table whose map is there already, shown as a proposal shows them; nothing is asked."""

from __future__ import annotations

from dataclasses import replace

from criteria.data.proposal.draft import Proposal, Proposed, drafted
from criteria.data.raw import Raw
from criteria.data.table_map import TableMap


def listed(raw: Raw, table_map: TableMap) -> Proposal:
    """Every column with what stands in it and what the map reads it as; of others what they most likely are.

    Of a column that the map leaves out nothing is shown: it may be there because it names somebody.
    """
    left_out = set(table_map.unused_of(map(str, raw.looked.frame.columns)))
    columns = tuple(_under(table_map, each, left_out) for each in drafted(raw).columns)
    return Proposal(table_map, columns, (), ())


def _under(table_map: TableMap, each: Proposed, left_out: set[str]) -> Proposed:
    read = next(((name, how) for name, how in table_map.columns.items() if how.column == each.column), None)
    if each.column == table_map.patient_id:
        return replace(each, role="patient_id", because="the identifier of patients", variable=None)
    if read is not None:
        name, how = read
        return replace(each, role="variable", because="as the map says", variable=name, unit=how.unit, words=how.words)
    if each.column in left_out:
        because = "left out by the map, and so not looked at"
        return replace(each, role="left out", because=because, profile=each.profile.silent, unit_because="")
    likely = f", but {each.because}" if each.role == "variable" else ""
    return replace(each, role="open", because=f"the map does not name it{likely}")
