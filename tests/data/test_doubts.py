"""Values that belie what they are said to be: zeros for missing, two units, real values that look like another one."""

import numpy as np
import pandas as pd
import pytest

import criteria as cr
from criteria.data.check import check
from criteria.data.map_file import parse_map
from criteria.data.proposal.questions import answered
from criteria.data.raw import Raw
from criteria.data.tables import dataset_from


def refused(columns, text=""):
    """The codes and subjects of what refuses a table, by map or by its headers; each with its message."""
    try:
        dataset_from(Raw("t", pd.DataFrame(columns)), parse_map(text) if text else None)
    except cr.Refused as refusal:
        return {(each.code, each.subject): each.message for each in refusal.problems}
    return {}


def notes(columns, text=""):
    patients = dataset_from(Raw("t", pd.DataFrame(columns)), parse_map(text) if text else None)
    return {(note.code, note.subject): note.count for note in patients.notes}


def suspected(columns, text=""):
    found = check(Raw("t", pd.DataFrame(columns)), parse_map(text) if text else None)
    return {(each.code, each.subject): each.count for each in found.findings if not each.refuses}


# --- zeros for missing ------------------------------------------------------------------------------------------------

REAL_ANC = [1.4, 3.8, 6.1, 2.4, 5.9, 4.0, 7.2, 3.2, 4.4, 5.0]
ZEROS = [
    # heading, values, whether the zeros are asked about
    ("anc [10*9/L]", [0, 0, *REAL_ANC], True),
    ("anc [10*9/L]", [0, *REAL_ANC], True),
    ("anc [10*9/L]", [0, 0, 0.1, 0.4, *REAL_ANC], False),
    ("anc [10*9/L]", REAL_ANC, False),
    ("anc [10*9/L]", [0, 0, 0], False),
    ("anc [/uL]", [0, 0, *(1000 * value for value in REAL_ANC)], True),
    ("wbc [10*9/L]", [0, 0, *(2 * value for value in REAL_ANC)], True),
    ("age", [0, 0, 40, 50, 60, 70], True),
    ("age", [0, 1, 2, 5, 60, 70], False),
    ("ecog", [0, 0, 1, 2], False),
    ("prior_systemic_lines", [0, 0, 3, 4], False),
    ("max_residual_tox_grade", [0, 0, 2, 2], False),
    ("target_specimen_age_days", [0, 0, 300, 400], False),
]


@pytest.mark.parametrize(("heading", "values", "asked"), ZEROS)
def test_a_zero_far_below_all_others_is_asked_about(heading, values, asked):
    name = heading.split(" [")[0]
    found = refused({heading: [*map(float, values)]})
    assert (("missing-code", name) in found) == asked
    if asked:
        assert "missing: ['0']" in found["missing-code", name]
        assert f"agreed: [missing-code:{name}]" in found["missing-code", name]


def test_the_map_says_what_a_zero_is():
    columns = {"n": [0.0, *REAL_ANC]}
    reading = "columns: {anc: {column: n, unit: 10*9/L%s}}"
    assert ("missing-code", "anc") in refused(columns, reading % "")
    assert refused(columns, reading % ", missing: ['0']") == {}
    assert refused(columns, reading % "" + "\nagreed: ['missing-code:anc']") == {}


@pytest.mark.parametrize("zero", ["0", "0.0", "0,0", " 0 "])
def test_a_zero_is_missing_however_it_is_written(zero):
    columns = {"n": pd.Series([zero, "1,5", "2,5"], dtype="str")}
    text = "columns: {anc: {column: n, unit: 10*9/L, missing: ['0']}}"
    patients = dataset_from(Raw("t", pd.DataFrame(columns)), parse_map(text))
    np.testing.assert_array_equal(patients.columns["anc"].low, [np.nan, 1.5, 2.5])


def test_a_zero_is_asked_about_where_a_map_is_proposed_and_both_answers_make_a_map_that_is_read():
    raw = Raw("t", pd.DataFrame({"Patient ID": [f"P{n}" for n in range(12)], "ANC (10^9/L)": [0, 0, *REAL_ANC]}))
    proposal = check(raw).proposal
    (asked,) = (each for each in proposal.questions if each.code == "missing-code")
    missing, values = (dataset_from(raw, answered(proposal.table_map, choice)) for choice in asked.choices)
    assert np.isnan(missing.columns["anc"].low[:2]).all()
    assert values.columns["anc"].low[:2].tolist() == [0, 0]


