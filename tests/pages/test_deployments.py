"""What the server was started with: real tables, protected counts, and everything that can be wrong with them."""

import hashlib

import pandas as pd
import pytest

import criteria as cr
from criteria import cli
from tests.conftest import DEMO_DATA


@pytest.fixture
def real_table(tmp_path):
    """The demonstration table without its data card: for all the program knows, these are people."""
    table = tmp_path / "patients.csv"
    pd.read_parquet(DEMO_DATA / "curated.parquet").to_csv(table, index=False)
    return table


def test_real_patients_are_shown_protected(visit, deployed, real_table):
    deployed(FEASIBILITY_DATA=str(real_table))
    page = visit()
    assert page.statuses() == {"Eligible": "~63", "Potential": "~168", "Excluded": "~968"}
    rows = {row["id"]: row for row in page.panel()["rows"]}
    assert (rows["C09a_anc"]["fails"], rows["C09a_anc"]["unknown"]) == ("≤10", "~23")
    assert "protected counts" in page.says()
    assert not page.panel()["free_entry"]


def test_no_patients_row_reaches_the_browser(visit, deployed, real_table):
    deployed(FEASIBILITY_DATA=str(real_table))
    page = visit(criterion="C09c_hb")
    sent = str(page.components()) + page.says()
    assert "P0001" not in sent


def test_protected_limits_stay_on_their_steps(visit, deployed, real_table):
    deployed(FEASIBILITY_DATA=str(real_table))
    page = visit(hb_min="91")
    assert "between two steps" in page.says()
    assert page.shows() == [], "no number of other limits"
    assert page.address() == {"hb_min": "91"}
    assert page.choose("begin").address() == {"protocol": "NCT05616468"}


def test_exact_is_a_choice_of_the_deployment(visit, deployed, real_table):
    deployed(FEASIBILITY_DATA=str(real_table), FEASIBILITY_DISCLOSURE="exact")
    assert visit().statuses()["Eligible"] == "61"


@pytest.fixture
def copy_of(tmp_path, real_table, capsys):
    """A protected copy of the real table, made as its owner makes it; its path and its fingerprint."""
    out = tmp_path / "copy.parquet"
    sites = [f"S{number}" for number in range(1, 9)]
    given = ["protect", str(real_table), "--patients", "1200", "--out", str(out), "--site", *sites]
    assert cli.main([*given, "--together"]) == 0, capsys.readouterr().err
    return str(out), hashlib.sha256(out.read_bytes()).hexdigest()


def test_a_protected_copy_that_is_listed_is_shown_exactly_and_says_what_it_is(visit, deployed, copy_of):
    address, fingerprint = copy_of
    deployed(FEASIBILITY_DATA=address, FEASIBILITY_COPIES=fingerprint, FEASIBILITY_DISCLOSURE="copy")
    page = visit()
    assert abs(int(page.statuses()["Eligible"]) - 61) < 20
    assert page.panel()["free_entry"], "a copy may be asked anything"
    for name in ("feasibility", "levers", "numbers", "data"):
        page.test.switch_page(f"pages/{name}.py")
        assert "Differentially private copy, ε 3" in page.run().says().replace("\\", "")


@pytest.mark.parametrize("reading", [{"inr_mode": "absolute"}, {"lab_window_days": "30"}])
def test_a_reading_that_a_copy_does_not_hold_shows_no_number(visit, deployed, copy_of, reading):
    address, fingerprint = copy_of
    deployed(FEASIBILITY_DATA=address, FEASIBILITY_COPIES=fingerprint, FEASIBILITY_DISCLOSURE="copy")
    page = visit(**reading)
    assert page.shows() == []
    assert "does not hold what this reading asks for" in page.says()
    assert visit(stale_specimen="unknown").statuses(), "others it answers"


@pytest.mark.parametrize("listed", [False, True])
def test_where_only_copies_are_shown_another_table_is_refused(visit, deployed, copy_of, real_table, listed):
    address, fingerprint = copy_of
    table, fingerprint = (str(real_table), fingerprint) if listed else (address, "0" * 64)
    deployed(FEASIBILITY_DATA=table, FEASIBILITY_COPIES=fingerprint, FEASIBILITY_DISCLOSURE="copy")
    page = visit()
    assert page.shows() == []
    assert "no-copy" in page.says()


