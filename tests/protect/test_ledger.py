"""Every copy is written down before it is there; a second one is refused until somebody says so, and adds up."""

import json
from fractions import Fraction

import pytest

import criteria as cr
from criteria.protect.ledger import Entry, Ledger


def entry(rho="1/10", protocol="A"):
    return Entry("2026-11-28", protocol, 3.0, rho, "abc", "copy.parquet")


def test_it_stands_beside_the_table_also_when_a_link_leads_there(tmp_path):
    table = tmp_path / "true" / "patients.csv"
    table.parent.mkdir()
    table.touch()
    (tmp_path / "link.csv").symlink_to(table)
    assert Ledger.beside(tmp_path / "link.csv").path == table.with_name("patients.csv.ledger.json")
    assert Ledger.beside("postgresql://host/db") is None


def test_what_is_spent_adds_up(tmp_path):
    ledger = Ledger(tmp_path / "l.json")
    assert ledger.entries() == ()
    assert ledger.spent() == 0
    ledger.write(entry())
    ledger.write(entry("1/5", "B"))
    assert [each.protocol for each in ledger.entries()] == ["A", "B"]
    assert ledger.spent() == Fraction(3, 10)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"copies": [{"made": "x"}]}', '{"copies": 3}'])
def test_a_ledger_nobody_can_read_stops_everything(tmp_path, text):
    path = tmp_path / "l.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(cr.Refused, match=r"l\.json") as refused:
        Ledger(path).spent()
    assert refused.value.problems[0].code == "ledger-unreadable"


def test_an_amount_that_is_no_number_stops_everything(tmp_path):
    ledger = Ledger(tmp_path / "l.json")
    ledger.write(entry("a lot"))
    with pytest.raises(cr.Refused):
        ledger.spent()


def test_two_copies_are_not_made_at_once(tmp_path):
    ledger = Ledger(tmp_path / "l.json")
    with ledger.held(), pytest.raises(cr.Refused) as refused, ledger.held():
        pass
    assert refused.value.problems[0].code == "ledger-held"
    with ledger.held():
        pass


def test_where_it_cannot_be_written_nothing_is_made(tmp_path):
    with pytest.raises(cr.Refused) as refused, Ledger(tmp_path / "nowhere" / "l.json").held():
        pass
    assert refused.value.problems[0].code == "ledger-not-written"
    with pytest.raises(cr.Refused):
        Ledger(tmp_path / "nowhere" / "l.json").write(entry())


def test_it_says_what_it_is(tmp_path):
    ledger = Ledger(tmp_path / "l.json")
    ledger.write(entry())
    assert "Keep it with the table" in json.loads(ledger.path.read_text(encoding="utf-8"))["what"]
