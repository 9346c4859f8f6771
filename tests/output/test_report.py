"""Results for programs and spreadsheets: the keys others rely on, and nothing a spreadsheet would execute."""

import csv
import dataclasses
import io
import json

import pytest

import criteria as cr
from tests import tables
from tests.output.made_up import TRUE

MODES = list(cr.Mode)
CRITERION_KEYS = [
    "id", "number", "label", "pass", "fails", "unknown", "not_applicable", "deferred", "only", "lost_here",
    "remaining", "share",
]  # fmt: skip
STILL_COUNTED = ["not_applicable", "deferred", "lost_here", "remaining"]  # where it is asked at screening
TRIAL_KEYS = ["protocol", "patients", "eligible", "potential", "excluded", "disclosure", "limits", "criteria"]


@pytest.mark.parametrize("mode", MODES)
def test_the_object_has_the_keys_that_others_rely_on(mode, reference):
    found = json.loads(cr.as_json(cr.disclose(TRUE, mode)))
    assert [key for key in found if key in TRIAL_KEYS] == TRIAL_KEYS
    assert (found["protocol"], found["disclosure"]) == ("NCT05616468", mode.value)
    assert found["limits"] == {name: limit.value for name, limit in reference.limits.items()}
    assert [each["id"] for each in found["criteria"]] == [each.id for each in reference.criteria]
    assert [each["number"] for each in found["criteria"]] == [each.number for each in reference.criteria]
    for row in (*found["criteria"], *found["groups"]):
        assert [key for key in row if key in CRITERION_KEYS] == CRITERION_KEYS
    assert [each["id"] for each in found["groups"]] == ["C09_all"]


def test_exact_numbers_are_numbers_and_whole_ones_are_whole():
    found = json.loads(cr.as_json(cr.disclose(TRUE, cr.Mode.EXACT)))
    assert (found["patients"], found["eligible"], found["potential"], found["excluded"]) == (1200, 61, 169, 970)
    for row, true in zip(found["criteria"], TRUE.rows, strict=True):
        assert isinstance(row["fails"], int)
        assert (row["pass"], row["fails"], row["only"], row["lost_here"]) == (
            true.passed, true.fails, true.only, true.lost_here,
        )  # fmt: skip
        assert row["share"] == pytest.approx(true.share, abs=1e-5)


def test_hidden_counts_are_the_text_that_others_rely_on():
    found = json.loads(cr.as_json(cr.disclose(TRUE, cr.Mode.PROTECTED)))
    row = next(each for each in found["criteria"] if each["id"] == "C09a_anc")
    assert row["fails"] == "≤10"
    assert found["patients"] == 1198


def test_the_scenario_is_in_the_object(demonstration_engine, reference):
    scenario = cr.scenario(reference, {"plt_min": 75, "inr_mode": "absolute"}, ["C09_all"])
    found = cr.as_dict(cr.disclose(cr.evaluate(demonstration_engine, scenario), cr.Mode.EXACT))
    assert found["limits"]["plt_min"] == 75
    assert found["limits"]["lab_window_days"] is None
    assert found["settings"]["inr_mode"] == "absolute"
    assert found["off"] == [each.id for each in reference.criteria if each.group == "C09_all"]
    assert [each["id"] for each in found["criteria"] if not each["on"]] == found["off"]
    assert found["scope"] == "inclusion criteria only"
    assert set(found["assumptions"]) == {"uln_assumed", "clearance_estimated"}


@pytest.mark.parametrize("mode", MODES)
def test_csv_says_what_json_says(mode):
    shown = cr.disclose(TRUE, mode)
    lines = list(csv.DictReader(io.StringIO(cr.as_csv(shown))))
    objects = cr.as_dict(shown)
    later = [each.id for each in shown.rows if each.at_screening]
    assert later
    for line, row in zip(lines, [*objects["criteria"], *objects["groups"]], strict=True):
        assert line["id"] == row["id"]
        assert line["label"] == row["label"]
        for key in CRITERION_KEYS[3:]:
            assert line[key] == in_a_spreadsheet(row[key], mode, asked=row["id"] not in later or key in STILL_COUNTED)


