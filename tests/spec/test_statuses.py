"""A patient's status: excluded by any fail, else potential by any unknown, else eligible."""

TWO = """
criteria:
  - {id: A, number: "1", label: a, text: a, rule: {kind: flag, variable: hbv}}
  - {id: B, number: "2", label: b, text: b, rule: {kind: flag, variable: gilbert}}
"""


def test_the_status_of_every_combination(spec):
    spec(
        """
          | hbv | gilbert | A       | B       | status
        --+-----+---------+---------+---------+----------
        1 | Y   | Y       | pass    | pass    | eligible
        2 | Y   | N       | pass    | fail    | excluded
        3 | Y   |         | pass    | unknown | potential
        4 | N   | Y       | fail    | pass    | excluded
        5 | N   | N       | fail    | fail    | excluded
        6 | N   |         | fail    | unknown | excluded
        7 |     | Y       | unknown | pass    | potential
        8 |     | N       | unknown | fail    | excluded
        9 |     |         | unknown | unknown | potential
        """,
        TWO,
    )


def test_a_criterion_that_is_off_decides_nobodys_status_and_still_tells_its_verdict(spec):
    spec(
        """
          | hbv | gilbert | A       | B       | status
        --+-----+---------+---------+---------+----------
        1 | Y   | N       | pass    | fail    | eligible
        2 | Y   |         | pass    | unknown | eligible
        3 | N   | Y       | fail    | pass    | excluded
        """,
        TWO,
        off=["B"],
    )


def test_with_all_criteria_off_everyone_is_eligible(spec):
    spec(
        """
          | hbv | gilbert | status
        --+-----+---------+---------
        1 | N   | N       | eligible
        2 |     |         | eligible
        """,
        TWO,
        off=["A", "B"],
    )


def test_neutral_verdicts_leave_a_patient_eligible(spec):
    """A man whose consent, venous access and life expectancy are for screening has nothing open."""
    spec(
        """
          | sex | hbv | life_expectancy_months | apheresis_ok | C01_consent | C08_apheresis | C11_pregnancy
        --+-----+-----+------------------------+--------------+-------------+---------------+---------------
        1 | M   | Y   | 6                      |              | deferred    | deferred      | not_applicable
        """,
        "C01_consent",
    )
    spec(
        """
          | sex | hbv | status
        --+-----+-----+---------
        1 | M   | Y   | eligible
        2 | M   |     | eligible
        """,
        """
        criteria:
          - {id: A, number: "1", label: a, text: a, rule: {kind: screening}}
          - id: B
            number: "2"
            label: b
            text: b
            rule:
              kind: implication
              when: {kind: category, variable: sex, accept: [F]}
              then: {kind: flag, variable: hbv}
        """,
    )


def test_a_patient_of_whom_nothing_is_known_is_potential(spec):
    spec(
        """
          | age | sex | anc | C02_age | C04_ecog | C09a_anc | status
        --+-----+-----+-----+---------+----------+----------+----------
        1 |     |     |     | unknown | unknown  | unknown  | potential
        2 | 80  |     |     | fail    | unknown  | unknown  | excluded
        """,
        "C02_age",
    )