AGES = [
    # ages, whether the oldest is noticed
    ([*range(40, 80), *[85] * 8], True),
    ([*range(40, 80), *[80] * 8], True),
    ([*range(40, 80), *[80] * 8, 84], False),
    ([*range(40, 81)], False),
    ([*range(40, 80), *[77] * 8], False),
    ([60, 70, 90, 90, 90], False),
]


@pytest.mark.parametrize(("ages", "noticed"), AGES)
def test_top_coded_ages_are_noticed(ages, noticed):
    found = suspected({"age": [*map(float, ages)]})
    assert (("top-coded", "age") in found) == noticed


def test_a_top_coded_age_is_open_as_the_map_says():
    text = "columns: {age: {column: a, words: {'80': 80+}}}"
    patients = dataset_from(Raw("t", pd.DataFrame({"a": [60, 80]})), parse_map(text))
    assert patients.columns["age"].high.tolist() == [60, np.inf]


# --- real values ------------------------------------------------------------------------------------------------------

ECOG = [
    # grades, whether they are asked about as codes that begin with 1
    ([1, 2, 3, 4, 5] * 4, True),
    ([1, 2, 1, 2, 1, 2, 1, 2, 1, 5], True),
    ([0, 1, 2, 3, 5] * 4, False),
    ([1, 2, 3, 1, 2, 3, 1, 2, 3, 1], False),
    ([1, 2, 5], False),
]


@pytest.mark.parametrize(("grades", "asked"), ECOG)
def test_grades_without_a_0_but_with_a_5_are_asked_about(grades, asked):
    assert (("coded-values", "ecog") in refused({"ecog": grades})) == asked


def test_the_map_says_that_codes_begin_with_1_or_that_5_is_death():
    words = "columns: {ecog: {column: e, words: {'1': '0', '2': '1', '3': '2', '4': '3', '5': '4'}}}"
    grades = [1, 2, 3, 4, 5] * 4
    moved = dataset_from(Raw("t", pd.DataFrame({"e": grades})), parse_map(words))
    assert moved.columns["ecog"].low[:5].tolist() == [0, 1, 2, 3, 4]
    agreed = "columns: {ecog: {column: e}}\nagreed: ['coded-values:ecog']"
    assert dataset_from(Raw("t", pd.DataFrame({"e": grades})), parse_map(agreed)).patients == 16


def test_both_answers_about_codes_that_begin_with_1_make_a_map_that_is_read():
    raw = Raw("t", pd.DataFrame({"Patient ID": [f"P{n:02}" for n in range(20)], "ECOG": [1, 2, 3, 4, 5] * 4}))
    proposal = check(raw).proposal
    (asked,) = (each for each in proposal.questions if each.code == "coded-values")
    grades = [answered(proposal.table_map, choice) for choice in asked.choices]
    assert [dataset_from(raw, each).patients for each in grades] == [16, 20]


@pytest.mark.parametrize(("heading", "value"), [("calcium [mmol/L]", 1.19), ("calcium [mg/dL]", 4.7)])
def test_ionised_calcium_is_no_total_calcium(heading, value):
    assert ("other-quantity", "calcium") in refused({heading: [value] * 12})
    assert ("other-quantity", "calcium") not in refused({heading: [2 * value] * 12})


JAUNDICE = [8.9, 20.9, 34.5, 25.0, 22.4, 9.1, 28.3, 12.0, 31.1, 24.6]
NORMAL = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 0.5, 0.6, 0.7, 0.8]
BILIRUBIN = [
    # values under mg/dL, upper limits under mg/dL, the codes that refuse
    (JAUNDICE, 1.5, set()),
    (NORMAL + JAUNDICE[:3], 1.5, set()),
    (JAUNDICE, None, {"unit-mismatch"}),
    (NORMAL + JAUNDICE[:3], None, {"unit-mixed"}),
    ([*NORMAL, 8.0, 11.0, 14.0], 1.2, {"unit-mixed"}),
    ([6, 8, 9, 10, 11, 12, 14, 15, 17, 19], 1.2, {"unit-mismatch"}),
    ([6, 8, 9, 10, 11, 12, 14, 15, 17, 40], 21, {"unit-mismatch"}),
]


@pytest.mark.parametrize(("values", "limit", "codes"), BILIRUBIN)
def test_the_rows_own_upper_limit_bears_out_a_unit(values, limit, codes):
    columns = {"tbil [mg/dL]": [*map(float, values)]}
    if limit is not None:
        columns["tbil_uln [mg/dL]"] = [float(limit)] * len(values)
    found = refused(columns)
    assert {code for code, subject in found if subject == "tbil"} == codes
    for code in codes:
        assert f"agreed: [{code}:tbil]" in found[code, "tbil"]


