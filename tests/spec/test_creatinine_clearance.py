"""Creatinine clearance: measured first, else Cockcroft-Gault, in mL/min, never rounded."""

import pytest

RULE = """
kind: threshold
value:
  kind: creatinine_clearance
  measured: crcl_measured
  creatinine: creatinine
  age: age
  weight: weight
  height: height
  sex: sex
  weight_basis: {basis}
at_least: {limit}
"""


def clearance(limit, basis="actual"):
    return RULE.format(limit=limit, basis=basis)


def test_a_man_of_the_published_example(spec):
    """55 years, 90 kg, 1.09 mg/dL: 85 x 90 / (72 x 1.09) = 97.477 mL/min."""
    table = """
          | age | sex | weight | creatinine [mg/dL] | verdict
        --+-----+-----+--------+--------------------+--------
        1 | 55  | M   | 90     | 1.09               | {}
        """
    spec(table.format("pass"), clearance(97.47))
    spec(table.format("fail"), clearance(97.48))


def test_a_woman_of_the_published_example(spec):
    """65 years, 60 kg, 85 umol/L: 75 x 60 x 0.85 x 88.4 / (72 x 85) = 55.25 mL/min."""
    table = """
          | age | sex | weight | creatinine [umol/L] | verdict
        --+-----+-----+--------+---------------------+--------
        1 | 65  | F   | 60     | 85                  | {}
        """
    spec(table.format("pass"), clearance(55.25))
    spec(table.format("fail"), clearance(55.2501))


def test_the_constant_is_88_4_and_nothing_near_it(spec):
    """40 years, 72 kg, 88.4 umol/L is exactly 100; 88.42 or the rounded 1.23 would give 100.02 or 100.2."""
    spec(
        """
          | age | sex | weight | creatinine [umol/L] | verdict
        --+-----+-----+--------+---------------------+--------
        1 | 40  | M   | 72     | 88.4                | pass
        2 | 40  | M   | 72     | 88.401              | fail
        """,
        clearance(100),
    )
    spec(
        """
          | age | sex | weight | creatinine [umol/L] | verdict
        --+-----+-----+--------+---------------------+--------
        1 | 40  | M   | 72     | 88.4                | pass
        """,
        clearance(100).replace("at_least", "at_most"),
    )


def test_at_the_limit_of_the_protocol(spec):
    """(140 - 40) x 72 x 88.4 / (72 x 176.8) = 50; a woman has 42.5."""
    spec(
        """
          | age | sex | weight | creatinine | verdict
        --+-----+-----+--------+------------+--------
        1 | 40  | M   | 72     | 176.8      | pass
        2 | 40  | M   | 72     | 177        | fail
        3 | 40  | F   | 72     | 176.8      | fail
        4 | 40  | F   | 72     | 150.28     | pass
        5 | 40  | F   | 72     | 150.3      | fail
        """,
        "C09g_crcl",
    )


def test_where_the_sex_is_unknown_both_must_agree(spec):
    spec(
        """
          | age | sex | weight | creatinine | verdict
        --+-----+-----+--------+------------+--------
        1 | 40  |     | 72     | 150        | pass
        2 | 40  |     | 72     | 160        | unknown
        3 | 40  |     | 72     | 180        | fail
        """,
        "C09g_crcl",
    )


def test_a_measured_clearance_comes_first(spec):
    spec(
        """
          | age | sex | weight | creatinine | crcl_measured | verdict
        --+-----+-----+--------+------------+---------------+--------
        1 | 40  | M   | 72     | 300        | 50            | pass
        2 | 40  | M   | 72     | 80         | 49            | fail
        3 |     |     |        |            | 50            | pass
        4 | 40  | M   | 72     | 80         |               | pass
        5 | 40  | M   | 72     | 300        |               | fail
        """,
        "C09g_crcl",
    )


@pytest.mark.parametrize("missing", ["age", "weight", "creatinine"])
def test_an_estimate_needs_everything_it_is_made_of(spec, missing):
    cells = {"age": "40", "sex": "M", "weight": "72", "creatinine": "80"} | {missing: ""}
    heads, values = " | ".join(cells), " | ".join(cells.values())
    spec(
        f"""
          | {heads} | verdict
        1 | {values} | unknown
        """,
        "C09g_crcl",
    )


