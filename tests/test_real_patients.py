"""People nobody here made up: 306 subjects of a trial and 228 patients with lung cancer, counted by others before."""

import json

import pandas as pd
import pytest
from lifelines.datasets import load_lung

import criteria as cr
from tests.published import TRIAL, needs_trial

HEADERS = {
    "patient_id": "patient_id", "age": "age [a]", "sex": "sex", "platelets_10e9_L": "plt [10*9/L]",
    "ast_U_L": "ast [U/L]", "ast_uln": "ast_uln [U/L]", "alt_U_L": "alt [U/L]", "alt_uln": "alt_uln [U/L]",
    "bilirubin_umol_L": "tbil [umol/L]", "bilirubin_uln": "tbil_uln [umol/L]", "weight_kg": "weight [kg]",
    "height_cm": "height [cm]",
}  # fmt: skip
HAEMOGLOBIN = {"hb_g_dL": "hb [g/dL]", "hb_mmol_L": "hb [mmol/L]"}
CREATININE = {"creatinine_mg_dL": "creatinine [mg/dL]", "creatinine_umol_L": "creatinine [umol/L]"}

PROTOCOL = """
id: CDISC-PILOT
title: eight criteria that the trial's own tables were counted by
criteria:
  - {id: age_min, number: "1", label: adults, text: AGE >= 18, rule: {kind: threshold, value: age, at_least: 18}}
  - {id: age_max, number: "2", label: at most 75, text: AGE <= 75, rule: {kind: threshold, value: age, at_most: 75}}
  - id: ast
    number: "3"
    label: AST
    text: AST <= 2.5 x LBSTNRHI (screening)
    rule: {kind: threshold, value: {kind: times_uln, variable: ast, uln: ast_uln}, at_most: 2.5}
  - id: alt
    number: "4"
    label: ALT
    text: ALT <= 2.5 x LBSTNRHI (screening)
    rule: {kind: threshold, value: {kind: times_uln, variable: alt, uln: alt_uln}, at_most: 2.5}
  - id: tbil
    number: "5"
    label: bilirubin
    text: BILI <= 1.5 x LBSTNRHI (screening)
    rule: {kind: threshold, value: {kind: times_uln, variable: tbil, uln: tbil_uln}, at_most: 1.5}
  - {id: plt, number: "6", label: platelets, text: PLAT >= 100 GI/L (screening), rule: {kind: threshold, value: plt, at_least: 100}}
  - {id: hb, number: "7", label: haemoglobin, text: "HGB >= 9 g/dL (LBORRES, g/dL)", rule: {kind: threshold, value: hb, at_least: 90}}
  - id: crcl
    number: "8"
    label: clearance
    text: CrCl (Cockcroft-Gault) >= 50 mL/min
    rule:
      kind: threshold
      at_least: 50
      value:
        {kind: creatinine_clearance, measured: crcl_measured, creatinine: creatinine, age: age, weight: weight,
         height: height, sex: sex}
"""  # noqa: E501 # a criterion a line reads as the list it is


def subjects(haemoglobin="hb_g_dL", creatinine="creatinine_mg_dL"):
    headers = HEADERS | {haemoglobin: HAEMOGLOBIN[haemoglobin], creatinine: CREATININE[creatinine]}
    table = pd.read_csv(TRIAL / "flat_common.csv", usecols=list(headers), dtype={"patient_id": "string"})
    return cr.dataset_of(table.rename(columns=headers), "flat_common.csv")


def results(engine_of, patients):
    return cr.evaluate(engine_of(patients), cr.baseline(cr.parse_protocol(PROTOCOL)))


def agrees(found, truth):
    """Every number of a result is the one that was counted before, criterion by criterion."""
    texts = {each.id: each.text for each in found.scenario.protocol.criteria}
    assert found.patients == truth["n_patients"]
    assert {texts[row.id]: (row.passed, row.fails, row.unknown, row.only) for row in found.rows} == {
        text: (each["meets"], each["fails"], each["unknown"], each["only_failing_criterion"])
        for text, each in truth["criteria"].items()
    }
    assert (found.eligible, found.potential, found.excluded) == (
        truth["meets_all"],
        truth["undetermined_no_fail_but_some_unknown"],
        truth["fails_at_least_one"],
    )
    assert [found.patients, *(row.remaining for row in found.rows)] == truth["waterfall_unknown_kept"]


@needs_trial
@pytest.mark.parametrize("creatinine", CREATININE)
@pytest.mark.parametrize("haemoglobin", HAEMOGLOBIN)
def test_the_306_subjects_of_a_trial(engine_of, haemoglobin, creatinine):
    truth = json.loads((TRIAL / "truth.json").read_text())["all_306_DM_subjects"]
    agrees(results(engine_of, subjects(haemoglobin, creatinine)), truth)


@needs_trial
def test_the_52_without_laboratory_values_are_unknown_and_not_failed(engine_of):
    patients = subjects()
    table = cr.verdict_table(engine_of(patients), cr.baseline(cr.parse_protocol(PROTOCOL)))
    raw = pd.read_csv(TRIAL / "flat_common.csv")
    columns = ["platelets_10e9_L", "hb_g_dL", "ast_U_L", "alt_U_L", "bilirubin_umol_L", "creatinine_umol_L"]
    without = raw[columns].isna().all(axis=1).to_numpy()
    assert (without.sum(), (without & (raw["armcd"] == "Scrnfail")).sum()) == (54, 52)  # 52 were never randomised
    for criterion in ("ast", "alt", "tbil", "plt", "hb", "crcl"):
        assert set(table.loc[without, criterion]) == {"unknown"}
    assert "eligible" not in set(table.loc[without, "status"])


@needs_trial
def test_the_trials_identifiers_are_kept_and_its_values_are_plausible():
    patients = subjects()
    assert patients.ids[0] == "01-701-1015"
    assert patients.notes == ()
    assert not patients.synthetic


@needs_trial
def test_the_reference_protocol_evaluates_on_the_trials_subjects(engine_of, reference):
    found = cr.evaluate(engine_of(subjects()), cr.baseline(reference))
    cr.refuse_unanswerable(found, "flat_common.csv")
    assert found.row("C02_age").fails == 168
    assert found.row("C05_target").unknown == 306
    assert found.eligible == 0


LUNG = """
id: LUNG
title: two criteria over the lung table
criteria:
  - {id: ecog, number: "1", label: ECOG, text: ECOG <= 2, rule: {kind: threshold, value: ecog, at_most: 2}}
  - {id: age, number: "2", label: age, text: age 18-75, rule: {kind: range, value: age, at_least: 18, at_most: 75}}
"""


def test_the_228_patients_of_the_lung_table(engine_of):
    lung = load_lung().rename(columns={"ph.ecog": "ecog", "age": "age [a]"})
    patients = cr.dataset_of(lung[["ecog", "age [a]"]], "lung")
    found = cr.evaluate(engine_of(patients), cr.baseline(cr.parse_protocol(LUNG)))
    assert [(row.passed, row.fails, row.unknown) for row in found.rows] == [(226, 1, 1), (217, 11, 0)]
