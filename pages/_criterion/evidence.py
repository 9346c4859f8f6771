"""The forms of rules about what is on record: how recent it must be, and what may show a failure before screening."""

from __future__ import annotations

from typing import Any

import streamlit as st

import criteria as cr
from pages._criterion.limits import bound
from pages._criterion.place import Content, Form, Place, framed
from pages._criterion.values import option


def recency(rule: Content, place: Place, form: Form) -> Content:
    """Evidence of at most some days, and what older evidence means."""
    protocol = place.protocol
    ages = cr.offers.ages(protocol, place.columns)
    age = place.choice("Age of the evidence", ages, rule["age"], "age", lambda each: cr.label(each, protocol))
    within = _window(rule["within"], age, place)
    stale = option("stale", rule.get("stale", "unknown"), "Older evidence", place)
    found: Content = {"age": age, "within": within, "stale": stale}
    if st.toggle("It is the evidence of a rule", rule.get("rule") is not None, key=f"{place.key}.has_rule"):
        inner = rule.get("rule") or cr.offers.starter("threshold", protocol, place.columns)
        found["rule"] = framed("The rule", inner, place.inside("rule"), form)
    return found


def _window(now: Any, age: str, place: Place) -> Any:
    """The window: a number of its own, none, or a limit that other criteria share."""
    words = cr.choices.windows(place.protocol)
    before = "none" if now is None else now["limit"] if isinstance(now, dict) and now["limit"] in words else ""
    chosen = place.choice("Window", words, before, "window", words.get)
    if chosen:
        return None if chosen == "none" else {"limit": chosen}
    of = cr.offers.quantity_of(age, place.protocol, place.columns)
    return bound(cr.offers.USUAL_WINDOW if before else now, of, place, minimum=False)


def screening(rule: Content, place: Place, form: Form) -> Content:
    """Nothing to compute, unless a record may already show that it fails."""
    documented = rule.get("documented")
    words = "A record may already show that it fails"
    if not st.toggle(words, documented is not None, key=f"{place.key}.documented"):
        return {}
    inner = documented or cr.offers.starter("flag", place.protocol, place.columns)
    return {"documented": framed("It fails where this fails", inner, place.inside("rule", outermost=True), form)}
