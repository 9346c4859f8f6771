"""A protocol may declare variables outside the dictionary: read, said, checked, written back."""

import pytest
import yaml
from hypothesis import given

import criteria as cr
from tests import protocols, tables

DECLARED = """
variables:
  eosinophils: {kind: number, label: Eosinophils, unit: "%", plausible: [0, 100]}
  histology: {kind: category, label: Histology, values: [squamous, adeno]}
  smoker: {kind: flag, label: Smoker}
limits: {most: {label: at most, unit: "%", value: 5, min: 0, max: 20, step: 1}}
criteria:
- {id: E, number: "1", label: e, text: e, rule: {kind: threshold, value: eosinophils, at_most: {limit: most}}}
- {id: H, number: "2", label: h, text: h, rule: {kind: category, variable: histology, accept: [squamous]}}
- {id: S, number: "3", label: s, text: s, rule: {kind: not, rule: {kind: flag, variable: smoker}}}
"""


@pytest.fixture
def declared():
    return tables.protocol(DECLARED)


def problems(text):
    with pytest.raises(cr.Refused) as refused:
        tables.protocol(text)
    return {(problem.code, problem.subject) for problem in refused.value.problems}


def test_they_are_said_in_their_own_words_and_units(declared):
    said = [cr.sentence(criterion, cr.baseline(declared)) for criterion in declared.criteria]
    assert said == [
        "Eosinophils is at most 5 %.",
        "Histology is squamous.",
        "It is not so that smoker is recorded as yes.",
    ]
    assert cr.label("eosinophils", declared) == "Eosinophils"
    assert cr.review(cr.baseline(declared)) == []


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("eosinophils:", "hb:", ("known-variable", "hb")),
        ("eosinophils:", "patient_id:", ("known-variable", "patient_id")),
        ("kind: number, label: Eosinophils", "kind: number, name: eos, label: E", ("two-names", "eosinophils")),
        ("value: eosinophils", "value: histology", ("wrong-kind", "E")),
        ("variable: smoker", "variable: eosinophils", ("wrong-kind", "S")),
        ("accept: [squamous]", "accept: [Squamous]", ("unknown-value", "H")),
        ('at most, unit: "%"', "at most, unit: g/L", ("wrong-unit", "E")),
        ("value: eosinophils", "value: basophils", ("unknown-variable", "E")),
        ("plausible: [0, 100]", "plausible: [100, 0]", ("not-valid", "variables.eosinophils")),
        ("kind: flag, label: Smoker", "kind: date, label: Smoker", ("not-valid", "variables.smoker")),
    ],
)
def test_a_declaration_that_does_not_fit_is_named(was, becomes, problem):
    assert was in DECLARED
    assert problem in problems(DECLARED.replace(was, becomes, 1))


def test_a_variable_nothing_reads_is_noticed(declared):
    made = cr.editing.without(cr.baseline(declared), "E")
    assert made.protocol.variable("eosinophils") is None
    spare = cr.parse_protocol(
        cr.to_yaml(declared)
        .replace("value: eosinophils", "value: anc")
        .replace("unit: '%'", "unit: 10*9/L", 2)
        .replace("unit: 10*9/L", "unit: '%'", 1)
    )
    assert [(note.code, note.subject) for note in cr.review(cr.baseline(spare))] == [("unused-variable", "eosinophils")]


@given(protocols.protocols)
def test_any_protocol_survives_being_written_as_json(protocol):
    assert cr.parse_protocol(cr.to_json(protocol)) == protocol


def test_a_file_does_not_repeat_the_name_of_a_variable(declared):
    assert "name" not in yaml.safe_load(cr.to_yaml(declared))["variables"]["eosinophils"]
    assert cr.parse_protocol(cr.to_yaml(declared)).digest == declared.digest


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"sex": ["M", "F"]}, "the table holds words, the protocol reads a number"),
        ({"hb": [90, 100]}, "the table holds numbers, the protocol reads a flag"),
        ({"gilbert": ["Y", "N"]}, "2 words of the table are none of: squamous, adeno"),
    ],
)
def test_a_table_that_holds_another_kind_is_a_problem_not_an_assertion(columns, problem):
    """A column in another guise: its name in the table is the name the protocol declares."""
    (name,) = columns
    stands_for = {"sex": "eosinophils", "hb": "smoker", "gilbert": "histology"}[name]
    dataset = tables.dataset(columns)
    held = cr.Dataset("table", 2, {stands_for: dataset.columns[name]})
    with pytest.raises(cr.Refused, match="contradicted-kind") as refused:
        cr.evaluate(cr.MemoryEngine(held), cr.baseline(tables.protocol(DECLARED)))
    assert refused.value.problems[0].message.startswith(problem)


def test_a_table_in_another_unit_is_never_compared(declared):
    column = tables.dataset({"hb": [90, 100]}).columns["hb"]
    other = declared.variables["eosinophils"].model_copy(update={"unit": "10*9/L"})
    held = cr.Dataset("table", 2, {"eosinophils": column}, declared={"eosinophils": other})
    with pytest.raises(cr.Refused, match=r"holds it in 10\*9/L, the protocol reads it in %"):
        cr.evaluate(cr.MemoryEngine(held), cr.baseline(declared))


def test_a_table_without_them_answers_unknown(declared, demonstration_engine):
    results = cr.evaluate(demonstration_engine, cr.baseline(declared))
    assert {row.unknown for row in results.rows} == {1200}
    assert results.potential == 1200


# --- files nobody can mean ------------------------------------------------------------------------------------

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + at)}: &{chr(98 + at)} [" + ",".join([f"*{chr(97 + at)}"] * 9) + "]\n" for at in range(9)
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"x" * 400_000, "too-large"),
        (BOMB.encode(), "too-large"),
        (b"a: " + b"{a: " * 70 + b"}" * 70, "too-deep"),
        (b"a: " + b"[" * 2000, "too-deep"),
        (b"\xff\xfe", "unreadable"),
        (b"", "not-a-protocol"),
        (b"\x00", "not-yaml"),
    ],
    ids=["large", "aliases", "deep", "brackets", "bytes", "empty", "nul"],
)
def test_a_file_nobody_can_mean_is_one_message(content, code):
    with pytest.raises(cr.Refused) as refused:
        cr.protocol_from(content, "a file")
    assert [problem.code for problem in refused.value.problems] == [code]
