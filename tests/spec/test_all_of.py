"""ALL OF: Kleene's AND. Any fail fails, else any unknown is unknown, else it passes."""


def test_the_table_of_and(spec):
    spec(
        """
          | hbv | gilbert | verdict
        --+-----+---------+--------
        1 | Y   | Y       | pass
        2 | Y   | N       | fail
        3 | Y   |         | unknown
        4 | N   | Y       | fail
        5 | N   | N       | fail
        6 | N   |         | fail
        7 |     | Y       | unknown
        8 |     | N       | fail
        9 |     |         | unknown
        """,
        "{kind: all_of, rules: [{kind: flag, variable: hbv}, {kind: flag, variable: gilbert}]}",
    )


def test_and_of_three(spec):
    spec(
        """
          | hbv | gilbert | lung_mets | verdict
        --+-----+---------+-----------+--------
        1 | Y   | Y       | Y         | pass
        2 | Y   |         | Y         | unknown
        3 |     |         | N         | fail
        """,
        """
        kind: all_of
        rules: [{kind: flag, variable: hbv}, {kind: flag, variable: gilbert}, {kind: flag, variable: lung_mets}]
        """,
    )


def test_and_of_one_is_that_one(spec):
    spec(
        """
          | hbv | verdict
        --+-----+--------
        1 | Y   | pass
        2 | N   | fail
        3 |     | unknown
        """,
        "{kind: all_of, rules: [{kind: flag, variable: hbv}]}",
    )


def test_target_and_its_specimen(spec):
    """Negative fails whatever the specimen's age; positive on an older specimen can be settled by a re-biopsy."""
    spec(
        """
          | target_result | target_specimen_age_days | verdict
        --+---------------+--------------------------+--------
        1 | positive      | 365                      | pass
        2 | positive      | 366                      | unknown
        3 | positive      |                          | unknown
        4 | negative      | 100                      | fail
        5 | negative      | 900                      | fail
        6 | negative      |                          | fail
        7 | indeterminate | 100                      | unknown
        8 |               | 100                      | unknown
        9 |               |                          | unknown
        """,
        "C05_target",
    )


def test_lines_and_their_failure(spec):
    """Too few lines fail even where the outcome of the last one is unknown."""
    spec(
        """
          | disease_status | prior_systemic_lines | last_line_outcome | verdict
        --+----------------+----------------------+-------------------+--------
        1 | metastatic     | 2                    | progression       | pass
        2 | metastatic     | 1                    | progression       | fail
        3 | metastatic     | 1                    |                   | fail
        4 | metastatic     | 2                    |                   | unknown
        5 | metastatic     | 2                    | stable            | fail
        6 | metastatic     | 2                    | ongoing_response  | fail
        7 | metastatic     |                      | progression       | unknown
        8 |                | 0                    |                   | fail
        """,
        "C07_disease_and_lines",
    )


def test_the_number_of_lines_moves_with_its_limit(spec):
    spec(
        """
          | disease_status | prior_systemic_lines | last_line_outcome | verdict
        --+----------------+----------------------+-------------------+--------
        1 | metastatic     | 1                    | progression       | pass
        2 | metastatic     | 0                    |                   | fail
        """,
        "C07_disease_and_lines",
        min_prior_lines=1,
    )
