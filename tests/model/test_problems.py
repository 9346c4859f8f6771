"""A refusal names the input and lists every problem in aligned columns."""

import criteria as cr


def test_a_refusal_is_a_heading_and_one_aligned_line_for_each_problem():
    refused = cr.Refused(
        "patients.csv",
        [cr.Problem("unit-missing", "creatinine", "needs a unit"), cr.Problem("x", "hb", "is odd")],
    )
    assert str(refused).splitlines() == [
        "patients.csv cannot be used (2 problems)",
        "  unit-missing  creatinine  needs a unit",
        "  x             hb          is odd",
    ]


def test_one_problem_is_one_problem():
    assert str(cr.Refused("a link", [cr.Problem("a", "b", "c")])).startswith("a link cannot be used (1 problem)\n")
