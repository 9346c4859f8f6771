"""A range: both ends inside; an age is counted in completed years."""


def test_both_ends_of_the_age_are_inside(spec):
    spec(
        """
          | age | verdict
        --+-----+--------
        1 | 17  | fail
        2 | 18  | pass
        3 | 75  | pass
        4 | 76  | fail
        5 |     | unknown
        """,
        "C02_age",
    )


def test_an_age_is_counted_in_completed_years(spec):
    spec(
        """
          | age   | verdict
        --+-------+--------
        1 | 17.9  | fail
        2 | 75.9  | pass
        3 | 76.0  | fail
        """,
        "C02_age",
    )


def test_both_limits_move(spec):
    spec(
        """
          | age | verdict
        --+-----+--------
        1 | 15  | fail
        2 | 16  | pass
        3 | 80  | pass
        4 | 81  | fail
        """,
        "C02_age",
        age_min=16,
        age_max=80,
    )


def test_other_numbers_are_not_cut_to_whole_ones(spec):
    spec(
        """
          | anc | verdict
        --+-----+--------
        1 | 0.9 | fail
        2 | 1.5 | pass
        3 | 2.1 | fail
        """,
        "{kind: range, value: anc, at_least: 1, at_most: 2}",
    )


def test_a_range_of_one_value_holds_that_value(spec):
    spec(
        """
          | ecog | verdict
        --+------+--------
        1 | 0    | fail
        2 | 1    | pass
        3 | 2    | fail
        """,
        "{kind: range, value: ecog, at_least: 1, at_most: 1}",
    )


def test_a_range_can_be_of_a_multiple_of_the_upper_limit(spec):
    spec(
        """
          | ast | ast_uln | verdict
        --+-----+---------+--------
        1 | 20  | 40      | fail
        2 | 40  | 40      | pass
        3 | 100 | 40      | pass
        4 | 101 | 40      | fail
        5 | 100 |         | unknown
        """,
        "{kind: range, value: {kind: times_uln, variable: ast, uln: ast_uln}, at_least: 1, at_most: 2.5}",
    )


def test_the_tolerance_holds_at_both_ends(spec):
    spec(
        """
          | anc           | verdict
        --+---------------+--------
        1 | 0.9999999995  | pass
        2 | 2.000000001   | pass
        3 | 2.00000001    | fail
        """,
        "{kind: range, value: anc, at_least: 1, at_most: 2}",
    )
