"""A map: read from a file or refused with all its problems, and applied to a table in each way it can say."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.data.map_file import map_to_yaml, parse_map, read_map
from criteria.data.raw import Raw
from criteria.data.table_map import Index, Reading, TableMap
from criteria.data.tables import dataset_from
from tests.conftest import DEMO_DATA


def read(columns, text, **more):
    """The table of these columns read with a map written in YAML."""
    return dataset_from(Raw("t", pd.DataFrame(columns), **more), parse_map(text))


def refusal(columns, text):
    with pytest.raises(cr.Refused) as refused:
        read(columns, text)
    return [(problem.code, problem.subject) for problem in refused.value.problems]


def counted(dataset):
    return [(note.code, note.subject, note.count) for note in dataset.notes]


def low(dataset, variable):
    return dataset.columns[variable].low.tolist()


def same(found, expected):
    np.testing.assert_array_equal(np.array(found, dtype=float), np.array(expected, dtype=float))


# --- the file -----------------------------------------------------------------------------------------------------

WHOLE = """
version: 1
patient_id: ID
duplicates: first
index: {date: 2024-03-31}
variables:
  ldl: {kind: number, label: LDL, unit: mmol/L, plausible: [0, 20]}
  smoker: {kind: flag}
  stage: {kind: category, values: [I, II]}
columns:
  hb: {column: Hgb, unit: g/dL, missing: [-9, ND.]}
  ast: {column: SGOT, unit_column: SGOT unit}
  ast_uln: {constant: 40, unit: U/L}
  age: {column: born, dated: birth}
  ecog: {column: PS, words: {ECOG-Pt 1: 1, Y: 2}}
  ldl: {column: LDL}
