"""Variables outside the dictionary, declared in a form: checked all at once, read by criteria, taken back."""

import pytest

import criteria as cr
from criteria.model.problems import Refused
from criteria.text.declaring import (
    Filled,
    in_words,
    quantities,
    readers_of,
    variable_of,
    with_variable,
    without_variable,
)

EOS = Filled("number", "Eosinophils", unit="10*9/L", low=0, high=50)


def codes(filled, taken=()):
    with pytest.raises(Refused) as caught:
        variable_of(filled, taken)
    return [(each.code, each.subject) for each in caught.value.problems]


def with_criterion_on(draft, name):
    rule = {"kind": "threshold", "value": name, "at_least": 1}
    return cr.editing.with_criterion(draft, cr.editing.new_criterion(draft.protocol, rule))


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        (EOS, "a number in ×10⁹/L, plausible from 0 to 50"),
        (Filled("number", "Score", low=0, high=9, whole=True), "a whole number, plausible from 0 to 9"),
        (
            Filled("number", "Iron", quantity="mass", unit="from before", low=1, high=9),
            "a number in kg, plausible",
        ),
        (Filled("category", "Arm", words=(" A ", "B", "")), "one of A, B"),
        (Filled("category", "Ward"), "any word"),
        (Filled("flag", "Smoker"), "yes or no"),
        (Filled("days", "Days since surgery"), "a number in days, plausible from 0 to 36525"),
    ],
)
def test_each_kind_is_declared(filled, words):
    assert in_words(variable_of(filled)).startswith(words)


def test_a_name_is_made_from_the_label_and_is_free():
    assert variable_of(EOS).name == "eosinophils"
    assert variable_of(EOS, ["eosinophils"]).name == "eosinophils_2"
    assert variable_of(Filled("flag", "Age")).name == "age_2", "the dictionary's names are taken"


def test_everything_wrong_is_told_at_once():
    assert codes(Filled("number", " ", name="1st", quantity="love")) == [
        ("missing", "label"),
        ("not-a-name", "name"),
        ("unknown-option", "quantity"),
        ("missing", "plausible"),
    ]
    assert codes(Filled("number", "Hb", name="hb", low=9, high=1)) == [
        ("in-dictionary", "hb"),
        ("out-of-range", "plausible"),
    ]
    assert codes(Filled("number", "Steps", low=0.5, high=9, whole=True)) == [("out-of-range", "plausible")]
    assert codes(Filled("category", "Arm", name="arm", words=("A", "a")), ["arm"]) == [
        ("declared-twice", "arm"),
        ("duplicate-word", "a"),
    ]
    assert codes(Filled("category", "Arm", words=("A",))) == [("missing", "words")]
    assert codes(Filled("guess", "Arm")) == [("unknown-option", "kind")]
    assert codes(Filled("flag", "x" * 61, name="x")) == [("too-long", "label")]


def test_every_quantity_of_the_dictionary_can_be_declared():
    for name in quantities():
        assert variable_of(Filled("number", "Some", quantity=name, low=0, high=1)).quantity == name


def test_a_declared_variable_is_read_written_and_opened_again(reference):
    draft = with_variable(cr.baseline(reference), variable_of(EOS))
    assert draft.protocol.variable("eosinophils") == variable_of(EOS)
    made = with_criterion_on(draft, "eosinophils").protocol
    assert cr.protocol_from(cr.to_yaml(made).encode(), "x.yaml") == made
    assert cr.sentence(made.criteria[-1], cr.baseline(made)) == "Eosinophils is at least 1 ×10⁹/L."


def test_what_was_switched_and_set_stays(reference):
    before = cr.scenario(reference, {"hb_min": 100}, ["C02_age"])
    after = with_variable(before, variable_of(EOS))
    assert (after.limits, after.off) == (before.limits, before.off)


def test_only_what_nothing_reads_is_taken_back(reference):
    draft = with_criterion_on(with_variable(cr.baseline(reference), variable_of(EOS)), "eosinophils")
    reader = draft.protocol.criteria[-1].id
    assert readers_of(draft.protocol, "eosinophils") == (reader,)
    with pytest.raises(Refused, match="The change") as caught:
        without_variable(draft, "eosinophils")
    assert reader in caught.value.problems[0].message
    unread = with_variable(cr.baseline(reference), variable_of(EOS))
    assert without_variable(unread, "eosinophils").protocol == reference


def test_a_name_is_declared_once(reference):
    draft = with_variable(cr.baseline(reference), variable_of(EOS))
    with pytest.raises(Refused) as caught:
        with_variable(draft, variable_of(EOS))
    assert [each.code for each in caught.value.problems] == ["declared-twice"]
