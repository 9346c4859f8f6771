"""Groups as they may be shown: two tables whose shown counts are the same give the same words, charts and files."""

import csv
import dataclasses
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.funnel.levers.composition import Composition, Group
from tests.conftest import DEMO_DATA, REFERENCE

ENGINE = cr.MemoryEngine(cr.read_table(DEMO_DATA / "curated.parquet"))
BASELINE = cr.baseline(REFERENCE)
MOVED = cr.scenario(REFERENCE, {"hb_min": 110, "min_prior_lines": 1})
EXACT, PROTECTED = cr.Mode.EXACT, cr.Mode.PROTECTED
IDS = ("C02_age", "C04_ecog", "C09c_hb")


def disclosed(mode, variable="sex", scenario=MOVED):
    return cr.levers.disclose_composition(cr.levers.composition(ENGINE, scenario, variable), scenario, mode)


def everything(shown):
    """All that leaves the server."""
    drawn = [cr.levers.gained_chart(shown), cr.levers.ratio_chart(shown), cr.levers.steps_chart(shown)]
    words = [cr.levers.gained_in_words(shown), cr.levers.gap_in_words(shown), cr.levers.steps_in_words(shown)]
    words += [cr.levers.gained_takeaway(shown), cr.levers.ratio_takeaway(shown), str(cr.levers.drivers_in_words(shown))]
    frames = [cr.levers.groups_frame(shown).to_csv(), cr.levers.steps_frame(shown).to_csv()]
    return [json.dumps(drawn), *words, *frames, cr.levers.groups_csv(shown), cr.levers.steps_csv(shown)]


def group(value, patients, eligible=0, potential=0, before=(0, 0), moved=(0, 0), shares=(0.0, 0.0, 0.0)):
    excluded = patients - eligible - potential
    return Group(value, patients, eligible, potential, excluded, *before, *moved, shares, None, None)


def made_up(groups, remaining=(), shares=(500.0, 300.0, 100.0)):
    numbers = [[getattr(each, name) for each in groups] for name in ("patients", "eligible", "potential")]
    total = group("all patients", *map(sum, numbers), shares=shares)
    return Composition("sex", "Sex", IDS, tuple(groups), total, remaining or tuple((0,) * len(groups) for _ in IDS))


