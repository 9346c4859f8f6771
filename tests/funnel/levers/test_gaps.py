"""What is said to be decided is decided whatever the values are: they are tried, one patient at a time."""

import json
from itertools import combinations, islice, product
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import criteria as cr
from criteria.data.dataset import Numbers, Words
from criteria.funnel.levers.gaps import PAIRS, Gap, gaps
from criteria.funnel.levers.lever import Seen
from criteria.model.criterion import parts
from tests import naive, populations, protocols, tables
from tests.conftest import REFERENCE

NUMBERS = (0.01, 0.5, 1, 1.4, 2, 2.5, 18, 41, 50, 75, 365, 1e5)
MOST_TRIED = 200
CASES = json.loads((Path(__file__).parents[2] / "clinical_cases.json").read_text(encoding="utf-8"))


# --- every definite value of a patient's open entries ---------------------------------------------------------


class Patient:
    """One patient of a table under a scenario, whose open entries can be filled in, slowly."""

    def __init__(self, dataset, scenario, at=0):
        self.entries = naive.patients_of(dataset)[at]
        self.scenario = scenario
        self.on = [each for each in scenario.protocol.criteria if each.id not in scenario.off]
        self.before = {each.id: naive.verdict(each, scenario, self.entries) for each in self.on}
        self.parts = [part for each in self.on for part in parts(scenario.rule(each))]

    @property
    def potential(self):
        return naive.status(list(self.before.values())) == "potential"

    def decided(self, names, most=None):
        """Whether no choice of values leaves the patient potential; of `most` choices, where there are many."""
        open_ = {name: values for name in names if (values := self.values(name)) is not None}
        renewed = [other for name in open_ if self.stale(name) for other in self.inside(name) if other not in open_]
        open_ |= {other: self.definite(other) for other in renewed if self.entries.get(other) in self.definite(other)}
        return not any(
            self.status(dict(zip(open_, chosen, strict=True))) == "potential"
            for chosen in islice(product(*open_.values()), most)
        )

    def status(self, filled):
        entries = self.entries | filled
        return naive.status([self.verdict(each, entries) for each in self.on])

    def verdict(self, criterion, entries):
        left = criterion.absent == "deferred" and self.before[criterion.id] == "deferred"
        return "deferred" if left else naive.verdict(criterion, self.scenario, entries)

    def values(self, name):
        """Every value an entry may turn out to have; None where it is not open."""
        now = self.entries.get(name)
        if self.windows(name):
            old = [(1e5, 1e5)] if all(each.stale == "fail" for each in self.windows(name)) else []
            return [(0, 0), *old] if now is None or now[0] < now[1] or self.stale(name) else None
        if isinstance(now, tuple):
            within = sorted({*now, *(each for each in NUMBERS if now[0] < each < now[1])})
            return [(each, each) for each in within] if now[0] < now[1] else None
        return self.definite(name) if now is None or now in self.undecided(name) else None

    def definite(self, name):
        if name in self.worded():
            return [word for word in self.worded()[name] if word not in self.undecided(name)]
        return [(each, each) for each in NUMBERS]

    def worded(self):
        words = {part.variable: ("Y", "N") for part in self.parts if part.kind == "flag"}
        for part in self.parts:
            if part.kind == "category":
                words[part.variable] = tuple(dict.fromkeys([*part.accept, "another", *part.undecided]))
        return words | {"sex": ("M", "F")}

    def undecided(self, name):
        return {w for part in self.parts if part.kind == "category" and part.variable == name for w in part.undecided}

    def windows(self, name):
        return [each for each in self.parts if each.kind == "recency" and each.age == name and each.within is not None]

    def stale(self, name):
        now = self.entries.get(name)
        return now is not None and any(now[0] > each.within and each.stale != "fail" for each in self.windows(name))

    def inside(self, name):
        """Variables read inside a window alone: what is read outside too stays as it is."""
        inner = [part for each in self.windows(name) if each.rule for part in parts(each.rule)]
        outer = [part for part in self.parts if part not in inner]
        return {n for part in inner for n in part.reads()} - {n for part in outer for n in part.reads()}


def nothing_refuted(found, patient):
    assert found.potential == patient.potential
    for gap in (*found.singles, *found.pairs):
        assert gap.decided in (0, found.potential), gap
        assert not gap.decided or patient.decided(gap.variables, MOST_TRIED), gap


