"""What may come out of a compound rule is what comes out of some choice of what may come out of its parts."""

from itertools import product

import numpy as np
import pytest

import criteria as cr
from criteria.engine import truth
from criteria.engine.fills import Fills, fillable, reads
from criteria.engine.possible import Possible, either, implied, possible
from tests import naive, tables

TRUTHS = (True, False, None)
SETS = [frozenset(found) for found in ([True], [False], [None], [True, False], [True, None], [False, None], TRUTHS)]


def bits_of(column):
    """Possible truths of many patients, from a set for each."""
    return Possible(*(truth.pack(np.array([each in found for found in column])) for each in TRUTHS))


def sets_of(found, patients):
    marks = [truth.unpack(bits, patients) for bits in (found.met, found.failed, found.unknown)]
    return [frozenset(t for t, mark in zip(TRUTHS, each, strict=True) if mark) for each in zip(*marks, strict=True)]


def condition(applies, then, otherwise):
    if applies is None:
        return then if then == otherwise else None
    return then if applies else otherwise


def implication(shows):
    def of(applies, met):
        if applies is False or met is True:
            return True
        return False if met is False and (applies or shows) else None

    return of


@pytest.mark.parametrize(
    ("combine", "by_hand", "parts"),
    [
        (lambda a, b: a & b, lambda a, b: naive._and([a, b]), 2),
        (lambda a, b: a | b, lambda a, b: naive._or([a, b]), 2),
        (lambda a: ~a, lambda a: None if a is None else not a, 1),
        (either, condition, 3),
        (lambda a, b: implied(a, b, failure_shows_it_applies=True), implication(True), 2),
        (lambda a, b: implied(a, b, failure_shows_it_applies=False), implication(False), 2),
    ],
    ids=["and", "or", "not", "conditional", "implication that shows", "implication"],
)
def test_every_choice_of_possible_parts(combine, by_hand, parts):
    each = list(product(SETS, repeat=parts))
    found = combine(*(bits_of(column) for column in zip(*each, strict=True)))
    expected = [frozenset(by_hand(*chosen) for chosen in product(*sets)) for sets in each]
    assert sets_of(found, len(each)) == expected


def outcomes(rule, columns, *filled):
    """The possible truths of each patient of a small table under a rule written in YAML."""
    protocol = tables.protocol(f"criteria:\n  - {{id: C, number: '1', label: c, text: c, rule: {rule}}}")
    bound = cr.baseline(protocol).rule(protocol.criteria[0])
    dataset = tables.dataset(columns)
    found = possible(bound, Fills(cr.MemoryEngine(dataset), [bound]), frozenset(filled))
    words = {frozenset([True]): "met", frozenset([False]): "failed", frozenset([None]): "unknown"}
    words |= {frozenset([True, False]): "either", frozenset(TRUTHS): "any"}
    return [words[each] for each in sets_of(found, dataset.patients)]


ANC = "{kind: threshold, value: anc, at_least: 1}"


def test_a_blank_or_an_interval_across_the_limit_may_turn_out_either_way():
    columns = {"anc": [2, 0.5, None, "<1.5", "<0.8"]}
    assert outcomes(ANC, columns) == ["met", "failed", "unknown", "unknown", "failed"]
    assert outcomes(ANC, columns, "anc") == ["met", "failed", "either", "either", "failed"]
    assert outcomes(ANC, columns, "plt") == ["met", "failed", "unknown", "unknown", "failed"]


def test_a_column_the_table_lacks_can_be_filled_in():
    assert outcomes(ANC, {"plt": [100, None]}, "anc") == ["either", "either"]
    assert outcomes("{kind: flag, variable: hbv}", {"plt": [100]}, "hbv") == ["either"]


def test_a_multiple_needs_both_numbers_and_no_interval_beside_them():
    """Where the fill may leave it unknown, nothing is ruled out."""
    rule = "{kind: threshold, value: {kind: times_uln, variable: ast, uln: ast_uln}, at_most: 2}"
    columns = {"ast": [60, None, "50-200", 30], "ast_uln": [None, None, None, 40]}
    assert outcomes(rule, columns, "ast_uln") == ["either", "any", "any", "met"]
    assert outcomes(rule, columns, "ast", "ast_uln") == ["either", "either", "either", "met"]


def test_a_multiple_given_settles_it_and_a_value_with_its_limit_overturns_it():
    rule = "{kind: threshold, value: {kind: times_uln, variable: ast, uln: ast_uln}, at_most: 2}"
    columns = {"ast": [None, None, 60, 60], "ast_uln": [40, None, None, 40], "ast_xuln": [1, None, 3, 3]}
    assert outcomes(rule, columns) == ["met", "unknown", "failed", "met"]
    assert outcomes(rule, columns, "ast_xuln") == ["met", "either", "failed", "met"]
    assert outcomes(rule, columns, "ast", "ast_uln") == ["either", "either", "either", "met"]


