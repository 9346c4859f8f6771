"""Small inputs from the field: each is read right, asked about, or refused naming its trouble; never read wrong."""

import csv
import json
from pathlib import Path

import pytest

from criteria.cli import main

FIELD = Path(__file__).parent / "field"
CASES = json.loads((FIELD / "expected.json").read_text(encoding="utf-8"))


def asks(path, at, capsys):
    """Whether the map that is proposed asks anything; it is written to `at`."""
    main(["check", str(path), "--exact", "--propose", str(at)])
    capsys.readouterr()
    main(["check", str(path), "--exact", "--format", "json"])
    return bool(json.loads(capsys.readouterr().out)["questions"])


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_an_input_from_the_field(case, tmp_path, capsys):
    path, out = FIELD / case["file"], tmp_path / "verdicts.csv"
    table_map = case["map"] and FIELD / case["map"]
    if case["map"] == "@propose":
        table_map = tmp_path / "map.yaml"
        if asks(path, table_map, capsys):
            return
    code = main(["verdicts", "--data", str(path), "--out", str(out), *(["--map", str(table_map)] if table_map else [])])
    said = capsys.readouterr().err
    if code == 1:
        assert case["refusal_names"] is not None, said
        assert case["refusal_names"].lower() in said.lower()
        return
    rows = {row["patient_id"]: row for row in csv.DictReader(out.read_text(encoding="utf-8").splitlines())}
    assert "verdicts" in case or "patients" in case, "it was to be refused"
    assert len(rows) == case.get("patients", len(rows))
    for criterion, expected in case.get("verdicts", {}).items():
        for who, allowed in expected.items():
            assert rows[who][criterion] in allowed, f"{criterion} {who}"
