"""What is made of a value is made once for each different one, and a search is left out only where nothing can fit."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.data.columns.distinct import positions, repeated, texts_in, words_in
from criteria.data.columns.looked import Looked
from criteria.data.columns.missing import blank
from criteria.data.columns.parsed import parse
from criteria.data.columns.values import said
from criteria.data.identifiers import groups, patterns
from criteria.data.identifiers.gate import find

PEOPLE = st.lists(st.tuples(*[st.sampled_from([None, "a", "b", "c"])] * 3), min_size=1, max_size=60)


def encoded(words, categories=None):
    return pd.Series(pd.Categorical(words, categories=categories or sorted({word for word in words if word})))


def test_words_are_found_whatever_form_they_are_in():
    for column in (pd.Series(["b", None, " b ", "a"], dtype="str"), encoded(["b", None, " b ", "a"])):
        codes, words = words_in(column)
        assert [words[code] if code >= 0 else None for code in codes] == ["b", None, "b", "a"]


def test_of_objects_one_and_true_are_two_values():
    assert parse(pd.Series([1, True, 1.0, "1"], dtype=object)).low.tolist()[0] == 1.0
    assert parse(pd.Series([1, True, 1.0, "1"], dtype=object)).unreadable.tolist() == [False, True, False, False]


def test_words_that_no_patient_has_are_not_among_those_of_an_encoded_column():
    column = encoded(["a", None, "c"], ["x", "a", "b", "c"])
    codes, found = positions(column)
    assert (codes.tolist(), list(found)) == ([0, -1, 1], ["a", "c"])
    assert texts_in(column).to_pylist() == ["a", "c"]


def test_codes_that_mean_missing_and_words_with_a_meaning_are_found_in_encoded_columns():
    column = encoded(["-9", "-9.0", "x", "12", None])
    assert blank(column, ["-9", "X"]).isna().tolist() == [True, True, True, False, True]
    read = said(column, {"12": "same", "x": "same"})
    assert read.astype(object).where(read.notna(), None).tolist() == ["-9", "-9.0", "same", "same", None]


@pytest.mark.parametrize(
    ("column", "count"),
    [
        (["a", "b", "c"], 0),
        (["c", "a", "b"], 0),
        (["a", "a", "b"], 1),
        (["b", "a", "b", None, None, "b"], 2),
        ([None, None], 0),
        ([], 0),
    ],
)
def test_repeated_identifiers_are_counted_in_any_order_without_the_missing(column, count):
    assert repeated(pd.Series(column, dtype="str")) == repeated(encoded(column)) == count
    assert repeated(pd.Series(column, dtype=object)) == count


@given(PEOPLE)
def test_small_groups_are_those_that_counting_finds(people):
    frame = pd.DataFrame(people, columns=["country", "sex", "race"])
    sizes = frame.fillna("missing").groupby(["country", "sex", "race"]).size()
    assert ("small-groups" in groups.warned(Looked(frame))) == bool((sizes < groups.SMALLEST_GROUP).any())
    assert list(groups.warned(Looked(frame))) == list(groups.warned(Looked(frame.astype("category"))))


# --- searching --------------------------------------------------------------------------------------------------------


def _python(pattern):
    expression = pattern.expression
    return re.compile(expression.replace("(?i)", ""), re.IGNORECASE if "(?i)" in expression else 0)


@pytest.mark.parametrize("pattern", patterns.EVERY, ids=lambda pattern: pattern.expression[:30])
@given(data=st.data())
def test_a_text_that_a_pattern_fits_has_what_the_pattern_needs(pattern, data):
    text = data.draw(st.from_regex(_python(pattern)))
    texts = pa.array([text])
    if len(patterns.matching(texts, pattern)):
        assert patterns.fitting_any(texts).to_pylist() == [text]


def test_a_part_of_an_array_has_its_own_signs():
    texts = pa.array(["a@b.org", "x1", "y2", "ü"])
    assert patterns.signs_in(texts[1:3]) == set("x1y2")
    assert patterns.signs_in(texts[:0]) == set()


def test_compact_dates_are_found_in_a_part_of_a_table():
    days = pd.Series(["word", *["20240517", "20231231"] * 3], dtype="str", name="day_of_visit")
    for column in (days.iloc[1:], days.astype("category").iloc[1:]):
        assert [each.code for each in find(column.to_frame()).refuse] == ["date"]
    assert not find(days.to_frame()).refuse


@pytest.mark.parametrize("form", ["str", "category", object])
@pytest.mark.parametrize(
    ("text", "code"),
    [("a@b.org", "email"), ("123-45-6789", "ssn"), ("3 MAY 2024", "date"), ("10.0.0.1", "ip-address")],
)
def test_one_text_among_many_is_found_in_identifiers_as_elsewhere(form, text, code):
    column = pd.Series([*(f"P{at:05}" for at in range(200)), text], dtype=form)
    for ids in (None, "who"):
        assert code in [each.code for each in find(column.to_frame("who"), ids).refuse]


def test_numbers_in_encoded_columns_are_read_as_those_of_text():
    words = ["<0.5", "70-79", "90+", " 3 ", "?", None, "NA"]
    one, other = parse(pd.Series(words, dtype="str")), parse(encoded(words))
    for part in ("low", "high", "unreadable"):
        np.testing.assert_array_equal(getattr(one, part), getattr(other, part))
