"""Protocols made for tests: a small one that is right, and any number that a machine makes up."""

import yaml
from hypothesis import strategies as st

import criteria as cr

SMALL = """
id: SMALL
title: a small protocol
limits:
  anc_min: {label: at least, unit: 10*9/L, value: 1, min: 0, max: 2, step: 0.5}
  ast_max: {label: at most, unit: xULN, value: 2.5, min: 1, max: 5, step: 0.5}
settings:
  stale: {label: stale, options: {unknown: is unknown, fail: fails}, value: unknown}
  blank: {label: blank, options: {gilbert: Gilbert, hbv: hepatitis B}, value: []}
  mode: {label: mode, options: {one: one, two: two}, value: one}
groups:
  - {id: LABS, number: "2", label: laboratory, text: laboratory values}
criteria:
  - {id: SEX, number: "1", label: women, text: women, rule: {kind: category, variable: sex, accept: [F]}}
  - id: ANC
    number: "2"
    part: a
    group: LABS
    label: neutrophils
    text: neutrophils
    rule: {kind: threshold, value: anc, at_least: {limit: anc_min}}
  - id: AST
    number: "2"
    part: b
    group: LABS
    label: AST
    text: AST
    rule: {kind: threshold, value: {kind: times_uln, variable: ast, uln: ast_uln}, at_most: {limit: ast_max}}
  - id: FRESH
    number: "3"
    label: fresh
    text: fresh
    rule: {kind: recency, age: labs_age_days, within: 30, stale: {setting: stale}}
  - id: GILBERT
    number: "4"
    label: Gilbert
    text: Gilbert
    rule: {kind: flag, variable: gilbert, blank_is_no: {setting: blank}}
  - id: MODE
    number: "5"
    label: mode
    text: mode
    rule:
      kind: by_setting
      setting: mode
      choices:
        one: {kind: flag, variable: hbv}
        two: {kind: screening}
"""


def changed(*changes):
    """The small protocol's text with changes, each a path of keys and the new value; None takes the key out."""
    content = yaml.safe_load(SMALL)
    for *path, last, value in changes:
        part = content
        for key in path:
            part = part[key]
        if value is None:
            del part[last]
        else:
            part[last] = value
    return yaml.safe_dump(content, sort_keys=False)


# --- protocols a machine makes up: valid by construction ------------------------------------------------------

_NUMBERS = [v for v in cr.DICTIONARY.values() if v.kind == "number"]
_WORDS = [v for v in cr.DICTIONARY.values() if v.kind == "category" and v.values]
_FLAGS = [v.name for v in cr.DICTIONARY.values() if v.kind == "flag"]
_ULN = [name.removesuffix("_uln") for name in cr.DICTIONARY if name.endswith("_uln")]
_CLEARANCE = {
    "kind": "creatinine_clearance", "measured": "crcl_measured", "creatinine": "creatinine", "age": "age",
    "weight": "weight", "height": "height", "sex": "sex",
}  # fmt: skip

# Variables outside the dictionary, of every kind.
VARIABLES = {
    "eosinophils": {"kind": "number", "label": "Eosinophils", "unit": "%", "plausible": [0, 100]},
    "calls": {"kind": "number", "label": "Calls", "plausible": [0, 5000], "whole": True},
    "histology": {"kind": "category", "label": "Histology", "values": ["squamous", "adeno"]},
    "ward": {"kind": "category", "label": "Ward"},
    "smoker": {"kind": "flag", "label": "Smoker"},
}

# A limit of every unit, on its grid, so that any comparison finds one to point to.
LIMITS = {
    "number": {"label": "limit", "unit": "1", "value": 2, "min": 0, "max": 4, "step": 1},
    "cells": {"label": "limit", "unit": "10*9/L", "value": 1.5, "min": 0.5, "max": 2, "step": 0.1},
    "uln": {"label": "limit", "unit": "xULN", "value": 2.5, "min": 1, "max": 5, "step": 0.5},
    "clearance": {"label": "limit", "unit": "mL/min", "value": 50, "min": 20, "max": 90, "step": 5},
    "days": {"label": "limit", "unit": "d", "value": None, "min": 1, "max": 365, "step": 1, "optional": True},
}
SETTINGS = {
    "stale": {"label": "stale", "options": {"unknown": "is unknown", "fail": "fails"}, "value": "fail"},
    "fallback": {"label": "fallback", "options": {"none": "no", "defaults": "yes"}, "value": "none"},
    "basis": {"label": "weight", "options": {"actual": "a", "ideal": "i", "adjusted": "b"}, "value": "ideal"},
    "blank": {"label": "blank", "options": dict.fromkeys(_FLAGS, "is no"), "value": _FLAGS[:2]},
    "mode": {"label": "mode", "options": {"one": "1", "two": "2"}, "value": "two"},
}

_amount = st.sampled_from([0, 0.5, 1, 2, 2.5, 18, 50, 75, 365])


