"""The command line: the same numbers, three exit statuses, every refusal with its reasons."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import criteria as cr
from criteria.output.levers.overlap_files import OTHERS
from criteria.output.levers.questions import QUESTIONS
from tests.conftest import DEMO_DATA


@pytest.fixture
def table(tmp_path):
    """A table nobody declared synthetic: the demonstration patients under another name."""

    def of(patients, name="hospital.csv", **columns):
        frame = pd.read_parquet(DEMO_DATA / "curated.parquet").head(patients).assign(**columns)
        frame.to_csv(tmp_path / name, index=False)
        return tmp_path / name

    return of


def evaluated(run, *arguments):
    status, out, _ = run("evaluate", "--format", "json", *arguments)
    assert status == 0
    return json.loads(out)


def test_without_arguments_the_reference_protocol_meets_the_demonstration_table(run):
    found = evaluated(run)
    assert (found["protocol"], found["disclosure"]) == ("NCT05616468", "exact")
    assert (found["patients"], found["eligible"], found["potential"], found["excluded"]) == (1200, 61, 169, 970)


def test_three_formats_say_the_same(run):
    found = evaluated(run)
    status, text, _ = run("evaluate")
    assert status == 0
    assert "1,200 patients: 61 eligible, 169 potential, 970 excluded (exact)" in text
    status, lines, _ = run("evaluate", "--format", "csv")
    assert status == 0
    assert lines.splitlines()[0].startswith("id,number,label,on,pass,fails")
    assert [line.split(",")[0] for line in lines.splitlines()[1:]] == [
        *(row["id"] for row in found["criteria"]), "C09_all",
    ]  # fmt: skip


def test_limits_settings_and_switches_are_set(run, reference, demonstration):
    found = evaluated(
        run, "--set", "min_prior_lines=1", "--set", "assume_absent_if_blank=gilbert,liver_mets", "--set",
        "lab_window_days=30", "--off", "C09_all", "--off", "C04_ecog",
    )  # fmt: skip
    scenario = cr.scenario(
        reference,
        {"min_prior_lines": 1, "assume_absent_if_blank": ["gilbert", "liver_mets"], "lab_window_days": 30},
        ["C09_all", "C04_ecog"],
    )
    expected = cr.evaluate(cr.MemoryEngine(demonstration), scenario)
    assert (found["eligible"], found["potential"]) == (expected.eligible, expected.potential)
    assert len(found["off"]) == 10
    assert found["limits"]["min_prior_lines"] == 1


def test_no_limit_can_be_set(run, tmp_path, reference):
    path = tmp_path / "own.yaml"
    path.write_text(
        cr.to_yaml(reference).replace("unit: d\n    value: null", "unit: d\n    value: 30"), encoding="utf-8"
    )
    assert evaluated(run, "--protocol", path)["limits"]["lab_window_days"] == 30
    assert evaluated(run, "--protocol", path, "--set", "lab_window_days=none")["limits"]["lab_window_days"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "plt_minimum=75"], "unknown-limit      plt_minimum  no limit of this name; did you mean `plt_min`?"),
        (["--set", "plt_min=10"], "out-of-range  plt_min  10 is outside 50 to 150"),
        (["--set", "plt_min=low"], "low is not a number"),
        (["--set", "inr_mode=both"], "unknown-option"),
        (["--off", "C99"], "unknown-criterion  C99"),
        (["--data", "missing.csv"], "no such file"),
        (["--protocol", "missing.yaml"], "no such file"),
        (["--data", "README.md"], "not a format that is read; give one of .csv"),
    ],
)
def test_what_cannot_be_done_is_refused_with_status_1_and_the_reason(run, arguments, words):
    status, out, err = run("evaluate", *arguments)
    assert (status, out) == (1, "")
    assert " ".join(words.split()) in " ".join(err.split())
    assert "Traceback" not in err


def test_every_problem_of_a_change_is_told_at_once(run):
    status, _, err = run("evaluate", "--set", "zzz=1", "--set", "hb_min=1", "--off", "C99")
    assert status == 1
    assert "the change cannot be used (3 problems)" in err


@pytest.mark.parametrize(
    "arguments",
    [[], ["guess"], ["evaluate", "--format", "xml"], ["evaluate", "--set", "plt_min"], ["evaluate", "--set", "=3"],
     ["verdicts"], ["evaluate", "extra"]],
)  # fmt: skip
def test_wrong_use_is_status_2(run, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "usage: feasibility" in err


def test_help_is_status_0(run):
    status, out, _ = run("--help")
    assert status == 0
    assert all(word in out for word in ("evaluate", "levers", "verdicts", "app"))


def test_a_broken_protocol_is_refused_with_all_its_problems(run, tmp_path):
    path = tmp_path / "broken.yaml"
    path.write_text("id: X\ncriteria: [{id: A, rule: {kind: threshold, value: anc, at_least: {limit: none_such}}}]")
    status, _, err = run("evaluate", "--protocol", path)
    assert status == 1
    assert "broken.yaml cannot be used (" in err
    assert "unknown-limit" in err
    assert "title" in err


# --- protected by default -----------------------------------------------------------------------------------------


def test_a_table_that_is_not_synthetic_is_protected(run, table):
    found = evaluated(run, "--data", table(600))
    assert found["disclosure"] == "protected"
    assert found["patients"] == 598
    counts = [
        row[key] for row in found["criteria"] for key in ("pass", "fails", "unknown", "only", "lost_here", "share")
    ]
    assert "≤10" in counts
    assert all(count == "≤10" or count > 10 for count in counts)
    status, text, _ = run("evaluate", "--data", table(600))
    assert status == 0
    assert "≤10" in text
    assert "(protected)" in text


def test_the_owner_may_see_exact_counts(run, table):
    found = evaluated(run, "--data", table(600), "--exact")
    assert (found["disclosure"], found["patients"]) == ("exact", 600)
    assert found["eligible"] + found["potential"] + found["excluded"] == 600


def test_fewer_than_a_hundred_patients_are_refused_unless_exact(run, table):
    status, out, err = run("evaluate", "--data", table(99))
    assert (status, out) == (1, "")
    assert "too-small" in err
    assert evaluated(run, "--data", table(99), "--exact")["patients"] == 99
    assert evaluated(run, "--data", table(100))["patients"] == 98


def test_in_protected_mode_limits_stay_on_their_steps(run, table):
    path = table(200)
    status, _, err = run("evaluate", "--data", path, "--set", "hb_min=91")
    assert status == 1
    assert "between two steps" in err
    assert evaluated(run, "--data", path, "--exact", "--set", "hb_min=91")["limits"]["hb_min"] == 91
    assert evaluated(run, "--set", "hb_min=91")["limits"]["hb_min"] == 91


def test_what_was_not_used_of_a_table_is_told_on_standard_error(run, table):
    path = table(200, **{"hb [g/L]": [5] * 3 + [120] * 197})
    status, out, err = run("evaluate", "--data", path, "--format", "json")
    assert status == 0
    json.loads(out)
    assert "implausible  hb  ≤10  " in err
    assert "identifier-small-groups" in err, "a warning is told, and refuses nothing here, where nothing leaves"
    _, _, err = run("evaluate", "--data", path, "--exact")
    assert "implausible  hb  3  " in err


def test_how_a_file_was_read_is_told_beside_a_refusal(run, tmp_path):
    path = tmp_path / "german.csv"
    path.write_text("sep=;\nPatNr;Alter\nP1;50\nP2;61\n")
    for command in (["evaluate"], ["verdicts", "--out", tmp_path / "out.csv"]):
        status, _, err = run(*command, "--data", path)
        assert status == 1
        assert "`sep=;`" in err
        assert "unknown-variable" in err


def test_numbers_that_may_stand_for_missing_are_told(run, table, tmp_path):
    path = table(200, **{"weight [kg]": [99] * 9 + [60, 61, 62, 63] * 47 + [60] * 3})
    for command in (["evaluate"], ["verdicts", "--out", tmp_path / "out.csv"]):
        status, _, err = run(*command, "--data", path)
        assert status == 0
        assert "missing-code  weight  " in err


def test_what_was_not_used_is_told_beside_verdicts(run, table, tmp_path):
    path = table(200, **{"hb [g/L]": [5] * 3 + [120] * 197})
    _, _, err = run("verdicts", "--data", path, "--out", tmp_path / "out.csv")
    assert "implausible  hb  3  " in err


def test_a_long_table_alone_with_several_results_is_checked_and_asked_about(run, tmp_path):
    path = tmp_path / "long.csv"
    results = [f"P{n},{name}" for n in range(6) for name in ("HB (g/dL),11", "HB (g/dL),9", "PLT (10^9/L),150")]
    path.write_text("\n".join(["id,test,result", *results]))
    status, out, _ = run("check", path, "--exact", "--format", "json")
    assert status == 1
    assert "several-results" in {each["code"] for each in json.loads(out)["questions"]}


def test_a_table_with_problems_is_refused_with_all_of_them(run, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("patient_id,creatinin,hb\n1,2,3\n")
    status, _, err = run("evaluate", "--data", path)
    assert status == 1
    assert "t.csv cannot be used (2 problems)" in err
    assert "did you mean `creatinine`?" in err


def test_a_table_that_answers_nothing_is_refused(run, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("site\n" + "A\n" * 120)
    status, _, err = run("evaluate", "--data", path)
    assert status == 1
    assert "nothing-answered" in err


def test_the_tables_that_are_wrong_on_purpose(run):
    status, _, err = run("evaluate", "--data", DEMO_DATA / "unit_mistakes.csv")
    assert status == 1
    assert "unit-mismatch" in err
    status, _, err = run("evaluate", "--data", DEMO_DATA / "identifiers.csv")
    assert status == 1
    assert "identifier-email" in err


HOSPITAL = "Subject;Haemoglobin;ASAT;ASAT unit;Ward\n" + "".join(
    f"P{at:03d};{11 + at % 40 / 10:.1f};{20 + at % 30};U/L;A\n" for at in range(150)
).replace(".", ",")


@pytest.fixture
def hospital(tmp_path):
    """A table as a hospital exports it: semicolons, decimal commas, its own names."""
    path = tmp_path / "hospital.csv"
    path.write_text(HOSPITAL)
    return path


def test_a_check_tells_what_is_wrong_proposes_a_map_and_the_map_is_used(run, hospital, tmp_path):
    status, out, err = run("check", hospital, "--propose", tmp_path / "map.yaml")
    assert status == 1
    assert "Ward: `Ward` is left out" in out
    assert "map-needed" in out
    assert err == "hospital.csv cannot be used yet: 1 problem to mend. They are listed above.\n"  # told once
    proposed = cr.read_map(tmp_path / "map.yaml")
    assert proposed.columns["hb"] == cr.Reading(column="Haemoglobin", unit="g/dL")
    assert proposed.columns["ast"].unit_column == "ASAT unit"
    (tmp_path / "map.yaml").write_text(cr.map_to_yaml(cr.without_the_rest(proposed, ["Ward"])))
    status, out, err = run("check", hospital, "--map", tmp_path / "map.yaml")
    assert (status, err) == (0, "")
    assert "9c Haemoglobin: fully" in out
    found = evaluated(run, "--data", hospital, "--map", tmp_path / "map.yaml", "--exact", "--set", "hb_min=115")
    haemoglobin = next(row for row in found["criteria"] if row["id"] == "C09c_hb")
    assert haemoglobin["fails"] == sum(11 + at % 40 / 10 < 11.5 for at in range(150))


def test_a_check_as_json_and_as_a_list_of_problems(run, hospital):
    _, out, _ = run("check", hospital, "--format", "json")
    assert {"findings", "missing", "answers", "columns", "questions"} <= set(json.loads(out))
    _, out, _ = run("check", hospital, "--format", "csv")
    assert out.splitlines()[0] == "code,where,count,must be mended,what to do"


def test_a_map_with_mistakes_is_refused_with_all_of_them(run, hospital, tmp_path):
    (tmp_path / "map.yaml").write_text("columns: {hb: {column: a, constant: 3}}\nwindow_days: -1\n")
    status, _, err = run("check", hospital, "--map", tmp_path / "map.yaml")
    assert status == 1
    assert "(2 problems)" in err


# --- levers -------------------------------------------------------------------------------------------------------


def test_levers_are_ranked_in_three_formats(run):
    status, text, _ = run("levers", "--wanted", 100)
    assert status == 0
    assert "1,200 patients: 61 eligible" in text
    assert "+29        +86  7 Disease and prior lines, lines at least 1 instead of 2" in text
    assert "To reach 100 eligible patients" in text
    status, told, _ = run("levers", "--format", "json", "--set", "min_prior_lines=1")
    assert status == 0
    found = json.loads(told)
    assert (found["eligible"], found["target"]) == (90, None)
    assert found["ranking"]["limits"][0]["moves"][0]["limit"] == "specimen_max_age_days"
    status, lines, _ = run("levers", "--format", "csv", "--off", "C05_target")
    assert status == 0
    assert lines.splitlines()[0].startswith("list,rank,change,criteria,moves,share of range,eligible,potential")
    assert "specimen_max_age_days" not in lines


def test_levers_of_a_table_that_is_not_synthetic_are_protected(run, table):
    status, told, _ = run("levers", "--data", table(600), "--format", "json", "--wanted", 60)
    assert status == 0
    found = json.loads(told)
    steps = found["ranking"]["steps"]
    assert found["disclosure"] == "protected"
    assert all(each["eligible"] == "≤10" or each["eligible"] % 5 == 3 for each in steps)
    assert found["target"]["moves"]["eligible"] >= 60
    status, told, _ = run("levers", "--data", table(600), "--format", "json", "--exact")
    assert json.loads(told)["disclosure"] == "exact"


def test_levers_are_refused_as_everything_else(run, table):
    status, out, err = run("levers", "--set", "zzz=1", "--set", "hb_min=1", "--off", "C99")
    assert (status, out) == (1, "")
    assert "the change cannot be used (3 problems)" in err
    status, out, err = run("levers", "--data", table(99))
    assert (status, out) == (1, "")
    assert "too-small" in err


COUNTED = {
    "curves": ("eligible", "potential"),
    "overlap": ("patients",),
    "pairs": ("fail_both", "fail_criterion"),
    "groups": ("patients", "eligible", "potential", "excluded", "eligible_protocol", "potential_protocol"),
    "funnel": ("remaining", "of"),
    "gaps": ("decided", "potential", "no_entry"),
    "sites": ("patients", "eligible", "potential", "excluded", "decided", "left_unknown_by_it"),
}
"""The columns of each question that hold numbers of patients."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_about_the_levers_in_three_formats(run, question):
    status, lines, _ = run("levers", "--about", question, "--format", "csv", "--set", "hb_min=100")
    assert status == 0
    frame = pd.read_csv(io.StringIO(lines))
    assert set(COUNTED[question]) <= set(frame.columns)
    status, told, _ = run("levers", "--about", question, "--format", "json", "--set", "hb_min=100")
    assert (status, len(json.loads(told)[question])) == (0, len(frame))
    status, text, _ = run("levers", "--about", question)
    assert status == 0
    assert all(name in text.splitlines()[0] for name in COUNTED[question])


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_is_protected(run, table, question):
    """Every count is the middle of a bin, or hidden; what is left over is worked out from those."""
    arguments = ("levers", "--data", table(600), "--about", question, "--format", "csv")
    status, lines, _ = run(*arguments)
    assert status == 0
    frame = pd.read_csv(io.StringIO(lines), dtype=str, keep_default_na=False)
    frame = frame[frame.iloc[:, 0] != OTHERS]
    shown = {cell for name in COUNTED[question] for cell in frame[name]} - {"≤10", ""}
    assert shown
    assert {each[0] for each in shown} == {"~"}
    assert {int(float(each[1:])) % 5 for each in shown} <= {3}
    assert lines != run(*arguments, "--exact")[1]


