"""A check: everything wrong with a table at once, how much is missing, and which criteria it can answer."""

import numpy as np
import pandas as pd
import pytest

import criteria as cr
from criteria.data.check import Check, Finding, SiteMissing, check
from criteria.data.map_file import parse_map
from criteria.data.raw import Raw
from criteria.data.tables import read_raw
from criteria.output.table_check import check_as_text
from tests import tables
from tests.conftest import DEMO_DATA
from tests.published import TRIAL, needs_trial

MISTAKES = [
    # demo_data/SOURCE.md: the column, what is wrong with all of it, and what the values look like
    ("plt", "unit-mismatch", "/uL"), ("hb", "unit-mismatch", "g/dL"), ("ast", "unit-mismatch", "nkat/L"),
    ("ast_uln", "unit-mismatch", "nkat/L"), ("alt", "unit-mismatch", "ukat/L"), ("tbil", "unit-mismatch", "mg/dL"),
    ("tbil_uln", "unit-mismatch", "mg/dL"), ("creatinine", "unit-mismatch", "mg/dL"),
    ("crcl_measured", "unit-mismatch", "mL/s"), ("weight", "unit-mismatch", "lb"), ("height", "unit-mismatch", "m"),
    ("inr", "other-quantity", "a prothrombin time in seconds"), ("aptt", "other-quantity", "a ratio"),
    ("ecog", "other-quantity", "a Karnofsky index"), ("anc", "unit-mixed", "/uL"),
]  # fmt: skip
RIGHT = {"age", "alt_uln", "inr_uln", "aptt_uln", "labs_age_days", "life_expectancy_months"}


def of(columns, text=None, **more):
    return check(Raw("t", pd.DataFrame(columns)), parse_map(text) if text else None, **more)


def codes(found: Check):
    return [(each.code, each.subject, each.count) for each in found.findings]


@pytest.fixture(scope="module")
def mistakes(reference):
    return check(read_raw(DEMO_DATA / "unit_mistakes.csv"), protocol=reference)


@pytest.mark.parametrize(("variable", "code", "like"), MISTAKES)
def test_the_table_of_mistakes_is_caught_column_by_column(mistakes, variable, code, like):
    (found,) = (each for each in mistakes.findings if (each.code, each.subject) == (code, variable))
    assert like in found.message
    assert found.refuses
    assert found.count > 0
    assert not mistakes.usable


def test_the_rows_that_are_mixed_the_other_way_are_caught_where_they_can_be_told(mistakes):
    mixed = {each.subject: each.count for each in mistakes.findings if each.code == "unit-mixed"}
    assert mixed.keys() == {
        "anc", "plt", "hb", "ast_uln", "alt", "tbil", "tbil_uln", "creatinine", "weight", "height",
    }  # fmt: skip
    assert set(mixed.values()) <= {4, 5}  # every 40th of 200 rows


def test_the_columns_that_are_right_are_not_doubted(mistakes):
    assert not RIGHT & {each.subject for each in mistakes.findings if each.refuses}


def test_a_column_of_words_in_another_language_is_proposed_a_map():
    frame = pd.DataFrame({"patient_id": ["P1", "P2"], "sex": ["Mann", "Frau"], "liver_mets": ["ja", "nein"]})
    found = check(Raw("t", frame))
    assert found.proposal.table_map.columns["liver_mets"].words == {"ja": "Y", "nein": "N"}
    mended = check(Raw("t", frame), found.proposal.table_map).dataset.columns
    assert [mended[name].values[mended[name].codes[0]] for name in ("sex", "liver_mets")] == ["M", "Y"]
    assert check(Raw("t", frame.replace({"Mann": "M", "ja": "Y"}))).proposal is None


def test_a_table_of_mistakes_is_refused_when_it_is_read():
    with pytest.raises(cr.Refused) as refused:
        cr.read_table(DEMO_DATA / "unit_mistakes.csv")
    assert {problem.subject for problem in refused.value.problems} == {variable for variable, _, _ in MISTAKES}


def test_the_right_map_mends_a_column_of_mistakes():
    """With the unit that the values look like, only what is mixed into them is left."""
    frame = pd.read_csv(DEMO_DATA / "unit_mistakes.csv")
    text = "columns: {{hb: {{column: 'hb [g/L]', unit: {}}}}}\nunused: [{}]"
    rest = ", ".join(f"'{name}'" for name in frame.columns if name != "hb [g/L]")
    stated, mended = (of(frame, text.format(unit, rest)) for unit in ("g/L", "g/dL"))
    assert ("unit-mismatch", "hb", 197) in codes(stated)
    assert codes(mended) == [
        ("unit-mixed", "hb", 4),
        ("implausible", "hb", 5),
    ]  # one of them is 99, which may be missing
    agreed = of(frame, text.format("g/dL", rest) + "\nagreed: ['unit-mixed:hb']")
    assert agreed.usable
    assert codes(agreed) == [("implausible", "hb", 5)]


