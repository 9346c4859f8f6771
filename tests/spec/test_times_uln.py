"""A multiple of the upper limit of normal: from the table, or from the fallback table by sex where that is chosen."""

import pytest

INR = "{kind: threshold, value: {kind: times_uln, variable: inr, uln: inr_uln}, at_most: 1.5}"
FALLBACK = "{{kind: threshold, value: {{kind: times_uln, variable: {0}, uln: {0}_uln, fallback: {1}}}, at_most: 1}}"


def test_the_laboratorys_own_upper_limit_decides(spec):
    spec(
        """
          | inr  | inr_uln | verdict
        --+------+---------+--------
        1 | 1.8  | 1.2     | pass
        2 | 1.81 | 1.2     | fail
        3 | 1.8  | 1.1     | fail
        4 | 1.8  |         | unknown
        5 |      | 1.2     | unknown
        """,
        INR,
    )


def test_noise_of_a_ratio_decides_nobody(spec):
    """1.65 / 1.1 and 58.8 / 39.2 are not exactly 1.5 in a computer."""
    spec(
        """
          | aptt  | aptt_uln | verdict
        --+-------+----------+--------
        1 | 58.8  | 39.2     | pass
        2 | 53.55 | 35.7     | pass
        3 | 60.15 | 40.1     | pass
        4 | 60.16 | 40.1     | fail
        """,
        "C09i_aptt",
    )


@pytest.mark.parametrize(
    ("criterion", "variable", "limit"),
    [("C09h_inr", "inr", "inr_max_xuln"), ("C09i_aptt", "aptt", "aptt_max_xuln")],
)
def test_the_coagulation_limits_move(spec, criterion, variable, limit):
    table = f"""
          | {variable} | {variable}_uln | verdict
        --+------------+----------------+--------
        1 | 15         | 10             | pass
        2 | 15         | 7.5            | {{}}
        """.replace("15 ", "15" if variable == "inr" else "30").replace("10 ", "10" if variable == "inr" else "20")
    table = table.replace("7.5", "7.5" if variable == "inr" else "15")
    spec(table.format("fail"), criterion)
    spec(table.format("pass"), criterion, **{limit: 2.0})


@pytest.mark.parametrize(
    ("variable", "male", "female"),
    [("ast", 40, 35), ("alt", 50, 40), ("tbil", 26, 21), ("inr", 1.2, 1.2), ("aptt", 40, 40)],
)
def test_a_missing_upper_limit_is_taken_by_sex_where_chosen(spec, variable, male, female):
    """At the limit of men, above it, at that of women, and above; where the sex is unknown both must agree."""
    between = "unknown" if male != female else "pass"
    table = f"""
          | {variable}    | {variable}_uln | sex | note                     | verdict
        --+---------------+----------------+-----+--------------------------+--------
        1 | {male}        |                | M   |                          | pass
        2 | {male * 1.01} |                | M   |                          | fail
        3 | {female}      |                | F   |                          | pass
        4 | {female * 1.01} |              | F   |                          | fail
        5 | {female}      |                |     | inside both              | pass
        6 | {male}        |                |     | inside one of them       | {between}
        7 | {male * 1.01} |                |     | outside both             | fail
        8 | {male}        | {male / 2}     | M   | its own limit is used    | fail
        9 |               |                | M   |                          | unknown
        """
    spec(table, FALLBACK.format(variable, "defaults"))


def test_without_the_fallback_a_missing_upper_limit_is_unknown(spec):
    spec(
        """
          | ast | ast_uln | sex | verdict
        --+-----+---------+-----+--------
        1 | 10  |         | M   | unknown
        2 | 900 |         | F   | unknown
        """,
        FALLBACK.format("ast", "none"),
    )


def test_the_fallback_needs_no_column_of_upper_limits_and_no_column_of_sexes(spec):
    spec(
        """
          | ast | verdict
        --+-----+--------
        1 | 35  | pass
        2 | 38  | unknown
        3 | 41  | fail
        """,
        FALLBACK.format("ast", "defaults"),
    )


@pytest.mark.parametrize(
    ("criterion", "variable", "value", "verdict"),
    [
        ("C09d_ast", "ast", 100, "pass"),
        ("C09d_ast", "ast", 101, "fail"),
        ("C09e_alt", "alt", 125, "pass"),
        ("C09e_alt", "alt", 126, "fail"),
        ("C09f_tbil", "tbil", 39, "pass"),
        ("C09f_tbil", "tbil", 40, "fail"),
        ("C09h_inr", "inr", 1.8, "pass"),
        ("C09h_inr", "inr", 1.9, "fail"),
        ("C09i_aptt", "aptt", 60, "pass"),
        ("C09i_aptt", "aptt", 61, "fail"),
    ],
)
def test_the_setting_switches_the_fallback_on_for_every_criterion(spec, criterion, variable, value, verdict):
    table = """
          | {} | sex | liver_mets | gilbert | verdict
        --+----+-----+------------+---------+--------
        1 | {} | M   | N          | N       | {}
        """
    spec(table.format(variable, value, "unknown"), criterion, uln_fallback="none")
    spec(table.format(variable, value, verdict), criterion, uln_fallback="defaults")


