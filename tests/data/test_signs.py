"""Decimal and thousands signs: what a column says of itself, what its table says, and when a person must."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.data.columns.numbers import Reads, spelled
from criteria.data.columns.signs import AMOUNT, amount
from criteria.data.map_file import parse_map
from criteria.data.raw import Raw
from criteria.data.tables import dataset_from
from tests.data.test_numbers import rows

HEADERS = {
    "hb": "hb [g/dL]", "ast": "ast [U/L]", "plt": "plt [/mm3]", "anc": "anc [/mm3]", "inr": "inr",
    "creatinine": "creatinine [mg/dL]", "plt9": "plt [10*9/L]", "weight": "weight [kg]",
}  # fmt: skip


def columns_of(text):
    """`ast: 57 1.234; hb: 9,5 10,5` as a frame of text."""
    named = (part.split(":") for part in text.split(";"))
    return pd.DataFrame(
        {HEADERS[name.strip()]: pd.Series(values.split(), dtype="str") for name, values in named}
    )  # fmt: skip


def read(text, map_text=""):
    table_map = parse_map(map_text) if map_text else None
    return dataset_from(Raw("t", columns_of(text)), table_map)


# What the first column is read as, in the standard unit, or what refuses it.
SIGNS = """
    columns                                  | read              | told
    hb: 9,5 10,25                            | 95 102.5          | decimal-comma
    hb: 9,5 10.25                            | 95 102.5          | decimal-comma
    hb: 9.5 10.25                            | 95 102.5          |
    ast: 1,5 1.234                           | 1.5 1234          | decimal-comma thousands
    ast: 57,5 1.234                          | 57.5 1234         | decimal-comma thousands
    ast: 57.5 1,234                          | 57.5 1234         | thousands
    ast: 57.5 1.234                          | 57.5 1.234        |
    ast: 1.234.567 57                        | nan 57            | implausible decimal-comma
    ast: 1.234,5 57                          | 1234.5 57         | decimal-comma
    ast: 1,234.5 57                          | 1234.5 57         |
    ast: 57 1.234                            | refused           |
    ast: 57 1,234                            | refused           |
    ast: 57 1.234; hb: 9,5 10,5              | refused           |
    ast: 57 1.234; hb: 9.5 10.5              | refused           |
    ast: 57 1,234; hb: 9.5 10.5              | refused           |
    plt: 226.073 180.500; hb: 9,5 10,5       | 226.073 180.5     | decimal-comma thousands
    plt: 226,073 180,500; hb: 9.5 10.5       | 226.073 180.5     | thousands
    plt: 226.073 180.500                     | refused           |
    anc: 1.280 2.100; hb: 9,5 10,5           | 1.28 2.1          | decimal-comma thousands
    anc: 1.280 900; hb: 9,5 10,5             | 1.28 0.9          | decimal-comma thousands
    creatinine: 1.107 1.114; inr: 1,1 1,2    | refused           |
    creatinine: 1.107 1.114; inr: 1.1 1.2    | 97.8588 98.4776   |
    creatinine: 1,107 1,114; inr: 1,1 1,2    | 97.8588 98.4776   | decimal-comma
    creatinine: 1,107 1,114                  | 97.8588 98.4776   | decimal-comma
    creatinine: 1.107 1                      | 97.8588 88.4      |
    weight: 70.125 65.250                    | 70.125 65.25      |
    plt9: 1.210 60; hb: 9,5 10,5             | refused           |
    plt: <226.073 >180.500; hb: 9,5 10,5     | 0 180.5           | decimal-comma thousands
    ast: <1.234 57; hb: 9,5 10,5             | refused           |
    inr: 1,125 1,250; ast: 1.234,5 57        | 1.125 1.25        | decimal-comma
    ast: 1.234 1,234                         | refused           |
    ast: 0,5 0.7 1.234                       | refused           |
    inr: 1,1 1.2 1.100                       | 1.1 1.2 1.1       | decimal-comma
"""


@pytest.mark.parametrize("row", rows(SIGNS), ids=lambda row: row["columns"])
def test_what_a_point_or_a_comma_is(row):
    if row["read"] == "refused":
        with pytest.raises(cr.Refused) as refused:
            read(row["columns"])
        (problem,) = refused.value.problems
        assert (problem.code, problem.subject) == ("decimal-sign", row["columns"].split(":")[0].removesuffix("9"))
        assert "decimal: '.'" in problem.message
        assert "decimal: ','" in problem.message
        return
    patients = read(row["columns"])
    column = next(iter(patients.columns.values()))
    assert column.low.tolist() == pytest.approx([float(each) for each in row["read"].split()], nan_ok=True)
    assert {note.code for note in patients.notes} == set(row["told"].split())


@pytest.mark.parametrize(("sign", "expected"), [(".", [57, 1.234]), (",", [57, 1234])])
def test_the_map_settles_it(sign, expected):
    patients = read("ast: 57 1.234", f"columns: {{ast: {{column: 'ast [U/L]', unit: U/L, decimal: '{sign}'}}}}")
    assert patients.columns["ast"].low.tolist() == expected


@given(
    st.floats(0.001, 99_999.9, allow_nan=False),
    st.integers(0, 4),
    st.sampled_from([".", ","]),
    st.sampled_from(["", ".", ",", " ", "'"]),
)
def test_a_number_printed_in_any_convention_is_read_back(value, digits, decimal, thousands):
    """Or it is one of those that may be two numbers, which then is one of the two."""
    if thousands == decimal:
        thousands = ""
    printed = f"{value:,.{digits}f}".replace(",", "T").replace(".", decimal).replace("T", thousands)
    found = amount(printed)
    assert found is not None
    exact = float(f"{value:.{digits}f}")
    readings = {found.value, found.read(frozenset({found.either}))}
    assert exact == pytest.approx(min(readings, key=lambda each: abs(each - exact)))
    assert found.either or len(readings) == 1


@pytest.mark.parametrize("text", ["1.3.2024", "1.2.3", "1,2,3", "1.23.456", "", ".", ",", "1.234,567,8", "12,34,5",
                                  "12E4567", "1e999", "-1e999", "0e999", "9" * 400])  # fmt: skip
def test_what_is_no_amount(text):
    assert amount(text) is None


@given(
    st.from_regex(AMOUNT, fullmatch=True)
    | st.from_regex(r"[-+]?[0-9]{1,4}[.,]?[0-9]{0,3}[eE][-+]?[0-9]{1,6}", fullmatch=True)
)
def test_whatever_the_digits_an_amount_is_finite_or_none(text):
    found = amount(text)
    assert found is None or math.isfinite(found.value)


@given(st.text("0123456789.,eE+-' <>/()٣²", max_size=16))
def test_whatever_the_signs_a_text_is_taken_apart_or_no_number(text):
    found = spelled(text, Reads())
    assert found is None or (math.isfinite(found.low.value) and math.isfinite(found.high.value))


@given(st.permutations(["57", "1.234", "0,5", "<3,5", "12,25", "8,4 H"]))
def test_the_order_of_rows_makes_no_difference(values):
    frame = pd.DataFrame({"ast [U/L]": pd.Series(values, dtype="str")})
    low = cr.dataset_of(frame, "t").columns["ast"].low
    assert dict(zip(values, low.tolist(), strict=True))["1.234"] == 1234
