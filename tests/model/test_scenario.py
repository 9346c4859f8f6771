"""A scenario is built from names and values as people write them, or refused with every problem at once."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr


def problems(reference, values=None, off=(), **more):
    with pytest.raises(cr.Refused) as refused:
        cr.scenario(reference, values, off, **more)
    assert refused.value.what == "the change"
    return [(problem.code, problem.subject) for problem in refused.value.problems]


@pytest.mark.parametrize("written", [75, 75.0, "75", " 75 ", "7.5e1"])
def test_a_number_may_be_text(reference, written):
    assert cr.scenario(reference, {"plt_min": written}).limit("plt_min") == 75


@pytest.mark.parametrize("written", [None, "none", "None", " null "])
def test_no_limit_may_be_written_in_words(reference, written):
    changed = cr.scenario(reference, {"lab_window_days": 14})
    assert changed.limit("lab_window_days") == 14
    assert cr.scenario(reference, {"lab_window_days": written}).limit("lab_window_days") is None


@pytest.mark.parametrize("written", ["abc", "", "nan", [], "1,5", "١٢x", object])
def test_what_is_no_number_is_refused(reference, written):
    assert problems(reference, {"plt_min": written}) == [("out-of-range", "plt_min")]


@pytest.mark.parametrize("written", [49.999, 151, -80, "inf", 1e308, None])
def test_a_limit_outside_its_range_is_refused_with_the_range(reference, written):
    with pytest.raises(cr.Refused, match="50 to 150"):
        cr.scenario(reference, {"plt_min": written})


def test_the_ends_of_the_range_are_inside(reference):
    for name, limit in reference.limits.items():
        for end in (limit.min, limit.max):
            assert cr.scenario(reference, {name: end}, grid_only=True).limit(name) == end


def test_an_optional_limit_says_that_none_is_allowed(reference):
    with pytest.raises(cr.Refused, match="1 to 365 or none"):
        cr.scenario(reference, {"lab_window_days": 0})


def test_between_two_steps_is_refused_only_where_the_grid_is_kept(reference):
    assert cr.scenario(reference, {"plt_min": 77}).limit("plt_min") == 77
    with pytest.raises(cr.Refused, match="between two steps; use 50 to 150 in steps of 5"):
        cr.scenario(reference, {"plt_min": 77}, grid_only=True)


@given(st.data())
def test_every_step_of_every_limit_is_on_the_grid(reference, data):
    """0.5 + 3 x 0.1 is not exactly 0.8 in a computer."""
    name = data.draw(st.sampled_from(list(reference.limits)))
    limit = reference.limits[name]
    value = limit.min + data.draw(st.integers(0, round((limit.max - limit.min) / limit.step))) * limit.step
    for written in (value, round(value, 6), f"{value:g}"):
        assert cr.scenario(reference, {name: written}, grid_only=True).limit(name) == pytest.approx(value)


@given(st.data())
def test_between_the_steps_there_is_no_grid(reference, data):
    name = data.draw(st.sampled_from(list(reference.limits)))
    limit = reference.limits[name]
    part = data.draw(st.floats(0.01, 0.99))
    with pytest.raises(cr.Refused):
        cr.scenario(reference, {name: limit.min + part * limit.step}, grid_only=True)


@pytest.mark.parametrize(
    "written", [["gilbert", "liver_mets"], ("liver_mets", "gilbert"), "gilbert,liver_mets", " liver_mets , gilbert,"]
)
def test_a_setting_of_many_takes_lists_and_text_in_any_order(reference, written):
    changed = cr.scenario(reference, {"assume_absent_if_blank": written})
    assert changed.setting("assume_absent_if_blank") == ("liver_mets", "gilbert")


@pytest.mark.parametrize("written", ["", [], ()])
def test_a_setting_of_many_may_be_empty(reference, written):
    assert cr.scenario(reference, {"assume_absent_if_blank": written}).is_baseline


@pytest.mark.parametrize(("written", "value"), [(True, "true"), ("true", "true"), (False, "false")])
def test_a_truth_value_may_be_pythons(reference, written, value):
    assert cr.scenario(reference, {"intolerance_counts_as_failure": written}).setting(
        "intolerance_counts_as_failure"
    ) == value  # fmt: skip


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("inr_mode", "relative"),
        ("inr_mode", ""),
        ("inr_mode", None),
        ("inr_mode", "XULN"),
        ("assume_absent_if_blank", "gilbert,lungs"),
        ("assume_absent_if_blank", [3]),
    ],
)
def test_an_option_that_is_not_there_is_refused_with_those_that_are(reference, name, written):
    assert problems(reference, {name: written}) == [("unknown-option", name)]
    with pytest.raises(cr.Refused, match=", ".join(reference.settings[name].options)):
        cr.scenario(reference, {name: written})


@pytest.mark.parametrize("written", [None, 3])
def test_a_setting_of_many_refuses_what_is_no_list(reference, written):
    assert problems(reference, {"assume_absent_if_blank": written}) == [("unknown-option", "assume_absent_if_blank")]


def test_an_unknown_name_is_refused_with_a_guess(reference):
    assert problems(reference, {"plt_minimum": 75}) == [("unknown-limit", "plt_minimum")]
    with pytest.raises(cr.Refused, match="did you mean `plt_min`"):
        cr.scenario(reference, {"plt_minimum": 75})
    with pytest.raises(cr.Refused, match="did you mean `C04_ecog`"):
        cr.scenario(reference, off=["C04_ecg"])
    with pytest.raises(cr.Refused, match="there are: C01_consent"):
        cr.scenario(reference, off=["zzz"])


def test_all_problems_are_told_at_once(reference):
    values = {"plt_min": 1, "hb_min": "x", "zzz": 3, "inr_mode": "?", "anc_min": 1.5}
    assert problems(reference, values, ["C99", "C02_age"]) == [
        ("out-of-range", "plt_min"),
        ("out-of-range", "hb_min"),
        ("unknown-limit", "zzz"),
        ("unknown-option", "inr_mode"),
        ("unknown-criterion", "C99"),
    ]


def test_a_long_value_is_cut_in_the_message(reference):
    with pytest.raises(cr.Refused) as refused:
        cr.scenario(reference, {"plt_min": "9" * 500, "x" * 500: 1})
    assert all(len(each.subject) < 40 and "9" * 30 not in each.message for each in refused.value.problems)


def test_a_group_switches_all_its_parts_off(reference):
    changed = cr.scenario(reference, off=["C09_all", "C02_age"])
    assert changed.off == {each.id for each in reference.criteria if each.group == "C09_all"} | {"C02_age"}
    assert len(cr.changes(changed)) == 10


def test_the_protocols_own_values_are_no_change(reference):
    own = {name: limit.value for name, limit in reference.limits.items()}
    own |= {name: setting.value for name, setting in reference.settings.items()}
    assert cr.scenario(reference, own).is_baseline
    assert cr.changes(cr.scenario(reference, own)) == []
    assert cr.scenario(reference, own) == cr.baseline(reference)


def test_changes_are_counted_by_name(reference):
    changed = cr.scenario(reference, {"plt_min": 75, "inr_mode": "absolute", "hb_min": 90}, ["C04_ecog"])
    assert len(cr.changes(changed)) == 3
    assert not changed.is_baseline
    assert (changed.limits, changed.settings) == ({"plt_min": 75}, {"inr_mode": "absolute"})


def test_what_can_be_used_is_kept_where_problems_are_only_told(reference):
    kept, found = cr.lenient_scenario(reference, {"plt_min": 75, "hb_min": 5, "zzz": 1}, ["C04_ecog", "C99"])
    assert kept == cr.scenario(reference, {"plt_min": 75}, ["C04_ecog"])
    assert [problem.code for problem in found] == ["out-of-range", "unknown-limit", "unknown-criterion"]


def test_a_moved_limit_changes_the_key_of_its_own_criterion_alone(reference):
    """Equal keys share their verdicts: a key that forgets a limit shows yesterday's numbers."""
    base = cr.baseline(reference)
    for name in reference.limits:
        limit = reference.limits[name]
        moved = cr.scenario(reference, {name: limit.min if limit.value != limit.min else limit.max})
        for each in reference.criteria:
            assert (moved.key(each) != base.key(each)) == (name in cr.limits_used(each))
    for name, setting in reference.settings.items():
        option = list(setting.options)[-1]
        moved = cr.scenario(reference, {name: [option] if setting.many else option})
        for each in reference.criteria:
            assert (moved.rule(each) == base.rule(each)) or moved.key(each) != base.key(each)


