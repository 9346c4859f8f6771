"""What every test can ask for: the reference protocol, the demonstration table, and an engine.

The specification is run on each engine that `engine_of` is parametrised by.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

import criteria as cr
from criteria import cli

DEMO_DATA = Path(__file__).parents[1] / "demo_data"

# No deadline: nothing is timed in a test. Session fixtures are shared between examples on purpose: they are frozen.
settings.register_profile(
    "project",
    deadline=None,
    max_examples=20,
    print_blob=True,
    # Not `explain`: it traces every line, and a failure in a reader then ended the whole process instead of telling.
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("project")


REFERENCE = cr.read_protocol(DEMO_DATA / "NCT05616468.yaml")
"""For property tests, whose reports would otherwise print the whole fixture."""


@pytest.fixture(scope="session")
def reference():
    return REFERENCE


@pytest.fixture(params=[cr.MemoryEngine], ids=["memory"], scope="session")
def engine_of(request):
    """Builds an engine over a dataset; a further engine is a further parameter."""
    return request.param


@pytest.fixture(scope="session")
def demonstration():
    """The table the dashboard opens with: 1,200 synthetic patients."""
    return cr.read_table(DEMO_DATA / "curated.parquet")


@pytest.fixture(scope="session")
def demonstration_engine(engine_of, demonstration):
    return engine_of(demonstration)


@pytest.fixture
def run(capsys):
    """Runs a command and returns its exit status, output and errors."""

    def command(*arguments):
        try:
            status = cli.main([str(each) for each in arguments])
        except SystemExit as stopped:
            status = stopped.code
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command
