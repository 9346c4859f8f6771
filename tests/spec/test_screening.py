"""Assessed at screening: deferred, which is neutral, unless a record already denies it."""


def test_consent_is_deferred_for_everyone(spec):
    spec(
        """
          | sex | verdict
        --+-----+---------
        1 | M   | deferred
        2 |     | deferred
        """,
        "C01_consent",
    )


def test_a_documented_contraindication_fails_and_anything_else_is_deferred(spec):
    spec(
        """
          | apheresis_ok | verdict
        --+--------------+---------
        1 | Y            | deferred
        2 | N            | fail
        3 |              | deferred
        """,
        "C08_apheresis",
    )


def test_deferred_makes_nobody_potential(spec):
    spec(
        """
          | apheresis_ok | status
        --+--------------+---------
        1 | Y            | eligible
        2 | N            | excluded
        3 |              | eligible
        """,
        "{kind: screening, documented: {kind: flag, variable: apheresis_ok}}",
    )


def test_life_expectancy_is_deferred_where_the_table_has_no_such_column(spec):
    spec(
        """
          | sex | verdict
        --+-----+---------
        1 | M   | deferred
        2 | F   | deferred
        """,
        "C03_life_expectancy",
    )


def test_life_expectancy_is_judged_where_the_table_has_the_column(spec):
    spec(
        """
          | life_expectancy_months | verdict
        --+------------------------+--------
        1 | 2.9                    | fail
        2 | 3                      | pass
        3 |                        | unknown
        """,
        "C03_life_expectancy",
    )


def test_a_documented_rule_can_leave_people_out(spec):
    spec(
        """
          | sex | hbv | verdict
        --+-----+-----+---------------
        1 | M   | N   | not_applicable
        2 | F   | N   | fail
        3 | F   | Y   | deferred
        4 | F   |     | deferred
        5 |     | N   | deferred
        """,
        """
        kind: screening
        documented:
          kind: implication
          when: {kind: category, variable: sex, accept: [F]}
          then: {kind: flag, variable: hbv}
        """,
    )
