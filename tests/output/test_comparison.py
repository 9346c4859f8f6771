"""Protocol, scenario and change side by side: only what disclosure lets out, for each number of each criterion."""

import csv
import io

import pytest

import criteria as cr
from criteria.output.disclosure import ShownRow


def both(engine, protocol, mode):
    """The protocol's numbers, and those of a changed scenario."""
    changed = cr.scenario(protocol, {"hb_min": 100}, ["C06_measurable"])
    return [cr.disclose(cr.evaluate(engine, each), mode) for each in (cr.baseline(protocol), changed)]


@pytest.mark.parametrize("mode", list(cr.Mode))
@pytest.mark.parametrize("number", list(cr.NUMBERS))
def test_each_number_beside_the_protocols_own(demonstration_engine, reference, mode, number):
    before, shown = both(demonstration_engine, reference, mode)
    table = cr.compared(shown, before, number).set_index("number")
    for row in (*shown.rows, *shown.groups):
        if row.at_screening:
            continue
        was, now = (getattr(each.row(row.id), number) for each in (before, shown))
        assert table.loc[row.number, ["protocol", "scenario", "change", "of all"]].tolist() == [
            was.text, now.text, cr.change(now, was).text, cr.percent(now, shown.patients),
        ]  # fmt: skip


def test_nobody_is_said_to_fail_what_is_only_asked_at_screening(demonstration_engine, reference):
    before, shown = both(demonstration_engine, reference, cr.Mode.EXACT)
    asked_later = [row.number for row in shown.rows if row.at_screening]
    assert asked_later
    fails = cr.compared(shown, before, "fails").set_index("number").loc[asked_later]
    assert set(map(tuple, fails[["protocol", "scenario", "change", "of all"]].to_numpy())) == {
        ("at screening", "at screening", "–", "–")
    }
    deferred = cr.compared(shown, before, "deferred").set_index("number").loc[asked_later]
    assert set(deferred["scenario"]) == {shown.patients.text}


@pytest.mark.parametrize("mode", list(cr.Mode))
def test_the_file_holds_every_number_side_by_side(demonstration_engine, reference, mode):
    before, shown = both(demonstration_engine, reference, mode)
    lines = list(csv.DictReader(io.StringIO(cr.compared_csv(shown, before))))
    assert len(lines) == 3 + len(cr.NUMBERS) * len((*shown.rows, *shown.groups))
    assert [line["scenario"] for line in lines[:3]] == [
        str(each.cell) for each in (shown.eligible, shown.potential, shown.excluded)
    ]
    only = {line["number"]: line for line in lines if line["measure"] == "only"}
    row, was = (each.row("C09c_hb") for each in (shown, before))
    found = [only[row.number][each].lstrip("'") for each in ("protocol", "scenario", "change")]
    assert found == [str(each.cell) for each in (was.only, row.only, cr.change(row.only, was.only))]


def test_a_protected_count_keeps_its_mark_in_a_file_so_that_nobody_takes_it_for_exact(demonstration_engine, reference):
    before, shown = both(demonstration_engine, reference, cr.Mode.PROTECTED)
    for text, columns in ((cr.compared_csv(shown, before), slice(3, 5)), (cr.as_csv(shown), slice(4, None))):
        counts = [
            cell for line in csv.reader(io.StringIO(text)) for cell in line[columns] if cell.lstrip("~").isdigit()
        ]
        assert len(counts) > 100
        assert all(cell.startswith("~") for cell in counts)


def test_every_number_of_a_row_has_its_meaning():
    counts = {name for name, kind in ShownRow.__annotations__.items() if kind == "Shown"}
    assert counts - set(cr.NUMBERS) == {"only_certain", "also_others"}  # parts of only and of fails
