"""A protocol file is refused with all its problems at once, and what is read can be written back."""

import json

import pytest
import yaml
from hypothesis import given

import criteria as cr
from tests import protocols
from tests.conftest import DEMO_DATA

FIRST = ("criteria", 0, "rule")


def refusal(text):
    with pytest.raises(cr.Refused) as refused:
        cr.parse_protocol(text, "trial.yaml")
    return refused.value


ONE_MISTAKE = [
    # what is changed, and the code, the subject and a part of the message that must come of it
    (("criteria", 1, "rule", "at_least", {"limit": "anc_max"}), "unknown-limit", "anc_max", "ast_max"),
    (("criteria", 3, "rule", "stale", {"setting": "old"}), "unknown-setting", "old", "there are: blank, mode, stale"),
    (("criteria", 5, "rule", "setting", "modus"), "unknown-setting", "modus", "there are"),
    (("criteria", 1, "group", "BLOOD"), "unknown-group", "BLOOD", "no group of this id"),
    (("criteria", 1, "id", "SEX"), "duplicate-id", "SEX", "more than once"),
    (("criteria", 1, "id", "LABS"), "duplicate-id", "LABS", "more than once"),
    (("criteria", 0, "rule", "variable", "gender"), "unknown-variable", "SEX", "`gender` is not in the dictionary"),
    (("criteria", 1, "rule", "value", "neutrophils"), "unknown-variable", "ANC", "`neutrophils`"),
    (("criteria", 1, "rule", "value", "sex"), "wrong-kind", "ANC", "`sex` is a category"),
    (("criteria", 0, "rule", "variable", "hb"), "wrong-kind", "SEX", "`hb` is a number"),
    (("criteria", 4, "rule", "variable", "sex"), "wrong-kind", "GILBERT", "`sex` is a category"),
    (("criteria", 0, "rule", "accept", ["W"]), "unknown-value", "SEX", "`W` is no value of `sex`; there are: M, F"),
    (("criteria", 0, "rule", "undecided", ["X"]), "unknown-value", "SEX", "`X`"),
    (("criteria", 1, "rule", "value", "hb"), "wrong-unit", "ANC", "anc_min is in 10*9/L, but what it limits is in g/L"),
    (("criteria", 1, "rule", "at_least", {"limit": "ast_max"}), "wrong-unit", "ANC", "ast_max is in xULN"),
    (("criteria", 2, "rule", "at_most", {"limit": "anc_min"}), "wrong-unit", "AST", "but what it limits is in xULN"),
    (("criteria", 3, "rule", "within", {"limit": "anc_min"}), "wrong-unit", "FRESH", "is in d"),
    (("limits", "anc_min", "value", 3), "out-of-range", "anc_min", "value 3.0 is outside 0 to 2"),
    (("limits", "anc_min", "value", 0.7), "off-grid", "anc_min", "is no step of 0.5 from 0"),
    (("limits", "anc_min", "min", 5), "empty-range", "anc_min", "min 5 is above max 2"),
    (("settings", "stale", "value", "old"), "unknown-option", "stale", "old is not one of: unknown, fail"),
    (("settings", "blank", "value", ["lungs"]), "unknown-option", "blank", "is not one of: gilbert, hbv"),
    (("criteria", 3, "rule", "stale", "maybe"), "unknown-option", "FRESH", "maybe is not one of: unknown, fail"),
    (("criteria", 3, "rule", "stale", {"setting": "mode"}), "unknown-option", "FRESH", "stale: one is not one of"),
    (
        ("criteria", 2, "rule", "value", "fallback", "always"),
        "unknown-option",
        "AST",
        "fallback: always is not one of: none, defaults",
    ),
    (("settings", "mode", "options", "three", "3"), "unmatched-option", "MODE", "mode: three has no rule"),
    (
        ("criteria", 5, "rule", "choices", "three", {"kind": "screening"}),
        "unmatched-option",
        "MODE",
        "three is no option of the setting",
    ),
    (
        (*FIRST, {"kind": "not", "rule": {"kind": "screening"}}),
        "nested",
        "SEX",
        "kind: screening must be the outermost rule",
    ),
    ((*FIRST, {"kind": "threshold", "value": "anc"}), "not-valid", "SEX.rule", "exactly one of at_least"),
    (
        (*FIRST, {"kind": "threshold", "value": "anc", "at_least": 1, "at_most": 2}),
        "not-valid",
        "SEX.rule",
        "for both, use kind: range",
    ),
    ((*FIRST, {"kind": "range", "value": "anc", "at_least": 1}), "not-valid", "SEX.rule.at_most", "is missing"),
    ((*FIRST, {"kind": "guess"}), "not-valid", "SEX.rule", "guess"),
    ((*FIRST, "accept", []), "not-valid", "SEX.rule.accept", "at least 1"),
    ((*FIRST, "colour", "red"), "not-valid", "SEX.rule.colour", "no field here"),
    (("criteria", 0, "colour", "red"), "not-valid", "SEX.colour", "no field here"),
    (("criteria", 0, "id", "1 first"), "not-valid", "1 first.id", "begins with a letter"),
    (("criteria", 0, "id", None), "not-valid", "criterion 1.id", "is missing"),
    (("limits", "anc_min", "step", 0), "not-valid", "limits.anc_min.step", "more than 0"),
    (("limits", "anc_min", "value", "one"), "not-valid", "limits.anc_min.value", "number"),
    (("title", None), "not-valid", "title", "is missing"),
    (("criteria", []), "not-valid", "criteria", "at least 1"),
    (("scope", "everything"), "not-valid", "scope", "inclusion criteria only"),
]


