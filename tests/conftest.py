"""What every test may ask for: the reference protocol, and an engine (the specification is run on each)."""

from pathlib import Path

import pytest

import criteria as cr

DEMO_DATA = Path(__file__).parents[1] / "demo_data"


@pytest.fixture(scope="session")
def reference():
    return cr.read_protocol(DEMO_DATA / "NCT05616468.yaml")


@pytest.fixture(params=[cr.MemoryEngine], ids=["memory"], scope="session")
def engine_of(request):
    """Builds an engine over a dataset; a further engine is a further parameter."""
    return request.param
