"""A conditional limit: the branches agree, or the verdict is unknown."""

import pytest


@pytest.mark.parametrize(("criterion", "variable"), [("C09d_ast", "ast"), ("C09e_alt", "alt")])
def test_the_transaminase_limit_depends_on_liver_metastasis(spec, criterion, variable):
    """The table of specification section 2.2, with an upper limit of normal of 40."""
    spec(
        f"""
           | {variable} | {variable}_uln | liver_mets | note    | verdict
        ---+------------+----------------+------------+---------+--------
         1 | 100        | 40             | Y          | 2.5 x   | pass
         2 | 100        | 40             | N          | 2.5 x   | pass
         3 | 100        | 40             |            | 2.5 x   | pass
         4 | 100.4      | 40             | Y          | 2.51 x  | pass
         5 | 100.4      | 40             | N          | 2.51 x  | fail
         6 | 100.4      | 40             |            | 2.51 x  | unknown
         7 | 200        | 40             | Y          | 5 x     | pass
         8 | 200        | 40             | N          | 5 x     | fail
         9 | 200        | 40             |            | 5 x     | unknown
        10 | 200.4      | 40             | Y          | 5.01 x  | fail
        11 | 200.4      | 40             | N          | 5.01 x  | fail
        12 | 200.4      | 40             |            | 5.01 x  | fail
        13 |            | 40             | Y          | missing | unknown
        14 |            | 40             | N          | missing | unknown
        15 |            | 40             |            | missing | unknown
        """,
        criterion,
    )


def test_the_bilirubin_limit_depends_on_liver_metastasis_or_gilbert(spec):
    """The table of specification section 2.2, with an upper limit of normal of 10."""
    spec(
        """
           | tbil | tbil_uln | liver_mets | gilbert | verdict
        ---+------+----------+------------+---------+--------
         1 | 14   | 10       | Y          |         | pass
         2 | 17   | 10       | Y          |         | pass
         3 | 21   | 10       | Y          |         | fail
         4 | 14   | 10       | N          |         | pass
         5 | 17   | 10       | N          |         | unknown
         6 | 21   | 10       | N          |         | fail
         7 | 14   | 10       |            | N       | pass
         8 | 17   | 10       |            | N       | unknown
         9 | 21   | 10       |            | N       | fail
        10 | 14   | 10       | N          | N       | pass
        11 | 17   | 10       | N          | N       | fail
        12 | 21   | 10       | N          | N       | fail
        13 | 14   | 10       | N          | Y       | pass
        14 | 17   | 10       | N          | Y       | pass
        15 | 21   | 10       | N          | Y       | fail
        16 | 17   | 10       | Y          | Y       | pass
        17 | 21   | 10       | Y          | Y       | fail
        18 | 17   | 10       |            | Y       | pass
        19 | 17   | 10       |            |         | unknown
        20 |      | 10       | Y          | Y       | unknown
        """,
        "C09f_tbil",
    )


@pytest.mark.parametrize(("criterion", "variable"), [("C09d_ast", "ast"), ("C09e_alt", "alt")])
def test_gilbert_does_not_touch_the_transaminases(spec, criterion, variable):
    spec(
        f"""
          | {variable} | {variable}_uln | liver_mets | gilbert | verdict
        --+------------+----------------+------------+---------+--------
        1 | 120        | 40             | N          | Y       | fail
        2 | 120        | 40             | N          |         | fail
        """,
        criterion,
    )


def test_a_blank_metastasis_is_none_where_the_setting_says_so(spec):
    table = """
          | ast | ast_uln | liver_mets | verdict
        --+-----+---------+------------+--------
        1 | 120 | 40      |            | {}
        2 | 120 | 40      | Y          | pass
        """
    spec(table.format("unknown"), "C09d_ast")
    spec(table.format("fail"), "C09d_ast", assume_absent_if_blank=["liver_mets"])


def test_a_blank_gilbert_is_none_where_the_setting_says_so(spec):
    table = """
          | tbil | tbil_uln | liver_mets | gilbert | verdict
        --+------+----------+------------+---------+--------
        1 | 17   | 10       | N          |         | {}
        2 | 17   | 10       | N          | Y       | pass
        """
    spec(table.format("unknown"), "C09f_tbil")
    spec(table.format("fail"), "C09f_tbil", assume_absent_if_blank=["gilbert"])


def test_both_limits_move_on_their_own(spec):
    table = """
          | ast | ast_uln | liver_mets | verdict
        --+-----+---------+------------+--------
        1 | 120 | 40      | N          | {}
        2 | 120 | 40      |            | {}
        3 | 240 | 40      | Y          | {}
        """
    spec(table.format("fail", "unknown", "fail"), "C09d_ast")
    spec(table.format("pass", "pass", "fail"), "C09d_ast", ast_max_xuln=3.0)
    spec(table.format("fail", "unknown", "pass"), "C09d_ast", ast_max_xuln_liver_mets=6.0)


@pytest.mark.parametrize(
    ("criterion", "variable", "changes"),
    [
        ("C09e_alt", "alt", {"alt_max_xuln": 3.0, "alt_max_xuln_liver_mets": 6.0}),
        ("C09f_tbil", "tbil", {"tbil_max_xuln": 3.0, "tbil_max_xuln_liver_mets_or_gilbert": 5.0}),
    ],
)
def test_alt_and_bilirubin_have_limits_of_their_own(spec, criterion, variable, changes):
    table = f"""
          | {variable} | {variable}_uln | liver_mets | gilbert | verdict
        --+------------+----------------+------------+---------+--------
        1 | 120        | 40             | N          | N       | {{}}
        2 | 200.5      | 40             | Y          | N       | {{}}
        """
    spec(table.format("fail", "fail"), criterion)
    special = "fail" if variable == "tbil" else "pass"
    spec(table.format("pass", special), criterion, **changes)


def test_agreeing_branches_decide_whatever_the_condition(spec):
    spec(
        """
          | hbv | gilbert | lung_mets | verdict
        --+-----+---------+-----------+--------
        1 |     | Y       | Y         | pass
        2 |     | N       | N         | fail
        3 |     | Y       | N         | unknown
        4 |     | Y       |           | unknown
        5 |     | N       |           | unknown
        6 | Y   | Y       | N         | pass
        7 | Y   |         | Y         | unknown
        8 | N   | Y       | N         | fail
        9 | N   |         | Y         | pass
        """,
        """
        kind: conditional
        when: {kind: flag, variable: hbv}
        then: {kind: flag, variable: gilbert}
        otherwise: {kind: flag, variable: lung_mets}
        """,
    )
