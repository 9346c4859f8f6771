"""A form offers only what is valid: every starter can be evaluated, every limit is on its steps and plausible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from tests.conftest import REFERENCE

offers = cr.offers
NOTHING = cr.parse_protocol(
    "{id: A, title: a, criteria: [{id: A, number: '1', label: a, text: a, rule: {kind: screening}}]}"
)
QUANTITIES = offers.quantities_offered(REFERENCE)


def made(rule, protocol=REFERENCE):
    now = cr.editing.new_criterion(protocol, rule)
    return cr.editing.with_criterion(cr.baseline(protocol), cr.editing.movable(now, protocol))


@pytest.mark.parametrize("kind", offers.KINDS)
def test_every_kind_begins_as_a_rule_that_can_be_evaluated_and_said(kind, demonstration_engine):
    draft = made(offers.starter(kind, REFERENCE, demonstration_engine.dataset.columns))
    criterion = draft.protocol.criteria[-1]
    assert criterion.rule.kind == kind
    assert cr.sentence(criterion, draft)
    assert cr.evaluate(demonstration_engine, draft).row(criterion.id).id == criterion.id


@pytest.mark.parametrize("kind", sorted({"not", "all_of", "any_of", "conditional", "implication", "recency"}))
def test_a_rule_stays_inside_the_kind_that_is_put_around_it(kind):
    rule = {"kind": "threshold", "value": "hb", "at_least": 90}
    assert "90 g/L" in cr.sentence(made(offers.starter(kind, REFERENCE, around=rule)).protocol.criteria[-1],
                                   made(offers.starter(kind, REFERENCE, around=rule)))  # fmt: skip


@pytest.mark.parametrize("around", ["implication", "screening"])
def test_what_must_stand_outermost_is_not_put_inside(around):
    assert made(offers.starter("not", REFERENCE, around=offers.starter(around, REFERENCE)))


def test_what_may_stand_inside_another_rule():
    assert set(offers.KINDS) - set(offers.kinds(REFERENCE, outermost=False)) == {"implication", "screening"}
    assert "by_setting" not in offers.kinds(NOTHING, outermost=True)


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda each: each.label)
def test_every_quantity_can_be_limited(quantity):
    value = offers.starting_value(quantity)
    assert quantity.low <= value <= quantity.high
    limit = cr.Limit(**offers.limit_around(quantity, value, minimum=True))
    assert limit.holds(limit.value)
    assert limit.on_grid(limit.value)
    assert quantity.low <= limit.min < limit.max <= quantity.high
    assert made({"kind": "threshold", "value": quantity.value, "at_least": value}, NOTHING)


@given(st.sampled_from(QUANTITIES), st.data())
def test_a_limit_around_any_offered_number_is_valid(quantity, data):
    steps = data.draw(st.integers(0, round((quantity.high - quantity.low) / quantity.step)))
    value = round(quantity.low + steps * quantity.step, 9)
    limit = cr.Limit(**offers.limit_around(quantity, value, minimum=False))
    assert limit.holds(value)
    assert limit.on_grid(value)
    assert quantity.low - 1e-9 <= limit.min <= limit.max <= quantity.high + 1e-9


def test_variables_the_table_has_come_first():
    assert offers.names(REFERENCE, "flag", ["hbv"])[0] == "hbv"
    assert offers.quantities_offered(REFERENCE, ["hb"])[0].value == "hb"
    assert offers.in_words(offers.quantity_of("hb", REFERENCE, ["hb"])) == "Haemoglobin, g/L"
    assert offers.in_words(offers.quantity_of("hb", REFERENCE)) == "Haemoglobin, g/L (not in this table)"


def test_choices_are_the_options_and_the_settings_that_decide_among_them():
    choices = cr.choices.options(REFERENCE, "stale")
    assert list(choices) == ["unknown", "fail", "setting stale_specimen"]
    assert "setting assume_absent_if_blank" in cr.choices.blanks(REFERENCE, "gilbert")
    assert "setting assume_absent_if_blank" not in cr.choices.blanks(REFERENCE, "hbv")
    for key in choices:
        assert cr.choices.option_key(cr.choices.option_of(key)) == key
    assert list(cr.choices.windows(REFERENCE)) == ["", "none", "lab_window_days"]


# --- where counts are protected -------------------------------------------------------------------------------
