"""A draft is changed only into protocols that can be evaluated; what a change leaves unused goes with it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from tests import protocols
from tests.conftest import REFERENCE

editing = cr.editing
EOSINOPHILS = cr.parse_protocol(
    """
id: DECLARED
title: its own variables
variables:
  eosinophils: {kind: number, label: Eosinophils, unit: "%", plausible: [0, 100]}
criteria: [{id: A, number: "1", label: a, text: a, rule: {kind: threshold, value: eosinophils, at_most: 5}}]
"""
).variables


def ids(draft):
    return [each.id for each in draft.protocol.criteria]


def numbers(draft):
    return [each.number + each.part for each in draft.protocol.criteria]


@pytest.fixture
def draft():
    return cr.baseline(cr.parse_protocol(protocols.SMALL))


def new(rule, **more):
    return editing.Written({"id": "NEW", "number": "9", "label": "new", "text": "", "rule": rule}, **more)


# --- one criterion --------------------------------------------------------------------------------------------


@given(protocols.protocols)
def test_a_criterion_put_back_as_it_was_changes_nothing(protocol):
    draft = cr.baseline(protocol)
    for criterion in protocol.criteria:
        now = editing.written(protocol, criterion.id)
        again = editing.from_text(editing.as_text(now), now)
        assert again == now
        assert editing.with_criterion(draft, again).protocol.criteria == protocol.criteria


def test_a_criterion_is_put_in_its_own_place_also_under_another_id(draft):
    now = editing.written(draft.protocol, "AST")
    renamed = editing.Written({**now.criterion, "id": "GOT"}, now.limits, replaces="AST")
    switched = editing.switched(draft, "AST")
    made = editing.with_criterion(switched, renamed)
    assert ids(made) == ["SEX", "ANC", "GOT", "FRESH", "GILBERT", "MODE"]
    assert made.off == {"GOT"}


def test_a_criterion_more_may_be_an_exclusion_criterion_until_somebody_says(draft):
    copy = cr.baseline(cr.editing.copy_of(REFERENCE))
    assert "upper bound" in cr.scope(copy.protocol)
    more = cr.editing.with_criterion(copy, new({"kind": "screening"}))
    assert more.protocol.scope == "not said"
    assert "is not said" in cr.scope(more.protocol)
    both = cr.editing.scoped(more, "inclusion and exclusion criteria")
    assert cr.scope(both.protocol) == "Inclusion and exclusion criteria"
    again = cr.editing.with_criterion(both, cr.editing.written(both.protocol, "C02_age"))
    assert again.protocol.scope == both.protocol.scope, "a word that was said stands"
    assert draft.protocol.scope == "not said", "a file that does not say it says nothing"


def test_a_limit_goes_with_the_last_criterion_that_used_it(draft):
    now = editing.written(draft.protocol, "ANC")
    fixed = editing.rewritten(now, {"rule": {"kind": "threshold", "value": "anc", "at_least": 1}}, {})
    assert set(editing.with_criterion(draft, fixed).protocol.limits) == {"ast_max"}


def test_a_limit_two_criteria_share_stays(draft):
    shared = new({"kind": "threshold", "value": "anc", "at_most": {"limit": "anc_min"}})
    both = editing.with_criterion(draft, shared)
    assert "anc_min" in editing.without(both, "NEW").protocol.limits


def test_a_limit_that_was_brought_along_but_is_not_used_is_left_out(draft):
    limit = {"label": "l", "unit": "d", "value": 1, "min": 0, "max": 2, "step": 1}
    made = editing.with_criterion(draft, new({"kind": "screening"}, limits={"spare": limit}))
    assert "spare" not in made.protocol.limits
    assert cr.review(made) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"kind": "threshold", "value": "sex", "at_least": 1}, "wrong-kind"),
        ({"kind": "threshold", "value": "eosinophils", "at_least": 1}, "unknown-variable"),
        ({"kind": "threshold", "value": "anc"}, "not-valid"),
        ({"kind": "threshold", "value": "anc", "at_least": {"limit": "nobody"}}, "unknown-limit"),
        ({"kind": "not", "rule": {"kind": "screening"}}, "nested"),
    ],
)
def test_what_cannot_be_evaluated_never_becomes_a_draft(draft, rule, code):
    with pytest.raises(cr.Refused) as refused:
        editing.with_criterion(draft, new(rule))
    assert code in {problem.code for problem in refused.value.problems}


def test_an_id_used_twice_is_refused(draft):
    with pytest.raises(cr.Refused, match="duplicate-id"):
        editing.with_criterion(draft, editing.Written({**new({"kind": "screening"}).criterion, "id": "SEX"}))


@pytest.mark.parametrize("text", ["", "- a", "id: [", "id: A\nid: B", "limits: 3\nid: A", "a: &a {b: *a}"])
def test_a_text_that_is_no_criterion_is_refused(text):
    with pytest.raises(cr.Refused):
        editing.from_text(text, new({"kind": "screening"}))


def test_a_variable_the_table_declares_comes_along_where_it_is_read(draft):
    read = new({"kind": "threshold", "value": "eosinophils", "at_most": 5})
    assert editing.with_criterion(draft, read, EOSINOPHILS).protocol.variables == EOSINOPHILS
    assert editing.with_criterion(draft, new({"kind": "screening"}), EOSINOPHILS).protocol.variables == {}


# --- the whole protocol ---------------------------------------------------------------------------------------


def test_a_copy_asks_the_same_under_another_name():
    copy = editing.copy_of(REFERENCE)
    assert (copy.id, copy.title) == ("NCT05616468-copy", REFERENCE.title + " (copy)")
    assert copy.criteria == REFERENCE.criteria
    assert copy != REFERENCE


def test_the_parts_of_a_group_stay_together():
    draft = cr.baseline(REFERENCE)
    order = ids(draft)
    apheresis, first, last = order.index("C08_apheresis"), order.index("C09a_anc"), order.index("C09i_aptt")
    down = ids(editing.moved(draft, "C08_apheresis", 1))
    assert down == order[:apheresis] + order[first : last + 1] + ["C08_apheresis"] + order[last + 1 :]
    assert ids(editing.moved(draft, "C09a_anc", -1)) == down  # at its edge a part takes the whole group along
    inside = ids(editing.moved(draft, "C09a_anc", 1))
    assert inside[first : first + 2] == ["C09b_plt", "C09a_anc"]


@pytest.mark.parametrize(("name", "by"), [("SEX", -1), ("MODE", 1)])
def test_beyond_the_ends_there_is_nowhere_to_go(draft, name, by):
    assert editing.moved(draft, name, by) == draft


@given(protocols.protocols, st.data())
def test_moving_there_and_back_changes_nothing_and_nobody(protocol, data):
    draft = cr.baseline(protocol)
    name = data.draw(st.sampled_from(ids(draft)))
    moved = editing.moved(draft, name, 1)
    assert sorted(ids(moved)) == sorted(ids(draft))
    if moved != draft and not protocol.criterion(name).group:  # a part at the edge takes its whole group along
        assert editing.moved(moved, name, -1) == draft


def test_numbers_follow_the_order_and_parts_have_letters(draft):
    assert numbers(editing.renumbered(editing.without(draft, "SEX"))) == ["1a", "1b", "2", "3", "4"]
    assert editing.renumbered(editing.without(draft, "SEX")).protocol.groups[0].number == "1"
    assert editing.renumbered(cr.baseline(REFERENCE)).protocol == REFERENCE


def test_a_group_goes_with_its_last_part(draft):
    made = editing.without(editing.without(draft, "ANC"), "AST")
    assert made.protocol.groups == ()
    assert made.protocol.limits == {}


def test_the_last_criterion_stays(draft):
    for name in ids(draft)[1:]:
        draft = editing.without(draft, name)
    with pytest.raises(cr.Refused, match="at least one criterion"):
        editing.without(draft, "SEX")


def test_switches_and_moved_limits_survive_a_change(draft):
    moved = cr.scenario(draft.protocol, {"anc_min": 1.5, "ast_max": 3}, ["SEX"])
    made = editing.without(moved, "AST")
    assert (made.limits, made.off) == ({"anc_min": 1.5}, {"SEX"})


def test_a_new_protocol_begins_with_one_criterion_on_the_tables_own_variable():
    made = editing.new_protocol("Asthma, phase 2", EOSINOPHILS, ["eosinophils"])
    assert (made.id, made.title, len(made.criteria)) == ("Asthma-phase-2", "Asthma, phase 2", 1)
    assert cr.variables_read(made.criteria[0]) == ("eosinophils",)
    assert made.limits["eosinophils_min"].unit == "%"
    assert cr.review(cr.baseline(made)) == []


@pytest.mark.parametrize("title", ["", "  ", "🫁", "é", "x" * 500])
def test_any_title_makes_a_protocol(title):
    assert cr.parse_protocol(cr.to_yaml(editing.new_protocol(title)))


def test_a_name_that_is_taken_gets_a_number():
    assert editing.free_name("anc min", []) == "anc_min"
    assert editing.free_name("anc min", ["anc_min", "anc_min_2"]) == "anc_min_3"
    assert editing.free_name("9 µ", []) == "c_9"


def test_one_criterion_alone_has_the_numbers_it_has_among_the_others(demonstration_engine):
    everything = cr.evaluate(demonstration_engine, cr.baseline(REFERENCE))
    for criterion in REFERENCE.criteria:
        alone = cr.evaluate(demonstration_engine, cr.baseline(editing.alone(REFERENCE, criterion.id)))
        assert (alone.rows[0].passed, alone.rows[0].fails) == (
            everything.row(criterion.id).passed, everything.row(criterion.id).fails,
        )  # fmt: skip


def test_an_edited_protocol_keeps_the_verdicts_it_did_not_touch():
    """The key of a verdict is what the criterion says, not the file it stands in."""
    draft = cr.baseline(REFERENCE)
    now = editing.written(REFERENCE, "C02_age")
    content = json.loads(json.dumps(now.criterion)) | {"text": "other words"}
    made = editing.with_criterion(draft, editing.Written(content, now.limits, replaces="C02_age"))
    for criterion in made.protocol.criteria:
        same = made.key(criterion) == draft.key(REFERENCE.criterion(criterion.id))
        assert same == (criterion.id != "C02_age")
