"""Protocol, scenario and change side by side: only what disclosure lets out, for each number of each criterion."""

import pytest

import criteria as cr
from criteria.output.disclosure import ShownRow


@pytest.mark.parametrize("mode", list(cr.Mode))
@pytest.mark.parametrize("number", list(cr.NUMBERS))
def test_each_number_beside_the_protocols_own(demonstration_engine, reference, mode, number):
    before, shown = (
        cr.disclose(cr.evaluate(demonstration_engine, scenario), mode)
        for scenario in (cr.baseline(reference), cr.scenario(reference, {"hb_min": 100}, ["C06_measurable"]))
    )
    table = cr.compared(shown, before, number).set_index("number")
    for row in (*shown.rows, *shown.groups):
        was, now = (getattr(each.row(row.id), number) for each in (before, shown))
        assert table.loc[row.number, ["protocol", "scenario", "change", "of all"]].tolist() == [
            was.text, now.text, cr.change(now, was).text, cr.percent(now, shown.patients),
        ]  # fmt: skip


def test_every_number_of_a_row_has_its_meaning():
    counts = {name for name, kind in ShownRow.__annotations__.items() if kind == "Shown"}
    assert counts - set(cr.NUMBERS) == {"only_certain", "also_others"}  # parts of only and of fails