unused: [comment]
top_code_age: true
agreed: [small-cells, "unit-mismatch:hb"]
"""


def test_a_map_file_says_what_it_says():
    table_map = parse_map(WHOLE)
    assert table_map.index == Index(date=datetime.date(2024, 3, 31))
    assert table_map.columns["hb"] == Reading(column="Hgb", unit="g/dL", missing=("-9", "ND."))
    assert table_map.columns["ecog"].words == {"ECOG-Pt 1": "1", "Y": "2"}  # in YAML, a bare Y would be a truth value
    assert table_map.columns["ast_uln"].constant == 40
    assert table_map.variable("ldl").unit == "mmol/L"
    assert (table_map.variable("smoker").label, table_map.variable("hb").label) == ("smoker", "Haemoglobin")
    assert table_map.columns_used == {"ID", "Hgb", "SGOT", "SGOT unit", "born", "PS", "LDL"}


def test_a_map_is_read_back_as_it_was_written(tmp_path):
    (tmp_path / "map.yaml").write_text(map_to_yaml(parse_map(WHOLE)), encoding="utf-8")
    assert read_map(tmp_path / "map.yaml") == parse_map(WHOLE)
    assert parse_map(map_to_yaml(TableMap())) == TableMap()


words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=6)


@given(st.dictionaries(words, words, max_size=4), st.lists(words, max_size=3), words)
def test_any_words_survive_the_file(meanings, missing, column):
    """`no`, `0x1F`, `1e3`, `~` and `{` are words of tables, and YAML has its own ideas of them."""
    reading = Reading(column=column, words=meanings, missing=tuple(missing))
    table_map = TableMap(columns={"ecog": reading}, unused=(column,))
    assert parse_map(map_to_yaml(table_map)) == table_map


BROKEN = [
    # the text, and code and subject of each problem
    ("columns: [", [("not-yaml", "line 1")]),
    ("- a\n- b", [("not-a-map", "file")]),
    ("", [("not-a-map", "file")]),
    ("colums: {}", [("not-valid", "colums")]),
    ("version: 2", [("not-valid", "version")]),
    ("columns: {hb: {column: a}, hb: {column: b}}", [("not-yaml", "line 1")]),
    ("columns: {hb: {unit: g/L}}", [("not-valid", "columns.hb")]),
    ("columns: {hb: {column: a, constant: 1}}", [("not-valid", "columns.hb")]),
    ("columns: {hb: {column: a, unit: g/L, unit_column: b}}", [("not-valid", "columns.hb")]),
    ("columns: {hb: {constant: many}}", [("not-valid", "columns.hb.constant")]),
    ("index: {}", [("not-valid", "index")]),
    ("index: {date: yesterday}", [("not-valid", "index.date")]),
    ("variables: {hb: {kind: flag}}", [("not-valid", "file")]),
    ("variables: {x: {kind: number}}", [("not-valid", "variables.x.number.plausible")]),
    ("variables: {x: {kind: number, plausible: [5, 1]}}", [("not-valid", "variables.x.number")]),
    ("variables: {x: {kind: number, quantity: mood, plausible: [0, 1]}}", [("not-valid", "variables.x.number")]),
    ("duplicates: all\nwindow_days: -1", [("not-valid", "duplicates"), ("not-valid", "window_days")]),
]


@pytest.mark.parametrize(("text", "problems"), BROKEN)
def test_a_broken_map_is_refused_with_all_its_problems(text, problems):
    with pytest.raises(cr.Refused) as refused:
        parse_map(text)
    assert [(problem.code, problem.subject) for problem in refused.value.problems] == problems
    assert all(problem.message for problem in refused.value.problems)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "latin.yaml").write_bytes("unused: [Größe]".encode("latin-1"))
    for path in (tmp_path / "absent.yaml", tmp_path, tmp_path / "latin.yaml"):
        with pytest.raises(cr.Refused) as refused:
            read_map(path)
        assert [problem.code for problem in refused.value.problems] == ["unreadable"]


# --- what does not fit the table ----------------------------------------------------------------------------------

MISFITS = [
    # columns of the table, the map, and the code and subject of each problem
    ("hgb", "columns: {hb: {column: hgb}}", [("unit-missing", "hb")]),
    ("hgb", "columns: {hb: {column: hgb, unit: stone}}", [("unit-unknown", "hb")]),
    ("hgb", "columns: {hb: {column: hbg, unit: g/L}}\nunused: [hgb]", [("column-missing", "hb")]),
    ("hgb", "columns: {hb: {column: hgb, unit_column: u}}", [("column-missing", "hb")]),
    ("hgb", "columns: {haemo: {column: hgb}}", [("unknown-variable", "haemo")]),
    ("hgb x", "columns: {hb: {column: hgb, unit: g/L}}", [("unmapped-column", "x")]),
    ("x", "columns: {sex: {column: x, words: {1: male}}}", []),
    ("x", "columns: {sex: {column: x, words: {1: boy}}}", [("word-unknown", "sex")]),
    ("x", "columns: {ecog: {column: x, words: {a: one}}}", [("word-unknown", "ecog")]),
    ("x", "columns: {gilbert: {column: x, words: {1: maybe}}}", [("word-unknown", "gilbert")]),
    ("x", "columns: {sex: {constant: 1}}\nunused: [x]", [("not-a-number", "sex")]),
    ("x", "columns: {sex: {column: x, unit: g/L}}", [("not-a-number", "sex")]),
    ("x", "columns: {ast_uln: {constant: 40000, unit: U/L}}\nunused: [x]", [("implausible", "ast_uln")]),
    ("x", "columns: {ast_uln: {constant: 40}}\nunused: [x]", [("unit-missing", "ast_uln")]),
    ("x", "columns: {age: {column: x, dated: birth}}", [("index-missing", "age")]),
    ("x", "columns: {hb: {column: x, dated: birth}}\nindex: {date: 2024-01-01}", [("not-a-date", "hb")]),
    ("x", "columns: {hb: {column: x, dated: event}}\nindex: {date: 2024-01-01}", [("not-a-date", "hb")]),
    ("x", "columns: {ecog: {column: x}}\npatient_id: id", [("column-missing", "patient_id")]),
    ("x", "columns: {ecog: {column: x}}\nindex: {column: day}", [("column-missing", "index")]),
    ("x", "columns: {ecog: {column: x}}\nunused: [x, gone]", [("used-and-unused", "x")]),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "text", "problems"), MISFITS)
def test_a_map_that_does_not_fit_the_table_is_refused(columns, text, problems):
    table = {name: [1, 2] for name in columns.split()}
    if problems:
        assert refusal(table, text) == problems
    else:
        assert read(table, text)


def test_everything_that_does_not_fit_is_told_at_once():
    table = {"id": [1, 1], "hgb": [12, 13], "y": ["a", "b"]}
    text = "patient_id: id\ncolumns: {hb: {column: hgb}, sex: {column: x}, age: {column: born, dated: birth}}"
    assert refusal(table, text) == [
        ("unit-missing", "hb"), ("column-missing", "sex"), ("column-missing", "age"), ("index-missing", "age"),
        ("unmapped-column", "y"), ("duplicate-patient", "patient_id"),
    ]  # fmt: skip


def test_a_refusal_repeats_no_value_of_a_patient():
    table = {"who": ["Xuzhou-secret"] * 3, "unit": ["Xuzhou-secret"] * 3, "born": ["Xuzhou-secret"] * 3, "v": [1, 2, 3]}
    text = """
        index: {date: 2024-01-01}
        columns: {sex: {column: who}, hb: {column: v, unit_column: unit}, age: {column: born, dated: birth},
                  ecog: {column: who, words: {Xuzhou-secret: x}}}
        """
    with pytest.raises(cr.Refused) as refused:
        read(table, text)
    assert "secret" not in str(refused.value)
    agreed = "\n        agreed: ['unit-unknown:hb']\n        "
    notes = read(table, text.replace(", words: {Xuzhou-secret: x}", "") + agreed).notes
    assert {note.code for note in notes} == {"unrecognised", "unit-unknown", "date-unreadable", "unreadable"}
    assert "secret" not in str(notes)
    assert "secret" not in str(cr.disclose_notes(notes, cr.Mode.PROTECTED))  # the words of few patients stay together


# --- each way of reading ------------------------------------------------------------------------------------------


def test_each_value_in_its_own_unit():
    """A text that is no unit of the variable leaves its values unknown, counted; a blank one too."""
    patients = read(
        {
            "Hgb": [12.0, 120, 7.5, 12, 13, None],
            "u": ["g/dL", "G/L", "mmol/L", "mg/dL", None, "mg/dL"],
        },
        "columns: {hb: {column: Hgb, unit_column: u}}\nagreed: ['unit-unknown:hb']",
    )
    same(low(patients, "hb"), [120, 120, 7.5 * 16.114, np.nan, np.nan, np.nan])
    assert sorted(counted(patients)) == [("unit-missing", "hb", 1), ("unit-unknown", "hb", 1)]
    assert (
        "`mg/dL`" in next(note for note in patients.notes if note.code == "unit-unknown").message
    )  # a unit of something else may be named


@pytest.mark.parametrize("unit", cr.DICTIONARY["anc"].units_in_use)
def test_a_unit_beside_the_value_converts_as_a_unit_in_the_header(unit):
    by_header = cr.dataset_of(pd.DataFrame({f"anc [{unit}]": [2.0, 3.0]}), "t")
    by_row = read({"n": [2.0, 3.0], "u": [unit] * 2}, "columns: {anc: {column: n, unit_column: u}}")
    by_map = read({"n": [2.0, 3.0]}, f"columns: {{anc: {{column: n, unit: '{unit}'}}}}")
    assert low(by_header, "anc") == low(by_row, "anc") == low(by_map, "anc")


def test_a_quantity_of_one_unit_needs_none_beside_it():
    patients = read({"i": [1.0, 1.1], "u": [None, "RATIO"]}, "columns: {inr: {column: i, unit_column: u}}")
    assert low(patients, "inr") == [1.0, 1.1]


def test_a_constant_is_everyones_and_is_converted():
    patients = read({"ast": [20, 30]}, "columns: {ast: {column: ast, unit: U/L}, ast_uln: {constant: 1, unit: ukat/L}}")
    assert low(patients, "ast_uln") == [60, 60]
    assert patients.columns["ast_uln"].exact


AGES = [
    # born, looked at, completed years: fewest and most
    ("1960-03-31", "2024-03-31", 64, 64), ("1960-04-01", "2024-03-31", 63, 63), ("1960-02-29", "2023-02-28", 62, 62),
    ("1960-02-29", "2023-03-01", 63, 63), ("1960", "2024-03-31", 63, 64), ("1960-03", "2024-03-31", 64, 64),
    ("1960-04", "2024-03-31", 63, 63), ("31.03.1960", "2024-03-31", 64, 64), ("31-MAR-1960", "2024-03-31", 64, 64),
    ("31MAR1960", "2024-03-31T10:00", 64, 64), ("1960/3/31", "2024-03-31", 64, 64), (None, "2024-03-31", None, None),
    ("NK", "2024-03-31", None, None), ("1960-03-31", None, None, None), (22006, "2024-03-31", 64, 64),
    ("1960-02-30", "2024-03-31", None, None), ("2030-01-01", "2024-03-31", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("born", "day", "fewest", "most"), AGES)
def test_an_age_is_counted_in_completed_years(born, day, fewest, most):
    text = "index: {column: day}\ncolumns: {age: {column: born, dated: birth}}"
    ages = read({"born": [born], "day": [day]}, text).columns["age"]
    same([ages.low[0], ages.high[0]], [np.nan if end is None else end for end in (fewest, most)])


def test_days_from_an_event_to_the_index_date_and_what_cannot_be_counted():
    patients = read(
        {
            "day": ["2024-03-31", "2024-03-31", "2024-03-31", "2024-03-31", None, "2024-03-31"],
            "biopsy": ["2024-03-31", "2023-04-01", "2024-04-01", "2024-03", "2024-01-01", "soon"],
        },
        "index: {column: day}\ncolumns: {target_specimen_age_days: {column: biopsy, dated: event}}",
    )
    column = patients.columns["target_specimen_age_days"]
    same(column.low, [0, 365, np.nan, 0, np.nan, np.nan])
    same(column.high, [0, 365, np.nan, 30, np.nan, np.nan])
    assert counted(patients) == [
        ("date-unreadable", "target_specimen_age_days", 1),
        ("after-index", "target_specimen_age_days", 1),
        ("no-index", "target_specimen_age_days", 1),
    ]


def test_dates_may_be_a_column_of_dates_and_months_are_months():
    days = pd.to_datetime(["2023-03-31", None])
    text = "index: {date: 2024-03-31}\ncolumns: {months_rt_to_recurrence: {column: d, dated: event}}"
    same(np.round(low(read({"d": days}, text), "months_rt_to_recurrence"), 2), [12.02, np.nan])


def test_words_are_what_the_map_says_and_others_stay():
    patients = read(
        {"ps": ["ECOG-Pt 1", " ecog-pt 1 ", "1 - restricted", "2", "90+ percent", None], "s": [1, 2, 1, 3, None, 2]},
        """
        columns:
          ecog: {column: ps, words: {ECOG-Pt 1: 1, 1 - restricted: 1}}
          sex: {column: s, words: {1: M, 2: F}}
        """,
    )
    same(low(patients, "ecog"), [1, 1, 1, 2, np.nan, np.nan])
    assert patients.columns["sex"].codes.tolist() == [0, 1, 0, -1, -1, 1]  # numbers made decimal by the missing one
    assert counted(patients) == [("unreadable", "ecog", 1), ("unrecognised", "sex", 1)]


def test_a_karnofsky_index_is_an_ecog_grade_only_where_the_map_says_so():
    table = {"karno": [100.0, 90, 70, 0, None, 85]}
    text = "columns: {ecog: {column: karno, words: {100: 0, 90: 0, 70: 1, 0: 5}}, kps: {column: karno}}"
    patients = read(table, text)
    same(low(patients, "ecog"), [0, 0, 1, np.nan, np.nan])
    assert counted(patients) == [("left-out", "ecog 5", 1), ("implausible", "ecog", 1)]
    assert low(read({"karno": [100.0, 90, 70]}, "columns: {kps: {column: karno}}"), "kps") == [100, 90, 70]


@pytest.mark.parametrize("values", [[-9, 12, 999], [-9.0, 12.0, 999.0], ["-9", "12", "999.0"], [-9, "12", "999"]])
def test_a_missing_code_is_missing_only_once_it_is_confirmed(values):
    text = "columns: {hb: {column: h, unit: g/dL, missing: [-9, 999]}}"
    confirmed, unasked = read({"h": values}, text), read({"h": values}, text.replace(", missing: [-9, 999]", ""))
    same(low(confirmed, "hb"), [np.nan, 120, np.nan])
    assert confirmed.notes == ()
    assert counted(unasked) == [("implausible", "hb", 2)]


def test_a_missing_word_of_words():
    patients = read(
        {"h": ["pos", "n.d.", "neg"]},
        """
        columns: {hbv: {column: h, words: {pos: Y, neg: N}, missing: [N.D.]}}
        """,
    )
    assert patients.columns["hbv"].codes.tolist() == [1, -1, 0]
    assert patients.notes == ()


@pytest.mark.parametrize(("keep", "ages"), [("first", [50, 60, 40, 45]), ("last", [51, 60, 40, 45])])
def test_of_a_patient_with_several_rows_the_chosen_one_is_kept(keep, ages):
    table = {"id": ["a", "b", "a", None, None], "age": [50, 60, 51, 40, 45]}
    text = "patient_id: id\ncolumns: {age: {column: age}}"
    assert refusal(table, text) == [("duplicate-patient", "patient_id")]
    patients = read(table, f"duplicates: {keep}\n{text}")
    assert sorted(low(patients, "age")) == sorted(ages)
    assert counted(patients) == [("duplicate-patient", "patient_id", 1)]


def test_ages_above_89_can_be_read_as_90_and_more():
    text = "columns: {age: {column: age}}"
    ages = read({"age": [89, 89.9, 90, 93, None]}, f"top_code_age: true\n{text}").columns["age"]
    same(ages.low, [89, 89, 90, 90, np.nan])
    same(ages.high, [89, 89, np.inf, np.inf, np.nan])


def test_identifiers_can_be_replaced_by_row_numbers():
    table = {"id": ["007", "008"], "age": [50, 60]}
    text = "patient_id: id\ncolumns: {age: {column: age}}"
    assert read(table, text).ids == ("007", "008")
    assert read(table, f"replace_ids: true\n{text}").ids == ("1", "2")


def test_a_column_left_out_on_purpose_is_gone_before_anything_looks_at_it():
    patients = read({"age": [50], "note": ["call me"]}, "columns: {age: {column: age}}\nunused: [note, absent]")
    assert list(patients.columns) == ["age"]


def test_a_declared_variable_is_read_like_one_of_the_dictionary():
    patients = read(
        {"LDL": ["1.0", "<0.5", "99", "x"], "smokes": ["yes", "n", None, "?"], "st": ["I", "ii", "III", None]},
        """
        variables:
          ldl: {kind: number, label: LDL cholesterol, unit: mmol/L, plausible: [0, 20]}
          smoker: {kind: flag, label: Smoker}
          stage: {kind: category, values: [I, II]}
        columns: {ldl: {column: LDL, unit: mmol/l}, smoker: {column: smokes}, stage: {column: st}}
        """,
    )
    same(low(patients, "ldl"), [1, 0, np.nan, np.nan])
    assert patients.columns["smoker"].codes.tolist() == [1, 0, -1, -1]
    assert patients.columns["stage"].codes.tolist() == [0, 1, -1, -1]
    assert patients.variable("ldl").label == "LDL cholesterol"
    assert {code for code, _, _ in counted(patients)} == {"unreadable", "implausible", "unrecognised"}
    assert refusal(
        {"LDL": [1]},
        """
        variables: {ldl: {kind: number, unit: mmol/L, plausible: [0, 20]}}
        columns: {ldl: {column: LDL, unit: mg/dL}}
        """,
    ) == [("unit-unknown", "ldl")]


# --- one way through the house ------------------------------------------------------------------------------------


def test_a_map_and_the_headers_give_the_same_patients():
    frame = pd.read_parquet(DEMO_DATA / "curated.parquet")
    renamed = frame.rename(columns=lambda name: f"my {name.split(' [')[0]}")
    columns = {}
    for name in frame.columns[1:]:
        bare, _, unit = name.removesuffix("]").partition(" [")
        columns[bare] = Reading(column=f"my {bare}", unit=unit or None)
    by_map = dataset_from(Raw("t", renamed), TableMap(patient_id="my patient_id", columns=columns))
    by_header = cr.dataset_of(frame, "t")
    assert (by_map.ids, by_map.notes) == (by_header.ids, by_header.notes)
    for name, column in by_header.columns.items():
        for field in ("low", "high", "codes"):
            if hasattr(column, field):
                np.testing.assert_array_equal(getattr(column, field), getattr(by_map.columns[name], field), name)


def test_one_table_read_by_two_maps_is_two_tables_to_a_cache():
    one, other = (
        read({"h": [12.0]}, f"columns: {{hb: {{column: h, unit: {unit}}}}}", digest="x") for unit in ("g/dL", "mmol/L")
    )
    assert len({one.digest, other.digest, "x"}) == 3


def test_a_sources_own_map_is_used_without_another():
    known = TableMap(columns={"hb": Reading(column="HGB", unit="g/L")})
    assert low(dataset_from(Raw("t", pd.DataFrame({"HGB": [120.0]}), known=known)), "hb") == [120]


def test_the_callers_table_stays_as_it_was():
    frame = pd.DataFrame({"id": ["a", "a"], "h": [-9.0, 12], "s": ["1", "2"]})
    before = frame.copy()
    text = "patient_id: id\nduplicates: last\ncolumns: {hb: {column: h, unit: g/dL, missing: [-9]}, sex: {column: s}}"
    dataset_from(Raw("t", frame), parse_map(text))
    pd.testing.assert_frame_equal(frame, before)


# --- corrections ----------------------------------------------------------------------------------------------

MAPPED = TableMap(
    patient_id="Case",
    columns={
        "hb": Reading(column="Hb", unit="g/dL", missing=("9",)),
        "ecog": Reading(column="PS", words={"good": "0"}),
        "ast": Reading(column="ASAT", unit_column="ASAT unit"),
    },
    unused=("Ward",),
)


def test_a_column_read_as_another_variable_is_no_longer_read_as_the_first():
    made = cr.corrected(MAPPED, "Hb", "albumin", "g/L")
    assert set(made.columns) == {"albumin", "ecog", "ast"}
    assert made.columns["albumin"] == Reading(column="Hb", unit="g/L")


def test_another_unit_leaves_words_and_missing_codes_as_they_are():
    assert cr.corrected(MAPPED, "Hb", "hb", "g/L").columns["hb"].missing == ("9",)
    assert cr.corrected(MAPPED, "PS", "ecog").columns["ecog"].words == {"good": "0"}
    assert cr.corrected(MAPPED, "ASAT", "ast").columns["ast"].unit_column == "ASAT unit"
    assert cr.corrected(MAPPED, "ASAT", "ast", "U/L").columns["ast"].unit_column is None


def test_a_column_is_left_out_taken_back_and_made_the_identifier():
    assert cr.corrected(MAPPED, "Hb", None).unused == ("Ward", "Hb")
    assert cr.corrected(MAPPED, "Ward", "site").unused == ()
    identified = cr.corrected(MAPPED, "Ward", "patient_id")
    assert (identified.patient_id, identified.unused) == ("Ward", ())
    assert cr.corrected(MAPPED, "Case", "site").patient_id is None


def test_a_declared_column_brings_its_variable_unit_and_date():
    marker = cr.declaring.variable_of(cr.declaring.Filled("number", "Marker", unit="U/mL", low=0, high=9))
    made = cr.declared_as(MAPPED, "Ward", marker)
    assert made.columns["marker"] == Reading(column="Ward", unit="U/mL")
    assert (made.variables, made.unused) == ({"marker": marker}, ())
    days = cr.declaring.variable_of(cr.declaring.Filled("days", "Surgery"))
    assert cr.declared_as(MAPPED, "Hb", days, dated=True).columns["surgery"] == Reading(column="Hb", dated="event")
    assert "hb" not in cr.declared_as(MAPPED, "Hb", days, dated=True).columns
