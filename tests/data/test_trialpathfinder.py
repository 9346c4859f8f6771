"""Two tables of patients and a long laboratory table give the answer that Trial Pathfinder's authors printed."""

import json

import pytest

import criteria as cr
from criteria.data.map_file import parse_map
from criteria.data.several.bundle import bundle_of_folder
from criteria.data.several.folder_proposal import propose_structure
from criteria.data.tables import dataset_from, read_tables
from tests.published import PATHFINDER, needs_pathfinder

MAP = """
tables: [demographics.csv, features.csv]
patient_id: PatientID
measurements: {table: lab.csv, patient: PatientID, name: LabName, value: LabValue, date: TestDate}
index: {column: StartDate}
window_days: 28
variables:
  histology: {kind: category, label: Histology}
  days_lived: {kind: number, label: Days lived, quantity: days, plausible: [0, 45000]}
columns:
  age: {column: BirthDate, dated: birth}
  days_lived: {column: BirthDate, dated: event}
  histology: {column: Histology}
  ecog: {column: ECOG}
  plt: {column: Platelet count, unit: 10*9/L}
  tbil: {column: Total bilirubin, unit: mg/dL}
  sex: {column: Gender}
  race: {column: Race}
unused:
  - DrugName
  - OutcomeDate
  - LastVisitDate
  - Platelet count unit
  - Platelet count upper limit
  - Platelet count age
  - Total bilirubin unit
  - Total bilirubin upper limit
  - Total bilirubin age
"""

# The authors' years have 365 days, so that their rule of age asks for 18 x 365 days.
PROTOCOL = """
id: TRIALPATHFINDER
title: the five rules of the tutorial
variables:
  histology: {kind: category, label: Histology}
  days_lived: {kind: number, label: Days lived, quantity: days, plausible: [0, 45000]}
criteria:
  - {id: Age, number: "1", label: age, text: at least 18 years of 365 days, rule: {kind: threshold, value: days_lived, at_least: 6570}}
  - {id: Histology_Squamous, number: "2", label: histology, text: squamous cell carcinoma, rule: {kind: category, variable: histology, accept: [Squamous cell carcinoma]}}
  - {id: ECOG, number: "3", label: ECOG, text: ECOG 0 or 1, rule: {kind: threshold, value: ecog, at_most: 1}}
  - {id: Platelets, number: "4", label: platelets, text: platelets >= 100 within 28 days, rule: {kind: threshold, value: plt, at_least: 100}}
  - {id: Bilirubin, number: "5", label: bilirubin, text: bilirubin <= 1 mg/dL within 28 days, rule: {kind: threshold, value: tbil, at_most: 17.1}}
"""  # noqa: E501 # a criterion a line reads as the list it is


@pytest.fixture(scope="module")
def raw():
    return read_tables(PATHFINDER, parse_map(MAP))


@needs_pathfinder
def test_the_published_answer(engine_of, raw):
    truth = json.loads((PATHFINDER / "truth.json").read_text())
    patients = dataset_from(raw, parse_map(MAP))
    found = cr.evaluate(engine_of(patients), cr.baseline(cr.parse_protocol(PROTOCOL)))
    assert {row.id: row.fails for row in found.rows} == truth["author_notebook_output"]["excluded_per_rule"]
    assert found.eligible == truth["author_notebook_output"]["remaining_after_all_5"]
    assert [found.patients, *(row.remaining for row in found.rows)] == truth["recomputed"]["waterfall_unknown_kept"]
    only = [each["only_failing_criterion"] for each in truth["recomputed"]["criteria"].values()]
    assert [row.only for row in found.rows] == only


@needs_pathfinder
def test_completed_years_are_not_years_of_365_days(engine_of, raw):
    rule = "{kind: threshold, value: age, at_least: 18}"
    years = PROTOCOL.replace("{kind: threshold, value: days_lived, at_least: 6570}", rule)
    found = cr.evaluate(engine_of(dataset_from(raw, parse_map(MAP))), cr.baseline(cr.parse_protocol(years)))
    assert found.row("Age").fails == 76  # in their last days of seventeen, which four or five leap days make eighteen


@needs_pathfinder
def test_the_later_measurements_are_counted_and_not_used(raw):
    assert [(note.code, note.count) for note in raw.notes] == [("after-index", 11868)]
    assert raw.frame["Platelet count age"].between(0, 28).all()
    assert raw.frame["ECOG"].notna().all()  # in both tables, and the same in both


@needs_pathfinder
def test_how_the_tables_belong_together_is_proposed():
    proposed, confirmed = propose_structure(bundle_of_folder(PATHFINDER)).table_map, parse_map(MAP)
    assert (proposed.tables, proposed.patient_id) == (confirmed.tables, confirmed.patient_id)
    assert (proposed.measurements, proposed.index) == (confirmed.measurements, confirmed.index)