def _or_limit(name):
    return st.one_of(_amount, st.just({"limit": name}))


def _times_uln(variable):
    fallback = st.sampled_from(["none", "defaults", {"setting": "fallback"}])
    return fallback.map(lambda f: {"kind": "times_uln", "variable": variable, "uln": f"{variable}_uln", "fallback": f})


_basis = st.sampled_from(["actual", "ideal", "adjusted", {"setting": "basis"}])
_compared = st.one_of(
    st.sampled_from(_NUMBERS).flatmap(
        lambda v: st.tuples(
            st.just(v.name), _or_limit(v.quantity) if v.quantity in ("number", "cells", "clearance") else _amount
        )
    ),
    st.tuples(st.sampled_from(["eosinophils", "calls"]), _amount),
    st.tuples(st.sampled_from(_ULN).flatmap(_times_uln), _or_limit("uln")),
    st.tuples(_basis.map(lambda basis: _CLEARANCE | {"weight_basis": basis}), _or_limit("clearance")),
)
_threshold = st.builds(
    lambda value, side: {"kind": "threshold", "value": value[0], side: value[1]},
    _compared,
    st.sampled_from(["at_least", "at_most"]),
)
_range = st.builds(
    lambda value, width: {"kind": "range", "value": value[0], "at_least": value[1], "at_most": width},
    _compared,
    _amount,
)
_category = st.sampled_from(_WORDS).flatmap(
    lambda v: st.builds(
        lambda accept, undecided: {
            "kind": "category", "variable": v.name, "accept": accept,
            "undecided": [word for word in undecided if word not in accept],
        },
        st.lists(st.sampled_from(v.values), min_size=1, max_size=2, unique=True),
        st.lists(st.sampled_from(v.values), max_size=1),
    )
)  # fmt: skip
_flag = st.builds(
    lambda name, blank: {"kind": "flag", "variable": name, "blank_is_no": blank},
    st.sampled_from([*_FLAGS, "smoker"]),
    st.sampled_from([False, True, {"setting": "blank"}]),
)
_window = st.sampled_from([None, 30, {"limit": "days"}])
_stale = st.sampled_from(["unknown", "fail", {"setting": "stale"}])


def _compound(inner):
    rules = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        inner.map(lambda rule: {"kind": "not", "rule": rule}),
        rules.map(lambda each: {"kind": "all_of", "rules": each}),
        rules.map(lambda each: {"kind": "any_of", "rules": each}),
        st.tuples(inner, inner, inner).map(
            lambda three: {"kind": "conditional", "when": three[0], "then": three[1], "otherwise": three[2]}
        ),
        st.builds(
            lambda rule, within, stale: {
                "kind": "recency", "age": "labs_age_days", "within": within, "stale": stale, "rule": rule
            },
            inner,
            _window,
            _stale,
        ),
        st.tuples(inner, inner).map(
            lambda two: {"kind": "by_setting", "setting": "mode", "choices": {"one": two[0], "two": two[1]}}
        ),
    )  # fmt: skip


_bare_window = st.builds(
    lambda within, stale: {"kind": "recency", "age": "labs_age_days", "within": within, "stale": stale}, _window, _stale
)
inner_rules = st.recursive(st.one_of(_threshold, _range, _category, _flag, _bare_window), _compound, max_leaves=5)
_implication = st.builds(
    lambda when, then, shows: {
        "kind": "implication", "when": when, "then": then, "failure_shows_it_applies": shows
    },
    inner_rules,
    inner_rules,
    st.booleans(),
)  # fmt: skip
_screening = st.one_of(
    st.just({"kind": "screening"}),
    st.one_of(inner_rules, _implication).map(lambda rule: {"kind": "screening", "documented": rule}),
)
rules = st.one_of(inner_rules, inner_rules, _implication, _screening)


def _assembled(rules_drawn, grouped):
    criteria = [
        {
            "id": f"C{at}",
            "number": str(at),
            "label": f"criterion {at}",
            "text": "a text — with “signs”: #1",
            "rule": rule,
        }
        for at, rule in enumerate(rules_drawn)
    ]
    for each in criteria[:grouped]:
        each["group"], each["part"] = "G", chr(ord("a") + int(each["number"]))
    groups = [{"id": "G", "number": "0", "label": "group", "text": "group"}] if criteria[:grouped] else []
    return {
        "id": "MADE", "title": "made up", "variables": VARIABLES, "limits": LIMITS, "settings": SETTINGS,
        "groups": groups, "criteria": criteria,
    }  # fmt: skip


contents = st.builds(_assembled, st.lists(rules, min_size=1, max_size=4), st.integers(0, 2))
"""The content of a protocol file with one to four criteria of any kind, the first ones perhaps in a group."""

protocols = contents.map(lambda content: cr.parse_protocol(yaml.safe_dump(content)))
