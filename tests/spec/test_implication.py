"""An implication: a rule that applies only under a condition; elsewhere the verdict is not applicable."""

RULE = """
kind: implication
when: {kind: flag, variable: hbv}
then: {kind: flag, variable: gilbert}
"""


def test_every_combination_of_condition_and_rule(spec):
    spec(
        """
          | hbv | gilbert | verdict
        --+-----+---------+---------------
        1 | Y   | Y       | pass
        2 | Y   | N       | fail
        3 | Y   |         | unknown
        4 | N   | Y       | not_applicable
        5 | N   | N       | not_applicable
        6 | N   |         | not_applicable
        7 |     | Y       | pass
        8 |     | N       | unknown
        9 |     |         | unknown
        """,
        RULE,
    )


def test_a_failure_can_show_that_the_rule_applies(spec):
    spec(
        """
          | hbv | gilbert | verdict
        --+-----+---------+---------------
        1 | N   | N       | not_applicable
        2 |     | N       | fail
        3 |     | Y       | pass
        4 |     |         | unknown
        """,
        RULE + "failure_shows_it_applies: true",
    )


def test_the_pregnancy_test_applies_to_women_of_childbearing_potential(spec):
    spec(
        """
           | sex | childbearing_potential | pregnancy_test | verdict
        ---+-----+------------------------+----------------+---------------
         1 | M   |                        |                | not_applicable
         2 | M   | Y                      | positive       | not_applicable
         3 | F   | N                      |                | not_applicable
         4 | F   | N                      | positive       | not_applicable
         5 | F   | Y                      | negative       | pass
         6 | F   | Y                      | positive       | fail
         7 | F   | Y                      |                | unknown
         8 | F   |                        | negative       | pass
         9 | F   |                        | positive       | fail
        10 | F   |                        |                | unknown
        11 |     |                        |                | unknown
        12 |     | Y                      | positive       | fail
        13 |     | N                      |                | not_applicable
        """,
        "C11_pregnancy",
    )


def test_a_missing_pregnancy_test_can_be_left_to_screening(spec):
    """Only what the record already settles remains: a positive test fails, and men are not asked."""
    spec(
        """
          | sex | childbearing_potential | pregnancy_test | verdict
        --+-----+------------------------+----------------+---------------
        1 | M   |                        |                | not_applicable
        2 | F   | N                      |                | not_applicable
        3 | F   | Y                      | positive       | fail
        4 | F   |                        | positive       | fail
        5 | F   | Y                      |                | deferred
        6 | F   |                        |                | deferred
        7 |     |                        |                | deferred
        8 | F   | Y                      | negative       | deferred
        """,
        "C11_pregnancy",
        pregnancy_test="deferred",
    )


def test_not_applicable_makes_nobody_potential(spec):
    spec(
        """
          | hbv | gilbert | verdict        | status
        --+-----+---------+----------------+----------
        1 | N   |         | not_applicable | eligible
        2 | Y   |         | unknown        | potential
        3 | Y   | N       | fail           | excluded
        4 | Y   | Y       | pass           | eligible
        """,
        RULE,
    )
