"""The parts of a form that stand for a number: what is compared, and the limit it is compared with."""

from __future__ import annotations

from typing import Any

import streamlit as st

import criteria as cr
from pages._criterion.place import Content, Place


def quantity(value: Any, place: Place) -> cr.offers.Quantity:
    """What is compared: a variable, a multiple of its upper limit of normal, or the clearance."""
    now = cr.offers.quantity_of(value, place.protocol, place.columns)
    offered = cr.offers.quantities_offered(place.protocol, place.columns)
    listed = [now if each.label == now.label else each for each in offered]  # now may hold a choice of its own
    chosen: cr.offers.Quantity = place.choice("Quantity", listed, now, "value", cr.offers.in_words)
    return chosen


def made_by(value: Any, place: Place) -> Any:
    """A derived quantity with the choice it is made by."""
    if not isinstance(value, dict):
        return value
    field, usual = CHOICES[value["kind"]]
    return {**value, field: option(field, value.get(field, usual), "How it is made", place)}


SIDES = ("at least", "at most")
CHOICES = {"times_uln": ("fallback", "none"), "creatinine_clearance": ("weight_basis", "actual")}


def option(field: str, now: Any, label: str, place: Place) -> Any:
    """One of a field's options, or the setting that chooses among them."""
    words = cr.choices.options(place.protocol, field)
    return cr.choices.option_of(place.choice(label, words, cr.choices.option_key(now), field, words.get))


def bound(now: Any, of: cr.offers.Quantity, place: Place, *, minimum: bool) -> Any:
    """A limit: its number and, where it can be moved on the dashboard, from where to where and in which steps."""
    name = now["limit"] if isinstance(now, dict) else None
    limit = place.limit(name) if name else None
    if limit and limit["unit"] != of.unit and {limit["unit"], of.unit} != {"1", "xULN"}:
        name = limit = None  # it was a limit of another quantity
    side = "at least" if minimum else "at most"
    if limit and limit["label"] in SIDES and limit["label"] != side:
        name, limit = None, {**limit, "label": side}  # the form itself had named it for its other side
    value = limit["value"] if limit else now if isinstance(now, int | float) else None
    if value is None or not (limit or of.low <= value <= of.high):
        value = cr.offers.starting_value(of)
    here = place.inside(f"{of.label} {'min' if minimum else 'max'}")
    unit = cr.unit_in_words(of.unit)
    words = side.capitalize() + (f", {unit}" if unit else "")
    value = _number(words, value, of, here, "number")
    if not st.toggle("Can be moved on the dashboard", limit is not None or now is None, key=f"{here.key}.movable"):
        return value
    limit = {**(limit or cr.offers.limit_around(of, value, minimum=minimum)), "value": value}
    name = name or place.free_limit(f"{_short(of.value)}_{'min' if minimum else 'max'}")
    place.limits[name] = _range(limit, of, here)
    return {"limit": name}


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
