"""Letters that another language uses for the other sex: H and M, M and V, E and K; never read unasked."""

from __future__ import annotations

from collections.abc import Iterator

from criteria.data.columns.distinct import positions
from criteria.data.columns.looked import Looked
from criteria.data.table_map import TableMap
from criteria.data.vocabulary.letters import pair_of_sexes
from criteria.model.problems import Problem


def sex_problems(looked: Looked, table_map: TableMap, *, strict: bool) -> Iterator[Problem]:
    """That the letters of the sex are not M and F, and no map says what each stands for."""
    reading = table_map.columns.get("sex")
    column = reading.column if reading is not None else None
    if reading is None or column is None or column not in looked.frame.columns or table_map.agrees("sex-words", "sex"):
        return
    said = {word.strip().casefold() for word in (*reading.words, *reading.missing)}
    words = sorted({str(word).strip() for word in positions(looked.column(column))[1]})
    pair = pair_of_sexes([word for word in words if word.casefold() not in said])
    if pair is None or pair == "MF":
        return
    man, woman = pair[0], pair[1]
    write = f"`sex: {{column: {reading.column}, words: {{{man}: M, {woman}: F}}}}`, or the other way round,"
    where = "in a map" if strict else "in the map"
    message = f"holds {' and '.join(sorted(pair))}, which are letters of other words than male and female"
    yield Problem("sex-words", "sex", f"{message}; write {write} {where}; or `agreed: [sex-words:sex]` if M is male")
