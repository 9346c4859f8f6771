"""A table is read from a file, or refused with every problem and its remedy."""

import hashlib

import numpy as np
import pandas as pd
import pytest

import criteria as cr
from tests.conftest import DEMO_DATA


def csv(folder, text, name="patients.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refusal(given):
    with pytest.raises(cr.Refused) as refused:
        cr.read_table(given) if not isinstance(given, pd.DataFrame) else cr.dataset_of(given, "the table")
    return refused.value


def codes(given):
    return [(problem.code, problem.subject) for problem in refusal(given).problems]


# --- headers --------------------------------------------------------------------------------------------------


HEADERS = [
    # the header, and the code, the subject and part of the message
    ("creatinin [umol/L]", "unknown-variable", "creatinin [umol/L]", "did you mean `creatinine`?"),
    ("HB [g/L]", "unknown-variable", "HB [g/L]", "did you mean `hb`?"),
    ("favourite_colour", "unknown-variable", "favourite_colour", "drop the column or rename it"),
    ("hb", "unit-missing", "hb", "needs a unit: g/L, g/dL, mmol/L; write `hb [g/L]` in the header"),
    ("hb []", "unit-missing", "hb", "needs a unit"),
    ("ast_uln", "unit-missing", "ast_uln", "write `ast_uln [U/L]`"),
    ("hb [mg/dL]", "unit-unknown", "hb", "`mg/dL` is not one of: g/L, g/dL, mmol/L"),
    ("creatinine [g/L]", "unit-unknown", "creatinine", "`g/L` is not one of"),
    ("age [kg]", "unit-unknown", "age", "is not one of: a"),
    ("hb [g/L] [g/dL]", "unknown-variable", "hb [g/L] [g/dL]", "not in the dictionary"),
    ("", "unknown-variable", "", "not in the dictionary"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "code", "subject", "message"), HEADERS)
def test_a_header_that_cannot_be_used_is_named_with_its_remedy(header, code, subject, message):
    (problem,) = refusal(pd.DataFrame({header: [1.0]})).problems
    assert (problem.code, problem.subject) == (code, subject)
    assert message in problem.message


@pytest.mark.parametrize("header", ["hb[g/L]", "  hb   [ g/L ]  ", "hb [G/L]"])
def test_a_header_may_be_spaced_as_people_space_it(header):
    assert list(cr.dataset_of(pd.DataFrame({header: [90.0]}), "t").columns) == ["hb"]


def test_a_quantity_with_one_unit_needs_none():
    columns = {"age": [50], "ecog": [1], "inr": [1.0], "aptt": [30.0], "labs_age_days": [3]}
    assert list(cr.dataset_of(pd.DataFrame(columns), "t").columns) == list(columns)


def test_all_problems_are_told_at_once_in_one_table():
    names = ["patient_id", "creatinin [mg/dL]", "hb", "plt [g/dL]", "sex", "sex"]
    lines = str(refusal(pd.DataFrame([["007", 1, 2, 3, "M", "F"]] * 2, columns=names))).splitlines()
    assert lines[0] == "the table cannot be used (5 problems)"
    assert [line.split()[0] for line in lines[1:]] == [
        "duplicate-column", "unknown-variable", "unit-missing", "unit-unknown", "duplicate-patient",
    ]  # fmt: skip
    assert "2 columns of this name" in lines[1]


def test_two_columns_of_one_variable_in_two_units_are_a_duplicate():
    assert codes(pd.DataFrame({"hb [g/L]": [90], "hb [g/dL]": [9]})) == [("duplicate-column", "hb")]


# --- rows -----------------------------------------------------------------------------------------------------


def test_a_repeated_identifier_is_refused_and_a_missing_one_is_not():
    frame = pd.DataFrame({"patient_id": ["a", "b", "a", "a", None, None], "age": 50})
    (problem,) = refusal(frame).problems
    assert (problem.code, problem.subject) == ("duplicate-patient", "patient_id")
    assert problem.message.startswith("2 rows")
    assert cr.dataset_of(frame.drop([2, 3]), "t").ids == ("a", "b", "", "")


@pytest.mark.parametrize("text", ["patient_id,age\n", "age", "patient_id,age\n\n\n"])
def test_a_table_without_a_patient_is_refused(tmp_path, text):
    assert codes(csv(tmp_path, text)) == [("no-patients", "rows")]


def test_a_frame_without_a_row_or_without_a_column_is_refused():
    assert codes(pd.DataFrame({"age": []})) == [("no-patients", "rows")]
    assert codes(pd.DataFrame()) == [("no-patients", "rows")]


def test_a_blank_line_in_a_table_of_one_column_is_a_missing_value(tmp_path):
    patients = cr.read_table(csv(tmp_path, "ecog\n1\n\n2\n"))
    np.testing.assert_array_equal(patients.columns["ecog"].low, [1, np.nan, 2])


def test_a_blank_line_between_rows_is_no_patient(tmp_path):
    assert cr.read_table(csv(tmp_path, "patient_id,ecog\n1,1\n\n2,2\n")).patients == 2


def test_the_dead_are_left_out_and_counted():
    frame = pd.DataFrame({"patient_id": ["a", "b", "c", "d"], "ecog": [1, 5, None, 5], "anc [G/L]": [1.0, 2, 3, 4]})
    patients = cr.dataset_of(frame, "t")
    assert (patients.patients, patients.ids) == (2, ("a", "c"))
    assert patients.columns["anc"].low.tolist() == [1, 3]
    (note,) = patients.notes
    assert (note.code, note.subject, note.count) == ("left-out", "ecog 5", 2)


def test_the_dead_are_left_out_of_a_column_of_text_too():
    patients = cr.dataset_of(pd.DataFrame({"ecog": ["5", " 5 ", "<=2", "5.0", "4"]}), "t")
    assert patients.patients == 2
    assert patients.columns["ecog"].high.tolist() == [2, 4]


def test_a_residual_toxicity_of_grade_5_is_a_value_and_nobodys_death():
    patients = cr.dataset_of(pd.DataFrame({"max_residual_tox_grade": [5, 1]}), "t")
    assert (patients.patients, patients.notes) == (2, ())


# --- files ----------------------------------------------------------------------------------------------------


def test_what_is_no_table_is_refused_with_the_reason(tmp_path):
    """The readers' own tests say how; here, that their refusal reaches whoever reads a table."""
    assert codes(tmp_path / "missing.csv") == [("unreadable", "file")]
    assert codes(csv(tmp_path, "age\n50\n", "a.doc"))[0][0] == "unknown-format"


@pytest.mark.parametrize("rows", ["a,50,1,9\nb,60,1\n", "a,50,1,9\nb,60,1,9\n", "a,50\nb,60,1\n"])
def test_a_row_with_more_or_fewer_cells_than_the_heading_is_refused(tmp_path, rows):
    """A decimal comma (`1,5`) shifts every value after it into its neighbour's column."""
    assert codes(csv(tmp_path, f"patient_id,age,ecog\n{rows}")) == [("uneven-rows", "rows")]


def test_identifiers_stay_the_text_they_were(tmp_path):
    text = "patient_id,age\n007,50\n1e5,51\n0x1F,52\n1.50,53\n"
    assert cr.read_table(csv(tmp_path, text)).ids == ("007", "1e5", "0x1F", "1.50")


def test_without_identifiers_patients_are_numbered_from_one(tmp_path):
    assert cr.read_table(csv(tmp_path, "age\n50\n60\n")).ids == ("1", "2")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    patients = cr.read_table(csv(tmp_path, "\ufeffage,hb [g/dL]\r\n50,9\r\n"))
    assert patients.columns["hb"].low.tolist() == [90]
    assert list(patients.columns) == ["age", "hb"]


def test_a_quoted_header_and_a_quoted_value_may_hold_a_comma(tmp_path):
    patients = cr.read_table(csv(tmp_path, 'site,age\n"Xuzhou, east",50\n'))
    assert patients.columns["site"].values == ("Xuzhou, east",)


def test_csv_and_parquet_give_the_same_patients(tmp_path):
    frame = pd.read_parquet(DEMO_DATA / "curated.parquet").head(200)
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    one, other = cr.read_table(tmp_path / "t.csv"), cr.read_table(tmp_path / "t.parquet")
    assert one.ids == other.ids
    for name, column in one.columns.items():
        for field in ("low", "codes"):
            if hasattr(column, field):
                np.testing.assert_array_equal(getattr(column, field), getattr(other.columns[name], field), name)


# --- the data card ------------------------------------------------------------------------------------------------

CARD = """---
tables:
  patients.csv:
    title: Made up
    synthetic: {}
    sha256: {}
---
# Prose --- with dashes
"""


def carded(folder, synthetic="true", sha256=None):
    path = csv(folder, "age\n50\n")
    digest = sha256 or hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "SOURCE.md").write_text(CARD.format(synthetic, digest))
    return cr.read_table(path)


