"""From noisy counts to patients: each step does what it says, with and without noise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from criteria.protect.encode import Coded, encode
from criteria.protect.estimates import Estimates
from criteria.protect.fit import evenness, weights
from criteria.protect.grids import axes_of
from criteria.protect.measured import Measured
from criteria.protect.measures import plan_of
from criteria.protect.parts import Context, Profile
from criteria.protect.placed import placed
from criteria.protect.pool import _with_one_summit, nearest_possible, pool_of
from criteria.protect.rows import _systematic, whole_patients
from criteria.protect.seen import FAIL, UNKNOWN, Seen, asked_of
from tests.protect import made

counts = arrays.arrays(float, st.integers(2, 12), elements=st.floats(-50, 200))


@pytest.fixture(scope="module")
def without_noise(demonstration):
    """The plan of three criteria, its true counts as if they were noisy, and the true patients."""
    protocol = made.protocol(["C04_ecog", "C05_target", "C09d_ast"])
    asked = asked_of(protocol, axes_of(protocol, set(demonstration.columns), made.SITES))
    plan, true = plan_of(asked), Seen(encode(demonstration, asked.axes), asked)
    measured = []
    for each in plan.histograms:
        cells = np.bincount(each.cells(true), minlength=each.size).astype(float)
        measured.append(Measured(each, cells.reshape(each.shape), 3.0))
    return plan, measured, true


@given(counts)
def test_the_nearest_possible_counts_are_possible_and_near(noisy):
    found = nearest_possible(noisy, 100.0)
    assert found.min() >= 0
    assert np.isclose(found.sum(), 100)
    assert np.allclose(nearest_possible(found, 100.0), found)
    rng = np.random.default_rng(0)
    for _ in range(5):
        other = rng.dirichlet(np.ones(len(noisy))) * 100
        assert np.linalg.norm(found - noisy) <= np.linalg.norm(other - noisy) + 1e-6


@given(counts)
def test_a_distribution_with_one_summit_rises_and_falls(noisy):
    widths = np.linspace(1, 3, len(noisy))
    density = _with_one_summit(noisy, widths) / widths
    steps = np.diff(density)
    falls = np.nonzero(steps < -1e-9)[0]
    assert not len(falls) or (steps[falls[0] :] <= 1e-9).all(), "no rise after a fall"


def test_a_distribution_that_has_one_summit_stays():
    one = np.array([1.0, 5, 9, 4, 2, 0])
    assert np.allclose(_with_one_summit(one, np.ones(6)), one)


def test_each_way_of_failing_is_a_cell_of_its_own():
    """None, one or two of four criteria, or more; with or without an unknown where fewer than two fail."""

    class Marked:
        def __init__(self, marks):
            self.marks = marks
            self.fails, self.unknowns = (marks == FAIL).sum(axis=0), (marks == UNKNOWN).sum(axis=0)

    every = np.array(np.meshgrid(*[[0, UNKNOWN, FAIL]] * 4)).reshape(4, -1)
    seen, profile = Marked(every), Profile(4)
    cells = profile.cells(seen)
    assert sorted(set(cells.tolist())) == list(range(profile.size))
    for cell in range(profile.size - 1):
        here = every[:, cells == cell]
        assert len({tuple(column) for column in (here == FAIL).T.tolist()}) == 1, cell
        fails, unknown = (here == FAIL).sum(axis=0), (here == UNKNOWN).any(axis=0)
        assert fails.max() <= 2
        assert fails.max() == 2 or len(set(unknown.tolist())) == 1, cell
    assert ((every == FAIL).sum(axis=0)[cells == profile.size - 1] > 2).all()


def test_every_context_is_foreseen(demonstration, reference):
    """What an axis decides for whom is worked out from the protocol; no patient is in the cell of all others."""
    asked = asked_of(reference, axes_of(reference, set(demonstration.columns)))
    seen, tried = Seen(encode(demonstration, asked.axes), asked), 0
    for each in plan_of(asked).histograms:
        for part in each.parts:
            if isinstance(part, Context):
                cells = part.cells(seen)
                assert (cells < len(part.known)).all(), each.name
                tried += len(set(cells.tolist())) > 1
    assert tried > 8, "and most tell patients apart"


def test_a_clearance_that_the_copy_would_estimate_is_measured_as_that_estimate():
    """A missing clearance beside creatinine, weight, age and sex is none: whoever reads the copy works it out."""
    protocol = made.with_an_estimated_clearance()
    columns = {"age", "sex", "creatinine", "weight", "crcl_measured"}
    asked = asked_of(protocol, axes_of(protocol, columns))
    codes = {each.name: np.full(3, 1 if each.name == "weight" else 0, dtype=np.int16) for each in asked.axes}
    codes["crcl_measured"] = np.full(3, asked.axis("crcl_measured").missing, dtype=np.int16)
    seen = Seen(Coded(3, codes), asked)
    assert (seen.coded.codes["crcl_measured"] != asked.axis("crcl_measured").missing).all()
    (at,) = (at for at, each in enumerate(asked.criteria) if each.id == "C09g_crcl")
    assert (seen.marks[at] != UNKNOWN).all()


def test_axes_that_hang_together_are_found_in_what_was_measured(without_noise):
    plan, measured, _ = without_noise
    tree = {axis.name: parent and parent.name for axis, parent in Estimates(plan, measured).tree()}
    assert set(tree) == {each.name for each in plan.asked.axes}
    assert "liver_mets" in (tree["ast_xuln"], tree["liver_mets"]) or tree["liver_mets"] == "ast_xuln"
    assert tree["ecog"] is None, "no criterion compares it with anything"


def test_without_noise_the_estimate_is_the_truth(without_noise):
    plan, measured, true = without_noise
    for axis in plan.asked.axes:
        expected = np.bincount(true.coded.codes[axis.name], minlength=axis.size)
        assert np.allclose(Estimates(plan, measured).of_axis(axis), expected, atol=1e-6), axis.name
    one, other = plan.asked.axis("ast_xuln"), plan.asked.axis("liver_mets")
    pair = Estimates(plan, measured).of_pair(other, one)
    assert np.allclose(pair.sum(axis=1), np.bincount(true.coded.codes["liver_mets"], minlength=other.size))


@pytest.fixture(scope="module")
def fitted(without_noise):
    """A pool drawn from the counts without noise, on their cells, and the weights that fit."""
    plan, measured, true = without_noise
    pool = Seen(pool_of(plan, measured, 3_000, np.random.default_rng(1)), plan.asked)
    cells = placed(measured, pool)
    return pool, cells, weights(cells, true.patients)


def test_without_noise_weights_and_rows_have_the_true_counts(without_noise, fitted):
    (_, _, true), (pool, cells, chosen) = without_noise, fitted
    assert np.isclose(chosen.sum(), 1)
    assert chosen.min() >= 0
    with made.quickly():
        rows = whole_patients(chosen, cells, pool, true.patients, np.random.default_rng(2))
    assert len(rows) == true.patients
    weighted = cells.counts(chosen * true.patients)
    counted = np.bincount(cells.places[rows].ravel(), minlength=len(weighted))
    assert np.abs(weighted - cells.noisy).max() < 12
    assert np.abs(counted - weighted).max() < 5


def test_exchanging_rows_brings_counts_nearer_to_the_weights(without_noise, fitted):
    (_, _, true), (pool, cells, chosen) = without_noise, fitted

    def off(rows):
        counted = np.bincount(cells.places[rows].ravel(), minlength=len(cells.noisy))
        return np.square(cells.counts(chosen * len(rows)) - counted).sum()

    before = _systematic(chosen, pool, true.patients, np.random.default_rng(2))
    with made.quickly():
        after = whole_patients(chosen, cells, pool, true.patients, np.random.default_rng(2))
    assert off(after) < off(before) / 4


def test_being_even_is_worth_less_the_more_patients_there_are():
    assert evenness(500) == evenness(1_200) > evenness(4_000) > evenness(100_000) > 0


def test_the_pool_is_drawn_from_noisy_counts_and_leaves_nothing_out(without_noise):
    plan, measured, _ = without_noise
    pool = pool_of(plan, measured, 20_000, np.random.default_rng(1))
    assert isinstance(pool, Coded)
    for axis in plan.asked.axes:
        assert (np.bincount(pool.codes[axis.name], minlength=axis.size) > 0).all(), axis.name
