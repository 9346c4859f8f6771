"""What holds for every table: loosening never loses, blanking never flips, order and units never matter."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import criteria as cr
from tests import populations, tables
from tests.conftest import REFERENCE

# A smaller number is looser for these limits, a larger one (or none) for all others.
MINIMA = {
    "age_min", "life_expectancy_min_months", "min_prior_lines", "recurrence_min_months", "anc_min", "plt_min",
    "hb_min", "crcl_min",
}  # fmt: skip
# Blanks that decide by themselves: a missing measurement lets the estimate take over, a missing value or limit the
# multiple that the table gives, and the policies below read blanks on purpose (specification section 2.4).
BLANKS_THAT_READ = {"crcl_measured": {"C09g_crcl"}} | {
    f"{name}{end}": {criterion}
    for criterion in ("C09d_ast", "C09e_alt", "C09f_tbil", "C09h_inr", "C09i_aptt")
    for name in [criterion.split("_")[1]]
    for end in ("", "_uln")
}
NO_MULTIPLES = {name: None for name in cr.DICTIONARY if name.endswith("_xuln")}
READS_BLANKS = {"assume_absent_if_blank", "uln_fallback"}


def verdicts(engine_of, patients, scenario):
    return tables.verdicts(engine_of(patients), scenario)


def looser(draw, scenario, name):
    """The scenario with one limit looser, or as it was where it is at its loosest."""
    limit, now = REFERENCE.limits[name], scenario.limit(name)
    if now is None:
        return scenario
    steps = round((now - limit.min if name in MINIMA else limit.max - now) / limit.step)
    moved = draw(st.integers(0, steps)) * limit.step
    value = None if limit.optional and draw(st.booleans()) else now - moved if name in MINIMA else now + moved
    return cr.scenario(
        REFERENCE, {**scenario.limits, **scenario.settings, name: value}, scenario.off
    )  # fmt: skip


def test_the_direction_of_every_limit_is_known():
    assert set(REFERENCE.limits) >= MINIMA
    assert len(REFERENCE.limits) == 21


@given(st.data(), populations.populations)
def test_loosening_a_limit_never_loses_an_eligible_patient_nor_adds_a_fail(engine_of, data, patients):
    dataset = tables.of_patients(patients)
    before = populations.scenario(data, REFERENCE)
    name = data.draw(st.sampled_from(list(REFERENCE.limits)))
    after = looser(data.draw, before, name)
    was, now = verdicts(engine_of, dataset, before), verdicts(engine_of, dataset, after)

    assert ((was["status"] != "eligible") | (now["status"] == "eligible")).all()
    for criterion in was.columns.drop("status"):
        assert ((was[criterion] != "pass") | (now[criterion] == "pass")).all(), criterion
        if name != "lab_window_days":  # a longer window lets older values speak, and they may fail
            assert ((now[criterion] != "fail") | (was[criterion] == "fail")).all(), criterion


@given(st.data(), populations.patients)
def test_blanking_a_value_never_turns_a_pass_into_a_fail_nor_a_fail_into_a_pass(engine_of, data, patient):
    settings = data.draw(populations.changes(REFERENCE))
    scenario = cr.scenario(REFERENCE, {name: value for name, value in settings.items() if name not in READS_BLANKS})
    fields = list(patient)
    table = verdicts(engine_of, tables.of_patients([patient, *(patient | {name: None} for name in fields)]), scenario)
    for criterion in table.columns.drop("status"):
        whole, *blanked = table[criterion].tolist()
        flipped = {field for field, now in zip(fields, blanked, strict=True) if {whole, now} == {"pass", "fail"}}
        assert flipped <= {field for field, names in BLANKS_THAT_READ.items() if criterion in names}, criterion


@given(st.data(), populations.patients)
def test_completing_a_record_never_brings_an_excluded_patient_back(engine_of, data, patient):
    """Whoever is eligible once everything is known was eligible or potential before."""
    known = patient | NO_MULTIPLES | {"crcl_measured": data.draw(st.sampled_from([30, 90]))}
    scenario = cr.scenario(REFERENCE, {"min_prior_lines": data.draw(st.integers(0, 2)), "residual_tox_max_grade": 2})
    completed = [known | {name: value} for name, values in populations.TRIED.items() if known[name] is None
                 for value in values]  # fmt: skip
    table = verdicts(engine_of, tables.of_patients([known, *completed]), scenario)
    if table["status"][0] == "excluded":
        assert not (table["status"] == "eligible").any()
    for criterion in table.columns.drop("status"):
        if table[criterion][0] in ("pass", "fail"):
            assert set(table[criterion]) <= {table[criterion][0], "not_applicable"}, criterion


@given(st.data(), populations.patients)
def test_an_eligible_patient_stays_so_but_for_a_contraindication_nobody_knew(engine_of, data, patient):
    """What screening finds (venous access) is neutral until it is known."""
    sound = {
        "age": 50, "life_expectancy_months": 6, "ecog": 1, "target_result": "positive", "measurable_disease": "Y",
        "target_specimen_age_days": 100, "disease_status": "metastatic", "prior_systemic_lines": 2,
        "last_line_outcome": "progression", "anc": 3, "plt": 200, "hb": 120, "ast": 30, "ast_uln": 40, "alt": 30,
        "alt_uln": 40, "tbil": 10, "tbil_uln": 20, "crcl_measured": 90, "inr": 1, "inr_uln": 1.2, "aptt": 30,
        "aptt_uln": 40, "max_residual_tox_grade": 1, "sex": "M",
    }  # fmt: skip
    likely = patient | NO_MULTIPLES | data.draw(st.sampled_from([sound, {}]))
    completed = [likely | {name: value} for name, values in populations.TRIED.items() if likely[name] is None
                 and name not in ("apheresis_ok", "crcl_measured") for value in values]  # fmt: skip
    table = verdicts(engine_of, tables.of_patients([likely, *completed]), cr.baseline(REFERENCE))
    if table["status"][0] == "eligible":
        assert set(table["status"]) == {"eligible"}


@given(st.data(), populations.populations)
def test_the_order_of_rows_and_columns_does_not_matter(engine_of, data, patients):
    scenario = populations.scenario(data, REFERENCE)
    order = data.draw(st.permutations(range(len(patients))))
    columns = data.draw(st.permutations(list(patients[0])))
    shuffled = [{name: patients[at][name] for name in columns} for at in order]
    was = verdicts(engine_of, tables.of_patients(patients), scenario)
    now = verdicts(engine_of, tables.of_patients(shuffled), scenario)
    pd.testing.assert_frame_equal(now, was.iloc[list(order)].reset_index(drop=True))


OTHER_UNITS = {
    # what one standard unit is in another one: g/L in g/dL, and so on
    "hb": [("g/dL", 1 / 10), ("mmol/L", 1 / 16.114)],
    "anc": [("/uL", 1000), ("K/uL", 1)],
    "plt": [("/mm3", 1000)],
    "ast": [("ukat/L", 1 / 60), ("nkat/L", 1 / 0.06)],
    "ast_uln": [("nkat/L", 1 / 0.06)],
    "alt": [("ukat/L", 1 / 60)],
    "alt_uln": [("ukat/L", 1 / 60)],
    "tbil": [("mg/dL", 1 / 17.1)],
    "tbil_uln": [("mg/dL", 1 / 17.1)],
    "creatinine": [("mg/dL", 1 / 88.4), ("mmol/L", 0.001)],
    "crcl_measured": [("mL/s", 1 / 60)],
    "weight": [("lb", 1 / 0.45359237), ("g", 1000)],
    "height": [("m", 0.01), ("in", 1 / 2.54)],
}


def converted(value, factor):
    """A value in another unit, an interval at both its ends."""
    if value is None or not isinstance(value, str):
        return value if value is None else value * factor
    sign = value[0] if value[0] in "<>" else ""
    return sign + "-".join(repr(float(end) * factor) for end in value.lstrip("<>").split("-"))


@given(st.data(), populations.populations)
def test_converting_the_values_and_the_unit_changes_no_verdict(engine_of, data, patients):
    scenario = populations.scenario(data, REFERENCE)
    chosen = {
        name: data.draw(st.sampled_from(others))
        for name, others in OTHER_UNITS.items()
        if data.draw(st.booleans())
    }  # fmt: skip
    columns = {name: [each[name] for each in patients] for name in patients[0]}
    in_other_units = {
        (f"{name} [{chosen[name][0]}]" if name in chosen else name): (
            [converted(value, chosen[name][1]) for value in values] if name in chosen else values
        )
        for name, values in columns.items()
    }
    was = verdicts(engine_of, tables.dataset(columns), scenario)
    pd.testing.assert_frame_equal(verdicts(engine_of, tables.dataset(in_other_units), scenario), was)


@given(st.data(), populations.populations)
def test_the_order_of_criteria_changes_lost_here_and_remaining_alone(engine_of, data, patients):
    engine = engine_of(tables.of_patients(patients))
    scenario = populations.scenario(data, REFERENCE)
    order = data.draw(st.permutations([each.id for each in REFERENCE.criteria]))
    was, now = cr.evaluate(engine, scenario), cr.evaluate(engine, scenario, order)
    assert [row.id for row in now.rows] == list(order)
    for status in ("patients", "eligible", "potential", "excluded", "assumptions"):
        assert getattr(now, status) == getattr(was, status)
    for name in (*order, "C09_all"):
        one, other = vars(was.row(name)), vars(now.row(name))
        moved = {
            field for field in one if field not in ("share", "lost_here", "remaining") and one[field] != other[field]
        }
        assert not moved
        assert other["share"] == pytest.approx(one["share"])


@settings(max_examples=5)
@given(st.data(), populations.populations)
def test_a_table_twice_is_every_number_twice(engine_of, data, patients):
    scenario = populations.scenario(data, REFERENCE)
    once = cr.evaluate(engine_of(tables.of_patients(patients)), scenario)
    twice = cr.evaluate(engine_of(tables.of_patients(patients * 2)), scenario)
    for one, two in zip((*once.rows, *once.groups), (*twice.rows, *twice.groups), strict=True):
        for field in ("passed", "fails", "unknown", "not_applicable", "deferred", "only", "lost_here", "remaining"):
            assert getattr(two, field) == 2 * getattr(one, field)


@given(st.data(), populations.populations)
def test_switching_a_criterion_off_brings_back_exactly_its_only(engine_of, data, patients):
    engine = engine_of(tables.of_patients(patients))
    before = populations.scenario(data, REFERENCE)
    name = data.draw(st.sampled_from([each.id for each in REFERENCE.criteria] + ["C09_all"]))
    after = cr.scenario(REFERENCE, {**before.limits, **before.settings}, [*before.off, name])
    was, now = cr.evaluate(engine, before), cr.evaluate(engine, after)
    assert was.excluded - now.excluded == was.row(name).only
    if before.off.isdisjoint(after.off - {name}) or name != "C09_all":
        assert now.eligible - was.eligible >= was.row(name).only_certain
