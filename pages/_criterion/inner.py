"""The forms of rules that hold other rules, each in a frame of its own."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

import criteria as cr
from pages._criterion.evidence import recency, screening
from pages._criterion.place import Content, Form, Place, framed
from pages._protocol import opened


def negation(rule: Content, place: Place, form: Form) -> Content:
    """Not."""
    return {"rule": framed("Not", rule["rule"], place.inside("rule"), form)}


def several(rule: Content, place: Place, form: Form) -> Content:
    """All of, or any of, several rules."""
    word = "and" if rule["kind"] == "all_of" else "or"
    rules = list(rule["rules"])
    if st.session_state.get(f"{place.key}.add"):
        rules.append(cr.offers.starter("flag", place.protocol, place.columns))
    kept = []
    for at, each in enumerate(rules):
        with st.container(border=True):
            kept.append(form(each, place.inside(str(at))))
            if len(rules) > 1 and st.button("Remove this rule", key=f"{place.key}.{at}.remove", type="tertiary"):
                opened.show_afresh()
                kept.pop()
    st.button(f"{word} …", icon=":material/add:", key=f"{place.key}.add")
    return {"rules": kept}


def conditional(rule: Content, place: Place, form: Form) -> Content:
    """If, then, otherwise."""
    titles = {"when": "If", "then": "then", "otherwise": "otherwise"}
    return {name: framed(title, rule[name], place.inside(name), form) for name, title in titles.items()}


def implication(rule: Content, place: Place, form: Form) -> Content:
    """A rule for those alone to whom a condition applies."""
    found: Content = {
        "when": framed("Only where", rule["when"], place.inside("when"), form),
        "then": framed("it holds that", rule["then"], place.inside("then"), form),
    }
    words = "A failure shows that it applies"
    shows = st.toggle(words, rule.get("failure_shows_it_applies", False), key=f"{place.key}.shows")
    return found | ({"failure_shows_it_applies": True} if shows else {})


def by_setting(rule: Content, place: Place, form: Form) -> Content:
    """A rule for each option of a reading."""
    settings = {name: each for name, each in place.protocol.settings.items() if not each.many}
    name = place.choice("Reading", settings, rule["setting"], "setting", lambda each: settings[each].label)
    here = place.inside(name)
    choices = {}
    for each, words in settings[name].options.items():
        inner = rule["choices"].get(each) or cr.offers.starter("flag", place.protocol, place.columns)
        choices[each] = framed(words, inner, here.inside(each, outermost=place.outermost), form)
    return {"setting": name, "choices": choices}


INNER: dict[str, Callable[[Content, Place, Form], Content]] = {
    "not": negation,
    "all_of": several,
    "any_of": several,
    "conditional": conditional,
    "implication": implication,
    "recency": recency,
    "screening": screening,
    "by_setting": by_setting,
}