@pytest.mark.parametrize(("change", "code", "subject", "message"), ONE_MISTAKE, ids=lambda value: str(value)[:40])
def test_a_mistake_is_named_with_its_place_and_its_remedy(change, code, subject, message):
    problems = refusal(protocols.changed(change)).problems
    assert {problem.subject for problem in problems if problem.code == code} == {subject}
    assert message in next(problem.message for problem in problems if problem.code == code)


def test_the_small_protocol_itself_is_right():
    assert [each.id for each in cr.parse_protocol(protocols.SMALL).criteria] == [
        "SEX", "ANC", "AST", "FRESH", "GILBERT", "MODE",
    ]  # fmt: skip


@pytest.mark.parametrize("when", [{"kind": "screening"}, {"kind": "flag", "variable": "hbv"}])
def test_an_implication_inside_another_rule_is_refused(when):
    inner = {"kind": "implication", "when": {"kind": "flag", "variable": "hbv"}, "then": when}
    problems = refusal(protocols.changed((*FIRST, {"kind": "all_of", "rules": [inner]}))).problems
    assert {problem.code for problem in problems} == {"nested"}


def test_an_implication_documented_at_screening_or_chosen_by_a_setting_is_outermost_enough(reference):
    assert reference.criterion("C11_pregnancy").rule.kind == "by_setting"


def test_the_sex_of_a_clearance_is_a_word_and_its_age_a_number():
    value = {"kind": "creatinine_clearance", "measured": "crcl_measured", "creatinine": "creatinine", "age": "sex",
             "weight": "weight", "height": "height", "sex": "age"}  # fmt: skip
    rule = {"kind": "threshold", "value": value, "at_least": 50}
    problems = refusal(protocols.changed((*FIRST, rule))).problems
    assert {(each.code, each.message.split("`")[1]) for each in problems} == {
        ("wrong-kind", "sex"), ("wrong-kind", "age"),
    }  # fmt: skip


def test_all_problems_are_told_at_once():
    structure = protocols.changed(
        ("criteria", 1, "rule", "at_least", {"limit": "nothing"}),
        ("criteria", 2, "group", "NOWHERE"),
        ("criteria", 3, "rule", "stale", {"setting": "nobody"}),
        ("criteria", 4, "id", "SEX"),
        ("criteria", 0, "rule", {"kind": "threshold", "value": "anc"}),
        ("title", None),
    )
    assert {problem.code for problem in refusal(structure).problems} == {
        "not-valid", "unknown-limit", "unknown-setting", "unknown-group", "duplicate-id",
    }  # fmt: skip
    sense = protocols.changed(
        ("limits", "anc_min", "value", 9),
        ("settings", "stale", "value", "old"),
        ("criteria", 0, "rule", "variable", "gender"),
        ("criteria", 1, "rule", "value", "hb"),
        ("criteria", 4, "rule", {"kind": "not", "rule": {"kind": "screening"}}),
    )
    assert {problem.code for problem in refusal(sense).problems} == {
        "out-of-range", "unknown-option", "unknown-variable", "wrong-unit", "nested",
    }  # fmt: skip


def test_the_refusal_is_a_readable_table():
    text = protocols.changed(("criteria", 1, "group", "BLOOD"), ("criteria", 4, "id", "SEX"))
    assert str(refusal(text)).splitlines() == [
        "trial.yaml cannot be used (2 problems)",
        "  unknown-group  BLOOD  no group of this id under groups",
        "  duplicate-id   SEX    used more than once; every criterion and group needs its own id",
    ]


NO_VALUES = ["2024-13-45", "!!int abc", "!!timestamp x", "!!float abc", "!!bool maybe", "9" * 5_000]  # none is a value


