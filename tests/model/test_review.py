"""What a careful reader would question in a protocol, and in a scenario of it."""

import pytest

import criteria as cr
from tests import protocols, tables

ONE = "{{id: {0}, number: '1', label: a, text: a, rule: {1}}}"
PLT = "{kind: threshold, value: plt, at_least: 80}"


def notes(*rules, limits="{}", settings="{}", **changes):
    """The notes on criteria A, B, ... with the given rules, as (code, subject)."""
    criteria = ", ".join(ONE.format(name, rule) for name, rule in zip("ABCD", rules, strict=False))
    protocol = tables.protocol(f"limits: {limits}\nsettings: {settings}\ncriteria: [{criteria}]")
    return [(note.code, note.subject) for note in cr.review(cr.scenario(protocol, changes))]


def test_the_reference_protocol_raises_no_question(reference):
    assert cr.review(cr.baseline(reference)) == []


CONTRADICTIONS = [
    # two rules, and whether no patient can meet both
    (PLT, "{kind: threshold, value: plt, at_most: 79}", True),
    (PLT, "{kind: threshold, value: plt, at_most: 80}", False),
    (PLT, "{kind: threshold, value: anc, at_most: 1}", False),
    (PLT, "{kind: range, value: plt, at_least: 20, at_most: 60}", True),
    ("{kind: range, value: plt, at_least: 20, at_most: 60}", PLT, True),
    ("{kind: range, value: age, at_least: 18, at_most: 40}", "{kind: threshold, value: age, at_least: 41}", True),
    ("{kind: category, variable: sex, accept: [F]}", "{kind: category, variable: sex, accept: [M]}", True),
    ("{kind: category, variable: sex, accept: [F]}", "{kind: category, variable: sex, accept: [F, M]}", False),
    ("{kind: category, variable: sex, accept: [F]}", "{kind: category, variable: country, accept: [M]}", False),
    (PLT, "{kind: all_of, rules: [{kind: flag, variable: hbv}, {kind: threshold, value: plt, at_most: 9}]}", True),
    (PLT, "{kind: any_of, rules: [{kind: flag, variable: hbv}, {kind: threshold, value: plt, at_most: 9}]}", False),
    (PLT, "{kind: not, rule: {kind: threshold, value: plt, at_most: 9}}", False),
    (
        "{kind: recency, age: labs_age_days, within: 9, rule: {kind: threshold, value: plt, at_least: 80}}",
        "{kind: recency, age: labs_age_days, within: null, rule: {kind: threshold, value: plt, at_most: 9}}",
        True,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "contradict"), CONTRADICTIONS)
def test_two_criteria_that_nobody_can_meet_together(one, other, contradict):
    assert notes(one, other) == ([("contradiction", "B")] if contradict else [])


def test_a_contradiction_is_of_the_scenario_not_of_the_file():
    limits = "{low: {label: l, unit: 10*9/L, value: 80, min: 0, max: 200, step: 1}}"
    rules = ("{kind: threshold, value: plt, at_least: {limit: low}}", "{kind: threshold, value: plt, at_most: 100}")
    assert notes(*rules, limits=limits) == []
    assert notes(*rules, limits=limits, low=101) == [("contradiction", "B")]


def test_a_criterion_that_is_off_contradicts_nobody():
    protocol = tables.protocol(
        "criteria: [{}, {}]".format(ONE.format("A", PLT), ONE.format("B", "{kind: threshold, value: plt, at_most: 9}"))
    )
    assert cr.review(cr.scenario(protocol, off=["A"])) == []


def test_the_same_question_twice_is_a_duplicate():
    assert notes(PLT, PLT) == [("duplicate", "B")]
    assert notes(PLT, "{kind: threshold, value: plt, at_least: 81}") == []
    assert notes("{kind: screening}", "{kind: screening}") == []


def test_two_limits_moved_to_the_same_value_make_a_duplicate():
    limits = "{one: {label: l, unit: 10*9/L, value: 80, min: 0, max: 200, step: 1}, \
two: {label: l, unit: 10*9/L, value: 90, min: 0, max: 200, step: 1}}"
    rules = [f"{{kind: threshold, value: plt, at_least: {{limit: {name}}}}}" for name in ("one", "two")]
    assert notes(*rules, limits=limits) == []
    assert notes(*rules, limits=limits, one=90) == [("duplicate", "B")]


def test_a_range_whose_ends_are_crossed_is_empty():
    assert ("empty-range", "A") in notes("{kind: range, value: age, at_least: 70, at_most: 60}")
    assert notes("{kind: range, value: age, at_least: 60, at_most: 60}") == []


@pytest.mark.parametrize(
    ("general", "special", "crossed"),
    [
        ("at_most: 2.5", "at_most: 5", False),
        ("at_most: 2.5", "at_most: 2.5", False),
        ("at_most: 2.5", "at_most: 2", True),
        ("at_least: 80", "at_least: 60", False),
        ("at_least: 80", "at_least: 90", True),
    ],
)
def test_a_special_limit_stricter_than_the_general_one(general, special, crossed):
    found = notes(
        "{kind: conditional, when: {kind: flag, variable: liver_mets}, "
        f"then: {{kind: threshold, value: plt, {special}}}, otherwise: {{kind: threshold, value: plt, {general}}}}}"
    )
    assert found == ([("crossed-branches", "A")] if crossed else [])


def test_crossed_branches_of_the_reference_protocol_are_noticed(reference):
    crossed = cr.scenario(reference, {"ast_max_xuln": 5, "ast_max_xuln_liver_mets": 2.5})
    assert [(note.code, note.subject) for note in cr.review(crossed)] == [("crossed-branches", "C09d_ast")]


def test_limits_and_settings_that_nothing_uses():
    assert notes(
        PLT,
        limits="{spare: {label: l, unit: d, value: 1, min: 0, max: 2, step: 1}}",
        settings="{odd: {label: o, options: {a: a}, value: a}}",
    ) == [("unused-limit", "spare"), ("unused-setting", "odd")]


def test_the_small_protocol_uses_all_it_has():
    assert cr.review(cr.baseline(cr.parse_protocol(protocols.SMALL))) == []
