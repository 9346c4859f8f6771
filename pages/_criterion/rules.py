"""The form of a rule: a kind, and the fields of that kind; rules inside rules are forms inside forms."""

from __future__ import annotations

from typing import Any

import streamlit as st

import criteria as cr
from pages._criterion.inner import INNER
from pages._criterion.limits import bound
from pages._criterion.place import Content, Place
from pages._criterion.values import made_by, quantity


def rule_form(rule: Content, place: Place) -> Content:
    """Draw a rule and return it as it is now filled in."""
    kinds = cr.offers.kinds(place.protocol, outermost=place.outermost)
    kind = place.choice("Kind of rule", kinds, rule["kind"], "kind", cr.offers.KINDS.get)
    if kind != rule["kind"]:
        rule = cr.offers.starter(kind, place.protocol, place.columns, around=rule)
    form = INNER.get(kind)
    here = place.inside(kind)
    return {"kind": kind, **(form(rule, here, rule_form) if form else FORMS[kind](rule, here))}


def threshold(rule: Content, place: Place) -> Content:
    """A number and one limit."""
    sides = {"at_least": "at least", "at_most": "at most"}
    left, right = st.columns([2, 1], gap="small")
    with left:
        of = quantity(rule["value"], place)
    with right:
        before = "at_least" if rule.get("at_least") is not None else "at_most"
        side = place.choice("Side", sides, before, "side", sides.get)
    now = rule.get("at_least") if rule.get("at_least") is not None else rule.get("at_most")
    value = made_by(of.value, place)
    return {"value": value, side: bound(_kept(now, of, rule), of, place, minimum=side == "at_least")}


def between(rule: Content, place: Place) -> Content:
    """A number and two limits."""
    of = quantity(rule["value"], place)
    value = made_by(of.value, place)
    ends = {side: _kept(rule[side], of, rule) for side in ("at_least", "at_most")}
    return {"value": value} | {side: bound(now, of, place, minimum=side == "at_least") for side, now in ends.items()}


def _kept(now: Any, of: cr.offers.Quantity, rule: Content) -> Any:
    """The limit as it was, unless another quantity was chosen."""
    return now if of.value == rule["value"] else None


def category(rule: Content, place: Place) -> Content:
    """A variable and the words that pass."""
    names = cr.offers.names(place.protocol, "category", place.columns)
    name = place.choice("Variable", names, rule["variable"], "variable", lambda each: cr.label(each, place.protocol))
    words = cr.offers.words_of(place.protocol, name)
    same = name == rule["variable"]
    accept = _words("These pass", words, rule["accept"] if same else words[:1], place.inside(name))
    undecided = _words("These are unknown", words, rule.get("undecided", ()) if same else (), place.inside(name))
    return {"variable": name, "accept": accept} | ({"undecided": undecided} if undecided else {})


def _words(label: str, words: tuple[str, ...], now: Any, place: Place) -> list[str]:
    listed = list(dict.fromkeys([*words, *now]))
    return st.multiselect(label, listed, list(now), accept_new_options=not words, key=f"{place.key}.{label}")


def flag(rule: Content, place: Place) -> Content:
    """A variable that says yes, and what a blank means."""
    names = cr.offers.names(place.protocol, "flag", place.columns)
    name = place.choice("Variable", names, rule["variable"], "variable", lambda each: cr.label(each, place.protocol))
    words = cr.choices.blanks(place.protocol, name)
    now = cr.choices.option_key(rule.get("blank_is_no", False))
    chosen = place.choice("A blank", words, now if now in words else "", f"{name}.blank", words.get)
    blank = True if chosen == "no" else cr.choices.option_of(chosen)
    return {"variable": name} | ({"blank_is_no": blank} if blank else {})


FORMS = {"threshold": threshold, "range": between, "category": category, "flag": flag}