@pytest.mark.parametrize(
    ("text", "code", "subject"),
    [
        ("a: [1, 2", "not-yaml", "line 1"),
        ("id: X\n\ttitle: tab", "not-yaml", "line 2"),
        ("a: \x01", "not-yaml", "file"),
        ("!!python/object/apply:os.getcwd []", "not-yaml", "line 1"),
        *((f"at_least: {wrong}", "not-yaml", "file") for wrong in NO_VALUES),
        ("", "not-a-protocol", "file"),
        ("- a\n- b", "not-a-protocol", "file"),
        ("just text", "not-a-protocol", "file"),
        ("42", "not-a-protocol", "file"),
    ],
)
def test_what_is_no_protocol_at_all_is_refused(text, code, subject):
    (problem,) = refusal(text).problems
    assert (problem.code, problem.subject) == (code, subject)


@pytest.mark.parametrize(
    "text", ["criteria: 3", "limits: []", "criteria: {a: b}", "groups: {}", "criteria: [1, null]", "limits: {x: 1}"]
)
def test_any_other_shape_is_refused_with_its_problems(text):
    assert {problem.code for problem in refusal(text).problems} == {"not-valid"}


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    for path, words in ((tmp_path / "missing.yaml", "no such file"), (tmp_path, "is a directory")):
        with pytest.raises(cr.Refused) as refused:
            cr.read_protocol(path)
        (problem,) = refused.value.problems
        assert problem.code == "unreadable"
        assert words in problem.message
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("title: M\xfcnchen".encode("latin-1"))
    with pytest.raises(cr.Refused, match="not UTF-8 text"):
        cr.read_protocol(latin)


def test_json_is_read_too(tmp_path):
    path = tmp_path / "trial.json"
    path.write_text(json.dumps(yaml.safe_load(protocols.SMALL)), encoding="utf-8")
    assert cr.read_protocol(path) == cr.parse_protocol(protocols.SMALL)


# --- written back ---------------------------------------------------------------------------------------------


def test_the_reference_protocol_survives_being_written_and_read(reference):
    again = cr.parse_protocol(cr.to_yaml(reference))
    assert again == reference
    assert again.digest == reference.digest
    assert cr.to_yaml(again) == cr.to_yaml(reference)


@given(protocols.protocols)
def test_any_protocol_survives_being_written_and_read(protocol):
    assert cr.parse_protocol(cr.to_yaml(protocol)) == protocol


@given(protocols.contents)
def test_reading_loses_nothing_that_was_written(content):
    written = yaml.safe_load(cr.to_yaml(cr.parse_protocol(yaml.safe_dump(content))))
    assert written == json.loads(json.dumps(content))


# --- the schema -----------------------------------------------------------------------------------------------


def test_the_schema_knows_every_part_of_the_reference_file():
    schema = cr.json_schema()
    content = yaml.safe_load((DEMO_DATA / "NCT05616468.yaml").read_text(encoding="utf-8"))
    assert set(content) <= set(schema["properties"])
    assert set(schema["required"]) <= set(content)
    definitions = schema["$defs"]
    for name, items in (("Limit", content["limits"].values()), ("Setting", content["settings"].values()),
                        ("Group", content["groups"]), ("Criterion", content["criteria"])):  # fmt: skip
        for item in items:
            assert set(item) <= set(definitions[name]["properties"])
            assert set(definitions[name]["required"]) <= set(item)


def test_the_schema_knows_every_rule_of_the_reference_file():
    by_kind = {
        definition["properties"]["kind"]["const"]: definition
        for definition in cr.json_schema()["$defs"].values()
        if "kind" in definition.get("properties", {}) and "label" not in definition["properties"]  # no variable
    }

    def check(part):
        if isinstance(part, dict):
            if "kind" in part:
                known = by_kind[part["kind"]]
                assert set(part) <= set(known["properties"])
                assert set(known.get("required", ())) <= set(part)
                assert known["additionalProperties"] is False
            for item in part.values():
                check(item)
        elif isinstance(part, list):
            for item in part:
                check(item)

    check(yaml.safe_load((DEMO_DATA / "NCT05616468.yaml").read_text(encoding="utf-8"))["criteria"])


def test_the_schema_can_be_exported_as_json():
    assert json.loads(json.dumps(cr.json_schema())) == cr.json_schema()


# --- what has the right structure and still cannot be evaluated --------------------------------------------------


