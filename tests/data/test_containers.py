"""Packed files: what is in them is read as if it stood beside them, and never more than can be."""

import bz2
import gzip
import lzma
import zipfile
from io import BytesIO

import pytest

from criteria.data.files import containers
from criteria.data.files.containers import unpacked
from criteria.data.files.opening import read
from criteria.data.files.source import source_of
from tests.data.test_files import CSV, refusal, workbook


def zipped(files, **options):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", **options) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


BOOK = workbook([["patient_id", "age", "sex"], ["007", 50, "M"], ["008", 61, "F"]])
PACKED = [
    ("gzip", "patients.csv.gz", gzip.compress(CSV.encode())),
    ("gzip without an inner ending", "patients.gz", gzip.compress(CSV.encode())),
    ("gzip in capitals", "PATIENTS.CSV.GZ", gzip.compress(CSV.encode())),
    ("bzip2", "patients.tsv.bz2", bz2.compress(CSV.replace(",", "\t").encode())),
    ("xz", "patients.txt.xz", lzma.compress(CSV.encode())),
    ("zip", "patients.zip", zipped({"patients.csv": CSV})),
    ("zip with folders", "patients.zip", zipped({"export/2024/patients.csv": CSV})),
    ("zip with a system's own files", "a.zip", zipped({"p.csv": CSV, "__MACOSX/._p.csv": "x", ".DS_Store": "x"})),
    ("zip with other files", "a.zip", zipped({"p.csv": CSV, "readme.md": "x", "report.pdf": "x"})),
    ("zip of gzip", "a.zip", zipped({"p.csv.gz": gzip.compress(CSV.encode())})),
    ("a packed workbook", "a.xlsx.gz", gzip.compress(BOOK)),
    ("a workbook in a zip", "a.zip", zipped({"a.xlsx": BOOK})),
]


@pytest.mark.parametrize(("name", "data"), [p[1:] for p in PACKED], ids=[p[0] for p in PACKED])
def test_a_packed_table_is_read_and_said(name, data):
    raw = read((name, data))
    assert raw.frame.to_dict("list") == {"patient_id": ["007", "008"], "age": [50, 61], "sex": ["M", "F"]}
    assert [note.code for note in raw.notes] == ["unpacked"]
    assert raw.name == name


REFUSED = [
    ("several tables", "a.zip", zipped({"a.csv": CSV, "b.csv": CSV}), "several-tables", "`a.csv`, `b.csv`; give one"),
    ("no table", "a.zip", zipped({"a.pdf": "x"}), "no-tables", "needs a file such as .csv"),
    ("an empty table", "a.zip", zipped({"a.csv": ""}), "empty", "the file in it is empty"),
    ("no zip", "a.zip", b"PK\x03\x04 and no more", "not-a-table", "a damaged one; pack the table again"),
    ("no gzip", "a.csv.gz", CSV.encode(), "not-a-table", "a damaged one"),
    ("gzip cut short", "a.csv.gz", gzip.compress(CSV.encode())[:-9], "not-a-table", "a damaged one"),
    ("no xz", "a.csv.xz", b"\xfd7zXZ\x00 and no more", "not-a-table", "a damaged one"),
]


@pytest.mark.parametrize(("name", "data", "code", "message"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_cannot_be_unpacked_is_refused_with_its_remedy(name, data, code, message):
    with pytest.raises(Exception, match=code) as refused:
        read((name, data))
    (problem,) = refused.value.problems
    assert problem.code == code
    assert message in problem.message


def test_a_file_that_grows_beyond_measure_is_refused(monkeypatch):
    monkeypatch.setattr(containers, "_FEW", 1_000)
    monkeypatch.setattr(containers, "_MOST_TIMES", 10)
    assert refusal(gzip.compress(b"age\n" + b"50\n" * 100_000), "a.csv.gz").code == "too-large"


def test_a_password_is_named():
    data = bytearray(zipped({"a.csv": CSV}))
    for start in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[start] |= 1
    assert refusal(bytes(data), "a.zip").code == "password"


def test_all_tables_of_a_zip_are_given():
    found = unpacked(
        source_of(("a.zip", zipped({"x/a.csv": CSV, "b.tsv": CSV, "c.txt.gz": gzip.compress(b"age\n1\n")})))
    )
    assert [each.name for each in found] == ["a.csv", "b.tsv", "c.txt"]
    assert [each.start(3) for each in found] == [b"pat", b"pat", b"age"]
    (alone,) = unpacked(source_of(("a.csv", CSV.encode())))
    assert alone.name == "a.csv"
