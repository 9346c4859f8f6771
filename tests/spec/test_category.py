"""A category: an accepted word passes, an undecided one is unknown, any other fails, a blank is unknown."""

TARGET = "{kind: category, variable: target_result, accept: [positive], undecided: [indeterminate]}"


def test_accepted_undecided_and_other_words(spec):
    spec(
        """
          | target_result | verdict
        --+---------------+--------
        1 | positive      | pass
        2 | indeterminate | unknown
        3 | negative      | fail
        4 |               | unknown
        """,
        TARGET,
    )


def test_without_undecided_words_every_other_word_fails(spec):
    spec(
        """
          | target_result | verdict
        --+---------------+--------
        1 | positive      | pass
        2 | indeterminate | fail
        3 | negative      | fail
        4 |               | unknown
        """,
        "{kind: category, variable: target_result, accept: [positive]}",
    )


def test_several_words_can_be_accepted(spec):
    spec(
        """
          | disease_status           | verdict
        --+--------------------------+--------
        1 | metastatic               | pass
        2 | recurrent_and_metastatic | pass
        3 | recurrent                | fail
        4 | locally_advanced         | fail
        5 | no_evidence_of_disease   | fail
        6 |                          | unknown
        """,
        "{kind: category, variable: disease_status, accept: [metastatic, recurrent_and_metastatic]}",
    )


def test_words_are_read_whatever_their_case_and_sex_in_full(spec):
    spec(
        """
          | sex    | verdict
        --+--------+--------
        1 | F      | pass
        2 | f      | pass
        3 | female | pass
        4 | Female | pass
        5 | M      | fail
        6 | male   | fail
        7 |        | unknown
        8 | NA     | unknown
        9 | other  | unknown
        """,
        "{kind: category, variable: sex, accept: [F]}",
    )


def test_a_variable_of_free_words_fails_any_word_that_is_not_accepted(spec):
    spec(
        """
          | country | verdict
        --+---------+--------
        1 | China   | pass
        2 | Vietnam | fail
        3 |         | unknown
        """,
        "{kind: category, variable: country, accept: [China, Malaysia]}",
    )


def test_a_column_the_table_lacks_is_unknown_for_everyone(spec):
    spec(
        """
          | anc | verdict
        --+-----+--------
        1 | 1   | unknown
        """,
        TARGET,
    )