def test_two_units_in_one_column_are_told_and_not_averaged_over():
    grams = {"hb [g/L]": [*np.linspace(100, 140, 80), *np.linspace(9, 14, 20)]}
    assert codes(of(grams))[0] == ("unit-mixed", "hb", 20)
    half = {"hb [g/L]": [*np.linspace(100, 140, 50), *np.linspace(10, 14, 50)]}
    assert ("unit-mixed", "hb", 50) in codes(of(half))


def test_a_unit_beside_each_value_settles_two_units_in_one_column():
    columns = {"h": [*np.linspace(100, 140, 80), *np.linspace(9, 14, 20)], "u": ["g/L"] * 80 + ["g/dL"] * 20}
    found = of(columns, "columns: {hb: {column: h, unit_column: u}}")
    assert (found.usable, found.findings) == (True, ())


@pytest.mark.parametrize("few", [[9.0], [9.0, 10]])
def test_one_slip_is_an_implausible_value_and_no_second_unit(few):
    found = of({"hb [g/L]": [*np.linspace(100, 140, 60), *few]})
    assert codes(found) == [("implausible", "hb", len(few))]


SICK = [
    # tables of unusual patients, none of whom has a mistaken unit
    {"tbil [umol/L]": np.geomspace(8, 500, 60)}, {"ast [U/L]": np.geomspace(20, 4000, 60)},
    {"tbil [mg/dL]": np.geomspace(0.3, 30, 60)}, {"plt [10*9/L]": np.geomspace(5, 900, 60)},
    {"creatinine [umol/L]": np.geomspace(40, 1500, 60)}, {"hb [g/L]": np.linspace(45, 190, 60)},
    {"weight [kg]": np.linspace(80, 170, 60), "height [cm]": np.linspace(175, 205, 60)},
    {"weight [kg]": np.linspace(31, 90, 60), "height [cm]": np.linspace(145, 190, 60)},
    {"inr": np.geomspace(0.9, 8, 60)}, {"aptt [s]": np.geomspace(22, 150, 60)},
    {"anc [10*9/L]": np.geomspace(0.1, 60, 60)},
]  # fmt: skip


@pytest.mark.parametrize("columns", SICK, ids=lambda columns: next(iter(columns)))
def test_the_very_ill_are_not_taken_for_another_unit(columns):
    assert of(columns).usable


def test_the_demonstration_tables_have_nothing_to_mend(reference):
    for file in ("curated.parquet", "raw_ehr.parquet"):
        assert check(read_raw(DEMO_DATA / file), protocol=reference).findings == ()


def test_a_value_far_from_its_upper_limit_in_most_patients_is_in_another_unit():
    columns = {"alp [U/L]": [7.0] * 20, "alp_uln [U/L]": [400.0] * 20}  # 7 ukat/L are 420 U/L
    assert codes(of(columns)) == [("uln-mismatch", "alp", 20)]
    assert of({"alp [U/L]": [100.0] * 20, "alp_uln [U/L]": [100.0] * 20}).usable


def test_identifiers_block_everything_else():
    found = check(read_raw(DEMO_DATA / "identifiers.csv"))
    assert not found.usable
    assert (found.patients, found.missing, found.answers) == (0, (), ())
    assert {"name", "contact"} <= set(found.proposal.table_map.unused), "a map of what is left is offered"
    assert any("`seen`" in each.text for each in found.proposal.questions), "that a date is left out is asked about"
    assert {each.subject for each in found.findings if each.code.startswith("identifier-")} >= {"name", "contact"}


# --- all at once --------------------------------------------------------------------------------------------------


def test_problems_doubts_and_notes_are_told_together_with_their_counts():
    columns = {
        "id": [1, 1, *range(2, 30)],
        "h": [*[12.0] * 28, 99.0, -9.0],
        "sex": ["x"] * 30,
        "more": [1] * 30,
    }
    text = "patient_id: id\ncolumns: {hb: {column: h, unit: g/L}, sex: {column: sex}, ast: {column: gone, unit: U/L}}"
    found = of(columns, text)
    assert [(each.code, each.subject, each.count, each.refuses) for each in found.findings] == [
        ("column-missing", "ast", None, True),
        ("unmapped-column", "more", None, True),
        ("duplicate-patient", "patient_id", None, True),
        ("unit-mismatch", "hb", 30, True),
        ("implausible", "hb", 29, False),
        ("unrecognised", "sex", 30, False),
        ("missing-code", "hb", 2, False),
    ]
    assert all(each.message for each in found.findings)


