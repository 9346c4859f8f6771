"""The grid comes from the protocol alone, has an edge wherever a verdict changes, and refuses what it cannot hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import criteria as cr
from criteria.protect.axes import NumberAxis
from criteria.protect.compared import names_of, unanswered
from criteria.protect.encode import Coded, decode, differing, encode, undeclared_words
from criteria.protect.grids import axes_of
from tests import populations, protocols, tables
from tests.conftest import REFERENCE
from tests.protect import made


def axis_of(axes, name):
    (found,) = (each for each in axes if each.name == name)
    return found


def test_every_value_of_a_limit_is_an_edge(demonstration, reference):
    axes = axes_of(reference, set(demonstration.columns))
    hb, age = axis_of(axes, "hb"), axis_of(axes, "age")
    assert [round(cut) for cut in hb.cuts] == [*range(70, 125, 5)]
    assert [round(cut) for cut in hb.deciding] == [90]
    assert {18.0, 76.0} == set(age.deciding) <= set(age.cuts), "at most 75 completed years is below 76"
    assert max(age.cuts) <= 90, "nobody older is told apart"


def test_a_multiple_and_a_clearance_are_compared_as_such(demonstration, reference):
    axes = axes_of(reference, set(demonstration.columns))
    names = {each.name for each in axes}
    assert {"ast_xuln", "crcl_measured"} <= names
    assert names.isdisjoint({"ast", "ast_uln", "creatinine", "weight", "labs_age_days"})


def test_a_missing_column_has_no_axis(demonstration, reference):
    columns = set(demonstration.columns) - {"hb", "inr_uln", "crcl_measured", "weight", "sex"}
    names = {each.name for each in axes_of(reference, columns)}
    assert names.isdisjoint({"hb", "inr_xuln", "crcl_measured", "sex"})


def test_the_site_is_in_the_copy_only_where_its_words_are_declared(demonstration, reference):
    assert "site" not in {each.name for each in axes_of(reference, set(demonstration.columns))}
    site = axis_of(axes_of(reference, set(demonstration.columns), ["S1", "S2"]), "site")
    assert site.words == ("S1", "S2", "other")


def test_a_variable_the_protocol_declares_is_an_axis_like_any_other():
    protocol = tables.protocol(
        """
variables:
  eosinophils: {kind: number, label: Eosinophils, unit: "%", plausible: [0, 100]}
  histology: {kind: category, label: Histology, values: [squamous, adeno]}
limits:
  eos: {label: at most, unit: "%", value: 5, min: 1, max: 10, step: 1}
criteria:
  - id: A
    number: "1"
    label: a
    text: a
    rule: {kind: threshold, value: eosinophils, at_most: {limit: eos}}
  - {id: B, number: "2", label: b, text: b, rule: {kind: category, variable: histology, accept: [adeno]}}
"""
    )
    axes = axes_of(protocol, {"eosinophils", "histology"})
    assert [round(cut, 6) for cut in axis_of(axes, "eosinophils").cuts] == [*range(1, 11)]
    assert axis_of(axes, "histology").words == ("squamous", "adeno")


def test_a_renamed_criterion_changes_nothing_but_its_name(demonstration):
    renamed = [each | {"id": each["id"].replace("C09c_hb", "RED_CELLS")} for each in made.CONTENT["criteria"]]
    columns = set(demonstration.columns)
    assert axes_of(made.protocol(criteria=renamed), columns) == axes_of(REFERENCE, columns)


def test_what_cannot_be_held_is_refused_by_criterion_and_name():
    protocol = tables.protocol(
        """
variables:
  mine: {kind: number, label: Mine, unit: "%", plausible: [0, 100]}
  mine_limit: {kind: number, label: Its limit, unit: "%", plausible: [0, 100]}
criteria:
  - id: MULTIPLE
    number: "1"
    label: a
    text: a
    rule: {kind: threshold, value: {kind: times_uln, variable: mine, uln: mine_limit}, at_most: 2}
  - id: MEASURED
    number: "2"
    label: b
    text: b
    rule: {kind: threshold, value: crcl_measured, at_least: 30}
  - id: ESTIMATED
    number: "3"
    label: c
    text: c
    rule:
      kind: threshold
      at_least: 50
      value: {kind: creatinine_clearance, measured: crcl_measured, creatinine: creatinine, age: age, weight: weight,
        height: height, sex: sex}
