"""Levers the slow way: the changed protocol evaluated again, one patient at a time; and trials to try them on."""

from dataclasses import replace

from hypothesis import strategies as st

import criteria as cr
from tests import naive, populations, protocols, tables

ORDER = {"fail": 0, "unknown": 1, "pass": 2, "not_applicable": 2, "deferred": 2}


def statuses(dataset, scenario):
    """Eligible and potential patients."""
    found = [naive.status(each) for each in on(dataset, scenario)]
    return found.count("eligible"), found.count("potential")


def on(dataset, scenario):
    """The verdicts of each patient on the criteria in force."""
    criteria = [each for each in scenario.protocol.criteria if each.id not in scenario.off]
    return [[naive.verdict(each, scenario, patient) for each in criteria] for patient in naive.patients_of(dataset)]


def with_limits(scenario, limits):
    return replace(scenario, limits={**scenario.limits, **limits})


def without(scenario, criteria):
    return replace(scenario, off=scenario.off | set(criteria))


@st.composite
def made_up(draw):
    """A made-up protocol with a scenario, and a few patients."""
    return draw(populations.populations.map(tables.of_patients)), draw(scenarios(draw(protocols.protocols)))


@st.composite
def scenarios(draw, protocol):
    """A scenario in which at most one criterion is off."""
    off = draw(st.lists(st.sampled_from([each.id for each in protocol.criteria]), max_size=1))
    return cr.scenario(protocol, draw(populations.changes(protocol, most=2)), off)


LABORATORY = tables.protocol("""
limits:
  hb: {label: at least, unit: g/L, value: 90, min: 80, max: 100, step: 5}
  anc: {label: at least, unit: 10*9/L, value: 1.5, min: 0.5, max: 2, step: 0.5}
  ast: {label: no metastasis, unit: xULN, value: 2, min: 1, max: 4, step: 1}
  ast_mets: {label: metastasis, unit: xULN, value: 3, min: 1, max: 5, step: 1}
criteria:
  - {id: HB, number: "1", label: Hb, text: Hb, rule: {kind: threshold, value: hb, at_least: {limit: hb}}}
  - {id: ANC, number: "2", label: ANC, text: ANC, rule: {kind: threshold, value: anc, at_least: {limit: anc}}}
  - id: AST
    number: "3"
    label: AST
    text: AST
    rule:
      kind: conditional
      when: {kind: flag, variable: liver_mets}
      then: {kind: threshold, value: {kind: times_uln, variable: ast, uln: ast_uln}, at_most: {limit: ast_mets}}
      otherwise: {kind: threshold, value: {kind: times_uln, variable: ast, uln: ast_uln}, at_most: {limit: ast}}
  - {id: HBV, number: "4", label: HBV, text: HBV, rule: {kind: not, rule: {kind: flag, variable: hbv}}}
""")
laboratory_patients = st.lists(
    st.fixed_dictionaries(
        {
            "hb": st.sampled_from(["78", "82", "88", "95", None]),
            "anc": st.sampled_from(["0.4", "0.9", "1.2", "1.5", "0.6-1.2"]),
            "ast": st.sampled_from(["40", "90", "130", "170", "210"]),
            "ast_uln": st.just("40"),
            "liver_mets": st.sampled_from(["Y", "N", None]),
            "hbv": st.sampled_from(["N", "N", "N", "Y", None]),
        }
    ),
    min_size=1,
    max_size=8,
).map(tables.of_patients)


trials = st.one_of(made_up(), st.tuples(laboratory_patients, scenarios(LABORATORY)))
"""Patients and a scenario: of any protocol, or of a small one in which every criterion has limits that matter."""