@pytest.mark.parametrize("hours", ["eight", "0", "-1", "nan", "1e9"])
def test_hours_of_a_visit_that_are_none_are_refused(visit, deployed, hours):
    deployed(FEASIBILITY_VISIT_HOURS=hours)
    assert "FEASIBILITY_VISIT_HOURS" in visit().says()


def test_an_unknown_mode_is_refused(visit, deployed):
    deployed(FEASIBILITY_DISCLOSURE="blurred")
    assert "use one of: exact, protected, copy" in visit().says()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("creatinin,hb\n1,2\n", "unknown-variable"),
        ("hb\n9\n", "unit-missing"),
        ("age\n", "no-patients"),
        ("", "empty"),
        ("age\n50\n", "too-small"),
    ],
)
def test_a_table_that_cannot_be_used_is_a_message(visit, deployed, tmp_path, content, code):
    table = tmp_path / "table.csv"
    table.write_text(content)
    deployed(FEASIBILITY_DATA=str(table))
    page = visit()
    assert code in page.says()
    assert "table.csv" in page.says().replace("\\", "")


def test_a_table_that_answers_no_criterion_is_a_message(visit, deployed, tmp_path):
    table = tmp_path / "sites.csv"
    pd.DataFrame({"site": ["S1"] * 200}).to_csv(table, index=False)
    deployed(FEASIBILITY_DATA=str(table))
    assert "no criterion can be evaluated" in visit().says()


def test_values_that_could_not_be_used_are_listed(visit, deployed, real_table):
    frame = pd.read_csv(real_table)
    frame["hb [g/L]"] = frame["hb [g/L]"].astype(object)
    frame.loc[:19, "hb [g/L]"] = "see paper"
    frame.to_csv(real_table, index=False)
    deployed(FEASIBILITY_DATA=str(real_table))
    assert "unreadable" in visit().says()


def test_a_protocol_with_errors_is_a_message_with_all_of_them(visit, deployed, tmp_path):
    protocol = tmp_path / "protocol.yaml"
    protocol.write_text("id: X\ntitle: T\ncriteria:\n- {id: A, number: '1', label: A, text: A, rule: {kind: wish}}\n")
    deployed(FEASIBILITY_PROTOCOL=str(protocol))
    assert "not-valid" in visit().says()


SMALL = """
id: SMALL
title: One criterion
limits: {age_min: {label: at least, unit: a, value: 18, min: 12, max: 40, step: 1}}
criteria:
- id: adult
  number: "1"
  label: Adult
  text: Adults
  rule: {kind: threshold, value: age, at_least: {limit: age_min}}
"""


def test_any_other_protocol_works(visit, deployed, tmp_path):
    protocol = tmp_path / "protocol.yaml"
    protocol.write_text(SMALL)
    deployed(FEASIBILITY_PROTOCOL=str(protocol))
    page = visit(criterion="adult")
    assert page.statuses() == {"Eligible": "1,200", "Potential": "0", "Excluded": "0"}
    assert len(page.chart()["layout"]["yaxis"]["tickvals"]) == 1
    page.test.switch_page("pages/numbers.py")
    page.run()
    page.test.switch_page("pages/protocol.py")
    page.run()
    assert "Adults" in page.says()


def test_sixty_criteria_work(visit, deployed, tmp_path):
    protocol = tmp_path / "protocol.yaml"
    line = '- {{id: c{0}, number: "{0}", label: Criterion {0}, text: t, rule: {rule}}}'
    rule = "{{kind: threshold, value: hb, at_least: {0}}}"
    criteria = "\n".join(line.replace("{rule}", rule).format(number) for number in range(1, 61))
    protocol.write_text(f"id: BIG\ntitle: Sixty\ncriteria:\n{criteria}\n")
    deployed(FEASIBILITY_PROTOCOL=str(protocol))
    page = visit()
    assert len(page.panel()["rows"]) == 60
    assert cr.parse_protocol(protocol.read_text()).id == "BIG"
