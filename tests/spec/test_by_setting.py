"""A different rule for each choice of a setting."""


def test_the_inr_limit_is_a_multiple_or_the_inr_itself(spec):
    table = """
          | inr | inr_uln | verdict
        --+-----+---------+--------
        1 | 1.5 | 1.2     | pass
        2 | 1.8 | 1.2     | {}
        3 | 1.5 |         | {}
        4 | 1.9 | 1.2     | fail
        """
    spec(table.format("pass", "unknown"), "C09h_inr", inr_mode="xULN")
    spec(table.format("fail", "pass"), "C09h_inr", inr_mode="absolute")


def test_intolerance_counts_as_failure_where_chosen(spec):
    table = """
          | disease_status | prior_systemic_lines | last_line_outcome | verdict
        --+----------------+----------------------+-------------------+--------
        1 | metastatic     | 2                    | progression       | pass
        2 | metastatic     | 2                    | intolerance       | {}
        3 | metastatic     | 2                    | stable            | fail
        4 | metastatic     | 2                    |                   | unknown
        """
    spec(table.format("fail"), "C07_disease_and_lines", intolerance_counts_as_failure="false")
    spec(table.format("pass"), "C07_disease_and_lines", intolerance_counts_as_failure="true")


def test_choices_can_be_of_different_kinds(spec):
    asked = """
    settings: {mode: {label: mode, options: {number: a number, later: at screening}, value: number}}
    rule:
      kind: by_setting
      setting: mode
      choices:
        number: {kind: threshold, value: anc, at_least: 1}
        later: {kind: screening}
    """
    spec(
        """
          | anc | verdict
        --+-----+--------
        1 | 2   | pass
        2 | 0.5 | fail
        3 |     | unknown
        """,
        asked,
    )
    spec(
        """
          | anc | verdict
        --+-----+---------
        1 | 2   | deferred
        2 | 0.5 | deferred
        """,
        asked,
        mode="later",
    )
