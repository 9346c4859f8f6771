"""A file of any kind is read as it was written, or refused with what to do."""

import hashlib
import os
import stat
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from criteria.data.files import source
from criteria.data.files.kinds import FILE_KINDS
from criteria.data.files.opening import read
from criteria.data.files.workbooks import read_sheet, sheet_names
from criteria.model.problems import Refused
from tests.conftest import DEMO_DATA

CSV = "patient_id,age,sex\n007,50,M\n008,61,F\n"


def frame(text, name="patients.csv", encoding="utf-8"):
    return read((name, text if isinstance(text, bytes) else text.encode(encoding))).frame


def refusal(data, name="patients.csv", **options):
    with pytest.raises(Refused) as refused:
        read((name, data if isinstance(data, bytes) else data.encode()), **options)
    (problem,) = refused.value.problems
    assert refused.value.what == name
    return problem


def workbook(rows, *, sheets=("Sheet1",), edit=None):
    book, file = Workbook(), BytesIO()
    book.remove(book.active)
    for title in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    if edit:
        edit(book)
    book.save(file)
    return file.getvalue()


def parquet(table):
    file = BytesIO()
    pq.write_table(table if isinstance(table, pa.Table) else pa.Table.from_pandas(table), file)
    return file.getvalue()


# --- one table, however it is written ---------------------------------------------------------------------------------

WRITTEN = [
    ("comma", CSV, "utf-8"),
    ("semicolon", CSV.replace(",", ";"), "utf-8"),
    ("tab", CSV.replace(",", "\t"), "utf-8"),
    ("bar", CSV.replace(",", "|"), "utf-8"),
    ("byte order mark", CSV, "utf-8-sig"),
    ("UTF-16", CSV, "utf-16"),
    ("UTF-16, big end first", "\ufeff" + CSV, "utf-16-be"),
    ("UTF-16 without a mark", CSV, "utf-16-le"),
    ("Windows line ends", CSV.replace("\n", "\r\n"), "utf-8"),
    ("old Macintosh line ends", CSV.replace("\n", "\r"), "utf-8"),
    ("no last line end", CSV.rstrip("\n"), "utf-8"),
    ("all quoted", '"' + CSV.rstrip("\n").replace(",", '","').replace("\n", '"\n"') + '"\n', "utf-8"),
    ("blank lines", "\n" + CSV.replace("\n", "\n\n"), "utf-8"),
    ("a blank last column", CSV.replace("\n", ",\n"), "utf-8"),
]


@pytest.mark.parametrize(("text", "encoding"), [w[1:] for w in WRITTEN], ids=[w[0] for w in WRITTEN])
def test_the_same_table_however_it_is_written(text, encoding):
    found = frame(text, encoding=encoding)
    assert found.to_dict("list") == {"patient_id": ["007", "008"], "age": [50, 61], "sex": ["M", "F"]}
    assert found["age"].dtype == "int64"


def test_the_ending_does_not_decide_the_delimiter():
    assert list(frame(CSV.replace(",", ";"), "patients.tsv").columns) == ["patient_id", "age", "sex"]
    assert list(frame(CSV, "patients.txt").columns) == ["patient_id", "age", "sex"]


@pytest.mark.parametrize(
    ("encoding", "said", "city"),
    [
        ("cp1252", "Windows-1252", "Universitätsklinikum Köln für Männer"),
        ("gb18030", "GB18030", "中山大学肿瘤防治中心"),
    ],
)
def test_an_encoding_other_than_unicode_is_found_and_said(encoding, said, city):
    raw = read(("a.csv", f"site,age\n{city},50\nnone,51\n{city},52\n".encode(encoding)))
    assert raw.frame["site"].tolist() == [city, "none", city]
    (note,) = raw.notes
    assert (note.code, note.count) == ("encoding", 2)
    assert said in note.message


@pytest.mark.parametrize("name", ["年龄", "Größe [cm]", "âge", "hb [g/L]", "HB µ", "a.b", "π"])
def test_a_heading_may_have_any_letters(name):
    for each in (frame(f"{name};sex\n50;M\n"), frame(workbook([[name, "sex"], [50, "M"]]), "a.xlsx")):
        assert list(each.columns) == [name, "sex"]


def test_a_quoted_cell_holds_delimiters_line_ends_and_quotation_marks():
    found = frame('site,"age\n[a]"\n"Xuzhou, ""east""\nwing",50\nS2,51\n')
    assert found["site"].tolist() == ['Xuzhou, "east"\nwing', "S2"]
    assert list(found.columns) == ["site", "age\n[a]"]


