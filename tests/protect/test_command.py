"""`feasibility protect`: a copy that is read like any table, its card inside, its line in the ledger, no true count."""

import hashlib
import json
import re

import pandas as pd
import pyarrow.parquet as pq
import pytest

import criteria as cr
from criteria.data.files.carried import KEY, carried_card
from tests.conftest import DEMO_DATA
from tests.protect import made


@pytest.fixture(autouse=True)
def quickly():
    with made.quickly():
        yield


@pytest.fixture
def hospital(tmp_path):
    """The demonstration patients as a table nobody declared synthetic."""
    frame = pd.read_parquet(DEMO_DATA / "curated.parquet").drop(columns=["race", "country"])
    frame.to_csv(tmp_path / "hospital.csv", index=False)
    return tmp_path / "hospital.csv"


@pytest.fixture
def small(tmp_path):
    """A protocol of three criteria, as a file."""
    path = tmp_path / "small.yaml"
    path.write_text(cr.to_yaml(made.protocol(["C02_age", "C04_ecog", "C09c_hb"])), encoding="utf-8")
    return path


def listed(monkeypatch, path):
    """Whoever runs the program says that this file is a copy."""
    monkeypatch.setenv("FEASIBILITY_COPIES", hashlib.sha256(path.read_bytes()).hexdigest())


def test_from_a_table_to_a_copy_and_its_numbers(run, hospital, tmp_path, monkeypatch):
    out, report = tmp_path / "copy.parquet", tmp_path / "report.txt"
    sites = [f"S{number}" for number in range(1, 9)]
    status, said, err = run("protect", hospital, "--patients", 1200, "--out", out, "--site", *sites, "--report", report)
    assert status == 0, err
    assert "ε 3, δ 1e-06 for adding or removing one row; for replacing one, ε 4.5" in said
    assert "inr_mode=absolute" in said
    told = said.replace(str(tmp_path), "")
    assert not re.search(r"\b(61|169|970)\b", told), "true counts are in the private report alone"

    fingerprint = hashlib.sha256(out.read_bytes()).hexdigest()
    assert f"FEASIBILITY_COPIES={fingerprint} feasibility app --data {out}" in said
    monkeypatch.setenv("FEASIBILITY_COPIES", f"{'0' * 64}, {fingerprint}")
    status, found, err = run("evaluate", "--data", out, "--format", "json")
    assert (status, err) == (0, "")
    found = json.loads(found)
    assert found["disclosure"] == "exact", "a copy hides nothing: no row is a patient"
    assert abs(found["eligible"] - 61) < 15
    assert abs(found["patients"] - 1200) < 40

    status, _, err = run("evaluate", "--data", out, "--set", "inr_mode=absolute")
    assert status == 1
    assert "does not hold what this reading asks for" in err

    private = report.read_text(encoding="utf-8")
    assert private.startswith("FOR THE OWNER OF THE TABLE ALONE")
    assert report.stat().st_mode & 0o077 == 0, "nobody else may read it"
    assert re.search(r"eligible +61 ", private)

    ledger = json.loads((tmp_path / "hospital.csv.ledger.json").read_text(encoding="utf-8"))
    assert [(each["protocol"], each["epsilon"]) for each in ledger["copies"]] == [("NCT05616468", 3.0)]


def test_a_second_copy_is_refused_until_it_is_asked_for_and_the_total_is_said(run, hospital, small, tmp_path):
    given = ("protect", hospital, "--protocol", small, "--patients", 1200, "--out")
    assert run(*given, tmp_path / "one.parquet")[0] == 0
    status, _, err = run(*given, tmp_path / "two.parquet")
    assert status == 1
    assert "copied-before" in err
    assert "ε is 4.5 together" in err
    assert not (tmp_path / "two.parquet").exists()
    status, said, _ = run(*given, tmp_path / "two.parquet", "--again")
    assert status == 0
    assert "all copies of this table together: ε 4.5" in said


def test_the_card_says_what_the_copy_is_and_nothing_of_a_patient(run, hospital, small, tmp_path):
    """Of a table of other size the card is the same, but for the checksum of the copy's own rows."""
    cards = []
    for count in (1200, 700):
        table = tmp_path / f"t{count}.csv"
        pd.read_csv(hospital).head(count).to_csv(table, index=False)
        given = ("--protocol", small, "--patients", 1200, "--out", tmp_path / f"c{count}.parquet")
        status, _, err = run("protect", table, *given)
        assert status == 0, err
        card = carried_card(tmp_path / f"c{count}.parquet")
        assert card.pop("rows_sha256")
        cards.append(card)
    assert cards[0] == cards[1]
    assert (cards[0]["epsilon"], cards[0]["delta"], cards[0]["epsilon_of_replacing_one_row"]) == (3.0, 1e-6, 4.5)
    assert cards[0]["protocol"]["id"] == "NCT05616468"
    assert set(cards[0]["noise_19_times_in_20"]) == {"eligible", "potential", "only", "fails"}
    assert "differentially private towards adding or removing one row" in cards[0]["promise"]
    assert "anonym" not in json.dumps(cards[0])


def test_a_card_holds_for_its_own_rows_alone(run, hospital, small, tmp_path, monkeypatch):
    """True patients under the card of a copy are not shown as if they were a copy."""
    out = tmp_path / "copy.parquet"
    assert run("protect", hospital, "--protocol", small, "--patients", 1200, "--out", out)[0] == 0
    table = pq.read_table(out)
    pq.write_table(table.slice(0, 900).replace_schema_metadata({KEY: table.schema.metadata[KEY]}), out)
    listed(monkeypatch, out)
    assert carried_card(out) == {}
    assert not cr.read_raw(out).card