def test_a_data_card_can_declare_exactly_this_file_synthetic(tmp_path):
    patients = carded(tmp_path)
    assert (patients.synthetic, patients.name) == (True, "Made up")


@pytest.mark.parametrize("synthetic", ["false", "'yes'", "1", "'true'", "null", ""])
def test_only_a_plain_true_declares_a_table_synthetic(tmp_path, synthetic):
    assert carded(tmp_path, synthetic).synthetic is False


def test_a_card_of_another_file_declares_nothing(tmp_path):
    """Real patients saved over the demonstration table must not be shown exactly."""
    patients = carded(tmp_path, sha256="0" * 64)
    assert (patients.synthetic, patients.name) == (False, "patients.csv")


@pytest.mark.parametrize("text", ["", "no front matter", "---\n[\n---\n", "---\ntables: 3\n---\n", "---\n3\n---\n"])
def test_a_broken_card_declares_nothing(tmp_path, text):
    path = csv(tmp_path, "age\n50\n")
    (tmp_path / "SOURCE.md").write_text(text)
    assert cr.read_table(path).synthetic is False


def test_without_a_card_a_table_is_not_synthetic(tmp_path):
    patients = cr.read_table(csv(tmp_path, "age\n50\n"))
    assert (patients.synthetic, patients.name) == (False, "patients.csv")
    assert patients.digest == hashlib.sha256(b"age\n50\n").hexdigest()


def test_the_demonstration_tables_are_declared_synthetic(demonstration):
    assert demonstration.synthetic
    assert demonstration.name == "Demonstration population, curated record (synthetic)"
    assert demonstration.notes == ()
