"""Every rule is said in one plain sentence, with the words and units a clinician uses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from tests import protocols, tables

# The reference protocol in words. A person who knows the trial can check this table without knowing the program.
SENTENCES = {
    "C01_consent": "Assessed at screening; no data can answer it.",
    "C02_age": "Age is from 18 to 75 years.",
    "C03_life_expectancy": "Life expectancy is at least 3 months.",
    "C04_ecog": "ECOG performance status is at most 2.",
    "C05_target": (
        "Target test is positive; and age of the target specimen is at most 365 days (older evidence is unknown)."
    ),
    "C06_measurable": "Measurable lesion (RECIST 1.1) is recorded as yes.",
    "C07_disease_and_lines": (
        "Prior systemic lines is at least 2; and (either disease status is metastatic or recurrent and metastatic, or "
        "(disease status is recurrent; and recurrence confirmed by pathology is recorded as yes; and months from "
        "radiotherapy to recurrence is at least 6 months)); and outcome of the last line is progression."
    ),
    "C08_apheresis": (
        "Assessed at screening; it fails where a record already denies: blood cell separation possible is recorded as "
        "yes."
    ),
    "C09a_anc": "Neutrophil count is at least 1 ×10⁹/L.",
    "C09b_plt": "Platelet count is at least 80 ×10⁹/L.",
    "C09c_hb": "Haemoglobin is at least 90 g/L.",
    "C09d_ast": (
        "If liver metastasis is recorded as yes: AST is at most 5 × ULN; otherwise: AST is at most 2.5 × ULN."
    ),
    "C09e_alt": (
        "If liver metastasis is recorded as yes: ALT is at most 5 × ULN; otherwise: ALT is at most 2.5 × ULN."
    ),
    "C09f_tbil": (
        "If (either liver metastasis is recorded as yes, or Gilbert syndrome is recorded as yes): total bilirubin is "
        "at most 2 × ULN; otherwise: total bilirubin is at most 1.5 × ULN."
    ),
    "C09g_crcl": "Creatinine clearance is at least 50 mL/min.",
    "C09h_inr": "INR is at most 1.5 × ULN.",
    "C09i_aptt": "aPTT is at most 1.5 × ULN.",
    "C10_residual_toxicity": "Worst residual toxicity (CTCAE 5.0) is at most 1.",
    "C11_pregnancy": (
        "Only if (sex is female; and childbearing potential is recorded as yes): pregnancy test is negative."
    ),
}  # fmt: skip


@pytest.mark.parametrize("criterion", SENTENCES)
def test_the_sentence_of_every_criterion(reference, criterion):
    assert cr.sentence(reference.criterion(criterion), cr.baseline(reference)) == SENTENCES[criterion]


def test_every_criterion_is_in_the_table(reference):
    assert list(SENTENCES) == [each.id for each in reference.criteria]


CHANGED = [
    # limits and settings, the criterion, and what its sentence must then hold
    ({"age_min": 16}, "C02_age", "from 16 to 75 years"),
    ({"ast_max_xuln": 3}, "C09d_ast", "otherwise: AST is at most 3 × ULN"),
    ({"specimen_max_age_days": 1095}, "C05_target", "at most 1095 days"),
    ({"stale_specimen": "fail"}, "C05_target", "(older evidence fails)"),
    ({"lab_window_days": 14}, "C09a_anc", "of the laboratory panel is at most 14 days"),
    ({"inr_mode": "absolute"}, "C09h_inr", "INR is at most 1.5."),
    ({"intolerance_counts_as_failure": True}, "C07_disease_and_lines", "progression or intolerance"),
    ({"assume_absent_if_blank": ["measurable_disease"]}, "C06_measurable", "(a blank means no)"),
    ({"pregnancy_test": "deferred"}, "C11_pregnancy", "Assessed at screening"),
    ({"anc_min": 0.8}, "C09a_anc", "at least 0.8 ×10⁹/L"),
]


@pytest.mark.parametrize(("changes", "criterion", "words"), CHANGED)
def test_a_sentence_says_the_limits_and_settings_in_force(reference, changes, criterion, words):
    assert words in cr.sentence(reference.criterion(criterion), cr.scenario(reference, changes))


@pytest.mark.parametrize(
    ("criterion", "changes"),
    [("C09g_crcl", {"cg_weight": "ideal"}), ("C09d_ast", {"uln_fallback": "defaults"})],
)
def test_a_sentence_tells_every_setting_that_changes_the_rule(reference, criterion, changes):
    each = reference.criterion(criterion)
    assert cr.sentence(each, cr.scenario(reference, changes)) != cr.sentence(each, cr.baseline(reference))


@given(protocols.protocols)
def test_every_rule_can_be_said(protocol):
    for criterion in protocol.criteria:
        said = cr.sentence(criterion, cr.baseline(protocol))
        assert said.endswith(".")
        assert said[0] == said[0].upper() or said.startswith("aPTT")
        assert "limit=" not in said
        assert "None" not in said


@given(st.data())
def test_moving_any_limit_changes_the_sentence_of_its_criterion(reference, data):
    name = data.draw(st.sampled_from([key for key in reference.limits if key != "lab_window_days"]))
    limit = reference.limits[name]
    value = data.draw(st.sampled_from([each for each in (limit.min, limit.max) if each != limit.value]))
    moved = cr.scenario(reference, {name: value})
    for criterion in reference.criteria:
        if name in cr.limits_used(criterion):
            assert cr.sentence(criterion, moved) != cr.sentence(criterion, cr.baseline(reference))


def test_an_inclusion_only_protocol_says_that_counts_are_upper_bounds(reference):
    assert "upper bound" in cr.scope(reference)
    full = cr.parse_protocol(protocols.changed(("scope", "inclusion and exclusion criteria")))
    assert "upper bound" not in cr.scope(full)


@pytest.mark.parametrize(
    ("unit", "words"), [("10*9/L", "×10⁹/L"), ("umol/L", "µmol/L"), ("d", "days"), ("1", ""), ("g/L", "g/L")]
)
def test_a_unit_in_words(unit, words):
    assert cr.unit_in_words(unit) == words


def test_a_quantity_is_called_what_the_dictionary_calls_it(reference):
    rule = cr.baseline(reference).rule(reference.criterion("C09d_ast"))
    assert cr.label(rule.rule.then.value) == "AST"
    assert cr.label("hb") == "Haemoglobin"
    assert cr.label(cr.baseline(reference).rule(reference.criterion("C09g_crcl")).rule.value) == "Creatinine clearance"
    assert tables.STANDARD_UNIT["hb"] == "g/L"
    with pytest.raises(TypeError):
        cr.label(3)


def test_what_differs_from_the_protocol_is_said_in_one_line_each(reference):
    changed = cr.scenario(
        reference,
        {"plt_min": 75, "lab_window_days": 14, "inr_mode": "absolute", "assume_absent_if_blank": ["gilbert"]},
        off=["C04_ecog"],
    )
    assert cr.changes(changed) == [
        "9b Platelets, at least 75 ×10⁹/L, protocol 80 ×10⁹/L",
        "Laboratory values at most this old 14 days, protocol none",
        "INR limit: the INR itself",
        "A blank means no for: Gilbert syndrome",
        "4 ECOG: off",
    ]
    assert cr.changes(cr.baseline(reference)) == []
