"""Small files that ask for much: each was made to hurt a server that reads it, none holds a patient."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

Files = dict[str, bytes]

_WORKBOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
 <sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
 Target="worksheets/sheet1.xml"/></Relationships>"""
_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
 <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
 <Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override
 PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
_ROOT = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="xl/workbook.xml"/></Relationships>"""
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
_CELLS = '<c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c>'


def _workbook(sheet: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", _TYPES)
        file.writestr("_rels/.rels", _ROOT)
        file.writestr("xl/workbook.xml", _WORKBOOK)
        file.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        file.writestr("xl/worksheets/sheet1.xml", sheet)
    return held.getvalue()


def row_of_a_thousand_million() -> Files:
    rows = '<row r="1">' + _CELLS.format(1, "age") + '</row><row r="1000000000">' + _CELLS.format(10**9, "5") + "</row>"
    return {"sheet.xlsx": _workbook(_SHEET.format(rows))}


def laughing_entities() -> Files:
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12))
    sheet = _SHEET.format('<row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row>')
    return {"laughs.xlsx": _workbook(f"<!DOCTYPE worksheet [{entities}]>{sheet}")}


def texts_in_a_dictionary() -> Files:
    """6 GiB of text in some kB: two thousand references to one long text, in each of many groups of rows."""
    held = io.BytesIO()
    text = pa.array(["x" * 2**20]).dictionary_encode().dictionary
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 6_000, pa.int32()), text)
    table = pa.table({"note": column})
    with pq.ParquetWriter(held, table.schema) as writer:
        for at in range(0, len(table), 1_000):
            writer.write_table(table.slice(at, 1_000))
    return {"texts.parquet": held.getvalue()}


def _database(*statements: str) -> Files:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made.duckdb")
        with duckdb.connect(path) as connection:
            for each in statements:
                connection.execute(each)
        return {"made.duckdb": path.read_bytes()}


_CDM = "CREATE VIEW person AS SELECT {} FROM {}", "CREATE TABLE measurement ({})"
_PERSON = "1::BIGINT AS person_id, 8507 AS gender_concept_id, 1960 AS year_of_birth"
_MEASUREMENT = (
    "measurement_id BIGINT, person_id BIGINT, measurement_concept_id BIGINT, measurement_date DATE, "
    "value_as_number DOUBLE, unit_concept_id BIGINT, value_as_concept_id BIGINT"
)


def _cdm(persons: str, view: str) -> Files:
    return _database(_CDM[0].format(persons, view), _CDM[1].format(_MEASUREMENT))


def endless_view() -> Files:
    person = "a.range * 1000 + b.range AS person_id, 8507 AS gender_concept_id, 1960 AS year_of_birth"
    return _cdm(person, "range(200000000) a, range(1000) b")


def endless_recursion() -> Files:
    numbers = "(WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t)"
    return _cdm(_PERSON.replace("1::BIGINT", "n::BIGINT"), numbers)


def view_of_a_file_of_the_server() -> Files:
    return _cdm(f"{_PERSON}, content AS person_source_value", "read_text('/etc/hostname')")


def cell_of_128_kb() -> Files:
    return {"cell.csv": b'age,note\n60,"' + b"x" * 131_072 + b'"\n61,y\n'}


def line_of_50_mb() -> Files:
    return {"line.csv": b"age," + b"a" * 50_000_000}


def hundred_thousand_columns() -> Files:
    return {"wide.csv": ",".join(f"c{at}" for at in range(100_000)).encode() + b"\n" + b"1," * 99_999 + b"1\n"}


def packed_a_thousand_times() -> Files:
    return {"zeros.csv.gz": gzip.compress(b"age\n" + b"0\n" * 150_000_000)}


def map_of_5_mb() -> Files:
    lines = "".join(f"  v{at}: {{column: c{at}, unit: mg/dL, words: {{a: b}}}}\n" for at in range(100_000))
    return {"table.csv": b"age\n60\n", "map.yaml": ("columns:\n" + lines).encode()}


def map_of_aliases() -> Files:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 10)]
    return {"table.csv": b"age\n60\n", "map.yaml": "\n".join(lines).encode()}


def map_of_brackets() -> Files:
    return {"table.csv": b"age\n60\n", "map.yaml": b"columns: " + b"[" * 100_000}


def nested_columns() -> Files:
    kind: pa.DataType = pa.int64()
    value: object = 1
    for _ in range(60):
        kind, value = pa.struct([("x", kind)]), {"x": value}
    held = io.BytesIO()
    pq.write_table(pa.table({"age": pa.array([value] * 10, kind)}), held)
    return {"nested.parquet": held.getvalue()}


def damaged_statistics() -> Files:
    return {"broken.sav": b"$FL2@(#) SPSS DATA FILE" + b"\xff" * 40_000}


HOSTILE: dict[str, Callable[[], Files]] = {
    each.__name__: each
    for each in (
        row_of_a_thousand_million,
        laughing_entities,
        texts_in_a_dictionary,
        endless_view,
        endless_recursion,
        view_of_a_file_of_the_server,
        cell_of_128_kb,
        line_of_50_mb,
        hundred_thousand_columns,
        packed_a_thousand_times,
        map_of_5_mb,
        map_of_aliases,
        map_of_brackets,
        nested_columns,
        damaged_statistics,
    )
}
