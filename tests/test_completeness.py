"""Nothing is forgotten: each kind of rule has a chapter, each variable its words, each public name a docstring."""

import ast
import inspect
from pathlib import Path

import pytest
import yaml

import criteria as cr
from tests.conftest import DEMO_DATA

CHAPTERS = Path(__file__).parent / "spec"
SETTINGS = yaml.safe_load((DEMO_DATA / "NCT05616468.yaml").read_text(encoding="utf-8"))["settings"]


def kinds():
    """Every `kind` a protocol file may name in a rule, as its schema tells."""
    found = {
        definition["properties"]["kind"]["const"]
        for definition in cr.json_schema()["$defs"].values()
        if "const" in definition.get("properties", {}).get("kind", {}) and "label" not in definition["properties"]
    }
    assert len(found) >= 14
    return sorted(found)


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_of_rule_has_a_chapter_of_the_specification(kind):
    chapter = CHAPTERS / f"test_{kind}.py"
    assert chapter.exists(), f"write {chapter.name}"
    tree = ast.parse(chapter.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a chapter begins with the rule in one sentence"
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    assert any("spec" in [argument.arg for argument in test.args.args] for test in tests)


@pytest.mark.parametrize("variable", cr.DICTIONARY.values(), ids=cr.DICTIONARY)
def test_every_variable_has_a_label_and_every_number_a_unit_and_a_range(variable):
    assert variable.label
    assert cr.label(variable.name) == variable.label
    if variable.kind == "number":
        assert variable.unit
        assert variable.plausible[0] < variable.plausible[1]
    assert variable.name == variable.name.lower()


def test_every_variable_is_either_read_by_the_protocol_or_describes_the_patient(reference):
    read = {name for criterion in reference.criteria for name in cr.variables_read(criterion)}
    describes = {"site", "country", "race", "hbv", "bone_mets", "lung_mets"}
    of_other_trials = {
        "kps",
        "wbc",
        "albumin",
        "calcium",
        "glucose",
        "urea",
        "urate",
        "creatinine_uln",
        "creatinine_xuln",
    }
    of_other_trials |= {f"{name}{end}" for name in ("alp", "ggt", "ldh") for end in ("", "_uln", "_xuln")}
    assert set(cr.DICTIONARY) - read == describes | of_other_trials
    assert read <= set(cr.DICTIONARY)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_a_table_in_the_specification(name):
    chapters = "".join(path.read_text(encoding="utf-8") for path in CHAPTERS.glob("test_*.py"))
    assert f"{name}=" in chapters


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name in SETTINGS for option in SETTINGS[name]["options"]]
)
def test_every_option_of_every_setting_evaluates_and_is_said(reference, demonstration_engine, name, option):
    scenario = cr.scenario(reference, {name: [option] if reference.settings[name].many else option})
    results = cr.evaluate(demonstration_engine, scenario)
    assert results.eligible + results.potential + results.excluded == results.patients
    assert all(cr.sentence(criterion, scenario) for criterion in reference.criteria)


def test_every_limit_of_the_protocol_moves_some_criterion(reference):
    """Each limit is used by a criterion, and its smallest and largest value give different rules."""
    for name, limit in reference.limits.items():
        users = [each for each in reference.criteria if name in cr.limits_used(each)]
        assert users, name
        low, high = (cr.scenario(reference, {name: end}) for end in (limit.min, limit.max))
        assert all(low.rule(each) != high.rule(each) for each in users), name


def test_every_criterion_and_limit_can_be_found_in_the_worked_patients(reference):
    cases = yaml.safe_load((Path(__file__).parent / "clinical_cases.json").read_text(encoding="utf-8"))
    assert {name for case in cases["cases"] for name in case["expect_all"]} == {each.id for each in reference.criteria}
    assert set(cases["default_params"]) <= set(reference.limits) | set(reference.settings)
    assert set(reference.limits) <= set(cases["default_params"])
    assert set(cases["baseline_patient"]) <= set(cr.DICTIONARY)


def test_the_front_door_lists_exactly_what_it_opens():
    public = {name for name, value in vars(cr).items() if not name.startswith("_") and not inspect.ismodule(value)}
    assert set(cr.__all__) == public
    assert len(cr.__all__) == len(set(cr.__all__))


@pytest.mark.parametrize("name", sorted(set(cr.__all__) - {"DICTIONARY", "MEASURES"}))
def test_every_public_name_has_a_docstring_of_its_own(name):
    thing = getattr(cr, name)
    own = vars(thing).get("__doc__") if inspect.isclass(thing) else thing.__doc__
    assert own
    assert not own.startswith(f"{name}("), "a docstring that dataclass made up is no docstring"


@pytest.mark.parametrize("name", sorted(cr.__all__))
def test_every_public_method_has_a_docstring(name):
    thing = getattr(cr, name)
    if inspect.isclass(thing):
        own = {key: value for key, value in vars(thing).items() if not key.startswith("_") and key != "model_config"}
        functions = {k: v for k, v in own.items() if inspect.isfunction(v) or isinstance(v, property)}
        assert all(value.__doc__ or key == "model_post_init" for key, value in functions.items()), name


def test_every_measure_of_the_chart_is_explained(demonstration_engine, reference):
    shown = cr.disclose(cr.evaluate(demonstration_engine, cr.baseline(reference)), cr.Mode.EXACT)
    assert set(cr.MEASURES) == set(cr.Measure)
    for measure, text in cr.MEASURES.items():
        assert text.label
        assert text.explanation.endswith(".")
        assert hasattr(shown.rows[0], measure.value)


def test_every_test_is_in_a_file_named_after_what_it_tests():
    rooms = {path.name for path in Path(cr.__file__).parent.iterdir() if path.is_dir() and path.name[0] not in "._"}
    folders = {path.name for path in Path(__file__).parent.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert rooms <= folders
    assert folders <= rooms | {"spec", "pages", "browser", "javascript"}
