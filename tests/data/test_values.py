"""One value: a number, an interval, a missing word, or unknown and counted. Nothing is dropped in silence."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr

INF = float("inf")


def read(header, values, dtype=None):
    patients = cr.dataset_of(pd.DataFrame({header: pd.Series(values, dtype=dtype), "age": 50}), "t")
    return patients.columns[header.split(" [")[0]], patients.notes


def counted(notes):
    return [(note.code, note.subject, note.count) for note in notes]


@pytest.mark.parametrize(
    "word",
    [
        "", "NA", "n/a", "NaN", "null", "NK", "ND", "UNK", "unknown", "pending", "haemolysed", "NOT DONE", ".",
        " ",
    ],
)  # fmt: skip
def test_a_missing_word_is_missing_and_nothing_to_count(word):
    for header in ("hb [g/L]", "sex", "gilbert"):
        column, notes = read(header, [word, "120" if header.startswith("hb") else "N" if header == "gilbert" else "M"])
        assert notes == ()
        first = np.isnan(column.low[0]) if hasattr(column, "low") else column.codes[0] == -1
        assert first


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("1.5", 1.5, 1.5), ("+2", 2, 2), (".5", 0.5, 0.5), ("1e1", 10, 10), ("2.", 2, 2), (" 3 ", 3, 3),
        ("1-2", 1, 2), ("1 - 2", 1, 2), ("1–2", 1, 2), ("2-2", 2, 2),
        (">=3", 3, INF), ("≥ 3", 3, INF), ("<=3", 0, 3), ("≤3", 0, 3),
    ],
)  # fmt: skip
def test_how_a_number_may_be_written(written, low, high):
    column, notes = read("anc [10*9/L]", [written, "x"])
    assert (column.low[0], column.high[0]) == (low, high)
    assert counted(notes) == [("unreadable", "anc", 1)]


@pytest.mark.parametrize("written", ["<1.5", "> 1.5"])
def test_an_open_end_lies_just_inside(written):
    column, _ = read("anc [10*9/L]", [written])
    end = column.high[0] if written.startswith("<") else column.low[0]
    assert end == pytest.approx(1.5, abs=1e-7)
    assert (end < 1.5) == written.startswith("<")


@pytest.mark.parametrize("written", ["abc", "2-1", "1/2", "<", "--1", "1 2", "1.5 kg", "Y", "1-2-3", "<1-2"])
def test_what_cannot_be_read_is_unknown_and_counted(written):
    column, notes = read("anc [10*9/L]", [written, "1.5", written])
    np.testing.assert_array_equal(column.low, [np.nan, 1.5, np.nan])
    assert counted(notes) == [("unreadable", "anc", 2)]


IMPLAUSIBLE = [
    # specification section 3.3: outside the range of its variable a value is unknown, and counted
    ("hb [g/L]", 19.9, 20, 250, 250.1),
    ("hb [g/dL]", 1.9, 2, 25, 25.1),
    ("anc [10*9/L]", -0.1, 0, 100, 100.1),
    ("plt [10*9/L]", 0.9, 1, 2000, 2001),
    ("ast [U/L]", 0.9, 1, 10_000, 10_001),
    ("ast_uln [U/L]", 0.9, 1, 10_000, 10_001),
    ("alt [U/L]", 0.9, 1, 10_000, 10_001),
    ("tbil [umol/L]", 0.4, 0.5, 800, 801),
    ("creatinine [umol/L]", 14, 15, 2000, 2001),
    ("inr", 0.4, 0.5, 15, 16),
    ("aptt", 9, 10, 200, 201),
    ("crcl_measured [mL/min]", 0.9, 1, 300, 301),
    ("weight [kg]", 24.9, 25, 250, 251),
    ("height [cm]", 119, 120, 220, 221),
    ("ecog", -1, 0, 4, 6),
    ("max_residual_tox_grade", -1, 0, 5, 6),
]


@pytest.mark.parametrize(("header", "below", "smallest", "largest", "above"), IMPLAUSIBLE)
def test_an_implausible_value_is_unknown_and_counted(header, below, smallest, largest, above):
    column, notes = read(header, [below, smallest, largest, above])
    assert np.isnan(column.low).tolist() == [True, False, False, True]
    name = header.split(" [")[0]
    assert counted(notes) == [("implausible", name, 2)]


def test_the_message_says_the_range_in_the_standard_unit():
    _, notes = read("hb [g/dL]", [120.0])
    assert "outside 20 to 250 g/L" in notes[0].message
    _, notes = read("ecog", [1.5])
    assert "0 to 4 in whole numbers" in notes[0].message


@pytest.mark.parametrize("header", ["ecog", "prior_systemic_lines", "max_residual_tox_grade"])
def test_half_a_grade_is_implausible(header):
    column, notes = read(header, [1.5, 2])
    np.testing.assert_array_equal(column.low, [np.nan, 2])
    assert counted(notes) == [("implausible", header, 1)]


def test_an_interval_is_implausible_only_where_no_value_in_it_is_plausible():
    column, notes = read("hb [g/L]", ["<30", "<20", ">240", ">250", "240-260", "260-270"])
    assert np.isnan(column.low).tolist() == [False, True, False, True, False, True]
    assert counted(notes) == [("implausible", "hb", 3)]


def test_an_age_is_cut_to_completed_years_and_other_numbers_are_not():
    column, _ = read("months_rt_to_recurrence", [5.9])
    assert column.low.tolist() == [5.9]
    ages = cr.dataset_of(pd.DataFrame({"age": ["75.9", "70-79.9", "<18"]}), "t").columns["age"]
    assert (ages.low.tolist(), ages.high.tolist()) == ([75, 70, 0], [75, 79, 17])


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([1, None], "Int64"), ([1.0, None], "Float64"), ([1.0, None], "float32"), (["1", None], "string"),
        (["1", None], "object"), ([1, "NA"], "object"), ([1.0, float("nan")], "float64"), (["1", ""], "category"),
    ],
)  # fmt: skip
def test_any_type_of_column_is_read_alike(values, dtype):
    column, notes = read("ecog", values, dtype)
    np.testing.assert_array_equal(column.low, [1, np.nan])
    assert notes == ()
    assert column.exact


@pytest.mark.parametrize("dtype", ["bool", "boolean"])
def test_a_column_of_yes_and_no_is_no_column_of_numbers(dtype):
    column, notes = read("ecog", [True, False], dtype)
    assert np.isnan(column.low).all()
    assert counted(notes) == [("unreadable", "ecog", 2)]
    flag, notes = read("gilbert", [True, False], dtype)
    assert [flag.values[code] for code in flag.codes] == ["Y", "N"]
    assert notes == ()


def test_the_callers_table_is_left_as_it_was():
    frame = pd.DataFrame({"hb [g/dL]": [9.0, 1000.0], "age": [75.9, 3]})
    before = frame.copy()
    cr.dataset_of(frame, "t")
    pd.testing.assert_frame_equal(frame, before)


def test_a_column_that_was_read_cannot_be_changed():
    column, _ = read("hb [g/L]", [90.0])
    with pytest.raises(ValueError, match="read-only"):
        column.low[0] = 1


def test_an_infinite_number_is_unknown_and_counted():
    _, notes = read("anc [10*9/L]", [1.0, INF])
    assert counted(notes) == [("implausible", "anc", 1)]


@pytest.mark.parametrize(
    ("header", "values", "codes"),
    [
        ("sex", ["M", "f", "Male", "FEMALE", "x", None], [0, 1, 0, 1, -1, -1]),
        ("gilbert", ["Y", "no", "TRUE", "false", "1", None], [1, 0, 1, 0, -1, -1]),
        ("target_result", ["Positive", "NEGATIVE", "indeterminate", "pos", None, ""], [0, 1, 2, -1, -1, -1]),
    ],
)
def test_a_word_that_is_not_known_is_unknown_and_counted(header, values, codes):
    column, notes = read(header, values)
    assert column.codes.tolist() == codes
    assert counted(notes) == [("unrecognised", header, 1)]
    assert ", ".join(column.values) in notes[0].message


def test_a_variable_of_free_words_takes_any_word():
    column, notes = read("site", ["B", "A", "B", None, "NA"])
    assert (column.values, column.codes.tolist()) == (("A", "B"), [1, 0, 1, -1, -1])
    assert notes == ()


def test_more_sites_than_a_byte_can_number():
    names = [f"S{at:03d}" for at in range(300)]
    column, _ = read("site", names)
    assert [column.values[code] for code in column.codes] == names


def test_a_word_never_gets_a_sexs_synonym_by_chance():
    column, notes = read("race", ["Male", "F"])
    assert column.values == ("F", "Male")
    assert notes == ()


@given(st.lists(st.one_of(st.none(), st.floats(0, 100), st.sampled_from(["<1", "x", "NA"])), min_size=1, max_size=8))
def test_every_value_is_known_or_missing_or_counted(values):
    column, notes = read("anc [10*9/L]", values, "object")
    missing = sum(value is None or value == "NA" for value in values)
    assert np.isnan(column.low).sum() == missing + sum(note.count for note in notes)
    assert (np.isnan(column.low) == np.isnan(column.high)).all()
    assert not (column.low > column.high).any()