@settings(max_examples=80)
@given(st.data(), protocols.protocols, populations.patients)
def test_no_decision_is_refuted_under_any_protocol(engine_of, data, protocol, patient):
    dataset, scenario = tables.of_patients([patient]), populations.scenario(data, protocol)
    nothing_refuted(gaps(engine_of(dataset), scenario), Patient(dataset, scenario))


almost_eligible = st.dictionaries(
    st.sampled_from([name for name in CASES["baseline_patient"] if name in populations.TRIED]), st.none(), min_size=1
)
changed_entries = st.sampled_from(
    [
        {},
        {"target_specimen_age_days": 1000},
        {"target_result": "indeterminate"},
        {"labs_age_days": 100},
        {"anc": "<1.5"},
    ]
)


@settings(max_examples=40)
@given(st.data(), almost_eligible, changed_entries)
def test_no_decision_is_refuted_under_the_reference_protocol(engine_of, data, blank, entries):
    dataset = tables.of_patients([CASES["baseline_patient"] | entries | blank])
    scenario = cr.scenario(REFERENCE, data.draw(populations.changes(REFERENCE, 2)))
    nothing_refuted(gaps(engine_of(dataset), scenario), Patient(dataset, scenario))


# --- where each variable is read once, nothing that is decided is overlooked either ---------------------------

DECLARED = {
    "flag": {"kind": "flag", "label": "a flag"},
    "number": {"kind": "number", "label": "a number", "plausible": [0, 1e6]},
    "age": {"kind": "number", "label": "an age", "plausible": [0, 1e6]},
}
ENTRIES = {  # of numbers, an interval; of flags, a code
    "flag": [-1, -1, 0, 1],
    "number": [(np.nan, np.nan), (np.nan, np.nan), (0.5, 0.5), (2, 2), (0.5, 2)],
    "age": [(np.nan, np.nan), (3, 3), (30, 30), (3, 30)],
}


class Rules:
    """Draws rules, each of whose variables is a new one."""

    def __init__(self, draw):
        self.draw = draw
        self.variables = {}

    def new(self, kind):
        name = f"{kind}{len(self.variables)}"
        self.variables[name] = DECLARED[kind]
        return name

    def tree(self, depth, window=True):
        """A rule of a few comparisons. No window stands inside another."""
        kinds = ["flag", "number"]
        if depth:
            kinds += ["all_of", "any_of", "conditional", "not", *(["recency"] if window else [])]
        match self.draw(st.sampled_from(kinds)):
            case "flag":
                return {"kind": "flag", "variable": self.new("flag")}
            case "number":
                side = self.draw(st.sampled_from(["at_least", "at_most"]))
                return {"kind": "threshold", "value": self.new("number"), side: 1}
            case "recency":
                stale, rule = self.draw(st.sampled_from(["unknown", "fail"])), self.tree(depth - 1, window=False)
                return {"kind": "recency", "age": self.new("age"), "within": 14, "stale": stale, "rule": rule}
            case "not":
                return {"kind": "not", "rule": self.tree(depth - 1, window)}
            case "conditional":
                return {"kind": "conditional"} | {
                    part: self.tree(depth - 1, window) for part in ("when", "then", "otherwise")
                }
            case kind:
                return {"kind": kind, "rules": [self.tree(depth - 1, window) for _ in range(2)]}

    def criterion(self):
        match self.draw(st.sampled_from(["plain", "plain", "implication", "screening"])):
            case "plain":
                return self.tree(2)
            case "screening":
                return {"kind": "screening", "documented": self.tree(1)}
            case _:
                shows = self.draw(st.booleans())
                inner = {"when": self.tree(1), "then": self.tree(1)}
                return {"kind": "implication", "failure_shows_it_applies": shows} | inner


@st.composite
def read_once(draw):
    """A protocol that reads each variable once, and a table of a few patients for it."""
    rules = Rules(draw)
    criteria = [
        {"id": f"C{at}", "number": "1", "label": "c", "text": "c", "rule": rules.criterion()}
        for at in range(draw(st.integers(1, 3)))
    ]
    content = {"id": "ONCE", "title": "each once", "variables": rules.variables, "criteria": criteria}
    patients = draw(st.integers(1, 4))
    columns = {name: column(draw, name, patients) for name in rules.variables}
    return cr.parse_protocol(yaml.safe_dump(content)), cr.Dataset("made", patients, columns)