def in_a_spreadsheet(count, mode, *, asked):
    """A protected count is marked as such; nought of what nobody has been asked yet would say that nobody fails."""
    if not asked:
        return "at screening"
    return f"~{count}" if mode is cr.Mode.PROTECTED and count != "≤10" else str(count)


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_a_spreadsheet_executes_no_label_and_no_identifier(engine_of, start):
    text = f"{start}cmd|' /C calc'!A0"
    rows = tuple(dataclasses.replace(row, label=text, number=text) for row in TRUE.rows)
    shown = cr.disclose(dataclasses.replace(TRUE, rows=rows), cr.Mode.EXACT)
    written = cr.as_csv(shown)
    assert written.count(f"'{text}") == 2 * 19
    assert f",{start}" not in written
    assert f'"{start}' not in written
    patients = dataclasses.replace(tables.dataset({"age": [50]}), ids=(text,))
    table = cr.verdict_table(engine_of(patients), TRUE.scenario)
    assert list(table["patient_id"]) == [f"'{text}"]


@pytest.mark.parametrize("mode", MODES)
def test_the_text_names_protocol_mode_statuses_bounds_and_scope(mode):
    shown = cr.disclose(TRUE, mode)
    text = cr.as_text(shown)
    lines = text.splitlines()
    assert lines[0].startswith("NCT05616468  BGT007")
    assert (
        f"{shown.eligible.text} eligible, {shown.potential.text} potential, {shown.excluded.text} excluded" in lines[1]
    )
    assert mode.value in lines[1]
    assert f"Between {shown.at_least} and {shown.at_most}" in text
    assert "upper bound" in text
    assert "do not add up" in text
    (line,) = (line for line in lines if line.startswith("9b "))
    assert shown.row("C09b_plt").fails.text in line.split()
    widths = {len(line) for line in lines[3:24]}
    assert len(widths) == 1, "columns are aligned"


def test_a_switched_off_criterion_says_so_in_text_and_frame(demonstration_engine, reference):
    results = cr.evaluate(demonstration_engine, cr.scenario(reference, off=["C04_ecog"]))
    shown = cr.disclose(results, cr.Mode.EXACT)
    assert "ECOG (off)" in cr.as_text(shown)
    assert "ECOG (off)" in list(cr.as_frame(shown)["criterion"])


def test_the_frame_has_a_row_for_each_criterion_and_group():
    shown = cr.disclose(TRUE, cr.Mode.PROTECTED)
    frame = cr.as_frame(shown)
    assert len(frame) == 20
    assert list(frame.columns)[2:] == [
        "pass", "fails", "unknown", "not applicable", "deferred", "only", "only certain", "lost here", "remaining",
        "share", "gained",
    ]  # fmt: skip
    assert list(frame["number"]).index("9") + 1 == list(frame["number"]).index("9a"), "the group stands above its parts"
    assert (
        frame.set_index("criterion").loc["Disease and prior lines", "fails"]
        == shown.row("C07_disease_and_lines").fails.text
    )


def test_verdicts_of_patients_carry_the_tables_identifiers(demonstration, demonstration_engine, reference):
    table = cr.verdict_table(demonstration_engine, cr.baseline(reference))
    assert list(table.columns) == ["patient_id", *(each.id for each in reference.criteria), "status"]
    assert tuple(table["patient_id"]) == demonstration.ids
    assert table["status"].value_counts().to_dict() == {"excluded": 970, "potential": 169, "eligible": 61}


def test_a_criterion_may_not_be_called_as_a_column_of_the_table():
    with pytest.raises(cr.Refused, match="reserved-id"):
        tables.protocol(
            "criteria: [{id: status, number: '1', label: a, text: a, rule: {kind: threshold, value: anc, at_least: 2}}]"
        )
