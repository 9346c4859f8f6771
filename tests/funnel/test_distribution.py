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


INSIDE_THE_BINS = """
      criterion             | of           | value  | bar               | meets
      C02_age               | age          | 0      | below 3           | no
      C02_age               | age          | 17     | 15 to below 18    | no
      C02_age               | age          | 18     | 18 to below 21    | yes
      C02_age               | age          | 21     | 21 to below 24    | yes
      C02_age               | age          | 72     | above 69 to 72    | yes
      C02_age               | age          | 75     | above 72 to 75    | yes
      C02_age               | age          | 76     | above 75 to 78    | no
      C09c_hb               | hb           | 84.99  | 80 to below 85    | no
      C09c_hb               | hb           | 85     | 85 to below 90    | no
      C09c_hb               | hb           | 89.99  | 85 to below 90    | no
      C09c_hb               | hb           | 90     | 90 to below 95    | yes
      C09c_hb               | hb           | 94.99  | 90 to below 95    | yes
      C09c_hb               | hb           | 95     | 95 to below 100   | yes
      C09c_hb               | hb           | 20     | below 55          | no
      C09c_hb               | hb           | 250    | 170 and more      | yes
      C09a_anc              | anc          | 0      | below 0.1         | no
      C09a_anc              | anc          | 0.99   | 0.9 to below 1    | no
      C09a_anc              | anc          | 1      | 1 to below 1.1    | yes
      C09a_anc              | anc          | 1.1    | 1.1 to below 1.2  | yes
      C09b_plt              | plt          | 79     | 70 to below 80    | no
      C09b_plt              | plt          | 80     | 80 to below 90    | yes
      C09b_plt              | plt          | 90     | 90 to below 100   | yes
      C09g_crcl             | crcl_measured | 45    | 45 to below 50    | no
      C09g_crcl             | crcl_measured | 49.99 | 45 to below 50    | no
      C09g_crcl             | crcl_measured | 50    | 50 to below 55    | yes
      C09h_inr              | inr          | 1.4    | above 1.3 to 1.4  | yes
      C09h_inr              | inr          | 1.5    | above 1.4 to 1.5  | yes
      C09h_inr              | inr          | 1.51   | above 1.5 to 1.6  | no
      C05_target            | target_specimen_age_days | 0    | 0 to 73          | yes
      C05_target            | target_specimen_age_days | 292  | above 219 to 292 | yes
      C05_target            | target_specimen_age_days | 365  | above 292 to 365 | yes
      C05_target            | target_specimen_age_days | 366  | above 365 to 438 | no
      C04_ecog              | ecog         | 1      | 1                 | yes
      C04_ecog              | ecog         | 2      | 2                 | yes
      C04_ecog              | ecog         | 3      | 3                 | no
      C10_residual_toxicity | max_residual_tox_grade | 1 | 1            | yes
      C10_residual_toxicity | max_residual_tox_grade | 2 | 2            | no
      C03_life_expectancy   | life_expectancy_months | 2.9 | 2 to below 3 | no
      C03_life_expectancy   | life_expectancy_months | 3   | 3 to below 4 | yes
      C03_life_expectancy   | life_expectancy_months | 4   | 4 to below 5 | yes
"""
BESIDE = {"inr": {"inr_uln": [1]}, "target_specimen_age_days": {"target_result": ["positive"]}}
ROWS = [[cell.strip() for cell in line.split("|")] for line in INSIDE_THE_BINS.strip().splitlines()[1:]]


@pytest.mark.parametrize(("name", "column", "value", "label", "meets"), ROWS)
def test_a_shift_just_inside_the_bins(engine_of, reference, name, column, value, label, meets):
    """A step of one bin is another bar; the limit's own value stands among those who meet it."""
    scenario, criterion = cr.scenario(reference, {"stale_specimen": "fail"}), reference.criterion(name)
    engine = engine_of(tables.dataset({column: [float(value)], **BESIDE.get(column, {})}))
    found = cr.distribution(engine, scenario, criterion, cr.quantities(criterion, scenario)[0])
    assert [(bar.label, bar.patients) for bar in found.bars if bar.patients] == [(label, 1)]
    assert cr.evaluate(engine, scenario).row(name).passed == (meets == "yes")


@pytest.mark.parametrize("changes", [{}, {"hb_min": 115, "specimen_max_age_days": 1000, "age_min": 23}])
def test_bins_are_few_inside_what_is_plausible_and_have_an_edge_at_every_limit_of_the_protocol(
    engine_of, reference, changes
):
    engine, scenario = engine_of(tables.dataset({"age": [50]})), cr.scenario(reference, changes)
    for criterion, value in pairs(scenario):
        bars = cr.distribution(engine, scenario, criterion, value).bars
        at_first = cr.distribution(engine, cr.baseline(reference), criterion, value).bars
        assert [bar.label for bar in bars] == [bar.label for bar in at_first], "bins stay while a limit moves"
        if not bars or bars[0].high is None:
            continue
        known = reference.variable(value) if isinstance(value, str) else None
        least, most = known.plausible if known else (0, float("inf"))
        edges = [bar.high for bar in bars[:-1]]
        assert least <= edges[0]
        assert edges[-1] <= most + (known is not None and known.whole)
        assert len(edges) <= 43
        for name in cr.limits_on(criterion, value):
            limit = reference.limits[name]
            assert any(edge == pytest.approx(limit.value) for edge in edges), (criterion.id, name)
            assert edges[0] <= limit.min, (criterion.id, name)
            assert limit.max <= edges[-1], (criterion.id, name)


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
