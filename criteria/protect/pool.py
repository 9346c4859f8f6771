"""A large pool of made-up patients drawn from the noisy histograms, out of which the fit will choose.

Everything from here on works on the noisy histograms alone: no true value enters, so nothing more of privacy is spent
(post-processing), and the chance may come from any generator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from criteria.protect.axes import Axis, NumberAxis, WordAxis
from criteria.protect.encode import Coded, Codes
from criteria.protect.estimates import Estimates
from criteria.protect.measured import Floats, Measured, total
from criteria.protect.measures import Plan
from criteria.protect.parts import Missing

FLOOR = 1e-3
"""Of all patients, in each code of an axis: without it a rare finding has no row in the pool that could be weighted."""

_ENOUGH_CELLS = 6  # of a number that is not whole, for its distribution to have one summit

IMPOSSIBLE: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]] = {
    ("sex", "M"): {"childbearing_potential": ("Y",), "pregnancy_test": ("positive", "negative")}
}
"""Declared: who has this word has none of those; such a value is missing in the pool, whatever the noise says."""


def pool_of(plan: Plan, measured: Sequence[Measured], rows: int, rng: Generator) -> Coded:
    """Patients on every axis of the plan: axes in their tree, then the values that go missing together."""
    patients, codes = total(measured), dict[str, Codes]()
    paneled = {axis.name for panel in plan.panels for axis in panel}
    estimates = Estimates(plan, measured)
    for axis, parent in estimates.tree():
        found = estimates.of_axis(axis) if parent is None else estimates.of_pair(parent, axis)
        if axis.name in paneled:
            found = found[..., :-1]  # whether it is missing is drawn with its panel
        given = None if parent is None else codes[parent.name]
        codes[axis.name] = _draw(_block(found, axis, patients), given, rows, rng)
    for panel in plan.panels:
        _blank(codes, panel, measured, patients, rng)
    _without_impossible(codes, {each.name: each for each in plan.asked.axes})
    return Coded(rows, codes)


def _block(counts: Floats, axis: Axis, patients: float) -> Floats:
    """Counts that can be: none below zero, all patients together, one summit where there should be, no cell empty."""
    found = counts.copy()
    if isinstance(axis, NumberAxis) and not axis.variable.whole and len(axis.cuts) >= _ENOUGH_CELLS:
        cells = len(axis.cuts) + 1
        for row in found.reshape(-1, found.shape[-1]):
            row[:cells] = _with_one_summit(row[:cells], np.diff(axis.ends()))
    parents = found.size / found.shape[-1]
    possible = nearest_possible(found.ravel(), patients).reshape(found.shape)
    return np.asarray(possible + FLOOR * patients / parents)


def nearest_possible(counts: Floats, patients: float) -> Floats:
    """The nearest counts of which none is below zero and that add up to all patients (a projection on a simplex)."""
    falling = np.sort(counts)[::-1]
    too_much = (np.cumsum(falling) - patients) / np.arange(1, len(falling) + 1)
    last = np.nonzero(falling > too_much)[0][-1]
    return np.asarray(np.maximum(counts - too_much[last], 0))


def _with_one_summit(counts: Floats, widths: Floats) -> Floats:
    """The nearest counts whose density rises to one cell and falls from there. Shape as the counts."""
    density, weights = counts / widths, widths**2
    best, least = counts, np.inf
    for summit in range(len(counts)):
        rising = isotonic_regression(density[: summit + 1], weights=weights[: summit + 1]).x
        falling = isotonic_regression(density[summit:], weights=weights[summit:], increasing=False).x
        both = np.concatenate([rising[:-1], [max(rising[-1], falling[0])], falling[1:]])
        off = float((weights * (both - density) ** 2).sum())
        if off < least:
            best, least = both * widths, off
    return best


def _draw(block: Floats, given: Codes | None, rows: int, rng: Generator) -> Codes:
    """Codes drawn from the counts of an axis; where those of its parent are given, from the row of each."""
    if given is None:
        return rng.choice(len(block), rows, p=block / block.sum()).astype(np.int16)
    reached = np.cumsum(block / block.sum(axis=1, keepdims=True), axis=1)
    share, drawn = rng.random(rows), np.zeros(rows, dtype=np.int16)
    for code in np.unique(given).tolist():
        here = given == code
        drawn[here] = np.searchsorted(reached[code], share[here]).clip(max=block.shape[1] - 1)
    return drawn


def _blank(
    codes: dict[str, Codes],
    panel: tuple[NumberAxis, ...],
    measured: Sequence[Measured],
    patients: float,
    rng: Generator,
) -> None:
    """Take values away as they go missing together."""
    (counts,) = [each.over(*map(Missing, panel)) for each in measured if each.over(*map(Missing, panel)) is not None]
    assert counts is not None
    chances = nearest_possible(counts.ravel(), patients) + FLOOR * patients / counts.size
    rows = len(codes[panel[0].name])
    drawn = np.unravel_index(rng.choice(counts.size, rows, p=chances / chances.sum()), counts.shape)
    for axis, missing in zip(panel, drawn, strict=True):
        codes[axis.name] = np.where(missing == 1, axis.missing, codes[axis.name]).astype(np.int16)


def _without_impossible(codes: dict[str, Codes], axes: Mapping[str, Axis]) -> None:
    for (name, word), others in IMPOSSIBLE.items():
        who = _has(codes, axes.get(name), (word,))
        for other, words in others.items():
            axis = axes.get(other)
            if who is not None and axis is not None and (has := _has(codes, axis, words)) is not None:
                codes[other] = np.where(who & has, axis.missing, codes[other]).astype(np.int16)


def _has(codes: Mapping[str, Codes], axis: Axis | None, words: tuple[str, ...]) -> NDArray[np.bool_] | None:
    """Who has one of these words; None where there is no such axis."""
    if not isinstance(axis, WordAxis):
        return None
    return np.isin(codes[axis.name], [axis.words.index(word) for word in words if word in axis.words])