NOT_TO_BE_EVALUATED = {
    "a group without parts": protocols.changed(
        ("criteria", 1, "group", None), ("criteria", 2, "group", None)
    ),
    "no limit where a comparison needs one": protocols.changed(
        ("limits", "anc_min", {"label": "l", "unit": "10*9/L", "value": "~", "min": 0, "max": 2, "step": 1})
    ).replace("value: '~'", "value: null\n    optional: true"),
    "a choice of rules by a setting of many options": protocols.changed(("settings", "mode", "value", ["one"])),
    "blanks closed by a setting of one option": protocols.changed(
        ("settings", "blank", {"label": "b", "options": {"not_gilbert": "n", "hbv": "h"}, "value": "not_gilbert"})
    ),
    "a limit that is no number": protocols.changed(("criteria", 1, "rule", "at_least", float("nan"))),
    "a limit named twice": protocols.SMALL.replace(
        "settings:\n", "  anc_min: {label: again, unit: 10*9/L, value: 2, min: 0, max: 2, step: 1}\nsettings:\n"
    ),
    "a part that holds itself": protocols.SMALL.replace(
        "rule: {kind: category, variable: sex, accept: [F]}", "rule: &a {kind: not, rule: *a}"
    ),
    "a range without end": protocols.changed(("limits", "anc_min", "max", float("inf"))),
}  # fmt: skip


@pytest.mark.parametrize("what", NOT_TO_BE_EVALUATED)
def test_a_protocol_that_cannot_be_evaluated_is_refused_when_it_is_read(what):
    with pytest.raises(cr.Refused):
        cr.parse_protocol(NOT_TO_BE_EVALUATED[what])


def test_no_text_of_the_reference_protocol_is_cut(reference):
    """A ` #` begins a comment in YAML: 9a ended at it once."""
    text = (DEMO_DATA / "NCT05616468.yaml").read_text(encoding="utf-8")
    written = [line.split("text: ", 1)[1].strip().strip('"') for line in text.splitlines() if " text: " in line]
    read = " ".join(" ".join(each.text.split()) for each in (*reference.criteria, *reference.groups))
    for each in written:
        if not each.startswith((">", "|")):
            assert each in read, each


NAME_VALUE = "needs to be `name: value` lines"
MISFITS = [
    # what is written where, and the place and the words of the refusal
    (("criteria", 1, "rule", "kind", "treshold"), "ANC.rule", "kind: `treshold` is none of: threshold, range"),
    (("criteria", 1, "rule", "at_least", "abc"), "ANC.rule.at_least", "needs to be a number or `{limit: NAME}`"),
    (("criteria", 1, "rule", "at_least", {"limt": "anc_min"}), "ANC.rule.at_least.limit", "is missing; add it"),
    (("criteria", 1, "rule", "value", {"variable": "ast"}), "ANC.rule.value", "needs `kind`, one of: times_uln"),
    (("criteria", 2, "rule", "value", {"kind": "xuln"}), "AST.rule.value", "kind: `xuln` is none of: times_uln"),
    (("criteria", 0, "rule", {"accept": ["F"]}), "SEX.rule", "needs `kind`, one of: all_of, any_of, by_setting"),
    (("criteria", 0, "rule", "accept", []), "SEX.rule.accept", "needs at least 1 of them"),
    (("criteria", 0, "rule", "accept", "F"), "SEX.rule.accept", "needs to be a list"),
    (("criteria", 0, "rule", "all"), "SEX.rule", NAME_VALUE),
    (("criteria", 0, "label", 3), "SEX.label", "needs to be text (put a number or a word such as yes into quotes)"),
    (("criteria", 0, "id", "1 x"), "1 x.id", "needs to be a name of letters, digits and _ that begins with a letter"),
    (("criteria", 0, "absent", "maybe"), "SEX.absent", "needs to be one of: unknown, deferred"),
    (("criteria", 0, "text", None), "SEX.text", "is missing; add it"),
    (
        ("criteria", 4, "rule", "blank_is_no", "x"),
        "GILBERT.rule.blank_is_no",
        "needs to be true or false or `{setting: ",
    ),
    (("limits", "anc_min", "value", "a lot"), "limits.anc_min.value", "needs to be a number"),
    (("limits", "anc_min", "colour", "red"), "limits.anc_min.colour", "is no field here; correct its name or take it"),
    (("limits", [1]), "limits", NAME_VALUE),
    (("title", None), "title", "is missing; add it"),
    (("variables", {"x": {"kind": "numbr"}}), "variables.x", "kind: `numbr` is none of: number, category, flag"),
    (("variables", {"x": {"label": "y"}}), "variables.x", "needs `kind`, one of: number, category, flag"),
]


@pytest.mark.parametrize(("change", "place", "words"), MISFITS)
def test_what_does_not_fit_is_said_in_words_with_its_place(change, place, words):
    with pytest.raises(cr.Refused) as refused:
        cr.parse_protocol(protocols.changed(change))
    found = [(each.subject, each.message) for each in refused.value.problems if each.code == "not-valid"]
    assert any(subject == place and message.startswith(words) for subject, message in found), found
    for library in ("tagged-union", "Input should", "LimitRef.", "value.str", "function-", "float", "threshold.value"):
        assert all(library not in f"{subject} {message}" for subject, message in found)
