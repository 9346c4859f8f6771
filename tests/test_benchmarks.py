"""The benchmarks' command line: all of them, some by name, and no other."""

from pathlib import Path

import pytest

from benchmarks.__main__ import NAMES, asked


@pytest.mark.parametrize(
    ("arguments", "names", "out"),
    [
        ([], list(NAMES), None),
        (["--out", "figures.md"], list(NAMES), Path("figures.md")),
        (["engine"], ["engine"], None),
        (["loading", "levers", "--out", "x"], ["loading", "levers"], Path("x")),
    ],
)
def test_which_benchmarks_are_asked_for(arguments, names, out):
    found = asked(arguments)
    assert (found.names, found.out) == (names, out)


def test_a_benchmark_that_is_none_is_refused_with_those_that_are(capsys):
    with pytest.raises(SystemExit):
        asked(["speed"])
    assert "engine, levers, loading, apart, protect, browser" in capsys.readouterr().err