def test_two_limits_together(run):
    status, lines, _ = run("levers", "--pair", "hb_min", "crcl_min", "--format", "csv")
    assert status == 0
    frame = pd.read_csv(io.StringIO(lines)).set_index(["hb_min", "crcl_min"])
    assert len(frame) == 11 * 15
    assert tuple(frame.loc[(90, 50)]) == (61, 169)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pair", "hb_min", "hb_max"], "did you mean `hb_min`"),
        (["--pair", "hb_min", "hb_min"], "give two different limits"),
    ],
)
def test_a_pair_that_is_none_is_refused(run, arguments, words):
    status, _, errors = run("levers", *arguments)
    assert status == 1
    assert words in errors


def test_a_table_without_sites_or_groups_says_so(run, tmp_path):
    patients = pd.DataFrame({"anc [10*9/L]": [float(1 + each % 7) for each in range(120)]})
    patients.to_csv(tmp_path / "few.csv", index=False)
    for question, words in (("sites", "no column of sites"), ("groups", "to group patients by")):
        status, _, errors = run("levers", "--data", tmp_path / "few.csv", "--about", question)
        assert status == 1
        assert words in errors


@pytest.mark.parametrize("number", ["0", "-3", "many", "2.5"])
def test_a_wanted_number_is_a_number_of_patients(run, number):
    status, out, err = run("levers", f"--wanted={number}")
    assert (status, out) == (2, "")
    assert "is not a number of patients" in err


