"""Groups add up to all patients, and each number is what counting patient by patient gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import criteria as cr
from criteria.funnel.levers.composition import Driver, composition, driver
from criteria.funnel.levers.groups import NOT_KNOWN, group_variables
from criteria.funnel.levers.uncertainty import rate_ratio
from tests import populations, tables
from tests.conftest import REFERENCE
from tests.funnel.levers.made_up import group_of, populations_in_groups

COUNTED = ("patients", "eligible", "potential", "excluded", "eligible_before", "potential_before", "gained", "lost")


def by_hand(engine, scenario, variable):
    """For each group the numbers, the shares, and who remains after each criterion."""
    now = tables.verdicts(engine, scenario)
    now["before"] = tables.verdicts(engine, cr.baseline(scenario.protocol)).status
    now["group"] = group_of(engine.dataset, variable)
    on = [each.id for each in scenario.protocol.criteria if each.id not in scenario.off]
    return {name: _of_group(rows, on) for name, rows in now.groupby("group")}


def _of_group(rows, on):
    records = rows.to_dict("records")
    failed = [[name for name in on if each[name] == "fail"] for each in records]
    status = list(zip(rows.before, rows.status, strict=True))
    counts = {
        "patients": len(rows),
        **{word: sum(rows.status == word) for word in ("eligible", "potential", "excluded")},
        **{f"{word}_before": sum(rows.before == word) for word in ("eligible", "potential")},
        "gained": sum(before != "eligible" and after == "eligible" for before, after in status),
        "lost": sum(before == "eligible" and after != "eligible" for before, after in status),
    }
    shares = [sum(1 / len(each) for each in failed if name in each) for name in on]
    remaining = [sum(not set(each) & set(on[: at + 1]) for each in failed) for at in range(len(on))]
    return counts, shares, remaining


def check(engine, scenario, variable):
    found = composition(engine, scenario, variable)
    expected = by_hand(engine, scenario, variable)
    assert set(expected) <= {group.value for group in found.groups}
    for at, group in enumerate(found.groups):
        none = dict.fromkeys(COUNTED, 0), [0] * len(found.criteria), [0] * len(found.criteria)
        counts, shares, remaining = expected.get(group.value, none)
        assert {name: getattr(group, name) for name in COUNTED} == counts, group.value
        assert group.shares == pytest.approx(shares)
        assert [row[at] for row in found.remaining] == remaining
    adds_up(found)


def adds_up(found):
    for name in COUNTED:
        assert sum(getattr(group, name) for group in found.groups) == getattr(found.total, name), name
    for group in (*found.groups, found.total):
        assert group.eligible + group.potential + group.excluded == group.patients
        assert sum(group.shares) == pytest.approx(group.excluded)
        assert group.eligible == group.eligible_before + group.gained - group.lost
    assert len(found.remaining) == len(found.criteria)
    if found.remaining:
        assert list(found.remaining[-1]) == [group.patients - group.excluded for group in found.groups]


@settings(max_examples=40)
@given(st.data(), populations_in_groups)
def test_any_scenario_in_any_groups(engine_of, data, patients):
    engine = engine_of(tables.of_patients(patients))
    variable = data.draw(st.sampled_from(group_variables(engine.dataset, REFERENCE)))
    check(engine, populations.scenario(data, REFERENCE), variable)


LOOSE = cr.scenario(
    REFERENCE, {"anc_min": 0.5, "crcl_min": 70, "age_max": 80, "min_prior_lines": 1}, ["C06_measurable"]
)


@pytest.mark.parametrize("variable", ["age", "sex", "race", "country", "site", "disease_status", "liver_mets"])
def test_the_demonstration_table(demonstration_engine, variable):
    """Some are gained and some are lost."""
    check(demonstration_engine, LOOSE, variable)
    total = composition(demonstration_engine, LOOSE, variable).total
    results = cr.evaluate(demonstration_engine, LOOSE)
    assert (total.eligible, total.potential, total.excluded) == (results.eligible, results.potential, results.excluded)
    assert total.shares == pytest.approx([row.share for row in results.rows if row.on])
    assert total.gained > 0
    assert total.lost > 0


def test_its_label_is_the_dictionarys(demonstration_engine, reference):
    found = composition(demonstration_engine, cr.baseline(reference), "disease_status")
    assert (found.variable, found.label) == ("disease_status", "Disease status")
    assert found.criteria == tuple(each.id for each in reference.criteria)


def test_a_group_is_driven_by_what_takes_more_of_it_than_of_all(demonstration_engine):
    """And the excesses of all criteria and of the unknown add up to the gap between the eligible shares."""
    found = composition(demonstration_engine, LOOSE, "age")
    total = found.total
    for group in found.groups:
        below = group.patients and group.eligible / group.patients < total.eligible / total.patients
        assert bool(below) == (group.driver is not None), group.value
        assert group.ratio == rate_ratio(group.eligible, group.patients, total.eligible, total.patients)
        if group.driver:
            excess = {
                name: 100 * (own / group.patients - all_ / total.patients)
                for name, own, all_ in zip(found.criteria, group.shares, total.shares, strict=True)
            }
            excess[None] = 100 * (group.potential / group.patients - total.potential / total.patients)
            gap = 100 * (total.eligible / total.patients - group.eligible / group.patients)
            assert sum(excess.values()) == pytest.approx(gap)
            assert group.driver.criterion == max(excess, key=excess.get)
            assert group.driver.excess == pytest.approx(max(excess.values()))
    assert {group.value: group.driver.criterion for group in found.groups if group.driver}["70–74"] == "C09g_crcl"


ANC = "criteria: [{id: ANC, number: '1', label: anc, text: anc, rule: {kind: threshold, value: anc, at_least: 1}}]"


def test_unknown_values_may_drive_a_group(engine_of):
    """Of four women two are unknown and one fails; four men pass."""
    columns = {"sex": [*"FFFF", *"MMMM"], "anc": [2, 0.5, None, None, 2, 2, 2, 2]}
    found = composition(engine_of(tables.dataset(columns)), cr.baseline(tables.protocol(ANC)), "sex")
    men, women, nobody = found.groups
    assert women.driver == Driver(None, pytest.approx(25))
    assert (men.driver, nobody.driver, found.total.driver) == (None, None, None)
    assert women.ratio.value == pytest.approx((1 / 4) / (5 / 8))
    assert (nobody.value, nobody.patients, nobody.ratio) == (NOT_KNOWN, 0, None)


def test_the_driver_of_plain_counts():
    assert driver([10, 20], 0, 100, [100, 100], 50, 1000) == (1, pytest.approx(10))
    assert driver([10, 20], 30, 100, [100, 100], 50, 1000) == (None, pytest.approx(25))
    assert driver([10, 20], 15, 100, [100, 100], 50, 1000) == (1, pytest.approx(10)), "a criterion wins a tie"
    assert driver([], 1, 10, [], 0, 10) == (None, pytest.approx(10))


@pytest.mark.parametrize(("anc", "eligible", "excluded"), [([2, 2], 2, 0), ([0.5, 0.5], 0, 2)])
def test_all_or_nobody_eligible(engine_of, anc, eligible, excluded):
    engine = engine_of(tables.dataset({"anc": anc, "sex": ["F", "M"]}))
    found = composition(engine, cr.baseline(tables.protocol(ANC)), "sex")
    assert (found.total.eligible, found.total.excluded) == (eligible, excluded)
    assert all(group.driver is None for group in found.groups)
    assert (found.total.ratio is None) == (not eligible)


def test_all_criteria_off(engine_of):
    engine = engine_of(tables.dataset({"anc": [2, 0.5], "sex": ["F", "M"]}))
    found = composition(engine, cr.scenario(tables.protocol(ANC), off=["ANC"]), "sex")
    assert (found.criteria, found.remaining) == ((), ())
    assert [(group.eligible, group.gained) for group in found.groups] == [(1, 1), (1, 0), (0, 0)]
    adds_up(found)


def test_who_becomes_unknown_is_lost_and_who_was_unknown_can_be_gained(engine_of):
    """An age band of 60 to 69 meets a limit of 75, straddles one of 65 and fails one of 50."""
    protocol = tables.protocol(
        "limits: {most: {label: at most, unit: a, value: 75, min: 40, max: 80, step: 1}}\n"
        "criteria: [{id: AGE, number: '1', label: age, text: age, "
        "rule: {kind: threshold, value: age, at_most: {limit: most}}}]"
    )
    engine = engine_of(tables.dataset({"age": ["60-69", "70-79", "30"], "sex": ["F", "M", "M"]}))

    found = {
        most: composition(engine, cr.scenario(protocol, {"most": most}), "sex").groups for most in (75, 65, 50, 80)
    }
    changes = {most: [(group.value, group.gained, group.lost) for group in found[most][:2]] for most in found}
    assert changes[75] == [("M", 0, 0), ("F", 0, 0)]
    assert changes[65] == changes[50] == [("M", 0, 0), ("F", 0, 1)]
    assert changes[80] == [("M", 1, 0), ("F", 0, 0)]
    assert [found[most][1].potential for most in (75, 65, 50)] == [0, 1, 0]


def test_a_group_that_fills_few_words_of_many(engine_of):
    """Three words of bits: the group of one site lies in the last one alone."""
    columns = {"site": ["north"] * 150 + ["south"] * 20, "anc": [2, 0.5] * 85}
    check(engine_of(tables.dataset(columns)), cr.baseline(tables.protocol(ANC)), "site")


def test_no_groups_no_composition(engine_of):
    with pytest.raises(ValueError, match="site makes no groups"):
        composition(engine_of(tables.dataset({"anc": [1]})), cr.baseline(tables.protocol(ANC)), "site")