def test_an_upper_limit_written_as_a_range_is_its_upper_end_and_one_without_is_an_interval(spec):
    """`<40` is how a laboratory writes that 40 is the limit; of `>40` only so much is known."""
    spec(
        """
          | ast | ast_uln | verdict
        --+-----+---------+--------
        1 | 100 | <40     | pass
        2 | 101 | <40     | fail
        3 | 100 | >40     | pass
        4 | 110 | >40     | unknown
        """,
        "{kind: threshold, value: {kind: times_uln, variable: ast, uln: ast_uln}, at_most: 2.5}",
    )


TWICE = "{kind: threshold, value: {kind: times_uln, variable: ast, uln: ast_uln}, at_most: 2}"


def test_a_multiple_that_the_table_gives_is_used_as_it_is(spec):
    spec(
        """
          | ast_xuln | verdict
        --+----------+--------
        1 | 2        | pass
        2 | 2.01     | fail
        3 | 0        | pass
        4 |          | unknown
        5 | <1       | pass
        6 | >3       | fail
        7 | >1       | unknown
        """,
        TWICE,
    )


def test_a_value_and_its_own_limit_decide_before_a_multiple(spec):
    """They are what the laboratory reported; a multiple beside them was worked out by somebody."""
    spec(
        """
          | ast | ast_uln | ast_xuln | note                         | verdict
        --+-----+---------+----------+------------------------------+--------
        1 | 80  | 40      | 9        | value and limit              | pass
        2 | 120 | 40      | 1        | value and limit              | fail
        3 | 80  |         | 9        | no limit: the multiple       | fail
        4 |     | 40      | 1        | no value: the multiple       | pass
        5 |     |         | 9        | the multiple alone           | fail
        6 | 80  | 40      |          | value and limit              | pass
        7 | 80  |         |          | neither                      | unknown
        8 | >90 | 40      | 1        | more than 2.25 times         | fail
        9 | >60 | 40      | 1        | known only as an interval    | unknown
        """,
        TWICE,
    )


def test_a_multiple_decides_before_an_assumed_limit(spec):
    spec(
        """
          | ast | ast_uln | ast_xuln | sex | note                   | verdict
        --+-----+---------+----------+-----+------------------------+--------
        1 | 41  |         | 0.5      | M   | the multiple           | pass
        2 | 39  |         | 3        | M   | the multiple           | fail
        3 | 41  |         |          | M   | by the assumed 40      | fail
        4 | 41  | 80      | 3        | M   | by its own limit       | pass
        5 |     |         | 3        | M   | the multiple           | fail
        """,
        FALLBACK.format("ast", "defaults"),
    )


@pytest.mark.parametrize("variable", ["ast", "alt", "alp", "ggt", "ldh", "tbil", "creatinine", "inr", "aptt"])
def test_every_variable_with_an_upper_limit_has_its_multiple(spec, variable):
    rule = f"{{kind: threshold, value: {{kind: times_uln, variable: {variable}, uln: {variable}_uln}}, at_most: 1.5}}"
    spec(f"  | {variable}_xuln | verdict\n--+------+----\n1 | 1.5 | pass\n2 | 1.6 | fail\n", rule)


@pytest.mark.parametrize(
    ("criterion", "multiple", "verdict"),
    [
        ("C09d_ast", {"ast_xuln": 2.5}, "pass"),
        ("C09d_ast", {"ast_xuln": 3}, "fail"),
        ("C09e_alt", {"alt_xuln": 3}, "fail"),
        ("C09f_tbil", {"tbil_xuln": 1.5}, "pass"),
        ("C09f_tbil", {"tbil_xuln": 1.6}, "fail"),
        ("C09h_inr", {"inr_xuln": 1.5}, "pass"),
        ("C09i_aptt", {"aptt_xuln": 1.6}, "fail"),
    ],
)
def test_every_criterion_of_the_protocol_reads_it(spec, criterion, multiple, verdict):
    ((name, value),) = multiple.items()
    spec(
        f"  | {name} | liver_mets | gilbert | verdict\n--+---+---+---+---\n1 | {value} | N | N | {verdict}\n", criterion
    )


def test_an_absolute_reading_of_inr_reads_no_multiple(spec):
    spec("  | inr | inr_xuln | verdict\n--+---+---+---\n1 | 1.4 | 3 | pass\n", "C09h_inr", inr_mode="absolute")


def test_another_variables_limit_has_no_multiple(spec):
    """AST by the limit of ALT is no multiple of its own limit."""
    spec(
        "  | ast | alt_uln | ast_xuln | verdict\n--+---+---+---+---\n1 |  | 40 | 1 | unknown\n",
        TWICE.replace("ast_uln", "alt_uln"),
    )
