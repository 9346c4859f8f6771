"""Files of SAS, SPSS and Stata: values as they were, and what the file says of its columns."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from criteria.data.files.opening import read
from criteria.data.files.source import source_of
from criteria.data.files.statistics import statistics_parts
from criteria.data.raw import Described
from criteria.model.problems import Refused
from tests.data.test_files import frame, refusal, transport

TABLE = pd.DataFrame(
    {
        "PATID": [1.0, 2, 3, 4],
        "ECOG": [0.0, 1, 2, np.nan],
        "SEX": [1.0, 2, 1, 9],
        "CITY": ["Köln", "", "Łódź", "x"],
        "DAY": pd.to_datetime(["1960-01-01", "2024-02-29", None, "1931-05-06"]),
    }
)
LABELS = ["Number", "ECOG performance status", "Sex at birth", "", "Day of visit"]
WORDS = {"SEX": {1: "männlich", 2: "weiblich", 9: "unbekannt"}}


def written(ending, write, table=TABLE, **options):
    with TemporaryDirectory() as folder:
        path = Path(folder, f"a{ending}")
        write(table, str(path), **options)
        return path.read_bytes()


def spss(*, packed=False):
    said = {"variable_value_labels": WORDS, "missing_ranges": {"SEX": [9]}, "variable_format": {"DAY": "DATE11"}}
    ending = ".zsav" if packed else ".sav"
    return written(ending, pyreadstat.write_sav, column_labels=LABELS, compress=packed, **said)


def stata():
    return written(".dta", pyreadstat.write_dta, column_labels=LABELS, variable_value_labels=WORDS)


def transport8():
    return written(".xpt", pyreadstat.write_xport, column_labels=LABELS, file_format_version=8)


def portable():
    plain = TABLE.assign(CITY=["a", "", "b", "x"])
    dates = {"DAY": "DATE11"}
    return written(".por", pyreadstat.write_por, plain, column_labels=LABELS, variable_format=dates)


FILES = {"a.sav": spss, "a.zsav": lambda: spss(packed=True), "a.dta": stata, "a.xpt": transport8, "a.por": portable}


@pytest.mark.parametrize("name", FILES)
def test_zeros_are_zeros_dates_are_dates_and_blanks_are_missing(name):
    found = frame(FILES[name](), name)
    assert found["PATID"].tolist() == ["1", "2", "3", "4"]
    assert found["ECOG"].tolist()[:3] == [0, 1, 2]
    assert np.isnan(found["ECOG"].tolist()[3])
    assert found["CITY"].isna().tolist() == [False, True, False, False]
    assert found["CITY"].tolist()[0] in ("Köln", "a")
    days = [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in found["DAY"]]
    assert days == ["1960-01-01", "2024-02-29", None, "1931-05-06"]


def test_what_the_file_says_of_its_columns_is_kept():
    words = {"1": "männlich", "2": "weiblich", "9": "unbekannt"}
    described = read(("a.sav", spss())).described
    assert described["ECOG"] == Described(label="ECOG performance status")
    assert described["SEX"] == Described(label="Sex at birth", words=words, missing=("9",))
    assert "CITY" not in described
    assert read(("a.dta", stata())).described["SEX"] == Described(label="Sex at birth", words=words)
    assert read(("a.xpt", transport8())).described["DAY"].label == "Day of visit"


def test_values_that_are_declared_missing_are_missing():
    assert frame(spss(), "a.sav")["SEX"].isna().tolist() == [False, False, False, True]
    assert frame(stata(), "a.dta")["SEX"].tolist() == [1, 2, 1, 9]  # the file does not say that 9 is none


def test_letters_of_a_file_that_does_not_say_its_encoding_are_found():
    polish = pd.DataFrame({"CITY": ["Płeć", "wątroba", "życia"]})
    data = written(".xpt", pyreadstat.write_xport, polish, file_format_version=5)
    for text in polish["CITY"]:
        data = data.replace(text.encode(), text.encode("cp1250").ljust(len(text.encode())))
    assert frame(data, "a.xpt")["CITY"].tolist() == polish["CITY"].tolist()


def test_a_transport_file_is_given_in_parts():
    (part,) = statistics_parts(source_of(("dm.xpt", transport())))
    assert part["USUBJID"].tolist() == ["01-701", "01-702"]


@pytest.mark.parametrize("name", ["a.sav", "a.zsav", "a.dta", "a.xpt", "a.por", "a.sas7bdat"])
@pytest.mark.parametrize("data", [b"age,sex\n50,M\n", b"\x89PNG\r\n\x1a\n" + bytes(80)])
def test_what_is_no_such_file_is_refused(name, data):
    problem = refusal(data, name)
    assert (problem.code, problem.subject) == ("not-a-table", "file")
    assert "export the table again" in problem.message


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_in_the_middle_is_refused_or_gives_its_first_rows(name):
    data = FILES[name]()
    try:
        rows = len(frame(data[: len(data) * 2 // 3], name))
    except Refused as refused:
        rows = {"not-a-table": 0, "no-patients": 0, "no-values": 0}[refused.problems[0].code]
    assert rows < len(TABLE)


def test_a_process_that_ends_is_a_refusal(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    child.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr("criteria.data.files.statistics._CHILD", child)
    assert refusal(spss(), "a.sav").code == "not-a-table"


def test_the_child_needs_nothing_of_ours():
    child = Path(read.__code__.co_filename).with_name("statistics_child.py")
    done = subprocess.run([sys.executable, "-I", str(child)], capture_output=True, text=True, check=False)
    assert "criteria" not in done.stderr.replace(str(child), "")
