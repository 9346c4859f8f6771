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
        if is_text(column) and pc.any(pc.match_substring_regex(words_of(column), _KEPT)).as_py():
            inside = pc.replace_substring_regex(column.cast(pa.string()), _KEPT, r"\1\2")
            table = table.set_column(table.column_names.index(name), name, inside)
    return table
