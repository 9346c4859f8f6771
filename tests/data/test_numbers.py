"""How a number is written: whatever a laboratory, a person or a spreadsheet puts around it, the number is the same."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.data.columns.how import How
from criteria.data.columns.parsed import parse


def rows(text):
    """The rows of a table of texts, a blank cell being an empty one."""
    heading, *body = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(heading, row, strict=True)) for row in body]


def one(header, written, *beside):
    """The interval of the first of some values, and the codes of what is told."""
    frame = pd.DataFrame({header: pd.Series([written, *beside], dtype="str")})
    patients = cr.dataset_of(frame, "t")
    column = patients.columns[header.split(" [")[0]]
    return float(column.low[0]), float(column.high[0]), {note.code for note in patients.notes}


# In the standard unit; an open end lies just inside, by less than is shown here.
WRITTEN = """
    header              | written              | low    | high   | told
    hb [g/dL]           | 11.2                 | 112    | 112    |
    hb [g/dL]           | 11,2                 | 112    | 112    | decimal-comma
    hb [g/dL]           | １１．２             | 112    | 112    |
    hb [g/dL]           | １１，２             | 112    | 112    | decimal-comma
    hb [g/dL]           | ="11.2"              | 112    | 112    |
    hb [g/dL]           | '11.2                | 112    | 112    |
    hb [g/dL]           | '11.2'               | 112    | 112    |
    hb [g/dL]           | 1.12e1               | 112    | 112    |
    hb [g/dL]           | 11.2 g/dL            | 112    | 112    | unit-in-value
    hb [g/dL]           | 11.2g/dl             | 112    | 112    | unit-in-value
    hb [g/dL]           | 104 g/L              | 104    | 104    | unit-in-value
    hb [g/dL]           | 8.4 L                | 84     | 84     | mark
    hb [g/dL]           | 8.4L                 | 84     | 84     | mark
    hb [g/dL]           | 8.4 g/dL (L)         | 84     | 84     | mark unit-in-value
    hb [g/dL]           | 8.4 L g/dL           | 84     | 84     | mark unit-in-value
    hb [g/dL]           | L 8.1                | 81     | 81     | mark
    hb [g/dL]           | H17.4                | 174    | 174    | mark
    hb [g/dL]           | 8.4↓                 | 84     | 84     | mark
    hb [g/dL]           | ↓8.4                 | 84     | 84     | mark
    hb [g/dL]           | 10.4 (L)             | 104    | 104    | mark
    hb [g/dL]           | (8.4)                | 84     | 84     | mark
    hb [g/dL]           | 8.4*                 | 84     | 84     | mark
    hb [g/dL]           | 8.4 **               | 84     | 84     | mark
    hb [g/dL]           | 8.4#                 | 84     | 84     | mark
    hb [g/dL]           | *8.4                 | 84     | 84     | mark
    hb [g/dL]           | 8.4 L*               | 84     | 84     | mark
    hb [g/dL]           | H* 17.4              | 174    | 174    | mark
    hb [g/dL]           | 8.4 [L]              | 84     | 84     | mark
    hb [g/dL]           | 8.4g/dl*             | 84     | 84     | mark unit-in-value
    hb [g/dL]           | 8.4 (12-16)          |        |        | unreadable
    hb [g/dL]           | 8.4 g/dl (84 g/l)    |        |        | unreadable
    hb [g/dL]           | 8.4 LL               | 84     | 84     | mark
    hb [g/dL]           | 8.4-                 | 84     | 84     | mark
    hb [g/dL]           | 8.4 -                | 84     | 84     | mark
    hb [g/dL]           | 17.4+                | 174    | 174    | mark
    hb [g/dL]           | 8,4 niedrig          | 84     | 84     | mark decimal-comma
    hb [g/dL]           | 8.4 偏低             | 84     | 84     | mark
    hb [g/dL]           | <9,0                 | 0      | 90     | decimal-comma
    hb [g/dL]           | < 9.0 g/dL           | 0      | 90     | unit-in-value
    hb [g/dL]           | <9.0 L               | 0      | 90     | mark
    hb [g/dL]           | ca. 8                |        |        | about
    hb [g/dL]           | ~8                   |        |        | about
    plt [/uL]           | 210 000              | 210    | 210    |
    plt [/uL]           | 210\u00a0000         | 210    | 210    |
    plt [/uL]           | 210\u202f000         | 210    | 210    |
    plt [/uL]           | 210\u2009000 /µL     | 210    | 210    | unit-in-value
    plt [/uL]           | 210'000              | 210    | 210    |
    plt [/uL]           | 210’000              | 210    | 210    |
    plt [/uL]           | 1.210.000            | 1210   | 1210   | decimal-comma
    plt [/uL]           | 1,210,000            | 1210   | 1210   |
    plt [/uL]           | 1,50,000             | 150    | 150    |
    plt [/uL]           | 210.000,0            | 210    | 210    | decimal-comma
    plt [10*9/L]        | 21万/μL              | 210    | 210    | unit-in-value
    plt [10*9/L]        | 210 10*9/L           | 210    | 210    | unit-in-value
    plt [10*9/L]        | 210 x10^9/L          | 210    | 210    | unit-in-value
    plt [10*9/L]        | 210 Tsd./µl          | 210    | 210    | unit-in-value
    plt [10*9/L]        | H 460                | 460    | 460    | mark
    plt [10*9/L]        | 140-400              | 140    | 400    |
    plt [10*9/L]        | >400                 | 400    | inf    |
    plt [10*9/L]        | ≥ 400                | 400    | inf    |
    plt [10*9/L]        | 400以上              | 400    | inf    |
    plt [10*9/L]        | kleiner 60           | 0      | 60     |
    plt [10*9/L]        | less than 60         | 0      | 60     |
    plt [10*9/L]        | unter 60             | 0      | 60     |
    plt [10*9/L]        | 60未満               | 0      | 60     |
    plt [10*9/L]        | =<60                 | 0      | 60     |
    plt [10*9/L]        | <=60                 | 0      | 60     |
    creatinine [mg/dL]  | 80 umol/L            | 80     | 80     | unit-in-value
    creatinine [mg/dL]  | 2.9 H                | 256.36 | 256.36 | mark
    creatinine [mg/dL]  | <0.5 mg/dL           | 0      | 44.2   | unit-in-value
    anc [10*9/L]        | 65%                  |        |        | unit-unknown
    anc [10*9/L]        | 65 %                 |        |        | unit-unknown
    creatinine [mg/dL]  | 80 mg/mmol           |        |        | unit-unknown
    age                 | 63 years             | 63     | 63     | unit-in-value
    age                 | 76Y                  | 76     | 76     | unit-in-value
    age                 | 045Y                 | 45     | 45     | unit-in-value
    age                 | 54 anos              | 54     | 54     | unit-in-value
    age                 | 63 J.                | 63     | 63     | unit-in-value
    age                 | 63 Jahre alt         | 63     | 63     | unit-in-value
    age                 | 6 months             | 0      | 0      | unit-in-value
    age                 | 31.03.1960           |        |        | unreadable
    age                 | 1960-03-31           |        |        | unreadable
    age                 | 12/Mar/1960          |        |        | unreadable
    age                 | 63岁                 | 63     | 63     | unit-in-value
    age                 | 63세                 | 63     | 63     | unit-in-value
    age                 | 756 months           | 63     | 63     | unit-in-value
    age                 | 90+                  | 90     | inf    |
    age                 | 80歳以上             | 80     | inf    | unit-in-value
    age                 | >75                  | 75     | inf    |
    age                 | ≥80                  | 80     | inf    |
    age                 | 70er                 | 70     | 79     |
    age                 | 70s                  | 70     | 79     |
    age                 | 70代                 | 70     | 79     |
    age                 | 70-79                | 70     | 79     |
    age                 | 70 bis 79            | 70     | 79     |
    age                 | 70 to 79 years       | 70     | 79     | unit-in-value
    age                 | 75–79                | 75     | 79     |
    age                 | 70-                  |        |        | unreadable
    ecog                | ECOG 1               | 1      | 1      |
    ecog                | ECOG-1               | 1      | 1      |
    ecog                | ECOG: 2              | 2      | 2      |
    ecog                | ECOG=3               | 3      | 3      |
    ecog                | PS 3                 | 3      | 3      |
    ecog                | 1分                  | 1      | 1      |
    ecog                | 0-1                  | 0      | 1      |
    ecog                | 1/2                  |        |        | unreadable
    prior_systemic_lines | 2차                 | 2      | 2      |
    prior_systemic_lines | 3rd line            | 3      | 3      |
    prior_systemic_lines | >2                  | 2      | inf    |
    prior_systemic_lines | 3+                  | 3      | inf    |
    max_residual_tox_grade | Grade 2           | 2      | 2      |
    max_residual_tox_grade | G2                | 2      | 2      |
    max_residual_tox_grade | 2级               | 2      | 2      |
    max_residual_tox_grade | none              |        |        | unreadable
    kps                 | 80%                  | 80     | 80     |
    weight [kg]         | 70 kg                | 70     | 70     | unit-in-value
    weight [kg]         | 120+                 | 120    | inf    |
    height [cm]         | 1.65 m               | 165    | 165    | unit-in-value
    aptt                | 32 s                 | 32     | 32     | unit-in-value
    aptt                | 32 秒                | 32     | 32     | unit-in-value
    life_expectancy_months [years] | 2         | 24     | 24     |
    age [months]        | 227                  | 18     | 18     |
    age [months]        | 216                  | 18     | 18     |
    target_specimen_age_days [months] | 48     | 1461   | 1461   |
