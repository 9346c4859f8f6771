"""What stands in the results at the edges: nobody, everybody, nothing on, nothing answered."""

import pytest

import criteria as cr
from tests import tables

ONE = "criteria: [{id: A, number: '1', label: a, text: a, rule: {kind: threshold, value: anc, at_least: 1}}]"


def results(engine_of, values, off=()):
    scenario = cr.scenario(tables.protocol(ONE), off=off)
    return cr.evaluate(engine_of(tables.dataset({"anc": values})), scenario)


def test_everyone_eligible(engine_of):
    found = results(engine_of, [1, 2, 3])
    assert (found.eligible, found.potential, found.excluded) == (3, 0, 0)
    assert (found.rows[0].share, found.rows[0].remaining) == (0, 3)


def test_nobody_eligible(engine_of):
    found = results(engine_of, [0, 0.5])
    assert (found.eligible, found.potential, found.excluded) == (0, 0, 2)
    assert (found.rows[0].only, found.rows[0].share, found.rows[0].remaining) == (2, 2, 0)


def test_nothing_known(engine_of):
    found = results(engine_of, [None, None])
    assert (found.eligible, found.potential, found.excluded) == (0, 2, 0)


def test_all_criteria_off(engine_of, reference, demonstration):
    found = cr.evaluate(engine_of(demonstration), cr.scenario(reference, off=[each.id for each in reference.criteria]))
    assert (found.eligible, found.potential, found.excluded) == (1200, 0, 0)
    assert all((row.only, row.lost_here, row.share, row.remaining, row.on) == (0, 0, 0, 1200, False)
               for row in (*found.rows, *found.groups))  # fmt: skip
    assert found.row("C02_age").fails > 0
    assert found.row("C09_all").fails > 0


def test_an_unknown_row_is_a_key_error(engine_of):
    with pytest.raises(KeyError):
        results(engine_of, [1]).row("B")


@pytest.mark.parametrize("order", [["C02_age"], ["C02_age", "C02_age"]])
def test_an_order_that_is_not_of_all_criteria_is_refused(engine_of, reference, demonstration, order):
    with pytest.raises((cr.Refused, ValueError)):
        cr.evaluate(engine_of(demonstration), cr.baseline(reference), order)


def test_a_table_in_which_no_criterion_can_be_evaluated_is_refused(engine_of, reference):
    found = cr.evaluate(engine_of(tables.dataset({"site": ["A"], "hbv": ["Y"]})), cr.baseline(reference))
    with pytest.raises(cr.Refused) as refused:
        cr.refuse_unanswerable(found, "the table")
    (problem,) = refused.value.problems
    assert (problem.code, problem.subject) == ("nothing-answered", "columns")
    assert all(name in problem.message for name in ("age", "ecog", "crcl_measured", "pregnancy_test"))


@pytest.mark.parametrize("columns", [{"age": [50]}, {"age": [80]}, {"apheresis_ok": ["N"]}])
def test_a_table_that_answers_one_criterion_is_not_refused(engine_of, reference, columns):
    cr.refuse_unanswerable(cr.evaluate(engine_of(tables.dataset(columns)), cr.baseline(reference)), "the table")