def lowest(count):
    return 0 if count <= 10 else 5 * -(-count // 5) - 4


def highest(count):
    return 10 if count <= 10 else 5 * -(-count // 5)


def each_count(found, count):
    """The same group with every count, and every share, at another place of its bin."""
    names = [each.name for each in dataclasses.fields(Group) if each.type in ("int", int)]
    shares = tuple(float(count(round(each))) for each in found.shares)
    return dataclasses.replace(found, shares=shares, **{name: count(getattr(found, name)) for name in names})


counts = st.one_of(st.integers(0, 45), st.integers(0, 900))
groups = st.builds(
    group, st.sampled_from("abcdef"), counts, counts, counts, st.tuples(counts, counts), st.tuples(counts, counts),
    st.tuples(counts, counts, counts),
)  # fmt: skip


@given(st.lists(groups, min_size=1, max_size=5), st.lists(st.lists(counts, min_size=5, max_size=5), min_size=3))
def test_nothing_but_shown_counts_decides_what_leaves_the_server(found, left):
    remaining = tuple(tuple(row[: len(found)]) for row in left[:3])
    one = made_up(found, remaining)
    low, high = (
        dataclasses.replace(
            one, groups=tuple(each_count(each, at) for each in one.groups), total=each_count(one.total, at)
        )
        for at in (lowest, highest)
    )
    first, second = (cr.levers.disclose_composition(each, MOVED, PROTECTED) for each in (low, high))
    assert everything(first) == everything(second)


def test_shares_along_the_funnel_come_from_shown_counts_alone():
    found = [group("a", 401, 100, 100), group("b", 402, 100, 100)]
    one, other = (
        cr.levers.disclose_composition(made_up(found, rows), MOVED, PROTECTED)
        for rows in (((301, 205), (200, 202), (196, 200)), ((305, 201), (199, 203), (200, 196)))
    )
    assert cr.levers.steps_csv(one) == cr.levers.steps_csv(other)
    assert cr.levers.steps_chart(one) == cr.levers.steps_chart(other)


def test_a_small_group_is_left_out_unnamed_and_thirty_is_small():
    found = [group("thirty", 30, 20), group("more", 31, 20), group("nobody", 0)]
    shown = cr.levers.disclose_composition(made_up(found), MOVED, PROTECTED)
    assert ([each.value for each in shown.groups], shown.left_out) == (["more"], 2)
    assert "thirty" not in "".join(everything(shown))
    exact = cr.levers.disclose_composition(made_up(found), MOVED, EXACT)
    assert ([each.value for each in exact.groups], exact.left_out) == (["thirty", "more"], 0)


def test_a_protected_gain_is_the_change_of_shown_numbers():
    found = [group("a", 500, 43, 100, (21, 60), (40, 18)), group("b", 500, 24, 0, (18, 0), (9, 3))]
    first, second = cr.levers.disclose_composition(made_up(found), MOVED, PROTECTED).groups
    assert (first.gained, first.lost) == (None, None)
    assert (first.eligible_change.text, first.more, first.fewer) == ("+20", 20, 0)
    assert (second.eligible_change.text, second.more) == ("within ±10", 0)


def test_the_driver_is_told_only_where_hidden_shares_cannot_be_larger():
    other = group("b", 900, 400, shares=(0.0, 0.0, 0.0))
    told = group("a", 200, 20, shares=(5.0, 175.0, 0.0))
    hidden = group("a", 200, 20, shares=(128.0, 5.0, 4.0))
    for found, criterion in ((told, "C04_ecog"), (hidden, "C02_age")):
        shown = cr.levers.disclose_composition(made_up([found, other]), MOVED, PROTECTED)
        assert shown.groups[0].driver.criterion == criterion
    # The hidden 8 may be 10 of 98, further above the hidden 4 of 998 than 13 of 98 is above 98 of 998.
    perhaps = group("a", 100, 13, 13, shares=(13.0, 8.0, 4.0))
    shown = cr.levers.disclose_composition(
        made_up([perhaps, group("b", 900, 400, 400)], shares=(100.0, 4.0, 4.0)), MOVED, PROTECTED
    )
    assert shown.groups[0].driver is None


@pytest.mark.parametrize("variable", ["age", "sex", "race", "site"])
def test_exact_numbers_are_those_of_the_result(variable):
    found = cr.levers.composition(ENGINE, MOVED, variable)
    shown = disclosed(EXACT, variable)
    kept = [each for each in found.groups if each.patients]
    for true, one in zip(kept, shown.groups, strict=True):
        assert (one.eligible.number, one.gained.number, one.lost.number) == (true.eligible, true.gained, true.lost)
        assert one.ratio == pytest.approx(true.ratio) if true.ratio is None else one.ratio.low == true.ratio.low
        assert (one.driver is None) == (true.driver is None)
        if true.driver:
            assert one.driver.criterion == true.driver.criterion
            assert one.driver.excess == pytest.approx(true.driver.excess, abs=1e-4)


def test_the_chart_adds_up_to_the_eligible_and_lost_stands_left():
    shown = disclosed(EXACT)
    kept, gained, potential, lost, _ = cr.levers.gained_chart(shown)["data"]
    male = shown.groups[0]
    assert kept["x"][0] + gained["x"][0] == male.eligible.number == 51
    assert potential["x"][0] == male.potential.number
    assert lost["x"][0] == -male.lost.number == -22
    assert [each["name"] for each in cr.levers.gained_chart(disclosed(EXACT, scenario=BASELINE))["data"][:2]] == [
        "eligible",
        "potential ?",
    ]


def test_the_words():
    shown = disclosed(EXACT)
    said = cr.levers.gained_in_words(shown)
    assert "22 gained and 25 lost: 58 eligible instead of 61; potential 167 instead of 169" in said
    assert "Most gained: male, 18 of 22 (of those eligible before, 55 of 61)" in said
    assert cr.levers.drivers_in_words(shown) == [
        ("female, 0.59 (0.29–1.19)", "9c Haemoglobin: 14.6 more per 100 than overall")
    ]
    assert "9c Haemoglobin shifts the composition most: male" in cr.levers.steps_in_words(shown)
    assert "nobody is gained or lost" in cr.levers.gained_in_words(disclosed(EXACT, scenario=BASELINE))
    assert "every interval includes 1" in cr.levers.gap_in_words(shown)


def test_a_clear_difference_is_told_with_its_criterion():
    found = [group("a", 500, 100, 0), group("b", 500, 20, 0, shares=(400.0, 80.0, 0.0))]
    said = cr.levers.gap_in_words(cr.levers.disclose_composition(made_up(found), MOVED, EXACT))
    assert "Sex b is clearly below all patients: 0.33 (0.22–0.51) times their share" in said
    assert "most for 2 Age: 30.0 more per 100" in said
    assert "Sex a is clearly above" in said


def test_nobody_eligible_compares_nothing():
    shown = cr.levers.disclose_composition(made_up([group("a", 500), group("b", 500)]), MOVED, EXACT)
    assert "cannot be compared" in cr.levers.gap_in_words(shown)
    assert len(everything(shown)) == 11  # and nothing raises


def test_files_are_safe_and_complete():
    rows = list(csv.DictReader(io.StringIO(cr.levers.groups_csv(disclosed(EXACT)))))
    assert [row["group"] for row in rows] == ["male", "female", "all patients"]
    assert rows[1]["driver"] == "C09c_hb"
    risky = made_up([group("=1+1", 500, 20)])
    assert "'=1+1" in cr.levers.groups_csv(cr.levers.disclose_composition(risky, MOVED, EXACT))
    steps = list(csv.DictReader(io.StringIO(cr.levers.steps_csv(disclosed(EXACT)))))
    last = [float(row["share"]) for row in steps[-2:]]
    assert sum(last) == pytest.approx(1)