def column(draw, name, patients):
    kind = name.rstrip("0123456789")
    entries = draw(st.lists(st.sampled_from(ENTRIES[kind]), min_size=patients, max_size=patients))
    if kind == "flag":
        return Words(np.array(entries, dtype=np.int8), ("N", "Y"))
    low, high = np.array(entries, dtype=float).T
    return Numbers(low, high)


@settings(max_examples=150)
@given(read_once())
def test_every_decision_is_found_where_each_variable_is_read_once(engine_of, made):
    protocol, dataset = made
    scenario = cr.baseline(protocol)
    found = gaps(engine_of(dataset), scenario)
    everyone = (Patient(dataset, scenario, at) for at in range(dataset.patients))
    potential = [patient for patient in everyone if patient.potential]
    assert found.potential == len(potential)
    for gap in (*found.singles, *found.pairs):
        assert gap.decided == sum(patient.decided(gap.variables) for patient in potential), gap
    assert {name for (name,) in (gap.variables for gap in found.singles)} == set(protocol.variables_read)
    assert found.missing == {
        name: sum(patient.entries[name] is None for patient in potential) for name in protocol.variables_read
    }


@given(read_once())
def test_the_best_pairs_are_listed(engine_of, made):
    protocol, dataset = made
    scenario = cr.baseline(protocol)
    found = gaps(engine_of(dataset), scenario)
    potential = [each for at in range(dataset.patients) if (each := Patient(dataset, scenario, at)).potential]
    lacking = [n for n in protocol.variables_read if any(each.values(n) is not None for each in potential)]
    expected = [sum(each.decided(pair) for each in potential) for pair in combinations(lacking, 2)]
    assert [gap.decided for gap in found.pairs] == sorted(expected, reverse=True)[:PAIRS]


# --- by hand --------------------------------------------------------------------------------------------------

TWO = """
criteria:
  - {id: ANC, number: "1", label: anc, text: anc, rule: {kind: threshold, value: anc, at_least: 1}}
  - {id: PLT, number: "2", label: plt, text: plt, rule: {kind: threshold, value: plt, at_least: 80}}
"""


def test_a_small_table(engine_of):
    """Of six patients one is eligible, one excluded, four potential; of three with a neutrophil count two pass."""
    columns = {"anc": [2, 0.5, None, None, None, 2], "plt": [100, None, 100, 100, None, None]}
    found = gaps(engine_of(tables.dataset(columns)), cr.baseline(tables.protocol(TWO)))
    assert found.potential == 4
    assert found.singles == (Gap(("anc",), 2), Gap(("plt",), 1))
    assert found.pairs == (Gap(("anc", "plt"), 4),)
    assert found.missing == {"anc": 3, "plt": 2}
    assert found.expected_eligible == pytest.approx(1 + 2 / 3 + 2 / 3 + 2 / 3 * 1 + 1)


def test_a_date_decides_where_the_value_it_dates_fails(engine_of):
    """Whatever else is unknown: recent evidence of too low a value excludes."""
    protocol = tables.protocol(
        """
criteria:
  - {id: PLT, number: "1", label: plt, text: plt, rule: {kind: threshold, value: plt, at_least: 80}}
  - id: ANC
    number: "2"
    label: anc
    text: anc
    rule: {kind: recency, age: labs_age_days, within: 14, rule: {kind: threshold, value: anc, at_least: 1}}
"""
    )
    columns = {"plt": [None, None], "anc": [0.5, 2], "labs_age_days": [None, None]}
    found = gaps(engine_of(tables.dataset(columns)), cr.baseline(protocol))
    assert found.singles == (Gap(("labs_age_days",), 1), Gap(("plt",), 0), Gap(("anc",), 0))


def test_a_criterion_that_is_off_keeps_nobody_undecided(engine_of):
    columns = {"anc": [None, 2], "plt": [100, None]}
    found = gaps(engine_of(tables.dataset(columns)), cr.scenario(tables.protocol(TWO), off=["PLT"]))
    assert (found.potential, found.singles, found.pairs) == (1, (Gap(("anc",), 1),), ())
    nothing = gaps(engine_of(tables.dataset(columns)), cr.scenario(tables.protocol(TWO), off=["ANC", "PLT"]))
    assert (nothing.potential, nothing.singles, nothing.pairs, nothing.expected_eligible) == (0, (), (), 2)


