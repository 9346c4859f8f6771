"""Headings and phrases that no list holds: known by what all of their words are about, in any language and order."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.data.check import check
from criteria.data.mapped.apply import apply
from criteria.data.proposal.draft import propose
from criteria.data.raw import Described, Raw
from criteria.data.table_map import TableMap
from criteria.data.vocabulary.concepts import meant
from criteria.data.vocabulary.legend import legend, without_legend
from criteria.data.vocabulary.naming import named
from criteria.data.vocabulary.phrased import phrased
from criteria.data.vocabulary.spelled import says_missing
from criteria.output.disclosure import Mode
from criteria.output.table_check import disclose_check

LINES = Path(__file__).with_name("headings_unseen.txt").read_text(encoding="utf-8").splitlines()
HEADINGS = [line.rpartition(" | ")[::2] for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(("heading", "variable"), HEADINGS)
def test_a_heading_that_nobody_has_shown_us_is_read_as_its_variable_or_not_at_all(heading, variable):
    found = named(heading)
    assert (found.variable if found else "-") == variable


# A heading, the variable, the unit that its words name, and whether it is asked about.
CERTAINTY = """
    Zielantigen IHC                  | target_result             |    | sure
    Diana (IHQ)                      | target_result             |    | sure
    標的抗原(IHC)                     | target_result             |    | sure
    Wznowa potw. hist.-pat.          | recurrence_path_confirmed |    | sure
    Recurrence histology             | recurrence_path_confirmed |    | likely
    Czas RT-wznowa (mies.)           | months_rt_to_recurrence   | mo | sure
    MONTHS_XRT_TO_RECUR              | months_rt_to_recurrence   | mo | sure
    RT, recurrence                   | months_rt_to_recurrence   |    | likely
    EST_SURVIVAL_MONTHS              | life_expectancy_months    | mo | sure
    Biopsy (days)                    | target_specimen_age_days  | d  | likely
    Vortherapien (Linien)            | prior_systemic_lines      |    | sure
    Line of therapy                  | prior_systemic_lines      |    | likely
    Facility                         | site                      |    | likely
    PS ECOG (0-4)                    | ecog                      |    | sure
    Geslacht (M/V)                   | sex                       |    | sure
    Sex (1=male, 2=female)           | sex                       |    | sure
"""


@pytest.mark.parametrize("row", CERTAINTY.strip().splitlines())
def test_how_sure_a_heading_by_its_concepts_is(row):
    heading, variable, unit, sure = (cell.strip() for cell in row.split("|"))
    found = named(heading)
    assert found is not None
    assert (found.variable, found.unit or "", found.certainty) == (variable, unit, sure)


@pytest.mark.parametrize("heading", [heading for heading, variable in HEADINGS if variable != "-" and meant(heading)])
@pytest.mark.parametrize("other", ["quarzit", "geplant", "date of", "kein"])
def test_one_word_about_something_else_is_enough_to_leave_a_heading(heading, other):
    assert meant(f"{other} {heading}") is None


@given(st.text(max_size=30))
def test_any_heading_can_be_looked_at(heading):
    assert meant(heading) is None or meant(heading).variable in cr.DICTIONARY
    assert phrased(heading, "disease status") in {None, *cr.DICTIONARY["disease_status"].values}


PHRASES = """
    disease status | Recidiva local + M1            | recurrent_and_metastatic
    disease status | Recurrence and distant mets    | recurrent_and_metastatic
    disease status | återfall och fjärrmetastaser   | recurrent_and_metastatic
    disease status | przerzuty odległe              | metastatic
    disease status | Recidiva local                 | recurrent
    disease status | paikallisesti edennyt          | locally_advanced
    disease status | sjukdomsfri                    | no_evidence_of_disease
    disease status | bez oznak choroby              | no_evidence_of_disease
    disease status | No evidence of disease         | no_evidence_of_disease
    disease status | no recurrence                  | ?
    disease status | no metastases                  | ?
    disease status | local metastases               | ?
    disease status | M0                             | ?
    disease status | partial remission              | ?
    disease status | oligometastatic                | ?
    disease status | suspected recurrence           | ?
    last line      | Toxicidad inaceptable          | intolerance
    last line      | gestopt i.v.m. toxiciteit      | intolerance
    last line      | ophørt pga. toksicitet         | intolerance
    last line      | odpověď trvá                   | ongoing_response
    last line      | progressione di malattia       | progression
    last line      | no progression                 | ?
    last line      | Stopped                        | ?
    last line      | mixed response                 | ?
    last line      | response, then progression     | ?
