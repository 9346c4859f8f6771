"""Units: every unit of every quantity, through the table reader, gives the verdict of its standard unit."""

import pint
import pytest

import criteria as cr
from criteria.model import units as unit_tables
from tests import tables

# One variable of each quantity; the same amount, written in each of its units. Factors: specification section 3.1.
SAME_AMOUNT = {
    "anc": {
        "10*9/L": 2.5, "10*3/uL": 2.5, "10*3/mm3": 2.5, "K/uL": 2.5, "G/L": 2.5,
        "/uL": 2500, "/mm3": 2500, "cells/uL": 2500, "cells/mm3": 2500,
        "10*4/uL": 0.25,
    },
    "hb": {"g/L": 161.14, "g/dL": 16.114, "mmol/L": 10},
    "ast": {"U/L": 60, "IU/L": 60, "ukat/L": 1, "nkat/L": 1000},
    "tbil": {"umol/L": 17.1, "mg/dL": 1},
    "creatinine": {"umol/L": 88.4, "mg/dL": 1, "mmol/L": 0.0884, "mg/L": 10},
    "albumin": {"g/L": 35, "g/dL": 3.5},
    "calcium": {"mmol/L": 2.495, "mg/dL": 10},
    "glucose": {"mmol/L": 5.55, "mg/dL": 100},
    "urea": {"mmol/L": 5.94405, "mg/dL of nitrogen": 16.65, "mg/dL of urea": 35.7},
    "urate": {"umol/L": 594.8, "mg/dL": 10},
    "crcl_measured": {"mL/min": 60, "mL/s": 1},
    "weight": {"kg": 45.359237, "lb": 100, "g": 45359.237},
    "height": {"cm": 152.4, "m": 1.524, "in": 60},
    "aptt": {"s": 40},
    "labs_age_days": {"d": 1461, "wk": 1461 / 7, "mo": 48, "a": 4},
    "life_expectancy_months": {"mo": 48, "d": 1461, "wk": 1461 / 7, "a": 4},
    "age": {"a": 40, "mo": 480, "wk": 14_610 / 7, "d": 14_610},
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


# How an independent unit library writes our units. Molar units of a substance need its molar mass, which such a library
# does not have; those factors are held against specification section 3.1 above.
IN_PINT = {
    "10*9/L": "1e9/liter", "10*3/uL": "1e3/microliter", "10*3/mm3": "1e3/millimeter**3", "K/uL": "1e3/microliter",
    "G/L": "1e9/liter", "/uL": "1/microliter", "/mm3": "1/millimeter**3", "cells/uL": "1/microliter",
    "cells/mm3": "1/millimeter**3", "U/L": "micromole/minute/liter", "IU/L": "micromole/minute/liter",
    "ukat/L": "micromole/second/liter", "nkat/L": "nanomole/second/liter", "g/L": "gram/liter",
    "g/dL": "gram/deciliter", "umol/L": "micromole/liter", "mmol/L": "millimole/liter", "mL/min": "milliliter/minute",
    "mL/s": "milliliter/second", "kg": "kilogram", "lb": "pound", "g": "gram", "cm": "centimeter", "m": "meter",
    "in": "inch", "s": "second", "d": "day", "wk": "week", "mo": "month", "a": "year", "1": "dimensionless",
    "10*4/uL": "1e4/microliter", "xULN": "dimensionless",
}  # fmt: skip
BY_MOLAR_MASS = {("haemoglobin", "mmol/L"), ("creatinine", "mg/L")} | {
    (name, f"mg/dL{of}")
    for name in ("bilirubin", "creatinine", "calcium", "glucose", "urate", "urea")
    for of in ("", " of nitrogen", " of urea")
}


@pytest.mark.parametrize("quantity", unit_tables.FACTORS)
def test_the_factors_are_those_of_an_independent_library(quantity):
    registry = pint.UnitRegistry()
    standard = registry.parse_expression(IN_PINT[unit_tables.standard(quantity)])
    for unit, factor in unit_tables.FACTORS[quantity].items():
        if (quantity, unit) not in BY_MOLAR_MASS:
            assert factor == pytest.approx((1 * registry.parse_expression(IN_PINT[unit]) / standard).m_as(""), rel=1e-9)


@pytest.mark.parametrize(
    ("quantity", "unit", "grams_per_mole"),
    [
        ("bilirubin", "mg/dL", 584.66), ("creatinine", "mg/dL", 113.12), ("calcium", "mg/dL", 40.078),
        ("glucose", "mg/dL", 180.16), ("urate", "mg/dL", 168.11), ("urea", "mg/dL of urea", 60.06),
        ("urea", "mg/dL of nitrogen", 28.01),
    ],
)  # fmt: skip
def test_the_factors_of_substances_are_near_those_of_their_molar_mass(quantity, unit, grams_per_mole):
    """The published factors are rounded; one of the published mistakes (83.3, 0.714) would be far off."""
    micromoles = 10_000 / grams_per_mole
    exact = micromoles if unit_tables.standard(quantity) == "umol/L" else micromoles / 1000
    assert unit_tables.FACTORS[quantity][unit] == pytest.approx(exact, rel=2e-3)


def test_a_spelling_means_one_unit_of_its_quantity():
    for quantity, table in unit_tables.FACTORS.items():
        for unit in table:
            for written in unit_tables.spellings(unit):
                assert written == "" or unit_tables.find(quantity, written) == unit, (quantity, written)


@pytest.mark.parametrize(
    ("quantity", "written", "unit"),
    [
        ("cells", "10E9/L", "10*9/L"), ("cells", "GI/L", "10*9/L"), ("cells", "THOU/uL", "10*3/uL"),
        ("cells", "thousand per microliter", "10*3/uL"), ("cells", "K/cumm", "10*3/mm3"),
        ("cells", "x10^9/l", "10*9/L"), ("clearance", "mL/min/1.73m2", None),
        ("haemoglobin", "gm/dl", "g/dL"), ("mass", "lbs", "lb"), ("mass", "[lb_av]", "lb"), ("length", "inches", "in"),
        ("years", "YEARS", "a"), ("number", "RATIO", "1"), ("urea", "mg/dL", None),
        ("haemoglobin", "g", None), ("cells", "%", None),
    ],
)  # fmt: skip
def test_how_laboratories_spell_units(quantity, written, unit):
    assert unit_tables.find(quantity, written) == unit


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
