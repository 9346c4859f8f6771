"""Where patients lie: every known patient in one bin, the limit's own value on the side that meets it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from tests import naive, populations, tables
from tests.conftest import REFERENCE


def pairs(scenario):
    return [(criterion, value) for criterion in scenario.protocol.criteria
            for value in cr.quantities(criterion, scenario)]  # fmt: skip


@pytest.mark.parametrize("changes", [{}, {"inr_mode": "absolute", "cg_weight": "ideal", "uln_fallback": "defaults"}])
def test_every_quantity_of_the_protocol_counts_every_patient_once(engine_of, reference, demonstration, changes):
    engine, scenario = engine_of(demonstration), cr.scenario(reference, changes)
    people = naive.patients_of(demonstration)
    found = pairs(scenario)
    assert len(found) >= 20
    for criterion, value in found:
        counted = cr.distribution(engine, scenario, criterion, value)
        assert sum(bar.patients for bar in counted.bars) + counted.missing + counted.inexact == 1200
        known = [naive.quantity(scenario.bound(value), each) for each in people]
        assert counted.missing == known.count(None)


@given(st.data(), populations.populations)
def test_bins_hold_the_values_between_their_ends(engine_of, data, patients):
    dataset = tables.of_patients(patients)
    scenario = cr.scenario(REFERENCE, data.draw(populations.changes(REFERENCE)))
    at = data.draw(st.integers(0, len(pairs(scenario)) - 1))
    criterion, value = pairs(scenario)[at]
    counted = cr.distribution(engine_of(dataset), scenario, criterion, value)
    assert sum(bar.patients for bar in counted.bars) + counted.missing + counted.inexact == len(patients)
    known = [found for each in naive.patients_of(dataset) if (found := naive.quantity(scenario.bound(value), each))]
    if not counted.bars or counted.bars[0].high is None:
        return  # words
    exact = [low for low, high in known if low == high]
    assert counted.inexact == len(known) - len(exact)
    for bar in counted.bars:
        low, high = (bar.low if bar.low is not None else -1e9), (bar.high if bar.high is not None else 1e9)
        inside = sum(low < each < high for each in exact)
        on_an_end = sum(abs(each - low) < 1e-6 or abs(each - high) < 1e-6 for each in exact)
        assert inside - on_an_end <= bar.patients <= inside + on_an_end


ONE_SIDED = [
    # criterion, its quantity by variable, the limit, and the same in patients at the limit's value
    ("C04_ecog", "ecog", {"ecog": [2]}),
    ("C09a_anc", "anc", {"anc": [1.0]}),
    ("C09b_plt", "plt", {"plt": [80]}),
    ("C09c_hb", "hb", {"hb": [90]}),
    ("C09g_crcl", None, {"crcl_measured": [50]}),
    ("C09h_inr", None, {"inr": [1.65], "inr_uln": [1.1]}),
    ("C09i_aptt", None, {"aptt": [60], "aptt_uln": [40]}),
    ("C10_residual_toxicity", "max_residual_tox_grade", {"max_residual_tox_grade": [1]}),
    ("C03_life_expectancy", "life_expectancy_months", {"life_expectancy_months": [3]}),
]


@pytest.mark.parametrize(("name", "value", "columns"), ONE_SIDED)
def test_a_patient_at_the_limit_is_drawn_on_the_side_that_meets_it(engine_of, reference, name, value, columns):
    criterion, scenario = reference.criterion(name), cr.baseline(reference)
    value = value or cr.quantities(criterion, scenario)[0]
    engine = engine_of(tables.dataset(columns))
    assert cr.evaluate(engine, scenario).row(name).passed == 1
    (limit,) = [scenario.limit(each) for each in cr.limits_on(criterion, value)]
    (bar,) = [bar for bar in cr.distribution(engine, scenario, criterion, value).bars if bar.patients]
    minimum = "min" in cr.limits_on(criterion, value)[0].split("_")
    if minimum or name in ("C04_ecog", "C10_residual_toxicity"):
        assert bar.low == pytest.approx(limit)
    else:
        assert bar.high == pytest.approx(limit)


def test_words_are_one_bar_each_in_the_dictionarys_order(engine_of, reference):
    engine = engine_of(tables.dataset({"target_result": ["positive", "negative", "positive", None, "?"]}))
    found = cr.distribution(engine, cr.baseline(reference), reference.criterion("C05_target"), "target_result")
    assert [(bar.label, bar.patients) for bar in found.bars] == [("positive", 2), ("negative", 1), ("indeterminate", 0)]
    assert (found.missing, found.inexact) == (2, 0)


def test_a_column_the_table_lacks_is_missing_for_everyone(engine_of, reference):
    engine, scenario = engine_of(tables.dataset({"age": [50, 60]})), cr.baseline(reference)
    for criterion, value in pairs(scenario):
        if value != "age":
            found = cr.distribution(engine, scenario, criterion, value)
            assert (found.missing, sum(bar.patients for bar in found.bars)) == (2, 0)


def test_bands_and_censored_values_lie_in_no_bin_and_are_counted(engine_of, reference):
    engine = engine_of(tables.dataset({"anc": ["<0.5", "1-2", "3", None]}))
    found = cr.distribution(engine, cr.baseline(reference), reference.criterion("C09a_anc"), "anc")
    assert (found.inexact, found.missing, sum(bar.patients for bar in found.bars)) == (2, 1, 1)


def test_edges_come_from_the_protocol_and_never_from_the_patients(engine_of, reference):
    """An edge at somebody's value would tell that value."""
    scenario, criterion = cr.baseline(reference), reference.criterion("C09c_hb")
    one, other = (
        cr.distribution(engine_of(tables.dataset({"hb": values})), scenario, criterion, "hb").bars
        for values in ([90.3], [31.7, 244.9])
    )
    assert [(bar.low, bar.high, bar.label) for bar in one] == [(bar.low, bar.high, bar.label) for bar in other]
    assert len(one) <= 42