def test_a_copy_that_nobody_lists_is_a_table_of_patients_like_any_other(run, hospital, small, tmp_path, monkeypatch):
    """Anybody can write a card: true patients under one must not be shown exactly."""
    out = tmp_path / "copy.parquet"
    assert run("protect", hospital, "--protocol", small, "--patients", 1200, "--out", out)[0] == 0
    given = ("evaluate", "--data", out, "--protocol", small, "--format", "json")
    assert json.loads(run(*given)[1])["disclosure"] == "protected"
    monkeypatch.setenv("FEASIBILITY_COPIES", "0" * 64)
    assert json.loads(run(*given)[1])["disclosure"] == "protected"
    listed(monkeypatch, out)
    assert json.loads(run(*given)[1])["disclosure"] == "exact"


def test_a_protocol_with_its_own_variables(run, tmp_path):
    """The copy says itself how its columns are read; without its card it would need a map."""
    (tmp_path / "p.yaml").write_text(
        """
id: OWN
title: own variables
variables:
  eosinophils: {kind: number, label: Eosinophils, unit: "%", plausible: [0, 100]}
  smoker: {kind: flag, label: Smoker}
criteria:
  - id: EOS
    number: "1"
    label: eosinophils
    text: eosinophils
    rule: {kind: threshold, value: eosinophils, at_most: 5}
  - {id: SMOKER, number: "2", label: smoker, text: smoker, rule: {kind: not, rule: {kind: flag, variable: smoker}}}
""",
        encoding="utf-8",
    )
    (tmp_path / "map.yaml").write_text(
        """
version: 1
patient_id: who
variables:
  eosinophils: {kind: number, label: Eosinophils, unit: "%", plausible: [0, 100]}
  smoker: {kind: flag, label: Smoker}
columns:
  eosinophils: {column: eos}
  smoker: {column: smokes}
""",
        encoding="utf-8",
    )
    rows = [(f"P{at}", 1 + at % 9, "Y" if at % 4 == 0 else "N") for at in range(1000)]
    pd.DataFrame(rows, columns=["who", "eos", "smokes"]).to_csv(tmp_path / "t.csv", index=False)
    out = tmp_path / "copy.parquet"
    status, _, err = run(
        "protect", tmp_path / "t.csv", "--protocol", tmp_path / "p.yaml", "--map", tmp_path / "map.yaml",
        "--patients", 1000, "--out", out,
    )  # fmt: skip
    assert status == 0, err
    status, found, err = run("evaluate", "--data", out, "--protocol", tmp_path / "p.yaml", "--format", "json")
    assert status == 0, err
    found = json.loads(found)
    assert abs(found["eligible"] - 416) < 25


def test_a_file_that_cannot_be_written_is_told_and_noted(run, hospital, small, tmp_path, monkeypatch):
    """The noise was drawn, so the ledger has it; nothing half written stays."""

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("criteria.protect.told.pq.write_table", full)
    out = tmp_path / "copy.parquet"
    status, _, err = run("protect", hospital, "--protocol", small, "--patients", 1200, "--out", out)
    assert status == 1
    assert "not-written  file  no space left on device" in err
    assert not out.exists()
    assert len(json.loads((tmp_path / "hospital.csv.ledger.json").read_text(encoding="utf-8"))["copies"]) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--epsilon", "0"], ["epsilon", "--epsilon", "above 0"]),
        (["--epsilon", "0.5"], ["too-few-patients", "4,000"]),
        (["--patients", "300"], ["too-few-patients", "--patients"]),
        (["--out", "README.md"], ["unknown-format", "exists"]),
        (["--out", "nowhere/copy.parquet"], ["no-folder"]),
        (["--protocol", "missing.yaml"], ["no such file"]),
        (["--epsilon", "-1", "--patients", "10", "--out", "pyproject.toml"], ["epsilon", "too-few", "exists"]),
        (["--site", "Northtown"], ["word-not-declared", "S1, S2"]),
    ],
)
def test_what_cannot_be_done_is_refused_with_all_its_reasons(run, hospital, tmp_path, arguments, words):
    given = ["--patients", "1200", "--out", tmp_path / "copy.parquet", *arguments]
    status, out, err = run("protect", hospital, *given)
    assert (status, out) == (1, "")
    assert all(word in err for word in words), err
    assert "Traceback" not in err
    assert not (tmp_path / "copy.parquet").exists()
    assert not (tmp_path / "hospital.csv.ledger.json").exists(), "nothing was measured"


def test_two_rows_of_one_patient_and_a_table_without_identifiers(run, hospital, small, tmp_path):
    frame = pd.read_csv(hospital)
    frame.loc[1, "patient_id"] = frame.loc[0, "patient_id"]
    frame.to_csv(tmp_path / "twice.csv", index=False)
    frame.drop(columns="patient_id").to_csv(tmp_path / "nobody.csv", index=False)
    given = ("--protocol", small, "--patients", 1200, "--out", tmp_path / "copy.parquet")
    status, _, err = run("protect", tmp_path / "twice.csv", *given)
    assert (status, "Traceback" in err) == (1, False)
    assert "patient_id" in err
    status, _, err = run("protect", tmp_path / "nobody.csv", *given)
    assert status == 1
    assert "--one-row-each" in err
    assert run("protect", tmp_path / "nobody.csv", *given, "--one-row-each")[0] == 0


def test_a_database_needs_a_place_for_its_ledger(run, tmp_path):
    status, _, err = run("protect", "postgresql://host/db", "--patients", 1200, "--out", tmp_path / "c.parquet")
    assert status == 1
    assert "no-ledger" in err