"""


@pytest.mark.parametrize("row", PHRASES.strip().splitlines())
def test_what_a_phrase_says(row):
    section, phrase, meaning = (cell.strip() for cell in row.split("|"))
    assert (phrased(phrase, section) or "?") == meaning


@pytest.mark.parametrize("word", ["hemolizada", "muestra coagulada", "agregados", "凝固", "凝集", "clumped", "溶血"])
def test_a_sample_that_could_not_be_measured_is_a_missing_value(word):
    assert says_missing(word)


@pytest.mark.parametrize("word", ["normal", "positive", "elevated", "no recurrence"])
def test_another_word_is_none(word):
    assert not says_missing(word)


def test_a_heading_that_lists_its_codes_is_read_with_them():
    assert legend("Sex (1=male, 2=female)") == {"1": "male", "2": "female"}
    assert without_legend("Geslacht (M/V)") == "Geslacht"
    assert not legend("Hb (g/dL)")
    assert without_legend("Hb (g/dL)") == "Hb (g/dL)"
    frame = pd.DataFrame({"id": ["a1", "a2"], "Sex (1=female, 2=male)": [1, 2]})
    reading = propose(Raw("a table", frame)).table_map.columns["sex"]
    assert dict(reading.words) == {"1": "F", "2": "M"}


def test_a_code_that_no_patient_has_is_in_the_map_where_its_label_is_clear():
    frame = pd.DataFrame({"patient_id": ["a1", "a2"], "v35": [0, 0]})
    said = {"v35": Described("Pregnancy test", words={"0": "Negative", "1": "Positive"})}
    raw = Raw("a table", frame, described=said)
    reading = propose(raw).table_map.columns["pregnancy_test"]
    assert dict(reading.words) == {"0": "negative", "1": "positive"}
    assert not apply(raw, propose(raw).table_map).problems


def none_beside_yes(word="none", **of_map):
    frame = pd.DataFrame({"patient_id": ["a", "b", "c"], "liver_mets": [word, "yes", word]})
    table_map = TableMap(patient_id="patient_id", **of_map) if of_map else None
    return [each.code for each in apply(Raw("a table", frame), table_map).problems]


def test_none_beside_yes_is_never_read_unasked():
    assert none_beside_yes() == ["none-words"]
    assert none_beside_yes("no") == []
    reading = {"column": "liver_mets"}
    assert none_beside_yes(columns={"liver_mets": cr.Reading(**reading)}) == ["none-words"]
    assert none_beside_yes(columns={"liver_mets": cr.Reading(**reading, words={"none": "N"})}) == []
    assert none_beside_yes(columns={"liver_mets": cr.Reading(**reading, missing=("none",))}) == []
    assert none_beside_yes(columns={"liver_mets": cr.Reading(**reading)}, agreed=("none-words:liver_mets",)) == []


def test_words_among_the_numbers_of_several_columns_are_one_question():
    numbers = [str(40 + at % 9) for at in range(30)]
    frame = pd.DataFrame({"patient_id": [f"p{at}" for at in range(31)]})
    for column in ("AST (U/L)", "ALT (U/L)", "LDH (U/L)"):
        frame[column] = [*numbers, "quarzit"]
    questions = [each for each in propose(Raw("a table", frame)).questions if each.code == "which-words"]
    assert [each.words for each in questions] == [("quarzit",)]
    assert set(questions[0].choices[0].readings) == {"ast", "alt", "ldh"}


def test_identifiers_of_a_hospital_are_replaced_in_the_proposed_map():
    frame = pd.DataFrame({"PAT_MRN_ID": [f"Z{at:05}" for at in range(40)], "Age": range(40, 80)})
    proposal = check(Raw("a table", frame)).proposal
    assert proposal.table_map.patient_id == "PAT_MRN_ID"
    assert proposal.table_map.replace_ids
    assert "PAT_MRN_ID" not in proposal.table_map.unused
    assert "personal" in {each.code for each in proposal.questions}


def test_a_question_about_the_whole_table_can_be_shown():
    frame = pd.DataFrame({"Pat.-Nr.": [f"p{at}" for at in range(9)], "Alter": range(40, 49)})
    proposed = TableMap(patient_id="Pat.-Nr.", tables=("patients",))
    found = check(Raw("a table", frame, proposed=proposed))
    elsewhere = replace(found.proposal.questions[0], column="notes") if found.proposal.questions else None
    assert elsewhere is not None
    shown = disclose_check(replace(found, proposal=replace(found.proposal, questions=(elsewhere,))), Mode.EXACT)
    assert shown is not None
