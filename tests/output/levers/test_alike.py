"""Real tables, not made-up counts, that protection must not tell apart: what is offered, named, or takes time."""

import json

import pytest

import criteria as cr
from criteria.funnel.levers.curves import Rest
from tests import tables

PROTECTED = cr.Mode.PROTECTED
THREE = """
limits:
  anc_min: {label: Neutrophils, value: 1, min: 0, max: 40, step: 0.1, unit: "10*9/L"}
criteria:
  - {id: ANC, number: "1", label: anc, text: anc, rule: {kind: threshold, value: anc, at_least: {limit: anc_min}}}
  - {id: PLT, number: "2", label: plt, text: plt, rule: {kind: threshold, value: plt, at_least: 80}}
  - {id: SEX, number: "3", label: sex, text: sex, rule: {kind: category, variable: sex, accept: [M]}}
"""
PROTOCOL = tables.protocol(THREE)
SCENARIO = cr.baseline(PROTOCOL)
PATIENTS = 200
FEW = (0, 1, 4)  # all of them hidden, and 200, 199 and 196 are shown alike


def table(**columns):
    """A table of men who meet every criterion, but for these columns."""
    usual = {"anc": [2] * PATIENTS, "plt": [100] * PATIENTS, "sex": ["M"] * PATIENTS}
    return tables.dataset(usual | columns)


def few_with(value, few, others):
    return [value] * few + [others] * (PATIENTS - few)


def alike(say, *found):
    """What is said of each of these tables, which must be one thing."""
    said = {json.dumps(say(each), default=str) for each in found}
    assert len(said) == 1, said
    return json.loads(said.pop())


def gaps_of(engine):
    eligible = cr.disclose(cr.evaluate(engine, SCENARIO), PROTECTED).eligible
    return cr.levers.shown_gaps(engine, SCENARIO, eligible, PROTECTED)


def test_whether_anybody_was_judged_does_not_decide_what_is_said_of_the_expected_number(engine_of):
    """Of 200 patients none, one or ten have a platelet count: all the others are unknown."""
    found = [engine_of(table(plt=few_with(100, few, None))) for few in FEW]
    assert "cannot be worked out" in alike(lambda each: cr.levers.expected_in_words(gaps_of(each)), *found)


def test_whether_anybody_fails_a_criterion_does_not_decide_what_may_be_switched_off(engine_of):
    found = [engine_of(table(plt=few_with(50, few, 100))) for few in FEW]

    def offered(engine):
        ranking = cr.levers.ranked(engine, SCENARIO, PROTECTED)
        return [len(ranking.off_by_size), [[each.said.full for each in some if each.gains] for some in ranking.off]]

    assert alike(offered, *found)[0] == 3


@pytest.mark.parametrize("criteria", [64, 65])
def test_whether_there_are_too_many_criteria_is_decided_by_the_protocol(engine_of, criteria):
    """Of 65 criteria nobody fails the last, or one does."""
    rule = "{kind: threshold, value: anc, at_least: 0.01}"
    last = "{kind: threshold, value: plt, at_least: 80}"
    rules = [rule] * (criteria - 1) + [last]
    lines = (f"  - {{id: C{at}, number: '{at}', label: c, text: c, rule: {one}}}" for at, one in enumerate(rules))
    scenario = cr.baseline(tables.protocol("criteria:\n" + "\n".join(lines)))

    def said(engine):
        try:
            return len(cr.levers.ranked(engine, scenario, PROTECTED).off[0])
        except cr.Refused as refused:
            return str(refused)

    found = [engine_of(table(plt=few_with(50, few, 100))) for few in FEW]
    assert (alike(said, *found) == 64) == (criteria == 64)


def words_of(engine, mode=PROTECTED):
    found = cr.distribution(engine, SCENARIO, PROTOCOL.criterion("SEX"), "sex")
    return [(bar.label, bar.patients.text) for bar in cr.disclose_distribution(found, mode).bars]


def test_a_word_is_not_named_because_a_patient_has_it(engine_of):
    found = [engine_of(table(sex=few_with("F", few, "M"))) for few in FEW]
    assert dict(alike(words_of, *found)) == {"M": "~198", "F": "≤10"}


def test_words_that_only_the_table_names_are_one_bar():
    countries = ["Freedonia", *["Spain"] * 60, *["France"] * 139]
    protocol = tables.protocol(
        "criteria:\n  - {id: C, number: '1', label: c, text: c, "
        "rule: {kind: category, variable: country, accept: [Spain]}}"
    )
    engine = cr.MemoryEngine(tables.dataset({"country": countries}))
    found = cr.distribution(engine, cr.baseline(protocol), protocol.criterion("C"), "country")
    shown = {mode: [bar.label for bar in cr.disclose_distribution(found, mode).bars] for mode in cr.Mode}
    assert shown[PROTECTED] == ["Spain", "any other"]
    assert set(shown[cr.Mode.EXACT]) == {"Spain", "France", "Freedonia"}


@pytest.mark.parametrize("country", [None, "Spain", "France"])
def test_nor_is_it_told_that_anybody_has_any_word(country):
    """Of 200 patients nobody has a country, or one has."""
    protocol = tables.protocol(
        "criteria:\n  - {id: C, number: '1', label: c, text: c, "
        "rule: {kind: category, variable: country, accept: [Spain]}}"
    )
    engine = cr.MemoryEngine(tables.dataset({"country": [country, *[None] * 199], "anc": [2] * 200}))
    found = cr.distribution(engine, cr.baseline(protocol), protocol.criterion("C"), "country")
    shown = [(bar.label, bar.patients.text) for bar in cr.disclose_distribution(found, PROTECTED).bars]
    assert shown == [("Spain", "≤10"), ("any other", "≤10")]


def test_how_long_a_curve_takes_does_not_depend_on_the_patients(engine_of, monkeypatch):
    asked = []
    statuses = Rest.statuses
    monkeypatch.setattr(Rest, "statuses", lambda self, scenario: asked.append(1) or statuses(self, scenario))

    def steps(engine):
        asked.clear()
        values = cr.levers.curve(engine, SCENARIO, "anc_min", cr.levers.known(PROTECTED)).values
        return [len(asked), len(values)]

    flat, steep = engine_of(table(anc=[50] * PATIENTS)), engine_of(table(anc=[at / 5 for at in range(PATIENTS)]))
    asked_for, values = alike(steps, flat, steep)
    assert asked_for == values