# --- verdicts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".CSV"])
def test_verdicts_of_each_patient_are_written(run, table, tmp_path, reference, suffix):
    out = tmp_path / f"verdicts{suffix}"
    status, printed, _ = run("verdicts", "--data", table(50), "--out", out)
    assert (status, printed) == (0, "")
    written = pd.read_parquet(out) if suffix == ".parquet" else pd.read_csv(out, dtype=str, keep_default_na=False)
    assert list(written.columns) == ["patient_id", *(each.id for each in reference.criteria), "status"]
    assert list(written["patient_id"])[:2] == ["P0001", "P0002"]
    words = set(written.drop(columns=["patient_id", "status"]).to_numpy().ravel())
    assert words <= {"pass", "fail", "unknown", "not_applicable", "deferred"}
    assert set(written["status"]) <= {"eligible", "potential", "excluded"}


def test_verdicts_follow_the_scenario(run, tmp_path, reference, demonstration):
    out = tmp_path / "v.csv"
    assert run("verdicts", "--out", out, "--set", "min_prior_lines=1", "--off", "C05_target")[0] == 0
    results = cr.evaluate(
        cr.MemoryEngine(demonstration), cr.scenario(reference, {"min_prior_lines": 1}, ["C05_target"])
    )
    counts = pd.read_csv(out)["status"].value_counts()
    assert counts.to_dict() == {
        "excluded": results.excluded,
        "potential": results.potential,
        "eligible": results.eligible,
    }


