"""The part of a form that stands for a limit: its number and, where it can be moved, its range and step."""

from __future__ import annotations

from typing import Any

import streamlit as st

import criteria as cr
from pages._criterion.place import Content, Place

SIDES = ("at least", "at most")


def bound(now: Any, of: cr.offers.Quantity, place: Place, *, minimum: bool) -> Any:
    """A limit: its number and, where it can be moved on the dashboard, from where to where and in which steps."""
    side = SIDES[not minimum]
    name, limit = _limit_before(now, of, place, side)
    value = limit["value"] if limit else now if isinstance(now, int | float) else None
    if value is None or not (limit or of.low <= value <= of.high):
        value = cr.offers.starting_value(of)
    here = place.inside(f"{of.label} {'min' if minimum else 'max'}")
    unit = cr.unit_in_words(of.unit)
    left, right = st.columns(2, gap="small", vertical_alignment="bottom")
    with left:
        value = _number(side.capitalize() + (f", {unit}" if unit else ""), value, of, here, "number")
    with right:
        words = "Can be moved on the dashboard"
        if not st.toggle(words, limit is not None or now is None, key=f"{here.key}.movable"):
            return value
    limit = {**(limit or cr.offers.limit_around(of, value, minimum=minimum)), "value": value}
    name = name or place.free_limit(f"{_short(of.value)}_{'min' if minimum else 'max'}")
    place.limits[name] = _range(limit, of, here)
    return {"limit": name}


def _limit_before(now: Any, of: cr.offers.Quantity, place: Place, side: str) -> tuple[str | None, Content | None]:
    """The limit that stood here, by its name; neither where it was a limit of another quantity or side."""
    if not isinstance(now, dict):
        return None, None
    limit = place.limit(now["limit"])
    if limit["unit"] != of.unit and {limit["unit"], of.unit} != {"1", "xULN"}:
        return None, None
    if limit["label"] in SIDES and limit["label"] != side:  # the form itself had named it for its other side
        return None, {**limit, "label": side}
    return now["limit"], limit


def _range(limit: Content, of: cr.offers.Quantity, here: Place) -> Content:
    columns = st.columns(4, gap="small", vertical_alignment="bottom")
    with columns[0]:
        label = st.text_input("Name of the limit", limit["label"], max_chars=40, key=f"{here.key}.label")
    ends = {}
    for column, (end, words) in zip(columns[1:3], (("min", "From"), ("max", "To")), strict=True):
        with column:
            ends[end] = _number(words, limit[end], of, here, end)
    with columns[3]:
        step = st.number_input(
            "In steps of", value=float(limit["step"]), min_value=1e-6, key=f"{here.key}.step", format="%g"
        )
    return {**limit, **ends, "label": label or "limit", "step": step}


def _number(label: str, value: float, of: cr.offers.Quantity, here: Place, name: str) -> float:
    number = st.number_input(
        label,
        value=float(value),
        min_value=float(min(of.low, value)),
        max_value=float(max(of.high, value)),
        step=float(of.step),
        format="%g",
        key=f"{here.key}.{name}",
    )
    return int(number) if number.is_integer() else number  # as a person writes it in a file


def _short(value: Any) -> str:
    return value if isinstance(value, str) else str(value.get("variable", "crcl"))
