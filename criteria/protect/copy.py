"""The one way from a table to its protected copy: declare, encode, verify, measure once, synthesise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.random import Generator

from criteria.data.dataset import Dataset, Identifiers
from criteria.model.problems import Problem, refuse_if_any
from criteria.model.protocol import Protocol
from criteria.protect.accountant import rho_for
from criteria.protect.axes import Axis
from criteria.protect.card import Card, card_of
from criteria.protect.declared import Declared
from criteria.protect.encode import decode, differing, encode, undeclared_words
from criteria.protect.grids import axes_of
from criteria.protect.measured import measure, variances
from criteria.protect.measures import Plan, plan_of
from criteria.protect.noise import SYSTEM, Below
from criteria.protect.seen import Asked, Seen, asked_of
from criteria.protect.synthesis import synthesise


@dataclass(frozen=True)
class Copy:
    """A protected copy: `table` may be shown to anybody, without limit. `card` says what it is."""

    table: Dataset
    card: Card
    axes: tuple[Axis, ...] = field(repr=False)


@dataclass(frozen=True)
class Prepared:
    """A table that can be copied: everything was looked at, nothing was measured.

    It holds the true table: it is not written, logged or shown.
    """

    dataset: Dataset = field(repr=False)
    declared: Declared
    plan: Plan = field(repr=False)


def prepare(dataset: Dataset, protocol: Protocol, declared: Declared) -> Prepared:
    """Look at all that stands against a copy. Raises `Refused` with every problem, for the owner alone."""
    refuse_if_any(dataset.name, [*declared.problems(), *_rows(dataset, declared)])
    axes = axes_of(protocol, set(dataset.columns), declared.sites)
    asked = asked_of(protocol, axes)
    refuse_if_any(dataset.name, _nothing(asked))
    strange = [] if declared.together else list(undeclared_words(dataset, axes))
    refuse_if_any(dataset.name, [*strange, *_not_alike(dataset, protocol, axes)])
    return Prepared(dataset, declared, plan_of(asked))


def protect(prepared: Prepared, *, below: Below = SYSTEM, rng: Generator | None = None, made: date) -> Copy:
    """Measure once, with noise, and make the copy of what was measured.

    Args:
        prepared: what `prepare` made.
        below: where the noise comes from. Only tests give another than the operating system: noise that can be drawn
            again hides nothing.
        rng: the chance of the synthesis, which needs no secret; by default one of the system's, kept nowhere.
        made: the day, for the card.
    """
    plan, declared = prepared.plan, prepared.declared
    rho = rho_for(declared.epsilon)
    seen = Seen(encode(prepared.dataset, plan.asked.axes), plan.asked)
    measured = measure(plan, seen, rho, below)
    del seen  # what follows is made of the noisy counts alone
    rng = rng or np.random.default_rng()
    patients = synthesise(plan, measured, rng)
    card = card_of(plan, declared, variances(plan.histograms, rho), made)
    title = f"Protected copy for {plan.asked.protocol.id}"
    return Copy(decode(patients, plan.asked.axes, rng, title), card, plan.asked.axes)


def _rows(dataset: Dataset, declared: Declared) -> Iterator[Problem]:
    """Whether each person is one row, as far as anybody can tell."""
    ids = dataset.ids
    if not isinstance(ids, Identifiers) or ids.numbered:
        if not declared.one_row_each:
            message = "none in the table; say with --one-row-each that each person is one row: two rows tell twice"
            yield Problem("no-identifiers", "patient_id", message)
        return
    column = pd.Series(ids.column)
    if column.duplicated().any():
        message = "a person has several rows, or rows have no identifier; give one row for each person"
        yield Problem("several-rows", "patient_id", message)


def _nothing(asked: Asked) -> Iterator[Problem]:
    if not asked.criteria:
        yield Problem("nothing-to-copy", "columns", "the table has no column that a criterion reads")


def _not_alike(dataset: Dataset, protocol: Protocol, axes: tuple[Axis, ...]) -> Iterator[Problem]:
    for criterion in differing(dataset, protocol, axes):
        message = "some patient's verdict would be another in the copy; are its values intervals, such as `<3`?"
        yield Problem("cannot-encode", criterion, message)