def test_an_interval_is_not_missing_and_can_be_filled_in(engine_of):
    columns = {"anc": ["<2", None], "plt": [100, 100]}
    found = gaps(engine_of(tables.dataset(columns)), cr.baseline(tables.protocol(TWO)))
    assert (found.missing, found.singles[0]) == ({"anc": 1, "plt": 0}, Gap(("anc",), 2))


def test_the_order_follows_what_may_be_seen(engine_of):
    """Of two potential patients platelets decide more, but that is not seen: the protocol's order stays."""
    columns = {"anc": [2, 2], "plt": [None, None]}
    engine, scenario = engine_of(tables.dataset(columns)), cr.baseline(tables.protocol(TWO))
    assert gaps(engine, scenario).singles == (Gap(("plt",), 2), Gap(("anc",), 0))
    assert gaps(engine, scenario, Seen(lambda counts: counts * 0)).singles == (Gap(("anc",), 0), Gap(("plt",), 2))


def test_nobody_is_potential(engine_of):
    found = gaps(engine_of(tables.dataset({"anc": [2, 0.5], "plt": [100, 100]})), cr.baseline(tables.protocol(TWO)))
    assert (found.potential, found.pairs, found.expected_eligible) == (0, (), 1)
    assert [gap.decided for gap in found.singles] == [0, 0]


def test_an_estimate_where_those_who_cannot_be_judged_are_excluded(engine_of):
    columns = {"anc": [None, None], "plt": [50, 50]}
    found = gaps(engine_of(tables.dataset(columns)), cr.baseline(tables.protocol(TWO)))
    assert (found.potential, found.expected_eligible) == (0, 0)


def test_no_estimate_where_nobody_can_be_judged(engine_of):
    found = gaps(engine_of(tables.dataset({"anc": [None, None], "plt": [100, 100]})), cr.baseline(tables.protocol(TWO)))
    assert found.expected_eligible is None
    assert found.singles[0] == Gap(("anc",), 2)


def test_whom_a_criterion_does_not_ask_about_has_no_part_in_its_pass_rate(engine_of):
    """Of the three with liver metastases one passes and one fails; the two without are not a reason for hope."""
    protocol = tables.protocol("""
criteria:
  - id: ANC
    number: "1"
    label: anc
    text: anc
    rule:
      kind: implication
      when: {kind: flag, variable: liver_mets}
      then: {kind: threshold, value: anc, at_least: 1}
""")
    columns = {"liver_mets": ["N", "N", "Y", "Y", "Y"], "anc": [None, None, 2, 0.5, None]}
    engine, scenario = engine_of(tables.dataset(columns)), cr.baseline(protocol)
    assert list(tables.verdicts(engine, scenario)["ANC"]) == ["not_applicable"] * 2 + ["pass", "fail", "unknown"]
    assert gaps(engine, scenario).expected_eligible == pytest.approx(3 + 1 / 2)


@given(populations.populations)
def test_the_estimate_is_a_product_of_pass_rates(engine_of, patients):
    columns = {name: [each[name] for each in patients] for name in ("anc", "plt")}
    engine, scenario = engine_of(tables.dataset(columns)), cr.baseline(tables.protocol(TWO))
    words = tables.verdicts(engine, scenario)
    rates = {
        name: sum(words[name] == "pass") / max(sum(words[name].isin(["pass", "fail"])), 1) for name in ("ANC", "PLT")
    }
    judged = {name: any(words[name].isin(["pass", "fail"])) for name in rates}
    waiting = words[words.status == "potential"]
    chances = [
        [(rates[name], judged[name]) for name in rates if row[name] == "unknown"] for row in waiting.to_dict("records")
    ]
    expected = sum(words.status == "eligible") + sum(float(np.prod([r for r, _ in each])) for each in chances)
    known = all(judged for each in chances for _, judged in each)
    assert gaps(engine, scenario).expected_eligible == (pytest.approx(expected) if known else None)


def test_a_table_in_contradiction_to_the_protocol_is_refused(engine_of, reference):
    dataset = cr.Dataset("wrong", 1, {"age": Words(np.zeros(1, dtype=np.int8), ("old",))})
    with pytest.raises(cr.Refused):
        gaps(engine_of(dataset), cr.baseline(reference))
