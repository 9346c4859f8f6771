"""Every lever is asked of an engine that keeps each step's verdicts, and of one that takes the patients out instead."""

from functools import partial

import pytest

import criteria as cr


@pytest.fixture(
    params=[cr.MemoryEngine, partial(cr.MemoryEngine, rules_kept=96)], ids=["small", "large"], scope="session"
)
def engine_of(request):
    """Builds an engine over a dataset, as over a small table and as over a large one."""
    return request.param
