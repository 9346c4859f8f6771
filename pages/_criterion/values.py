"""The parts of a form that stand for a number: what is compared, and how it is made."""

from __future__ import annotations

from typing import Any

import criteria as cr
from pages._criterion.place import Place


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


CHOICES = {"times_uln": ("fallback", "none"), "creatinine_clearance": ("weight_basis", "actual")}


def option(field: str, now: Any, label: str, place: Place) -> Any:
    """One of a field's options, or the setting that chooses among them."""
    words = cr.choices.options(place.protocol, field)
    return cr.choices.option_of(place.choice(label, words, cr.choices.option_key(now), field, words.get))