def test_of_a_multiple_that_form_is_to_be_filled_in_which_the_table_has():
    protocol = tables.protocol(
        "criteria:\n  - {id: C, number: '1', label: c, text: c, rule: {kind: threshold, at_most: 2, "
        "value: {kind: times_uln, variable: ast, uln: ast_uln}}}"
    )
    bound = cr.baseline(protocol).rule(protocol.criteria[0])
    assert fillable(bound, ()) == fillable(bound, ("ast",)) == ("ast", "ast_uln")
    assert fillable(bound, ("ast_xuln",)) == ("ast_xuln",)
    assert fillable(bound, ("ast", "ast_xuln")) == ("ast", "ast_uln", "ast_xuln")


def test_what_stands_in_for_a_blank_is_overturned_by_a_value():
    assert outcomes("{kind: flag, variable: gilbert, blank_is_no: true}", {"gilbert": [None, "Y"]}) == ["failed", "met"]
    assert outcomes("{kind: flag, variable: gilbert, blank_is_no: true}", {"gilbert": [None, "Y"]}, "gilbert") == [
        "either",
        "met",
    ]
    rule = "{kind: threshold, value: {kind: times_uln, variable: ast, uln: ast_uln, fallback: defaults}, at_most: 2}"
    columns = {"ast": [30, 75, 75], "ast_uln": [None, None, 50], "sex": ["M", None, None]}
    assert outcomes(rule, columns) == ["met", "unknown", "met"]
    assert outcomes(rule, columns, "sex") == ["met", "either", "met"]
    assert outcomes(rule, columns, "ast_uln") == ["either", "either", "met"]


CLEARANCE = (
    "{kind: threshold, at_least: 50, value: {kind: creatinine_clearance, measured: crcl_measured, "
    "creatinine: creatinine, age: age, weight: weight, height: height, sex: sex}}"
)


def test_a_clearance_is_decided_by_its_last_lacking_part_or_by_a_measurement():
    columns = {
        "crcl_measured": [None, None, 90, None],
        "creatinine": [80, None, None, 80],
        "weight": [None, None, None, 60],
        "age": [50, 50, 50, 50],
        "sex": ["F", "F", "F", "F"],
    }
    assert outcomes(CLEARANCE, columns, "weight") == ["either", "any", "met", "met"]
    assert outcomes(CLEARANCE, columns, "crcl_measured") == ["either", "either", "met", "either"]
    assert outcomes(CLEARANCE, columns, "weight", "creatinine") == ["either", "either", "met", "met"]


WINDOW = "{kind: recency, age: labs_age_days, within: 14, stale: %s, rule: {kind: threshold, value: anc, at_least: 1}}"


def test_filling_in_the_age_of_evidence_makes_it_recent_and_stale_evidence_is_renewed():
    columns = {"labs_age_days": [3, 30, None, None], "anc": [2, 2, 2, None]}
    assert outcomes(WINDOW % "unknown", columns) == ["met", "unknown", "unknown", "unknown"]
    assert outcomes(WINDOW % "unknown", columns, "labs_age_days") == ["met", "either", "met", "unknown"]
    assert outcomes(WINDOW % "unknown", columns, "labs_age_days", "anc") == ["met", "either", "met", "either"]


def test_where_stale_evidence_fails_an_old_date_decides_too():
    columns = {"labs_age_days": [3, 30, None], "anc": [2, 2, 2]}
    assert outcomes(WINDOW % "fail", columns, "labs_age_days") == ["met", "failed", "either"]


def test_a_word_left_undecided_can_be_filled_in_with_a_definite_one():
    rule = "{kind: category, variable: target_result, accept: [positive], undecided: [indeterminate]}"
    columns = {"target_result": ["positive", "indeterminate", None]}
    assert outcomes(rule, columns) == ["met", "unknown", "unknown"]
    assert outcomes(rule, columns, "target_result") == ["met", "either", "either"]


def test_what_is_assessed_at_screening_holds_nobody_back():
    rule = "{kind: screening, documented: {kind: flag, variable: apheresis_ok}}"
    assert outcomes(rule, {"apheresis_ok": ["Y", "N", None]}) == ["met", "failed", "met"]
    assert outcomes(rule, {"apheresis_ok": ["Y", "N", None]}, "apheresis_ok") == ["met", "failed", "either"]
    assert outcomes("{kind: screening}", {"anc": [1]}) == ["met"]


def test_a_rule_depends_on_nothing_it_leaves_aside():
    protocol = tables.protocol(f"""
criteria:
  - {{id: A, number: '1', label: a, text: a, rule: {CLEARANCE}}}
  - id: B
    number: '2'
    label: b
    text: b
    rule: {{kind: recency, age: labs_age_days, within: null, rule: {ANC}}}
  - id: D
    number: '3'
    label: d
    text: d
    rule: {{kind: threshold, at_most: 2, value: {{kind: times_uln, variable: ast, uln: ast_uln, fallback: defaults}}}}
""")
    found = [reads(each.rule) for each in protocol.criteria]
    assert found == [
        ("crcl_measured", "creatinine", "age", "weight", "sex"),
        ("anc",),
        ("ast", "ast_uln", "ast_xuln", "sex"),
    ]
