"""What README shows is true: its tables and maps are read, and give what it says."""

import csv
import re
from pathlib import Path

import pytest

from criteria.cli import main
from criteria.data.map_file import parse_map

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL))
PLAIN = re.search(r"^```csv\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)[1]


@pytest.fixture
def verdicts(tmp_path):
    """The verdicts of each patient of a table of README, by its map."""

    def of(tables, map_name=None):
        for name in (*tables, *([map_name] if map_name else [])):
            (tmp_path / name).write_text(FILES.get(name, PLAIN), encoding="utf-8")
        (folder := tmp_path / "folder").mkdir()
        for name in tables:
            (tmp_path / name).rename(folder / name)
        data = folder if len(tables) > 1 else folder / tables[0]
        given = ["--map", str(tmp_path / map_name)] if map_name else []
        assert main(["verdicts", "--data", str(data), *given, "--out", str(tmp_path / "out.csv")]) == 0
        rows = csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines())
        return {row["patient_id"]: row for row in rows}

    return of


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".map.yaml")])
def test_every_map_is_one(name):
    assert parse_map(FILES[name]).columns


def test_a_table_with_the_dictionarys_headers(verdicts):
    found = verdicts(["plain.csv"])
    assert found["P001"]["C09c_hb"] == "pass"


def test_a_table_in_other_words(verdicts):
    found = verdicts(["klinik.csv"], "klinik.map.yaml")
    assert [found[who]["C09c_hb"] for who in ("P001", "P002", "P003")] == ["pass", "fail", "pass"]
    assert [found[who]["C09b_plt"] for who in ("P001", "P002", "P003")] == ["pass", "pass", "pass"]
    assert found["P003"]["C04_ecog"] == "unknown", "k.A."
    assert found["P003"]["C09g_crcl"] == "unknown", "99 is missing"


def test_patients_and_a_long_table_of_results(verdicts):
    found = verdicts(["patienten.csv", "labor.csv"], "folder.map.yaml")
    assert found["P001"]["C09c_hb"] == "pass", "8,1 comes after the index date"
    assert found["P002"]["C09c_hb"] == "fail"
    assert found["P003"]["C09c_hb"] == "unknown", "older than 28 days"
    assert found["P002"]["C09d_ast"] == "pass", "1,9 µkat/l is 2.2 times its limit"
    assert [found[who]["C02_age"] for who in ("P001", "P002", "P003")] == ["pass", "pass", "pass"]


def test_every_command_is_one():
    commands = set(re.findall(r"feasibility (\w+) ", README))
    assert {"check", "evaluate", "levers", "verdicts", "app"} <= commands
