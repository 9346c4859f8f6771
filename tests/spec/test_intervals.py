"""Intervals: censored values, bands and open ends pass if every value in them passes, fail if every value fails."""


def test_censored_values_against_a_minimum(spec):
    spec(
        """
           | anc   | verdict
        ---+-------+--------
         1 | <0.5  | fail
         2 | <1.0  | fail
         3 | <=1.0 | unknown
         4 | <1.5  | unknown
         5 | >1.0  | pass
         6 | >=1.0 | pass
         7 | >0.5  | unknown
         8 | ≥1.0  | pass
         9 | ≤0.9  | fail
        10 | > 1.0 | pass
        """,
        "C09a_anc",
    )


def test_censored_values_against_a_maximum(spec):
    spec(
        """
          | aptt | aptt_uln | verdict
        --+------+----------+--------
        1 | <60  | 40       | pass
        2 | <=60 | 40       | pass
        3 | <70  | 40       | unknown
        4 | >60  | 40       | fail
        5 | >=60 | 40       | unknown
        6 | >59  | 40       | unknown
        7 | >150 | 40       | fail
        """,
        "C09i_aptt",
    )


def test_an_open_end_at_the_limit_is_open_in_every_unit(spec):
    for unit, limit in (("10*9/L", "80"), ("/uL", "80000"), ("cells/mm3", "80000")):
        spec(
            f"""
              | plt [{unit}] | verdict
            --+--------------+--------
            1 | <{limit}     | fail
            2 | >{limit}     | pass
            3 | {limit}      | pass
            4 | <={limit}    | unknown
            """,
            "C09b_plt",
        )


def test_age_bands(spec):
    spec(
        """
          | age   | note                   | verdict
        --+-------+------------------------+--------
        1 | 60-69 |                        | pass
        2 | 70-79 | straddles 75           | unknown
        3 | 70-75 |                        | pass
        4 | 76-79 |                        | fail
        5 | 90+   | 90 or more             | fail
        6 | 10-17 |                        | fail
        7 | 10-18 | straddles 18           | unknown
        8 | 60–69 | with an en dash        | pass
        9 | <18   | at most 17 completed   | fail
        """,
        "C02_age",
    )


def test_an_age_band_moves_with_its_limit(spec):
    spec(
        """
          | age   | verdict
        --+-------+--------
        1 | 70-79 | pass
        2 | 80-89 | unknown
        3 | 90+   | fail
        """,
        "C02_age",
        age_max=85,
    )
    spec(
        """
          | age   | verdict
        --+-------+--------
        1 | 90+   | unknown
        2 | 90-95 | pass
        """,
        "C02_age",
        age_max=95,
    )


def test_bands_of_scores(spec):
    spec(
        """
          | ecog | verdict
        --+------+--------
        1 | 1-2  | pass
        2 | 2-3  | unknown
        3 | 3-4  | fail
        4 | <=2  | pass
        5 | 3+   | fail
        6 | 2+   | unknown
        """,
        "C04_ecog",
    )


def test_an_interval_and_its_upper_limit(spec):
    """The ratio of 90-110 to 40 is 2.25 to 2.75."""
    spec(
        """
          | ast    | ast_uln | liver_mets | verdict
        --+--------+---------+------------+--------
        1 | 90-99  | 40      | N          | pass
        2 | 90-110 | 40      | N          | unknown
        3 | 101-110| 40      | N          | fail
        4 | 90-110 | 40      |            | unknown
        5 | 90-110 | 40      | Y          | pass
        6 | 90-99  | 40      |            | pass
        """,
        "C09d_ast",
    )


def test_a_censored_specimen_age(spec):
    spec(
        """
          | target_result | target_specimen_age_days | verdict
        --+---------------+--------------------------+--------
        1 | positive      | <365                     | pass
        2 | positive      | >365                     | unknown
        3 | positive      | 300-400                  | unknown
        """,
        "C05_target",
    )


def test_stale_for_certain_fails_where_chosen_and_perhaps_stale_does_not(spec):
    spec(
        """
          | target_result | target_specimen_age_days | verdict
        --+---------------+--------------------------+--------
        1 | positive      | >365                     | fail
        2 | positive      | 300-400                  | unknown
        """,
        "C05_target",
        stale_specimen="fail",
    )


def test_not_turns_an_interval_round(spec):
    spec(
        """
          | anc     | verdict
        --+---------+--------
        1 | <1.0    | pass
        2 | >=1.0   | fail
        3 | 0.9-1.1 | unknown
        """,
        "{kind: not, rule: {kind: threshold, value: anc, at_least: 1}}",
    )


def test_exact_values_keep_their_verdict_beside_intervals(spec):
    """One censored value in a column must not change how the others are read."""
    spec(
        """
          | anc  | verdict
        --+------+--------
        1 | 0.99 | fail
        2 | 1.0  | pass
        3 |      | unknown
        4 | <0.1 | fail
        """,
        "C09a_anc",
    )