def test_a_scenario_cannot_be_changed_in_place(reference):
    changed = cr.scenario(reference, {"plt_min": 75})
    with pytest.raises(dataclasses.FrozenInstanceError):
        changed.off = frozenset({"C02_age"})


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("anc_min", "1.2", 1.2),
        ("anc_min", "1.2 10*9/L", 1.2),
        ("anc_min", "1200 /uL", 1.2),
        ("anc_min", "1.2 K/µL", 1.2),
        ("hb_min", "10 g/dL", 100),
        ("hb_min", "10g/dl", 100),
        ("ast_max_xuln", "3 x ULN", 3),
        ("ast_max_xuln", "3 ×ULN", 3),
        ("crcl_min", "60 mL/min", 60),
        ("age_max", "80 years", 80),
    ],
)
def test_a_limit_may_be_written_in_another_unit_of_what_it_limits(reference, name, written, value):
    assert cr.scenario(reference, {name: written}).limit(name) == pytest.approx(value, rel=1e-12)


def test_a_creatinine_limit_in_milligrams():
    protocol = cr.parse_protocol("""
id: C
title: c
limits:
  creatinine_max: {label: at most, unit: umol/L, value: 132.6, min: 44.2, max: 265.2, step: 8.84}
criteria:
  - id: C
    number: "1"
    label: c
    text: c
    rule: {kind: threshold, value: creatinine, at_most: {limit: creatinine_max}}
""")
    assert cr.scenario(protocol, {"creatinine_max": "1.4 mg/dL"}).limit("creatinine_max") == 123.76
    with pytest.raises(cr.Refused, match=r"795\.6 is outside 44\.2 to 265\.2"):
        cr.scenario(protocol, {"creatinine_max": "9 mg/dL"})
    with pytest.raises(cr.Refused, match="in a unit that is none of: umol/L, mg/dL, mmol/L"):
        cr.scenario(protocol, {"creatinine_max": "1.4 g/L"})


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("anc_mn", "anc_min"),
        ("hb_mim", "hb_min"),
        ("ecog_maximum", "ecog_max"),
        ("hbb_min", "hb_min"),
        ("hb_max", "hb_min"),
        ("age_mx", "age_max"),
        ("wbc_min", None),
        ("hb_uln", None),
        ("creatinine", None),
    ],
)
def test_only_a_name_that_is_near_is_suggested(reference, name, meant):
    with pytest.raises(cr.Refused) as refused:
        cr.scenario(reference, {name: 1})
    (problem,) = refused.value.problems
    assert (f"did you mean `{meant}`?" in problem.message) if meant else ("did you mean" not in problem.message)


def test_a_limit_that_was_worked_out_keeps_its_digits_and_a_written_one_has_those_that_are_shown(reference):
    assert cr.scenario(reference, {"hb_min": 100 + 1e-11}).limit("hb_min") == 100 + 1e-11
    assert problems(reference, {"hb_min": "100.00000000001"}) == [("out-of-range", "hb_min")]
    assert cr.scenario(reference, {"hb_min": "100.5"}).limit("hb_min") == 100.5
