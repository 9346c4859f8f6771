"""One person more or less moves one cell of each histogram by one, and nothing else: tried with every patient."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import criteria as cr
from criteria.data.dataset import Dataset, Numbers, Words
from criteria.protect.accountant import rho_for, rho_of
from criteria.protect.encode import encode
from criteria.protect.grids import axes_of
from criteria.protect.measured import Measured, measure, variances
from criteria.protect.measures import plan_of
from criteria.protect.seen import Seen, asked_of
from tests import populations, protocols, tables
from tests.conftest import REFERENCE
from tests.protect import made


def plan_for(dataset, protocol):
    return plan_of(asked_of(protocol, axes_of(protocol, set(dataset.columns), made.SITES)))


def counted(plan, dataset):
    """The true counts of every histogram of a plan."""
    seen = Seen(encode(dataset, plan.asked.axes), plan.asked)
    return [np.bincount(each.cells(seen), minlength=each.size) for each in plan.histograms]


def some(dataset, rows):
    """A dataset of some of the patients."""

    def of(column):
        if isinstance(column, Words):
            return Words(column.codes[rows], column.values)
        low = column.low[rows]
        return Numbers(low, low if column.exact else column.high[rows])

    columns = {name: of(column) for name, column in dataset.columns.items()}
    return Dataset(dataset.name, len(rows), columns, declared=dataset.declared)


def assert_one_cell_each(plan, dataset):
    whole, everyone = counted(plan, dataset), np.arange(dataset.patients)
    for gone in everyone:
        left = counted(plan, some(dataset, np.delete(everyone, gone)))
        for histogram, one, other in zip(plan.histograms, whole, left, strict=True):
            assert len(one) == len(other) == histogram.size, histogram.name
            assert np.abs(one - other).sum() == 1, f"{histogram.name}: without patient {gone}"


def test_with_every_patient_of_a_table_of_intervals_and_missing_values():
    dataset = made.people(
        """
          | age   | ecog | hb  | sex | target_result | target_specimen_age_days | creatinine | weight | site
        --+-------+------+-----+-----+---------------+--------------------------+------------+--------+-----
        1 | 50    | 1    | 120 | F   | positive      | 100                      | 70         | 60     | S1
        2 | 70-79 | 1    | 88  | M   | positive      | 400                      | 150        | 60     | S2
        3 |       |      |     |     |               |                          |            |        |
        4 | 17    | 4    | <90 | M   | negative      |                          | 90         |        | elsewhere
        5 | 90+   | 0    | 90  |     | indeterminate | 300-400                  | <100       | 70     | S1
        6 | 50    | 1    | 120 | F   | positive      | 100                      | 70         | 60     | S1
        """
    )
    assert_one_cell_each(plan_for(dataset, REFERENCE), dataset)


def test_with_clearances_that_the_encoded_table_estimates():
    """What is drawn for one row may not depend on how many others there are."""
    dataset = made.people({
        "age": [50] * 8, "sex": ["M", "F"] * 4, "creatinine": ["60-200"] * 8, "weight": [60, 61, 70, 80] * 2,
    })  # fmt: skip
    plan = plan_for(dataset, made.with_an_estimated_clearance())
    assert {"creatinine", "weight", "crcl_measured"} <= {each.name for each in plan.asked.axes}
    assert_one_cell_each(plan, dataset)


def test_with_patients_of_the_demonstration_table(demonstration, reference):
    few = some(demonstration, np.arange(12))
    assert_one_cell_each(plan_for(few, reference), few)


@settings(max_examples=15)
@given(protocols.protocols, st.lists(populations.patients, min_size=2, max_size=3))
def test_with_any_protocol_and_any_patients(protocol, patients):
    dataset = tables.of_patients(patients)
    try:
        plan = plan_for(dataset, protocol)
    except cr.Refused:
        return
    if plan.asked.criteria:
        assert_one_cell_each(plan, dataset)


def test_a_replaced_patient_moves_two_cells_at_most(demonstration, reference):
    one, other = (some(demonstration, np.array(rows)) for rows in ([0, 1, 2], [0, 1, 3]))
    plan = plan_for(one, reference)
    for histogram, before, after in zip(plan.histograms, counted(plan, one), counted(plan, other), strict=True):
        assert np.abs(before - after).max() <= 1, histogram.name
        assert np.abs(before - after).sum() in (0, 2), histogram.name


def test_the_plan_is_of_the_protocol_and_the_columns_alone(demonstration, reference):
    """Nothing that is measured, nor its weight, depends on a patient."""
    one, other = (plan_for(some(demonstration, np.array(rows)), reference) for rows in ([0], range(500)))
    assert [(each.name, each.shape, each.weight) for each in one.histograms] == [
        (each.name, each.shape, each.weight) for each in other.histograms
    ]
    assert one.pairs == other.pairs
    assert one.panels == other.panels


@pytest.mark.parametrize("epsilon", [0.5, 1, 3, 8])
def test_all_histograms_together_spend_no_more_than_there_is(demonstration, reference, epsilon):
    rho = rho_for(epsilon)
    spread = variances(plan_for(demonstration, reference).histograms, rho)
    assert 0.999 * rho < rho_of(spread) <= rho


def test_the_noise_of_each_histogram_is_the_one_that_was_counted(demonstration, reference):
    """In every cell, empty ones too: spread as much as the accountant was told, and around the true count."""
    plan, rho = plan_for(demonstration, reference), rho_for(3.0)
    seen, below = Seen(encode(demonstration, plan.asked.axes), plan.asked), random.Random(1).randrange
    spread = dict(zip((each.name for each in plan.histograms), variances(plan.histograms, rho), strict=True))
    scaled = []
    for each in measure(plan, seen, rho, below):
        true = np.bincount(each.histogram.cells(seen), minlength=each.histogram.size)
        assert np.isclose(each.sd**2, float(spread[each.histogram.name]))
        off = each.noisy.ravel() - true
        assert np.array_equal(off, np.round(off)), "whole numbers"
        assert 0.5 < (off**2).mean() / each.sd**2 < 1.8 or len(off) < 30, each.histogram.name
        scaled += (off / each.sd).tolist()
    assert abs(np.mean(scaled)) < 4 / len(scaled) ** 0.5
    assert 0.93 < np.std(scaled) < 1.07


def test_sums_over_parts_keep_their_order(demonstration, reference):
    plan = plan_for(demonstration, reference)
    histogram = next(each for each in plan.histograms if each.name == "liver_mets and ast_xuln")
    cells = np.arange(histogram.size, dtype=float).reshape(histogram.shape)
    measured = Measured(histogram, cells, 1.0)
    one, other = histogram.parts
    assert np.array_equal(measured.over(other, one), cells.T)
    assert np.array_equal(measured.over(other), cells.sum(axis=0))
    assert measured.over(plan.histograms[0].parts[0]) is None