def test_completed_years_count(spec):
    spec(
        """
          | age  | sex | weight | creatinine | verdict
        --+------+-----+--------+------------+--------
        1 | 40.9 | M   | 72     | 176.8      | pass
        2 | 41   | M   | 72     | 176.8      | fail
        """,
        "C09g_crcl",
    )


def test_an_age_band_gives_no_estimate(spec):
    spec(
        """
          | age   | sex | weight | creatinine | crcl_measured | verdict
        --+-------+-----+--------+------------+---------------+--------
        1 | 40-49 | M   | 72     | 80         |               | unknown
        2 | 90+   | M   | 72     | 300        |               | unknown
        3 | 40-49 | M   | 72     | 80         | 60            | pass
        4 | 40    | M   | 72     | 80         |               | pass
        """,
        "C09g_crcl",
    )


def test_the_weight_can_be_ideal_or_adjusted(spec):
    """60 inches are 152.4 cm: ideal 50 kg (45.5 for women), adjusted 50 + 0.4 x (100 - 50) = 70 kg."""
    table = """
          | age | sex | weight | height | creatinine [mg/dL] | verdict
        --+-----+-----+--------+--------+--------------------+--------
        1 | 68  | M   | 100    | 152.4  | 1                  | {}
        """
    actual, ideal, adjusted = 100.0, 50.0, 70.0
    for basis, clearly_at in (("actual", actual), ("ideal", ideal), ("adjusted", adjusted)):
        spec(table.format("pass"), clearance(clearly_at, basis))
        spec(table.format("fail"), clearance(clearly_at + 0.001, basis))


def test_the_ideal_weight_grows_with_height_and_differs_by_sex(spec):
    """70 inches: 50 + 23 = 73 kg (men), 45.5 + 23 = 68.5 kg x 0.85 = 58.225 (women)."""
    spec(
        """
          | age | sex | height | creatinine [mg/dL] | verdict
        --+-----+-----+--------+--------------------+--------
        1 | 68  | M   | 177.8  | 1                  | pass
        2 | 68  | F   | 177.8  | 1                  | fail
        3 | 68  |     | 177.8  | 1                  | unknown
        4 | 68  | M   |        | 1                  | unknown
        """,
        clearance(73, "ideal"),
    )
    spec(
        """
          | age | sex | height | creatinine [mg/dL] | verdict
        --+-----+-----+--------+--------------------+--------
        1 | 68  | F   | 177.8  | 1                  | pass
        """,
        clearance(58.225, "ideal"),
    )


def test_the_setting_chooses_the_weight(spec):
    table = """
          | age | sex | weight | height | creatinine [mg/dL] | verdict
        --+-----+-----+--------+--------+--------------------+--------
        1 | 68  | M   | 100    | 152.4  | 1.2                | {}
        """
    spec(table.format("pass"), "C09g_crcl")
    spec(table.format("fail"), "C09g_crcl", cg_weight="ideal")
    spec(table.format("pass"), "C09g_crcl", cg_weight="adjusted")


def test_only_ideal_and_adjusted_weight_need_the_height(spec):
    table = """
          | age | sex | weight | height | creatinine | verdict
        --+-----+-----+--------+--------+------------+--------
        1 | 40  | M   | 72     |        | 80         | {}
        """
    spec(table.format("pass"), "C09g_crcl", cg_weight="actual")
    spec(table.format("unknown"), "C09g_crcl", cg_weight="ideal")
    spec(table.format("unknown"), "C09g_crcl", cg_weight="adjusted")


def test_censored_values_bound_the_estimate(spec):
    """40 years, 72 kg: 8840 / creatinine. Below 100 means above 88; above 200 means below 44."""
    spec(
        """
          | age | sex | weight | creatinine | verdict
        --+-----+-----+--------+------------+--------
        1 | 40  | M   | 72     | <100       | pass
        2 | 40  | M   | 72     | >200       | fail
        3 | 40  | M   | 72     | <200       | unknown
        4 | 40  | M   | 72     | >100       | unknown
        5 | 40  | M   | 72     | 100-170    | pass
        6 | 40  | M   | 72     | 100-180    | unknown
        7 | 40  | M   | >72    | 176.8      | pass
        8 | 40  | M   | <72    | 176.8      | fail
        """,
        "C09g_crcl",
    )
