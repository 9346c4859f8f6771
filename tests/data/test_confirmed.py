"""A proposed map is complete: confirming its questions confirms it, as a file too; and no map guesses nothing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.data.check import check
from criteria.data.map_file import parse_map
from criteria.data.proposal.draft import propose
from criteria.data.proposal.questions import answered
from criteria.data.proposal.written import proposal_to_yaml
from criteria.data.raw import Raw
from criteria.data.table_map import TableMap
from criteria.data.tables import dataset_from

HOSPITAL = {
    "Pat.-Nr.": [f"P{at:03d}" for at in range(40)], "Alter (J)": [53 + at for at in range(40)],
    "Geschl.": ["m", "w"] * 20, "Target-IHC": ["pos.", "+", "-", "neg."] * 10, "Hb (g/dl)": np.linspace(8, 15, 40),
    "GOT (U/l)": [30.0 + at for at in range(40)], "GOT Ref.": ["<50"] * 40, "Lebermet.": ["ja", "nein"] * 20,
    "ECOG": [0, 1, 2, 9] * 10, "Station": ["A", "B"] * 20, "Bili direkt (mg/dl)": [0.1] * 40,
    "Bili ges. (mg/dl)": [0.7] * 40, "Krea": [0.8, 0.9] * 20, "Leukos": [30.1 + at / 100 for at in range(40)],
}  # fmt: skip


def raw(columns):
    return Raw("t", pd.DataFrame(columns))


def test_the_map_of_a_hospitals_table_names_every_column_and_asks_a_few_questions():
    proposal = propose(raw(HOSPITAL))
    used = proposal.table_map.columns_used | set(proposal.table_map.unused)
    assert used == set(HOSPITAL)
    assert len(proposal.questions) <= 8
    assert {each.code for each in proposal.questions} == {
        "personal", "which-words", "upper-limits", "missing-code", "left-out",
    }  # fmt: skip


def test_confirming_every_question_changes_nothing():
    proposal = propose(raw(HOSPITAL))
    table_map = proposal.table_map
    for question in proposal.questions:
        confirmed = answered(table_map, question.choices[0])
        assert confirmed.model_copy(update={"agreed": ()}) == table_map, question.text


def test_the_file_of_a_proposal_reads_back_equal_and_holds_its_questions():
    proposal = propose(raw(HOSPITAL))
    text = proposal_to_yaml(proposal)
    assert parse_map(text) == proposal.table_map
    lines = text.splitlines()
    at = lines.index("  ast_uln:")
    assert "hold" in lines[at - 2]
    assert lines[at - 1].strip().startswith("#")
    assert text.count("# ") == 2 * len(proposal.questions)


@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=6))
def test_any_headings_give_a_map_that_reads_back(headings):
    proposal = propose(raw({name: [1.0, 2.0, 3.0] for name in headings}))
    assert parse_map(proposal_to_yaml(proposal)) == proposal.table_map


def test_ages_above_89_are_read_as_90_and_more_and_it_is_said():
    table = {"Alter": [50, 60, 93], "Geschlecht": ["männlich", "weiblich", "weiblich"]}
    proposal = propose(raw(table))
    assert proposal.table_map.top_code_age
    assert proposal.table_map.columns["age"].column == "Alter"
    assert [question.code for question in proposal.questions] == ["personal"]
    ages = dataset_from(raw(table), proposal.table_map).columns["age"]
    assert (ages.low.tolist(), ages.high.tolist()) == ([50, 60, 90], [50, 60, np.inf])


def test_an_english_age_above_89_is_proposed_as_well():
    found = check(raw({"patient": ["a", "b", "c"], "Age": [50, 60, 93], "ward": ["A", "B", "A"]}))
    assert found.proposal.table_map.columns["age"].column == "Age"
    assert found.proposal.table_map.top_code_age
    assert "Age" not in found.proposal.table_map.unused


def test_a_column_that_may_name_a_person_is_left_out_and_said():
    proposal = propose(raw({"email": ["a@example.org", "b@example.org"], "age": [50, 60]}))
    assert proposal.table_map.unused == ("email",)
    assert [question.code for question in proposal.questions] == ["personal"]


IDENTIFIERS = [
    # the headings, which of them holds the identifiers, and whether it is asked
    ("patient_id, age", "patient_id", False), ("Registro, age", "Registro", True), ("Código, age", "Código", True),
    ("研究编号, age", "研究编号", False), ("record_id, Kod, age", "record_id", False), ("ward, age", None, False),
    ("Löpnummer, age", "Löpnummer", False), ("USUBJID, SUBJID, age", "USUBJID", True),
]  # fmt: skip


@pytest.mark.parametrize(("headings", "column", "asked"), IDENTIFIERS)
def test_the_identifier_of_patients_in_many_languages(headings, column, asked):
    names = headings.split(", ")
    columns = {name: [f"x{at}" for at in range(12)] for name in names[:-1]} | {"age": [50] * 12}
    columns |= {"ward": ["A"] * 12} if "ward" in names else {}
    proposal = propose(raw(columns))
    assert proposal.table_map.patient_id == column
    assert ("patient-id" in {each.code for each in proposal.questions}) == asked


# --- without a map nothing is guessed -----------------------------------------------------------------------------

SEXES = [
    ("H M", True), ("M V", True), ("E K", True), ("m w", True), ("K M", True), ("M F", False), ("male female", False),
    ("M", False), ("F", False), ("H F", True),
]  # fmt: skip


@pytest.mark.parametrize(("words", "refused"), SEXES)
def test_letters_of_other_words_than_male_and_female_refuse_a_table_without_a_map(words, refused):
    table = {"sex": words.split() * 6, "age": [50] * (6 * len(words.split()))}
    found = check(raw(table))
    assert ("sex-words" in {each.code for each in found.findings}) == refused
    assert (found.proposal is not None) == refused


def test_a_map_says_what_the_letters_of_a_sex_stand_for():
    table = raw({"sex": ["H", "M"] * 6})
    given = TableMap(columns={"sex": cr.Reading(column="sex", words={"H": "M", "M": "F"})})
    assert dataset_from(table, given).columns["sex"].codes.tolist() == [0, 1] * 6
    with pytest.raises(cr.Refused, match="sex-words"):
        dataset_from(table, TableMap(columns={"sex": cr.Reading(column="sex")}))
    agreed = TableMap(columns={"sex": cr.Reading(column="sex")}, agreed=("sex-words:sex",))
    assert dataset_from(table, agreed).columns["sex"].codes.tolist().count(0) == 6


SUGGESTIONS = [
    ("hb_uln", "has no upper limit"), ("plt_uln", "has no upper limit"), ("Hgb", "did you mean `hb`?"),
    ("creatinnine", "did you mean `creatinine`?"), ("Neutrophils (%)", "its name also says"),
    ("ward", "drop the column"),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "said"), SUGGESTIONS)
def test_a_suggestion_is_near_or_there_is_none(heading, said):
    found = check(raw({"age": [50] * 3, heading: [1.0] * 3}))
    (message,) = (each.message for each in found.problems if each.code == "unknown-variable")
    assert said in message
    assert "ldh_uln" not in message
