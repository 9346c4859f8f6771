"""Units: every unit of every quantity, through the table reader, gives the verdict of its standard unit."""

import pytest

import criteria as cr
from tests import tables

# One variable of each quantity; the same amount, written in each of its units. Factors: specification section 3.1.
SAME_AMOUNT = {
    "anc": {
        "10*9/L": 2.5, "10*3/uL": 2.5, "10*3/mm3": 2.5, "K/uL": 2.5, "G/L": 2.5,
        "/uL": 2500, "/mm3": 2500, "cells/uL": 2500, "cells/mm3": 2500,
    },
    "hb": {"g/L": 161.14, "g/dL": 16.114, "mmol/L": 10},
    "ast": {"U/L": 60, "IU/L": 60, "ukat/L": 1, "nkat/L": 1000},
    "tbil": {"umol/L": 17.1, "mg/dL": 1},
    "creatinine": {"umol/L": 88.4, "mg/dL": 1, "mmol/L": 0.0884},
    "crcl_measured": {"mL/min": 60, "mL/s": 1},
    "weight": {"kg": 45.359237, "lb": 100, "g": 45359.237},
    "height": {"cm": 152.4, "m": 1.524, "in": 60},
    "aptt": {"s": 40},
    "labs_age_days": {"d": 40},
    "life_expectancy_months": {"mo": 3},
    "age": {"a": 40},
    "inr": {"1": 1.2},
}  # fmt: skip


@pytest.mark.parametrize(
    ("variable", "unit"), [(variable, unit) for variable, units in SAME_AMOUNT.items() for unit in units]
)
def test_the_same_amount_passes_in_each_unit_at_the_limit_itself(spec, variable, unit):
    units = SAME_AMOUNT[variable]
    standard, amount = next(iter(units.items()))[1], units[unit]
    table = """
          | {} [{}] | verdict
        --+---------+--------
        1 | {}      | {}
        2 | {}      | {}
        """
    at_least = f"{{kind: threshold, value: {variable}, at_least: {standard}}}"
    spec(table.format(variable, unit, amount, "pass", amount * 0.97, "fail"), at_least)
    spec(table.format(variable, unit, amount, "pass", amount * 1.03, "fail"), at_least.replace("least", "most"))


def test_every_unit_of_the_dictionary_is_in_this_chapter():
    quantities = {v.quantity: v.name for v in cr.DICTIONARY.values() if v.kind == "number"}
    assert {cr.DICTIONARY[name].quantity for name in SAME_AMOUNT} == set(quantities)
    for name, units in SAME_AMOUNT.items():
        allowed = _refused_units(name)
        assert allowed == set(units)
        assert cr.DICTIONARY[name].unit == next(iter(units))


def _refused_units(name):
    """The units that a refusal of an unknown one lists."""
    with pytest.raises(cr.Refused) as refused:
        tables.dataset({f"{name} [furlong]": [1]})
    (problem,) = refused.value.problems
    return set(problem.message.split("is not one of: ")[1].split(";")[0].split(", "))


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("µmol/L", 88.4),  # micro sign
        ("μmol/L", 88.4),  # Greek mu
        ("UMOL/L", 88.4),
        (" umol/L ", 88.4),
        ("MG/DL", 1),
        ("mg / dL", 1),
    ],
)
def test_a_unit_may_be_spelled_as_people_spell_it(spec, written, amount):
    spec(
        f"""
          | creatinine [{written}] | verdict
        --+------------------------+--------
        1 | {amount}               | pass
        2 | {amount * 0.9}         | fail
        """,
        "{kind: threshold, value: creatinine, at_least: 88.4}",
    )


@pytest.mark.parametrize("written", ["10^9/L", "10*9/L", "×10*9/L", "g/l"])
def test_a_power_may_be_spelled_as_people_spell_it(spec, written):
    spec(
        f"""
          | anc [{written}] | verdict
        --+-----------------+--------
        1 | 1.0             | pass
        2 | 0.9             | fail
        """,
        "C09a_anc",
    )


def test_a_unit_may_be_spelled_as_the_program_spells_it():
    for name in SAME_AMOUNT:
        written = cr.unit_in_words(cr.DICTIONARY[name].unit)
        assert tables.dataset({f"{name} [{written}]" if written else name: [2]})


def test_value_and_upper_limit_may_have_units_of_their_own(spec):
    """150 U/L are 2.5 ukat/L, and 60 U/L are 1 ukat/L: 2.5 times in every pairing."""
    for value, uln in (("U/L", "U/L"), ("ukat/L", "ukat/L"), ("U/L", "ukat/L"), ("ukat/L", "U/L"), ("nkat/L", "U/L")):
        at, above = {"U/L": (150, 151), "ukat/L": (2.5, 2.52), "nkat/L": (2500, 2520)}[value]
        limit = {"U/L": 60, "ukat/L": 1}[uln]
        spec(
            f"""
              | ast [{value}] | ast_uln [{uln}] | liver_mets | verdict
            --+---------------+-----------------+------------+--------
            1 | {at}          | {limit}         | N          | pass
            2 | {above}       | {limit}         | N          | fail
            """,
            "C09d_ast",
        )


def test_the_fallback_is_in_the_standard_unit_whatever_the_tables(spec):
    """40 U/L, the fallback of men, are 0.6667 ukat/L."""
    spec(
        """
          | ast [ukat/L] | sex | liver_mets | verdict
        --+--------------+-----+------------+--------
        1 | 1.66         | M   | N          | pass
        2 | 1.68         | M   | N          | fail
        """,
        "C09d_ast",
        uln_fallback="defaults",
    )


def test_cockcroft_gault_in_other_units(spec):
    """68 years, 100 lb, 1 mg/dL: 72 x 45.359237 / 72 = 45.36 mL/min; ideal at 60 inches: 50."""
    table = """
          | age | sex | weight [lb] | height [in] | creatinine [mg/dL] | verdict
        --+-----+-----+-------------+-------------+--------------------+--------
        1 | 68  | M   | 100         | 60          | 1                  | {}
        """
    spec(table.format("pass"), "C09g_crcl", crcl_min=45)
    spec(table.format("fail"), "C09g_crcl", crcl_min=50)
    spec(table.format("pass"), "C09g_crcl", crcl_min=50, cg_weight="ideal")


def test_a_censored_value_is_converted_at_its_end(spec):
    spec(
        """
          | hb [g/dL] | verdict
        --+-----------+--------
        1 | <9        | fail
        2 | <9.1      | unknown
        3 | >=9       | pass
        4 | 9-10      | pass
        """,
        "C09c_hb",
    )


def test_a_value_is_implausible_in_its_standard_unit(spec):
    """120 g/dL of haemoglobin is a mistaken unit: unknown, never a pass."""
    spec(
        """
          | hb [g/dL] | verdict
        --+-----------+--------
        1 | 12        | pass
        2 | 120       | unknown
        3 | 1.9       | unknown
        """,
        "C09c_hb",
    )
