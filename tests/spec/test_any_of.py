"""ANY OF: Kleene's OR. Any pass passes, else any unknown is unknown, else it fails."""


def test_the_table_of_or(spec):
    spec(
        """
          | hbv | gilbert | verdict
        --+-----+---------+--------
        1 | Y   | Y       | pass
        2 | Y   | N       | pass
        3 | Y   |         | pass
        4 | N   | Y       | pass
        5 | N   | N       | fail
        6 | N   |         | unknown
        7 |     | Y       | pass
        8 |     | N       | unknown
        9 |     |         | unknown
        """,
        "{kind: any_of, rules: [{kind: flag, variable: hbv}, {kind: flag, variable: gilbert}]}",
    )


def test_or_of_one_is_that_one(spec):
    spec(
        """
          | hbv | verdict
        --+-----+--------
        1 | Y   | pass
        2 | N   | fail
        3 |     | unknown
        """,
        "{kind: any_of, rules: [{kind: flag, variable: hbv}]}",
    )


def test_metastatic_disease_needs_no_recurrence_and_recurrence_needs_its_six_months(spec):
    spec(
        """
          | disease_status           | recurrence_path_confirmed | months_rt_to_recurrence | verdict
        --+--------------------------+---------------------------+-------------------------+--------
        1 | metastatic               |                           |                         | pass
        2 | recurrent_and_metastatic | N                         | 2                       | pass
        3 | recurrent                | Y                         | 6                       | pass
        4 | recurrent                | Y                         | 5.9                     | fail
        5 | recurrent                | N                         | 24                      | fail
        6 | recurrent                |                           | 24                      | unknown
        7 | recurrent                | Y                         |                         | unknown
        8 | recurrent                | N                         |                         | fail
        9 | locally_advanced         | Y                         | 24                      | fail
       10 |                          | Y                         | 24                      | unknown
       11 |                          | N                         | 2                       | unknown
        """,
        """
        limits: {months: {label: recurrence after, unit: mo, value: 6, min: 0, max: 12, step: 1}}
        rule:
          kind: any_of
          rules:
            - {kind: category, variable: disease_status, accept: [metastatic, recurrent_and_metastatic]}
            - kind: all_of
              rules:
                - {kind: category, variable: disease_status, accept: [recurrent]}
                - {kind: flag, variable: recurrence_path_confirmed}
                - {kind: threshold, value: months_rt_to_recurrence, at_least: {limit: months}}
        """,
    )


def test_the_interval_to_recurrence_moves_with_its_limit(spec):
    table = """
          | disease_status | recurrence_path_confirmed | months_rt_to_recurrence | prior_systemic_lines | \
last_line_outcome | verdict
        --+----------------+---------------------------+-------------------------+----------------------+-\
------------------+--------
        1 | recurrent      | Y                         | 6                       | 2                    | \
progression       | pass
        2 | recurrent      | Y                         | 3                       | 2                    | \
progression       | {}
        """
    spec(table.format("fail"), "C07_disease_and_lines")
    spec(table.format("pass"), "C07_disease_and_lines", recurrence_min_months=3)
