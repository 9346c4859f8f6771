"""Days as the tables of a database write them: whole or partial, as text or as dates; never guessed."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from criteria.data.columns.dates import parse_dates

# The form that nearly all dates of a database have is left to it; whatever else there is, the reader of all tables is
# asked about. A function that DuckDB calls would be simpler, but leaves nanobind complaining at the end.
_ISO_DAY = r"^[12]\d{3}-\d{2}-\d{2}($|[T ])"
_TIME = r"[T ]\d{1,2}:\d\d.*$"


def day_ends(date: ir.Value) -> tuple[ir.DateValue, ir.DateValue]:
    """The first and the last day a date can be; the same day twice when it is whole, missing when unreadable.

    Text is dated in DuckDB alone: a server's tables hold dates.
    """
    if not date.type().is_string():
        day = date.cast("date")
        return day, day
    text = date.strip()
    iso = text.re_search(_ISO_DAY).ifelse(text.left(10), ibis.null("string")).try_cast("date")
    odd = text.re_search(_ISO_DAY).ifelse(ibis.null("string"), text.re_replace(_TIME, ""))
    read = _read(odd.name("odd").as_table().distinct().to_pyarrow()["odd"].drop_null().to_pandas())
    if not len(read):
        return iso, iso
    first, last = (ibis.map(read.index.tolist(), read[end].tolist())[odd].cast("date") for end in ("first", "last"))
    return iso.coalesce(first), iso.coalesce(last)


def _read(texts: pd.Series) -> pd.DataFrame:
    """Both days of each text in ISO form, of those that can be read."""
    dates = parse_dates(texts)
    ends = {"first": pd.Series(dates.first), "last": pd.Series(dates.last)}
    return pd.DataFrame({end: days.dt.strftime("%Y-%m-%d") for end, days in ends.items()}).set_index(texts).dropna()