def test_verdicts_that_cannot_be_written_are_refused(run, tmp_path):
    for out, words in (("v.xlsx", "give a .csv or .parquet file"), ("no/such/folder/v.csv", "not-written")):
        status, _, err = run("verdicts", "--out", tmp_path / out)
        assert status == 1
        assert words in err


# --- as installed -------------------------------------------------------------------------------------------------


def test_the_installed_command_is_this_command_line(tmp_path):
    command = shutil.which("feasibility", path=Path(sys.executable).parent)
    if command is None:
        pytest.skip("the project is not installed beside this Python: pip install -e . as `make test` does")

    def call(*arguments):
        done = subprocess.run(
            [command, *arguments], capture_output=True, cwd=tmp_path, env={**os.environ, "PYTHONUTF8": "1"}
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    status, out, _ = call("evaluate", "--format", "json")
    assert status == 0
    assert json.loads(out)["eligible"] == 61
    status, _, err = call("evaluate", "--set", "zzz=1")
    assert status == 1
    assert err.startswith("the change cannot be used")


# --- the dashboard --------------------------------------------------------------------------------------------------


@pytest.fixture
def served(monkeypatch):
    """What the process would have become: the server's arguments and environment."""
    become = {}

    def execv(_program, arguments):
        become.update(arguments=arguments, folder=Path.cwd(), environment=dict(os.environ))

    monkeypatch.setattr(os, "execv", execv)
    monkeypatch.setattr(os, "environ", {**os.environ})
    monkeypatch.chdir(Path.cwd())
    return become


def test_the_dashboard_is_served_with_the_given_table_and_protocol(run, table, served):
    path = table(120)
    assert run("app", "--data", path, "--port", "8599")[0] == 0
    assert served["arguments"][1:5] == ["-m", "streamlit", "run", "app.py"]
    assert "--server.port=8599" in served["arguments"]
    assert served["environment"]["FEASIBILITY_DATA"] == str(path.resolve())
    assert served["environment"]["FEASIBILITY_PROTOCOL"].endswith("NCT05616468.yaml")
    assert served["folder"] == DEMO_DATA.parent


def test_a_table_or_protocol_that_cannot_be_used_is_refused_before_anything_is_served(run, tmp_path, served):
    wrong = tmp_path / "t.csv"
    wrong.write_text("creatinin\n1\n")
    assert run("app", "--data", wrong)[0] == 1
    assert run("app", "--protocol", wrong)[0] == 1
    assert served == {}