BROKEN = [
    # rows below the heading `age,sex,note`; by column, how many cells hold line breaks, and the lines of the longest
    ("none", '50,M,"a, b"\n', {}),
    ("one", '50,M,"a\nb"\n51,F,c\n', {"note": (1, "2 to 3")}),
    ("the longest of two", '50,M,"a\nb"\n51,F,"c\n\nd"\n', {"note": (2, "4 to 6")}),
    ("two columns", '50,"M\n","a\r\nb"\n51,"F\n",c\n', {"sex": (2, "2 to 3"), "note": (1, "3 to 4")}),
    ("blank lines, and rows that are quoted", '\n"50","M",c\n\n51,F,"d\ne"\n', {"note": (1, "5 to 6")}),
    ("prose with delimiters", '50,M,"a\nb, c, d"\n', {"note": (1, "2 to 3")}),
    ("prose that ends a line", '50,M,"a\n"\n', {"note": (1, "2 to 3")}),
    ("lines that are no rows", '50,M,"a\nb,c\nd,e"\n', {"note": (1, "2 to 4")}),
    ("a line among them that is no row", '50,M,"a\nb,c,d\ne"\n', {"note": (1, "2 to 4")}),
    ("a table that quotes every cell", '"50","M","a\nb,c,d"\n', {"note": (1, "2 to 3")}),
    ("inches", '50,M,5" a\n51,F,6" b\n', {}),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(("rows", "expected"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_line_breaks_in_cells_are_told_by_column(rows, expected, encoding):
    raw = read(("a.csv", ("age,sex,note\n" + rows).encode(encoding)))
    assert {note.subject: note.count for note in raw.notes} == {name: count for name, (count, _) in expected.items()}
    for note in raw.notes:
        lines = expected[note.subject][1]
        assert note.code == "line-breaks"
        assert f"the longest in lines {lines} of the file; if these are rows" in note.message
        assert note.message.endswith(f"close the quotation mark in line {lines.split()[0]}")


def test_of_a_single_column_every_text_looks_like_its_rows():
    assert [note.subject for note in read(("a.csv", b'ecog\n"1\n2"\n')).notes] == ["ecog"]


# --- values -----------------------------------------------------------------------------------------------------------

VALUES = [
    # cells of one column, and what they become
    ("numbers", ["1", "2.5", "", "1e3"], [1, 2.5, None, 1000]),
    ("whole numbers", ["1", "2", "3", "4"], [1, 2, 3, 4]),
    ("a censored value", ["1", "<0.5", "", "2"], ["1", "<0.5", None, "2"]),
    ("bands", ["70-79", "60-69", "", "90+"], ["70-79", "60-69", None, "90+"]),
    ("thousands", ['"1,234"', '"12,345"', "", "7"], ["1,234", "12,345", None, "7"]),
    ("leading zeros", ["007", "012", "", "100"], ["007", "012", None, "100"]),
    ("a zero and nothing else", ["0", "0.5", "-0", "00"], [0, 0.5, 0, 0]),
    ("hexadecimal", ["0x1F", "12", "", "13"], ["0x1F", "12", None, "13"]),
    ("more digits than a number has", ["9007199254740993", "1", "", "2"], ["9007199254740993", "1", None, "2"]),
    ("dates", ["2024-03-15", "2024-03-16", "", "2024-03-17"], ["2024-03-15", "2024-03-16", None, "2024-03-17"]),
    ("times", ["08:30", "09:45", "", "10:00"], ["08:30", "09:45", None, "10:00"]),
    ("truth values", ["true", "False", "", "TRUE"], ["true", "False", None, "TRUE"]),
    ("blanks as programs write them", ["1", "NA", "n/a", "."], [1, None, None, None]),
    ("missing words among numbers", ["1", "NA", "n/a", "not done"], ["1", "NA", "n/a", "not done"]),
    ("missing words among words", ["NA", "CN", "", "US"], ["NA", "CN", None, "US"]),
    ("blank", ["", "", "", ""], [None, None, None, None]),
]


@pytest.mark.parametrize(("cells", "expected"), [v[1:] for v in VALUES], ids=[v[0] for v in VALUES])
def test_numbers_become_numbers_and_all_else_stays_as_written(cells, expected):
    found = frame("x,y\n" + "".join(f"{cell},1\n" for cell in cells))["x"]
    assert [None if pd.isna(value) else value for value in found] == expected
    assert found.dtype != object


def test_a_word_that_comes_late_leaves_the_numbers_before_it_as_written():
    rows = ["1.50"] * 200_000
    found = frame("x,y\n" + "".join(f"{cell},1\n" for cell in [*rows, "<2"]))["x"]
    assert set(found) == {"1.50", "<2"}


@pytest.mark.parametrize("name", ["patient_id", "PatientID", "USUBJID", "MRN", "id", "Subject No", "住院号", "zip3"])
def test_what_is_named_like_an_identifier_stays_text_in_every_format(name):
    table = pd.DataFrame({name: [12, 13], "age": [50, 51]})
    for data, ending in [(table.to_csv(index=False).encode(), "csv"), (parquet(table), "parquet"),
                         (workbook([list(table.columns), *table.to_numpy().tolist()]), "xlsx")]:  # fmt: skip
        assert frame(data, f"a.{ending}")[name].tolist() == ["12", "13"], ending


# --- decimal commas ---------------------------------------------------------------------------------------------------

AS_WRITTEN = [
    # what stands in the file, and the column as it is handed on
    ("decimal commas", "hb;x\n9,5;1\n10,25;2\n", "hb", ["9,5", "10,25"]),
    ("thousands in quotes", 'plt,x\n"1,234,567",1\n"2,345.5",2\n', "plt", ["1,234,567", "2,345.5"]),
    ("points beside decimal commas", "hb;plt\n9,5;1.234\n10,5;2.500\n", "plt", ["1.234", "2.500"]),
    ("one point among whole numbers", "ast\n" + "57\n" * 9 + "1.250\n", "ast", ["57"] * 9 + ["1.250"]),
    (
        "rounded thousands beside decimal commas",
        "hb;anc\n" + "9,5;2.100\n10,5;3.800\n" * 9,
        "anc",
        ["2.100", "3.800"] * 9,
    ),
    ("thousands alone beside decimal commas", "hb;plt\n9,5;150.000\n10,5;226.000\n", "plt", ["150.000", "226.000"]),
    (
        "rounded thousands among whole numbers",
        "anc\n" + "2.100\n3.800\n900\n" * 9,
        "anc",
        ["2.100", "3.800", "900"] * 9,
    ),
    ("points in some of few", "cr\n80\n1.105\n90\n70\n1.200\n", "cr", ["80", "1.105", "90", "70", "1.200"]),
    ("certain points beside decimal commas", "hb;inr\n9,5;1.25\n10,5;1.5\n", "inr", [1.25, 1.5]),
    ("halves among whole numbers", "weight\n" + "57\n" * 9 + "61.5\n", "weight", [57] * 9 + [61.5]),
    ("three digits everywhere", "creatinine,hb\n1.107,11.2\n1.114,9.8\n", "creatinine", [1.107, 1.114]),
    ("formula text", 'hb,x\n="11.2",1\n="8.4",2\n', "hb", ["11.2", "8.4"]),
    ("apostrophes", "hb,x\n'11.2,1\n'8.4,2\n", "hb", ["11.2", "8.4"]),
]


@pytest.mark.parametrize(
    ("text", "column", "expected"), [row[1:] for row in AS_WRITTEN], ids=[r[0] for r in AS_WRITTEN]
)
def test_numbers_in_doubt_are_handed_on_as_written(text, column, expected):
    assert frame(text)[column].tolist() == expected


# --- the other formats ------------------------------------------------------------------------------------------------


def test_every_format_gives_the_same_table():
    table = pd.read_parquet(DEMO_DATA / "curated.parquet").head(60)
    rows = table.astype(object).where(table.notna(), None)
    written = {
        "a.csv": table.to_csv(index=False).encode(),
        "a.tsv": table.to_csv(index=False, sep="\t").encode(),
        "a.parquet": parquet(table),
        "a.pq": parquet(table.set_index("patient_id")),
        "a.xlsx": workbook([list(table.columns), *rows.to_numpy().tolist()]),
    }
    for name, data in written.items():
        found = frame(data, name)[list(table.columns)]
        for column in table.columns:
            expected = [None if pd.isna(value) else value for value in table[column]]
            assert [None if pd.isna(value) else value for value in found[column]] == expected, (name, column)


def test_a_path_and_an_upload_give_the_same(tmp_path):
    (tmp_path / "patients.csv").write_text(CSV)
    one, other = read(tmp_path / "patients.csv"), read(("patients.csv", CSV.encode()))
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert one.digest == other.digest == hashlib.sha256(CSV.encode()).hexdigest()
    assert one.name == other.name == "patients.csv"


def test_a_data_card_is_believed_of_exactly_the_file_beside_it():
    raw = read(DEMO_DATA / "curated.parquet")
    assert raw.card["synthetic"] is True
    assert raw.name == "Demonstration population, curated record (synthetic)"
    assert read(("curated.parquet", (DEMO_DATA / "curated.parquet").read_bytes())).card == {}


def test_a_workbook_gives_numbers_dates_and_text():
    day = pd.Timestamp("2024-03-15").to_pydatetime()
    rows = [["n", "f", "d", "t", "m", "b"], [1, 1.5, day, "007", "<1", True], [2, None, day, "8", 2.0, None]]
    found = frame(workbook(rows), "a.xlsx")
    assert found["n"].tolist() == [1, 2]
    assert found["f"].tolist()[0] == 1.5
    assert found["d"].dtype.kind == "M"
    assert found["t"].tolist() == ["007", "8"]
    assert found["m"].tolist() == ["<1", "2"]
    assert found["b"].tolist()[0] == "TRUE"


def test_a_sheet_is_chosen_by_name():
    rows = [["age", "sex"], [50, "M"]]
    data = workbook(rows, sheets=("Patients", "Legend"))
    assert read(("a.xlsx", data), sheet="Patients").frame["age"].tolist() == [50]
    assert refusal(data, "a.xlsx").code == "several-sheets"
    assert "`Patients`, `Legend`" in refusal(data, "a.xlsx").message
    assert refusal(data, "a.xlsx", sheet="Nobody").code == "no-such-sheet"


def test_a_hidden_sheet_needs_no_choice():
    def hide(book):
        book["Legend"].sheet_state = "hidden"

    assert frame(workbook([["age"], [50]], sheets=("Patients", "Legend"), edit=hide), "a.xlsx")["age"].tolist() == [50]


def test_a_sheet_that_does_not_say_its_size_or_lies_about_it_is_read():
    book, file = Workbook(write_only=True), BytesIO()
    page = book.create_sheet("Patients")
    for row in [["age", "sex"], [50, "M"], [51]]:
        page.append(row)
    book.save(file)
    assert frame(file.getvalue(), "a.xlsx").to_dict("list") == {"age": [50, 51], "sex": ["M", np.nan]}

    def widen(book):
        book.active["XFD9"] = None  # a cell that was coloured once

    assert frame(workbook([["age"], [50]], edit=widen), "a.xlsx").to_dict("list") == {"age": [50]}


def test_sas_transport_is_decoded_and_its_missing_values_are_missing():
    found = frame(transport(), "dm.xpt")
    assert found["USUBJID"].tolist() == ["01-701", "01-702"]
    assert found["SITE"].tolist() == ["Köln", "São Paulo"]
    assert found["AGE"].tolist()[0] == 63
    assert np.isnan(found["AGE"].tolist()[1])
    assert found["BRTHDT"].tolist() == [pd.Timestamp("1960-01-02"), pd.Timestamp("1959-12-31")]


def transport():
    """A transport file of version 5, written by its published layout: no library here writes one."""
    variables = [("USUBJID", 2, 8, ""), ("SITE", 2, 12, ""), ("AGE", 1, 8, ""), ("BRTHDT", 1, 8, "DATE")]
    rows = [("01-701", "Köln".encode(), 63.0, 1.0), ("01-702", "São Paulo".encode("cp1252"), None, -1.0)]
    stamp = b"SAS     SAS     SASLIB  9.4     X64_10PR" + b" " * 24 + b"01JAN24:00:00:00"
    header = b"HEADER RECORD*******%-8sHEADER RECORD!!!!!!!%s  "
    described, at = b"", 0
    for number, (name, kind, length, form) in enumerate(variables, start=1):
        described += b"".join(
            [*(n.to_bytes(2, "big") for n in (kind, 0, length, number)), name.encode().ljust(8), b" " * 40,
             form.encode().ljust(8), bytes(8), b" " * 8, bytes(4), at.to_bytes(4, "big"), bytes(52)]
        )  # fmt: skip
        at += length
    body = b"".join(_record(row) for row in rows)
    parts = [
        header % (b"LIBRARY", b"0" * 30), stamp, b"01JAN24:00:00:00".ljust(80),
        header % (b"MEMBER", b"000000000000000001600000000140"), header % (b"DSCRPTR", b"0" * 30),
        b"SAS     DM      SASDATA 9.4     X64_10PR" + b" " * 24 + b"01JAN24:00:00:00",
        b"01JAN24:00:00:00".ljust(80), header % (b"NAMESTR", b"000000%04d00000000000000000000" % len(variables)),
        _padded(described), header % (b"OBS", b"0" * 30), _padded(body),
    ]  # fmt: skip
    return b"".join(parts)


def _padded(part):
    return part + b" " * (-len(part) % 80)


def _record(row):
    subject, site, age, birth = row
    return subject.encode().ljust(8) + site.ljust(12) + _ibm(age) + _ibm(birth)


def _ibm(value):
    """A number as an IBM mainframe writes it; `.` is SAS's missing."""
    if value is None:
        return b"." + bytes(7)
    sign, fraction, exponent = (0x80 if value < 0 else 0), abs(value), 64
    while fraction >= 1:
        fraction, exponent = fraction / 16, exponent + 1
    return bytes([sign | exponent]) + int(fraction * 2**56).to_bytes(7, "big")


# --- what stands above the heading ------------------------------------------------------------------------------------

BELOW = "id;age;hb\nP1;60;10.1\nP2;61;9.2\nP3;62;8.1\n"
ABOVE = [
    # what it is, the text, and how many lines are told
    ("nothing", BELOW, 0),
    ("the delimiter's name", "sep=;\n" + BELOW, 0),
    ("the same in quotation marks", '"sep=;"\n' + BELOW, 0),
    ("the same in capitals, with a byte order mark", "\ufeffSEP=;\r\n" + BELOW, 0),
    ("the same with delimiters", "sep=;;;\n" + BELOW, 0),
    ("a comma", "sep=,\n" + BELOW.replace(";", ","), 0),
    ("a tab", "sep=\t\n" + BELOW.replace(";", "\t"), 0),
    ("a title", "Hospital X\n" + BELOW, 1),
    ("a title with delimiters", "Hospital X;;\n" + BELOW, 1),
    ("titles and a blank line", "Hospital X\nReport of 1.2.2024, page 1\n\n" + BELOW, 2),
    ("a title in another delimiter", "Hospital X, ward 2, Monday\n" + BELOW, 1),
    ("comments", "# export\n# of today\n" + BELOW, 2),
    ("a comment and a blank line", "# export; of; today\n\n" + BELOW, 1),
    ("a heading that is a comment", "#" + BELOW, 0),
    ("comments and a heading that is one", "# export\n# of today\n# " + BELOW, 2),
    ("the delimiter's name and a title", "sep=;\nHospital X\n" + BELOW, 1),
    ("a heading of formulas", BELOW.replace("id;", '="id";'), 0),
]


@pytest.mark.parametrize(("text", "told"), [a[1:] for a in ABOVE], ids=[a[0] for a in ABOVE])
def test_what_stands_above_the_heading_is_left_out_and_told(text, told):
    raw = read(("a.csv", text.encode()))
    assert raw.frame.to_dict("list") == {"id": ["P1", "P2", "P3"], "age": [60, 61, 62], "hb": [10.1, 9.2, 8.1]}
    sign = [("delimiter-named", 1)] if "sep=" in text.lower() else []
    assert [(note.code, note.count) for note in raw.notes] == sign + ([("lines-above", told)] if told else [])


def test_comments_in_tabs_are_the_labels_of_the_columns():
    text = "#Patient\tAge in years\n#STRING\tNUMBER\nPATIENT_ID\tAGE\nP1\t60\nP2\t61\n"
    raw = read(("data_clinical_patient.txt", text.encode()))
    assert raw.frame.to_dict("list") == {"PATIENT_ID": ["P1", "P2"], "AGE": [60, 61]}
    assert {name: each.label for name, each in raw.described.items()} == {
        "PATIENT_ID": "Patient",
        "AGE": "Age in years",
    }


@pytest.mark.parametrize("heading", ["id;age;hb;\n", "id;age;hb\n"])
@pytest.mark.parametrize("end", [";\n", "\n"])
def test_a_delimiter_at_the_end_of_the_heading_or_of_all_rows_is_no_column(heading, end):
    assert list(frame(heading + f"P1;60;9{end}P2;61;8{end}").columns) == ["id", "age", "hb"]


@pytest.mark.parametrize("first", [0, 1])
def test_a_nameless_first_column_that_counts_the_rows_is_left_out_and_told(first):
    raw = read(("a.csv", f",age,hb\n{first},60,9\n{first + 1},61,8\n".encode()))
    assert raw.frame.to_dict("list") == {"age": [60, 61], "hb": [9, 8]}
    assert [note.code for note in raw.notes] == ["row-numbers"]
    assert refusal(",age,hb\n7,60,9\n9,61,8\n").code == "unnamed-column"


def test_cells_that_a_spreadsheet_keeps_as_text_lose_its_signs():
    found = frame('id,age,hb\n="001",="60",="11.2"\n="002",61,9\n')
    assert found.to_dict("list") == {"id": ["001", "002"], "age": ["60", "61"], "hb": ["11.2", "9"]}


# --- sheets as people keep them ---------------------------------------------------------------------------------------

HEAD = ["id", "age", "hb"]
BODY = [["P1", 60, 10.1], ["P2", 61, 9.2], ["P3", 62, 8.1]]
SHEETS = [
    # what it is, its rows, and what is told
    ("as it should be", [HEAD, *BODY], []),
    ("a title", [["Hospital X"], HEAD, *BODY], ["lines-above"]),
    ("a title, a date and a blank row", [["Hospital X"], [], ["As of", pd.Timestamp("2024-01-02")], [],
                                         [*HEAD, "sex"], *([*row, "M"] for row in BODY)], ["lines-above"]),
    ("blank rows between", [HEAD, BODY[0], [], BODY[1], [None, " "], BODY[2], []], ["blank-rows"]),
    ("blank columns before", [[None, None, *HEAD], *([None, None, *row] for row in BODY)], ["blank-column"]),
    ("a total and a remark", [HEAD, *BODY, [], ["Total", 183, 27.4], ["Source: x"]],
     ["blank-rows", "not-patients", "not-patients"]),
    ("units", [HEAD, [None, "years", "g/dL"], *BODY], ["not-patients"]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "told"), [s[1:] for s in SHEETS], ids=[s[0] for s in SHEETS])
def test_a_sheet_as_people_keep_it_is_read(rows, told):
    raw = read(("a.xlsx", workbook(rows)))
    assert raw.frame[HEAD].to_dict("list") == {"id": ["P1", "P2", "P3"], "age": [60, 61, 62], "hb": [10.1, 9.2, 8.1]}
    assert [note.code for note in raw.notes] == told


@pytest.mark.parametrize("said", ["A1", "A1:B2", "A1:XFD1048576", None])
def test_every_cell_is_read_whatever_range_the_sheet_says_it_has(said):
    data, file = workbook([HEAD, *BODY]), BytesIO()
    with ZipFile(BytesIO(data)) as given, ZipFile(file, "w") as changed:
        for part in given.namelist():
            text = given.read(part)
            if part == "xl/worksheets/sheet1.xml":
                old = b'<dimension ref="A1:C4" />' if b'"A1:C4" />' in text else b'<dimension ref="A1:C4"/>'
                assert old in text
                text = text.replace(old, f'<dimension ref="{said}"/>'.encode() if said else b"")
            changed.writestr(part, text)
    assert frame(file.getvalue(), "a.xlsx").shape == (3, 3)


def test_errors_are_missing_and_dates_that_a_program_made_are_told():
    rows = [["id", "hb", "plt"], ["P1", "#N/A", 80], ["P2", 9.1, "#DIV/0!"], ["P3", pd.Timestamp("2024-02-01"), 90],
            ["P4", 8.1, "#VALUE!"]]  # fmt: skip
    raw = read(("a.xlsx", workbook(rows)))
    assert raw.frame["hb"].isna().tolist() == [True, False, True, False]
    assert raw.frame["plt"].dtype == "float64"
    told = [(note.code, note.subject, note.count) for note in raw.notes]
    assert told == [("error-cells", "hb", 1), ("date-in-numbers", "hb", 1), ("error-cells", "plt", 2)]


def hide_a_row(page):
    page.row_dimensions[3].hidden = True


LAYOUT = [
    # what is done to the sheet, and what is told of it
    ("nothing", lambda _: None, []),
    ("a filter hides a row", hide_a_row, [("hidden-rows", 1)]),
    ("one sex for two patients", lambda page: page.merge_cells("B2:B3"), [("merged-cells", 1)]),
    ("cells merged in one row", lambda page: page.merge_cells("B2:C2"), []),
]


@pytest.mark.parametrize(("edit", "told"), [each[1:] for each in LAYOUT], ids=[each[0] for each in LAYOUT])
def test_what_a_sheet_hides_or_merges_is_told(edit, told):
    rows = [["id", "sex", "hb"], ["P1", "M", 11.2], ["P2", "F", 9.8], ["P3", "M", 10.1]]
    raw = read(("a.xlsx", workbook(rows, edit=lambda book: edit(book.active))))
    assert raw.frame["id"].tolist() == ["P1", "P2", "P3"]
    assert [(note.code, note.count) for note in raw.notes] == told


def test_sheets_are_named_and_read_one_by_one():
    def more(book):
        book.create_sheet("Empty")
        book.create_sheet("Hidden").append(["age"])
        book["Hidden"].sheet_state = "hidden"

    given = source.source_of(("a.xlsx", workbook([HEAD, *BODY], sheets=("One", "Two"), edit=more)))
    assert sheet_names(given) == ("One", "Two")
    assert read_sheet(given, "Two")["age"].tolist() == [60, 61, 62]


# --- what is refused --------------------------------------------------------------------------------------------------

PNG, PDF, OLD = b"\x89PNG\r\n\x1a\n" + bytes(40), b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = OLD + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
FORMULA = workbook([["age", "bmi"], [50, "=A2/2"]])
WIDE = ",".join(f"x{i}" for i in range(12_000)) + "\n" + ",".join(["1"] * 12_000)
NO_TEXT = pa.table({"sex": pa.array([b"M", b"\xff"]).cast(pa.string(), safe=False)})
GOOD = parquet(pd.DataFrame({"age": [50, 51]}))

REFUSED = [
    # what it is, its name, its bytes; the code, the subject and part of the remedy
    ("a PDF", "a.csv", PDF, "not-a-table", "file", "a PDF with the ending .csv; export the table as CSV"),
    ("an image", "a.csv", PNG, "not-a-table", "file", "an image"),
    ("an image as Parquet", "a.parquet", PNG, "not-a-table", "file", "export the table again"),
    ("an image as a workbook", "a.xlsx", PNG, "not-a-table", "file", "save it again"),
    ("an image as transport", "a.xpt", PNG, "not-a-table", "file", "version 5"),
    ("JSON", "a.csv", '[{"age": 50}]', "not-a-table", "file", "JSON"),
    ("HTML", "a.csv", "<html><table>", "not-a-table", "file", "HTML"),
    ("HTML as Excel writes it", "a.xls", "<html><table>", "unknown-format", ".xls", "save it as .xlsx"),
    ("a workbook named .csv", "a.csv", FORMULA, "not-a-table", "file", "name it .xlsx"),
    ("Parquet named .csv", "a.csv", GOOD, "not-a-table", "file", "name it .parquet"),
    ("an old workbook", "a.xlsx", OLD + bytes(600), "old-workbook", "file", "save it as .xlsx"),
    ("a password", "a.xlsx", LOCKED, "password", "file", "save it without one"),
    ("a formula", "a.xlsx", FORMULA, "formulas", "sheet", "1 cells hold a formula without its result; open the wor"),
    ("an empty sheet", "a.xlsx", workbook([]), "empty", "sheet", "choose another one"),
    ("a merged heading", "a.xlsx", workbook([["id", "labs", None], [None, "hb", "plt"], [1, 9, 8]]), "two-headings",
     "heading", "groups of columns above their names"),
    ("groups above", "a.csv", "id,,Blood,\nno,age,hb,plt\n1,50,9,80\n2,51,9,80\n", "two-headings", "heading",
     "groups of columns above their names; write one heading row"),
    ("groups that are repeated", "a.csv", "id,Blood,Blood\n,hb,plt\n1,9,80\n2,9,81\n", "two-headings", "heading",
     "groups of columns"),
    ("a group above the last columns", "a.csv", ",,Urine,\nid,age,hb,plt\n1,50,9,80\n2,51,9,80\n", "two-headings",
     "heading", "such as `Hb baseline`"),
    ("a heading with a gap", "a.csv", "age,,hb\n50,M,9\n", "unnamed-column", "column 2", "has no name"),
    ("two of one name", "a.csv", "age,hb,age\n50,1,50\n", "duplicate-column", "age", "2 columns of this name; keep"),
    ("two of one name in a workbook", "a.xlsx", workbook([["hb", "hb "], [1, 2]]), "duplicate-column", "hb", "keep"),
    ("12,000 columns", "a.csv", WIDE, "too-many-columns", "columns", "12,000; at most 10,000"),
    ("12,000 columns of Parquet", "a.parquet", parquet(pd.DataFrame([range(12_000)]).rename(columns=str)),
     "too-many-columns", "columns", "at most 10,000"),
    ("nothing", "a.csv", "", "empty", "file", "export the table again"),
    ("blank lines only", "a.csv", "\n \n\n", "empty", "file", "export the table again"),
    ("nothing in UTF-16", "a.csv", b"\xff\xfe", "empty", "file", "export"),
    ("a heading only", "a.csv", "age,sex\n", "no-patients", "rows", "at least one row"),
    ("a heading only, no line end", "a.csv", "age,sex", "no-patients", "rows", "at least one row"),
    ("a heading only in a workbook", "a.xlsx", workbook([["age"]]), "no-patients", "rows", "at least one row"),
    ("Parquet without rows", "a.parquet", parquet(pd.DataFrame({"age": []})), "no-patients", "rows", "one row"),
    ("every value missing", "a.csv", "age,sex\n,\n,\n", "no-values", "rows", "every cell is missing"),
    ("NUL bytes", "a.csv", b"age,sex\n50,M\0\n", "nul-bytes", "file", "export the table as CSV again"),
    ("too many cells", "a.csv", "age,hb\n50,9,5\n51,10\n52,1,5\n", "uneven-rows", "rows",
     "2 rows have more or fewer cells than the heading (2), first in row 2, 4 of the file"),
    ("too few cells", "a.csv", "age,hb\n50,9\n51\n", "uneven-rows", "rows", "1 row has more or fewer"),
    ("a strange delimiter", "a.csv", "age^sex\n50^M\n", "delimiter", "file", "comma, semicolon, tab or |"),
    ("spaces for delimiters", "a.txt", "age sex\n50 M\n", "delimiter", "file", "comma, semicolon, tab or |"),
    ("columns of blanks", "a.txt", "age   hb\n50    11.2\n61     9.8\n", "delimiter", "file", "semicolon, tab or |"),
    ("two delimiters", "a.csv", "a,b;c\n1,2;3\n", "delimiter", "file", "by comma or semicolon"),
    ("an open quotation mark", "a.csv", 'age,sex\n50,"M\n51,F\n', "open-quote", "sex",
     "opened in line 2 is not closed at the end of its cell; close it there"),
    ("one in the last line", "a.csv", 'age,sex\n50,M\n51,"F', "open-quote", "rows", "opened in line 3 is not closed"),
    ("one there, with another sign", "a.csv", 'age,sex\n50,5"\n51,"F\n', "open-quote", "sex", "opened in line 3 is"),
    ("one that another closes", "a.csv", 'age,sex,note\n50,M,"a\n51,F,b\n52,F,c"\n', "open-quote", "note",
     "opened in line 2 is closed in line 4, and these lines look like rows of this table; close it in line 2"),
    ("in the next line", "a.csv", 'age,sex,note\n49,F,\n50,"M,a\n51,F",b\n', "open-quote", "sex",
     "opened in line 3 is closed in line 4, and these lines look"),
    ("after a cell of two lines", "a.csv", 'a,b,c\n1,"x\ny","z\n2,y,z"\n', "open-quote", "c",
     "opened in line 3 is closed in line 4"),
    ("with blank lines between", "a.csv", 'age,sex\n50,"M\n\n51,F"\n', "open-quote", "sex", "is closed in line 4"),
    ("with blank cells between", "a.csv", 'age,sex,x\n50,M,"1\n51,"",2\n52,,3"\n', "open-quote", "x",
     "closed in line 4"),
    ("more than one", "a.csv", 'a;b\n1;"x\n2;y"\n3;"x\n4;y"\n', "open-quote", "b",
     "breaks (1 more like it in this column)"),
    ("closed within a cell", "a.csv", 'age,sex,note\n50,M,"a\n51,F,"b"\n52,F,c"\n', "open-quote", "note",
     "opened in line 2 is not closed at the end of its cell"),
    ("one that swallows most", "a.csv", 'a,b\n1,"x\n' + "2,y\n" * 40_000 + '3,y"\n', "open-quote", "rows",
     "opened in line 2 is not closed"),
    ("one in the heading", "a.csv", 'age,"sex,note\n50,M,a\n51,F",b\n', "open-quote", "heading", "closed in line 3"),
    ("no text in any encoding", "a.csv", b"age\n\xff\x81\x8d\xff\xff\n", "garbled", "file", "export it as UTF-8"),
    ("half of a UTF-16 letter", "a.csv", "age,sex\n50,M\n".encode("utf-16")[:-1], "encoding", "file", "UTF-8"),
    ("Parquet cut short", "a.parquet", GOOD[:-20], "not-a-table", "file", "damaged"),
    ("bytes that are no text", "a.parquet", parquet(NO_TEXT), "not-a-table", "file", "damaged"),
    ("lists in cells", "a.parquet", parquet(pd.DataFrame({"x": [[1], [2]]})), "nested-column", "x", "one value"),
    ("an unknown ending", "a.ods", "age\n50\n", "unknown-format", ".ods", "give one of .csv"),
    ("no ending", "a", "age\n50\n", "unknown-format", "file", "give one of .csv"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "code", "subject", "message"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_cannot_be_used_is_refused_with_its_remedy(name, data, code, subject, message):
    problem = refusal(data, name)
    assert (problem.code, problem.subject) == (code, subject)
    assert message in problem.message


def test_no_refusal_quotes_a_cell():
    for text in (
        "a,b\nSECRET\n",
        'a,b\n1,"SECRET\n',
        'a,b\n1,"SECRET\n2,SECRET"\n',
        'a,"b\n1,SECRET"\n2,3\n',
        "a;b\n1;SECRET;3\n",
        "a,b\n1,SECRET\0\n",
    ):
        assert "SECRET" not in refusal(text).message


def test_paths_that_are_no_files_are_refused(tmp_path):
    def problem(path):
        with pytest.raises(Refused) as refused:
            read(path)
        return refused.value.problems[0]

    (tmp_path / "folder.csv").mkdir()
    assert (problem(tmp_path / "none.csv").code, problem(tmp_path / "folder.csv").code) == ("unreadable", "unreadable")
    assert "no such file" in problem(tmp_path / "none.csv").message
    assert "is a directory" in problem(tmp_path / "folder.csv").message
    assert problem(Path("nul\0.csv")).code == "unreadable"


def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(CSV)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read a file that nobody may, as root may: run the tests as another user")
    with pytest.raises(Refused, match=r"a\.csv"):
        read(path)
    path.chmod(stat.S_IRUSR)


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(source.LARGEST + 1)  # sparse: takes no room
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.problems[0].code == "too-large"
    assert "2 GiB" in refused.value.problems[0].message


# --- progress, and folders --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.xlsx", "dm.xpt"])
def test_progress_goes_up_to_one_at_most(name):
    table = pd.DataFrame({"age": range(2500), "hb [g/L]": 100})
    data = {"a.csv": table.to_csv(index=False).encode(), "a.parquet": parquet(table), "dm.xpt": transport(),
            "a.xlsx": workbook([list(table.columns), *table.to_numpy().tolist()])}[name]  # fmt: skip
    told = []
    with_progress = read((name, data), progress=told.append)
    pd.testing.assert_frame_equal(with_progress.frame, read((name, data)).frame)
    assert told == sorted(told)
    assert all(0 <= part <= 1 for part in told)
    assert told or name == "a.csv"  # so small a table is read before there is anything to tell


def test_every_ending_that_is_read_is_named_in_the_refusal():
    message = refusal("x", "a.doc").message
    assert all(kind in message for kind in FILE_KINDS)
