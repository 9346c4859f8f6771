"""Results that a machine makes up: any counts, whether or not a table could give them."""

import dataclasses

from hypothesis import strategies as st

import criteria as cr
from tests.conftest import DEMO_DATA, REFERENCE

COUNTED = (
    "passed", "fails", "unknown", "not_applicable", "deferred", "only", "only_certain", "gained", "lost_here",
    "remaining", "share",
)  # fmt: skip
TRUE = cr.evaluate(cr.MemoryEngine(cr.read_table(DEMO_DATA / "curated.parquet")), cr.baseline(REFERENCE))


def recounted(results, count):
    """The same results with every count replaced by what `count` gives for it."""
    rows, groups = (
        tuple(dataclasses.replace(row, **{name: count(getattr(row, name)) for name in COUNTED}) for row in part)
        for part in (results.rows, results.groups)
    )
    trial = {name: count(getattr(results, name)) for name in ("patients", "eligible", "potential", "excluded")}
    assumed = dataclasses.replace(
        results.assumptions,
        uln_assumed=count(results.assumptions.uln_assumed),
        clearance_estimated=count(results.assumptions.clearance_estimated),
    )
    return dataclasses.replace(results, rows=rows, groups=groups, assumptions=assumed, synthetic=False, **trial)


def made_up(data):
    """Results with every count drawn, most of them near the threshold."""
    counts = st.one_of(st.integers(0, 30), st.integers(0, 2000))
    drawn = data.draw(st.lists(counts, min_size=40, max_size=40))
    seen = iter(range(10_000))
    return recounted(TRUE, lambda _: drawn[next(seen) * 7 % 40])
