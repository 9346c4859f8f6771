"""The only door out: nothing between 1 and 10 is shown, and nothing but the bin of a count gets through."""

import dataclasses
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.output.disclosure import HIDDEN
from tests.output.made_up import TRUE, made_up, recounted

SHOWN = {
    **dict.fromkeys(range(11), "≤10"),
    **dict.fromkeys(range(11, 16), "~13"),
    **dict.fromkeys(range(16, 21), "~18"),
    **dict.fromkeys(range(21, 26), "~23"),
    26: "~28",
    1000: "~998",
    1001: "~1,003",
}


def shown(count):
    """How one true count is shown in protected mode."""
    return cr.disclose(recounted(TRUE, lambda _: count), cr.Mode.PROTECTED).eligible


@pytest.mark.parametrize(("count", "text"), SHOWN.items())
def test_a_count_is_hidden_up_to_ten_and_the_middle_of_its_bin_above(count, text):
    assert shown(count).text == text
    assert shown(count).number == (None if text == "≤10" else int(text[1:].replace(",", "")))
    assert shown(count).written == ("≤10" if text == "≤10" else shown(count).number)
    assert shown(count).drawn == (shown(count).number or 0)


def test_every_count_of_the_trial_and_of_every_row_is_treated_so():
    found = cr.disclose(recounted(TRUE, lambda _: 10), cr.Mode.PROTECTED)
    rows = [
        value for row in (*found.rows, *found.groups) for value in vars(row).values() if isinstance(value, cr.Shown)
    ]
    assert len(rows) == 20 * 13
    trial = [
        found.patients,
        found.eligible,
        found.potential,
        found.excluded,
        found.uln_assumed,
        found.clearance_estimated,
    ]
    assert {each.text for each in (*rows, *trial)} == {"≤10"}


def test_a_share_is_rounded_before_it_is_shown():
    for share, text in ((10.49, "≤10"), (10.51, "~13"), (15.4, "~13"), (15.6, "~18")):
        assert cr.disclose(recounted(TRUE, lambda _, share=share: share), cr.Mode.PROTECTED).rows[0].share.text == text


