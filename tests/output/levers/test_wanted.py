"""The cheapest change that reaches a wanted number, as it may be shown, and the command line's three forms."""

import csv
import io
import json

import pytest

import criteria as cr
from criteria.output.levers.report import levers_as_csv, levers_as_json, levers_as_text
from tests.conftest import DEMO_DATA, REFERENCE

ENGINE = cr.MemoryEngine(cr.read_table(DEMO_DATA / "curated.parquet"))


@pytest.fixture(scope="module")
def rankings():
    return {mode: cr.levers.ranked(ENGINE, cr.baseline(REFERENCE), mode) for mode in cr.Mode}


@pytest.fixture
def wanted(rankings):
    def of(number, mode=cr.Mode.EXACT, **options):
        return cr.levers.wanted_patients(ENGINE, rankings[mode], number, **options)

    return of


def test_the_cheapest_moves_and_the_fewest_switches(wanted):
    moves, off = cr.levers.in_words(wanted(100))
    assert moves == (
        "5 Target positive, within 455 instead of 365 days; 7 Disease and prior lines, lines at least 1 instead of 2: "
        "100 eligible (+39 eligible, +76 potential)."
    )
    assert off == "7 Disease and prior lines switched off: 143 eligible (+82 eligible, +194 potential)."


def test_a_number_there_is_already_needs_nothing(wanted):
    found = wanted(61)
    assert cr.levers.in_words(found) == ("Nothing needs to change: 61 patients are eligible already.", "")
    assert found.moves is found.off is None
    assert wanted(62).moves is not None


def test_potential_patients_count_where_asked(wanted):
    assert wanted(230, potential=True).already.text == "230"
    found = wanted(300, potential=True)
    assert found.moves.patients.number >= 300
    assert "eligible or potential" in cr.levers.in_words(found)[0]


def test_out_of_reach_says_how_many_there_can_be(wanted):
    found = wanted(1201)
    assert found.moves is None
    assert cr.levers.in_words(found) == (
        "Up to three limits moved do not reach 1,201. With every limit as loose as its range allows, 209 are eligible.",
        "Up to three criteria switched off do not reach 1,201.",
    )


@pytest.mark.parametrize("number", [64, 68, 69, 100, 103, 104, 150])
@pytest.mark.parametrize("potential", [False, True])
def test_a_protected_answer_shows_as_many_as_were_asked_for(wanted, number, potential):
    found = wanted(number + 200 * potential, cr.Mode.PROTECTED, potential=potential)
    reached = [found.already] if found.already else [each.patients for each in (found.moves, found.off) if each]
    assert reached
    for patients in reached:
        assert patients.text.startswith("~")
        assert patients.number >= number


def test_a_protected_answer_tells_no_exact_count(wanted):
    found = wanted(100, cr.Mode.PROTECTED)
    words = " ".join(cr.levers.in_words(found))
    assert "~103 eligible (+40 eligible" in words
    told = json.dumps(cr.levers.target_dict(found))
    for each in (found.moves.lever, found.off.lever):
        assert each.eligible.number % 5 == 3
        assert f'"eligible": {each.eligible.written}' in told
    assert found.most.text == "~208"


def test_three_forms_say_the_same(rankings, wanted):
    ranking, target = rankings[cr.Mode.EXACT], wanted(100)
    told = json.loads(levers_as_json(ranking, target, {"curves": []}))
    assert set(told["ranking"]) == {
        "limits", "limits_without_gain", "limits_without_a_looser_way", "steps", "loosened", "off", "off_by_size",
    }  # fmt: skip
    assert told["curves"] == []
    assert [len(told["ranking"]["off"][size]) for size in ("one", "two", "three")] == [20, 10, 10]
    assert told["target"]["moves"]["eligible"] == 100
    rows = list(csv.reader(io.StringIO(levers_as_csv(ranking, target))))
    assert [row[0] for row in rows[:4]] == ["list", *["reaches 100 eligible"] * 2, "best value of a limit"]
    assert sum(row[0] == "list" for row in rows) == 1
    text = levers_as_text(ranking, target)
    assert "To reach 100 eligible patients\n  5 Target positive" in text
    assert "\n       +29        +86  7 Disease and prior lines, lines at least 1 instead of 2\n" in text
    assert "To reach" not in levers_as_text(ranking)
