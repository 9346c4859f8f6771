"""Days as tables write them: whole or partial, as text or as dates; never guessed."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

# The forms of text that can only mean one day. 03/04/2024 is not among them: it is read in two ways.
_ISO_DAY = r"^\d{4}-\d{2}-\d{2}"
_ISO_MONTH = r"^\d{4}-\d{2}$"
_ISO_YEAR = r"^\d{4}$"
_COMPACT = r"^\d{8}$"
_DOTTED = r"^\d{2}\.\d{2}\.\d{4}"


def day_ends(date: ir.Value) -> tuple[ir.DateValue, ir.DateValue]:
    """The first and the last day a date can be; the same day twice when it is whole, missing when unreadable."""
    if not date.type().is_string():
        day = date.cast("date")
        return day, day
    text = date.strip().replace("/", "-")
    first = _day(_whole(text)).coalesce(_day(text + "-01"), _day(text + "-01-01"))
    month_end = _day(text + "-01") + ibis.interval(months=1) - ibis.interval(days=1)
    last = ibis.cases(
        (text.re_search(_ISO_MONTH), month_end.cast("date")),
        (text.re_search(_ISO_YEAR), _day(text + "-12-31")),
        else_=first,
    )
    return first, last


def _whole(text: ir.StringValue) -> ir.StringValue:
    """The day in ISO form where the text holds a whole one."""
    return ibis.cases(
        (text.re_search(_ISO_DAY), text.left(10)),
        (text.re_search(_COMPACT), text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2)),
        (text.re_search(_DOTTED), text.substr(6, 4) + "-" + text.substr(3, 2) + "-" + text.substr(0, 2)),
        else_=ibis.null("string"),
    )


def _day(iso: ir.StringValue) -> ir.DateValue:
    """A day; missing where there is no such day. Text is dated in DuckDB alone: a server's tables hold dates."""
    whole = iso.re_search(_ISO_DAY + "$").ifelse(iso, ibis.null("string"))
    return whole.try_cast("date")
