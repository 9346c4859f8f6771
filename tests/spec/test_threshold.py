"""A threshold: the limit itself is inside, with a tolerance for arithmetic noise and for nothing else."""

import pytest

AT_LEAST = "{kind: threshold, value: anc, at_least: 1.0}"
AT_MOST = "{kind: threshold, value: ecog, at_most: 2}"


def test_a_minimum_holds_the_limit_itself(spec):
    spec(
        """
          | anc  | verdict
        --+------+--------
        1 | 0.99 | fail
        2 | 1.0  | pass
        3 | 1.01 | pass
        4 |      | unknown
        5 | 0    | fail
        """,
        AT_LEAST,
    )


def test_a_maximum_holds_the_limit_itself_and_zero_is_a_value(spec):
    spec(
        """
          | ecog | verdict
        --+------+--------
        1 | 0    | pass
        2 | 2    | pass
        3 | 3    | fail
        4 |      | unknown
        """,
        AT_MOST,
    )


def test_noise_of_a_billionth_decides_nobody_but_two_billionths_do(spec):
    spec(
        """
          | anc              | note                     | verdict
        --+------------------+--------------------------+--------
        1 | 0.9999999995     | within 1e-9              | pass
        2 | 0.999999998      | two billionths below     | fail
        3 | 1.0000000005     |                          | pass
        """,
        AT_LEAST,
    )
    spec(
        """
          | anc              | note                     | verdict
        --+------------------+--------------------------+--------
        1 | 1.0000000005     | within 1e-9              | pass
        2 | 1.000000002      | two billionths above     | fail
        """,
        "{kind: threshold, value: anc, at_most: 1.0}",
    )


def test_the_tolerance_grows_with_the_limit(spec):
    spec(
        """
          | plt           | verdict
        --+---------------+--------
        1 | 79.99999995   | pass
        2 | 79.9999998    | fail
        """,
        "{kind: threshold, value: plt, at_least: 80}",
    )


def test_noise_of_arithmetic_decides_nobody(spec):
    """0.3 of a limit of 0.1 + 0.2, and 4.6 x 1.5 of a limit of 6.9, are at the limit."""
    spec(
        """
          | anc | verdict
        --+-----+--------
        1 | 0.3 | pass
        """,
        "{kind: threshold, value: anc, at_least: 0.30000000000000004}",
    )


def test_nothing_is_rounded_before_it_is_compared(spec):
    spec(
        """
          | crcl_measured | verdict
        --+---------------+--------
        1 | 49.6          | fail
        2 | 49.99         | fail
        3 | 50            | pass
        """,
        "C09g_crcl",
    )


@pytest.mark.parametrize(
    ("criterion", "limit", "table"),
    [
        ("C03_life_expectancy", "life_expectancy_min_months", "life_expectancy_months"),
        ("C09a_anc", "anc_min", "anc"),
        ("C09b_plt", "plt_min", "plt"),
        ("C09c_hb", "hb_min", "hb"),
        ("C09g_crcl", "crcl_min", "crcl_measured"),
    ],
)
def test_every_minimum_of_the_protocol_moves_with_its_limit(spec, reference, criterion, limit, table):
    own = reference.limits[limit]
    below = own.value - own.step
    spec(
        f"""
          | {table} | verdict
        --+---------+--------
        1 | {below} | fail
        2 | {own.value} | pass
        """,
        criterion,
    )
    spec(
        f"""
          | {table} | verdict
        --+---------+--------
        1 | {below} | pass
        """,
        criterion,
        **{limit: round(below, 6)},
    )


@pytest.mark.parametrize(
    ("criterion", "limit", "variable"),
    [
        ("C04_ecog", "ecog_max", "ecog"),
        ("C10_residual_toxicity", "residual_tox_max_grade", "max_residual_tox_grade"),
    ],
)
def test_every_maximum_of_the_protocol_moves_with_its_limit(spec, reference, criterion, limit, variable):
    own = reference.limits[limit]
    above = own.value + 1
    spec(
        f"""
          | {variable} | verdict
        --+------------+--------
        1 | {own.value} | pass
        2 | {above} | fail
        """,
        criterion,
    )
    spec(
        f"""
          | {variable} | verdict
        --+------------+--------
        1 | {above} | pass
        """,
        criterion,
        **{limit: above},
    )


def test_a_column_the_table_lacks_is_unknown_for_everyone(spec):
    spec(
        """
          | plt | verdict
        --+-----+--------
        1 | 200 | unknown
        2 |     | unknown
        """,
        AT_LEAST,
    )
