"""NOT: pass and fail change places, unknown stays unknown."""


def test_not_swaps_pass_and_fail_and_keeps_unknown(spec):
    spec(
        """
          | hbv | verdict
        --+-----+--------
        1 | Y   | fail
        2 | N   | pass
        3 |     | unknown
        """,
        "{kind: not, rule: {kind: flag, variable: hbv}}",
    )


def test_not_of_a_maximum_leaves_the_limit_itself_outside(spec):
    spec(
        """
          | ecog | verdict
        --+------+--------
        1 | 1    | fail
        2 | 2    | fail
        3 | 3    | pass
        4 |      | unknown
        """,
        "{kind: not, rule: {kind: threshold, value: ecog, at_most: 2}}",
    )


def test_not_twice_is_the_rule_itself(spec):
    spec(
        """
          | hbv | verdict
        --+-----+--------
        1 | Y   | pass
        2 | N   | fail
        3 |     | unknown
        """,
        "{kind: not, rule: {kind: not, rule: {kind: flag, variable: hbv}}}",
    )


def test_not_of_a_combination_follows_de_morgan(spec):
    spec(
        """
          | hbv | gilbert | verdict
        --+-----+---------+--------
        1 | Y   | Y       | fail
        2 | Y   | N       | pass
        3 | Y   |         | unknown
        4 | N   |         | pass
        5 |     |         | unknown
        """,
        "{kind: not, rule: {kind: all_of, rules: [{kind: flag, variable: hbv}, {kind: flag, variable: gilbert}]}}",
    )
