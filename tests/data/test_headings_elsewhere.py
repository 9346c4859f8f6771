"""Headings of other hospitals and of public data sets, in other styles: recognised, or left out; none is read wrong."""

from pathlib import Path

import pytest

from criteria.data.vocabulary.naming import named

LINES = Path(__file__).with_name("headings_elsewhere.txt").read_text(encoding="utf-8").splitlines()
HEADINGS = [line.rpartition(" | ")[::2] for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(("heading", "variable"), HEADINGS)
def test_a_heading_is_read_as_its_variable_or_not_at_all(heading, variable):
    found = named(heading)
    assert (found.variable if found else "-") == variable