def numbers_in(part):
    """Every number of a JSON object, with the path to it."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from ((f"{key}.{path}" if path else key, number) for path, number in numbers_in(value))
    elif isinstance(part, list):
        for value in part:
            yield from numbers_in(value)
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield "", part


replaced = dataclasses.replace


def charts(found, before):
    return [
        cr.criteria_chart(found, before, measure, by_size=by_size)
        for measure in cr.Measure
        for by_size in (False, True)
    ]


def everything(found, before):
    """All that leaves: JSON, CSV, text, table, charts, their words."""
    return (
        cr.as_json(found), cr.as_csv(found), cr.as_text(found), cr.as_frame(found).to_csv(), charts(found, before),
        [cr.takeaway(found, before, measure) for measure in cr.Measure],
        cr.change(found.eligible, before.eligible),
    )  # fmt: skip


@given(st.data())
def test_nothing_but_the_bin_of_a_count_gets_out(data):
    """Two populations whose counts fall into the same bins look the same, in every output, to the last letter."""
    one = made_up(data)
    known = {part: tuple(replaced(row, unknown=max(11, row.unknown)) for row in getattr(one, part))
             for part in ("rows", "groups")}  # fmt: skip
    one = dataclasses.replace(one, **known)
    moves = data.draw(st.lists(st.integers(0, 10), min_size=30, max_size=30))
    seen = iter(range(10_000))

    def another_of_the_bin(count):
        move = moves[next(seen) * 7 % 30]
        if round(count) <= HIDDEN:
            return move
        return -(-round(count) // 5) * 5 - move % 5

    other = recounted(one, another_of_the_bin)
    before = cr.disclose(TRUE, cr.Mode.PROTECTED)
    assert everything(cr.disclose(one, cr.Mode.PROTECTED), before) == everything(
        cr.disclose(other, cr.Mode.PROTECTED), before
    )


def test_whether_somebody_is_deferred_does_not_show_in_the_chart():
    """None or five women who are to be tested at screening: both are hidden, so both must look the same."""
    nothing = {"passed": 0, "unknown": 0, "fails": 0, "only": 0, "not_applicable": 200}
    none, five = (
        cr.disclose(
            dataclasses.replace(TRUE, rows=tuple(replaced(row, **nothing, deferred=deferred) for row in TRUE.rows)),
            cr.Mode.PROTECTED,
        )
        for deferred in (0, 5)
    )
    assert charts(none, none) == charts(five, five)


@given(st.data())
def test_no_number_between_one_and_ten_is_ever_shown(data):
    found = cr.disclose(made_up(data), cr.Mode.PROTECTED)
    printed = json.loads(cr.as_json(found))
    for key in ("patients", "eligible", "potential", "excluded"):
        assert printed[key] == "≤10" or printed[key] > HIDDEN
    for part in (printed["criteria"], printed["groups"], printed["assumptions"]):
        assert all(number > HIDDEN for _, number in numbers_in(part))
    for line in cr.as_csv(found).splitlines()[1:]:
        cells = line.split(",")[-10:]
        assert all(cell in ("≤10", "at screening") or float(cell.removeprefix("~")) > HIDDEN for cell in cells)
    for figure in charts(found, found):
        for trace in figure["data"]:
            if trace["type"] == "bar" or trace["mode"] == "markers":
                assert all(x == 0 or x > HIDDEN for x in trace["x"])
                assert all(text == "≤10" or int(text.lstrip("~").replace(",", "")) > HIDDEN
                           for _, text in trace["customdata"])  # fmt: skip


@given(st.integers(0, 60), st.integers(0, 60))
def test_what_is_derived_is_derived_from_what_is_shown(before, after):
    """Lost here is the difference of the remainders beside it; so nobody learns more by subtracting."""
    rows = tuple(
        dataclasses.replace(row, remaining=before if at == 0 else after, lost_here=before - after)
        for at, row in enumerate(TRUE.rows)
    )
    found = cr.disclose(dataclasses.replace(TRUE, rows=rows, patients=1200, synthetic=False), cr.Mode.PROTECTED)
    first, second = found.rows[0], found.rows[1]
    left = first.remaining.drawn - second.remaining.drawn
    assert second.lost_here.text == ("≤10" if left <= HIDDEN else f"~{left:.0f}")
    assert first.lost_here.number == found.patients.number - first.remaining.drawn


@given(st.integers(0, 60), st.integers(0, 60))
def test_who_fails_others_too_is_the_difference_of_the_two_that_are_shown(fails, only):
    rows = tuple(dataclasses.replace(row, fails=fails, only=min(only, fails)) for row in TRUE.rows)
    (row, *_) = cr.disclose(dataclasses.replace(TRUE, rows=rows), cr.Mode.PROTECTED).rows
    left = row.fails.drawn - row.only.drawn
    assert row.also_others.text == ("≤10" if left <= HIDDEN else f"~{left:.0f}")


def test_bounds_are_of_shown_numbers_each_anywhere_in_its_bin():
    found = cr.disclose(
        dataclasses.replace(TRUE, patients=201, eligible=11, potential=16, synthetic=False), cr.Mode.PROTECTED
    )
    assert (found.at_least, found.at_most) == (f"{100 * 11 / 203:.1f} %", f"{100 * 35 / 203:.1f} %")


def test_the_bounds_hold_where_counts_are_hidden():
    """Ten eligible and ten potential of 100 are up to 20 %, not at most 0.0 %; 100 patients are shown as 98."""
    found = cr.disclose(
        dataclasses.replace(TRUE, patients=100, eligible=10, potential=10, synthetic=False), cr.Mode.PROTECTED
    )
    low, high = (float(each.strip("≤ %")) for each in (found.at_least, found.at_most))
    assert low <= 10
    assert high >= 20


def test_repeating_the_question_teaches_nothing():
    assert cr.disclose(TRUE, cr.Mode.PROTECTED) == cr.disclose(TRUE, cr.Mode.PROTECTED)


# --- changes ------------------------------------------------------------------------------------------------------


CHANGES = [
    # before, now, and what is said of it in protected mode
    (5, 10, "no visible change"),
    (10, 11, "crosses ≤10"),
    (11, 10, "crosses ≤10"),
    (11, 15, "0"),
    (15, 16, "within ±10"),
    (20, 11, "within ±10"),
    (11, 21, "within ±10"),
    (11, 26, "+15"),
    (26, 11, "−15"),
    (100, 1100, "+1,000"),
]


@pytest.mark.parametrize(("before", "now", "text"), CHANGES)
def test_a_change_is_hidden_like_a_count(before, now, text):
    assert cr.change(shown(now), shown(before)).text == text


def exact(count):
    return cr.disclose(recounted(TRUE, lambda _: count), cr.Mode.EXACT).eligible


@pytest.mark.parametrize(
    ("before", "now", "text"), [(5, 5, "0"), (5, 6, "+1"), (6, 5, "−1"), (0, 1200, "+1,200"), (1.5, 3, "+1.5")]
)
def test_an_exact_change_is_exact(before, now, text):
    assert cr.change(exact(now), exact(before)).text == text


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_change_tells_no_more_than_the_two_numbers(before, now):
    said = cr.change(shown(now), shown(before))
    assert said.number is None or said.number == shown(now).number - shown(before).number
    assert said.number is None or said.number == 0 or abs(said.number) > HIDDEN


# --- modes --------------------------------------------------------------------------------------------------------


def test_a_synthetic_table_is_shown_exactly_and_any_other_as_deployed():
    for deployed in cr.Mode:
        assert cr.mode_for(synthetic=True, deployed=deployed) is cr.Mode.EXACT
        assert cr.mode_for(synthetic=False, deployed=deployed) is deployed


@pytest.mark.parametrize(("patients", "mode", "refused"), [
    (99, cr.Mode.PROTECTED, True), (100, cr.Mode.PROTECTED, False), (1, cr.Mode.EXACT, False),
])  # fmt: skip
def test_a_table_of_fewer_than_a_hundred_is_refused_in_protected_mode(patients, mode, refused):
    if not refused:
        cr.refuse_small("a table", patients, mode)
        return
    with pytest.raises(cr.Refused) as found:
        cr.refuse_small("a table", patients, mode)
    assert [problem.code for problem in found.value.problems] == ["too-small"]
    assert str(patients) not in str(found.value)


def test_exact_mode_shows_every_number_as_it_is():
    found = cr.disclose(TRUE, cr.Mode.EXACT)
    for row, true in zip((*found.rows, *found.groups), (*TRUE.rows, *TRUE.groups), strict=True):
        for name in ("passed", "fails", "unknown", "not_applicable", "deferred", "only", "lost_here", "remaining"):
            assert getattr(row, name).number == getattr(true, name)
        assert row.share.number == pytest.approx(true.share, abs=1e-6)
        assert row.also_others.number == true.fails - true.only
    assert (found.patients.text, found.eligible.text) == ("1,200", "61")
    assert (found.at_least, found.at_most) == ("5.1 %", "19.2 %")


# --- what is shown of a table and of a criterion ------------------------------------------------------------------


def test_notes_of_a_table_are_counted_like_everything_else():
    notes = [cr.dataset_of(_with_implausible(count), "t").notes[0] for count in (1, 10, 11)]
    assert [each.count.text for each in cr.disclose_notes(notes, cr.Mode.PROTECTED)] == ["≤10", "≤10", "~13"]
    assert [each.count.text for each in cr.disclose_notes(notes, cr.Mode.EXACT)] == ["1", "10", "11"]
    assert all(each.message and each.code == "implausible" for each in cr.disclose_notes(notes, cr.Mode.PROTECTED))


def _with_implausible(count):
    return pd.DataFrame({"hb [g/L]": [1.0] * count + [90.0]})


def test_bars_and_near_misses_are_counted_like_everything_else(demonstration_engine, reference):
    scenario = cr.baseline(reference)
    for criterion in reference.criteria:
        for value in cr.quantities(criterion, scenario):
            true = cr.distribution(demonstration_engine, scenario, criterion, value)
            found = cr.disclose_distribution(true, cr.Mode.PROTECTED)
            counts = {(bar.low, bar.high, bar.label): bar.patients for bar in true.bars}
            for one in found.bars:  # of words, also those that nobody has
                assert one.patients == shown(counts.pop((one.low, one.high, one.label), 0))
            assert not counts
            assert (found.missing, found.inexact) == (shown(true.missing), shown(true.inexact))
        misses = cr.near_misses(demonstration_engine, scenario, criterion)
        for one, miss in zip(cr.disclose_near_misses(misses, cr.Mode.PROTECTED), misses, strict=True):
            assert (one.patients, one.only) == (shown(miss.patients), shown(miss.only))
            assert (one.limit, one.value) == (miss.limit, miss.value)


def test_a_row_at_screening_is_one_of_which_nothing_is_asked():
    found = cr.disclose(TRUE, cr.Mode.EXACT)
    assert {row.id for row in found.rows if row.screening} == {"C01_consent", "C08_apheresis"}
