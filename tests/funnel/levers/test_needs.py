"""What moves bring back is what the patients' routes add up to: every kind of rule, every patient, every move."""

from itertools import product

import pytest

import criteria as cr
from criteria.funnel.levers.loosening import Loosening
from criteria.funnel.levers.moves import looser, ways
from tests import tables
from tests.funnel.levers import by_hand

LIMITS = """
limits:
  hb: {label: at least, unit: g/L, value: 90, min: 70, max: 110, step: 10}
  anc: {label: at least, unit: 10*9/L, value: 1.5, min: 1, max: 2, step: 0.5}
  most: {label: at most, unit: 10*9/L, value: 1.5, min: 1, max: 2, step: 0.5}
  days: {label: within, unit: d, value: 20, min: 10, max: 30, step: 10}
criteria:
"""
TRIED = {
    "hb": ["75", "85", "95", "115", "85-95", None],
    "anc": ["0.5", "1.2", "1.5", "1.8", "1.2-1.8", None],
    "labs_age_days": ["15", "25", "15-25", None],
    "liver_mets": ["Y", "N", None],
}
EVERYBODY = tables.dataset(
    dict(zip(TRIED, map(list, zip(*product(*TRIED.values()), strict=True)), strict=True))
)  # each way of filling in a row once

HB = "{kind: threshold, value: hb, at_least: {limit: hb}}"
ANC = "{kind: threshold, value: anc, at_least: {limit: anc}}"
RANGE = "{kind: range, value: anc, at_least: {limit: anc}, at_most: {limit: most}}"
METS = "{kind: flag, variable: liver_mets}"


def joined(kind, *rules):
    return f"{{kind: {kind}, rules: [{', '.join(rules)}]}}"


def negated(rule):
    return f"{{kind: not, rule: {rule}}}"


def recent(rule, within="20", stale="unknown"):
    return f"{{kind: recency, age: labs_age_days, within: {within}, stale: {stale}, rule: {rule}}}"


def implied(when, then, shows="false"):
    return f"{{kind: implication, when: {when}, then: {then}, failure_shows_it_applies: {shows}}}"


EITHER, BOTH = joined("any_of", HB, ANC), joined("all_of", HB, ANC)
BRANCHES = f"{{kind: conditional, when: {METS}, then: {HB}, otherwise: {ANC}}}"
WINDOW = "{kind: recency, age: labs_age_days, within: {limit: days}}"
RULES = {
    "two criteria": [HB, ANC],
    "and": [BOTH],
    "or": [EITHER],
    "or, beside one of its limits": [EITHER, HB],
    "not or": [negated(EITHER)],
    "not and": [negated(BOTH)],
    "range": [RANGE],
    "not range": [negated(RANGE)],
    "condition": [BRANCHES],
    "condition, not": [negated(BRANCHES)],
    "condition, beside one of its limits": [BRANCHES, ANC],
    "or inside a branch": [f"{{kind: conditional, when: {METS}, then: {EITHER}, otherwise: {METS}}}"],
    "implication": [implied(METS, HB)],
    "implication, beside another limit": [implied(METS, HB), ANC],
    "implication that a failure shows to apply": [implied(METS, HB, "true")],
    "implication of either": [implied(METS, EITHER)],
    "screening": ["{kind: screening}", HB],
    "screening of a record": [f"{{kind: screening, documented: {BRANCHES}}}"],
    "screening of an implication": [f"{{kind: screening, documented: {implied(METS, EITHER, 'true')}}}"],
    "window": [recent(BOTH)],
    "window, beside another limit": [recent(ANC), HB],
    "window around either": [recent(EITHER, stale="fail")],
    "window that moves": [WINDOW, HB],
    "window that moves, and fails": [WINDOW.replace("}}", "}, stale: fail}"), HB],
    "window that moves, not": [negated(WINDOW), HB],
    "either, or a window that moves": [joined("any_of", HB, WINDOW)],
    "window with a limit, around either": [recent(EITHER, "{limit: days}", "fail")],
    "window, not": [negated(recent(BOTH))],
    "window that fails, not": [negated(recent(BOTH, stale="fail"))],
}


def trial(rules):
    """With one criterion more, of which the table has nothing: it is assessed later."""
    listed = [f"  - {{id: C{at}, number: '1', label: c, text: c, rule: {rule}}}" for at, rule in enumerate(rules)]
    later = "  - {id: LATER, number: '2', label: l, text: l, absent: deferred, rule: {kind: flag, variable: gilbert}}"
    return cr.baseline(tables.protocol(LIMITS + "\n".join([*listed, later])))


@pytest.mark.parametrize("potential", [False, True], ids=["eligible", "potential too"])
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_what_any_moves_bring_back(engine_of, rules, potential):
    """Nobody is brought back twice, whichever of several ways lead there."""
    scenario = trial(rules)
    values = {name: looser(scenario, name, way) for name, way in ways(scenario).items()}
    found = Loosening(engine_of(EVERYBODY), scenario).needs(values, potential=potential)
    now = counted(scenario, potential)
    for at in product(*(range(len(each)) for each in values.values())):
        then = {name: each[step] for (name, each), step in zip(values.items(), at, strict=True)}
        brought = found.counts[(found.steps <= at).all(axis=1)].sum()
        assert brought == counted(by_hand.with_limits(scenario, then), potential) - now, then


def counted(scenario, potential):
    eligible, undecided = by_hand.statuses(EVERYBODY, scenario)
    return eligible + undecided * potential