def test_the_limits_of_a_quantity_and_the_quantities_of_a_criterion(reference):
    scenario = cr.baseline(reference)
    asked = {each.id: cr.quantities(each, scenario) for each in reference.criteria}
    assert asked["C02_age"] == ("age",)
    assert cr.limits_on(reference.criterion("C02_age"), "age") == ("age_min", "age_max")
    assert asked["C05_target"] == ("target_specimen_age_days", "target_result")
    assert asked["C01_consent"] == ()
    assert [cr.label(value) for value in asked["C09d_ast"]] == ["AST", "Liver metastasis"]
    assert cr.limits_on(reference.criterion("C09d_ast"), asked["C09d_ast"][0]) == (
        "ast_max_xuln_liver_mets", "ast_max_xuln",
    )  # fmt: skip
    absolute = cr.scenario(reference, {"inr_mode": "absolute"})
    assert cr.quantities(reference.criterion("C09h_inr"), absolute) == ("inr",)


# --- near misses ------------------------------------------------------------------------------------------------


def misses_by_hand(words, people, scenario, criterion):
    """For each limit, who fails and would pass with it a tenth looser; and who of them fails nothing else."""
    others = [each.id for each in scenario.protocol.criteria if each.id not in scenario.off | {criterion.id}]
    alone = ~(words[others] == "fail").any(axis=1)
    found = {}
    for name in cr.limits_used(criterion):
        if name == "lab_window_days":
            continue
        limit = scenario.limit(name)
        looser = limit - abs(limit) / 10 if "min" in name.split("_") else limit + abs(limit) / 10
        moved = cr.Scenario(scenario.protocol, {**scenario.limits, name: looser}, scenario.settings, scenario.off)
        rule = moved.rule(criterion)
        gained = [at for at in words.index[words[criterion.id] == "fail"] if naive.truth(rule, people[at])]
        found[name] = (pytest.approx(looser), len(gained), int(alone[gained].sum()))
    return found


@pytest.mark.parametrize(
    ("changes", "off"),
    [({}, []), ({"hb_min": 100, "crcl_min": 60, "stale_specimen": "fail"}, ["C07_disease_and_lines"])],
)
def test_near_misses_of_the_demonstration_table(demonstration_engine, reference, demonstration, changes, off):
    scenario = cr.scenario(reference, changes, off)
    words, people = tables.verdicts(demonstration_engine, scenario), naive.patients_of(demonstration)
    total = 0
    for criterion in reference.criteria:
        found = cr.near_misses(demonstration_engine, scenario, criterion)
        compared = {each.limit: (each.value, each.patients, each.only) for each in found}
        assert compared == misses_by_hand(words, people, scenario, criterion) or not found, criterion.id
        assert bool(found) == bool(set(cr.limits_used(criterion)) - {"lab_window_days"}), criterion.id
        total += sum(each.patients for each in found)
    assert total > 50


def test_a_window_that_is_not_there_has_no_near_misses(engine_of):
    protocol = tables.protocol(
        """
limits: {window: {label: w, unit: d, value: null, min: 1, max: 99, step: 1, optional: true}}
criteria:
  - id: A
    number: "1"
    label: a
    text: a
    rule: {kind: recency, age: labs_age_days, within: {limit: window}}
"""
    )
    engine = engine_of(tables.dataset({"labs_age_days": [5]}))
    assert cr.near_misses(engine, cr.baseline(protocol), protocol.criteria[0]) == ()
