"""A flag: yes passes, no fails, a blank is unknown, or no where a setting closes the world for this variable."""

OPEN = "{kind: flag, variable: gilbert}"


def test_a_blank_is_unknown(spec):
    spec(
        """
          | gilbert | verdict
        --+---------+--------
        1 | Y       | pass
        2 | N       | fail
        3 |         | unknown
        """,
        OPEN,
    )


def test_a_blank_is_no_in_a_closed_world(spec):
    spec(
        """
          | gilbert | verdict
        --+---------+--------
        1 | Y       | pass
        2 | N       | fail
        3 |         | fail
        """,
        "{kind: flag, variable: gilbert, blank_is_no: true}",
    )


def test_yes_and_no_may_be_written_out(spec):
    spec(
        """
          | gilbert | verdict
        --+---------+--------
        1 | yes     | pass
        2 | True    | pass
        3 | y       | pass
        4 | no      | fail
        5 | FALSE   | fail
        6 | unknown | unknown
        7 | maybe   | unknown
        """,
        OPEN,
    )


def test_a_blank_lesion_is_unknown_unless_the_protocol_team_says_it_means_no(spec):
    table = """
          | measurable_disease | verdict
        --+--------------------+--------
        1 | Y                  | pass
        2 | N                  | fail
        3 |                    | {}
        """
    spec(table.format("unknown"), "C06_measurable")
    spec(table.format("fail"), "C06_measurable", assume_absent_if_blank=["measurable_disease"])


def test_the_world_is_closed_for_the_listed_variables_alone(spec):
    table = """
          | measurable_disease | verdict
        --+--------------------+--------
        1 |                    | unknown
        """
    spec(table, "C06_measurable", assume_absent_if_blank=["gilbert", "liver_mets"])


def test_a_blank_pathology_is_no_where_the_setting_says_so(spec):
    table = """
          | disease_status | recurrence_path_confirmed | months_rt_to_recurrence | prior_systemic_lines | \
last_line_outcome | verdict
        --+----------------+---------------------------+-------------------------+----------------------+-\
------------------+--------
        1 | recurrent      |                           | 12                      | 2                    | \
progression       | {}
        """
    spec(table.format("unknown"), "C07_disease_and_lines")
    spec(table.format("fail"), "C07_disease_and_lines", assume_absent_if_blank=["recurrence_path_confirmed"])


def test_a_blank_childbearing_potential_is_no_where_the_setting_says_so(spec):
    table = """
          | sex | childbearing_potential | pregnancy_test | verdict
        --+-----+------------------------+----------------+--------
        1 | F   |                        |                | {}
        """
    spec(table.format("unknown"), "C11_pregnancy")
    spec(table.format("not_applicable"), "C11_pregnancy", assume_absent_if_blank=["childbearing_potential"])
