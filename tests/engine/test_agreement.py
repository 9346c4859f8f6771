"""The engine gives every patient the verdict that the specification, followed in plain Python, gives them."""

from hypothesis import given, settings
from hypothesis import strategies as st

import criteria as cr
from tests import naive, populations, protocols, tables
from tests.conftest import REFERENCE


def agree(engine_of, protocol, patients, scenario):
    found = tables.verdicts(engine_of(patients), scenario)
    expected = [
        {each.id: naive.verdict(each, scenario, patient) for each in protocol.criteria}
        for patient in naive.patients_of(patients)
    ]
    assert found[[each.id for each in protocol.criteria]].to_dict("records") == expected
    on = [each.id for each in protocol.criteria if each.id not in scenario.off]
    assert list(found["status"]) == [naive.status([verdicts[name] for name in on]) for verdicts in expected]


@given(st.data(), populations.populations)
def test_the_reference_protocol_in_any_scenario(engine_of, data, patients):
    agree(engine_of, REFERENCE, tables.of_patients(patients), populations.scenario(data, REFERENCE))


@settings(max_examples=40)
@given(st.data(), protocols.protocols, populations.populations)
def test_any_protocol_in_any_scenario(engine_of, data, protocol, patients):
    agree(engine_of, protocol, tables.of_patients(patients), populations.scenario(data, protocol))


@given(st.data(), protocols.protocols, populations.patients)
def test_any_table_that_lacks_columns(engine_of, data, protocol, patient):
    kept = data.draw(st.lists(st.sampled_from(list(populations.TRIED)), min_size=1, max_size=6, unique=True))
    patients = tables.of_patients([{name: patient[name] for name in kept}])
    agree(engine_of, protocol, patients, cr.baseline(protocol))


def test_the_demonstration_table(engine_of, demonstration):
    for changes in ({}, {"uln_fallback": "defaults", "cg_weight": "adjusted", "lab_window_days": 30}):
        agree(engine_of, REFERENCE, demonstration, cr.scenario(REFERENCE, changes))