def test_a_suspected_missing_code_is_asked_about_until_it_is_answered():
    columns, text = {"h": [12.0] * 20 + [-9]}, "columns: {{hb: {{column: h, unit: g/dL{}}}}}{}"
    assert ("missing-code", "hb", 1) in codes(of(columns, text.format("", "")))
    assert codes(of(columns, text.format(", missing: [-9]", ""))) == []
    assert codes(of(columns, text.format("", "\nagreed: ['missing-code:hb']"))) == [("implausible", "hb", 1)]


def test_headers_that_are_not_the_dictionarys_are_told_with_a_proposal():
    found = of({"Hgb_g_dL": [12.0] * 12, "ph.ecog": [1] * 12})
    assert [(each.code, each.subject, each.refuses) for each in found.findings] == [("map-needed", "columns", True)]
    assert set(found.proposal.table_map.columns) == {"hb", "ecog"}
    assert [each.variable for each in found.missing] == ["hb", "ecog"]


def test_missing_values_of_each_variable_and_each_site():
    found = of({"site": ["A", "A", "B", None], "ecog": [1, None, None, None], "sex": ["M", "NA", "F", "F"]})
    assert [(each.variable, each.label, each.missing, each.patients, each.by_site) for each in found.missing] == [
        ("site", "Site", 1, 4, ()),
        ("ecog", "ECOG performance status", 3, 4, (SiteMissing("A", 1, 2), SiteMissing("B", 1, 1))),
        ("sex", "Sex", 1, 4, (SiteMissing("A", 1, 2), SiteMissing("B", 0, 1))),
    ]
    assert found.missing[0].values == (("A", 2), ("B", 1))


def test_a_table_without_a_patient_is_one_finding(reference):
    found = of({"age": []}, protocol=reference)
    assert [each.code for each in found.findings] == ["no-patients"]
    assert isinstance(found.findings[0], Finding)
    assert (found.missing, found.answers) == ((), ())


# --- which criteria the table can answer --------------------------------------------------------------------------

LABS = {"liver_mets": "Y", "gilbert": "N"}
ANSWERS = [
    # what every patient has, the criterion, how far it is answered, and what is absent
    ({"age": 50}, "C02_age", "fully", ()),
    ({"ecog": 1}, "C02_age", "not", ("age",)),
    ({"ecog": 1}, "C01_consent", "at screening", ()),
    ({"ecog": 1}, "C03_life_expectancy", "at screening", ("life_expectancy_months",)),
    ({"ecog": 1}, "C08_apheresis", "at screening", ("apheresis_ok",)),
    ({"plt": 100}, "C09b_plt", "fully", ()),
    ({"ast": 30}, "C09d_ast", "not", ("liver_mets", "ast_uln")),
    ({"ast": 30, "ast_uln": 40}, "C09d_ast", "partly", ("liver_mets",)),
    ({"ast": 30, "ast_uln": 40, **LABS}, "C09d_ast", "fully", ()),
    ({"ast_xuln": 1.5, **LABS}, "C09d_ast", "fully", ()),
    ({"ast_xuln": 1.5, "ast": 30, **LABS}, "C09d_ast", "fully", ()),
    ({"ast_xuln": 1.5}, "C09d_ast", "partly", ("liver_mets",)),
    ({"creatinine": 80, "age": 50, "weight": 60, "sex": "M"}, "C09g_crcl", "fully", ()),
    ({"creatinine": 80, "age": 50, "weight": 60}, "C09g_crcl", "partly", ("sex",)),
    ({"creatinine": 80, "age": 50}, "C09g_crcl", "not", ("weight", "sex")),
    ({"crcl_measured": 80}, "C09g_crcl", "fully", ()),
    ({"ecog": 1}, "C09g_crcl", "not", ("creatinine", "age", "weight", "sex")),
    ({"sex": "M"}, "C11_pregnancy", "partly", ("childbearing_potential", "pregnancy_test")),
]  # fmt: skip


@pytest.mark.parametrize(("patient", "criterion", "extent", "absent"), ANSWERS)
def test_which_criteria_a_table_can_answer(reference, patient, criterion, extent, absent):
    columns = {tables.header(name): [value] * 12 for name, value in patient.items()}
    (answer,) = (each for each in of(columns, protocol=reference).answers if each.id == criterion)
    assert (answer.extent, set(answer.absent)) == (extent, set(absent))