def test_what_the_owner_accepts_does_not_refuse():
    columns = {"b": NORMAL + JAUNDICE[:3]}
    reading = "columns: {tbil: {column: b, unit: mg/dL}}"
    assert refused(columns, reading + "\nagreed: ['unit-mixed:tbil']") == {}


def test_the_plausible_range_can_be_widened_for_a_table():
    columns = {"w": [80.0, 254.0, 400.0]}
    assert notes(columns, "columns: {weight: {column: w, unit: kg}}") == {("implausible", "weight"): 2}
    wide = "columns: {weight: {column: w, unit: kg, plausible: [25, 300]}}"
    assert notes(columns, wide) == {("implausible", "weight"): 1, ("plausible-range", "weight"): 3}
    found = refused(columns, "columns: {weight: {column: w, unit: kg, plausible: [300, 25]}}")
    assert ("plausible-range", "weight") in found


def test_an_implausible_value_names_the_line_that_widens_the_range():
    patients = dataset_from(Raw("t", pd.DataFrame({"weight [kg]": [80.0, 254.0]})))
    (note,) = patients.notes
    assert "plausible:" in note.message


# --- units beside values ----------------------------------------------------------------------------------------------


def test_a_unit_beside_a_value_that_is_none_refuses_and_is_named_with_its_count():
    columns = {"c": pd.Series(["80 umol/L", "9 mg/mmol", "8 mg/mmol", "0.9"], dtype="str")}
    text = "columns: {creatinine: {column: c, unit: mg/dL%s}}"
    found = refused(columns, text % "")
    assert "`mg/mmol`" in found["unit-unknown", "creatinine"]
    assert notes(columns, text % "" + "\nagreed: ['unit-unknown:creatinine']")["unit-unknown", "creatinine"] == 2


def test_the_map_says_what_a_word_of_units_is():
    columns = {"n": [210.0, 180.0], "u": ["Tausend", "G/L"]}
    text = "columns: {plt: {column: n, unit_column: u%s}}"
    assert ("unit-unknown", "plt") in refused(columns, text % "")
    assert refused(columns, text % ", units: {tausend: 10*9/L}") == {}
    assert ("unit-unknown", "plt") in refused(columns, text % ", units: {tausend: parsec}")
    beside = {"n": pd.Series(["210 Tausend/Mikro", "180"], dtype="str")}
    assert refused(beside, "columns: {plt: {column: n, unit: 10*9/L, units: {Tausend/Mikro: 10*9/L}}}") == {}


# --- upper limits -----------------------------------------------------------------------------------------------------

LIMITS = [
    "40", "<40", "< 40", "≤40", "<=40", "10-40", "10 - 40", "10–40", "10--40", "10~40", "10～40", "[10-40]", "(10–40)",
    "[10;40]", "10 a 40", "10 à 40", "10 bis 40", "bis 40", "bis zu 40", "up to 40", "jusqu'à 40", "jusqu’à 40",
    "hasta 40", "fino a 40", "até 40", "tot 40", "do 40", "upp till 40", "10.0-40.0", "10,0 - 40,0", "0-40 U/L",
    "<40 U/L", "(<40)", "10...40", "１０～４０",
]  # fmt: skip


@pytest.mark.parametrize("written", LIMITS)
def test_an_upper_limit_given_as_a_range_is_its_upper_end(written):
    columns = {"ast_uln [U/L]": pd.Series([written], dtype="str")}
    column = dataset_from(Raw("t", pd.DataFrame(columns))).columns["ast_uln"]
    assert (column.low[0], column.high[0]) == (40, 40)
    assert (("range", "ast_uln") in notes(columns)) == (written != "40")


@pytest.mark.parametrize("written", [">40", "≥40", "M: <50 / F: <35", "10-"])
def test_what_is_no_upper_limit_is_not_taken_for_one(written):
    columns = {"ast_uln [U/L]": pd.Series([written], dtype="str")}
    column = dataset_from(Raw("t", pd.DataFrame(columns))).columns["ast_uln"]
    assert not (np.isfinite(column.low[0]) and column.low[0] == column.high[0] and written != "10-")


@pytest.mark.parametrize("written", ["10-40", "<40", "bis 40"])
def test_elsewhere_a_range_stays_an_interval(written):
    columns = {"ast [U/L]": pd.Series([written], dtype="str")}
    column = dataset_from(Raw("t", pd.DataFrame(columns))).columns["ast"]
    assert column.low[0] < column.high[0]
