"""Text that was written so that a spreadsheet keeps it, `="001"` or `'001`, is the text inside."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from criteria.data.files.pieces import is_text, words_of

_KEPT = r"""^\s*(?:=\s*"([^"]*)"|'([^']+))\s*$"""


def without_formula_text(table: pa.Table) -> pa.Table:
    """The table with such cells as the text inside them."""
    for name in table.column_names:
        column = table[name]
        if is_text(column) and _is_kept(column):
            inside = pc.replace_substring_regex(column.cast(pa.string()), _KEPT, r"\1\2")
            table = table.set_column(table.column_names.index(name), name, inside)
    return table


def _is_kept(column: pa.ChunkedArray) -> bool:
    words = words_of(column) if pa.types.is_dictionary(column.type) else column
    may_be = pc.or_(pc.match_substring(words, '"'), pc.match_substring(words, "'"))
    if not pc.any(may_be).as_py():
        return False
    return bool(pc.any(pc.match_substring_regex(words.filter(may_be), _KEPT)).as_py())