@pytest.mark.parametrize(("known", "extent", "mostly_unknown"), [
    (12, "fully", ()), (6, "fully", ()), (5, "partly", ("age",)), (1, "partly", ("age",)), (0, "not", ()),
])  # fmt: skip
def test_a_variable_that_most_patients_lack_answers_partly(reference, known, extent, mostly_unknown):
    found = of({"age": [50.0] * known + [None] * (12 - known)}, protocol=reference)
    (answer,) = (each for each in found.answers if each.id == "C02_age")
    assert (answer.extent, answer.mostly_unknown) == (extent, mostly_unknown)


def test_what_a_window_asks_for_is_needed_once_there_is_one():
    text = """
        id: W
        title: a window
        criteria:
          - id: fresh
            number: "1"
            label: fresh
            text: platelets of the last 90 days
            rule: {kind: recency, age: labs_age_days, within: 90, rule: {kind: threshold, value: plt, at_least: 80}}
          - {id: either, number: "2", label: either, text: either, rule: {kind: any_of, rules: [
              {kind: flag, variable: hbv}, {kind: threshold, value: plt, at_least: 80}]}}
        """
    protocol = cr.parse_protocol(text)
    found = of({"plt [10*9/L]": [100.0] * 12}, protocol=protocol)
    assert [(each.id, each.extent) for each in found.answers] == [("fresh", "not"), ("either", "partly")]
    found = of({"plt [10*9/L]": [100.0] * 12, "labs_age_days": [3] * 12}, protocol=protocol)
    assert [(each.id, each.extent) for each in found.answers] == [("fresh", "fully"), ("either", "partly")]


def test_a_criterion_that_is_not_answered_gives_no_patient_a_verdict(reference, engine_of):
    """`not` is held against the engine: whatever a table lacks, nobody passes or fails such a criterion."""
    frame = pd.read_parquet(DEMO_DATA / "curated.parquet").head(200)
    random = np.random.default_rng(1)
    for _ in range(12):
        kept = [name for name in frame.columns if random.random() < 0.5]
        if not kept:
            continue
        raw = Raw("t", frame[kept])
        found = check(raw, protocol=reference)
        results = cr.evaluate(engine_of(cr.dataset_of(frame[kept], "t")), cr.baseline(reference))
        for answer in found.answers:
            row = results.row(answer.id)
            if answer.extent == "not":
                assert (row.passed, row.fails) == (0, 0), (answer, kept)
            elif answer.extent == "fully":
                assert row.passed + row.fails + row.not_applicable > 0, (answer, kept)


@needs_trial
def test_the_trials_flat_table_answers_what_it_can(reference):
    frame = pd.read_csv(TRIAL / "flat_common.csv").rename(columns={"platelets_10e9_L": "plt [10*9/L]"})
    found = check(Raw("t", frame), protocol=reference)
    extents = {each.id: str(each.extent) for each in found.answers}
    assert extents["C02_age"] == extents["C09b_plt"] == "fully"
    assert extents["C09d_ast"] == "partly"
    assert extents["C04_ecog"] == "not"


def test_a_multiple_that_is_not_the_value_by_its_limit_is_told():
    columns = {"ast [U/L]": [80] * 12, "ast_uln [U/L]": [40] * 12, "ast_xuln": [2, 2.04, 1.96, 2.5, 20, None] * 2}
    assert codes(of(columns)) == [("multiple-mismatch", "ast_xuln", 4)]


def test_the_words_that_mean_nothing_are_named_and_rare_ones_only_together():
    found = of({"sex": ["M"] * 90 + ["män"] * 11 + ["x"] * 2 + ["y"]})
    assert [(each.code, each.words) for each in found.findings] == [("unrecognised", (("män", 11), ("x", 2), ("y", 1)))]
    said = {mode: check_as_text(cr.disclose_check(found, mode)) for mode in cr.Mode}
    assert "taken as unknown: män (11), x (2), y (1)" in said[cr.Mode.EXACT]
    assert "taken as unknown: män (~13), 2 rare (≤10)" in said[cr.Mode.PROTECTED]


@pytest.mark.parametrize(("header", "meant"), [("hb_uln [g/L]", None), ("creatinin_uln [mg/dL]", "creatinine_uln")])
def test_only_a_near_variable_is_suggested(header, meant):
    (found,) = of({header: [1.0]}).problems
    assert (f"did you mean `{meant}`?" in found.message) if meant else ("did you mean" not in found.message)


def test_a_text_that_is_no_number_is_named_with_how_many_have_it(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "patient_id,age,hb [g/dL]\n"
        + "".join(f"P{n},60,{'see letter' if n < 12 else 'x' if n < 14 else 11}\n" for n in range(20))
    )
    notes = [each for each in check(read_raw(path)).findings if each.code == "unreadable"]
    assert [(each.subject, each.count, each.words) for each in notes] == [("hb", 14, (("see letter", 12), ("x", 2)))]
