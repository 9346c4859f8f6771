"""What the words of a column stand for: the column decides, not the word alone."""

import pandas as pd
import pytest

import criteria as cr
from criteria.data.proposal.draft import propose
from criteria.data.proposal.questions import answered
from criteria.data.raw import Described, Raw
from criteria.data.tables import dataset_from
from criteria.data.vocabulary.meanings import meanings, says_missing

SEXES = [
    # the words of a column, what they stand for, and whether a person has to confirm it
    ("M F", {}, False), ("m w", {"m": "M", "w": "F"}, True), ("H F", {"H": "M", "F": "F"}, True),
    ("H M", {"H": "M", "M": "F"}, True), ("M V", {"M": "M", "V": "F"}, True), ("E K", {"E": "M", "K": "F"}, True),
    ("M K", {"M": "M", "K": "F"}, True), ("М Ж", {"М": "M", "Ж": "F"}, True), ("F N", {"F": "M", "N": "F"}, True),
    ("M Ž", {"M": "M", "Ž": "F"}, True), ("M N", {"M": "M", "N": "F"}, True), ("M", {"M": "M"}, True),
    ("Erkek Kadın", {"Erkek": "M", "Kadın": "F"}, False), ("男 女", {"男": "M", "女": "F"}, False),
    ("남 여", {"남": "M", "여": "F"}, False), ("hombre mujer", {"hombre": "M", "mujer": "F"}, False),
    ("Kvinna Man", {"Kvinna": "F", "Man": "M"}, False), ("férfi nő", {"férfi": "M", "nő": "F"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("words", "meant", "asked"), SEXES)
def test_the_letters_of_a_sex_column_are_read_by_their_pair(words, meant, asked):
    found = meanings(words.split(), cr.DICTIONARY["sex"])
    assert {
        word: to for word, to in found.words.items() if (word, to) not in {("M", "M"), ("F", "F")} or found.unsure
    } == meant
    assert bool(found.unsure) == asked


def test_m_and_v_are_spanish_under_a_spanish_heading():
    assert meanings(("M", "V"), cr.DICTIONARY["sex"], "Sexo").words == {"V": "M", "M": "F"}


FLAGS = [
    ("ja nein", "Y N", False), ("oui non", "Y N", False), ("S N", "Y N", True), ("Evet Hayır", "Y N", False),
    ("Var Yok", "Y N", False), ("예 아니오", "Y N", False), ("有 无", "Y N", False), ("あり なし", "Y N", False),
    ("T N", "Y N", True), ("O N", "Y N", True), ("A N", "Y N", True), ("1 0", "Y N", True), ("ano ne", "Y N", False),
    ("Sim Não", "Y N", False), ("да нет", "Y N", False), ("Checked Unchecked", "Y N", True), ("yes none", "Y N", True),
    ("vorhanden nicht-vorhanden", "Y N", False),
]  # fmt: skip


@pytest.mark.parametrize(("words", "meant", "asked"), FLAGS)
def test_yes_and_no_in_many_languages(words, meant, asked):
    words = [word.replace("-", " ") for word in words.split()]
    found = meanings(words, cr.DICTIONARY["liver_mets"])
    assert [found.words[word] for word in words] == meant.split()
    assert bool(found.unsure) == asked


@pytest.mark.parametrize("codes", [("1", "2"), ("0", "1", "2"), ("2", "3")])
def test_code_numbers_without_labels_are_not_guessed(codes):
    found = meanings(codes, cr.DICTIONARY["liver_mets"])
    assert (dict(found.words), found.open) == ({}, codes)


TESTS = [
    ("nicht nachweisbar", "negative"), ("nachweisbar", "positive"), ("Not detected", "negative"),
    ("Detected", "positive"), ("ej påvisat", "negative"), ("påvisat", "positive"), ("não reagente", "negative"),
    ("Reagente", "positive"), ("non réactif", "negative"), ("fraglich", "indeterminate"), ("判定保留", "indeterminate"),
    ("POS", "positive"), ("neg.", "negative"), ("음성", "negative"), ("DUBBIO", "indeterminate"), ("pending", None),
]  # fmt: skip


@pytest.mark.parametrize(("word", "meant"), TESTS)
def test_the_negative_that_holds_the_positive_is_negative(word, meant):
    assert meanings((word,), cr.DICTIONARY["target_result"]).words.get(word) == meant


DISEASES = [
    ("Rezidiv + Metastasen", "recurrent_and_metastatic"), ("recidiva e metastatica", "recurrent_and_metastatic"),
    ("Lokalrezidiv und Fernmetastasen", "recurrent_and_metastatic"), ("复发并转移", "recurrent_and_metastatic"),
    ("récidive + métastases", "recurrent_and_metastatic"), ("재발 및 전이", "recurrent_and_metastatic"),
    ("Nüks ve metastatik", "recurrent_and_metastatic"), ("lokal fortgeschritten", "locally_advanced"),
    ("tumorfrei", "no_evidence_of_disease"), ("NED", "no_evidence_of_disease"), ("Mets", "metastatic"),
    ("keine Metastasen", None), ("无转移", None), ("M0", None), ("nicht metastasiert", None),
]  # fmt: skip


@pytest.mark.parametrize(("word", "meant"), DISEASES)
def test_a_status_of_two_parts_is_both_and_a_denied_one_is_not_guessed(word, meant):
    assert meanings((word,), cr.DICTIONARY["disease_status"]).words.get(word) == meant


GRADES = [
    ("ecog", "0 - normale Aktivität", "0"), ("ecog", "2: Ambulatory >50%", "2"), ("ecog", "PS 1", "1"),
    ("ecog", "OMS 2", "2"), ("ecog", "1分", "1"), ("ecog", "bettlägerig", "4"), ("ecog", "ECOG 0-1", None),
    ("ecog", "5 or 2", None), ("ecog", "KPS 90", None), ("ecog", "good", None), ("ecog", "none", None),
    ("max_residual_tox_grade", "keine", "0"), ("max_residual_tox_grade", "None", "0"),
    ("max_residual_tox_grade", "G2", "2"), ("max_residual_tox_grade", "Grau 3", "3"),
    ("max_residual_tox_grade", "2级", "2"), ("max_residual_tox_grade", "severe", "3"),
    ("prior_systemic_lines", "2차", "2"), ("prior_systemic_lines", "none", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("variable", "word", "meant"), GRADES)
def test_grades_and_lines_in_words(variable, word, meant):
    assert meanings((word,), cr.DICTIONARY[variable]).words.get(word) == meant


def test_none_for_a_grade_is_asked_about():
    assert meanings(("None", "G1"), cr.DICTIONARY["max_residual_tox_grade"]).unsure == ("None",)


@pytest.mark.parametrize("word", [
    "k.A.", "n.b.", "NK", "未查", "Not recorded", "uppgift saknas", "모름", "b.d.", "NSP", "bilinmiyor", "нет данных",
])  # fmt: skip
def test_words_that_say_that_nothing_is_known(word):
    assert says_missing(word)
    found = meanings((word,), cr.DICTIONARY["liver_mets"])
    assert (found.words, found.missing) == ({}, (word,))


# --- codings that come with the file ------------------------------------------------------------------------------


def labelled(values, column, **said):
    return propose(Raw("t", pd.DataFrame({column: values}), described={column: Described(**said)}))


def test_grades_coded_from_one_are_read_by_their_labels():
    labels = {"1": "0 - Fully active", "2": "1 - Restricted", "3": "2", "4": "3", "5": "4 - Disabled"}
    proposal = labelled([1, 2, 5, 3, None], "ecog_ps", label="ECOG performance status", words=labels)
    assert proposal.questions == ()
    patients = dataset_from(Raw("t", pd.DataFrame({"ecog_ps": [1, 2, 5, 3, None]})), proposal.table_map)
    assert patients.patients == 5, "code 5 is grade 4, and nobody has died"
    assert patients.columns["ecog"].low[:4].tolist() == [0, 1, 4, 2]


def test_a_sex_in_codes_is_read_by_its_labels():
    proposal = labelled(["0", "1", "9"], "sx", label="Sex", words={"0": "Female", "1": "Male", "9": "Unknown"})
    assert proposal.table_map.columns["sex"].words == {"0": "F", "1": "M"}
    assert proposal.table_map.columns["sex"].missing == ("9",)
    assert proposal.questions == ()


def test_a_label_says_what_a_heading_does_not():
    proposal = labelled([100.0, 120], "v17", label="Hemoglobin", unit="g/L")
    assert (proposal.table_map.columns["hb"].column, proposal.table_map.columns["hb"].unit) == ("v17", "g/L")


def test_a_label_takes_back_what_a_heading_says():
    proposal = labelled([1.0, 2], "ecog", label="ECOG at diagnosis")
    assert proposal.table_map.columns == {}
    assert [question.code for question in proposal.questions] == ["is-it-this"]


def test_flags_with_the_same_letters_are_one_question():
    table = {"Metastasi epatiche": ["S", "N"] * 3, "S. di Gilbert": ["N", "S"] * 3}
    (question,) = (proposal := propose(Raw("t", pd.DataFrame(table)))).questions
    assert {each.column for each in proposal.table_map.columns.values()} == set(table)
    assert answered(proposal.table_map, question.choices[0]) == proposal.table_map
    turned = answered(proposal.table_map, question.choices[1])
    assert all(each.words == {"S": "N", "N": "Y"} for each in turned.columns.values())


def test_grades_that_run_from_one_to_five_are_asked_about():
    table = pd.DataFrame({"ECOG": [1, 2, 3, 5, 1, 2]})
    (question,) = (proposal := propose(Raw("t", table))).questions
    assert question.code == "coded-values"
    patients = dataset_from(Raw("t", table), answered(proposal.table_map, question.choices[1]))
    assert patients.columns["ecog"].low.tolist() == [0, 1, 2, 4, 0, 1]
    assert propose(Raw("t", table.replace(5, 0))).questions == ()