"""
    )
    with pytest.raises(cr.Refused) as refused:
        axes_of(protocol, {"mine", "mine_limit", "crcl_measured"})
    assert [(each.code, each.subject) for each in refused.value.problems] == [
        ("cannot-encode", "MULTIPLE"), ("cannot-encode", "ESTIMATED"),
    ]  # fmt: skip
    assert "compares mine" in str(refused.value)
    assert "MEASURED" in str(refused.value)


def test_readings_that_ask_for_something_else_are_named(demonstration, reference):
    found = unanswered(reference, axes_of(reference, set(demonstration.columns)))
    assert set(found) == {
        "inr_mode=absolute", "cg_weight=ideal", "cg_weight=adjusted", "uln_fallback=defaults", "lab_window_days",
    }  # fmt: skip


def test_a_table_without_intervals_keeps_every_verdict(demonstration, reference):
    axes = axes_of(reference, set(demonstration.columns), made.SITES)
    assert differing(demonstration, reference, axes) == ()


def test_an_interval_that_decides_nothing_is_read_in_the_middle_and_one_that_does_is_missing():
    dataset = made.people(
        """
          | age
        --+------
        1 | 20-29
        2 | 70-79
        3 | 90+
        """
    )
    axis = axis_of(axes_of(REFERENCE, {"age"}), "age")
    codes = encode(dataset, [axis]).codes["age"]
    ends = axis.ends()
    assert ends[codes[0]] <= 24.5 < ends[codes[0] + 1]
    assert codes[1] == axis.missing, "70-79 lies across 75"
    assert codes[2] == axis.missing - 1, "the last cell"


def test_words_that_nobody_declared_are_named_to_the_owner_and_else_taken_together():
    dataset = made.people({"age": [50, 50, 50], "site": ["S1", "Northtown", None]})
    axes = axes_of(REFERENCE, {"age", "site"}, ["S1"])
    (problem,) = undeclared_words(dataset, axes)
    assert (problem.code, problem.subject) == ("word-not-declared", "site")
    assert "Northtown" in problem.message
    assert encode(dataset, axes).codes["site"].tolist() == [0, 1, 2]


@settings(max_examples=40)
@given(st.data(), protocols.protocols, populations.populations)
def test_verdicts_stay_or_the_criterion_is_named(data, protocol, patients):
    """Of any protocol and any patients: what the encoding changes, and only that, is told."""
    dataset = tables.of_patients(patients)
    try:
        axes = axes_of(protocol, set(dataset.columns))
    except cr.Refused:
        return
    named = differing(dataset, protocol, axes)
    rng = np.random.default_rng(data.draw(st.integers(0, 9)))
    again = decode(encode(dataset, axes), axes, rng)
    one, other = (tables.verdicts(cr.MemoryEngine(each), cr.baseline(protocol)) for each in (dataset, again))
    exact = all(not hasattr(column, "low") or column.exact for column in dataset.columns.values())
    for criterion in protocol.criteria:
        if criterion.id not in named and exact:
            assert (one[criterion.id] == other[criterion.id]).all(), criterion.id


@settings(max_examples=40)
@given(st.data())
def test_a_number_drawn_in_a_cell_lies_in_that_cell(data):
    axes = [each for each in axes_of(REFERENCE, set(cr.DICTIONARY)) if isinstance(each, NumberAxis)]
    axis = data.draw(st.sampled_from(axes))
    codes = np.arange(axis.size, dtype=np.int16).repeat(20)
    table = decode(Coded(len(codes), {axis.name: codes}), [axis], np.random.default_rng(data.draw(st.integers(0, 99))))
    again = np.searchsorted(np.array(axis.cuts), table.columns[axis.name].low, side="right")
    known = codes != axis.missing
    assert np.isnan(table.columns[axis.name].low[~known]).all()
    assert (again[known] == codes[known]).all()


def test_a_rule_names_the_axes_it_compares(demonstration, reference):
    axes = axes_of(reference, set(demonstration.columns))
    rule = cr.baseline(reference).rule(reference.criterion("C09d_ast"))
    assert names_of(rule, axes) == ("liver_mets", "ast_xuln")