"""


@pytest.mark.parametrize("row", rows(WRITTEN), ids=lambda row: f"{row['header']} {row['written']}")
def test_how_a_number_may_be_written(row):
    low, high, told = one(row["header"], row["written"])
    expected = [float(row[end]) if row[end] else np.nan for end in ("low", "high")]
    np.testing.assert_allclose([low, high], expected, rtol=1e-7, atol=1e-7)
    assert told == set(row["told"].split())


# --- properties -------------------------------------------------------------------------------------------------------

PLT = How(cr.DICTIONARY["plt"])
amounts = st.integers(1, 1999).map(str) | st.decimals(1, 1999, places=1).map(str)
marks = st.sampled_from(["L", "H", "LL", "HH", "*", "**", "#", "!", "↑", "↓", "(L)", "(H)", "▲", "low", "hoch", "偏高"])


@given(amounts, marks, st.sampled_from(["{n}{m}", "{n} {m}", "{m} {n}", "{m}{n}", " {n}  {m} "]))
def test_a_mark_never_changes_the_number(number, mark, shape):
    found = parse(pd.Series([shape.format(n=number, m=mark)], dtype="str"), PLT)
    assert found.low[0] == found.high[0] == float(number)
    assert found.marked == 1


@given(
    amounts,
    st.sampled_from(["<{}", "> {}", "≤{}", "≥ {}", "<={}", "=<{}", ">={}", "~{}", "ca. {}", "kleiner {}", "über {}",
                     "less than {}", "at least {}", "bis {}", "{}以上", "{}未満", "moins de {}", "＜{}", "< {} /nl",
                     ">{} H"]),
)  # fmt: skip
def test_a_comparator_never_gives_an_exact_value(number, shape):
    found = parse(pd.Series([shape.format(number)], dtype="str"), PLT)
    assert not found.unreadable[0]
    assert found.low[0] != found.high[0]


@given(st.text(max_size=12))
def test_any_text_is_a_number_an_interval_missing_or_unreadable(text):
    found = parse(pd.Series([text], dtype="str"), PLT)
    low, high = found.low[0], found.high[0]
    assert np.isnan(low) == np.isnan(high)
    assert np.isnan(low) or low <= high


@given(
    st.lists(st.sampled_from(["57", "1.5", "<3", "8 H", "k.A.", "10-40", "x", "", "5 G/L", "7 mg/mmol"]), min_size=1)
)
def test_reading_is_the_same_whatever_the_order_of_rows(values):
    there, back = (parse(pd.Series(each, dtype="str"), PLT) for each in (values, values[::-1]))
    np.testing.assert_array_equal(there.low, back.low[::-1])
    np.testing.assert_array_equal(there.high, back.high[::-1])
    np.testing.assert_array_equal(there.unreadable, back.unreadable[::-1])
    assert (there.marked, there.strange) == (back.marked, back.strange)


# --- missing words ----------------------------------------------------------------------------------------------------

MISSING = """
    k.A.|k. A.|K.A.|kA|keine Angabe|n.b.|nicht bestimmt|hämolytisch|NC|NR|ND|non fait|en cours|hémolysé|s/d|no consta
    pendiente|n.p.|non pervenuto|onb|b.d.|brak danych|brak|uppgift saknas|ikke oplyst|未查|不详|溶血|未測定|測定不能
    미시행|검사중|bilinmiyor|yok|Not recorded|not done|QNS|TNP|clotted|none|-|--|---|–|—|/|.|?|无|なし
"""


@pytest.mark.parametrize("word", [word.strip() for line in MISSING.strip().splitlines() for word in line.split("|")])
def test_a_word_says_that_a_number_is_missing(word):
    low, _, told = one("hb [g/dL]", word, "11.2")
    assert np.isnan(low)
    assert told == set()


@pytest.mark.parametrize("word", ["none", "keine", "brak", "yok", "无", "なし", "geen", "-"])
def test_a_word_that_may_be_no_is_no_missing_word_of_a_flag(word):
    frame = pd.DataFrame({"liver_mets": pd.Series([word, "Y"], dtype="str")})
    assert {note.code for note in cr.dataset_of(frame, "t").notes} == {"unrecognised"}


@pytest.mark.parametrize("name", ["max_residual_tox_grade", "prior_systemic_lines"])
def test_none_may_be_the_0_of_a_count(name):
    assert one(name, "none", "2")[2] == {"unreadable"}
